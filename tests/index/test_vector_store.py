"""What every `VectorStore` has to do, and how the FAISS one is kept on disk."""

from collections.abc import Callable
from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.encoding import Vectors
from index.errors import StorageError
from index.faiss_store import FaissStore
from index.neighbour import Neighbour, VectorStore
from tests.fakes import ExactStore
from tests.index.small_disk import make_read_only

DIMENSION = 16
MakeStore = Callable[[int], VectorStore]

stores = pytest.mark.parametrize("make", [FaissStore, ExactStore])


def unit_vectors(count: int, seed: int, dimension: int = DIMENSION) -> Vectors:
    drawn = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    result: Vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return result


def ids_of(neighbours: tuple[Neighbour, ...]) -> list[int]:
    return [neighbour.id for neighbour in neighbours]


def brute_force(vectors: dict[int, Vectors], query: Vectors, limit: int) -> list[Neighbour]:
    """Every inner product, in double precision, best first."""
    scores = {
        number: float(np.dot(vector.astype(np.float64), query.astype(np.float64)))
        for number, vector in vectors.items()
    }
    best = sorted(scores, key=lambda number: -scores[number])[:limit]
    return [Neighbour(number, scores[number]) for number in best]


def assert_same(found: tuple[Neighbour, ...], expected: list[Neighbour]) -> None:
    assert ids_of(found) == [neighbour.id for neighbour in expected]
    assert [n.score for n in found] == pytest.approx([n.score for n in expected], abs=1e-5)


@stores
@settings(deadline=None)
@given(
    ids=st.lists(st.integers(1, 2**62), unique=True, max_size=40),
    limit=st.integers(-1, 50),
    seed=st.integers(0, 2**32 - 1),
    data=st.data(),
)
def test_what_is_found_is_what_brute_force_finds(
    make: MakeStore, ids: list[int], limit: int, seed: int, data: st.DataObject
) -> None:
    vectors = dict(zip(ids, unit_vectors(len(ids), seed), strict=True))
    store = make(DIMENSION)
    store.add(ids, unit_vectors(len(ids), seed))
    removed = data.draw(st.sets(st.sampled_from(ids) if ids else st.nothing()))
    store.remove(sorted(removed))
    left = {number: vector for number, vector in vectors.items() if number not in removed}
    (query,) = unit_vectors(1, seed + 1)
    assert len(store) == len(left)
    assert_same(store.search(query, limit), brute_force(left, query, max(0, limit)))
    allowed = data.draw(st.lists(st.sampled_from(ids) if ids else st.nothing()))
    among = {number: vector for number, vector in left.items() if number in allowed}
    assert_same(store.search(query, limit, allowed), brute_force(among, query, max(0, limit)))


@stores
def test_two_thousand_vectors_are_searched_exactly(make: MakeStore) -> None:
    vectors = unit_vectors(2000, 7)
    store = make(DIMENSION)
    store.add(range(1, 2001), vectors)
    expected = dict(zip(range(1, 2001), vectors, strict=True))
    for query in unit_vectors(20, 8):
        assert_same(store.search(query, 50), brute_force(expected, query, 50))


@stores
def test_the_nearest_to_a_vector_is_itself_with_the_score_1(make: MakeStore) -> None:
    vectors = unit_vectors(3, 1)
    store = make(DIMENSION)
    store.add([2**40, 5, 2**62], vectors)
    for number, vector in zip([2**40, 5, 2**62], vectors, strict=True):
        (best,) = store.search(vector, 1)
        assert best.id == number
        assert best.score == pytest.approx(1, abs=1e-5)


@stores
def test_vectors_may_be_added_in_parts(make: MakeStore) -> None:
    vectors = unit_vectors(30, 2)
    store = make(DIMENSION)
    for first in range(0, 30, 7):
        store.add(range(first, min(30, first + 7)), vectors[first : first + 7])
    store.add([], np.zeros((0, DIMENSION), np.float32))
    assert len(store) == 30
    expected = dict(zip(range(30), vectors, strict=True))
    assert_same(store.search(vectors[3], 30), brute_force(expected, vectors[3], 30))


@stores
def test_an_empty_store_finds_nothing(make: MakeStore) -> None:
    store = make(DIMENSION)
    (query,) = unit_vectors(1, 0)
    assert len(store) == 0
    assert store.search(query, 10) == ()
    assert store.search(query, 10, [1, 2]) == ()
    store.remove([1, 2])
    store.remove([])
    assert store.search(query, 10) == ()


