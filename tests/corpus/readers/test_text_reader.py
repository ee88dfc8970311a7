"""Plain text: what becomes the title and the date, and that every line is a place."""

from datetime import date

import pytest
from hypothesis import given, settings

from corpus import Mark
from corpus.document import label_at
from corpus.errors import NotText
from corpus.extract import Extract
from corpus.readers.text import line_marks, read_text
from tests.corpus.texts import UNTIDY_TEXTS

PARAGRAPH = (
    "The two vans of the council brought hot meals to four hundred children in the long winter, "
    "and not one family went without."
)


def read(text: str) -> Extract:
    return read_text(text.encode(), "a.txt")


def test_the_text_is_kept_as_it_stands() -> None:
    extract = read("\n  Meals by van\n\n\tTwo vans.  \n")
    assert extract.text == "\n  Meals by van\n\n\tTwo vans.  \n"
    assert extract.how == "text, utf-8"


def test_the_encoding_that_was_found_is_named() -> None:
    extract = read_text("Two vans.\r\nFour drivers.".encode("utf-16"), "a.txt")
    assert (extract.text, extract.how) == ("Two vans.\nFour drivers.", "text, utf-16-le")


def test_binary_data_is_refused() -> None:
    with pytest.raises(NotText, match=r"a\.txt"):
        read_text(bytes(range(256)), "a.txt")


def test_a_first_line_that_stands_alone_is_the_title() -> None:
    assert read(f"How the winter meals came\n\n{PARAGRAPH}").title == "How the winter meals came"


def test_a_title_may_stand_under_a_page_head() -> None:
    text = f"Member login\nSearch\n\nA letter  to all parents\n\nDear parents,\n\n{PARAGRAPH}"
    assert read(text).title == "A letter to all parents"


def test_a_title_that_was_wrapped_is_one_line() -> None:
    text = f"How the winter meals came to four hundred homes of\nthe town\n\n{PARAGRAPH}"
    assert read(text).title == "How the winter meals came to four hundred homes of the town"


@pytest.mark.parametrize(
    "head",
    [
        "14 May 2021\n\nMs Clara Oduya\nHarbour District Council\n\nA word of our thanks",
        "Friday 14 May 2021, 11.00\n\nMs Clara Oduya\nHarbour District Council",
        "May 14, 2021\n\nThe Harbour District Council\n\nDear Ms Oduya,",
    ],
)
def test_a_letter_that_begins_with_its_date_has_no_title(head: str) -> None:
    extract = read(f"{head}\n\n{PARAGRAPH}")
    assert (extract.title, extract.date) == ("", date(2021, 5, 14))


@pytest.mark.parametrize(
    "line",
    [
        "Meals",
        "Dear parents of the school,",
        "Dear Parents of the School",
        "The meals will come on Monday.",
        "These are the four rules:",
        "- the meals of this winter",
        "English Русский 中文 français",
        "Published on 14 May 2021",
        "Quay Street | Mill Street | Fee",
        " ".join(["word"] * 31),
    ],
)
def test_a_line_that_does_not_read_like_a_title_is_none(line: str) -> None:
    assert read(f"{line}\n\n{PARAGRAPH}").title == ""


def test_a_line_within_an_address_is_no_title() -> None:
    text = f"Ms Clara Oduya\nOffice for the School Meals\nHarbour District Council\n\n{PARAGRAPH}"
    assert read(text).title == ""


def test_a_line_after_the_text_has_begun_is_no_title() -> None:
    assert read(f"{PARAGRAPH}\n\nHow the winter meals came\n\n{PARAGRAPH}").title == ""


@pytest.mark.parametrize("title", ["Как школа готовит обеды", "学校の給食について"])
def test_a_title_may_be_in_any_one_script(title: str) -> None:
    assert read(f"{title}\n\n{PARAGRAPH}").title == title


@pytest.mark.parametrize(
    "text",
    [
        f"How the winter meals came\n14 May 2021\n\n{PARAGRAPH}",
        f"How the winter meals came\n\nDate: May 14, 2021\n\n{PARAGRAPH}",
        f"{PARAGRAPH}\n\nTomas Berg\nHarbour, the town\n14th May 2021\n",
    ],
    ids=["under the title", "with its label", "under the signature"],
)
def test_a_date_on_a_line_of_its_own_at_either_end_is_the_date(text: str) -> None:
    assert read(text).date == date(2021, 5, 14)


def test_the_date_at_the_head_comes_before_the_one_at_the_end() -> None:
    assert read(f"14 May 2021\n\n{PARAGRAPH}\n\n15 May 2021").date == date(2021, 5, 14)


def test_of_the_dates_near_the_end_the_last_one_counts() -> None:
    text = "\n\n".join([*[PARAGRAPH] * 9, "14 May 2021", PARAGRAPH, "15 May 2021"])
    assert read(text).date == date(2021, 5, 15)


def test_a_date_far_from_both_ends_belongs_to_what_is_told() -> None:
    text = "\n\n".join([*[PARAGRAPH] * 10, "14 May 2021", *[PARAGRAPH] * 25])
    assert read(text).date is None


def test_a_date_within_a_sentence_is_not_the_date_of_the_text() -> None:
    assert read(f"On 14 May 2021 the vans came back.\n\n{PARAGRAPH}").date is None


def test_each_line_is_a_place_counted_as_editors_count() -> None:
    extract = read("one\n\n two\n\u3000\nthree\n")
    assert extract.marks == (Mark(0, "line 1"), Mark(5, "line 3"), Mark(12, "line 5"))


@settings(max_examples=80, deadline=None)
@given(UNTIDY_TEXTS)
def test_a_place_is_the_number_of_line_feeds_before_it(text: str) -> None:
    marks = line_marks(text)
    for offset, sign in enumerate(text):
        if not sign.isspace():
            assert label_at(marks, offset) == f"line {text.count(chr(10), 0, offset) + 1}"
