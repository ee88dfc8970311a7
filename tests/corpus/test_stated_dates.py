"""Dates that the head of a text states: which words say so, and what only looks like one."""

from datetime import date

import pytest

from corpus.stated_dates import document_date, signed_date

DAY = date(2021, 12, 8)


@pytest.mark.parametrize(
    "line",
    [
        *("8 December 2021", "Wednesday 8 December 2021, 11.00", "Wed, 8 Dec 2021", "2021-12-08"),
        *("8 December 2021 at 11 a.m.", "Harrow Lodge, 8 December 2021", "Altmoor, 2021-12-08"),
        *("Date: 8 December 2021", "Dated the 8th day of December 2021"),
        "Hearing dates: 21–25 June and 28 June 2021. Judgment handed down: 8 December 2021",
        "THIS LEASE is made on 8 December 2021 BETWEEN",
        "This Agreement is made and entered into as of December 8, 2021 between",
        "Adopted by the general meeting on 8 December 2021",
        "Received 11 January 2021; accepted 8 December 2021. Author: A. Strom.",
        "(Last updated on 8 December 2021)",
    ],
)
def test_the_head_states_the_date_of_the_document(line: str) -> None:
    assert document_date(f"The harbour\n\n{line}\n\nThe harbour of the town was closed.") == DAY


@pytest.mark.parametrize(
    "line",
    [
        "Herring in the years 2019 to 2023",
        "for the year ended 31 December 2021",
        "4 May to 29 September 2019",
        "Interviewee: Walter Tremlett, born Harrowmouth, 8 February 1934",
        "Born Harrowmouth, 8 February 1934",
        "Date of birth: 8 February 1934",
        "Date of next meeting: 8 February 2022",
        "A letter that the council issued on 19 February 2020 describes the harbour.",
        "The report, published on 3 May 2021, said that nothing was known.",
        "Published on 3 May 2021, the guide says nothing of it.",
        "The guide (published 3 May 2021) says nothing of it.",
        "Minutes of the last meeting of 13 July 2021",
        "Approved 31 April 2021",
        "Town | Date: 3 May 2021",
    ],
)
def test_a_period_or_a_date_that_is_told_of_is_not_the_documents(line: str) -> None:
    assert document_date(f"The harbour\n\n{line}\n\nThe harbour was closed.") is None


def test_the_last_revision_goes_before_the_day_of_issue_and_that_before_the_day_of_making() -> None:
    made, issued = "Prepared by the clerk, 2 May 2021", "issued 3 May 2021"
    revised = "revised 4 June 2021; updated 8 December 2021"
    assert document_date(f"{made}; {issued}; {revised}") == DAY
    assert document_date(f"{made}; {issued}") == date(2021, 5, 3)
    assert document_date(made) == date(2021, 5, 2)


def test_of_several_dates_of_one_kind_none_is_the_documents() -> None:
    assert document_date("Adopted 3 May 2021.\nSigned 4 May 2021.") is None
    assert document_date("Harrow Lodge, 3 May 2021\nAltmoor, 4 May 2021") is None


def test_a_date_further_down_than_the_head_is_not_the_documents() -> None:
    assert document_date("The harbour\n\n" * 8 + "Revised 3 May 2021") is None
    assert document_date("The harbour\n" * 20 + "Revised 3 May 2021") is None


def test_who_signs_with_name_and_office_states_a_date_where_there_is_one_only() -> None:
    first, second = "Ada Strom, Chair, 8 December 2021", "Bo Lind, Town Clerk, 9 December 2021"
    assert signed_date(["We thank you.", first]) == DAY
    assert signed_date([first, second]) is None
    assert signed_date(["The chair was made on 8 December 2021", "Oak, chair, 1911"]) is None


@pytest.mark.parametrize("line", ["A " * 150_000, ". made " * 40_000, "this " + "a " * 150_000])
def test_a_head_of_endless_lines_takes_no_endless_time(line: str) -> None:
    assert document_date(line) is None
