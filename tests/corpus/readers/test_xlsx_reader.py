"""Excel workbooks: what a person sees in the cells, sheets as places, broken and hostile files."""

import time
from datetime import date

import pytest

from corpus import Mark
from corpus.errors import (
    DamagedFile,
    LimitReached,
    NeedsPassword,
    UnreadableDocument,
    UnsupportedFormat,
)
from corpus.extract import Extract
from corpus.readers import xlsx
from corpus.readers.xlsx import read_xlsx
from tests.corpus.readers.mutations import damaged, extract_of
from tests.corpus.readers.workbooks import packed, rows_of, workbook

STRINGS = ("Country", "Masks", "Share", "Date", "Open", "Italy", "Iran")
PRICES = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v>'
    '</c><c r="D1" t="s"><v>3</v></c><c r="E1" t="s"><v>4</v></c></row>'
    '<row r="3"><c r="A3" t="s"><v>5</v></c><c r="B3" s="1"><v>30000</v></c>'
    '<c r="C3" s="2"><v>7.4999999999999997E-2</v></c><c r="D3" s="3"><v>43902</v></c>'
    '<c r="E3" t="b"><v>1</v></c></row>'
    '<row r="4"><c r="A4" t="s"><v>6</v></c><c r="D4" t="d"><v>2020-03-13T00:00:00</v></c>'
    '<c r="E4" t="b"><v>0</v></c></row>'
)
CODES = ("General", "#,##0", "0.0%", "dd/mm/yyyy")


def prices() -> bytes:
    return workbook({"Prices": PRICES}, strings=STRINGS, codes=CODES)


def read(data: bytes) -> Extract:
    return read_xlsx(data, "a.xlsx")


def sheet(rows: str, *strings: str) -> Extract:
    return read(workbook({"Sheet1": rows}, strings=strings))


def test_each_row_is_what_a_person_sees_and_a_place() -> None:
    first = "Country: Italy | Masks: 30,000 | Share: 7.5% | Date: 2020-03-12 | Open: TRUE"
    assert read(prices()) == Extract(
        text=f"{first}\n\nCountry: Iran | Date: 2020-03-13 | Open: FALSE",
        marks=(Mark(0, "sheet Prices, row 3"), Mark(len(first) + 2, "sheet Prices, row 4")),
        title="",
        date=None,
        how="XLSX, 1 sheet",
    )


def test_of_several_sheets_each_row_names_its_own() -> None:
    rows = rows_of(["Country", "Masks"], ["Italy", "5"])
    extract = read(workbook({"2019": rows, "2020 {A}": rows, "Sheet3": rows}))
    assert extract.text.split("\n\n") == [
        "Sheet: 2019 | Country: Italy | Masks: 5",
        "Sheet: 2020 {A} | Country: Italy | Masks: 5",
        "Country: Italy | Masks: 5",
    ]
    assert extract.marks[1].label == "sheet 2020 {A}, row 2"
    assert extract.how == "XLSX, 3 sheets"


def test_hidden_sheets_are_read_and_noted() -> None:
    sheets = {"Prices": rows_of(["a", "b"]), "Secret": rows_of(["c", "d"])}
    extract = read(workbook(sheets, states={"Secret": "veryHidden"}))
    assert extract.text == "Sheet: Prices | a | b\n\nSheet: Secret | c | d"
    assert extract.notes == ("sheet Secret is hidden in the file; it was read all the same",)


def test_a_formula_is_its_stored_result_and_one_without_is_noted() -> None:
    rows = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>A1</f></c>'
        '<c r="C1"><f>B1</f><v></v></c><c r="D1" t="str"><f>""</f><v></v></c>'
        '<c r="E1" t="str"><f>"x"</f><v>x</v></c><c r="F1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    extract = sheet(rows)
    assert extract.text == "2 | x | #DIV/0!"
    assert extract.notes == ("sheet Sheet1: 2 formulas have no result in the file: B1, C1",)


