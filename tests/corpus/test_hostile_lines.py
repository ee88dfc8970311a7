"""Hostile lines: at such a length, a pattern that goes back and forth would take minutes or years.

What is looked for stands among them, or is a little different from what does.
"""

from datetime import date

import pytest

from corpus.compound import PackagedFile, packaged_file
from corpus.dates import parse_date
from corpus.flow import Flow
from corpus.layout.pages import Piece
from corpus.layout.rows import rows_of
from corpus.letters import ends_letter
from corpus.passage import Span
from corpus.readers.html import read_html
from corpus.readers.mail_forms import Choice, Form, chosen
from corpus.readers.markdown import read_markdown
from corpus.speakers import speaker_of
from tests.corpus.compound_files import compound
from tests.corpus.texts import document

MANY = 1_000_000
pytestmark = pytest.mark.timeout(120)


@pytest.mark.parametrize("between", [" ", "\n", " \n", "-"])
def test_a_page_header_with_much_space_in_it_is_one(between: str) -> None:
    flow = Flow("a.docx")
    flow.start_box()
    flow.write("\u2013" + between * MANY + "Annual report")
    flow.end_page_edge()
    assert flow.finish().text.endswith("Annual report")


@pytest.mark.parametrize(
    ("line", "ends"),
    [
        ("my\n" * (MANY // 10), False),
        ("my\n" * (MANY // 10) + "love\n", True),
        ("your" + " " * MANY + "x", False),
        ("your a" + " " * MANY + "b" + " " * MANY + "friend", True),
        ("as" + " " * MANY + "never", False),
        (" " * MANY + "Yours,", True),
    ],
)
def test_a_closing_formula_is_found_among_many_words_like_it(line: str, *, ends: bool) -> None:
    assert ends_letter(line, Span(0, len(line))) is ends


@pytest.mark.parametrize("line", ["May 1{}x", "1 May{}x", "1 May{},{}x", "1{}x", "May{}x"])
def test_a_line_of_much_space_is_no_date(line: str) -> None:
    assert parse_date(line.replace("{}", " " * MANY)) is None


@pytest.mark.parametrize("line", ["May 1{},{}2020", "1{}May{}2020", "1 {}of May,{}2020"])
def test_a_date_with_much_space_is_one(line: str) -> None:
    assert parse_date(line.replace("{}", " " * MANY)) == date(2020, 5, 1)


def test_many_figures_that_are_raised_with_a_letter_stay() -> None:
    figures = "1" * MANY
    assert read_html(f"<p>x<sup>{figures}x</sup></p>".encode(), "a.html").text == f"x{figures}x"


def test_a_long_word_of_an_e_mail_is_no_address() -> None:
    long = "1" * MANY
    forms = [Form(f"Two vans {long}", plain=True), Form(f"{long} four drivers", plain=False)]
    assert chosen(forms) == Choice(0, 2)


@pytest.mark.parametrize(
    "filling",
    ["A", "Aa ", "A. ", "a ", " ", "> ", "\n", "WT: you\n", "Interviewer ", "Aa = ", "Aa (", "A: "],
)
def test_who_speaks_is_found_among_many_words_that_could_be_names(filling: str) -> None:
    talk = "WT = William Tarr\n\n" + 3 * "Q: Were you there?\nWT: I was.\n" + "Q: Why?\n\n"
    text = talk + filling * (400_000 // len(filling))
    assert speaker_of(document(text), Span(38, 48)) == "William Tarr"
    assert speaker_of(document(filling * MANY), Span(0, 1)) == ""


@pytest.mark.parametrize("opening", ["<!--", "<", "<script "])
def test_markup_that_is_never_closed_stays(opening: str) -> None:
    line = opening * (MANY // 4)
    assert read_markdown(f"<div>\n{line}".encode(), "a.md").text == line.strip()


@pytest.mark.timeout(10)
def test_a_long_name_without_a_folder_stays() -> None:
    name = "a" * 60_000
    data = compound(b"x", name)
    assert {packaged_file(data) for _ in range(10)} == {PackagedFile(name, b"x")}


def test_much_space_on_a_line_of_a_page_leads_nowhere() -> None:
    text = f"Costs{' ' * MANY}and more {'.' * 10}{' ' * MANY}7"
    (row,) = rows_of([Piece(text, 0, 90, 10, 10, bold=False, order=0)])
    assert row.text == f"Costs{' ' * MANY}and more ... 7"
