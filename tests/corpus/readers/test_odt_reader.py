"""OpenDocument text: paragraphs and their white space, lists, tables, notes and meta."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Mark
from corpus.errors import DamagedFile, LimitReached, NeedsPassword, UnreadableDocument
from corpus.extract import Extract
from corpus.readers.odt import read_odt
from tests.corpus.readers.hostile import damaged, survives
from tests.corpus.readers.office_files import ODF_NAMESPACES, odt, real_file, zip_of


def meta(content: str) -> dict[str, str | bytes]:
    return {"meta.xml": f"<office:document-meta {ODF_NAMESPACES}>{content}</office:document-meta>"}


def styles(content: str) -> dict[str, str | bytes]:
    return {"styles.xml": f"<office:styles {ODF_NAMESPACES}>{content}</office:styles>"}


def read(body: str, parts: Mapping[str, str | bytes] | None = None, own: str = "") -> Extract:
    return read_odt(odt(body, parts, own), "a.odt")


def text_of(body: str, parts: Mapping[str, str | bytes] | None = None, own: str = "") -> str:
    return read(body, parts, own).text


def p(content: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{content}</text:p>'


def h(content: str, at: int = 1) -> str:
    return f'<text:h text:outline-level="{at}">{content}</text:h>'


def items(*contents: str, style: str = "L") -> str:
    inner = "".join(f"<text:list-item>{content}</text:list-item>" for content in contents)
    return f'<text:list text:style-name="{style}">{inner}</text:list>'


def table(*rows: tuple[str, ...]) -> str:
    lines = [
        "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in row) for row in rows
    ]
    inner = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    return f"<table:table>{inner}</table:table>"


NUMBERS = (
    '<text:list-style style:name="L">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="("'
    ' style:num-suffix=")" text:display-levels="2"/>'
    '<text:list-level-style-bullet text:level="3"/></text:list-style>'
)
OUTLINE = (
    '<text:outline-style><text:outline-level-style text:level="1" style:num-format="I"/>'
    '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
    '<text:outline-level-style text:level="3" style:num-format=""/></text:outline-style>'
)


def test_a_document_is_its_paragraphs_with_a_place_at_each_heading() -> None:
    stated = meta(
        "<meta:initial-creator>Tomas Berg</meta:initial-creator><dc:creator>Ada</dc:creator>"
        "<dc:title>Meals</dc:title><meta:creation-date>2021-05-03T09:10:11.5</meta:creation-date>"
    )
    assert read(p("A note.") + h("Costs") + p("Five <text:span>euros</text:span>."), stated) == (
        Extract(
            text="A note.\n\nCosts\n\nFive euros.",
            marks=(Mark(0, "beginning"), Mark(9, "section Costs")),
            title="Meals",
            date=date(2021, 5, 3),
            how="OpenDocument text",
            issuer="Tomas Berg",
        )
    )


def test_without_a_stated_title_the_line_at_the_top_is_one() -> None:
    assert read(p("How the meals came") + p("Two vans came.")).title == "How the meals came"


def test_the_title_is_the_paragraph_of_that_style_even_through_a_style_of_its_own() -> None:
    own = '<style:style style:name="P1" style:parent-style-name="Title"/>'
    extract = read(p("Letter") + p("Winter meals", "P1") + p("Vans."), own=own)
    assert extract.title == "Winter meals"
    assert extract.marks == (Mark(0, "beginning"), Mark(8, "section Winter meals"))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("  Two\n   vans  and <text:span> drivers</text:span> ", "Two vans and drivers"),
        ('Two<text:s text:c="3"/>vans', "Two   vans"),
        ("Two<text:s/>vans", "Two vans"),
        ('a<text:s text:c="99999999999999"/>b', "a b"),
        ("Two<text:tab/>vans", "Two\tvans"),
        ("Two<text:line-break/> vans", "Two\nvans"),
        ("<text:a>a link</text:a> to it", "a link to it"),
        ("<text:ruby><text:ruby-base>字</text:ruby-base></text:ruby>", "字"),
    ],
)
def test_white_space_is_what_the_format_says(content: str, text: str) -> None:
    assert text_of(p(content)) == text


def test_list_items_are_one_block_with_their_numbers() -> None:
    inner = items(p("red"), p("blue")).replace(' text:style-name="L"', "")
    body = p("Needed:") + items(p("vans") + inner, p("drivers") + p("and more")) + items(p("again"))
    assert text_of(body, own=NUMBERS) == (
        "Needed:\n\n1. vans\n(1.a) red\n(1.b) blue\n2. drivers\nand more\n1. again"
    )


def test_a_list_goes_on_or_starts_where_it_says() -> None:
    going_on = items(p("three")).replace(
        "<text:list ", '<text:list text:continue-numbering="true" '
    )
    seven = items(p("x")).replace("<text:list-item>", '<text:list-item text:start-value="7">')
    assert text_of(items(p("one"), p("two")) + going_on + seven, own=NUMBERS) == (
        "1. one\n2. two\n3. three\n7. x"
    )


def test_a_list_of_no_known_style_has_bullets() -> None:
    assert text_of(items(p("one") + items(p("two")), style="unknown")) == "- one\n- two"


def test_headings_are_numbered_where_the_styles_say_so() -> None:
    body = h("A") + h("B", 2) + h("C", 2) + h("D", 3) + h("E")
    assert text_of(body, styles(OUTLINE)) == "I A\n\nI.1 B\n\nI.2 C\n\nD\n\nII E"


def test_a_heading_is_named_behind_those_that_it_stands_under() -> None:
    body = p("Minutes", "Title") + h("April") + h("Police", 3) + h("May") + h("Police", 2)
    assert [mark.label for mark in read(body).marks] == [
        "section Minutes",
        "section April",
        "section April > Police",
        "section May",
        "section May > Police",
    ]


def test_a_tables_cells_are_divided_by_bars_and_its_rows_by_lines() -> None:
    body = table((p("Van"), p("Price")), (p("red"), p("5") + p("euros")), (p(""), p("")))
    assert text_of(p("Cost:") + body) == "Cost:\n\nVan | Price\nred | 5 euros"


def test_notes_comments_and_page_headers_stand_at_the_end() -> None:
    note = (
        '<text:note text:note-class="{}"><text:note-citation>*</text:note-citation>'
        "<text:note-body>{}</text:note-body></text:note>"
    )
    comment = (
        "<office:annotation><dc:creator>Ada</dc:creator><dc:date>2021-01-01</dc:date>"
        f"{p('Why?')}</office:annotation>"
    )
    body = p(
        f"Vans{note.format('footnote', p('Red.'))}{comment}, meals{note.format('endnote', p('x'))}."
    )
    edges = (
        f"<style:header>{p('The Council')}</style:header>"
        f"<style:header-left>{p('The Council')}</style:header-left>"
        f"<style:footer>{p('- 3 -')}</style:footer>"
    )
    extract = read(body, styles(edges))
    assert extract.text == "Vans[1], meals[2].\n\n[1] Red.\n\nAda: Why?\n\n[2] x\n\nThe Council"
    assert [mark.label for mark in extract.marks] == [
        *("beginning", "footnotes", "comments", "endnotes", "page headers and footers")
    ]


def test_a_text_box_stands_after_its_paragraph() -> None:
    box = f"<draw:frame><draw:text-box>{p('In the box.')}</draw:text-box></draw:frame>"
    shape = f"<draw:custom-shape>{p('In a shape.')}</draw:custom-shape>"
    assert text_of(p(f"Be{box}{shape}fore.") + p("End.")) == (
        "Before.\n\nIn the box.\n\nIn a shape.\n\nEnd."
    )


@pytest.mark.parametrize(
    ("extra", "note"),
    [
        (
            f"<text:tracked-changes>{p('old')}</text:tracked-changes>",
            "text deleted in tracked changes was left out",
        ),
        (
            f"<text:table-of-content>{p('Costs 3')}</text:table-of-content>",
            "the table of contents was left out",
        ),
        (
            p("<draw:frame><draw:image/><svg:title>A van</svg:title></draw:frame>"),
            "1 picture was not read",
        ),
        (
            p("<draw:frame><draw:object/><draw:image/></draw:frame>" * 2),
            "2 objects were not read",
        ),
    ],
)
def test_what_is_not_in_the_text_is_noted(extra: str, note: str) -> None:
    extract = read(extra + p("Vans."))
    assert (extract.text, extract.notes) == ("Vans.", (note,))


@pytest.mark.parametrize(("stated", "told"), [(2, True), (3, False), (1, False)])
def test_pages_are_told_where_they_add_up(*, stated: int, told: bool) -> None:
    pages = meta(f'<meta:document-statistic meta:page-count="{stated}"/>')
    extract = read(p("One <text:soft-page-break/>two."), pages)
    assert extract.text == "One two."
    marks = (Mark(0, "page 1"), Mark(4, "page 2")) if told else (Mark(0, "beginning"),)
    assert extract.marks == marks


def test_a_date_at_the_head_of_the_text_comes_first() -> None:
    stated = meta("<dc:date>2022-01-01T00:00:00</dc:date>")
    assert read(p("19 February 2020") + p("Dear all,"), stated).date == date(2020, 2, 19)
    assert read(p("Dear all,"), stated).date == date(2022, 1, 1)


ENCRYPTED = {"META-INF/manifest.xml": "<file-entry><manifest:encryption-data/></file-entry>"}


@pytest.mark.parametrize(
    ("data", "error", "says"),
    [
        (b"", DamagedFile, "not a zip file"),
        (b"This is no zip file.", DamagedFile, "not a zip file"),
        (odt(p("Vans."))[:300], DamagedFile, "cut off"),
        (odt(p("Vans."), ENCRYPTED), NeedsPassword, "needs a password"),
        (zip_of({"a.txt": "x"}), DamagedFile, "has no content.xml"),
        (zip_of({"content.xml": "<a/>"}), DamagedFile, "holds no text document"),
        (zip_of({"content.xml": "<a>"}), DamagedFile, "content.xml"),
        (
            zip_of({"content.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            DamagedFile,
            "entities of its own",
        ),
        (odt("<table:table>"), DamagedFile, "content.xml"),
        (odt("<draw:text-box>" * 101 + "</draw:text-box>" * 101), LimitReached, "deep"),
    ],
    ids=range(10),
)
def test_what_cannot_be_read_says_why(
    data: bytes, error: type[UnreadableDocument], says: str
) -> None:
    with pytest.raises(error, match=says) as caught:
        read_odt(data, "a.odt")
    assert caught.value.message.startswith("a.odt")
    assert caught.value.hint


def test_broken_meta_is_noted() -> None:
    extract = read(p("Vans."), {"meta.xml": "<a"})
    assert extract.text == "Vans."
    assert extract.notes[0].startswith("meta.xml is broken and was not read")


def test_elements_may_be_nested_as_deep_as_they_like() -> None:
    deep = (
        "<text:list><text:list-item>" * 50_000 + p("x") + "</text:list-item></text:list>" * 50_000
    )
    assert text_of(deep) == "- x"
    assert text_of(p("<text:span>" * 50_000 + "x" + "</text:span>" * 50_000)) == "x"


LIVELY = odt(
    h("Costs")
    + items(p("vans"))
    + table((p("a"), p("b")))
    + p("<text:note><text:note-body/></text:note>"),
    {**meta("<dc:title>x</dc:title>"), **styles(OUTLINE)},
    NUMBERS,
)


@settings(max_examples=150)
@given(damaged(LIVELY) | st.binary(max_size=80))
def test_damage_is_survived(data: bytes) -> None:
    survives(read_odt, data)


@pytest.mark.data
def test_real_files() -> None:
    assert read_odt(real_file("odt/unstructured__fake.odt"), "a.odt").text == (
        "Lorem ipsum dolor sit amet.\n\nHeader row | Mon | Wed | Fri\nColor | Blue | Red | Green\n"
        "Time | 1pm | 2pm | 3pm\nLeader | Sarah | Mark | Ryan"
    )
    extract = read_odt(real_file("odt/docling__text_document_01.odt"), "a.odt")
    assert extract.title == "Title"
    assert "\n1. numbered list 1\n2. numbered list 2\n- bullet list 2.1\n" in extract.text
    assert extract.marks[2].label == "section heading level 1.0 > Heading level 2: A"


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("odt-broken/tika__testODTnotaZipFile.odt", DamagedFile),
        ("odt-password/tika__testODTEncrypted.odt", NeedsPassword),
    ],
)
def test_real_files_that_cannot_be_read(name: str, error: type[UnreadableDocument]) -> None:
    with pytest.raises(error):
        read_odt(real_file(name), "a.odt")
