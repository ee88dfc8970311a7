"""Calibration: numbers worked by hand, and scikit-learn's for what it knows."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, roc_auc_score

from qa.calibration import (
    Bin,
    auroc,
    brier_score,
    calibration_error,
    ones,
    ratio,
    reliability,
    risk_coverage,
    risk_coverage_area,
)

ANSWERS = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.5001, 0.9, 1.0]), st.booleans()),
    min_size=1,
    max_size=40,
)


def columns(answers: list[tuple[float, bool]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([c for c, _ in answers]), np.array([float(r) for _, r in answers])


@given(ANSWERS)
def test_auroc_and_brier_score_are_those_of_scikit_learn(answers: list[tuple[float, bool]]) -> None:
    confidence, right = columns(answers)
    counts = ones(len(right))
    assert brier_score(confidence, right, counts)[0] == pytest.approx(
        brier_score_loss(right, confidence, pos_label=1)
    )
    assume(0 < right.sum() < len(right))
    assert auroc(confidence, right, counts)[0] == pytest.approx(roc_auc_score(right, confidence))


@given(ANSWERS, st.data())
def test_a_count_is_so_many_copies_of_a_question(
    answers: list[tuple[float, bool]], data: st.DataObject
) -> None:
    confidence, right = columns(answers)
    counts = np.array(
        [data.draw(st.lists(st.integers(0, 3), min_size=len(right), max_size=len(right)))]
    )
    assume(counts.sum() > 0)
    many, were = np.repeat(confidence, counts[0]), np.repeat(right, counts[0])
    for measure in (auroc, brier_score, calibration_error, risk_coverage_area):
        expected = measure(many, were, ones(len(were)))
        assert measure(confidence, right, counts) == pytest.approx(expected, nan_ok=True)


def test_several_samples_are_measured_at_once() -> None:
    confidence, right = np.array([0.9, 0.4]), np.array([1.0, 0.0])
    counts = np.array([[2, 0], [0, 2], [1, 1]])
    assert brier_score(confidence, right, counts) == pytest.approx([0.01, 0.16, 0.085])
    assert auroc(confidence, right, counts) == pytest.approx([np.nan, np.nan, 1], nan_ok=True)


def test_the_calibration_error_of_fifteen_answers_is_their_mean_error() -> None:
    confidence = np.linspace(0.1, 0.8, 15)
    right = np.array([0.0] * 5 + [1.0] * 10)
    expected = (confidence[:5].sum() + (1 - confidence[5:]).sum()) / 15
    assert calibration_error(confidence, right, ones(15))[0] == pytest.approx(expected)


def test_the_errors_within_a_bin_offset_each_other() -> None:
    # Thirty answers, two a bin, of which one is right: said 0.5, was 0.5.
    confidence = np.full(30, 0.5)
    right = np.array([0.0, 1.0] * 15)
    assert calibration_error(confidence, right, ones(30))[0] == pytest.approx(0)
    # In one bin of the fifteen both are right: an error of 0.5 there, a thirtieth of all.
    right[0] = 1
    assert calibration_error(confidence, right, ones(30))[0] == pytest.approx(0.5 / 15)


def test_an_answer_on_the_edge_of_two_bins_counts_in_both_by_parts() -> None:
    # 20 answers: a bin holds 4/3. The first is wrong at 0.9, all others keep their word.
    confidence = np.array([0.0] * 19 + [0.9])
    right = np.zeros(20)
    assert calibration_error(confidence, right, ones(20))[0] == pytest.approx(0.9 / 20)


def test_the_area_under_the_risk_coverage_curve_is_the_one_worked_by_hand() -> None:
    # In the order of confidence: right, wrong, right, wrong. Risks: 0, 1/2, 1/3, 1/2.
    confidence, right = np.array([0.2, 0.9, 0.5, 0.7]), np.array([0.0, 1.0, 1.0, 0.0])
    curve = risk_coverage(confidence, right)
    assert curve.coverage == (0.25, 0.5, 0.75, 1.0)
    assert curve.risk == pytest.approx((0, 1 / 2, 1 / 3, 1 / 2))
    area = risk_coverage_area(confidence, right, ones(4))[0]
    assert area == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)


def test_where_nothing_was_answered_nothing_is_measured() -> None:
    none = np.zeros(0)
    counts = np.zeros((2, 0), np.int64)
    for measure in (auroc, brier_score, calibration_error, risk_coverage_area):
        assert np.isnan(measure(none, none, counts)).tolist() == [True, True]
    assert reliability(none, none) == ()
    assert risk_coverage(none, none).risk == ()
    assert np.isnan(ratio(np.ones(1), np.zeros(1), ones(1)))[0]


def test_the_bins_of_a_reliability_diagram_are_of_about_equal_size() -> None:
    confidence = np.arange(31) / 31
    bins = reliability(confidence[::-1].copy(), np.ones(31))
    assert [some.answers for some in bins] == [3, *[2] * 14]
    assert bins[0].confidence == pytest.approx((0 + 1 + 2) / 3 / 31)
    assert bins[-1] == Bin(float(confidence[-2:].mean()), 1.0, 2)
