"""Readers for what is asked when a model is fitted."""

from collections.abc import Sequence

from qa.pairs import Excerpt
from qa.reading import Judgement


class Listening:
    """A reader that finds nothing, and knows what it was asked."""

    name = "listening"
    tells_places = True

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self.asked: set[str] = set()

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[Judgement, ...]:
        """That each says nothing of it."""
        self.asked.add(question)
        return tuple(Judgement(0.0, -4.0) for _ in excerpts)

    def tells(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[float, ...]:
        """Nothing."""
        self.asked.add(question)
        return (0.0,) * len(excerpts)