def test_strings_are_joined_from_their_runs_without_their_phonetic_guides() -> None:
    strings = "<sst><si><r><t>Quay </t></r><r><t>Street</t></r><rPh><t>kii</t></rPh></si></sst>"
    rows = (
        '<row><c t="s"><v>0</v></c><c t="inlineStr"><is><r><t>a </t></r><r><t>b</t></r></is></c>'
        '<c t="s"><v>7</v></c><c t="s"><v>x</v></c><c t="str"><v>one_x000D_two_x0041_</v></c></row>'
    )
    data = workbook({"Sheet1": rows}, more={"xl/sharedStrings.xml": strings})
    assert read(data).text == "Quay Street | a b | one twoA"


def test_cells_and_rows_without_a_name_follow_those_before_them() -> None:
    rows = (
        '<row><c><v>1</v></c><c r="C1"><v>2</v></c><c><v>3</v></c></row>'
        '<row r="9"><c><v>4</v></c></row><row r="bad"><c r="?"><v>5</v></c></row>'
    )
    extract = sheet(rows)
    assert extract.text == "1 | 2 | 3\n\n4\n\n5"
    assert [mark.label for mark in extract.marks] == [
        "sheet Sheet1, row 1",
        "sheet Sheet1, row 9",
        "sheet Sheet1, row 10",
    ]


def test_a_value_that_was_merged_downwards_stands_in_each_of_its_rows() -> None:
    rows = rows_of(["Country", "City"], ["Italy", "Rome"], ["", "Bari"], ["", "Turin"])
    merged = '<!----><mergeCells><mergeCell ref="A2:A3"/></mergeCells>'
    assert sheet(rows + merged).text.split("\n\n") == [
        "Country: Italy | City: Rome",
        "Country: Italy | City: Bari",
        "City: Turin",
    ]


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    rows = '<row><c s="0"><v>42440</v></c></row>'
    assert read(workbook({"a": rows}, codes=["d/m/y"], from_1904=True)).text == "2020-03-12"


def test_a_strict_workbook_with_prefixed_names_is_read() -> None:
    parts = {
        "xl/workbook.xml": '<x:workbook xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"'
        ' xmlns:q="http://purl.oclc.org/ooxml/officeDocument/relationships">'
        '<x:sheets><x:sheet name="A" q:id="a"/></x:sheets></x:workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="urn:x"><Relationship Id="a"'
        ' Target="/xl/worksheets/one.xml"/></Relationships>',
        "xl/worksheets/one.xml": '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/'
        'main"><x:sheetData><x:row r="2"><x:c r="B2"><x:v>5</x:v></x:c></x:row></x:sheetData>'
        "</x:worksheet>",
    }
    extract = read(packed(parts))
    assert (extract.text, extract.marks) == ("5", (Mark(0, "sheet A, row 2"),))


def test_title_author_and_date_are_the_workbooks_own() -> None:
    core = (
        '<cp:coreProperties xmlns:cp="urn:a" xmlns:dc="urn:b" xmlns:t="urn:c">'
        "<dc:title>Masks\n sent</dc:title><dc:creator>Ministry of Health</dc:creator>"
        "<t:created>2019-01-01T00:00:00Z</t:created><t:modified>2020-03-12T10:00:00Z</t:modified>"
        "</cp:coreProperties>"
    )
    extract = read(workbook({"a": rows_of(["x"])}, more={"docProps/core.xml": core}))
    assert (extract.title, extract.issuer) == ("Masks sent", "Ministry of Health")
    assert extract.date == date(2020, 3, 12)


def test_a_program_is_no_author() -> None:
    core = '<p xmlns:dc="urn:b"><dc:creator>openpyxl</dc:creator></p>'
    assert read(workbook({"a": ""}, more={"docProps/core.xml": core})).issuer == ""


def test_what_is_no_cell_is_noted() -> None:
    more: dict[str, str | bytes] = {
        "xl/charts/chart1.xml": "<a/>",
        "xl/media/image1.png": b"x",
        "xl/media/image2.png": b"x",
        "xl/comments1.xml": "<comments><comment/><comment/></comments>",
        "xl/drawings/drawing1.xml": "<a><t>Note</t></a>",
        "xl/vbaProject.bin": b"x",
    }
    assert read(workbook({"a": rows_of(["x"])}, more=more)).notes == (
        "1 chart was not read",
        "2 pictures were not read",
        "1 macro project was not read",
        "2 comments were not read",
        "1 paragraph of text in drawings was not read",
    )


