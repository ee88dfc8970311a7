"""The page about speed: what was to be reached, and that it says what the records say."""

from typing import Any

import pytest

from benchmarks.bars import BARS, bar_rows
from benchmarks.measuring import read_record
from benchmarks.report import DOCS, KEPT, page, plot


def record(
    benchmark: str, *rows: tuple[str, str, float, dict[str, float]], passages: int = 5000
) -> dict[str, Any]:
    def spread(value: float) -> dict[str, float]:
        return {"median": value, "low": value / 2, "high": value * 2, "runs": 5}

    return {
        "benchmark": benchmark,
        "rows": [
            {
                "name": name,
                "unit": unit,
                "figures": {"ours": spread(value)},
                "ratios": {program: spread(ratio) for program, ratio in ratios.items()},
                "note": "",
            }
            for name, unit, value, ratios in rows
        ],
        "details": {"passages": passages},
    }


def verdicts(*records: dict[str, Any]) -> dict[tuple[str, str], str]:
    return {(row[0], row[1]): row[3] for row in bar_rows(records)}


@pytest.mark.parametrize(("ratio", "verdict"), [(5.0, "reached"), (4.9, "missed")])
def test_a_ratio_is_reached_from_its_limit_on(ratio: float, verdict: str) -> None:
    built = record("build", ("build, once running", "passages/s", 150.0, {"plain": ratio}))
    found = verdicts(built)
    assert found["build, once running", "at least 5 times better than plain"] == verdict
    assert found["build, once running", "at least 6 times better than txtai"] == ""


@pytest.mark.parametrize(("milliseconds", "verdict"), [(15.0, "reached"), (15.1, "missed")])
def test_a_time_is_reached_up_to_its_limit(milliseconds: float, verdict: str) -> None:
    asked = record("questions", ("a question, p50", "ms", milliseconds, {}))
    assert verdicts(asked)["question, p50, 5,000 passages", "at most 15 ms"] == verdict


def test_an_index_of_another_size_does_not_count() -> None:
    asked = record("questions", ("a question, p50", "ms", 1.0, {}), passages=1000)
    assert verdicts(asked)["question, p50, 5,000 passages", "at most 15 ms"] == ""


def test_what_was_not_measured_is_told() -> None:
    rows = bar_rows([])
    assert len(rows) == len(BARS)
    assert {row[2] for row in rows} == {"not measured"}


def test_a_figure_is_shown_with_its_range() -> None:
    asked = record("questions", ("a question, p50", "ms", 12.0, {}))
    shown = [row[2] for row in bar_rows([asked])]
    assert "12.0 (6.0 to 24.0) ms" in shown


def test_the_page_and_the_plot_say_what_the_records_say() -> None:
    records = [read_record(file) for file in sorted(KEPT.glob("*.json"))]
    assert (DOCS / "performance.md").read_text(encoding="utf-8") == page(records)
    growth = [one for one in records if one["benchmark"].startswith("growth")]
    growth.sort(key=lambda one: int(one["details"]["passages"]))
    assert (DOCS / "growth.svg").read_text(encoding="utf-8") == plot(growth)


def test_the_same_on_another_processor_has_a_part_of_its_own() -> None:
    (kept,) = [read_record(file) for file in KEPT.glob("build.json")]
    headings = [line for line in page([kept, kept]).splitlines() if line.startswith("## ")]
    assert headings[1:] == ["## Building", "## Building, on another processor"]