@stores
def test_a_store_that_was_emptied_finds_nothing(make: MakeStore) -> None:
    store = make(DIMENSION)
    store.add([1, 2, 3], unit_vectors(3, 0))
    store.remove([3, 1, 2])
    assert store.search(unit_vectors(1, 0)[0], 5) == ()


@stores
def test_a_limit_above_the_size_finds_everything_once(make: MakeStore) -> None:
    store = make(DIMENSION)
    store.add([11, 12, 13], unit_vectors(3, 4))
    (query,) = unit_vectors(1, 5)
    assert sorted(ids_of(store.search(query, 1000))) == [11, 12, 13]
    assert sorted(ids_of(store.search(query, 1000, [12, 13, 99]))) == [12, 13]


@stores
def test_nothing_allowed_finds_nothing(make: MakeStore) -> None:
    store = make(DIMENSION)
    store.add([1, 2], unit_vectors(2, 4))
    assert store.search(unit_vectors(1, 5)[0], 5, []) == ()
    assert store.search(unit_vectors(1, 5)[0], 5, [3]) == ()


@stores
def test_a_removed_id_can_hold_another_vector(make: MakeStore) -> None:
    first, second = unit_vectors(2, 6)
    store = make(DIMENSION)
    store.add([1], first[None])
    store.remove([1])
    store.add([1], second[None])
    assert_same(store.search(second, 5), [Neighbour(1, 1.0)])


def test_a_saved_store_is_loaded_as_it_was(tmp_path: Path) -> None:
    store = FaissStore(DIMENSION)
    vectors = unit_vectors(100, 9)
    store.add([2**40 + number for number in range(100)], vectors)
    store.remove([2**40 + 50])
    store.save(tmp_path / "vectors.faiss")
    loaded = FaissStore.load(tmp_path / "vectors.faiss", DIMENSION)
    assert loaded is not None
    assert len(loaded) == 99
    for query in vectors:
        assert loaded.search(query, 100) == store.search(query, 100)
    assert [path.name for path in tmp_path.iterdir()] == ["vectors.faiss"]


def test_a_loaded_store_can_be_changed(tmp_path: Path) -> None:
    vectors = unit_vectors(3, 10)
    store = FaissStore(DIMENSION)
    store.add([1, 2], vectors[:2])
    store.save(tmp_path / "vectors.faiss")
    loaded = FaissStore.load(tmp_path / "vectors.faiss", DIMENSION)
    assert loaded is not None
    loaded.add([3], vectors[2:])
    loaded.remove([1])
    expected = {2: vectors[1], 3: vectors[2]}
    assert_same(loaded.search(vectors[2], 5), brute_force(expected, vectors[2], 5))


def test_an_empty_store_is_saved_and_loaded(tmp_path: Path) -> None:
    FaissStore(DIMENSION).save(tmp_path / "vectors.faiss")
    loaded = FaissStore.load(tmp_path / "vectors.faiss", DIMENSION)
    assert loaded is not None
    assert loaded.search(unit_vectors(1, 0)[0], 5) == ()


MANY = 4_000


def store_for_many(vectors: Vectors) -> FaissStore:
    """A store that compares in a short form first."""
    store = FaissStore(DIMENSION, vectors)
    store.add(range(100, 100 + len(vectors)), vectors)
    return store


def test_a_store_for_many_finds_what_an_exact_one_finds(tmp_path: Path) -> None:
    vectors = unit_vectors(MANY, seed=3)
    exact = FaissStore(DIMENSION)
    exact.add(range(100, 100 + MANY), vectors)
    store_for_many(vectors).save(tmp_path / "vectors.faiss")
    many = FaissStore.load(tmp_path / "vectors.faiss", DIMENSION)
    assert many is not None
    assert (exact.exact, many.exact, len(many)) == (True, False, MANY)
    shares = []
    for question in unit_vectors(50, seed=4):
        wanted = exact.search(question, 10)
        found = many.search(question, 50)
        shares.append(len(set(ids_of(wanted)) & set(ids_of(found))) / 10)
        scores = {one.id: one.score for one in found}
        assert scores[wanted[0].id] == pytest.approx(wanted[0].score, abs=0.01)
    assert np.mean(shares) > 0.98


def test_a_store_for_many_finds_what_is_allowed() -> None:
    vectors = unit_vectors(MANY, seed=5)
    store = store_for_many(vectors)
    for number in range(0, MANY, 500):
        allowed = [100 + (number + 7) % MANY, 103, 99]
        assert set(ids_of(store.search(vectors[number], 3, allowed=allowed))) == set(allowed[:2])


