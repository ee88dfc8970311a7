"""One thing that a search found: its number and how well it matches."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.encoding import Vectors


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A passage's number and its score; a higher score is a better match."""

    id: int
    score: float


class VectorStore(Protocol):
    """Finds the nearest of many vectors."""

    def __len__(self) -> int:
        """How many vectors the store holds."""

    def suits(self, count: int) -> bool:
        """Whether the store is made for about so many vectors, and need not be made anew."""

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add `vectors`, (n, dim) float32 of unit length, under new `ids`."""

    def remove(self, ids: Sequence[int]) -> None:
        """Take the vectors under `ids` out."""

    def search(
        self, vector: Vectors, limit: int, allowed: Sequence[int] | None = None
    ) -> tuple[Neighbour, ...]:
        """The `limit` vectors with the highest inner product, best first, among `allowed`."""
