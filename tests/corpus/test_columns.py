"""Columns that plain text aligns with blanks become cells, and all else stays in its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.columns import with_cells
from corpus.passage import Span
from corpus.readers.text import read_text
from corpus.rows import named_cells
from tests.corpus.texts import UNTIDY_TEXTS, document

WAGES = (
    "Post              On board    Ashore\n"
    "Able seaman       32,850      -\n"
    "Cook               9,050      35,300\n"
    "Terminal worker               29,900"
)


def test_where_tabs_stand_columns_cannot_be_told() -> None:
    text = "\n".join(f"{name}\tquay    {fee}" for name, fee in (("A", 12), ("B", 14), ("C", 19)))
    assert with_cells(text) == text


def test_columns_of_figures_are_cells_with_bars_between() -> None:
    assert with_cells(f"Wages in crowns\n\n{WAGES}\n\nThe pilots agree.") == (
        "Wages in crowns\n\n"
        "Post            | On board  | Ashore\n"
        "Able seaman     | 32,850    | -\n"
        "Cook            |  9,050    | 35,300\n"
        "Terminal worker |           | 29,900"
        "\n\nThe pilots agree."
    )


def test_a_text_is_read_with_the_cells_of_its_tables() -> None:
    text = read_text(WAGES.encode(), "a.txt").text
    row = Span(text.index("Terminal"), len(text))
    (cell,) = (cell for cell in named_cells(document(text), row) if cell.name == "Ashore")
    assert text[cell.span.start : cell.span.end] == "29,900"


@pytest.mark.parametrize(
    "text",
    [
        "Fee       14\nBerth      9",  # only two lines
        "For the Company    For the Crew\nHenrike Storm      Bendik Nesse\nDirector           Cook",
        "It sank.  Nobody saw it.\nIn 1920.   It rose.\nThe year    1930",  # aligned nowhere
        "North   14\nOuter  of the   12\nSouth   9",
        "North\t   14\nOuter\t   12\nSouth\t   9",
        "a | b   14\nb | c   12\nd | e   9",
        "North  14\nOuter  12\nSouth   9",  # too narrow for a bar
        f"North   14\nOuter   12\nSouth   9{' ' * 300}8",
    ],
)
def test_what_is_no_table_of_figures_stays_as_it_stands(text: str) -> None:
    assert with_cells(text) == text


_ROWS = st.lists(st.text("ab 1|\t", max_size=14), min_size=3, max_size=5).map("\n".join)


@given(UNTIDY_TEXTS | _ROWS)
def test_bars_take_the_place_of_blanks_and_nothing_else_moves(text: str) -> None:
    barred = with_cells(text)
    assert len(barred) == len(text)
    assert {pair for pair in zip(text, barred, strict=True) if pair[0] != pair[1]} <= {(" ", "|")}
