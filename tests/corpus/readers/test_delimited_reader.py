"""CSV and TSV: what parts the cells, quotes and line breaks, rows as places, hostile files."""

import csv
import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Mark, split
from corpus.document import label_at
from corpus.errors import LimitReached, NotText
from corpus.extract import Extract
from corpus.readers import delimited
from corpus.readers.delimited import read_csv, read_tsv
from tests.corpus.readers.mutations import damaged, extract_of
from tests.corpus.texts import document

MASKS = 'Country,Masks,Date\nItaly,"30,000",2020-03-12\n\nIran,"250,000",\n'


def read(text: str) -> Extract:
    return read_csv(text.encode(), "a.csv")


def blocks(text: str) -> list[str]:
    return read(text).text.split("\n\n")


def test_each_row_is_a_block_and_a_place() -> None:
    assert read(MASKS) == Extract(
        text="Country: Italy | Masks: 30,000 | Date: 2020-03-12\n\nCountry: Iran | Masks: 250,000",
        marks=(Mark(0, "row 2"), Mark(51, "row 4")),
        title="",
        date=None,
        how="table, utf-8, cells parted by commas, 3 rows",
    )


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("Country;Price\nItaly;1,5\nIran;2,5\n", "semicolons"),
        ("Italy;1,5\nIran;2,5\n", "semicolons"),
        ("Country\tPrice\nItaly\t1,5\nIran\t2,5\n", "tabs"),
        ("Country|Price\nItaly|1,5\nIran|2,5\n", "bars"),
        ('Country,Price\nItaly,"1;5"\nIran,"2;5"\n', "commas"),
        ("Country,Note\nItaly,a|b\nIran,c|d\n", "commas"),
        ("sep=;\nCountry;Price\nItaly;1,5\n", "semicolons"),
        ("\ufeffsep=;\r\nCountry;Price\r\nItaly;1,5\r\n", "semicolons"),
    ],
)
def test_what_parts_the_cells_is_found_out(text: str, parted: str) -> None:
    assert f"cells parted by {parted}" in read(text).how
    assert read(text).text.split(" | ")[0].endswith("Italy")


def test_lines_of_text_are_not_parted_at_their_commas() -> None:
    text = "Bring two vans, please\nNo drivers today\nVans, drivers, masks\nThanks\n"
    assert read(text).how == "table, utf-8, one column, 4 rows"
    assert blocks(text) == text.splitlines()


def test_a_line_break_within_quotes_does_not_end_the_row() -> None:
    text = 'Country,Note\nItaly,"two vans\nfour ""drivers"""\nIran,none\n'
    extract = read(text)
    assert extract.text.split("\n\n")[0] == 'Country: Italy | Note: two vans four "drivers"'
    assert [mark.label for mark in extract.marks] == ["row 2", "row 3"]


def test_rows_of_other_lengths_are_read() -> None:
    assert blocks("a,b,c\n1,2,3\n4\n5,6,7,8\n9,10,11\n") == [
        "a: 1 | b: 2 | c: 3",
        "a: 4",
        "a: 5 | b: 6 | c: 7 | 8",
        "a: 9 | b: 10 | c: 11",
    ]


def test_a_quotation_mark_that_nothing_closes_does_not_swallow_the_rows_after_it() -> None:
    extract = read('a,b\n1,"open\n2,3\n4,5\n')
    assert extract.text.split("\n\n") == ['a: 1 | b: "open', "a: 2 | b: 3", "a: 4 | b: 5"]
    assert extract.notes == ("line 2 has a quotation mark that nothing closes",)


def test_a_tsv_is_parted_by_tabs_and_by_what_fits_where_it_has_none() -> None:
    assert read_tsv(b"Country\tNote\nItaly\ta, b\nIran\tc, d\n", "a.tsv").text == (
        "Country: Italy | Note: a, b\n\nCountry: Iran | Note: c, d"
    )
    assert "commas" in read_tsv(b"Country,Masks\nItaly,5\n", "a.tsv").how


def test_other_encodings_are_read() -> None:
    text = "Ort;Straße\nKöln;Grüner Weg\nMünchen;Höhenstraße\n"
    assert read_csv(text.encode("cp1252"), "a.csv").text.startswith("Ort: Köln | Straße: Grüner")
    assert read_csv(text.encode("utf-16"), "a.csv").text.startswith("Ort: Köln | Straße: Grüner")


@pytest.mark.parametrize("data", [b"a,b\n1,\x002\n", bytes(range(256))])
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(NotText, match=r"a\.csv"):
        read_csv(data, "a.csv")


@pytest.mark.parametrize("text", ["", "\n\n\n", ",,,\n,,\n"])
def test_a_file_without_values_has_no_text(text: str) -> None:
    assert (read(text).text, read(text).marks) == ("", (Mark(0, "beginning"),))


def test_a_long_value_is_a_paragraph_of_its_own_at_the_place_of_its_row() -> None:
    note = "The masks came by ship, and it took them four weeks. " * 6
    extract = read(f'Country,Note\nItaly,"{note}"\nIran,none\n')
    assert extract.text.split("\n\n") == [
        "Country: Italy",
        f"Note: {note.strip()}",
        "Country: Iran | Note: none",
    ]
    assert label_at(extract.marks, extract.text.index("weeks")) == "row 2"


def test_each_row_of_a_large_table_is_a_passage_of_its_own() -> None:
    rows = "".join(f"Land {number},{number}000,2020-03-12\n" for number in range(40))
    passages = split(document(read(f"Country,Masks,Date\n{rows}").text))
    assert len(passages) == 40
    assert passages[7].text == "Country: Land 7 | Masks: 7000 | Date: 2020-03-12"


