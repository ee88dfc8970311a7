"""The vector store: FAISS, exact, with ids of our own."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from index.encoding import Vectors
from index.neighbour import Neighbour
from index.whole_file import write_whole


class FaissStore:
    """An exact inner-product store of unit vectors under int64 ids (FAISS IndexFlatIP)."""

    def __init__(self, dimension: int) -> None:
        """Make an empty store for vectors of `dimension` numbers."""
        self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    def __len__(self) -> int:
        """How many vectors the store holds."""
        return int(self._index.ntotal)

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add `vectors`, (n, dim) float32 of unit length, under `ids`, which must be new."""
        if len(ids):
            self._index.add_with_ids(np.ascontiguousarray(vectors), np.array(ids, np.int64))

    def remove(self, ids: Iterable[int]) -> None:
        """Take the vectors under `ids` out; ids that are not there are passed over."""
        self._index.remove_ids(faiss.IDSelectorBatch(np.fromiter(ids, np.int64)))

    def search(
        self, vector: Vectors, limit: int, allowed: Sequence[int] | None = None
    ) -> tuple[Neighbour, ...]:
        """The `limit` nearest vectors to `vector`, nearest first; only among `allowed` if given.

        FAISS fills up with the id -1 where there are fewer; those are left out.
        """
        if not len(self) or limit < 1:
            return ()
        parameters = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(np.array(allowed, np.int64))
            parameters = faiss.SearchParameters()
            parameters.sel = selector
        query = np.ascontiguousarray(vector.reshape(1, -1))
        scores, ids = self._index.search(query, min(limit, len(self)), params=parameters)
        return tuple(
            Neighbour(int(number), float(score))
            for number, score in zip(ids[0], scores[0], strict=True)
            if number >= 0
        )

    def save(self, path: Path) -> None:
        """Write the store to `path`, beside it first, so that the old file is whole until the end.

        Raises: StorageError: when the disk does not take it.
        """
        data: npt.NDArray[np.uint8] = faiss.serialize_index(self._index)
        write_whole(path, data.data)

    @classmethod
    def load(cls, path: Path, dimension: int) -> "FaissStore | None":
        """The store at `path`, or None where the file is none or is one of another dimension."""
        store = cls(dimension)
        try:
            index = faiss.read_index(str(path))
        except (RuntimeError, MemoryError):
            return None
        if not isinstance(index, faiss.IndexIDMap2) or index.d != dimension:
            return None
        store._index = index
        return store
