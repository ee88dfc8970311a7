"""Glyphs: pieces of lines, accents on their letters, and signs that can be read."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.layout.glyphs import is_right_to_left, pieces_of, readable, unreadable_share
from corpus.layout.pages import Glyph


def drawn(text: str, x: float = 0, y: float = 100, size: float = 10) -> list[Glyph]:
    """`text` from left to right, each sign half as wide as it is high."""
    width = size / 2
    return [
        Glyph(sign, x + width * n, x + width * (n + 1), y, size, bold=False)
        for n, sign in enumerate(text)
    ]


def texts(glyphs: list[Glyph]) -> list[str]:
    return [piece.text for piece in pieces_of(glyphs)]


def test_a_piece_holds_the_words_of_a_line_and_where_they_stand() -> None:
    (piece,) = pieces_of(drawn("two vans", x=30))
    assert (piece.text, piece.left, piece.right, piece.baseline, piece.size) == (
        "two vans",
        30,
        70,
        100,
        10,
    )


@pytest.mark.parametrize(
    "second",
    [
        drawn("vans", x=23),
        drawn("vans", x=15, y=96, size=6),
        drawn("vans", x=0, y=112),
        drawn("vans", x=-40),
        [Glyph("\n", 0, 0, 0, 0, bold=False), *drawn("vans", x=15)],
    ],
    ids=["wide gap", "raised", "next line", "to the left", "break in the file"],
)
def test_a_piece_ends_where_the_line_does_or_white_begins(second: list[Glyph]) -> None:
    assert texts([*drawn("two"), *second]) == ["two", "vans"]


def test_the_size_is_that_of_most_signs() -> None:
    glyphs = [*drawn("J", size=12), *drawn("une is here", x=6, size=10)]
    assert [piece.size for piece in pieces_of(glyphs)] == [10]


def test_an_accent_that_was_drawn_by_itself_comes_on_its_letter() -> None:
    base = drawn("Oguz")
    accent = Glyph("˘", 6, 9, 100.2, 10, bold=False)
    assert texts([*base, accent]) == ["Oğuz"]
    assert texts([base[0], accent, *base[1:]]) == ["Oğuz"]
    assert texts([*base, *drawn("´", x=40)]) == ["Oguz", "´"]


def test_a_combining_sign_goes_behind_its_letter_and_takes_no_space_with_it() -> None:
    word = "أيضا"
    glyphs = [
        Glyph(sign, 40 - 10 * n, 50 - 10 * n, 100, 10, bold=False) for n, sign in enumerate(word)
    ]
    accent = Glyph("\u064b", 23, 26, 99.5, 10, bold=False)
    space = Glyph(" ", 30, 30, 100, 10, bold=False)
    assert texts([*glyphs[:2], space, accent, *glyphs[2:]]) == ["أيض\u064bا"]


def test_the_letters_of_one_arabic_ligature_come_in_reading_order() -> None:
    alef, lam = (Glyph(sign, 20, 30, 100, 10, bold=False) for sign in "ال")
    seen = Glyph("س", 30, 40, 100, 10, bold=False)
    teh = Glyph("ت", 10, 20, 100, 10, bold=False)
    assert texts([seen, alef, lam, teh]) == ["سلات"]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("e\ufb03cient of\ufb01ce", "efficient office"),
        ("\ufefb", "لا"),
        ("x² ½ ① ﬁ", "x² ½ ① fi"),
        ("a\u00a0b\u2003c\u3000d", "a b c d"),
        ("co\u00adoperation, COVID\u00ad19, har\u00ad", "cooperation, COVID-19, har-"),
        ("a\u200bb\ufeffc\u202ed", "abcd"),
        ("a\x00b\x1cc\x85d\ud800e", "a\ufffdb\ufffdc\ufffdd\ufffde"),
        ("\uf0b7 vans", "• vans"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_signs_are_made_readable(raw: str, text: str) -> None:
    assert readable(raw) == text


@given(st.text())
def test_readable_text_can_be_kept_and_stays_as_it_is(raw: str) -> None:
    text = readable(raw)
    assert text == readable(text)
    assert "\n" not in text
    assert text.encode().decode() == text


@given(st.lists(st.tuples(st.characters(), st.floats(-9e3, 9e3), st.floats(-9e3, 9e3))))
@example([("A", 0.0, 0.0), ("ˆ", 0.0, 0.0)])
def test_no_letter_is_lost_wherever_it_stands(placed: list[tuple[str, float, float]]) -> None:
    glyphs = [Glyph(sign, x, x + 5, y, 10, bold=False) for sign, x, y in placed]
    found = "".join(piece.text for piece in pieces_of(glyphs))

    def letters(text: str) -> list[str]:
        # "ˆ" counts as a letter by itself, and not where it is put on one.
        signs = unicodedata.normalize("NFKD", text)
        return sorted(one for one in signs if one.isalnum() and unicodedata.category(one) != "Lm")

    assert letters(found) == letters("".join(glyph.text for glyph in glyphs))


def test_an_accent_that_stands_over_no_letter_is_kept() -> None:
    glyphs = [Glyph("ˆ", 0, 5, 0, 10, bold=False)]
    assert [piece.text for piece in pieces_of(glyphs)] == ["ˆ"]


def test_the_direction_is_that_of_most_letters() -> None:
    texts = ("استخدام مكتبة pandas", "pandas في", "12 34")
    assert [is_right_to_left(text) for text in texts] == [True, False, False]


def test_the_share_of_unreadable_signs_leaves_out_spaces() -> None:
    assert unreadable_share(["ab\ufffd", "\ue000 "]) == 0.5
    assert unreadable_share([]) == 0.0
