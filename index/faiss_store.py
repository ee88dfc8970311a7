"""The vector store: FAISS, with ids of our own; exact while that is quick, and near it beyond.

Up to 25,000 vectors a question is compared with each of them (IndexFlatIP). Beyond, it is compared
with each in a short form, four bits for four numbers (IndexPQFastScan), and the best of these again
in a longer one, a byte a number (IndexRefine over IndexScalarQuantizer). There are no lists to look
into or to miss, so that a question unlike all passages finds its nearest ones, too.
Source: Andre, Kermarrec, Le Scouarnec 2017, Accelerated Nearest Neighbor Search with Quick ADC;
Douze et al. 2024, The Faiss library, section 4.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from index.encoding import Vectors
from index.neighbour import Neighbour
from index.whole_file import write_whole

# Exact search takes about 4 ms and 38 MB there. Ours.
EXACT_UP_TO = 25_000
# The short form is learned from so many vectors. Ours: 40,000 gave the same recall.
SAMPLE = 20_000
# So many numbers of a vector are four bits in the short form, and so many times as many as are
# wanted are compared again in the longer one. Ours: of 1,000,000 vectors the fifty nearest held
# 0.998 of the exact ten and 0.991 of the exact fifty in 7 ms; two numbers and 8 times 1.000 and
# 0.989 in 16 ms; four numbers and 16 times 0.976 and 0.929 in 4 ms.
_NUMBERS_TOGETHER = 4
_COMPARED_AGAIN = 64
# Vectors that were taken out leave holes; so large a share of them is worth a new store.
_HOLES = 0.1
_NOBODY = -1


class FaissStore:
    """An inner-product store of unit vectors under int64 ids."""

    def __init__(self, dimension: int, sample: Vectors | None = None) -> None:
        """Make an empty store for vectors of `dimension` numbers.

        With `sample`, (n, dim) float32, from which the short form is learned, it is one for many.
        """
        self._holes = 0
        if sample is None:
            self._index = faiss.IndexIDMap(faiss.IndexFlatIP(dimension))
            return
        parts = dimension // _NUMBERS_TOGETHER if dimension % _NUMBERS_TOGETHER == 0 else dimension
        short = faiss.IndexPQFastScan(dimension, parts, 4, faiss.METRIC_INNER_PRODUCT)
        long = faiss.IndexScalarQuantizer(
            dimension, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
        )
        both = faiss.IndexRefine(short, long)
        both.k_factor = _COMPARED_AGAIN
        both.train(np.ascontiguousarray(sample))
        self._index = faiss.IndexIDMap(both)
        self._parts = (both, short, long)  # FAISS does not keep them alive

    @property
    def exact(self) -> bool:
        """Whether each question is compared with all vectors as they are."""
        return isinstance(faiss.downcast_index(self._index.index), faiss.IndexFlat)

    def __len__(self) -> int:
        """How many vectors the store holds."""
        return int(self._index.ntotal) - self._holes

    def _ids(self) -> npt.NDArray[np.int64]:
        """The id at each place; places whose vectors were taken out are nobody's."""
        ids: npt.NDArray[np.int64] = faiss.vector_to_array(self._index.id_map)
        return ids

    def suits(self, count: int) -> bool:
        """Whether the store is made for about so many vectors, and need not be made anew."""
        if self.exact:
            return count <= 2 * EXACT_UP_TO
        return count > EXACT_UP_TO // 2 and self._holes <= _HOLES * count

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add `vectors`, (n, dim) float32 of unit length, under `ids`, which must be new."""
        if len(ids):
            self._index.add_with_ids(np.ascontiguousarray(vectors), np.array(ids, np.int64))

    def remove(self, ids: Iterable[int]) -> None:
        """Take the vectors under `ids` out; ids that are not there are passed over."""
        gone = np.fromiter(ids, np.int64)
        if self.exact:
            self._index.remove_ids(faiss.IDSelectorBatch(gone))
            return
        kept = self._ids()
        kept[np.isin(kept, gone)] = _NOBODY
        self._holes = int(np.count_nonzero(kept == _NOBODY))
        faiss.copy_array_to_vector(kept, self._index.id_map)

    def search(
        self, vector: Vectors, limit: int, allowed: Sequence[int] | None = None
    ) -> tuple[Neighbour, ...]:
        """The `limit` nearest vectors to `vector`, nearest first; only among `allowed` if given.

        FAISS fills up with the id -1 where there are fewer; those are left out, as holes are.
        """
        if not len(self) or limit < 1:
            return ()
        query = np.ascontiguousarray(vector.reshape(1, -1))
        most = min(limit, int(self._index.ntotal))
        with _one_thread():
            if allowed is None:
                scores, ids = self._index.search(query, most)
            else:
                scores, ids = self._search_among(query, most, np.array(allowed, np.int64))
        return tuple(
            Neighbour(int(number), float(score))
            for number, score in zip(ids[0], scores[0], strict=True)
            if number >= 0
        )

    def _search_among(
        self, query: Vectors, most: int, allowed: npt.NDArray[np.int64]
    ) -> tuple[Vectors, npt.NDArray[np.int64]]:
        parameters = faiss.SearchParameters()
        if self.exact:
            parameters.sel = selector = faiss.IDSelectorBatch(allowed)
            found: tuple[Vectors, npt.NDArray[np.int64]] = self._index.search(
                query, most, params=parameters
            )
            del selector  # it had to live as long as the search
            return found
        # The short form cannot be searched among some; the longer one can, by their places.
        ids = self._ids()
        places = np.flatnonzero(np.isin(ids, allowed))
        parameters.sel = selector = faiss.IDSelectorBatch(places)
        both = faiss.downcast_index(self._index.index)
        assert isinstance(both, faiss.IndexRefine)
        long = faiss.downcast_index(both.refine_index)
        scores, at = long.search(query, most, params=parameters)
        del selector
        return scores, np.where(at >= 0, ids[at], _NOBODY)

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
        if not isinstance(index, faiss.IndexIDMap) or index.d != dimension:
            return None
        inner = faiss.downcast_index(index.index)
        if isinstance(inner, faiss.IndexRefine):
            inner.k_factor = _COMPARED_AGAIN
        elif not isinstance(inner, faiss.IndexFlat):
            return None
        store._index = index
        store._holes = int(np.count_nonzero(store._ids() == _NOBODY))
        return store


@contextmanager
def _one_thread() -> Iterator[None]:
    """Search in one thread; FAISS counts threads for each thread that calls it.

    One question is searched for in one thread in any case; the others would only be woken, and spin
    as they wait: on two busy cores that took 15 ms, and the search 0.2 ms. Ours.
    """
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)
