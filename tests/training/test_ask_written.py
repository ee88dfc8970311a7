"""Asking the written questions: of what, and what is found for each."""

import json
from collections import Counter
from pathlib import Path

import pytest

from index.sentence_encoder import SentenceEncoder
from tests.training.readers import Listening
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
    cases = list(ask_written(SentenceEncoder(), (), small_sets))
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
    [read] = [one for one in own[0].alone if one.chosen]
    assert read.right
    focus = read.excerpt.focus
    assert read.excerpt.text[focus.start : focus.end] == NOTICE.split("\n", maxsplit=1)[0]


def test_what_answers_is_looked_at_where_it_was_not_chosen(small_sets: Path) -> None:
    text = "The harbour opens when the bell rings. The harbour opens early."
    asked = [("When does the harbour open?", ["The harbour opens early."])]
    put_set(small_sets / "alone" / "bell", text, asked)
    [case, *_] = ask_written(SentenceEncoder(), (), small_sets / "alone")
    told = {(one.chosen, one.right): one.excerpt.text for one in case.alone}
    assert told.keys() >= {(False, True)} or (True, True) in told
    assert case.right is ((True, True) in told)


def test_questions_are_asked_of_the_documents_of_others_too(small_sets: Path) -> None:
    cases = list(ask_written(SentenceEncoder(), (), small_sets))
    counts = Counter((one.set_name, one.among) for one in cases)
    assert counts["harbour", Among.MANY] == counts["harbour", Among.OWN]
    others = [one for one in cases if one.among is Among.OTHERS]
    assert not any(one.right for one in others)
    assert not any(read.right for one in others for read in one.alone)


def test_each_reader_is_asked_about_the_sets_that_it_has_not_seen(small_sets: Path) -> None:
    readers = (Listening(), Listening())
    cases = list(ask_written(SentenceEncoder(), readers, small_sets))
    # The sets are dealt out by their names, and none has seen the part of its own number.
    for reader, name in zip(readers, ("harbour", "market"), strict=True):
        asked = {one.question for one in cases if one.set_name == name}
        assert asked <= reader.asked <= asked | {"Qwx zzyx?"}


def test_the_likeliest_are_looked_at_and_rows_as_well(small_sets: Path) -> None:
    table = "Boat,Length\nSwan,12 metres\nGull,9 metres\nTern,8 metres\n"
    put_set(
        small_sets / "alone" / "boats",
        NOTICE,
        [("How long is the Swan?", ["Swan,12 metres"]), ("Who owns the Swan?", [])],
    )
    (small_sets / "alone" / "boats" / "docs" / "boats.csv").write_text(table, encoding="utf-8")
    cases = [
        one
        for one in ask_written(SentenceEncoder(), (), small_sets / "alone")
        if one.among is Among.OWN
    ]
    assert [one.row for one in cases] == [True, True]
    for case in cases:
        texts = [one.excerpt.text for one in case.alone]
        assert any("Swan" in text and "Length: 12 metres" in text for text in texts)
        assert len(texts) > 3
        assert sum(one.chosen for one in case.alone) == 1
