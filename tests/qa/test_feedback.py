"""Feedback: kept whole, read back, and made into a data set that `qa eval` measures by."""

import json
import threading
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from corpus import Document, Span, cite
from corpus.document import sha256_of
from index.library import Library
from qa.datasets import read_beir
from qa.errors import FeedbackError, StorageError
from qa.feedback import (
    FEEDBACK_FILE,
    Exported,
    Feedback,
    export_feedback,
    last_words,
    read_feedback,
    record,
)
from qa.transcript import SavedTurn
from tests.fakes import HashingEncoder
from tests.qa.command import Run, assert_error, json_of
from tests.qa.small_index import library_of, write_files

HARBOUR = "The harbour of Lisbon was rebuilt in 1903 by the engineer Ana Ribeiro."
GARDEN = "The botanical garden keeps an oak of four hundred years for its visitors."
FILES = {"harbour.txt": HARBOUR, "garden.txt": GARDEN}


def said(question: str, text: str = "", source: str = "harbour.txt") -> SavedTurn:
    """An answer that is a whole document, or a refusal."""
    document = Document(source, sha256_of(text.encode()), "", None, text)
    citations = (cite(document, Span(0, len(text))),) if text else ()
    return SavedTurn(question, question, bool(text), 0.5, text, citations)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return library_of(tmp_path, FILES, HashingEncoder())


def test_what_was_thought_is_read_back_as_it_was_said(tmp_path: Path) -> None:
    first = record(tmp_path, said("Who?", HARBOUR), liked=True, word="  just\nright  ")
    second = record(tmp_path, said("Why?"), liked=False)
    assert read_feedback(tmp_path) == (first, second)
    assert first == Feedback(
        when=first.when,
        liked=True,
        word="just right",
        question="Who?",
        found=True,
        text=HARBOUR,
        source="harbour.txt",
        sha256=sha256_of(HARBOUR.encode()),
        start=0,
        end=len(HARBOUR),
    )
    assert (second.found, second.text, second.source, second.liked) == (False, "", "", False)
    assert first.when.endswith("+00:00")


def test_without_a_file_there_is_no_feedback(tmp_path: Path) -> None:
    assert read_feedback(tmp_path) == ()


def test_the_last_word_about_a_question_counts(tmp_path: Path) -> None:
    record(tmp_path, said("Who?", HARBOUR), liked=True)
    record(tmp_path, said("When?", HARBOUR), liked=True)
    last = record(tmp_path, said("Who?", HARBOUR), liked=False)
    assert [(one.question, one.liked) for one in last_words(read_feedback(tmp_path))] == [
        ("Who?", False),
        ("When?", True),
    ]
    assert last_words(read_feedback(tmp_path))[0] == last


def test_a_long_word_is_cut_and_strange_signs_are_kept(tmp_path: Path) -> None:
    strange = "\u202e</script>\u2028 'x' \U0001f600"
    kept = record(tmp_path, said(strange, HARBOUR), liked=True, word="w" * 1000)
    assert kept.word == "w" * 500
    assert read_feedback(tmp_path)[0].question == strange


def test_many_threads_write_whole_lines(tmp_path: Path) -> None:
    threads = [
        threading.Thread(
            target=record, args=(tmp_path, said(f"Question {at}?", HARBOUR)), kwargs={"liked": True}
        )
        for at in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asked = {one.question for one in read_feedback(tmp_path)}
    assert asked == {f"Question {at}?" for at in range(20)}


def test_a_line_that_was_cut_off_spoils_no_other(tmp_path: Path) -> None:
    record(tmp_path, said("Who?", HARBOUR), liked=True)
    path = tmp_path / FEEDBACK_FILE
    path.write_bytes(path.read_bytes() + b'{"version": 1, "when": "20')
    assert [one.question for one in read_feedback(tmp_path)] == ["Who?"]
    record(tmp_path, said("Why?"), liked=False)
    assert [one.question for one in read_feedback(tmp_path)] == ["Who?", "Why?"]


@pytest.mark.parametrize("line", ['{"version": 2}', "[]", '{"version": 1, "x": 1}', "7", "{}"])
def test_a_line_of_another_kind_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / FEEDBACK_FILE).write_text(f"{line}\n")
    with pytest.raises(FeedbackError, match=r"feedback\.jsonl, line 1"):
        read_feedback(tmp_path)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / FEEDBACK_FILE).mkdir()
    with pytest.raises(StorageError, match="feedback"):
        record(tmp_path, said("Who?"), liked=True)
    with pytest.raises(FeedbackError, match="cannot be read"):
        read_feedback(tmp_path)


