"""Intervals and the paired test: against formulas and against every flip tried one by one."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from qa.calibration import Column, Counts, ones, ratio
from qa.intervals import Columns, Share, difference, estimate, wilson_interval
from qa.outcomes import MEASURES


def mean(columns: Columns, counts: Counts) -> Column:
    return ratio(columns["x"], np.ones_like(columns["x"]), counts)


def column(values: list[float]) -> Columns:
    return {"x": np.array(values, np.float64)}


def test_the_interval_of_a_mean_is_near_that_of_the_normal_distribution() -> None:
    values = np.random.default_rng(5).normal(0.3, 0.2, 400)
    one = estimate(mean, {"x": values}, seed=0)
    error = 1.96 * values.std() / 20
    assert one.value == pytest.approx(values.mean())
    assert (one.low, one.high) == pytest.approx((one.value - error, one.value + error), abs=0.004)


def test_the_same_seed_gives_the_same_interval_and_another_one_another() -> None:
    columns: Columns = {"x": np.random.default_rng(2).random(50)}
    assert estimate(mean, columns, 3) == estimate(mean, columns, 3)
    assert estimate(mean, columns, 3) != estimate(mean, columns, 4)


def test_without_spread_the_interval_is_a_point() -> None:
    one = estimate(mean, column([0.5] * 9), 0)
    assert (one.value, one.low, one.high) == (0.5, 0.5, 0.5)


@pytest.mark.parametrize(("part", "whole"), [(0, 7), (7, 7), (3, 11), (180, 200), (1, 1)])
def test_the_interval_of_a_share_is_wilsons(part: int, whole: int) -> None:
    expected = binomtest(part, whole).proportion_ci(method="wilson")
    assert wilson_interval(part, whole) == pytest.approx((expected.low, expected.high), abs=1e-6)
    counted = column([1.0] * part + [0.0] * (whole - part))
    share = Share(lambda columns: (columns["x"], np.ones_like(columns["x"])))
    one = estimate(share, counted, 0)
    assert (one.value, one.low, one.high) == (part / whole, *wilson_interval(part, whole))


def test_a_share_of_nothing_has_no_interval() -> None:
    share = Share(lambda columns: (columns["x"], columns["x"]))
    assert np.isnan(estimate(share, column([0.0, 0.0]), 0).high)


def test_of_no_question_there_is_no_estimate() -> None:
    assert np.isnan(estimate(mean, column([]), 0).value)
    assert np.isnan(difference(mean, column([]), column([]), 0).chance)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from([0.0, 0.5, 1.0])),
        min_size=2,
        max_size=9,
    )
)
def test_the_chance_is_near_that_of_all_flips(pairs: list[tuple[float, float]]) -> None:
    first, second = column([a for a, _ in pairs]), column([b for _, b in pairs])
    changes = second["x"] - first["x"]
    observed = abs(changes.mean())
    every = [
        abs((changes * signs).mean()) >= observed - 1e-12
        for signs in product((-1, 1), repeat=len(pairs))
    ]
    measured = difference(mean, first, second, seed=1)
    assert measured.difference == pytest.approx(changes.mean())
    assert measured.chance == pytest.approx(np.mean(every), abs=0.03)


def test_a_setting_compared_with_itself_differs_by_nothing() -> None:
    random = np.random.default_rng(0)
    columns = {
        name: random.integers(0, 2, 30).astype(np.float64)
        for name in ("answerable", "found", "right", "Success@1", "Success@5", "MRR@10", "nDCG@10")
    } | {"confidence": random.random(30)}
    for name, measure in MEASURES.items():
        measured = difference(measure, columns, columns, 0)
        assert measured.value == measure(columns, ones(30))[0], name
        assert (measured.difference, measured.low, measured.high) == (0, 0, 0), name


def test_a_clear_difference_is_hardly_by_chance() -> None:
    measured = difference(mean, column([0.0] * 40), column([1.0] * 30 + [0.0] * 10), 0)
    assert (measured.value, measured.other, measured.difference) == (0, 0.75, 0.75)
    assert 0.55 < measured.low < 0.65
    assert 0.85 < measured.high < 0.95
    assert measured.chance == pytest.approx(1 / 10_001)
