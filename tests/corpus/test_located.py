"""Where a text that was read from a page stands among its signs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.located import Sign, located


def signs_of(text: str) -> list[Sign]:
    return [Sign(number, sign) for number, sign in enumerate(text)]


def found_in(page: str, text: str) -> str:
    return "".join(page[number] for number in located(signs_of(page), text))


@pytest.mark.parametrize(
    ("page", "text", "found"),
    [
        ("One two. Three four.", "Three four.", "Threefour"),
        ("a hy-\nphen here", "hyphen here", "hyphenhere"),
        ("the ﬁrst oﬃce", "first office", "ﬁrstoﬃce"),
        ("STRASSE 9", "Straße 9", "STRASSE9"),
        ("nothing of it", "something else", ""),
        ("nothing of it", "…", ""),
        ("", "text", ""),
    ],
)
def test_letters_and_digits_alone_are_compared(page: str, text: str, found: str) -> None:
    assert found_in(page, text) == found


def test_a_text_in_two_places_is_found_in_both() -> None:
    page = "left one is here and right one is there but left ends so"
    assert found_in(page, "left one is here but left ends so") == "leftoneisherebutleftendsso"


def test_of_a_text_that_goes_on_elsewhere_the_part_on_this_page_is_found() -> None:
    page = "Some words before. The last sentence begins here"
    assert found_in(page, "The last sentence begins here and ends there.") == (
        "Thelastsentencebeginshere"
    )


def test_two_words_alone_are_not_taken_for_the_text() -> None:
    assert found_in("it is of the kind", "all of the other things") == ""


@given(st.text(max_size=30), st.text(min_size=1, max_size=30), st.text(max_size=30))
def test_a_text_that_stands_there_is_found_whole(before: str, text: str, after: str) -> None:
    page = before + text + after
    numbers = located(signs_of(page), text)
    plain = [number for number in numbers if page[number].isalnum()]
    assert list(numbers) == sorted(numbers)
    assert bool(numbers) >= any(sign.isascii() and sign.isalnum() for sign in text)
    assert len(plain) <= len(page)
