"""A record of figures: who is how many times better, and what is printed of it."""

import json

from qa.bench_figures import Spread
from qa.bench_report import Record, medians_of, rates_of, record_as_text, times_of


def test_ours_is_better_where_its_rate_is_higher() -> None:
    row = rates_of("build", "passages/s", {"ours": [100.0, 50.0], "plain": [25.0, 10.0]})
    assert row.ratios == {"plain": Spread(4.5, 4.0, 5.0, 2)}


def test_ours_is_better_where_its_time_is_shorter() -> None:
    row = times_of("answer", "s", {"ours": [1.0, 2.0], "plain": [8.0, 8.0]})
    assert row.ratios == {"plain": Spread(6.0, 4.0, 8.0, 2)}


def test_a_program_that_was_not_measured_has_no_figure() -> None:
    row = times_of("answer", "s", {"ours": [1.0], "txtai": []}, note="no txtai")
    assert list(row.figures) == ["ours"]
    assert row.ratios == {}


def test_fewer_runs_of_another_program_are_paired_with_the_first_of_ours() -> None:
    row = times_of("answer", "s", {"ours": [1.0, 9.0], "plain": [3.0]})
    assert row.ratios == {"plain": Spread(3.0, 3.0, 3.0, 1)}
    assert row.figures["ours"] == Spread(5.0, 1.0, 9.0, 2)


def test_stages_are_told_by_their_medians_in_thousandths_largest_first() -> None:
    runs = [{"a": 0.001, "b": 0.004}, {"a": 0.003, "b": 0.002}, {"a": 0.002, "b": 0.009}]
    assert list(medians_of(runs).items()) == [("b", 4.0), ("a", 2.0)]


def test_a_record_says_what_was_measured_where_with_what() -> None:
    row = times_of("answer", "s", {"ours": [1.0], "plain": [8.0]}, note="cold")
    record = Record("first answer", {"runs": 1}, (row,), {"passages": 5000, "stages": {"a": 2.0}})
    values = json.loads(json.dumps(record.as_json()))
    assert values["rows"] == [
        {
            "name": "answer",
            "unit": "s",
            "figures": {
                "ours": {"median": 1.0, "low": 1.0, "high": 1.0, "runs": 1},
                "plain": {"median": 8.0, "low": 8.0, "high": 8.0, "runs": 1},
            },
            "ratios": {"plain": {"median": 8.0, "low": 8.0, "high": 8.0, "runs": 1}},
            "note": "cold",
        }
    ]
    assert values["machine"]["cores"] >= 1
    assert "numpy" in values["versions"]
    lines = [" ".join(line.split()) for line in record_as_text(values).splitlines()]
    assert lines[:6] == [
        "first answer",
        "median (lowest to highest) ours plain",
        "answer, s 1.00 8.00",
        "8.0 times better than plain, pair by pair",
        "cold",
        "passages: 5000",
    ]
    assert lines[6:8] == ["stages: a 2.0", "settings: runs 1"]
