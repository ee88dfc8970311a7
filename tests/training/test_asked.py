"""Asking for passages: what is right among what is found, for sets and for written questions."""

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import pytest

from qa.matching import MatchSignals
from training.asked import asked_of_set, asked_of_written
from training.fit_fusion import collect_written

COVERAGE = [field.name for field in fields(MatchSignals)].index("coverage")
HARBOUR = "The harbour at Lom was closed in May 1911. Its quay had sunk by a metre."
MILL = "The mill at Arn burnt down in 1923. Nobody was hurt."


def lines(*content: Mapping[str, object]) -> str:
    return "".join(json.dumps(one) + "\n" for one in content)


def question(text: str, kind: str, *sentences: str) -> dict[str, object]:
    return {"question": text, "form": "part", "kind": kind, "source": "", "sentences": sentences}


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Two sets of one document each."""
    for name, text, asked in (
        ("ports", HARBOUR, question("When was the harbour closed?", "answered", HARBOUR[:42])),
        ("mills", MILL, question("fire at the mill of Arn", "answered", MILL[:35])),
    ):
        docs = tmp_path / name / "docs"
        docs.mkdir(parents=True)
        (docs / f"{name}.txt").write_text(text, encoding="utf-8")
        near = question("Who owned the building?", "near")
        (tmp_path / name / "questions.jsonl").write_text(lines(asked, near), encoding="utf-8")
    return tmp_path


def test_of_a_set_the_judged_passages_are_right(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    passages = [
        {"_id": f"p{at}", "title": "", "text": text} for at, text in enumerate((HARBOUR, MILL))
    ]
    (folder / "corpus.jsonl").write_text(lines(*passages), encoding="utf-8")
    asked = {"_id": "q1", "text": "When did the mill burn down?"}
    (folder / "queries.jsonl").write_text(lines(asked), encoding="utf-8")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tp1\t2\n", encoding="utf-8")
    (one,) = asked_of_set(folder)
    assert sorted(one.grades.tolist()) == [0, 2]
    assert one.grades.argmax() == one.signals[:, COVERAGE].argmax()  # the mill, as is judged
    assert (one.ideal, one.asks, one.one_right) == ((2,), True, True)
    assert one.signals.shape[0] == one.smoothing.shape[0] == 2
    assert one.smoothing.tolist() == [[1, 0], [0, 1]]


def test_of_written_questions_what_holds_the_sentence_is_right(written: Path) -> None:
    found = asked_of_written([written / "mills", written / "ports"])
    assert [one.asks for one in found] == [False, True]  # near misses are not asked
    assert [one.grades.sum() for one in found] == [1, 1]
    assert all(one.ideal == (1,) and one.one_right for one in found)
    assert all(one.grades.argmax() == one.signals[:, COVERAGE].argmax() for one in found)


def test_written_questions_are_asked_of_half_of_the_sets_at_a_time(written: Path) -> None:
    by_style = collect_written(written)
    assert [len(some) for some in by_style.values()] == [1, 1]
    assert all(len(one.grades) == 1 for some in by_style.values() for one in some)
