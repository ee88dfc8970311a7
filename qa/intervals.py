"""Intervals: how far a measure would move with other questions, and if a difference is noise."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from qa.calibration import Column, Counts, ones, ratio

RESAMPLES = 1000
FLIPS = 10_000
# So many samples are measured at once; bounds the memory.
_AT_ONCE = 500
_TAILS = (2.5, 97.5)
# The same share of the normal distribution, in standard deviations.
_DEVIATIONS = 1.959964
# Differences that are equal but for rounding count as equal.
_ROUNDING = 1e-12

Columns = Mapping[str, Column]
Measure = Callable[[Columns, Counts], Column]
"""Takes columns of one number a question and the counts of m samples; gives m values."""


@dataclass(frozen=True, slots=True)
class Share:
    """A measure that is a share: of the questions that `counted` marks second, those marked first.

    Both are columns of zeros and ones, and the first marks none that the second does not.
    """

    counted: Callable[[Columns], tuple[Column, Column]]

    def __call__(self, columns: Columns, counts: Counts) -> Column:
        """The share in each of m samples; NaN where none is counted."""
        return ratio(*self.counted(columns), counts)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure's value and the ends of its 95% interval; NaN where there is nothing to measure."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure of two settings on the same questions.

    `difference` is the second less the first, with its 95% interval; `chance` is how often a
    difference as large comes about when it is left to chance which setting gave which answer.
    """

    value: float
    other: float
    difference: float
    low: float
    high: float
    chance: float


def estimate(measure: Measure, columns: Columns, seed: int) -> Estimate:
    """The measure with its 95% interval: of a share Wilson's, else of the bootstrap by percentiles.

    The bootstrap's is a point where all questions came out alike, which says too much of a few.
    Source: Efron and Tibshirani 1993, chapter 13, with 1,000 resamples.
    """
    number = _questions(columns)
    if not number:
        return Estimate(np.nan, np.nan, np.nan)
    value = float(measure(columns, ones(number))[0])
    if isinstance(measure, Share):
        part, whole = measure.counted(columns)
        return Estimate(value, *wilson_interval(float(part.sum()), float(whole.sum())))
    samples = np.concatenate([measure(columns, counts) for counts in _resamples(number, seed)])
    return Estimate(value, *_interval(samples))


def wilson_interval(part: float, whole: float) -> tuple[float, float]:
    """The 95% interval of the share `part` of `whole`; NaN of nothing.

    Source: Wilson 1927; Brown, Cai and DasGupta 2001, section 3.1.1, for few cases and shares
    near 0 and 1.
    """
    if not whole:
        return np.nan, np.nan
    square = _DEVIATIONS**2
    middle = (part + square / 2) / (whole + square)
    reach = _DEVIATIONS * math.sqrt(part * (whole - part) / whole + square / 4) / (whole + square)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def difference(measure: Measure, first: Columns, second: Columns, seed: int) -> Difference:
    """The second setting less the first, paired: row by row the same questions.

    The interval is of the paired bootstrap; the chance is two-sided, of 10,000 exchanges of the
    two settings' outcomes question by question, which flips the sign of their differences.
    Source: Smucker, Allan and Carterette 2007, section 3; Phipson and Smyth 2010 for the +1.
    """
    number = _questions(first)
    if not number:
        return Difference(*[np.nan] * 6)
    value = float(measure(first, ones(number))[0])
    other = float(measure(second, ones(number))[0])
    samples = np.concatenate(
        [measure(second, counts) - measure(first, counts) for counts in _resamples(number, seed)]
    )
    both = {name: np.concatenate([column, second[name]]) for name, column in first.items()}
    observed = abs(other - value)
    larger = total = 0
    for flips in _flips(number, seed):
        kept = 1 - flips
        exchanged = measure(both, np.hstack([flips, kept])) - measure(
            both, np.hstack([kept, flips])
        )
        known = exchanged[~np.isnan(exchanged)]
        larger += int(np.sum(np.abs(known) >= observed - _ROUNDING))
        total += len(known)
    chance = np.nan if np.isnan(observed) else (larger + 1) / (total + 1)
    return Difference(value, other, other - value, *_interval(samples), chance)


def _questions(columns: Columns) -> int:
    return len(next(iter(columns.values())))


def _resamples(number: int, seed: int) -> Iterator[Counts]:
    random = np.random.default_rng([seed, 2])
    for _ in range(0, RESAMPLES, _AT_ONCE):
        yield random.multinomial(number, np.full(number, 1 / number), _AT_ONCE)


def _flips(number: int, seed: int) -> Iterator[Counts]:
    random = np.random.default_rng([seed, 3])
    for _ in range(0, FLIPS, _AT_ONCE):
        yield random.integers(0, 2, (_AT_ONCE, number))


def _interval(samples: Column) -> tuple[float, float]:
    known = samples[~np.isnan(samples)]
    if not len(known):
        return np.nan, np.nan
    low, high = np.percentile(known, _TAILS)
    return float(low), float(high)
