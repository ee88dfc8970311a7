"""Reading order: columns, tables, and what stands between or beside them."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.layout.pages import Piece
from corpus.layout.reading_order import region_of, regions
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

    def add(self, x: float, y: float, text: str, size: float = 10, *, bold: bool = False) -> None:
        width = 0.5 * size * len(text)
        order = len(self.pieces)
        self.pieces.append(Piece(text, x, x + width, y, size, bold=bold, order=order))

    def column(self, x: float, y: float, texts: Sequence[str], step: float = 12) -> None:
        for number, text in enumerate(texts):
            self.add(x, y + step * number, text)

    def justified(self, x: float, y: float, texts: Sequence[str], width: float = 194) -> None:
        """Lines of one width, whose words are drawn one by one."""
        for number, words in enumerate(text.split() for text in texts):
            gap = (width - 5 * sum(map(len, words))) / (len(words) - 1)
            left = x
            for word in words:
                self.add(left, y + 12 * number, word)
                left = self.pieces[-1].right + gap

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


# Nine points are between the words of the first two, and eight between those of the third.
STRETCHED = [
    "With her the company turned to the",
    "tourist. She had a smoking room in",
    "walnut, new electric light all about",
]


def test_words_of_justified_lines_that_stand_far_apart_are_no_columns() -> None:
    drawing = Drawing()
    drawing.justified(0, 100, STRETCHED)
    drawing.add(0, 136, "and a piano, which was played on Sundays.")
    assert rows_in_order(drawing) == [[*STRETCHED, "and a piano, which was played on Sundays."]]


def test_words_that_stand_far_apart_may_be_drawn_from_right_to_left() -> None:
    drawing = Drawing()
    drawing.justified(0, 100, STRETCHED)
    mirrored = [replace(piece, left=-piece.right, right=-piece.left) for piece in drawing.pieces]
    assert regions(mirrored) == [region_of(mirrored)]


def test_a_gutter_wider_than_the_gaps_between_words_beside_it_parts_columns() -> None:
    drawing = Drawing()
    for number, line in enumerate(STRETCHED):
        drawing.justified(0, 100 + 12 * number, [line])
        drawing.justified(212, 100 + 12 * number, [line])
    assert rows_in_order(drawing) == [STRETCHED, STRETCHED]


def test_one_line_of_words_that_stand_as_far_apart_as_columns_does_not_join_them() -> None:
    column = [STRETCHED[0], *["and a piano that was played on Sunday"] * 3]
    drawing = Drawing()
    for x in (0, 203):
        drawing.justified(x, 100, column[:1])
    for number in (1, 2, 3):
        for x in (0, 203):
            drawing.add(x, 100 + 12 * number, column[number])
    assert rows_in_order(drawing) == [column, column]


def test_a_gutter_as_wide_as_the_gaps_between_words_parts_columns_that_are_drawn_apart() -> None:
    drawing = Drawing()
    drawing.justified(0, 100, STRETCHED)
    drawing.justified(203, 100, STRETCHED)
    assert rows_in_order(drawing) == [STRETCHED, STRETCHED]


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


TABLE = ["Town Vans Meals", "Tromness 2 400", "Skerray 11 3,100"]


def add_table(drawing: Drawing, y: float) -> None:
    """A table as wide as two columns, drawn row by row; nothing in it reaches over the gutter."""
    for number, row in enumerate(TABLE):
        for x, cell in zip((0, 180, 240), row.split(), strict=True):
            drawing.add(x, y + 12 * number, cell)


def rows_in_order(drawing: Drawing) -> list[list[str]]:
    return [[row.text for row in rows_of(part.pieces)] for part in regions(drawing.pieces)]


def test_a_table_over_columns_of_prose_is_read_row_by_row() -> None:
    drawing = Drawing()
    add_table(drawing, 100)
    drawing.column(0, 140, PROSE)
    drawing.column(150, 140, PROSE)
    assert rows_in_order(drawing) == [TABLE, PROSE, PROSE]


def test_a_table_between_and_under_columns_of_prose_is_read_row_by_row() -> None:
    drawing = Drawing()
    drawing.column(0, 100, PROSE)
    drawing.column(150, 100, PROSE)
    add_table(drawing, 170)
    drawing.column(0, 220, PROSE)
    drawing.column(150, 220, PROSE)
    add_table(drawing, 290)
    assert rows_in_order(drawing) == [PROSE, PROSE, TABLE, PROSE, PROSE, TABLE]


def test_a_long_table_over_a_little_prose_leaves_the_columns_whole() -> None:
    drawing = Drawing()
    for number in range(5):
        add_table(drawing, 100 + 36 * number)
    drawing.column(0, 300, PROSE)
    drawing.column(150, 300, PROSE)
    assert rows_in_order(drawing) == [TABLE * 5, PROSE, PROSE]


@pytest.mark.parametrize(("left", "right"), [(140, 164), (164, 140)])
def test_a_column_that_begins_higher_under_a_table_is_whole(left: float, right: float) -> None:
    drawing = Drawing()
    add_table(drawing, 100)
    drawing.column(0, left, PROSE)
    drawing.column(150, right, [*PROSE, *PROSE])
    assert rows_in_order(drawing) == [TABLE, PROSE, [*PROSE, *PROSE]]


def test_a_column_that_ends_lower_over_a_table_is_whole() -> None:
    drawing = Drawing()
    drawing.column(0, 100, PROSE)
    drawing.column(150, 100, [*PROSE, *PROSE])
    add_table(drawing, 240)
    assert rows_in_order(drawing) == [PROSE, [*PROSE, *PROSE], TABLE]


def test_a_head_of_a_table_without_a_first_cell_does_not_end_the_second_column() -> None:
    drawing = Drawing()
    drawing.column(0, 100, PROSE)
    drawing.column(150, 100, PROSE)
    drawing.add(180, 168, "2021")
    drawing.add(240, 168, "2022")
    add_table(drawing, 180)
    assert rows_in_order(drawing) == [PROSE, PROSE, ["2021 2022", *TABLE]]


def test_two_names_over_columns_of_prose_are_no_table() -> None:
    drawing = Drawing()
    drawing.column(0, 100, ["Ada Strom", "Tromness"])
    drawing.column(150, 100, ["Bo Lind", "Skerray"])
    drawing.column(0, 140, PROSE)
    drawing.column(150, 140, PROSE)
    assert rows_in_order(drawing) == [
        ["Ada Strom", "Tromness", *PROSE],
        ["Bo Lind", "Skerray", *PROSE],
    ]


def test_a_row_of_a_table_may_have_cells_of_several_lines() -> None:
    drawing = Drawing()
    drawing.column(0, 100, ["Tromness and", "the harbour"])
    drawing.add(180, 106, "11")
    add_table(drawing, 124)
    drawing.column(0, 180, PROSE)
    drawing.column(150, 180, PROSE)
    assert rows_in_order(drawing) == [
        ["Tromness and", "11", "the harbour", *TABLE],
        PROSE,
        PROSE,
    ]


def test_lists_in_two_columns_under_prose_stay_columns() -> None:
    drawing = Drawing()
    towns, inns = ["Tromness", "Skerray", "Balgowrie"], ["The Anchor", "The Ship", "The Pass"]
    drawing.column(0, 100, [*PROSE, *towns])
    drawing.column(150, 100, [*PROSE, *inns])
    assert drawing.order() == [[*PROSE, *towns], [*PROSE, *inns]]


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
