"""Edges of pages: what repeats at the top and at the foot, and what only seems to."""

import pytest

from corpus.layout.page_edges import EdgeRow, usual_size, without_edges
from corpus.layout.pages import PageText, Piece

BODY = [f"a line of the story, the {word} one" for word in "first second third fourth".split()]


def page(
    number: int, head: str = "", foot: str = "", *, size: float = 10, gap: float = 40
) -> PageText:
    """A page of four lines from y = 100 on, with a head above and a foot at 780."""
    rows = [(100 - gap, head, size), *((100 + 12 * n, text, 10.0) for n, text in enumerate(BODY))]
    rows.append((780, foot, 10.0))
    pieces = [
        Piece(text, 50, 50 + 5 * len(text), y, height, bold=False, order=order)
        for order, (y, text, height) in enumerate(rows)
        if text
    ]
    return PageText(number, 600, 800, tuple(pieces))


def taken(*pages: PageText) -> list[str]:
    kept, edges = without_edges(pages)
    left = [piece.text for page in kept for piece in page.pieces]
    given = [piece.text for page in pages for piece in page.pieces]
    assert sorted([*left, *(edge.text for edge in edges)]) == sorted(given)
    return [edge.text for edge in edges]


@pytest.mark.parametrize(
    ("texts"),
    [
        ["The Gazette of Tromness"] * 3,
        ["Page 7 of 9", "Page 8 of 9", "Page 9 of 9"],
        ["iv", "v", "vi"],
        ["12", "13", "14"],
        ["Chapter 1: Vans 12", "Chapter 2: Meals 13", "Chapter 3: Towns 14"],
        ["THE SIEGE OF VICKSBURG. 49", "50 THE SIEGE OF VICKSBUEG.", "THE SIEGE OP VICKSBURG. 51"],
    ],
)
def test_what_repeats_at_the_top_or_the_foot_is_taken_off(texts: list[str]) -> None:
    assert taken(*(page(n, head=text) for n, text in enumerate(texts, start=1))) == texts
    assert taken(*(page(n, foot=text) for n, text in enumerate(texts, start=1))) == texts


@pytest.mark.parametrize(
    ("texts"),
    [
        ["Section 1", "Section 2", "Section 3"],
        ["The vans", "The meals", "The towns"],
        ["1. Vans", "2. Meals", "3. Towns"],
        ["In 1914", "In 1813", "In 2020"],
    ],
)
def test_headings_of_parts_stay(texts: list[str]) -> None:
    assert taken(*(page(n, head=text) for n, text in enumerate(texts, start=1))) == []


def test_a_line_of_the_text_that_repeats_stays() -> None:
    assert taken(page(1), page(2), page(3)) == []
    assert taken(*(page(n, head="Once more they came", gap=12) for n in (1, 2, 3))) == []


@pytest.mark.parametrize("text", ["ı", "xı", "ⅰ", "ſ", "İ"])
def test_letters_that_are_like_those_of_roman_numerals_are_none(text: str) -> None:
    assert taken(page(1, foot=text)) == []
    assert taken(*(page(n, foot=foot) for n, foot in enumerate((text, "ii", "III"), start=1))) == [
        "ii",
        "III",
    ]


def test_a_large_heading_that_repeats_stays() -> None:
    assert taken(*(page(n, head="Results of it", size=16) for n in (1, 2, 3))) == []


def test_heads_of_odd_and_even_pages_may_differ() -> None:
    heads = ["The Gazette of Tromness", "Vans and meals"] * 4
    assert taken(*(page(n, head=head) for n, head in enumerate(heads, start=1))) == heads


def test_the_number_of_a_single_page_is_taken_off_if_it_is_that_page() -> None:
    assert taken(page(1, foot="1")) == ["1"]
    assert taken(page(1, foot="- 1 -")) == ["- 1 -"]
    assert taken(page(1, foot="7")) == []
    assert taken(page(1, head="Tromness")) == []


def test_a_stamp_at_the_side_of_every_page_is_taken_off() -> None:
    stamp = (Piece("Downloaded in Tromness", 10, 99, 20, 8, bold=False, order=9),)
    pages = [PageText(n, 600, 800, page(n).pieces, (stamp,)) for n in (1, 2, 3)]
    kept, edges = without_edges(pages)
    assert [found.aside for found in kept] == [(), (), ()]
    assert edges[2] == EdgeRow(3, "Downloaded in Tromness")


def test_the_usual_size_is_that_of_most_letters() -> None:
    pieces = [*page(1, head="Tromness", size=30).pieces]
    assert usual_size(pieces) == 10.0
    assert usual_size([]) == 0.0