def test_a_sheet_that_is_no_worksheet_is_noted() -> None:
    relations = (
        '<Relationships><Relationship Id="rId1" Target="chartsheets/sheet1.xml"/></Relationships>'
    )
    extract = read(workbook({"Curve": ""}, more={"xl/_rels/workbook.xml.rels": relations}))
    assert extract.notes == ("sheet Curve holds no cells that could be read",)


def test_rows_over_the_limit_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_MOST_CELLS", 3)
    sheets = {"A": rows_of(["1", "2"], ["3", "4"], ["5", "6"]), "B": rows_of(["7"])}
    extract = read(workbook(sheets))
    assert extract.text == "1 | 2\n\n3"
    assert extract.notes == (
        "sheet A: 1 rows were not read: the file has more than 3 cells",
        "sheet B: 1 rows were not read: the file has more than 3 cells",
    )


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), NeedsPassword, "needs a password"),
        (OLE + b"\0" * 600, UnsupportedFormat, "old Excel workbook"),
        (packed({"xl/workbook.bin": b"x"}), UnsupportedFormat, "binary Excel workbook"),
        (packed({"word/document.xml": "<a/>"}), DamagedFile, "no Excel workbook"),
        (packed({"xl/workbook.xml": "<a>"}), DamagedFile, "broken at xl/workbook.xml"),
        (b"", DamagedFile, "not a zip file"),
        (b"Country,Masks\n", DamagedFile, "not a zip file"),
        (prices()[:-40], DamagedFile, "not a zip file"),
        (workbook({"a": "<row><c>"}), DamagedFile, "broken at xl/worksheets/sheet1.xml"),
    ],
)
def test_what_is_no_readable_workbook_is_refused(
    data: bytes, kind: type[UnreadableDocument], words: str
) -> None:
    with pytest.raises(kind, match=rf"^a\.xlsx .*{words}"):
        read(data)


LAUGHS = (
    '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;">]>'
    "<sst><si><t>&d;</t></si></sst>"
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><sst><si><t>&b;</t></si></sst>'


@pytest.mark.parametrize("strings", [LAUGHS, OUTSIDE])
@pytest.mark.parametrize(
    "part", ["xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"]
)
def test_entities_are_refused(part: str, strings: str) -> None:
    with pytest.raises(DamagedFile, match="declares a document type"):
        read(workbook({"a": rows_of(["x"])}, more={part: strings}))


def test_a_sheet_far_larger_than_its_packed_size_is_refused() -> None:
    with pytest.raises(LimitReached):
        read(workbook({"a": "<row/>" * 5_000_000}))


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' * 2_000,
        "<a>" * 200_000 + "</a>" * 200_000,
        "<!---->" + '<mergeCell ref="A1:XFD1048576"/>' * 50_000,
        '<row r="1"><c r="A1"><v>1</v></c></row><!---->'
        + '<mergeCell ref="A1:A1048576"/>' * 50_000,
        '<row><c s="99999999999999999999"><v>1e999999999</v></c><c t="s"><v>' + "9" * 10_000,
    ],
    ids=["the last cell", "deep", "merged without a value", "merged with one", "large numbers"],
)
def test_hostile_sheets_are_read_or_refused_in_seconds(rows: str) -> None:
    start = time.perf_counter()
    extract_of(read_xlsx, workbook({"a": rows}), "a.xlsx")
    assert time.perf_counter() - start < 20


def test_damaged_workbooks_are_read_or_refused() -> None:
    for data in damaged(prices(), 300):
        extract_of(read_xlsx, data, "a.xlsx")


def test_damaged_parts_are_read_or_refused() -> None:
    for part in damaged(f"<worksheet><sheetData>{PRICES}</sheetData></worksheet>".encode(), 300):
        more = {"xl/worksheets/sheet1.xml": part}
        data = workbook({"Prices": ""}, strings=STRINGS, codes=CODES, more=more)
        extract_of(read_xlsx, data, "a.xlsx")
