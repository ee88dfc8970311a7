"""Rich text: code pages, characters in Unicode, tables, notes, and what groups hide."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Mark
from corpus.errors import DamagedFile, LimitReached
from corpus.extract import Extract
from corpus.readers.rtf import read_rtf
from tests.corpus.readers.hostile import damaged, survives
from tests.corpus.readers.office_files import real_file


def read(body: str) -> Extract:
    return read_rtf(b"{\\rtf1\\ansi " + body.encode("latin-1") + b"}", "a.rtf")


def text_of(body: str) -> str:
    return read(body).text


def test_a_document_is_its_paragraphs_with_a_place_at_each_heading() -> None:
    body = (
        r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 Kop 1;}{\s2 heading 2;}{\s3 Title;}}"
        r"{\info{\title Old}{\author Tomas Berg}{\creatim\yr2021\mo5\dy3\hr9}{\nofpages1}}"
        r"\pard\s3 Winter meals\par\pard\plain Two {\b vans}.\par"
        r"\pard\s1 Costs\par\pard\s2 Vans\par\pard\outlinelevel1 Meals\par\pard Five."
    )
    assert read(body) == Extract(
        text="Winter meals\n\nTwo vans.\n\nCosts\n\nVans\n\nMeals\n\nFive.",
        marks=(
            Mark(0, "section Winter meals"),
            Mark(25, "section Costs"),
            Mark(32, "section Costs > Vans"),
            Mark(38, "section Costs > Meals"),
        ),
        title="Winter meals",
        date=date(2021, 5, 3),
        how="rich text, cp1252",
        issuer="Tomas Berg",
    )


# --- characters ---


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"caf\'e9 \'80", "café €"),
        (r"\ansicpg1251 \'cc\'ee\'f1\'ea\'e2\'e0", "Москва"),
        (r"\ansicpg932 \'93\'fa\'96\'7b", "日本"),
        (r"\ansicpg65001 \'c3\'a9", "é"),
        (r"\ansicpg4711 \'e9", "é"),
        (r"\mac \'8e", "é"),
        (r"\pc \'82", "é"),
        (r"{\fonttbl{\f3\fcharset204 A;}{\f4 B;}}\f3 \'cc{\f4 \'cc}\'cc", "МÌМ"),
        (r"{\fonttbl{\f3\fcharset128 A;}}\f3 \'93\'fa\'96{" + r"\'7b}", "日\ufffd{"),
        (r"{\fonttbl{\f3\fcharset0\cpg1253 A;}}\f3 \'e1", "α"),
        (r"{\fonttbl{\f3\fcharset2 Symbol;}}\f3 a\plain a", "αa"),
        (r"{\fonttbl{\f3\fcharset2 Wingdings;}}\f3 \u-3844?", "✓"),
        (r"\deff1{\fonttbl{\f1\fcharset204 A;}}\'cc", "М"),
        (r"\u26085\'93\'fa\u26412?!", "日\ufffd本!".replace("\ufffd", "ú")),
        (r"\uc2\u26085\'93\'fa\u26412??!", "日本!"),
        (r"\uc0\u26085\u26412!", "日本!"),
        (r"{\uc0\u26085}\u26412?!", "日本!"),
        (r"\u-10179?\u-8704?", "😀"),
        (r"\u-10179?x", "x"),
        (r"\u-8704?", "\ufffd"),
        (r"\u9999999999?", "\ufffd"),
        (r"\u0?a\'00b", "ab"),
        (r"a\~b\_c\-d\{\}\\", "a\u00a0b-cd{}\\"),
        (r"\lquote a\rquote\emdash\ldblquote b\rdblquote\endash\bullet", "‘a’—“b”–•"),
        ("a\\tab b\\line c", "a\tb\nc"),
        ("one \r\ntwo\nthree", "one twothree"),
        ("one\\\ntwo\\\r\nthree", "one\n\ntwo\n\nthree"),
    ],
)
def test_characters_are_found_in_any_of_the_ways_to_write_them(body: str, text: str) -> None:
    assert text_of(body) == text


def test_a_sign_of_two_bytes_may_have_a_letter_as_its_second() -> None:
    # The second byte of 表 in Shift-JIS is a backslash, that of ア the letter A.
    assert text_of(r"\ansicpg932 \'95\\\'83A\'83\'41") == "表アア"


# --- groups ---


@pytest.mark.parametrize(
    "group",
    [
        r"{\colortbl;\red0\green0\blue0;}",
        r"{\*\generator Some program;}",
        r"{\*\unknown{\b deeper} text}",
        r"{\field{\*\fldinst HYPERLINK a}}",
        r"{\xe{\v hidden}}",
        r"{\*\bkmkstart place}",
        r"{\info{\operator Ada}{\doccomm a comment}{\*\company b}}",
        r"{\listtable{\list{\listname x;}}}",
        r"{\nonshppict{\pict 00ff}}",
        "{\\bin5 }}}}}}",
    ],
)
def test_groups_that_show_nothing_are_left_out(group: str) -> None:
    extract = read(f"Two {group}vans.")
    assert (extract.text, extract.notes) == ("Two vans.", ())


@pytest.mark.parametrize(
    ("group", "note"),
    [
        (r"{\pict\pngblip 89504e47}", "1 picture was not read"),
        (r"{\*\shppict{\pict 00}}{\nonshppict{\pict 00}}", "1 picture was not read"),
        (r"{\object{\*\objdata 00}{\result{\pict 00}}}", "1 object was not read"),
        (r"{\v secret}", "hidden text was left out"),
        (r"{\deleted old}", "text deleted in tracked changes was left out"),
    ],
)
def test_what_is_not_in_the_text_is_noted(group: str, note: str) -> None:
    extract = read(f"Two {group}vans.")
    assert (extract.text, extract.notes) == ("Two vans.", (note,))


def test_the_result_of_a_field_is_text() -> None:
    assert text_of(r"{\field{\*\fldinst HYPERLINK a}{\fldrslt a link}}") == "a link"


def test_hidden_text_ends_where_it_is_switched_off() -> None:
    assert text_of(r"a\v b\v0 c\deleted d\plain e") == "ace"


def test_without_a_stated_title_the_line_at_the_top_is_one() -> None:
    assert read(r"Talks with Peggy Lathom\par The potter was born here.").title == (
        "Talks with Peggy Lathom"
    )


def test_the_title_in_unicode_comes_before_the_one_without() -> None:
    body = r"{\info{\upr{\title ??}{\*\ud{\title \u26085\'3f\u26412\'3f}}}}Text."
    assert read(body).title == "日本"


# --- lists, tables, notes ---


def test_list_items_have_their_numbers_or_a_dash() -> None:
    body = (
        r"{\fonttbl{\f3\fcharset2 Symbol;}}Needed:\par{\listtext 1.\tab}vans\par"
        r"{\listtext 2.\tab}drivers\par{\pntext\f3\'b7\tab}meals\par End."
    )
    assert text_of(body) == "Needed:\n\n1. vans\n2. drivers\n- meals\n\nEnd."


def test_a_tables_cells_are_divided_by_bars_and_its_rows_by_lines() -> None:
    body = (
        r"Cost:\par\trowd\cellx1\cellx2\pard\intbl Van\cell Price\cell\row"
        r"\trowd\pard\intbl red\par big\cell 5\cell\row\pard End."
    )
    assert text_of(body) == "Cost:\n\nVan | Price\nred big | 5\n\nEnd."


def test_the_rows_of_a_table_in_a_cell_follow_its_row() -> None:
    body = (
        r"\pard\intbl x\cell\pard\intbl\itap2 a\nestcell b\nestcell"
        r"{\*\nesttableprops\trowd\nestrow}{\nonesttables\par}\pard\intbl y\cell\row\pard End."
    )
    assert text_of(body) == "x | y\na | b\n\nEnd."


def test_notes_comments_and_page_headers_stand_at_the_end() -> None:
    body = (
        r"{\header The Council\par}{\headerl The Council\par}{\footer Page \chpgn\par}"
        r"Vans{\super\chftn}{\footnote\pard\plain{\super\chftn} Red.\par}, meals"
        r"{\footnote\ftnalt x}.{\*\atnauthor Ada}{\*\annotation Why?}\par End."
    )
    extract = read(body)
    assert extract.text == (
        "Vans[1], meals[2].\n\nEnd.\n\n[1] Red.\n\n[2] x\n\nAda: Why?\n\nThe Council"
    )
    assert [mark.label for mark in extract.marks] == [
        *("beginning", "footnotes", "endnotes", "comments", "page headers and footers")
    ]


def test_a_text_box_stands_after_its_paragraph() -> None:
    box = r"{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt In the box.\par}}{\shprslt again}}"
    assert text_of(rf"Be{box}fore.\par End.") == "Before.\n\nIn the box.\n\nEnd."


def test_pages_are_told_where_they_add_up() -> None:
    extract = read(r"{\info{\nofpages2}}One.\par\page Two.")
    assert extract.marks == (Mark(0, "page 1"), Mark(6, "page 2"))
    assert read(r"{\info{\nofpages3}}One.\par\page Two.").marks == (Mark(0, "beginning"),)


@pytest.mark.parametrize(
    ("info", "stated"),
    [
        (r"{\creatim\yr2021\mo5\dy3}", date(2021, 5, 3)),
        (r"{\creatim\yr0\mo0\dy0}{\revtim\yr2021\mo5\dy4}", date(2021, 5, 4)),
        (r"{\creatim\yr99999999\mo5\dy3}", None),
        (r"{\creatim\yr2021}", None),
    ],
)
def test_a_date_at_the_head_comes_before_the_one_stated(info: str, stated: date | None) -> None:
    assert read(rf"{{\info{info}}}Dear all,").date == stated
    assert read(rf"{{\info{info}}}19 February 2020\par Dear").date == date(2020, 2, 19)


# --- damage ---


@pytest.mark.parametrize("data", [b"", b"Two vans.", b"PK\x03\x04", b"\\rtf1 x"])
def test_what_is_no_rich_text_says_so(data: bytes) -> None:
    with pytest.raises(DamagedFile, match=r"a\.rtf is no rich text"):
        read_rtf(data, "a.rtf")


def test_a_file_that_breaks_off_gives_what_it_holds_and_a_note() -> None:
    extract = read_rtf(b"{\\rtf1 Two {\\b vans{\\footnote a note", "a.rtf")
    assert extract.text == "Two vans[1]\n\n[1] a note"
    assert extract.notes == ("the file breaks off before its end: what stood further on is lost",)


def test_groups_may_be_nested_as_deep_as_they_like() -> None:
    assert text_of("{" * 200_000 + "x" + "}" * 200_000) == "x"
    assert text_of("x" + "}" * 1000 + "y") == "xy"


def test_notes_within_notes_have_an_end() -> None:
    with pytest.raises(LimitReached, match="deep"):
        text_of(r"{\footnote x" * 200)


LIVELY = (
    r"{\rtf1\ansi{\fonttbl{\f3\fcharset128 A;}}{\stylesheet{\s1 heading 1;}}{\header x}"
    r"\s1 Costs\par\pard\intbl a\cell\itap2 b\nestcell{\*\nesttableprops\nestrow}c\cell\row\pard"
    r"\f3 \'93\'fa\u26085\'3f{\footnote x\par}{\*\shpinst{\shptxt y}}\page{\listtext 1.}z}"
).encode("ascii")


@settings(max_examples=250)
@given(damaged(LIVELY) | st.binary(max_size=60).map(b"{\\rtf".__add__))
def test_damage_is_survived(data: bytes) -> None:
    survives(read_rtf, data)


@settings(max_examples=60)
@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), max_size=40))
def test_words_in_unicode_come_out_as_they_went_in(text: str) -> None:
    units = text.encode("utf-16-le")
    numbers = [
        int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2)
    ]
    assert text_of("".join(rf"\u{number}?" for number in numbers)) == text


@pytest.mark.data
def test_real_files() -> None:
    extract = read_rtf(real_file("rtf/tika__testRTFJapanese.rtf"), "a.rtf")
    assert extract.title == "ゾルゲと尾崎、淡々と最期"
    assert extract.date == date(2004, 10, 28)
    assert "この記録と照合すると、５１年のドイツ雑誌の特集記事が最も正確で" in extract.text
    assert "\ufffd" not in extract.text
    assert read_rtf(real_file("rtf/unstructured__fake-doc.rtf"), "a.rtf").text == (
        "My First Heading\n\nMy first paragraph.\n\nTable Example:\n\nColumn 1 | Column 2\n"
        "Row 1, Cell 1 | Row 1, Cell 2\nRow 2, Cell 1 | Row 2, Cell 2"
    )
