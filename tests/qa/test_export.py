"""Exports: an answer as a file in three forms, each of which can be verified."""

import html
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document, Passage, Span, cite
from corpus.document import sha256_of
from corpus.reading import READERS_VERSION
from qa.answer import Answer, Seconds, answer_as_json
from qa.errors import ExportError, SavedAnswerError
from qa.export import Kind, check_place, export, kind_of, record_in, save, shown_in
from qa.verification import Verdict, verify_saved
from tests.qa.hits import hit_of
from tests.qa.small_index import write_files

TEXT = (
    "It rained. The harbour was built in 1903 -- or <b>so</b> it's *said* & [written]. Nobody came."
)
SPAN = Span(11, 82)
KINDS: tuple[Kind, ...] = ("json", "md", "html")


def answer_from(text: str, span: Span, question: str = "When was it built?") -> Answer:
    """An answer that cites one stretch of one document."""
    document = Document("notes/a.txt", sha256_of(text.encode()), "Notes", None, text)
    citation = cite(document, span)
    hit = hit_of(Passage(document, 0, len(text), (span,)))
    return Answer(
        question=question,
        found=True,
        confidence=0.8,
        text=citation.quote,
        citations=(citation,),
        passages=(hit,),
        seconds=Seconds(0, 0, 0),
    )


@pytest.mark.parametrize("kind", KINDS)
def test_each_form_carries_the_whole_record(kind: Kind) -> None:
    answer = answer_from(TEXT, SPAN)
    record = json.loads(record_in(export(answer, kind)))
    made_by = record.pop("made_by")
    assert (record.pop("shown_sha256", None) is None) == (kind == "json")
    assert record == json.loads(json.dumps(answer_as_json(answer)))
    assert (made_by["program"], made_by["readers"]) == ("chapterverse", READERS_VERSION)
    assert made_by["version"][0].isdigit()


def test_the_readers_that_were_used_are_named() -> None:
    record = json.loads(export(answer_from(TEXT, SPAN), "json", 1007))
    assert record["made_by"]["readers"] == 1007


@pytest.mark.parametrize("kind", ["md", "html"])
def test_what_is_for_people_shows_question_answer_place_and_quote(kind: Kind) -> None:
    text = export(answer_from(TEXT, SPAN, "What's <i>it</i>?"), kind)
    shown = shown_in(text)
    assert shown.count(TEXT[11:82]) == 2
    assert "What's <i>it</i>?" in shown
    assert "Notes, notes/a.txt" in shown
    assert "characters 11 to 82" in shown
    assert sha256_of(TEXT.encode()) in text


@pytest.mark.parametrize("kind", ["md", "html"])
def test_a_refusal_says_so(kind: Kind) -> None:
    refusal = replace(answer_from(TEXT, SPAN), found=False, text="", citations=())
    assert "The documents do not answer this." in shown_in(export(refusal, kind))


@pytest.mark.parametrize("name", ["a.json", "a.md", "a.Markdown", "b/a.HTML", "a.htm"])
def test_a_saved_answer_is_verified_in_each_form(tmp_path: Path, name: str) -> None:
    root = write_files(tmp_path / "documents", {"notes/a.txt": TEXT})
    file = tmp_path / Path(name).name
    save(file, export(answer_from(TEXT, SPAN), kind_of(name)))
    assert [one.verdict for one in verify_saved(file, [root])] == [Verdict.HOLDS]
    (root / "notes" / "a.txt").write_text(TEXT.replace("1903", "1904"))
    assert [one.verdict for one in verify_saved(file, [root])] == [Verdict.CHANGED]


