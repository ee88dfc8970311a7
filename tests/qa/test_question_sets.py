"""Question sets: what is indexed, what is asked, and which folders give nothing."""

import re
from pathlib import Path

import pytest

from corpus import Span
from corpus.isolation import ReadingOptions
from qa.datasets import LabelledQuestion, name_of
from qa.errors import DatasetError, NoDocuments
from qa.question_sets import labelled_set, silver_set
from qa.silver import Group
from tests.fake_readers import box
from tests.qa.small_folder import DOCUMENTS
from tests.qa.small_index import write_files


def test_what_is_held_out_is_asked_about_and_not_indexed(tmp_path: Path) -> None:
    made = silver_set(write_files(tmp_path / "town", DOCUMENTS), 100, seed=0)
    texts = {document.source: document.text for document in made.documents}
    probes = [question for question in made.questions if question.group is Group.HELD_OUT]
    asked = [question for question in made.questions if question.answerable]
    assert (made.name, len(texts), made.whole_documents, made.left_out) == ("town", 5, False, ())
    assert len(probes) >= 1
    for probe in probes:
        original = DOCUMENTS[probe.source]
        assert probe.source in made.held_out
        assert original[probe.span.start : probe.span.end] == probe.sentence
        assert texts[probe.source][probe.span.start : probe.span.end].strip() == ""
    for question in asked:
        sentence = texts[question.source][question.span.start : question.span.end]
        assert sentence == question.sentence
    assert len(asked) + len(probes) >= 20
    assert sum(question.group is Group.OTHER_TOPIC for question in made.questions) >= 35


def test_whole_documents_are_held_out_of_a_larger_folder(tmp_path: Path) -> None:
    towns = ("Penedo", "Alfama", "Sintra", "Tavira")
    files = {
        f"{town}/{name}": re.sub(r"\b([a-z]{5,})", rf"\1{town.lower()}", text)
        for town in towns
        for name, text in DOCUMENTS.items()
    }
    made = silver_set(write_files(tmp_path / "towns", files), 20, seed=0)
    assert (made.whole_documents, len(made.held_out), len(made.documents)) == (True, 2, 18)
    assert {document.source for document in made.documents} & set(made.held_out) == set()
    assert sum(question.answerable for question in made.questions) == 20


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "town", {**DOCUMENTS, "empty.txt": "", "photo.raw": b"\0\1"})
    assert silver_set(folder, 10, 0).left_out == ("empty.txt", "photo.raw")


def test_a_folder_that_gives_too_few_questions_is_refused(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "town", {"a.txt": "The oak is old.\n"})
    with pytest.raises(DatasetError) as caught:
        silver_set(folder, 10, 0)
    assert (
        "gives 0 questions, from 1 documents that can be read with 1 pass" in caught.value.message
    )
    assert "at least 5 are needed" in caught.value.hint
    (tmp_path / "empty").mkdir()
    with pytest.raises(NoDocuments):
        silver_set(tmp_path / "empty", 10, 0)
    with pytest.raises(DatasetError, match="there is no folder"):
        silver_set(tmp_path / "nowhere", 10, 0)


def label(source: str, answer: str, *, near: bool = False) -> LabelledQuestion:
    return LabelledQuestion("q1", "Who?", source, answer, near=near)


def test_a_label_becomes_a_place_in_its_document(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "town", {"a.txt": "The oak was planted by\nAna Ribeiro.\n"})
    made = labelled_set(folder, [label("a.txt", "ana  ribeiro"), label("", "", near=True)])
    found, missing = made.questions
    assert (found.span, found.sentence, found.group) == (
        Span(23, 34),
        "Ana Ribeiro",
        Group.ANSWERABLE,
    )
    assert (missing.group, missing.kind, missing.answerable) == (Group.NOT_ANSWERED, "near", False)
    assert (made.labelled, found.further) == (True, ())


@pytest.mark.parametrize(
    ("source", "answer", "message"),
    [
        ("b.txt", "Ana", "question q1 expects the source b.txt, which is not there"),
        ("a.txt", "an elm", "question q1 expects “an elm”, which a.txt does not say"),
    ],
)
def test_a_label_that_the_folder_cannot_fulfil_is_refused(
    tmp_path: Path, source: str, answer: str, message: str
) -> None:
    folder = write_files(tmp_path / "town", {"a.txt": "The oak is old.\n"})
    with pytest.raises(DatasetError) as caught:
        labelled_set(folder, [label(source, answer)])
    assert caught.value.message == message
    assert caught.value.hint


def test_every_place_of_an_answer_is_kept(tmp_path: Path) -> None:
    text = "Ana Ribeiro came. The oak was planted by ANA\nRIBEIRO.\n"
    folder = write_files(tmp_path / "town", {"a.txt": text})
    (question,) = labelled_set(folder, [label("a.txt", "Ana Ribeiro")]).questions
    assert (question.span, question.further) == (Span(0, 11), (Span(41, 52),))
    assert question.is_answered_at("a.txt", 18, 53)
    assert not question.is_answered_at("a.txt", 11, 41)
    assert not question.is_answered_at("b.txt", 18, 53)


def test_a_folder_is_named_by_its_own_name_wherever_it_is_called_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_files(tmp_path / "town", DOCUMENTS))
    assert silver_set(Path(), 10, 0).name == "town"
    assert labelled_set(Path(), [label("bridge.txt", "bridge")]).name == "town"
    assert name_of(Path("..")) == tmp_path.name


def test_a_file_is_not_said_to_be_missing(tmp_path: Path) -> None:
    folder = write_files(tmp_path, {"a.txt": "The oak is old.\n"})
    with pytest.raises(DatasetError, match=r"a\.txt is a file, and no folder"):
        silver_set(folder / "a.txt", 10, 0)


def test_files_inside_files_are_asked_about_too(tmp_path: Path) -> None:
    inner = {name: text for name, text in DOCUMENTS.items() if name.endswith(".txt")}
    folder = write_files(tmp_path / "town", {"a.box": box({**inner, "b.raw": ""})})
    options = ReadingOptions(readers="tests.fake_readers")
    made = silver_set(folder, 100, seed=0, reading=options)
    assert {document.source for document in made.documents} == {f"a.box/{name}" for name in inner}
    assert made.left_out == ("a.box/b.raw",)
