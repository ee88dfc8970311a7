"""Questions that are longer than can be read: how much of them can be is said."""

from pathlib import Path

import pytest

from index.library import Library
from qa.assistant import Assistant
from qa.errors import QuestionError
from tests.fakes import HashingEncoder
from tests.qa.small_index import library_of


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return library_of(tmp_path, {"a.txt": "The harbour was built in 1903."}, HashingEncoder())


def test_a_question_of_ten_thousand_words_is_refused(library: Library) -> None:
    with pytest.raises(QuestionError) as caught:
        Assistant(library, HashingEncoder()).ask("harbour " * 10_000)
    assert caught.value.message == (
        "the question has 10,000 words, and only its first 256 words can be read at once"
    )
    assert "one or two sentences" in caught.value.hint


class CountingEncoder(HashingEncoder):
    """A `HashingEncoder` that reads so many characters, whatever they are."""

    def fits(self, text: str) -> bool:
        """Whether `text` has at most 256 characters."""
        return len(text) <= 256


def test_of_a_question_without_blanks_the_characters_that_can_be_read_are_counted(
    library: Library,
) -> None:
    with pytest.raises(QuestionError, match="only its first 256 characters can be read"):
        Assistant(library, CountingEncoder()).ask("海船" * 1000)
