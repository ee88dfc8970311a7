"""Make docs/performance.md and its plot from the records that the benchmarks kept.

    python -m benchmarks.report [RECORDS...]

RECORDS are files that `--json` wrote; without any, those in docs/figures/performance are taken.
"""

import argparse
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.bars import bar_rows, with_range
from benchmarks.measuring import read_record
from qa.plots import Panel, growth_plot

DOCS = Path(__file__).parent.parent / "docs"
KEPT = DOCS / "figures" / "performance"
_PLOT = "growth.svg"
_GROWTH = "growth, "
_PANELS = {
    "seconds": (("build but for the encoder", "s"), ("opening the index", "s")),
    "milliseconds a question": (("a question, warm p50", "ms"), ("a question, warm p95", "ms")),
    "megabytes": (("build, most memory", "MB"), ("memory while answering", "MB")),
    "bytes a passage": (("on the disk", "bytes a passage"),),
}
_HEAD = """# How fast it is

Made by `python -m benchmarks.report` from the records in `figures/performance/`. A figure is
the median of several runs, with the lowest and the highest; one without these was measured once.
Ratios are medians over pairs of runs that were made one right after the other. "Plain" is the
program that anyone would write: `SentenceTransformer.encode` as it comes, and FAISS's exact index
of inner products. "txtai" is txtai's hybrid index with the same weights.

## What was to be reached
"""
_GROWTH_HEAD = """
## Growth

By `python -m benchmarks.million`: passages of about eighty words, made of real sentences.
{vectors}. Opening and asking each time in a new process, after the files were dropped from the
system's memory; cold are its first questions, warm are other ones after these.
"""
_DIAGRAM = f"""
![Time, memory and disk against the number of passages]({_PLOT})
"""
_TITLES = {
    "build": "Building",
    "first answer": "First answer",
    "questions": "Questions",
    "updates": "Updates",
    "profile": "Profile",
}


def main() -> None:
    """Write the page and the plot."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("records", type=Path, nargs="*", metavar="RECORDS")
    files = parser.parse_args().records or sorted(KEPT.glob("*.json"))
    records = [read_record(file) for file in files]
    (DOCS / "performance.md").write_text(page(records), encoding="utf-8")
    growth = _growth_of(records)
    if growth:
        (DOCS / _PLOT).write_text(plot(growth), encoding="utf-8")


def page(records: Sequence[Mapping[str, Any]]) -> str:
    """The page, as Markdown."""
    parts = [_HEAD, _table(["what", "to be reached", "measured", ""], bar_rows(records))]
    for name, title in _TITLES.items():
        found = [one for one in records if one["benchmark"].split(" of ")[0] == name]
        parts += [_section(title, one) for one in found[:1]]
        parts += [_section(f"{title}, on another processor", one) for one in found[1:]]
    growth = _growth_of(records)
    if growth:
        parts += [
            _GROWTH_HEAD.format(vectors=_sentence(growth[-1]["details"]["vectors"])),
            _DIAGRAM,
            _growth_table(growth),
            _details(growth[-1]),
            _foot(growth[-1]),
        ]
    return "".join(parts)


def plot(growth: Sequence[Mapping[str, Any]]) -> str:
    """The growth as SVG."""
    sizes = tuple(record["details"]["passages"] for record in growth)
    return growth_plot(
        [
            Panel(
                unit,
                sizes,
                {name: [_median(record, name, one) for record in growth] for name, one in curves},
            )
            for unit, curves in _PANELS.items()
        ]
    )


def _growth_of(records: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The records of different sizes, smallest first."""
    found = [record for record in records if record["benchmark"].startswith(_GROWTH)]
    return sorted(found, key=lambda record: int(record["details"]["passages"]))


def _median(record: Mapping[str, Any], name: str, unit: str) -> float:
    """The median of a row; nan where it was not measured."""
    rows = (row for row in record["rows"] if (row["name"], row["unit"]) == (name, unit))
    row = next(rows, None)
    return float(row["figures"]["ours"]["median"]) if row else math.nan


def _section(title: str, record: Mapping[str, Any]) -> str:
    programs = list(dict.fromkeys(name for row in record["rows"] for name in row["figures"]))
    rows = (
        [
            f"{row['name']}, {row['unit']}",
            *(_cell(row["figures"].get(program)) for program in programs),
            "; ".join(f"{_cell(one)} to {name}" for name, one in row["ratios"].items()),
            row["note"],
        ]
        for row in record["rows"]
    )
    table = _table(["", *programs, "times better, pair by pair", ""], rows)
    return f"\n## {title}\n{table}{_details(record)}{_foot(record)}"


def _growth_table(growth: Sequence[Mapping[str, Any]]) -> str:
    """A row for whatever was measured at any size; a size at which it was not is left empty."""
    names = [f"{record['details']['passages']:,}" for record in growth]
    found = [
        {(row["name"], row["unit"]): row["figures"]["ours"] for row in record["rows"]}
        for record in growth
    ]
    rows = (
        [f"{name}, {unit}", *(_cell(figures.get((name, unit))) for figures in found)]
        for name, unit in dict.fromkeys(key for figures in found for key in figures)
    )
    return _table(["passages", *names], rows)


def _details(record: Mapping[str, Any]) -> str:
    """Each detail in a line, and those by stage in a table of their own."""
    lines, tables = [], []
    for name, value in record["details"].items():
        if isinstance(value, dict):
            whole = sum(value.values()) or 1
            rows = (
                [stage, f"{one:,.5g}", f"{100 * one / whole:.0f}%"]
                for stage, one in value.items()
                if one
            )
            tables.append(_table([_sentence(name), "", "share"], rows))
        elif name != "vectors":
            lines.append(f"- {_sentence(name)}: {value}\n")
    return "\n" + "".join(lines) + "".join(tables)


def _foot(record: Mapping[str, Any]) -> str:
    computer = record["machine"]
    settings = ", ".join(f"{name} {value}" for name, value in record["settings"].items())
    installed = ", ".join(f"{name} {value}" for name, value in record["versions"].items())
    return (
        f"\n{_sentence(settings)}. {computer['processor']} ({' '.join(computer['instructions'])}), "
        f"{computer['cores']} cores, {computer['memory_gigabytes']} GB, {computer['system']}, "
        f"Python {computer['python']}; {installed}; commit {record['commit'] or 'unknown'}; "
        f"{record['made']}.\n"
    )


def _cell(figures: Mapping[str, float] | None) -> str:
    return with_range(figures) if figures else ""


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [names, ["---"] * len(names), *rows]
    return "\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    main()
