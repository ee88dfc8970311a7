"""Tables as text: which row names the columns, and what each row says by itself."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.extract import TextBuilder
from corpus.records import Field
from corpus.tables import Row, TableWriter


def written(rows: Sequence[Sequence[str]], *lead: Field) -> tuple[list[str], list[str], list[str]]:
    """The blocks, their places, and the notes; a row without cells is a gap."""
    builder = TextBuilder()
    writer = TableWriter(builder, "row", lead)
    filled = [{at: cell for at, cell in enumerate(row) if cell} for row in rows]
    writer.write(Row(number, cells) for number, cells in enumerate(filled, start=1) if cells)
    places = [mark.label for mark in builder.marks]
    return builder.text.split("\n\n"), places, list(writer.notes())


def blocks(*rows: str) -> list[str]:
    """The blocks of a table whose cells are parted by commas."""
    return written([row.split(",") for row in rows])[0]


def test_each_row_is_a_block_with_the_names_of_its_columns() -> None:
    rows = [["Country", "Masks", "Date"], ["Italy", "30,000", "2020-03-12"], ["Iran", "", "May"]]
    assert written(rows) == (
        ["Country: Italy | Masks: 30,000 | Date: 2020-03-12", "Country: Iran | Date: May"],
        ["row 2", "row 3"],
        [],
    )


def test_titles_above_the_names_stand_without_them() -> None:
    assert blocks("Masks sent in 2020", "", "Country,Masks", "Italy,5", "Iran,6") == [
        "Masks sent in 2020",
        "Country: Italy | Masks: 5",
        "Country: Iran | Masks: 6",
    ]


def test_a_lone_cell_below_a_gap_has_no_name() -> None:
    rows = ("Country,Masks", "Italy,5", "Iran,6", "", "Source: the ministry")
    assert blocks(*rows)[-1] == "Source: the ministry"


@pytest.mark.parametrize(
    "rows",
    [
        ("Italy,5", "Iran,6"),
        ("Italy,Rome", "France,Rome", "Italy,Paris"),
        ("Rome,Rome", "a,b"),
        ("2019,2020", "Italy,Iran"),
        (f"Italy,{'long ' * 20}", "Iran,short"),
        ("Italy,12 March 2020", "Iran,13 March 2020"),
        ("Italy,$5.00", "Iran,$6.00"),
        ("Italy,Rome",),
        ("Italy", "France", "Iran"),
    ],
    ids=[
        "a number",
        "comes again",
        "twice the same",
        "years alone",
        "a long text",
        "a date",
        "money",
        "one row",
        "one column",
    ],
)
def test_rows_without_names_above_them_are_their_cells(rows: tuple[str, ...]) -> None:
    assert blocks(*rows) == [" | ".join(" ".join(row.split()).split(",")) for row in rows]


def test_years_may_name_columns_of_other_values() -> None:
    assert blocks("Country,2019,2020", "Italy,5,6") == ["Country: Italy | 2019: 5 | 2020: 6"]


def test_names_that_stand_again_further_down_are_left_out() -> None:
    assert blocks("Country,Masks", "Italy,5", "Country,Masks", "Iran,6") == [
        "Country: Italy | Masks: 5",
        "Country: Iran | Masks: 6",
    ]


def test_a_second_table_below_a_gap_has_its_own_names() -> None:
    rows = ("Country,Masks", "Italy,5", "", "Driver,Vans", "Berg,2", "Okafor,3")
    assert blocks(*rows) == [
        "Country: Italy | Masks: 5",
        "Driver: Berg | Vans: 2",
        "Driver: Okafor | Vans: 3",
    ]


def test_rows_below_a_gap_keep_the_names_of_the_table() -> None:
    assert blocks("Name,City", "Ann,Rome", "", "Bob,Bari", "Cem,Izmir")[-2:] == [
        "Name: Bob | City: Bari",
        "Name: Cem | City: Izmir",
    ]


def test_cells_beyond_the_names_stand_by_themselves() -> None:
    assert blocks("Country,Masks", "Italy,5,by ship") == ["Country: Italy | Masks: 5 | by ship"]


def test_a_colon_after_a_name_is_not_doubled() -> None:
    assert blocks("Country:,Masks:", "Italy,5") == ["Country: Italy | Masks: 5"]


def test_a_named_column_without_values_is_noted() -> None:
    rows = [["Country", "Masks", "Note"], ["Italy", "5", ""]]
    assert written(rows)[2] == ["nothing stands in the columns: Note"]


def test_what_all_rows_have_in_common_leads_each_row_of_several_cells() -> None:
    rows = [["Masks"], ["Country", "Masks"], ["Italy", "5"]]
    assert written(rows, Field("Sheet", "2020"))[0] == [
        "Masks",
        "Sheet: 2020 | Country: Italy | Masks: 5",
    ]


_CELLS = st.text("ab1 ,.", max_size=4).map(str.strip)


@given(st.lists(st.lists(_CELLS, max_size=5), max_size=12))
def test_every_value_stands_in_the_text_or_is_a_name(rows: list[list[str]]) -> None:
    found, _, notes = written(rows)
    text = " ".join([*found, *notes])
    assert all(" ".join(cell.split()).removesuffix(":") in text for row in rows for cell in row)