@pytest.mark.parametrize("kind", ["md", "html"])
def test_a_quote_that_was_changed_where_people_read_it_is_noticed(
    tmp_path: Path, kind: Kind
) -> None:
    root = write_files(tmp_path / "documents", {"notes/a.txt": TEXT})
    text = export(answer_from(TEXT, SPAN), kind)
    before, mark, record = text.partition("chapterverse-answer")
    file = tmp_path / f"a.{kind}"
    file.write_text(before + mark + record)
    assert [one.verdict for one in verify_saved(file, [root])] == [Verdict.HOLDS]
    for changed in (before.replace("1903", "1930", 1), before.replace("When", "Why")):
        assert changed != before
        file.write_text(changed + mark + record)
        with pytest.raises(SavedAnswerError, match="was changed"):
            verify_saved(file, [root])


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1), st.text(), st.sampled_from(KINDS))
def test_any_text_survives(text: str, question: str, kind: Kind) -> None:
    text = "".join(sign for sign in text if not "\ud800" <= sign <= "\udfff") or "x"
    question = "".join(sign for sign in question if not "\ud800" <= sign <= "\udfff")
    answer = answer_from(text, Span(0, len(text)), question)
    exported = export(answer, kind)
    record = json.loads(record_in(exported))
    assert record["citations"][0]["quote"] == text
    assert record["question"] == question
    if kind != "json":
        assert " ".join(text.split()) in shown_in(exported)


@pytest.mark.parametrize("text", ["1. May was cold.", "12. May 1950.", "1950. A year."])
def test_a_number_at_the_head_of_a_quote_makes_no_list(text: str) -> None:
    exported = export(answer_from(text, Span(0, len(text)), text), "md")
    assert text[:-5] not in exported.split("chapterverse-answer")[0]
    assert " ".join(text.split()) in shown_in(exported)


@pytest.mark.parametrize("kind", ["md", "html"])
def test_nothing_in_a_document_becomes_markup(kind: Kind) -> None:
    hostile = "</script><script>alert(1)</script> --> <!-- x ![a](http://x) <img src=x>\n# b"
    text = export(answer_from(hostile, Span(0, len(hostile)), hostile), kind)
    assert text.count("<script") == (1 if kind == "html" else 0)
    assert text.count("-->") == (0 if kind == "html" else 1)
    assert "<img" not in text
    assert "![a]" not in text.split("chapterverse-answer")[0] or kind == "html"
    assert html.unescape(text).count("alert(1)") >= 2


@pytest.mark.parametrize("name", ["a.pdf", "a", "json", "a.json.txt"])
def test_another_kind_of_file_is_refused_with_those_that_are_known(name: str) -> None:
    with pytest.raises(ExportError) as caught:
        kind_of(name)
    assert name in caught.value.message
    assert ".json" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.md", "# Report\n\nThe harbour was built in 1903.\n"),
        ("page.html", "<!DOCTYPE html>\n<p>The harbour was built in 1903.</p>\n"),
        ("data.json", '{"citations": [], "made_by": "hand"}'),
        ("list.json", "[1903]"),
        ("deep.json", "[" * 100_000),
        ("empty.md", ""),
        ("bytes.html", b"\xff\xfe\x00"),
    ],
)
def test_a_file_that_is_no_saved_answer_is_never_replaced(
    tmp_path: Path, name: str, content: str | bytes
) -> None:
    write_files(tmp_path, {name: content})
    file = tmp_path / name
    before = file.read_bytes()
    with pytest.raises(ExportError, match="is there already") as caught:
        check_place(file)
    assert str(file) in caught.value.message
    assert caught.value.hint.startswith("choose another name")
    with pytest.raises(ExportError, match="is there already"):
        save(file, "x")
    assert file.read_bytes() == before


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_answer_that_was_saved_is_replaced_by_another_one(
    tmp_path: Path, kind: Kind, encoding: str
) -> None:
    file = tmp_path / f"a.{kind}"
    file.write_text(export(answer_from(TEXT, SPAN), kind), encoding=encoding)
    again = export(answer_from(TEXT, SPAN, "Who built it?"), kind)
    save(file, again)
    assert file.read_text(encoding="utf-8") == again


@pytest.mark.parametrize("kind", ["md", "html"])
def test_a_saved_answer_in_which_somebody_wrote_is_not_replaced(tmp_path: Path, kind: Kind) -> None:
    file = tmp_path / f"a.{kind}"
    noted = export(answer_from(TEXT, SPAN), kind) + "Ask Ana about this.\n"
    file.write_text(noted)
    with pytest.raises(ExportError, match="is no answer as it was saved"):
        save(file, "x")
    assert file.read_text() == noted


def test_a_file_that_cannot_be_written_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=str(tmp_path / "none" / "a.md")):
        save(tmp_path / "none" / "a.md", "x")
    (tmp_path / "a.md").mkdir()
    with pytest.raises(ExportError):
        save(tmp_path / "a.md", "x")
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]
