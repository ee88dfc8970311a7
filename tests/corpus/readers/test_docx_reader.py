"""Word documents: the text as it stands now, with lists, tables, notes, pages and properties."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Mark
from corpus.errors import DamagedFile, LimitReached, NeedsPassword, UnreadableDocument
from corpus.extract import Extract, Member
from corpus.readers.docx import read_docx
from tests.corpus.compound_files import compound
from tests.corpus.readers.hostile import damaged, survives
from tests.corpus.readers.office_files import WORD_NAMESPACES, core, para, real_file, word, zip_of

STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/>'
    '<w:basedOn w:val="berschrift1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr>'
    "</w:style>"
    '<w:style w:type="paragraph" w:styleId="C"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="X"><w:name w:val="x"/><w:basedOn w:val="Y"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Y"><w:name w:val="y"/><w:basedOn w:val="X"/></w:style>'
)

FRACTION = (
    "<m:oMath><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num>"
    "<m:den><m:r><m:t>c</m:t></m:r></m:den></m:f></m:oMath>"
)


def level(number: int, form: str, pattern: str, extra: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{pattern}"/>{extra}</w:lvl>'
    )


NUMBERING = (
    f'<w:abstractNum w:abstractNumId="7">{level(0, "upperRoman", "%1.")}'
    f"{level(1, 'decimal', '%1.%2', '<w:isLgl/>')}</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="8">{level(0, "lowerLetter", "(%1)")}'
    f"{level(1, 'bullet', 'o')}{level(2, 'none', '')}</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="8"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)


def read(body: str, parts: Mapping[str, str | bytes] | None = None) -> Extract:
    return read_docx(word(body, parts), "a.docx")


def text_of(body: str, parts: Mapping[str, str | bytes] | None = None) -> str:
    return read(body, parts).text


def item(content: str, list_id: int, at: int = 0) -> str:
    numbers = f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return para(content, extra=numbers)


def table(*rows: tuple[str, ...]) -> str:
    cells = ["".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows]
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def test_a_document_is_its_paragraphs_with_a_place_at_each_heading() -> None:
    body = (
        para("Winter meals", "T")
        + para("Two vans.")
        + para("Costs", "berschrift1")
        + para("Five euros.")
    )
    parts = {"styles": STYLES, "docProps/core.xml": core("Old title", "Tomas Berg", "2021-05-03")}
    assert read(body, parts) == Extract(
        text="Winter meals\n\nTwo vans.\n\nCosts\n\nFive euros.",
        marks=(Mark(0, "section Winter meals"), Mark(25, "section Costs")),
        title="Winter meals",
        date=date(2021, 5, 3),
        how="Word document",
        issuer="Tomas Berg",
    )


# --- paragraphs ---


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ("<w:r><w:t>Two </w:t></w:r><w:r><w:t>vans.</w:t></w:r>", "Two vans."),
        ("<w:r><w:t>Two</w:t><w:tab/><w:t>vans</w:t></w:r>", "Two\tvans"),
        ("<w:r><w:t>Two</w:t><w:br/><w:t>vans</w:t><w:cr/><w:t>.</w:t></w:r>", "Two\nvans\n."),
        ("<w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t><w:softHyphen/></w:r>", "co-op"),
        ("<w:hyperlink><w:r><w:t>a link</w:t></w:r></w:hyperlink>", "a link"),
        ("<w:ins><w:r><w:t>new</w:t></w:r></w:ins>", "new"),
        ("<w:sdt><w:sdtContent><w:r><w:t>form</w:t></w:r></w:sdtContent></w:sdt>", "form"),
        ("<w:fldSimple><w:r><w:t>3 May</w:t></w:r></w:fldSimple>", "3 May"),
        ('<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>', "α"),
        ('<w:r><w:sym w:font="Symbol" w:char="zz"/></w:r>', "\ufffd"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>x</w:t></w:r>", "x"),
        (FRACTION, "(a+b)/(c)"),
        ("<w:r><w:t>Two\u2028vans\u00ad\ufeff</w:t></w:r>", "Two\nvans"),
    ],
)
def test_a_paragraph_is_what_its_runs_show(runs: str, text: str) -> None:
    assert text_of(para(runs)) == text


@pytest.mark.parametrize(
    ("runs", "note"),
    [
        (
            "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>",
            "text deleted in tracked changes was left out",
        ),
        (
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>",
            "hidden text was left out",
        ),
        ("<w:r><w:drawing><pic:pic/></w:drawing></w:r>", "1 picture was not read"),
        ("<w:r><w:pict><v:imagedata/></w:pict></w:r>" * 2, "2 pictures were not read"),
        ("<w:r><w:drawing><c:chart/></w:drawing></w:r>", "1 chart was not read"),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>かんじ</w:t></w:r></w:rt><w:rubyBase/></w:ruby></w:r>",
            "the readings beside Japanese signs were left out",
        ),
    ],
)
def test_what_is_not_in_the_text_is_noted(runs: str, note: str) -> None:
    extract = read(para(f"<w:r><w:t>Vans.</w:t></w:r>{runs}"))
    assert (extract.text, extract.notes) == ("Vans.", (note,))


def test_what_was_moved_stands_where_it_was_moved_to() -> None:
    moved = "<w:r><w:t>Vans.</w:t></w:r>"
    extract = read(
        para(f"<w:moveFrom>{moved}</w:moveFrom>") + para(f"<w:moveTo>{moved}</w:moveTo>")
    )
    assert (extract.text, extract.notes) == ("Vans.", ())


def test_former_properties_of_a_paragraph_do_not_count() -> None:
    change = '<w:pPrChange><w:pPr><w:pStyle w:val="T"/></w:pPr></w:pPrChange>'
    assert read(para("Vans.", extra=change), {"styles": STYLES}).title == ""


def test_vanish_that_is_switched_off_hides_nothing() -> None:
    assert text_of(para('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>x</w:t></w:r>')) == "x"


def test_a_text_box_stands_after_its_paragraph_and_once() -> None:
    box = f"<w:txbxContent>{para('In the box.')}</w:txbxContent>"
    both = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    runs = f"<w:r><w:t>Before</w:t>{both}</w:r><w:r><w:t> and after.</w:t></w:r>"
    assert text_of(para(runs) + para("End.")) == "Before and after.\n\nIn the box.\n\nEnd."


# --- headings and lists ---


def test_headings_are_known_by_style_base_and_outline_level() -> None:
    body = (
        para("One", "berschrift1")
        + para("Two", "Own")
        + para("Three", extra='<w:outlineLvl w:val="2"/>')
        + para("Four", extra='<w:outlineLvl w:val="9"/>')
        + para("Five", "X")
    )
    assert [mark.label for mark in read(body, {"styles": STYLES}).marks] == [
        "section One",
        "section Two",
        "section Two > Three",
    ]


def test_a_heading_is_named_behind_those_that_it_stands_under() -> None:
    named = '<w:style w:type="paragraph" w:styleId="H3"><w:name w:val="heading 3"/></w:style>'
    body = (
        *(para("Minutes", "T"), para("April", "berschrift1")),
        *(para("Police", "H3"), para("Vans", extra='<w:outlineLvl w:val="3"/>')),
        *(para("May", "berschrift1"), para("Police", "Own", extra='<w:outlineLvl w:val="1"/>')),
    )
    assert [mark.label for mark in read("".join(body), {"styles": STYLES + named}).marks] == [
        "section Minutes",
        "section April",
        "section April > Police",
        "section April > Police > Vans",
        "section May",
        "section May > Police",
    ]


def test_numbered_headings_have_their_numbers() -> None:
    body = para("Costs", "berschrift1") + para("Vans", "Own") + para("Meals", "Own")
    extract = read(body, {"styles": STYLES, "numbering": NUMBERING})
    assert extract.text == "I. Costs\n\n1.1 Vans\n\n1.2 Meals"
    assert extract.marks[1] == Mark(10, "section 1.1 Vans")


def test_list_items_are_one_block_counted_as_word_counts() -> None:
    body = item("vans", 2) + item("red", 2, 1) + item("drivers", 2) + para("") + item("x", 2, 2)
    assert text_of(body, {"numbering": NUMBERING}) == "(a) vans\n- red\n(b) drivers\n\nx"


def test_a_list_may_start_again() -> None:
    body = item("one", 2) + item("five", 3) + item("six", 3)
    assert text_of(body, {"numbering": NUMBERING}) == "(a) one\n(e) five\n(f) six"


def test_list_zero_and_unknown_lists_are_no_lists() -> None:
    assert text_of(item("one", 0) + item("two", 99), {"numbering": NUMBERING}) == "one\n\ntwo"


def test_the_table_of_contents_is_left_out() -> None:
    extract = read(para("Costs 3", "C") + para("Vans."), {"styles": STYLES})
    assert (extract.text, extract.notes) == ("Vans.", ("the table of contents was left out",))


# --- tables ---


def test_a_table_stands_in_its_place_with_its_rows_as_lines() -> None:
    body = para("Cost:") + table((para("Van"), para("Price")), (para("red"), para("5"))) + para("E")
    assert text_of(body) == "Cost:\n\nVan | Price\nred | 5\n\nE"


def test_cells_may_be_empty_or_hold_paragraphs() -> None:
    row = (para(""), para("red") + para("big"), para(""), para("5"), para(""))
    assert text_of(table(row, (para(""),))) == "red big | | 5"


def test_a_row_of_one_cell_is_there_for_the_looks() -> None:
    assert text_of(table((para("One.") + para("Two."),))) == "One.\n\nTwo."
    heading = read(table((para("Costs", "T"),)), {"styles": STYLES})
    assert heading.marks == (Mark(0, "section Costs"),)


def test_the_rows_of_a_table_in_a_cell_follow_its_row() -> None:
    inner = table((para("a"), para("b")))
    assert text_of(table((para("x"), inner + para("y")), (para("v"), para("w")))) == (
        "x | y\na | b\nv | w"
    )
    assert text_of(table((inner,))) == "a | b"


# --- notes and page headers ---


def test_notes_and_page_headers_stand_at_the_end() -> None:
    body = para(
        '<w:r><w:t>Vans</w:t><w:footnoteReference w:id="2"/><w:endnoteReference w:id="2"/></w:r>'
    )
    separator = f'<w:footnote w:type="separator" w:id="-1">{para("---")}</w:footnote>'
    parts = {
        "footnotes": f'{separator}<w:footnote w:id="2">{para("Red ones.")}</w:footnote>',
        "endnotes": f'<w:endnote w:id="2">{para("Of 2021.")}</w:endnote>',
        "comments": f'<w:comment w:author="Ada">{para("Why?")}{para("So.")}</w:comment>',
        "header1": para("The Council"),
        "header2": para("The Council"),
        "footer1": para("Page 3 of 9"),
    }
    assert read(body, parts) == Extract(
        text=("Vans[1][2]\n\n[1] Red ones.\n\n[2] Of 2021.\n\nAda: Why?\n\nSo.\n\nThe Council"),
        marks=(
            Mark(0, "beginning"),
            Mark(12, "footnotes"),
            Mark(27, "endnotes"),
            Mark(41, "comments"),
            Mark(57, "page headers and footers"),
        ),
        title="",
        date=None,
        how="Word document",
    )


# --- pages ---

BREAK = "<w:r><w:lastRenderedPageBreak/></w:r>"


def pages(count: int) -> dict[str, str]:
    return {
        "docProps/app.xml": f"<Properties><Pages>{count}</Pages></Properties>",
        "styles": STYLES,
    }


def test_pages_are_told_where_word_noted_as_many_as_it_counted() -> None:
    body = (
        para("Costs", "T")
        + para(f"<w:r><w:t>Two </w:t></w:r>{BREAK}<w:r><w:t>vans.</w:t></w:r>")
        + para('<w:r><w:br w:type="page"/></w:r>')
        + para(f"{BREAK}<w:r><w:t>End.</w:t></w:r>")
    )
    extract = read(body, pages(3))
    assert extract.text == "Costs\n\nTwo vans.\n\nEnd."
    assert extract.marks == (
        Mark(0, "page 1, section Costs"),
        Mark(11, "page 2, section Costs"),
        Mark(18, "page 3, section Costs"),
    )
    assert extract.how == "Word document, 3 pages"


def test_page_breaks_alone_count_where_word_noted_no_pages() -> None:
    body = para("One.") + para('<w:r><w:br w:type="page"/></w:r>') + para("Two.")
    assert read(body, pages(2)).marks == (Mark(0, "page 1"), Mark(6, "page 2"))


@pytest.mark.parametrize("count", [0, 1, 3])
def test_pages_that_do_not_add_up_are_not_told(count: int) -> None:
    extract = read(para("One.") + para(f"{BREAK}<w:r><w:t>Two.</w:t></w:r>"), pages(count))
    assert (extract.text, extract.marks) == ("One.\n\nTwo.", (Mark(0, "beginning"),))


# --- what the file states ---


@pytest.mark.parametrize(
    ("properties", "head", "stated"),
    [
        (core(created="2021-05-03T09:00:00Z", modified="2022-01-01"), "", date(2021, 5, 3)),
        (core(modified="2022-01-01T00:00:00Z"), "", date(2022, 1, 1)),
        (core(created="2021-05-03"), "19 February 2020", date(2020, 2, 19)),
        (core(created="soon"), "", None),
        (core(creator="python-docx", created="2013-12-23T23:15:00Z"), "", None),
    ],
)
def test_the_date_is_the_texts_own_or_the_propertys(
    properties: str, head: str, stated: date | None
) -> None:
    assert read(para(head) + para("Dear all,"), {"docProps/core.xml": properties}).date == stated


def test_the_date_of_a_librarys_template_is_none() -> None:
    made = core(created="2013-12-23T23:15:00Z").replace(
        "<dc:creator>", "<dc:description>generated by python-docx</dc:description><dc:creator>"
    )
    assert read(para("Dear all,"), {"docProps/core.xml": made}).date is None


def test_a_title_that_a_program_made_up_is_none() -> None:
    made_up = core(title="Microsoft Word - a.doc", creator="Windows User")
    extract = read(para("Vans."), {"docProps/core.xml": made_up})
    assert (extract.title, extract.issuer) == ("", "")


def test_without_a_stated_title_the_line_at_the_top_is_one() -> None:
    assert read(para("How the meals came") + para("Two vans came.")).title == "How the meals came"


def test_embedded_files_are_members() -> None:
    chunk = '<Relationship Id="9" Type="x/aFChunk" Target="/word/part.html"/>'
    data: dict[str, str | bytes] = {
        "word/document.xml": f"<w:document {WORD_NAMESPACES}><w:body>{para('Vans.')}"
        '<w:altChunk r:id="9"/></w:body></w:document>',
        "word/_rels/document.xml.rels": f"<Relationships>{chunk}</Relationships>",
        "word/embeddings/prices.xlsx": b"prices",
        "word/embeddings/object.bin": compound(b"PK..."),
        "word/part.html": b"<p>More.",
    }
    assert read_docx(zip_of(data), "a.docx").members == (
        Member("word/embeddings/prices.xlsx", b"prices"),
        Member("word/embeddings/object.bin/a.zip", b"PK..."),
        Member("word/part.html", b"<p>More."),
    )


def test_strict_open_xml_is_read() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    data = {
        "word/document.xml": f'<document xmlns="{strict}"><body><p><r><t>Vans.</t></r></p></body>'
        "</document>"
    }
    assert read_docx(zip_of(data), "a.docx").text == "Vans."


# --- what cannot be read ---


@pytest.mark.parametrize(
    ("data", "error", "says"),
    [
        (b"", DamagedFile, "not a zip file"),
        (word(para("Vans."))[:500], DamagedFile, "cut off"),
        (b"{\\rtf1 Vans.}", DamagedFile, "rich text file under another name"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            NeedsPassword,
            "needs a password",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
            DamagedFile,
            "old Word",
        ),
        (zip_of({"content.xml": "<a/>"}), DamagedFile, "holds no Word document"),
        (zip_of({"word/document.xml": "<a/>"}), DamagedFile, "holds no Word document"),
        (zip_of({"word/document.xml": "<w:document"}), DamagedFile, "word/document.xml"),
        (
            zip_of({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            DamagedFile,
            "entities of its own",
        ),
        (word("<w:tbl><w:tr><w:tc>" * 101 + "</w:tc></w:tr></w:tbl>" * 101), LimitReached, "deep"),
    ],
    ids=range(10),
)
def test_what_cannot_be_read_says_why(
    data: bytes, error: type[UnreadableDocument], says: str
) -> None:
    with pytest.raises(error, match=says) as caught:
        read_docx(data, "a.docx")
    assert caught.value.message.startswith("a.docx")
    assert caught.value.hint


def test_a_broken_part_beside_the_text_is_noted() -> None:
    relation = '<Relationship Id="1" Type="x/styles" Target="styles.xml"/>'
    data = {
        "word/document.xml": f"<w:document {WORD_NAMESPACES}><w:body>{para('Vans.')}</w:body>"
        "</w:document>",
        "word/_rels/document.xml.rels": f"<Relationships>{relation}</Relationships>",
        "word/styles.xml": "<w:styles",
    }
    extract = read_docx(zip_of(data), "a.docx")
    assert extract.text == "Vans."
    assert [note[:40] for note in extract.notes] == ["word/styles.xml is broken and was not re"]


def test_entities_from_elsewhere_are_not_fetched() -> None:
    data = {
        "word/document.xml": '<!DOCTYPE a SYSTEM "file:///etc/hostname">'
        f"<w:document {WORD_NAMESPACES}><w:body>{para('a&b;&nbsp;c')}</w:body></w:document>"
    }
    assert read_docx(zip_of(data), "a.docx").text == "a\u00a0c"


def test_elements_may_be_nested_as_deep_as_they_like() -> None:
    assert text_of("<w:sdt>" * 100_000 + para("Vans.") + "</w:sdt>" * 100_000) == "Vans."


LIVELY = word(
    para("Winter meals", "T")
    + item("vans", 2)
    + table((para("a"), table((para("b"),))))
    + para(f'<w:r><w:footnoteReference w:id="1"/></w:r>{BREAK}'),
    {
        "styles": STYLES,
        "numbering": NUMBERING,
        "footnotes": f'<w:footnote w:id="1">{para("x")}</w:footnote>',
        "header1": para("The Council"),
    },
)


@settings(max_examples=150)
@given(damaged(LIVELY) | st.binary(max_size=80))
def test_damage_is_survived(data: bytes) -> None:
    survives(read_docx, data)


@settings(max_examples=40)
@given(st.lists(st.text(st.characters(codec="utf-8", categories=["L", "N", "P"])), max_size=6))
def test_words_come_out_as_they_went_in(paragraphs: list[str]) -> None:
    escaped = [text.replace("&", "&amp;").replace("<", "&lt;") for text in paragraphs]
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in escaped)
    assert text_of(body) == "\n\n".join(text for text in paragraphs if text)


# --- real files ---


@pytest.mark.data
def test_pages_of_a_real_file_are_told() -> None:
    extract = read_docx(real_file("docx/unstructured__page-breaks.docx"), "a.docx")
    assert [mark.label for mark in extract.marks] == [f"page {number}" for number in range(1, 6)]
    assert extract.text.find("<<Text on second page") == extract.marks[1].offset
    assert extract.text[extract.marks[2].offset :].startswith("<<but break falls inside")


@pytest.mark.data
def test_headings_table_and_picture_of_a_real_file() -> None:
    extract = read_docx(real_file("docx/markitdown__test.docx"), "a.docx")
    assert extract.title.startswith("AutoGen: Enabling Next-Gen LLM Applications")
    assert "\n13 | 14 | 49e168b7-d2ae-407f-a055-2167576f39a1 | 15 | 16 | 17\n" in extract.text
    assert "page 1, section Introduction" in {mark.label for mark in extract.marks}
    assert extract.notes == ("1 picture was not read",)


@pytest.mark.data
def test_the_document_within_a_real_document_is_a_member() -> None:
    name = "docx-broken/tika__test_recursive_embedded.docx"
    extract = read_docx(real_file(name), "a.docx")
    assert extract.text == "embed_0"
    (member,) = extract.members
    assert member.name == "word/embeddings/oleObject1.bin/embed1.zip"
    assert len(member.data) == 4827
    assert zipfile.ZipFile(io.BytesIO(member.data)).testzip() is None


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("docx-broken/tika__testWORD_truncated.docx", DamagedFile),
        ("docx-password/tika__testWORD_protected_passtika.docx", NeedsPassword),
    ],
)
def test_real_files_that_cannot_be_read(name: str, error: type[UnreadableDocument]) -> None:
    with pytest.raises(error):
        read_docx(real_file(name), "a.docx")
