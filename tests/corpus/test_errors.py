"""Errors: each says what went wrong and what to do about it."""

import pytest

from corpus import errors
from corpus.errors import ChapterverseError, CorpusError, NoText, UnreadableDocument


def test_an_error_reads_as_its_message_with_the_hint_behind_it() -> None:
    error = NoText("a.txt is empty", hint="put text into it")
    assert (error.message, error.hint) == ("a.txt is empty", "put text into it")
    assert str(error) == "a.txt is empty (put text into it)"


def test_an_error_without_a_hint_reads_as_its_message() -> None:
    assert str(NoText("a.txt is empty", hint="")) == "a.txt is empty"


@pytest.mark.parametrize("name", ["UnsupportedFormat", "NotText", "NoText"])
def test_a_run_can_catch_all_that_makes_one_file_unreadable(name: str) -> None:
    assert issubclass(getattr(errors, name), UnreadableDocument)


@pytest.mark.parametrize("name", ["PathNotFound", "NoDocuments", "UnreadableDocument"])
def test_what_is_wrong_with_the_documents_is_a_corpus_error(name: str) -> None:
    assert issubclass(getattr(errors, name), CorpusError)


def test_every_error_is_a_chapterverse_error_and_stands_in_the_drawing() -> None:
    classes = [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, Exception)
    ]
    assert {kind.__name__ for kind in classes if not issubclass(kind, ChapterverseError)} == set()
    assert [kind.__name__ for kind in classes if kind.__name__ not in (errors.__doc__ or "")] == []


def test_a_false_quote_is_not_put_down_to_the_file() -> None:
    assert not issubclass(errors.CitationMismatch, CorpusError)
