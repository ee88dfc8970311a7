"""Transcripts: a conversation as a file in three forms, each of which can be verified."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from corpus import Document, Span, cite
from corpus.document import sha256_of
from corpus.reading import READERS_VERSION
from qa import Assistant
from qa.errors import ExportError, SavedAnswerError
from qa.export import Kind, record_in, save, shown_in
from qa.transcript import SavedTurn, export_transcript, saved_turn
from qa.verification import Verdict, verify_saved
from tests.fakes import HashingEncoder
from tests.qa.command import Run
from tests.qa.small_index import library_of, write_files

TEXT = "The harbour was built in 1903. Nobody <b>came</b> in 1904. It rained & rained."
FIRST, SECOND = Span(0, 30), Span(31, 58)
KINDS: tuple[Kind, ...] = ("json", "md", "html")


def turn(asked: str, span: Span | None, question: str = "") -> SavedTurn:
    """A turn that was answered with one stretch of the document, or refused."""
    document = Document("notes/a.txt", sha256_of(TEXT.encode()), "Notes", None, TEXT)
    citations = (cite(document, span),) if span else ()
    return SavedTurn(
        asked=asked,
        question=question or asked,
        found=span is not None,
        confidence=0.75,
        text=citations[0].quote if citations else "",
        citations=citations,
        carried=("harbour",) if question else (),
    )


TURNS = (
    turn("When was the <i>harbour</i> built?", FIRST),
    turn("Who painted it?", None),
    turn("and 1904?", SECOND, "What of the harbour in 1904?"),
)


def test_the_record_holds_every_turn_with_what_it_was_understood_as() -> None:
    record = json.loads(export_transcript(TURNS, "json", 1007))
    assert record["made_by"]["readers"] == 1007
    assert [(one["asked"], one["question"], one["carried"]) for one in record["turns"]] == [
        ("When was the <i>harbour</i> built?",) * 2 + ([],),
        ("Who painted it?",) * 2 + ([],),
        ("and 1904?", "What of the harbour in 1904?", ["harbour"]),
    ]
    assert [one["found"] for one in record["turns"]] == [True, False, True]
    quotes = [[citation["quote"] for citation in one["citations"]] for one in record["turns"]]
    assert quotes == [[TEXT[0:30]], [], [TEXT[31:58]]]


@pytest.mark.parametrize("kind", ["md", "html"])
def test_people_see_questions_answers_refusals_and_places(kind: Kind) -> None:
    text = export_transcript(TURNS, kind)
    shown = shown_in(text)
    positions = [
        shown.index(part)
        for part in (
            "1. When was the <i>harbour</i> built?",
            "The harbour was built in 1903.",
            "2. Who painted it?",
            "The documents do not answer this.",
            "3. and 1904? (understood as: What of the harbour in 1904?)",
            "Nobody <b>came</b> in 1904.",
            "characters 31 to 58",
        )
    ]
    assert positions == sorted(positions)
    assert "<i>harbour" not in text
    assert "<b>came" not in text
    assert json.loads(record_in(text))["made_by"]["readers"] == READERS_VERSION


@pytest.mark.parametrize("kind", KINDS)
def test_a_saved_conversation_is_verified_turn_by_turn(tmp_path: Path, kind: Kind) -> None:
    root = write_files(tmp_path / "documents", {"notes/a.txt": TEXT})
    file = tmp_path / f"talk.{kind}"
    save(file, export_transcript(TURNS, kind))
    assert [(one.turn, one.number, one.verdict) for one in verify_saved(file, [root])] == [
        (1, 1, Verdict.HOLDS),
        (3, 1, Verdict.HOLDS),
    ]
    (root / "notes" / "a.txt").write_text(TEXT.replace("1904", "1905"))
    verdicts = [(one.turn, one.verdict) for one in verify_saved(file, [root])]
    assert verdicts == [(1, Verdict.HOLDS), (3, Verdict.CHANGED)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_conversation_that_was_changed_is_noticed(tmp_path: Path, kind: Kind) -> None:
    text = export_transcript(TURNS, kind)
    changed = {
        "json": text.replace('"text": "The harbour was', '"text": "The harbour is'),
        "md": text.replace("Who painted", "Who built", 1),
        "html": text.replace("do not answer", "answer", 1),
    }[kind]
    assert changed != text
    file = tmp_path / f"talk.{kind}"
    file.write_text(changed)
    with pytest.raises(SavedAnswerError, match="was changed"):
        verify_saved(file, [tmp_path])


@pytest.mark.parametrize("turns", ['{"a": {}}', "[1]", '[{"citations": {}}]', '"x"', "[[]]"])
def test_turns_that_are_none_are_refused(tmp_path: Path, turns: str) -> None:
    file = tmp_path / "talk.json"
    file.write_text(f'{{"turns": {turns}}}')
    with pytest.raises(SavedAnswerError):
        verify_saved(file, [tmp_path])


def test_without_a_turn_there_is_nothing_to_save() -> None:
    with pytest.raises(ExportError, match="nothing to save"):
        export_transcript([], "json")


def test_the_turns_of_a_conversation_are_what_is_saved(tmp_path: Path) -> None:
    library = library_of(tmp_path, {"a.txt": TEXT}, HashingEncoder())
    conversation = Assistant(library, HashingEncoder()).conversation()
    made = conversation.ask("When was the harbour built?")
    saved = saved_turn(made)
    assert (saved.asked, saved.question) == ("When was the harbour built?",) * 2
    assert (saved.found, saved.text, saved.citations) == (
        made.answer.found,
        made.answer.text,
        made.answer.citations,
    )
    assert replace(saved, confidence=0.0) == SavedTurn(
        saved.asked, saved.question, saved.found, 0.0, saved.text, saved.citations, ()
    )


def test_the_command_says_of_each_turn_whether_it_holds(run: Run, tmp_path: Path) -> None:
    root = write_files(tmp_path / "documents", {"notes/a.txt": TEXT})
    save(tmp_path / "talk.md", export_transcript(TURNS, "md"))
    ran = run("verify", tmp_path / "talk.md", "--root", root)
    assert (ran.code, ran.out.splitlines()) == (
        0,
        ["turn 1 [1] holds  notes/a.txt", "turn 3 [1] holds  notes/a.txt"],
    )
