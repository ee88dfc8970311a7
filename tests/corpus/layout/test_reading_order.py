"""Reading order: columns, tables, and what stands between or beside them."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.layout.pages import Piece
from corpus.layout.reading_order import regions
from corpus.layout.rows import lines_of, rows_of

PROSE = [
    "the harbour of the town was",
    "closed in that winter, and",
    "no ship came in before the",
    "ice had gone. Then two vans",
    "were sent over the pass and",
]


class Drawing:
    """Pieces in the order in which they are drawn; a sign is five points wide."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []

    def add(self, x: float, y: float, text: str, size: float = 10) -> None:
        width = 0.5 * size * len(text)
        order = len(self.pieces)
        self.pieces.append(Piece(text, x, x + width, y, size, bold=False, order=order))

    def column(self, x: float, y: float, texts: Sequence[str], step: float = 12) -> None:
        for number, text in enumerate(texts):
            self.add(x, y + step * number, text)

    def order(self) -> list[list[str]]:
        return [[piece.text for piece in region.pieces] for region in regions(self.pieces)]


@pytest.mark.parametrize("columns", [2, 3, 4])
def test_columns_of_prose_are_read_from_left_to_right(columns: int) -> None:
    drawing = Drawing()
    texts = [[f"{line}{number}" for line in PROSE] for number in range(columns)]
    for line in range(len(PROSE)):
        for number in range(columns):
            drawing.add(150 * number, 100 + 12 * line, texts[number][line])
    assert drawing.order() == texts


def test_columns_need_not_be_of_one_length_or_on_one_baseline() -> None:
    drawing = Drawing()
    drawing.column(150, 104, PROSE[:3])
    drawing.column(0, 100, PROSE)
    assert drawing.order() == [PROSE, PROSE[:3]]


def test_short_lines_drawn_side_by_side_are_rows() -> None:
    drawing = Drawing()
    for number, cells in enumerate([("Town", "Vans"), ("Tromness", "2"), ("Skerray", "11")]):
        drawing.add(0, 100 + 12 * number, cells[0])
        drawing.add(150, 100 + 12 * number, cells[1])
    assert len(drawing.order()) == 1


def test_short_lines_drawn_one_block_after_the_other_are_blocks() -> None:
    drawing = Drawing()
    drawing.column(0, 100, ["The Council", "of Tromness", "12 Harbour Lane"])
    drawing.column(150, 100, ["Ada Strom", "Head of Vans", "Skerray"])
    assert drawing.order() == [
        ["The Council", "of Tromness", "12 Harbour Lane"],
        ["Ada Strom", "Head of Vans", "Skerray"],
    ]


def test_numbers_of_items_stay_with_their_items() -> None:
    drawing = Drawing()
    for number, text in enumerate(PROSE):
        drawing.add(0, 100 + 12 * number, f"{number}.")
        drawing.add(30, 100 + 12 * number, text)
    assert len(drawing.order()) == 1


def test_numbers_of_lines_are_parted_from_the_lines() -> None:
    drawing = Drawing()
    for number, text in enumerate(PROSE * 3):
        drawing.add(0, 100 + 12 * number, str(number + 1))
        drawing.add(30, 100 + 12 * number, text)
    assert drawing.order() == [[str(number + 1) for number in range(15)], PROSE * 3]


def test_a_part_knows_how_wide_its_column_is() -> None:
    drawing = Drawing()
    drawing.column(0, 100, PROSE)
    drawing.column(150, 100, PROSE)
    drawing.add(20, 200, "A heading that goes over both of them")
    drawing.column(0, 220, ["were sent over"])
    drawing.column(150, 220, ["to the town"])
    parts = regions(drawing.pieces)
    assert [(part.left, part.right) for part in parts[:2]] == [(0, 135), (150, 285)]


PIECES = st.lists(
    st.tuples(
        st.text("abcde ", min_size=1, max_size=30).filter(str.strip),
        st.floats(0, 600),
        st.floats(0, 800),
        st.sampled_from([6.0, 10.0, 10.0, 10.0, 24.0]),
    ),
    max_size=60,
)


@given(PIECES)
def test_every_piece_is_in_one_part_and_every_letter_in_one_line(
    placed: list[tuple[str, float, float, float]],
) -> None:
    drawing = Drawing()
    for text, x, y, size in placed:
        drawing.add(x, y, text, size)
    parts = regions(drawing.pieces, 600)
    orders = sorted(piece.order for part in parts for piece in part.pieces)
    assert orders == list(range(len(placed)))
    lines = [
        line.text for part in parts for line in lines_of(part.pieces, part.left, part.right, page=1)
    ]
    letters = sorted(sign for text, *_ in placed for sign in text if sign.isalpha())
    assert sorted(sign for line in lines for sign in line if sign.isalpha()) == letters


def test_a_page_of_endless_pieces_is_one_part() -> None:
    drawing = Drawing()
    for number in range(5000):
        drawing.add(number % 70 * 8, number // 70 * 9, "x")
    assert len(drawing.order()) == 1


def test_rows_take_in_superscripts_and_no_drop_caps() -> None:
    drawing = Drawing()
    drawing.add(0, 100, "It grew by 4 km")
    drawing.add(76, 96, "2", 6)
    drawing.add(82, 100, "a year")
    drawing.add(0, 140, "T", 40)
    drawing.add(25, 124, "he vans came")
    drawing.add(25, 136, "over the pass")
    assert [row.text for row in rows_of(drawing.pieces)] == [
        "It grew by 4 km2 a year",
        "he vans came",
        "over the pass",
        "T",
    ]