def test_a_store_for_many_can_be_changed(tmp_path: Path) -> None:
    vectors = unit_vectors(MANY, seed=6)
    store = store_for_many(vectors)
    store.remove([100, 5_000_000])
    assert len(store) == MANY - 1
    assert 100 not in ids_of(store.search(vectors[0], 20))
    assert store.search(vectors[0], 20, allowed=[100]) == ()
    store.save(tmp_path / "vectors.faiss")
    loaded = FaissStore.load(tmp_path / "vectors.faiss", DIMENSION)
    assert loaded is not None
    assert len(loaded) == MANY - 1
    loaded.add([9], vectors[:1])
    assert loaded.search(vectors[0], 1)[0].id == 9


def test_a_store_says_for_how_many_vectors_it_is_made() -> None:
    vectors = unit_vectors(MANY, seed=7)
    exact, many = FaissStore(DIMENSION), store_for_many(vectors)
    assert [exact.suits(count) for count in (0, 25_000, 50_000, 50_001)] == [True] * 3 + [False]
    assert [many.suits(count) for count in (12_500, 12_501, 10_000_000)] == [False, True, True]
    many.remove(range(100, 100 + 1_300))
    assert [many.suits(count) for count in (12_501, 13_000)] == [False, True]


def test_a_store_of_another_dimension_is_not_loaded(tmp_path: Path) -> None:
    FaissStore(DIMENSION).save(tmp_path / "vectors.faiss")
    assert FaissStore.load(tmp_path / "vectors.faiss", DIMENSION + 1) is None


def test_a_missing_file_is_not_loaded(tmp_path: Path) -> None:
    assert FaissStore.load(tmp_path / "vectors.faiss", DIMENSION) is None
    assert FaissStore.load(tmp_path, DIMENSION) is None


def saved_bytes(path: Path) -> bytes:
    store = FaissStore(DIMENSION)
    store.add([1, 2, 3], unit_vectors(3, 11))
    store.save(path)
    return path.read_bytes()


def test_a_file_that_was_cut_short_anywhere_is_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    data = saved_bytes(path)
    for length in range(len(data)):
        path.write_bytes(data[:length])
        assert FaissStore.load(path, DIMENSION) is None, length


def test_garbage_is_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    start = saved_bytes(path)[:4]
    draw = np.random.default_rng(12)
    for length in range(1, 400):
        for prefix in (b"", start):
            path.write_bytes(prefix + draw.bytes(length))
            assert FaissStore.load(path, DIMENSION) is None


def test_a_file_that_claims_more_vectors_than_there_is_memory_is_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    data = saved_bytes(path)
    ids = len(data) - 4 * 8  # their number, and the three of them
    assert int.from_bytes(data[ids : ids + 8], "little") == 3
    path.write_bytes(data[:ids] + (2**36).to_bytes(8, "little") + data[ids + 8 :])
    assert FaissStore.load(path, DIMENSION) is None


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_told_and_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    old = saved_bytes(path)
    (tmp_path / "vectors.faiss.new").symlink_to("/dev/full")
    with pytest.raises(StorageError) as caught:
        FaissStore(DIMENSION).save(path)
    assert caught.value.message == f"{path} cannot be written: No space left on device"
    assert "make room on the disk" in caught.value.hint
    assert path.read_bytes() == old
    assert [found.name for found in tmp_path.iterdir()] == ["vectors.faiss"]


def test_a_disk_that_fills_up_half_way_keeps_the_old_file(small_disk: Path) -> None:
    path = small_disk / "vectors.faiss"
    old = saved_bytes(path)
    large = FaissStore(DIMENSION)
    large.add(range(50_000), unit_vectors(50_000, 13))
    with pytest.raises(StorageError, match="No space left on device"):
        large.save(path)
    assert path.read_bytes() == old
    assert [found.name for found in small_disk.iterdir()] == ["vectors.faiss"]


def test_a_read_only_disk_is_told(small_disk: Path) -> None:
    path = small_disk / "vectors.faiss"
    old = saved_bytes(path)
    make_read_only(small_disk)
    with pytest.raises(StorageError, match="Read-only file system"):
        FaissStore(DIMENSION).save(path)
    assert path.read_bytes() == old


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="Not a directory"):
        FaissStore(DIMENSION).save(tmp_path / "file" / "vectors.faiss")


def test_a_search_leaves_the_number_of_threads_as_it_was() -> None:
    store = FaissStore(2)
    store.add([7], np.array([[1.0, 0.0]], np.float32))
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(3)
    assert [one.id for one in store.search(np.array([1.0, 0.0], np.float32), 1)] == [7]
    after = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(before)
    assert after == 3
