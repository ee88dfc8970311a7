"""The brute force that stores are compared with, and recall."""

import numpy as np
import pytest

from benchmarks.exact_search import exact_nearest, recall_of


def test_the_nearest_of_all_blocks_come_first_nearest_first() -> None:
    drawn = np.random.default_rng(1)
    vectors = drawn.normal(size=(50, 8)).astype(np.float32)
    questions = drawn.normal(size=(4, 8)).astype(np.float32)
    blocks = [
        (np.arange(first, first + 10) + 100, vectors[first : first + 10])
        for first in range(0, 50, 10)
    ]
    ids, scores = exact_nearest(blocks, questions, 6)
    for row, question in enumerate(questions):
        by_hand = np.argsort(-(vectors @ question))[:6].tolist()
        assert ids[row].tolist() == [100 + at for at in by_hand]
        expected = [float(vectors[at] @ question) for at in by_hand]
        assert scores[row].tolist() == pytest.approx(expected, abs=1e-5)


def test_where_there_are_fewer_vectors_than_wanted_all_are_found() -> None:
    block = np.array([4, 7]), np.eye(2, dtype=np.float32)
    ids, _ = exact_nearest([block], np.array([[1.0, 0.5]], np.float32), 10)
    assert ids.tolist() == [[4, 7]]


def test_recall_is_the_mean_share_found_whatever_the_order() -> None:
    assert recall_of([[5, 4], [9, 8]], np.array([[4, 5], [1, 2]])) == 0.5
    assert recall_of([[2, 3, 1]], np.array([[1, 2, 3]])) == 1.0
