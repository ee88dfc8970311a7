"""Characters that no text may hold, and those that have two forms."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.characters import clean, composed, one_line


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("two\r\nvans\rtoday\n", "two\nvans\ntoday\n"),
        ("a\x00b\x07c\x1bd\x7fe", "abcde"),
        ("a\tb\x0bc\x0cd", "a\tb\x0bc\x0cd"),
        ("\ud83d alone", "\ufffd alone"),
        ("\ufffe\uffff", "\ufffd\ufffd"),
        ("größer 新 👩‍⚕️", "größer 新 👩‍⚕️"),
        (
            "pla\u200bnning com\u200dmit\u00adtee\ufeff of Sal\u2060ford",
            "planning committee of Salford",
        ),
        ("Ga\u200c\u2060\x00ge, Дво\u00adр", "Gage, Двор"),
        ("می\u200cخواهم क्\u200dष", "می\u200cخواهم क्\u200dष"),
        ("ภาษา\u200bไทย", "ภาษา\u200bไทย"),
    ],
)
def test_what_cannot_be_stored_is_taken_out_or_replaced(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text(st.characters(exclude_categories=())))
def test_what_is_clean_can_be_encoded_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Two vans", "Two vans"),
        ("Two\nvans\r\n\n  today\n", "Two vans today"),
        ("a\tb\x1fc\x85d\u2028e\u2029f\x0cg\x9bh", "a b c d e f g h"),
        ("a \ud800 b\x00", "a \ufffd b"),
        ("Zu\u0308rich", "Zürich"),
        ("", ""),
    ],
)
def test_a_line_is_clean_and_one(text: str, line: str) -> None:
    assert one_line(text) == line


@given(st.text(st.characters(exclude_categories=())))
def test_a_line_of_any_text_can_be_stored_and_shown(text: str) -> None:
    line = one_line(text)
    line.encode("utf-8")
    assert len(line.splitlines()) <= 1
    assert not [sign for sign in line if unicodedata.category(sign) == "Cc"]
    assert one_line(line) == line


@pytest.mark.parametrize(
    "text", ["Jürgen Müller, Örkény, Dvořák, Ståle", "école", "한국어 문서", "がぎぐ", "Ελλάδα"]
)
def test_letters_and_their_marks_become_one_sign(text: str) -> None:
    assert composed(unicodedata.normalize("NFD", text)) == text
    assert composed(text) == text


@given(st.text())
def test_a_composed_text_means_the_same_and_stays_as_it_is(text: str) -> None:
    once = composed(text)
    assert unicodedata.normalize("NFC", once) == unicodedata.normalize("NFC", text)
    assert composed(once) == once


@pytest.mark.timeout(60)
def test_a_long_run_of_marks_stays_as_it_is() -> None:
    marks = "\u0301\u0323" * 300_000
    assert composed(f"Zu\u0308rich {marks} Mu\u0308nchen") == f"Zürich {marks} München"
