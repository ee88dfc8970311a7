"""The vector store: FAISS, with ids of our own; exact while that is quick, and near it beyond.

Up to 25,000 vectors a question is compared with each of them (IndexFlatIP). Beyond, the vectors
lie in lists around centres, a byte a number (IndexIVFScalarQuantizer), and a question is compared
with those in the lists nearest to it. What is found is scored again with the kept vectors, so that
only what is found depends on it, not how it is ranked.
Source: Johnson, Douze, Jegou 2019, Billion-scale similarity search with GPUs; Faiss's wiki,
"Guidelines to choose an index", for the number of lists and of vectors to place their centres by.
"""

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from index.encoding import Vectors
from index.neighbour import Neighbour
from index.whole_file import write_whole

# Exact search takes about 4 ms and 38 MB there. Ours.
EXACT_UP_TO = 25_000
# So many lists, of those that there are, a question is compared with: measured for recall.
_SHARE_PROBED = 1 / 16
# The centres are placed by so many vectors a list; Faiss asks for 39 at least.
_SAMPLE_A_LIST = 40


def lists_for(count: int) -> int:
    """How many lists `count` vectors should lie in; 0 where each is compared.

    >>> lists_for(25_000), lists_for(100_000), lists_for(1_000_000)
    (0, 512, 2048)
    """
    return 0 if count <= EXACT_UP_TO else 2 ** round(math.log2(2 * math.sqrt(count)))


def sample_for(lists: int) -> int:
    """By how many vectors the centres of so many lists are placed."""
    return _SAMPLE_A_LIST * lists


class FaissStore:
    """An inner-product store of unit vectors under int64 ids."""

    def __init__(self, dimension: int, sample: Vectors | None = None, lists: int = 0) -> None:
        """Make an empty store for vectors of `dimension` numbers.

        With `lists`, they will lie in so many, around centres placed by `sample`, (n, dim) float32.
        """
        if sample is None or not lists:
            self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
            return
        self._index = faiss.IndexIVFScalarQuantizer(
            faiss.IndexFlatIP(dimension),
            dimension,
            lists,
            faiss.ScalarQuantizer.QT_8bit,
            faiss.METRIC_INNER_PRODUCT,
        )
        self._index.train(np.ascontiguousarray(sample))

    def __len__(self) -> int:
        """How many vectors the store holds."""
        return int(self._index.ntotal)

    @property
    def lists(self) -> int:
        """How many lists the vectors lie in; 0 where each is compared."""
        return int(self._index.nlist) if isinstance(self._index, faiss.IndexIVF) else 0

    def suits(self, count: int) -> bool:
        """Whether the store is made for about so many vectors, and need not be made anew."""
        if not self.lists:
            return count <= 2 * EXACT_UP_TO
        wanted = lists_for(max(count, EXACT_UP_TO + 1))
        return count > EXACT_UP_TO // 2 and wanted < 4 * self.lists and self.lists < 4 * wanted

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
        query = np.ascontiguousarray(vector.reshape(1, -1))
        scores, ids = self._index.search(
            query, min(limit, len(self)), params=self._parameters(allowed)
        )
        return tuple(
            Neighbour(int(number), float(score))
            for number, score in zip(ids[0], scores[0], strict=True)
            if number >= 0
        )

    def _parameters(self, allowed: Sequence[int] | None) -> faiss.SearchParameters:
        """Where to look. Those allowed may lie in any list, and then all are looked through."""
        selector = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(np.array(allowed, np.int64))
        if not self.lists:
            parameters = faiss.SearchParameters()
        else:
            parameters = faiss.SearchParametersIVF()
            probed = self.lists if selector else math.ceil(self.lists * _SHARE_PROBED)
            parameters.nprobe = probed
        if selector is not None:
            parameters.sel = selector
        return parameters

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
        known = (faiss.IndexIDMap2, faiss.IndexIVFScalarQuantizer)
        if not isinstance(index, known) or index.d != dimension:
            return None
        store._index = index
        return store