def test_a_small_table_is_one_passage() -> None:
    (passage,) = split(document(read(MASKS).text))
    assert len(passage.sentences) == 2


def test_cells_over_the_limit_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "_MOST_CELLS", 5)
    extract = read("a,b\n1,2\n3,4\n5,6\n")
    assert extract.text == "a: 1 | b: 2"
    assert extract.notes == (
        "row 3 and what follows were not read: the file has more than 5 cells",
    )


def test_a_line_of_nothing_but_commas_is_refused() -> None:
    with pytest.raises(LimitReached, match=r"a\.csv: line 2 has more than 100,000 cells"):
        read("a,b\n" + "," * 2_000_000)


def test_a_cell_longer_than_pythons_limit_is_read() -> None:
    before = csv.field_size_limit()
    text = f'a,b\n1,"{"x" * 300_000}"\n'
    assert len(read(text).text) == len("a: 1\n\nb: ") + 300_000
    assert csv.field_size_limit() == before


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000_000,
        'a,b\n"' + "x," * 90_000 + "\n" * 300_000,
        "a,b\n" + '"x,\n' * 200_001,
        "\n" * 1_000_000,
    ],
    ids=["one line", "open at the start", "open everywhere", "blank"],
)
def test_hostile_files_are_read_in_seconds(text: str) -> None:
    start = time.perf_counter()
    extract_of(read_csv, text.encode(), "a.csv")
    assert time.perf_counter() - start < 30


@pytest.mark.slow
def test_two_hundred_thousand_rows_take_time_in_proportion() -> None:
    rows = [f"{number},Name {number},Italy,{number * 3},2020-03-12" for number in range(200_000)]
    start = time.perf_counter()
    extract = read("\n".join(["id,name,country,masks,date", *rows]))
    assert time.perf_counter() - start < 60
    assert len(extract.marks) == 200_000
    assert extract.text.endswith(
        "id: 199999 | name: Name 199999 | country: Italy | masks: 599997 | date: 2020-03-12"
    )


_VALUES = st.text('ab1 ,;|"\n\t', max_size=5)


@settings(max_examples=150)
@given(st.lists(st.lists(_VALUES, min_size=2, max_size=4), max_size=8), st.sampled_from(",;\t|"))
def test_whatever_is_written_as_csv_is_found_in_the_text(
    rows: list[list[str]], delimiter: str
) -> None:
    written = io.StringIO()
    written.write(f"sep={delimiter}\n")
    csv.writer(written, delimiter=delimiter, lineterminator="\n").writerows(rows)
    extract = extract_of(read_csv, written.getvalue().encode(), "a.csv")
    assert extract is not None
    text = " ".join((extract.text, *extract.notes))
    assert all(" ".join(value.split()) in text for row in rows for value in row)


@settings(max_examples=150)
@given(st.binary(max_size=200) | st.text("ab,;|\"\n\r\t'", max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    extract_of(read_csv, data, "a.csv")
    extract_of(read_tsv, data, "a.tsv")


def test_damaged_files_are_read_or_refused() -> None:
    for data in damaged(MASKS.encode() * 3, 200):
        extract_of(read_csv, data, "a.csv")


def test_a_remark_about_the_table_is_read_as_it_was_written() -> None:
    text = (
        "# Levels in centimetres, at the gauge of the pier.\n"
        "year,highest,lowest\n2012,141,38\n2013,158,44\n"
        "# In 2014 nothing was read, for the gauge, an old one, was stolen. It was never found.\n"
        '2015,126,29\n# The warden says,"never again", and so on.\n'
    )
    assert blocks(text) == [
        "# Levels in centimetres, at the gauge of the pier.",
        "year: 2012 | highest: 141 | lowest: 38",
        "year: 2013 | highest: 158 | lowest: 44",
        "# In 2014 nothing was read, for the gauge, an old one, was stolen. It was never found.",
        "year: 2015 | highest: 126 | lowest: 29",
        '# The warden says,"never again", and so on.',
    ]


@pytest.mark.parametrize("rows", [2, 9])
def test_more_remarks_than_rows_hide_no_names(rows: int) -> None:
    remarks = "".join(f"# Number {at} of the remarks.\n" for at in range(6))
    table = "".join(f"{at},{at + 40}\n" for at in range(rows))
    found = blocks(f"{remarks}# Levels in centimetres, at the pier.\nyear,highest\n{table}")
    assert found[5:8] == [
        "# Number 5 of the remarks.",
        "# Levels in centimetres, at the pier.",
        "year: 0 | highest: 40",
    ]


def test_a_remark_may_end_in_no_full_stop_and_a_row_in_one() -> None:
    text = (
        "tag,said\n# measured at the pier, by hand, in May\n#lido,It is open.\n#pier,It is wet.\n"
    )
    assert blocks(text) == [
        "# measured at the pier, by hand, in May",
        "tag: #lido | said: It is open.",
        "tag: #pier | said: It is wet.",
    ]


def test_a_file_of_remarks_alone_loses_none() -> None:
    assert blocks("# One, two.\n# Three, four.\n") == ["# One, two.", "# Three, four."]


@pytest.mark.parametrize("first", ["# of boats", "#", "#lido"])
def test_a_name_with_a_number_sign_stays_a_name(first: str) -> None:
    text = f"{first},harbour\n12,Osk\n30,Grenna\n"
    assert blocks(text)[0] == f"{first}: 12 | harbour: Osk"
