"""The written questions: what stands in them, and how they are asked."""

import json
from collections import Counter
from pathlib import Path

import pytest

from index.sentence_encoder import SentenceEncoder
from training.written import WRITTEN, ask_written

FORMS = {"yesno", "topic", "wish", "claim", "part"}
SETS = sorted(one.name for one in WRITTEN.iterdir())


def lines_of(folder: Path) -> list[dict[str, object]]:
    text = (folder / "questions.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("name", SETS)
def test_every_sentence_that_is_named_stands_in_a_document(name: str) -> None:
    folder = WRITTEN / name
    texts = {
        path.name: " ".join(path.read_text(encoding="utf-8").split())
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


@pytest.fixture
def small_set(tmp_path: Path) -> Path:
    docs = tmp_path / "harbour" / "docs"
    docs.mkdir(parents=True)
    (docs / "notice.txt").write_text(
        "The harbour opens at seven in the morning.\n\nDogs are not allowed on the pier.\n",
        encoding="utf-8",
    )
    asked = [
        ("When does the harbour open?", ["The harbour opens at seven  in the morning."]),
        ("Are dogs allowed on the pier?", ["Dogs are not allowed on the pier."]),
        ("Why does the harbour open?", []),
        ("Qwx zzyx?", []),
    ]
    lines = [
        json.dumps(
            {"question": text, "kind": "answered" if answers else "near", "sentences": answers}
        )
        for text, answers in asked
    ]
    (tmp_path / "harbour" / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_a_written_question_is_asked_and_its_answer_judged(small_set: Path) -> None:
    cases = ask_written(SentenceEncoder(), None, small_set)
    told = [(case.set_name, case.near, case.open, case.right) for case in cases]
    # To the last no word is known, so that there is nothing to judge.
    assert told == [
        ("harbour", False, False, True),
        ("harbour", False, True, True),
        ("harbour", True, False, False),
    ]
    assert cases[0].signals != cases[1].signals
