"""Calibration: how well confidence tells right answers from wrong ones, of many samples at once.

Every function takes columns of one number a question, (n,) float64, and counts, (m, n) int64: how
often each of m samples holds each question. It gives m values, NaN where a sample has nothing to
measure. Counts of one row of ones measure the questions as they are.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

BINS = 15


def ones(number: int) -> Counts:
    """The counts of one sample that holds each of so many questions once, (1, number)."""
    return np.ones((1, number), np.int64)


def ratio(part: Column, whole: Column, counts: Counts) -> Column:
    """The sum of `part` over the sum of `whole`: a mean where `whole` marks the questions counted.

    >>> ratio(np.array([1.0, 0.0, 5.0]), np.array([1.0, 1.0, 0.0]), np.array([[3, 1, 0]])).tolist()
    [0.75]
    """
    return _divided(counts @ part, counts @ whole)


def brier_score(confidence: Column, right: Column, counts: Counts) -> Column:
    """The mean squared difference of confidence and outcome; 0 is best.

    Source: Brier 1950, in its form for two outcomes.
    """
    return ratio((confidence - right) ** 2, np.ones_like(right), counts)


def auroc(confidence: Column, right: Column, counts: Counts) -> Column:
    """The chance that a right answer has the higher confidence of a right and a wrong one.

    Equal confidences count half. Source: Hanley and McNeil 1982, the area as Wilcoxon's statistic.
    """
    levels, level = np.unique(confidence, return_inverse=True)
    belongs = np.zeros((len(confidence), len(levels)))
    belongs[np.arange(len(confidence)), level] = 1
    positive = (counts * right) @ belongs
    negative = (counts * (1 - right)) @ belongs
    below = np.cumsum(negative, axis=1) - negative / 2
    pairs = positive.sum(axis=1) * negative.sum(axis=1)
    return _divided((positive * below).sum(axis=1), pairs)


def calibration_error(confidence: Column, right: Column, counts: Counts) -> Column:
    """The expected calibration error over fifteen bins of equal mass, 0 to 1.

    A bin's error is the difference of its mean confidence and its share of right answers. An
    answer on the edge of two bins counts in both by parts, so that all bins weigh the same.
    Source: Nguyen and O'Connor 2015 (equal mass); Guo et al. 2017 (the sum over bins).
    """
    if not len(right):
        return np.full(len(counts), np.nan)
    order = np.argsort(confidence, kind="stable")
    gap = (right - confidence)[order]
    held = counts[:, order]
    mass = np.cumsum(held, axis=1).astype(np.float64)
    excess = np.cumsum(held * gap, axis=1)
    rows = np.arange(len(counts))
    total = mass[:, -1]
    at_edges = np.zeros((BINS + 1, len(counts)))
    for number in range(1, BINS + 1):
        edge = total * (number / BINS)
        # The answer that the edge falls on, and what was gathered before it.
        on = np.minimum((mass < edge[:, None]).sum(axis=1), len(right) - 1)
        before = np.where(on > 0, mass[rows, on - 1], 0)
        gathered = np.where(on > 0, excess[rows, on - 1], 0)
        at_edges[number] = gathered + (edge - before) * gap[on]
    return _divided(np.abs(np.diff(at_edges, axis=0)).sum(axis=0), total)


def risk_coverage_area(confidence: Column, right: Column, counts: Counts) -> Column:
    """The area under the risk-coverage curve (AURC), 0 to 1; lower is better.

    That is the mean, over every number of questions answered in the order of confidence, of the
    share of them that is not right. Every sample has to hold the same number of questions.
    Source: Geifman and El-Yaniv 2017; Geifman et al. 2019 for the area.
    """
    if not len(right):
        return np.full(len(counts), np.nan)
    order = np.argsort(-confidence, kind="stable")
    number = int(counts[0].sum())
    at = np.tile(order, len(counts))
    wrong = np.repeat(1 - right[at], counts[:, order].ravel()).reshape(len(counts), number)
    risk = np.cumsum(wrong, axis=1) / np.arange(1, number + 1)
    area: Column = risk.mean(axis=1)
    return area


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """The risk-coverage curve: shares of the questions answered, and of those not right."""

    coverage: tuple[float, ...]
    risk: tuple[float, ...]


def risk_coverage(confidence: Column, right: Column) -> RiskCoverage:
    """The risk at every coverage, answering in the order of confidence.

    >>> risk_coverage(np.array([0.9, 0.2]), np.array([1.0, 0.0]))
    RiskCoverage(coverage=(0.5, 1.0), risk=(0.0, 0.5))
    """
    wrong = 1 - right[np.argsort(-confidence, kind="stable")]
    steps = np.arange(1, len(wrong) + 1)
    risk = np.cumsum(wrong) / steps
    return RiskCoverage(tuple((steps / max(1, len(wrong))).tolist()), tuple(risk.tolist()))


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about the same confidence: their mean confidence, and the share that is right."""

    confidence: float
    right: float
    answers: int


def reliability(confidence: Column, right: Column) -> tuple[Bin, ...]:
    """The answers in bins of about equal size in the order of confidence, at most fifteen.

    >>> reliability(np.array([0.2, 0.8]), np.array([0.0, 1.0]))
    (Bin(confidence=0.2, right=0.0, answers=1), Bin(confidence=0.8, right=1.0, answers=1))
    """
    order = np.argsort(confidence, kind="stable")
    return tuple(
        Bin(float(confidence[some].mean()), float(right[some].mean()), len(some))
        for some in np.array_split(order, BINS)
        if len(some)
    )


def _divided(part: Column, whole: Column) -> Column:
    out = np.full(len(part), np.nan)
    np.divide(part, whole, out=out, where=whole > 0)
    return out