def export(library: Library, folder: Path) -> Exported:
    with closing(library.catalog()) as catalog:
        return export_feedback(read_feedback(library.folder), catalog, folder)


def test_liked_answers_become_questions_with_their_passages(
    library: Library, tmp_path: Path
) -> None:
    record(library.folder, said("Who rebuilt it?", HARBOUR), liked=True, word="good")
    record(library.folder, said("How old is it?", GARDEN, "garden.txt"), liked=False)
    record(library.folder, said("Who painted it?"), liked=True)
    record(library.folder, said("Who sang?"), liked=False)
    assert export(library, tmp_path / "set") == Exported(passages=2, liked=1, disliked=1, lost=0)
    dataset = read_beir(tmp_path / "set")
    assert [(line.id, line.text) for line in dataset.corpus] == [
        (f"garden.txt#0-{len(GARDEN)}", GARDEN),
        (f"harbour.txt#0-{len(HARBOUR)}", HARBOUR),
    ]
    assert [(query.text, query.relevant) for query in dataset.queries] == [
        ("Who rebuilt it?", {f"harbour.txt#0-{len(HARBOUR)}": 1})
    ]
    lines = (tmp_path / "set" / "queries.jsonl").read_text().splitlines()
    assert [(one["text"], one.get("answerable")) for one in map(json.loads, lines)] == [
        ("Who rebuilt it?", None),
        ("How old is it?", None),
        ("Who painted it?", False),
        ("Who sang?", None),
    ]
    assert (tmp_path / "set" / "qrels.tsv").read_text().splitlines() == [
        "query-id\tcorpus-id\tscore",
        f"q1\tharbour.txt#0-{len(HARBOUR)}\t1",
        f"q2\tgarden.txt#0-{len(GARDEN)}\t0",
    ]
    assert export(library, tmp_path / "set").passages == 2


def test_a_sentence_that_moved_is_found_where_it_stands_now(
    library: Library, tmp_path: Path
) -> None:
    record(library.folder, said("Who?", HARBOUR), liked=True)
    record(library.folder, said("When?", "It was never so.", "garden.txt"), liked=True)
    write_files(tmp_path / "documents", {"harbour.txt": f"{GARDEN}\n\n{HARBOUR}"})
    library.update([tmp_path / "documents"])
    assert export(library, tmp_path / "set") == Exported(passages=3, liked=1, disliked=0, lost=1)
    (query,) = read_beir(tmp_path / "set").queries
    start = len(GARDEN) + 2
    assert query.relevant == {f"harbour.txt#{start}-{start + len(HARBOUR)}": 1}


def test_without_a_liked_answer_there_is_nothing_to_export(
    library: Library, tmp_path: Path
) -> None:
    record(library.folder, said("Who?", HARBOUR), liked=False)
    with pytest.raises(FeedbackError, match="nothing to measure by"):
        export(library, tmp_path / "set")
    assert not (tmp_path / "set").exists()


def test_a_folder_with_other_files_is_not_written_into(library: Library, tmp_path: Path) -> None:
    record(library.folder, said("Who?", HARBOUR), liked=True)
    with pytest.raises(FeedbackError, match=r"garden\.txt, which is no part of a data set"):
        export(library, tmp_path / "documents")
    (tmp_path / "file").write_text("")
    with pytest.raises(FeedbackError, match="cannot be written"):
        export(library, tmp_path / "file")


def test_the_command_exports_what_eval_measures_by(
    run: Run, own_index: Path, tmp_path: Path
) -> None:
    ran = run("ask", "Who is the president of the CIESC Council?", "--index", own_index, "--json")
    answer = json_of(ran.out)
    assert answer["found"]
    citation = answer["citations"][0]
    turn = said(answer["question"], answer["text"], citation["source"])
    place = replace(
        turn.citations[0],
        sha256=citation["sha256"],
        start=citation["start"],
        end=citation["end"],
    )
    kept = record(own_index, replace(turn, citations=(place,)), liked=True, word="yes")
    assert json_of(run("feedback", "--index", own_index, "--json").out) == {
        "feedback": [asdict(kept)]
    }
    listed = run("feedback", "--index", own_index).out
    assert "liked     Who is the president of the CIESC Council?  (yes)" in listed
    assert listed.endswith("1 liked, 0 disliked\n")
    exported = run("feedback", "--index", own_index, "--export", tmp_path / "set", "--json")
    assert json_of(exported.out)["liked"] == 1
    measured = json_of(run("eval", tmp_path / "set", "--json", "--reader", "off").out)
    assert (measured["queries"], measured["metrics"]["MRR@10"]) == (1, 1.0)
    assert_error(
        run("feedback", "--index", own_index, "--export", own_index), "which is no part", "new"
    )
