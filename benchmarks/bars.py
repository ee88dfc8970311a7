"""What the speed is to be, beside what was measured: the table of `docs/performance.md`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qa.bench_report import digits_for

Records = Sequence[Mapping[str, Any]]
_NOT_MEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing that is to be reached: a `limit` of the figure that a record has in a row.

    `record` begins the name of the benchmark, `row` and `unit` name the row. With `ratio_to` the
    row's ratio to that program counts, else ours; with `passages` only of an index of so many.
    """

    what: str
    record: str
    row: str
    unit: str
    limit: float
    higher_is_better: bool = False
    ratio_to: str = ""
    passages: int = 0

    def asked(self) -> str:
        """What has to be reached, in words."""
        least = "at least" if self.higher_is_better else "at most"
        if self.ratio_to:
            return f"{least} {self.limit:g} times better than {self.ratio_to}"
        return f"{least} {self.limit:g} {self.unit}"

    def reached(self, value: float) -> bool:
        """Whether `value` is enough."""
        return value >= self.limit if self.higher_is_better else value <= self.limit


_LARGE = "growth, 1000000 passages"
BARS = (
    Bar(
        "build, once running",
        "build",
        "build, once running",
        "passages/s",
        5,
        higher_is_better=True,
        ratio_to="plain",
    ),
    Bar(
        "build, once running",
        "build",
        "build, once running",
        "passages/s",
        6,
        higher_is_better=True,
        ratio_to="txtai",
    ),
    Bar(
        "build, whole process",
        "build",
        "build, whole process",
        "s",
        3.5,
        higher_is_better=True,
        ratio_to="plain",
    ),
    Bar(
        "first answer, 5,000 passages",
        "first answer",
        "first answer, cold start",
        "s",
        1.2,
        passages=5000,
    ),
    Bar(
        "first answer, 5,000 passages",
        "first answer",
        "first answer, cold start",
        "s",
        8,
        higher_is_better=True,
        ratio_to="plain",
        passages=5000,
    ),
    Bar("`import qa`", "first answer", "`import qa`, whole process", "s", 0.3),
    Bar("`qa --help`", "first answer", "`qa --help`, whole process", "s", 0.4),
    Bar("question, p50, 5,000 passages", "questions", "a question, p50", "ms", 15, passages=5000),
    Bar("question, p95, 1,000,000 passages", _LARGE, "a question, warm p95", "ms", 80),
    Bar(
        "recall of the exact nearest 10",
        _LARGE,
        "recall of the exact nearest 10",
        "share",
        0.98,
        higher_is_better=True,
    ),
    Bar("memory while answering", _LARGE, "memory while answering", "MB", 2500),
    Bar("on the disk", _LARGE, "on the disk", "bytes a passage", 5000),
    Bar("opening 1,000,000 passages", _LARGE, "opening the index", "s", 2),
    Bar("build, most memory", _LARGE, "build, most memory", "MB", 6000),
    Bar("nothing changed", "updates of 10000 files", "nothing changed", "s", 3),
)


def bar_rows(records: Records) -> list[list[str]]:
    """A row for each bar: what, the bar, what was measured, and whether it is reached."""
    return [_row(bar, records) for bar in BARS]


def _row(bar: Bar, records: Records) -> list[str]:
    row = _found(bar, records)
    if row is None:
        return [bar.what, bar.asked(), _NOT_MEASURED, ""]
    figures = row["ratios"][bar.ratio_to] if bar.ratio_to else row["figures"]["ours"]
    unit = "times" if bar.ratio_to else bar.unit
    verdict = "reached" if bar.reached(figures["median"]) else "missed"
    return [bar.what, bar.asked(), f"{with_range(figures)} {unit}", verdict]


def _found(bar: Bar, records: Records) -> Mapping[str, Any] | None:
    for record in records:
        for row in record["rows"]:
            same = (row["name"], row["unit"]) == (bar.row, bar.unit)
            has = not bar.ratio_to or bar.ratio_to in row["ratios"]
            large = not bar.passages or record["details"].get("passages") == bar.passages
            if record["benchmark"] == bar.record and same and has and large:
                found: Mapping[str, Any] = row
                return found
    return None


def with_range(figures: Mapping[str, float]) -> str:
    """The median of several runs with their range.

    >>> with_range({"median": 2.0, "low": 1.5, "high": 2.5, "runs": 5})
    '2.00 (1.50 to 2.50)'
    """
    digits = digits_for(figures["median"])
    middle = f"{figures['median']:.{digits}f}"
    if figures["runs"] == 1:
        return middle
    return f"{middle} ({figures['low']:.{digits}f} to {figures['high']:.{digits}f})"
