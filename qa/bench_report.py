"""What a measurement gave: rows of figures, with the machine, the commit and the settings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from qa.bench_figures import Spread, ratio_of_pairs, rounded, shown, spread_of
from qa.bench_machine import commit, machine, versions

OURS = "ours"
# What each run gave, by program; ours is among them.
Runs = Mapping[str, Sequence[float]]
_NAME_WIDTH, _COLUMN_WIDTH = 42, 28
# From these on, figures are shown with no place after the point, with one, with two.
_PLACES = {100: 0, 10: 1, 1: 2}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was measured, of ours and of others.

    `figures` are by program, in `unit`; `ratios` say how many times better ours is than each other
    one, pair by pair. `note` says what has to be known, such as why there is no figure.
    """

    name: str
    unit: str
    figures: Mapping[str, Spread]
    ratios: Mapping[str, Spread] = field(default_factory=dict)
    note: str = ""

    def as_json(self) -> dict[str, object]:
        """The row as JSON."""
        return {
            "name": self.name,
            "unit": self.unit,
            "figures": {name: one.as_json() for name, one in self.figures.items()},
            "ratios": {name: one.as_json() for name, one in self.ratios.items()},
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Record:
    """A measurement: what was measured, how, and its rows; `details` as the benchmark has them."""

    benchmark: str
    settings: Mapping[str, object]
    rows: tuple[Row, ...]
    details: Mapping[str, object] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """The record as JSON, with the machine, the versions and the commit that made it."""
        return {
            "benchmark": self.benchmark,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "commit": commit(),
            "machine": machine(),
            "versions": versions(),
            "settings": dict(self.settings),
            "rows": [row.as_json() for row in self.rows],
            "details": dict(self.details),
        }


def rates_of(name: str, unit: str, runs: Runs, note: str = "") -> Row:
    """A row of what several runs gave, by program, where more is better."""
    return _compared(name, unit, runs, note, ratio_of_pairs)


def times_of(name: str, unit: str, runs: Runs, note: str = "") -> Row:
    """A row of what several runs took, by program, where less is better."""
    return _compared(name, unit, runs, note, lambda ours, theirs: ratio_of_pairs(theirs, ours))


def of_ours(name: str, unit: str, values: Sequence[float], note: str = "") -> Row:
    """A row of what several runs of ours gave, with nothing beside it."""
    return Row(name, unit, {OURS: spread_of(values)}, note=note)


def _compared(
    name: str,
    unit: str,
    runs: Runs,
    note: str,
    ratio: Callable[[Sequence[float], Sequence[float]], Spread],
) -> Row:
    """Ours beside each other program, pair by pair; programs without runs are left out."""
    measured = {program: values for program, values in runs.items() if values}
    ours = measured[OURS]
    pairs = {
        program: (ours[: len(values)], values[: len(ours)])
        for program, values in measured.items()
        if program != OURS
    }
    figures = {program: spread_of(values) for program, values in measured.items()}
    return Row(name, unit, figures, {other: ratio(*pair) for other, pair in pairs.items()}, note)


def medians_of(runs: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """For each name the median over the runs, largest first, in thousandths: seconds give ms."""
    medians = {
        name: rounded(1000 * spread_of([run[name] for run in runs]).median) for name in runs[0]
    }
    return dict(sorted(medians.items(), key=lambda item: -item[1]))


def record_as_text(record: Mapping[str, object]) -> str:
    """A record, as JSON has it, for people: a table with the median and the range of the runs."""
    rows = record["rows"]
    assert isinstance(rows, list)
    programs = list(dict.fromkeys(name for row in rows for name in row["figures"]))
    lines = [_line(["median (lowest to highest)", *programs])] if rows else []
    for row in rows:
        cells = [f"{row['name']}, {row['unit']}"]
        cells += [_cell(row["figures"].get(program)) for program in programs]
        lines.append(_line(cells))
        lines += [
            f"    {shown(_spread(ratio), 1)} times better than {program}, pair by pair"
            for program, ratio in row["ratios"].items()
        ]
        if row["note"]:
            lines.append(f"    {row['note']}")
    return "\n".join([str(record["benchmark"]), *lines, *_foot(record)])


def _foot(record: Mapping[str, object]) -> list[str]:
    lines = []
    for name, value in _mapping(record["details"]).items():
        if isinstance(value, Mapping):
            parts = "; ".join(f"{key} {one}" for key, one in value.items())
            lines.append(f"{name}: {parts}")
        else:
            lines.append(f"{name}: {value}")
    computer = _mapping(record["machine"])
    stated = ", ".join(f"{key} {value}" for key, value in _mapping(record["settings"]).items())
    installed = ", ".join(f"{key} {value}" for key, value in _mapping(record["versions"]).items())
    instructions = computer["instructions"]
    assert isinstance(instructions, list)
    processor = f"{computer['processor']} ({' '.join(instructions)}), {computer['cores']} cores"
    system = f"{computer['memory_gigabytes']} GB, {computer['system']}, Python {computer['python']}"
    return [
        *lines,
        f"settings: {stated}",
        f"{processor}, {system}",
        f"{installed}; commit {record['commit'] or 'unknown'}; {record['made']}",
    ]


def _mapping(value: object) -> Mapping[str, object]:
    assert isinstance(value, Mapping)
    return value


def _spread(value: Mapping[str, float]) -> Spread:
    return Spread(value["median"], value["low"], value["high"], int(value["runs"]))


def _cell(value: Mapping[str, float] | None) -> str:
    return shown(_spread(value), digits_for(value["median"])) if value else "-"


def digits_for(value: float) -> int:
    """After how many places a figure of this size ends.

    >>> [digits_for(value) for value in (0.53, 5.3, 25.3, 158.0)]
    [3, 2, 1, 0]
    """
    return next((places for least, places in _PLACES.items() if value >= least), 3)


def _line(cells: Sequence[str]) -> str:
    first, *others = cells
    return (
        f"{first:<{_NAME_WIDTH}}" + "".join(f"{one:<{_COLUMN_WIDTH}}" for one in others)
    ).rstrip()
