"""Medians, spreads, percentiles and ratios, worked by hand."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.bench_figures import Spread, percentile, ratio_of_pairs, shown, spread_of

VALUES = st.lists(st.floats(0.001, 1000), min_size=2, max_size=50)


def test_a_spread_is_the_middle_the_lowest_the_highest_and_how_many() -> None:
    assert spread_of([5.0, 1.0, 4.0, 2.0]) == Spread(3.0, 1.0, 5.0, 4)


def test_ratios_are_taken_pair_by_pair() -> None:
    # The second pair was measured while the machine was busy: both were slow, the ratio is not.
    assert ratio_of_pairs([2.0, 20.0, 2.0], [1.0, 10.0, 2.0]) == Spread(2.0, 1.0, 2.0, 3)


def test_pairs_have_two_sides() -> None:
    with pytest.raises(ValueError, match="zip"):
        ratio_of_pairs([1.0, 2.0], [1.0])


def test_a_percentile_lies_between_the_nearest_two() -> None:
    values = [10.0, 40.0, 20.0, 30.0, 50.0]
    assert [percentile(values, share) for share in (0, 0.25, 0.5, 0.95, 1)] == [
        10.0,
        20.0,
        30.0,
        pytest.approx(48.0),
        50.0,
    ]
    assert percentile([7.0], 0.95) == 7.0


@given(VALUES)
def test_the_percentiles_are_those_of_the_standard_library(values: list[float]) -> None:
    hundredths = statistics.quantiles(values, n=100, method="inclusive")
    assert percentile(values, 0.95) == pytest.approx(hundredths[94])
    assert percentile(values, 0.5) == pytest.approx(statistics.median(values))


def test_a_spread_is_shown_with_its_range_and_a_single_run_without() -> None:
    assert shown(Spread(2.0, 1.25, 4.0, 3)) == "2.00 (1.25 to 4.00)"
    assert shown(spread_of([158.2]), 0) == "158"
