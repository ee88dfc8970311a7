"""The metadata of PDF files: what is said there on purpose, and what programs leave there."""

from datetime import date

import pytest

from corpus.layout.page_edges import EdgeRow
from corpus.readers.pdf_metadata import stated_author, stated_date, stated_title
from corpus.readers.pdf_notes import edges_note, page_list


@pytest.mark.parametrize(
    "title",
    ["A history of tin", "Tin", "Untitled stories", "C++ and .NET", "冬天的饭", "Word 2020 in use"],
)
def test_a_title_is_kept(title: str) -> None:
    assert stated_title(f" {title}\0") == title


@pytest.mark.parametrize(
    "title",
    [
        "",
        "untitled",
        "Untitled-1",
        "Document1",
        "Microsoft Word - tin.doc",
        "PowerPoint Presentation",
        "tin report.docx",
        "Binder1.pdf",
        "(anonymous)",
        "MEDRPT-2024_scan",
        "1234",
        "x" * 400,
    ],
)
def test_what_programs_and_scanners_write_is_no_title(title: str) -> None:
    assert stated_title(title) == ""


@pytest.mark.parametrize(
    ("author", "stated"),
    [("Ada  Ström", "Ada Ström"), ("", ""), ("user", ""), ("Admin", ""), ("Administrator", "")],
)
def test_an_author_is_a_name(author: str, stated: str) -> None:
    assert stated_author(author) == stated


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("D:20210514093000+02'00'", date(2021, 5, 14)),
        ("D:20210514", date(2021, 5, 14)),
        ("2021-05-14T09:30:00", date(2021, 5, 14)),
        ("D:202105", None),
        ("D:20211332", None),
        ("D:19700101000000Z", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_is_a_whole_day(value: str, day: date | None) -> None:
    assert stated_date(value) == day


def test_pages_are_named_in_runs() -> None:
    assert page_list([2, 3, 4, 9, 11, 12], 20) == "pages 2-4, 9, 11-12 of 20"


def test_the_note_on_edges_quotes_some_and_counts_all() -> None:
    edges = [EdgeRow(number, f"Page {number}") for number in range(1, 7)]
    assert edges_note(edges) == (
        "running heads, feet and page numbers were left out: 6 lines on 6 pages "
        '("Page 1", "Page 2", "Page 3", "Page 4", ...)'
    )
    assert "1 line on 1 page" in edges_note(edges[:1])
