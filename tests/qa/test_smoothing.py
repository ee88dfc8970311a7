"""Smoothing: each passage's score is drawn to those of the passages that are like it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.smoothing import smoothed, smoothing

RANDOM = np.random.default_rng(5)


def vectors_at(*degrees: float) -> list[np.ndarray[tuple[int], np.dtype[np.float32]]]:
    """Vectors of two numbers at these angles."""
    return [
        np.array([np.cos(angle), np.sin(angle)], np.float32) for angle in np.radians(list(degrees))
    ]


def test_a_score_is_drawn_to_those_of_the_neighbours_by_their_cosines() -> None:
    # The first one's cosines are 0.5 and 0.866; the other two's is 0.866, too.
    first, second, _ = smoothed([1.0, 2.0, 3.0], vectors_at(0, 60, 30))
    assert first == pytest.approx(0.8 * 1.0 + 0.2 * (0.5 * 2.0 + 0.866025 * 3.0) / 1.366025)
    assert second == pytest.approx(0.8 * 2.0 + 0.2 * (0.5 * 1.0 + 0.866025 * 3.0) / 1.366025)


def test_only_the_five_likest_count() -> None:
    vectors = vectors_at(0, 10, 11, 12, 13, 14, 20)
    near = smoothed([1, 1, 1, 1, 1, 1, 1], vectors)
    far = smoothed([1, 1, 1, 1, 1, 1, 9], vectors)
    assert near == [1.0] * 7
    assert far[0] == 1.0
    assert far[6] == 7.4


def test_the_less_likely_of_two_comes_first_where_its_neighbours_score_higher() -> None:
    vectors = vectors_at(0, 5, 90, 95)
    alone, _, among, _ = smoothed([1.0, 0.2, 0.95, 1.2], vectors)
    assert among > alone


def test_what_is_like_no_other_keeps_its_score() -> None:
    assert smoothed([0.5, 0.25], vectors_at(0, 90.1)) == [0.5, 0.25]
    assert smoothed([0.5, 0.25], vectors_at(0, 180)) == [0.5, 0.25]
    assert smoothed([0.5], vectors_at(30)) == [0.5]
    assert smoothed([], []) == []


@given(st.integers(1, 12), st.integers(0, 1000))
def test_the_shares_of_each_score_have_the_sum_one(count: int, seed: int) -> None:
    made = np.random.default_rng(seed).normal(size=(count, 3)).astype(np.float32)
    shares = smoothing(made / np.linalg.norm(made, axis=1, keepdims=True))
    assert shares.sum(axis=1) == pytest.approx(np.ones(count))
    assert (shares >= 0).all()
    assert (np.diag(shares) >= 0.8 - 1e-9).all()


def test_the_order_of_the_passages_changes_no_score() -> None:
    vectors = vectors_at(*RANDOM.uniform(0, 180, 9))
    scores = RANDOM.uniform(0, 2, 9).tolist()
    order = RANDOM.permutation(9).tolist()
    whole = smoothed(scores, vectors)
    assert smoothed([scores[at] for at in order], [vectors[at] for at in order]) == pytest.approx(
        [whole[at] for at in order], abs=2e-6
    )
