"""The date of a file: what its head states goes before when a program made the file."""

from datetime import date

import pytest

from corpus.readers.docx import read_docx
from corpus.readers.html import read_html
from corpus.readers.markdown import read_markdown
from corpus.readers.odt import read_odt
from corpus.readers.pdf import read_pdf
from corpus.readers.rtf import read_rtf
from corpus.readers.text import read_text
from corpus.readers.xlsx import read_xlsx
from tests.corpus.readers.office_files import core, odt, para, word
from tests.corpus.readers.pdf_files import Page, Words, pdf
from tests.corpus.readers.workbooks import rows_of, workbook

BODY = "The harbour of the town was closed in that winter, and no ship came in before the thaw."
MADE = "2026-11-30T09:00:00Z"
WORKBOOK_MADE = (
    '<cp:coreProperties xmlns:cp="urn:a" xmlns:t="urn:c">'
    f"<t:created>{MADE}</t:created></cp:coreProperties>"
)


def date_of_pdf(*lines: str) -> date | None:
    words = [Words(70, 780 - 40 * number, line) for number, line in enumerate(lines)]
    return read_pdf(pdf([Page(words)], info={"CreationDate": "D:20261130"}), "a.pdf").date


def date_of_workbook(*rows: list[str]) -> date | None:
    data = workbook({"a": rows_of(*rows)}, more={"docProps/core.xml": WORKBOOK_MADE})
    return read_xlsx(data, "a.xlsx").date


def test_a_date_with_its_weekday_and_hour_is_that_of_a_text() -> None:
    text = f"PRESS BRIEFING\n\nWednesday 8 December 2021, 11.00\n\n{BODY}\n\n9 December 2021"
    assert read_text(text.encode(), "a.txt").date == date(2021, 12, 8)


def test_a_date_behind_a_word_at_the_head_of_a_text_goes_before_one_at_its_end() -> None:
    text = "\n\n".join(["Statutes", "Adopted by the council on 8 December 2021", *[BODY] * 9])
    assert read_text(f"{text}\n\n9 December 2021".encode(), "a.txt").date == date(2021, 12, 8)


def test_a_date_on_the_eighth_line_of_a_text_goes_before_one_at_its_end() -> None:
    head = [*["Statutes"] * 7, "8 December 2021", *[BODY] * 9, "9 December 2021"]
    assert read_text("\n\n".join(head).encode(), "a.txt").date == date(2021, 12, 8)


def test_a_text_without_a_date_at_its_head_has_that_of_its_end() -> None:
    assert read_text(f"{BODY}\n\n9 December 2021".encode(), "a.txt").date == date(2021, 12, 9)


@pytest.mark.parametrize(
    "head", ["Hearing: 21 to 25 June. Judgment handed down: 9 November 2021", "9 November 2021"]
)
def test_the_head_of_a_word_document_goes_before_its_making(head: str) -> None:
    parts = {"docProps/core.xml": core(created=MADE)}
    document = read_docx(word(para(head) + para(BODY), parts), "a.docx")
    assert document.date == date(2021, 11, 9)


def test_the_heads_of_other_files_go_before_their_making() -> None:
    head = "Revised 9 November 2021"
    made = "<office:meta><meta:creation-date>2026-11-30</meta:creation-date></office:meta>"
    body = f"<text:p>{head}</text:p><text:p>{BODY}</text:p>"
    info = r"{\info{\creatim\yr2026\mo11\dy30}}"
    dates = [
        read_odt(odt(body, {"meta.xml": made}), "a.odt").date,
        read_rtf(rf"{{\rtf1\ansi {info}{head}\par {BODY}}}".encode(), "a.rtf").date,
        read_html(f"<p>{head}</p><p>{BODY}</p>".encode(), "a.html").date,
        read_markdown(f"# Harbour\n\n{head}\n\n{BODY}".encode(), "a.md").date,
    ]
    assert dates == [date(2021, 11, 9)] * 4


def test_what_stands_over_the_table_of_a_workbook_goes_before_its_making() -> None:
    over = ["Budget"], ["Prepared by the clerk, 2 February 2021; revised 30 September 2021"]
    table = ["Town", "Vans"], ["Tromness", "2"]
    assert date_of_workbook(*over, *table) == date(2021, 9, 30)
    assert date_of_workbook(["Budget 2021/22"], *table) == date(2026, 11, 30)


def test_a_date_in_the_table_of_a_workbook_is_not_its_own() -> None:
    assert date_of_workbook(["Town", "Date"], ["Tromness", "3 May 2021"]) == date(2026, 11, 30)
    assert date_of_workbook(["Date", "What"], ["3 May 2021", BODY * 3]) == date(2026, 11, 30)


def test_the_head_of_a_pdf_file_and_who_signs_it_go_before_its_making() -> None:
    assert date_of_pdf("LEASE", "THIS LEASE is made on 1 September 2021 BETWEEN", BODY) == date(
        2021, 9, 1
    )
    year = "Report for the year ended 31 December 2021"
    assert date_of_pdf(year, BODY, "Ada Strom, Chair, 18 March 2022") == date(2022, 3, 18)
    assert date_of_pdf(year, BODY) == date(2026, 11, 30)
