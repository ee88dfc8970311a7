"""Sections in columns, one under the other: each is read to its end before the next one."""

from tests.corpus.layout.test_reading_order import PROSE, Drawing, rows_in_order

OTHERS = [
    "The council met in spring to",
    "settle who should be paid, and",
    "how much of it was owed to the",
    "inn. All seven came, and six of",
    "them voted for the larger sum.",
]


def add_columns(drawing: Drawing, y: float) -> None:
    drawing.column(0, y, PROSE)
    drawing.column(170, y, OTHERS)


def test_a_bold_heading_under_columns_opens_the_next_section() -> None:
    drawing = Drawing()
    add_columns(drawing, 100)
    drawing.add(0, 164, "Vans", bold=True)
    add_columns(drawing, 180)
    assert rows_in_order(drawing) == [PROSE, OTHERS, ["Vans", *PROSE], OTHERS]


def test_a_larger_heading_under_columns_opens_the_next_section() -> None:
    drawing = Drawing()
    add_columns(drawing, 100)
    drawing.add(0, 164, "Vans", 14)
    add_columns(drawing, 180)
    assert rows_in_order(drawing) == [PROSE, OTHERS, ["Vans", *PROSE], OTHERS]


def test_white_under_columns_parts_sections_that_are_drawn_one_after_the_other() -> None:
    drawing = Drawing()
    add_columns(drawing, 100)
    drawing.column(0, 180, OTHERS)
    drawing.column(170, 180, OTHERS)
    assert rows_in_order(drawing) == [PROSE, OTHERS, OTHERS, OTHERS]


def test_white_within_columns_that_are_drawn_whole_does_not_part_them() -> None:
    drawing = Drawing()
    for x in (0, 170):
        drawing.column(x, 100, OTHERS)
        drawing.column(x, 180, OTHERS)
    assert rows_in_order(drawing) == [[*OTHERS, *OTHERS], [*OTHERS, *OTHERS]]


def test_columns_drawn_in_stretches_without_a_heading_or_white_are_whole() -> None:
    drawing = Drawing()
    add_columns(drawing, 100)
    drawing.column(0, 160, OTHERS)
    drawing.column(170, 160, OTHERS)
    assert rows_in_order(drawing) == [[*PROSE, *OTHERS], [*OTHERS, *OTHERS]]


def test_columns_in_which_a_sentence_goes_on_over_white_are_whole() -> None:
    drawing = Drawing()
    add_columns(drawing, 100)
    add_columns(drawing, 180)
    assert rows_in_order(drawing) == [[*PROSE, *PROSE], [*OTHERS, *OTHERS]]


def test_one_column_that_goes_on_lower_than_the_other_is_whole() -> None:
    drawing = Drawing()
    add_columns(drawing, 100)
    drawing.add(0, 180, "Vans", bold=True)
    drawing.column(0, 196, PROSE)
    assert rows_in_order(drawing) == [[*PROSE, "Vans", *PROSE], OTHERS]


def test_heading_caption_and_head_row_under_columns_stay_with_their_table() -> None:
    drawing = Drawing()
    add_columns(drawing, 100)
    drawing.add(0, 180, "Summary", 14, bold=True)
    drawing.add(0, 200, "Table 1. Vans by town")
    drawing.add(130, 214, "2021")
    drawing.add(180, 214, "2022")
    drawing.add(240, 214, "2023")
    drawing.add(0, 228, "Tromness and the towns around it")
    drawing.add(180, 228, "11")
    drawing.add(240, 228, "14")
    table = ["Summary", "Table 1. Vans by town", "2021 2022 2023"]
    table.append("Tromness and the towns around it 11 14")
    assert rows_in_order(drawing) == [PROSE, OTHERS, table]


def test_the_last_line_of_a_paragraph_over_both_columns_stays_with_it() -> None:
    drawing = Drawing()
    drawing.add(0, 100, "The Harbour Company of Tromness is listed on")
    drawing.add(0, 112, "the exchange of Skerray.")
    add_columns(drawing, 140)
    paragraph = [piece.text for piece in drawing.pieces[:2]]
    assert rows_in_order(drawing) == [paragraph, PROSE, OTHERS]


def test_a_line_with_another_beside_it_is_no_last_line_of_what_stands_over_it() -> None:
    drawing = Drawing()
    drawing.add(0, 100, "The Harbour Company of Tromness and the road")
    add_columns(drawing, 112)
    assert rows_in_order(drawing) == [[drawing.pieces[0].text], PROSE, OTHERS]


def test_a_line_that_begins_a_sentence_is_no_last_line_of_what_stands_over_it() -> None:
    drawing = Drawing()
    drawing.add(0, 100, "The Harbour Company of Tromness and the road")
    drawing.column(0, 112, OTHERS)
    drawing.column(170, 124, PROSE)
    assert rows_in_order(drawing) == [[drawing.pieces[0].text], OTHERS, PROSE]
