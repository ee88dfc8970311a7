"""Figures of a measurement: medians, spreads, percentiles, and ratios pair by pair."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """What several runs gave: the middle one, the lowest, the highest, and how many there were."""

    median: float
    low: float
    high: float
    runs: int

    def as_json(self) -> dict[str, float]:
        """The figures by name, rounded to five significant digits."""
        return {
            "median": rounded(self.median),
            "low": rounded(self.low),
            "high": rounded(self.high),
            "runs": self.runs,
        }


def spread_of(values: Sequence[float]) -> Spread:
    """The spread of at least one value.

    >>> spread_of([3.0, 1.0, 2.0])
    Spread(median=2.0, low=1.0, high=3.0, runs=3)
    """
    return Spread(statistics.median(values), min(values), max(values), len(values))


def ratio_of_pairs(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """How many times theirs each of ours is, measured right after each other.

    The median of the pairs' ratios, since on a shared machine both of a pair are slow together.

    >>> ratio_of_pairs([10.0, 50.0], [5.0, 10.0])
    Spread(median=3.5, low=2.0, high=5.0, runs=2)
    """
    return spread_of([one / other for one, other in zip(ours, theirs, strict=True)])


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a `share` of `values` lies, between the two nearest where it falls so.

    >>> percentile([4.0, 1.0, 2.0, 3.0], 0.5)
    2.5
    """
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)


def rounded(value: float) -> float:
    """`value` with five significant digits: no measurement here is worth more."""
    return float(f"{value:.5g}")


def shown(spread: Spread, digits: int = 2) -> str:
    """The spread as people read it.

    >>> shown(spread_of([1.0, 2.0, 4.0]), digits=1)
    '2.0 (1.0 to 4.0)'
    """
    if spread.runs == 1:
        return f"{spread.median:.{digits}f}"
    low, high = f"{spread.low:.{digits}f}", f"{spread.high:.{digits}f}"
    return f"{spread.median:.{digits}f} ({low} to {high})"
