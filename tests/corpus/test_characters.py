"""Characters that no text may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.characters import clean


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("two\r\nvans\rtoday\n", "two\nvans\ntoday\n"),
        ("a\x00b\x07c\x1bd\x7fe", "abcde"),
        ("a\tb\x0bc\x0cd", "a\tb\x0bc\x0cd"),
        ("\ud83d alone", "\ufffd alone"),
        ("\ufffe\uffff", "\ufffd\ufffd"),
        ("größer 新 👩‍⚕️", "größer 新 👩‍⚕️"),
    ],
)
def test_what_cannot_be_stored_is_taken_out_or_replaced(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text(st.characters(exclude_categories=())))
def test_what_is_clean_can_be_encoded_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned
