"""Rows: which names the cells of a table have, and which row gives them."""

import pytest

from corpus import Document, Span
from corpus.rows import (
    empty_columns,
    is_row,
    named_cells,
    names_columns,
    record_of,
    row_above,
    subject_of,
    with_names,
)


def named(text: str) -> list[str]:
    """Each line of `text` with the names of its columns; empty where it has none."""
    document = Document("a.md", "", "", None, text)
    return [with_names(document, span) for span in lines(text)]


def lines(text: str) -> list[Span]:
    spans, start = [], 0
    for line in text.split("\n"):
        spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    return spans


FEES = "Berth | Length | Fee\nNorth | 12 m | 14 crowns\nSouth | 20 m | 31 crowns"


def test_the_first_row_names_the_columns_of_those_below() -> None:
    assert named(FEES) == [
        "",
        "Berth: North | Length: 12 m | Fee: 14 crowns",
        "Berth: South | Length: 20 m | Fee: 31 crowns",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the first column has no name
        ("2019 | 2020\nShips | 12 | 15", ["", "Ships | 2019: 12 | 2020: 15"]),
        # the last cell is empty
        ("Name | Born | Died\nAna | 1903", ["", "Name: Ana | Born: 1903"]),
        # names stand in each row
        ("Name: Ana | Role: pilot", ["Name: Ana | Role: pilot"]),
        # of two columns the first says what the second is
        ("North | 12 m\nSouth | 20 m", ["North: 12 m", "South: 20 m"]),
        ("Chair | Ana\nVenue | Town Hall", ["Chair: Ana", "Venue: Town Hall"]),
        ("The harbour is old.\nAna | 1903", ["", "Ana: 1903"]),
        ("Ana | \n | Bo", ["", ""]),
        ("An | Bo\nCy | Di | Ed", ["", "Cy | An: Di | Bo: Ed"]),
        ("Town | Men | " + "n" * 61 + "\nUlm | 12 | 9", ["", ""]),
        ("A | " + "b" * 61 + "\n" + "c" * 61 + " | d", ["A: " + "b" * 61, ""]),
        # so does what stands before a colon, beside another such line
        ("Born: 1903\nDied: 1987", ["Born: 1903", "Died: 1987"]),
        ("- Born: 1903\n\n- Died: 1987", ["Born: 1903", "", "Died: 1987"]),
        ("长度：412 米\n宽度：18 米", ["长度: 412 米", "宽度: 18 米"]),
        ("Born: 1903\nShe sailed.", ["", ""]),
        ("Ana: No.\nBo: Yes.", ["", ""]),
        ("Builder: Hale & Co.\nOwner: Ana and Bo.", ["Builder: Hale & Co.", ""]),
        ("1790: Founded by Ana\n1834: Sold", ["1790: Founded by Ana", "1834: Sold"]),
        ("class A:\nvalue: 5", ["", ""]),
        ("Open: 10:30\nTea: 4 p.m. or so", ["Open: 10:30", "Tea: 4 p.m. or so"]),
        ("Opens 10:30\nCloses 12:00", ["", ""]),
        # a first row of quantities names nothing
        ("Ships | more than 12 | 4\nMen | over 200 | 9", ["", ""]),
        ("Ana | 12 May 2020 | Ulm\nBo | 3 June | Bonn", ["", ""]),
        ("Oats | 12-14 kg | dry\nRye | 15-16 kg | wet", ["", ""]),
        # figures of another shape than those below do
        ("Town | 2019/20\nUlm | 12\nBonn | 9", ["Town: 2019/20", "Ulm: 12", "Bonn: 9"]),
        (
            "Line | 2021/22 | 2022/23 £m\nWater | 79.9 | 84.1",
            ["", "Line: Water | 2021/22: 79.9 | 2022/23 £m: 84.1"],
        ),
        (
            "Property | H-220 | H-220 Plus\nWeight | 290 kg | 341 kg",
            ["", "Property: Weight | H-220: 290 kg | H-220 Plus: 341 kg"],
        ),
        (
            "Months | 0-3 years | 4-9 years\nNotice | 1 | 3",
            ["", "Months: Notice | 0-3 years: 1 | 4-9 years: 3"],
        ),
        # nor does one that stands again in its column
        ("Juan | Peru | tall\nBo | Chile | short\nCy | Peru | tall", ["", "", ""]),
        ("Town | 1950s | 2000\nUlm | 12 | 15", ["", "Town: Ulm | 1950s: 12 | 2000: 15"]),
        # nor do two that are the same
        ("Fee | Fee | Tax\n12 | 14 | 1", ["", ""]),
        # another table, and text, have no part in it
        ("Name | Born | Died\n\nAna | 1903 | 1987", ["", "", ""]),
        ("The harbour is old.\nAna | 1903 | Ulm", ["", ""]),
        ("Ana built it.", [""]),
    ],
)
def test_a_row_has_the_names_that_stand_for_it(text: str, expected: list[str]) -> None:
    assert named(text) == expected


def test_cells_are_cited_as_they_stand() -> None:
    document = Document("a.md", "", "", None, FEES)
    cells = named_cells(document, lines(FEES)[1])
    assert [cell.name for cell in cells] == ["Berth", "Length", "Fee"]
    assert [FEES[cell.span.start : cell.span.end] for cell in cells] == [
        "North",
        "12 m",
        "14 crowns",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FEES, [True, False, False]),
        ("Name | Born | Died", [False]),
        ("North | 12 m\nSouth | 20 m", [False, False]),
        ("The harbour is old.\nName | Born | Died\nAna | 1903 | 1987", [False, True, False]),
    ],
)
def test_a_row_that_names_columns_stands_above_others(text: str, expected: list[bool]) -> None:
    document = Document("a.md", "", "", None, text)
    assert [names_columns(document, span) for span in lines(text)] == expected


def test_several_rows_together_are_none() -> None:
    document = Document("a.md", "", "", None, FEES)
    assert not is_row(document, Span(0, len(FEES)))
    assert is_row(document, lines(FEES)[2])


def about(text: str) -> list[tuple[str, str]]:
    """The record and the subject of each line of `text`."""
    document = Document("a.txt", "", "", None, text)
    return [(record_of(document, line), subject_of(document, line)) for line in lines(text)]


def test_a_line_is_about_what_the_first_of_its_block_names() -> None:
    assert about("Name: Ana Lind\nBorn: 1979") == [("", ""), ("", "Ana Lind")]
    assert about("Length: 412 m\nWidth: 18 m") == [("", ""), ("", "")]
    assert about("No.: 14\nName: Ana Lind\nBorn: 1979")[2] == ("", "Ana Lind")
    assert about("From: Ana Lind\nTo: Bo Berg\nDate: 4 May")[2] == ("", "")
    assert about("Office: Room 12\nWidth: 18 m") == [("", ""), ("", "")]
    assert about("Colour: red\nWidth: 18 m") == [("", ""), ("", "")]
    assert about("The van\nWidth: 18 m\nColour: red")[2] == ("", "")


def test_several_blocks_that_begin_with_one_name_are_records() -> None:
    text = "Object: Cup\nMaker: Ana\n\nObject: Urn\nMaker: Bo"
    records = dict.fromkeys(record for record, _ in about(text) if record)
    assert list(records) == ["Object: Cup", "Object: Urn"]


def test_a_record_that_begins_with_a_number_is_about_what_the_next_line_names() -> None:
    text = "No.: 1987.40\nTitle: Reaper\nMade of: bronze\n\nNo.: 1987.41\nTitle: Sieve"
    assert [record for record, _ in about(text)][:3] == [
        "",
        "No.: 1987.40",
        "No.: 1987.40. Title: Reaper",
    ]


def test_a_value_may_go_on_in_the_next_line() -> None:
    text = "Visit: The van\nQuay Street\nFee: none"
    document = Document("a.txt", "", "", None, text)
    (cell,) = named_cells(document, Span(0, 26))
    assert (cell.name, text[cell.span.start : cell.span.end]) == ("Visit", "The van\nQuay Street")
    text = "Visit: The van\nFee: none\nPost: Quay Street"
    assert named_cells(Document("a.txt", "", "", None, text), Span(0, 24)) == ()


@pytest.mark.parametrize("row", ["x" * 30_000 + " | a", "x" * 30_000 + " | a | b"])
def test_a_row_whose_first_cell_is_a_book_has_no_names(row: str) -> None:
    document = Document("a.txt", "", "", None, row)
    span = Span(29_990, len(row))
    assert (named_cells(document, span), names_columns(document, span)) == ((), False)
    assert (with_names(document, span), row_above(document, span)) == ("", "")


@pytest.mark.parametrize(
    ("text", "row", "expected"),
    [
        ("Item | Small | Large\nTea | 1.90 |\nCola | 2.10 | 2.90", 1, ("Large",)),
        ("Item | Small | Large\nTea | 1.90\nCola | 2.10 | 2.90", 1, ("Large",)),
        ("Item | Small | Large\nTea | | 2.40\nCola | 2.10 | 2.90", 1, ("Small",)),
        ("Item | Small | Large\nTea | 1.90 | 2.40", 1, ()),
        ("Item | Small | Large\nTea | 1.90 |", 0, ()),
        # the rows name their cells themselves, and leave out the empty ones
        ("Ship: Anna | Crew: 9\n\nShip: Berta | Built: 1903", 2, ("Crew",)),
        ("Ship: Anna | Crew: 9\n\nShip: Berta | Built: 1903", 0, ("Built",)),
        ("Ship: Anna | Crew: 9\n\nBoat: Cora | Built: 1903", 0, ()),
        ("Anna | 9\nBerta |", 1, ()),
        ("The harbour is old.", 0, ()),
    ],
)
def test_columns_in_which_a_row_has_nothing(text: str, row: int, expected: tuple[str, ...]) -> None:
    document = Document("a.md", "", "", None, text)
    assert empty_columns(document, lines(text)[row]) == expected
