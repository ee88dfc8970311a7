"""The written questions: what stands in them, and how what was found for them is kept."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from corpus.passage import Span
from corpus.reading import reader_for
from qa.pairs import Excerpt
from training.written import (
    Among,
    SentenceAlone,
    WrittenCase,
    keep_cases,
    kept_cases,
    told_of,
)
from training.written_sets import WRITTEN

FORMS = {"yesno", "topic", "wish", "claim", "part"}
SETS = sorted(one.name for one in WRITTEN.iterdir())


def lines_of(folder: Path) -> list[dict[str, object]]:
    text = (folder / "questions.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("name", SETS)
def test_every_sentence_that_is_named_stands_in_a_document(name: str) -> None:
    folder = WRITTEN / name
    texts = {
        path.name: " ".join(reader_for(path.name)(path.read_bytes(), path.name).text.split())
        for path in (folder / "docs").iterdir()
    }
    lines = lines_of(folder)
    assert len(texts) == 12
    assert {line["source"] for line in lines} <= set(texts)
    assert {line["form"] for line in lines} == FORMS
    assert len({line["question"] for line in lines}) == len(lines)
    kinds = Counter(line["kind"] for line in lines)
    assert kinds["answered"] + kinds["near"] == len(lines) == 130
    for line in lines:
        sentences = line["sentences"]
        assert isinstance(sentences, list)
        assert bool(sentences) is (line["kind"] == "answered")
        assert bool(line["missing"]) is (line["kind"] == "near")
        for sentence in sentences:
            assert any(" ".join(sentence.split()) in text for text in texts.values()), sentence


def test_cases_are_read_as_they_were_kept(tmp_path: Path) -> None:
    excerpt = Excerpt("", "The gate. It was painted “twice”.", Span(10, 33))
    cases = [
        WrittenCase(
            "a",
            Among.MANY,
            "Who?",
            near=False,
            open=True,
            row=False,
            signals=(0.25, -1.0),
            right=True,
            alone=(SentenceAlone(excerpt, right=True, chosen=False),),
        ),
        WrittenCase(
            "b",
            Among.OWN,
            "Why?\u2028",
            near=True,
            open=False,
            row=False,
            signals=(0.5, 2.0),
            right=False,
        ),
    ]
    keep_cases(tmp_path / "cases.jsonl", cases)
    assert kept_cases(tmp_path / "cases.jsonl") == cases
    told = told_of(cases, np.array([0.5, 2.0]))
    assert told.signals.tolist() == [[0.25, -1.0], [0.5, 2.0]]
    assert told.right.tolist() == [True, False]
    assert told.shares.tolist() == [0.5, 2.0]
