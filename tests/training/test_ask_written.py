"""Asking the written questions: of what, and what is found for each."""

import json
from collections import Counter
from pathlib import Path

import pytest

from index.sentence_encoder import SentenceEncoder
from training.ask_written import ask_written
from training.written import Among

NOTICE = "The harbour opens at seven in the morning.\n\nDogs are not allowed on the pier.\n"
SHOP = "The bakery in the square sells bread until noon. Cakes are made on Fridays.\n"


def put_set(folder: Path, text: str, asked: list[tuple[str, list[str]]]) -> None:
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / "notice.txt").write_text(text, encoding="utf-8")
    lines = [
        json.dumps(
            {"question": text, "kind": "answered" if answers else "near", "sentences": answers}
        )
        for text, answers in asked
    ]
    (folder / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture
def small_sets(tmp_path: Path) -> Path:
    asked = [
        ("When does the harbour open?", ["The harbour opens at seven  in the morning."]),
        ("Are dogs allowed on the pier?", ["Dogs are not allowed on the pier."]),
        ("Why does the harbour open?", []),
        ("Qwx zzyx?", []),
    ]
    put_set(tmp_path / "harbour", NOTICE, asked)
    put_set(
        tmp_path / "market",
        SHOP,
        [("When are the cakes made?", ["Cakes are made on Fridays."]), ("Who sells bread?", [])],
    )
    return tmp_path


def test_a_written_question_is_asked_and_its_answer_judged(small_sets: Path) -> None:
    cases = list(ask_written(SentenceEncoder(), None, small_sets))
    own = [one for one in cases if one.among is Among.OWN]
    # To the last of the harbour no word is known, so that there is nothing to judge.
    assert [(one.set_name, one.near, one.open, one.right) for one in own] == [
        ("harbour", False, False, True),
        ("harbour", False, True, True),
        ("harbour", True, False, False),
        ("market", False, False, True),
        ("market", True, False, False),
    ]
    assert own[0].signals != own[1].signals
    [read] = own[0].alone
    assert (read.chosen, read.right) == (True, True)
    focus = read.excerpt.focus
    assert read.excerpt.text[focus.start : focus.end] == NOTICE.split("\n", maxsplit=1)[0]


def test_what_answers_is_looked_at_where_it_was_not_chosen(small_sets: Path) -> None:
    text = "The harbour opens when the bell rings. The harbour opens early."
    asked = [("When does the harbour open?", ["The harbour opens early."])]
    put_set(small_sets / "alone" / "bell", text, asked)
    [case, *_] = ask_written(SentenceEncoder(), None, small_sets / "alone")
    told = {(one.chosen, one.right): one.excerpt.text for one in case.alone}
    assert told.keys() >= {(False, True)} or (True, True) in told
    assert case.right is ((True, True) in told)


def test_questions_are_asked_of_the_documents_of_others_too(small_sets: Path) -> None:
    cases = list(ask_written(SentenceEncoder(), None, small_sets))
    counts = Counter((one.set_name, one.among) for one in cases)
    assert counts["harbour", Among.MANY] == counts["harbour", Among.OWN]
    others = [one for one in cases if one.among is Among.OTHERS]
    assert not any(one.right for one in others)
    assert not any(read.right for one in others for read in one.alone)
