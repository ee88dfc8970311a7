"""Dates: what counts as a date line, and what only looks like one."""

from datetime import date
from unicodedata import decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.dates import parse_date

FULL_NAMES = (
    "January February March April May June July August September October November December".split()
)


@pytest.mark.parametrize(
    "text",
    [
        *("2020-02-19", "2020/02/19", "2020.2.19", "2020-02-19T08:30:00Z", "2020-02-19 08:30"),
        *("February 19, 2020", "February 19 2020", "Feb. 19, 2020", "FEBRUARY 19TH, 2020"),
        *("19 February 2020", "19th February, 2020", "19 Feb 2020", "19th of February 2020"),
        *("2020年2月19日", "  19 February 2020\t", "19  February\u00a02020"),
        *("Date: 19 February 2020", "Published on 19 February 2020", "Issued: 2020-02-19"),
        *("published: Feb 19, 2020", "Updated on: 2020-02-19", "Dated 19 February 2020"),
        *("Presented on 19 February 2020", "Signed on 2020-02-19", "adopted 19 Feb 2020"),
    ],
)
def test_a_line_that_states_one_day_is_that_date(text: str) -> None:
    assert parse_date(text) == date(2020, 2, 19)


@pytest.mark.parametrize("number", range(1, 13))
def test_months_are_known_by_their_names_and_by_three_letters(number: int) -> None:
    name = FULL_NAMES[number - 1]
    forms = [
        f"3 {name} 2021",
        f"3 {name[:3]} 2021",
        f"{name.upper()} 3, 2021",
        f"{name[:3]}. 3 2021",
    ]
    assert [parse_date(form) for form in forms] == [date(2021, number, 3)] * 4


@settings(max_examples=100, deadline=None)
@given(st.dates(date(1000, 1, 1)))
def test_any_day_is_read_back_from_its_usual_forms(day: date) -> None:
    month = FULL_NAMES[day.month - 1]
    year = f"{day.year:04}"
    forms = [
        day.isoformat(),
        f"{year}/{day.month}/{day.day}",
        f"{month} {day.day}, {year}",
        f"{day.day} {month[:3]}. {year}",
        f"{year}年{day.month}月{day.day}日",
    ]
    assert [parse_date(form) for form in forms] == [day] * len(forms)


@pytest.mark.parametrize("text", ["03/04/2020", "3.4.2020", "04-03-2020", "3/4/20"])
def test_figures_that_are_another_day_in_another_country_are_no_date(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("2021-02-29", "31 April 2020", "2020-13-01", "0000-01-01", "February 30, 2020"),
        *("99 May 2020", "2020年2月31日", "0 June 2020"),
    ],
)
def test_a_day_that_no_calendar_has_is_no_date(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "On 19 February 2020 the office closed.",
        "19 February 2020 was a Wednesday",
        "the report of 2020-02-19",
        "2020-02-19 to 2020-02-21",
        "19 February 2020, Geneva",
    ],
)
def test_a_date_within_a_sentence_is_not_the_documents_date(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "text", ["", "   ", "February 2020", "2020", "19 February", "Date:", "19 Marchember 2020"]
)
def test_what_names_no_day_month_and_year_is_no_date(text: str) -> None:
    assert parse_date(text) is None


def test_a_month_in_old_print_with_a_long_s_does_not_stop_the_reader() -> None:
    # To a pattern that ignores case the long s is an s.
    assert parse_date("1 \u017feptember 1720") in (None, date(1720, 9, 1))


_DATE_PARTS = st.sampled_from(
    [*"0123456789-/.,:T ", "2020", "19", "th", "of", *FULL_NAMES, "feb", "年", "月", "日", "Date: "]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_DATE_PARTS, max_size=9).map("".join) | st.text(max_size=20))
def test_whatever_a_line_says_it_is_none_or_a_date_whose_year_it_names(text: str) -> None:
    found = parse_date(text)
    digits = "".join(str(decimal(sign)) for sign in text if sign.isdecimal())
    assert found is None or f"{found.year:04}" in digits
