"""Selection: by name, folder, day and issuer; and what is said where nothing is it."""

import unicodedata
from datetime import date, datetime
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest

from index.records import FileRecord, Origin
from qa.errors import SelectionError, UnknownSource
from qa.selection import Selection, first_day, folders_of, issuers_of, last_day, selected
from tests.qa.command import Run, assert_error, json_of


def record(source: str, file: str = "", day: str | None = None, issuer: str = "") -> FileRecord:
    """A document of an indexed folder /home/papers, in the file of that source."""
    file = file or source
    origin = Origin("/home/papers", f"/home/papers/{file}", file)
    return FileRecord(source, origin, "00", "", day, "text", 10, 1, issuer)


DOCUMENTS = (
    record("a.txt", day="2020-02-20", issuer="Chemical Society (CIESC)"),
    record("letters/b.md", day="2020-05-31", issuer="Academy of Sciences"),
    record("letters/old/c.md", day="2019-12-31"),
    record("mail.zip/letters/d.txt", "mail.zip", issuer="Academy of Sciences"),
)
ALONE = FileRecord(
    "e.txt", Origin("/tmp/e.txt", "/tmp/e.txt", "e.txt"), "00", "", None, "text", 1, 1
)


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(sources=("a.txt",)), ["a.txt"]),
        (Selection(sources=("a.txt", "mail.zip")), ["a.txt", "mail.zip/letters/d.txt"]),
        (Selection(sources=("mail.zip/letters",)), ["mail.zip/letters/d.txt"]),
        (Selection(folders=("letters",)), ["letters/b.md", "letters/old/c.md"]),
        (Selection(folders=("letters/old/",)), ["letters/old/c.md"]),
        (Selection(folders=("papers",)), [one.source for one in DOCUMENTS]),
        (Selection(since=date(2020, 2, 20)), ["a.txt", "letters/b.md"]),
        (Selection(until=date(2020, 2, 20)), ["a.txt", "letters/old/c.md"]),
        (Selection(since=date(2020, 2, 21), until=date(2020, 5, 31)), ["letters/b.md"]),
        (Selection(issuers=("academy of sciences",)), ["letters/b.md", "mail.zip/letters/d.txt"]),
        (Selection(issuers=("ciesc",)), ["a.txt"]),
        (Selection(folders=("letters",), issuers=("Academy of Sciences",)), ["letters/b.md"]),
    ],
)
def test_the_documents_are_those_that_meet_every_condition(
    selection: Selection, expected: list[str]
) -> None:
    assert selected(DOCUMENTS, selection) == tuple(expected)


@pytest.mark.parametrize(
    ("selection", "message", "hint"),
    [
        (Selection(folders=("leters",)), "leters", "did you mean letters?"),
        (Selection(folders=("mail.zip",)), "mail.zip", "did you mean"),
        (Selection(issuers=("Academy of Scince",)), "Scince", "did you mean Academy of Sciences?"),
        (Selection(issuers=("",)), "nobody", "did you mean"),
        (Selection(since=date(2021, 1, 1)), "from 2021-01-01 or later", "`qa status`"),
        (
            Selection(sources=("a.txt",), issuers=("Academy of Sciences",)),
            "no document is a.txt, and by Academy of Sciences",
            "leave a condition out",
        ),
        (Selection(since=date(2021, 1, 1), until=date(2020, 1, 1)), "between", "earlier day"),
    ],
)
def test_where_nothing_is_selected_it_is_said_what_is_wrong(
    selection: Selection, message: str, hint: str
) -> None:
    with pytest.raises(SelectionError) as caught:
        selected(DOCUMENTS, selection)
    assert message in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize("name", ["A.txt", "letters", "b.md", "a.tx", "a.txt/"])
def test_a_name_that_no_document_has_is_an_error_with_the_nearest(name: str) -> None:
    with pytest.raises(UnknownSource, match="there is no document") as caught:
        selected(DOCUMENTS, Selection(sources=(name,)))
    assert "did you mean" in caught.value.hint


def test_the_folders_are_those_in_the_names_and_the_indexed_ones() -> None:
    assert folders_of([*DOCUMENTS, ALONE]) == ("letters", "letters/old", "papers")
    assert issuers_of(DOCUMENTS) == ("Academy of Sciences", "Chemical Society (CIESC)")


def test_a_name_may_have_its_accents_apart() -> None:
    apart, composed = (unicodedata.normalize(form, "café.txt") for form in ("NFD", "NFC"))
    for named in (apart, composed):
        for stored in (apart, composed):
            document = record(stored)
            assert selected([document], Selection(sources=(named,))) == (stored,)


def test_where_there_are_no_folders_and_no_issuers_that_is_said() -> None:
    with pytest.raises(SelectionError, match="the documents lie in no folders"):
        selected([ALONE], Selection(folders=("x",)))
    with pytest.raises(SelectionError, match="of no document the issuer is known"):
        selected([ALONE], Selection(issuers=("x",)))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        (" 2021-2 ", date(2021, 2, 1), date(2021, 2, 28)),
        ("2020-05-31", date(2020, 5, 31), date(2020, 5, 31)),
    ],
)
def test_a_year_and_a_month_begin_and_end(text: str, first: date, last: date) -> None:
    assert (first_day(text), last_day(text)) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "20", "2020-13", "2020-02-30", "May 2020", "0000", "2020-", "2020-00", "2020-02-0"]
)
def test_what_is_no_date_is_an_error_that_shows_how_to_write_one(text: str) -> None:
    for day in (first_day, last_day):
        with pytest.raises(SelectionError, match="2020-05-31"):
            day(text)


@pytest.mark.parametrize(
    ("part", "value", "hint"),
    [
        ("folders", "sample", "folders=['sample']"),
        ("sources", "a.txt", "sources=['a.txt']"),
        ("issuers", b"ciesc", "issuers=['NAME']"),
        ("sources", ["a.txt", 7], "sources=['NAME']"),
        ("folders", None, "folders=['NAME']"),
        ("since", "2020-02-01", 'since=first_day("2020-02-01")'),
        ("until", "2020-02-29", 'until=last_day("2020-02-29")'),
        ("since", datetime(2020, 2, 1), "since=first_day"),  # noqa: DTZ001 - any will do
        ("until", 2020, "until=last_day"),
    ],
)
def test_a_part_of_another_type_is_an_error_that_shows_how_to_give_it(
    part: str, value: object, hint: str
) -> None:
    given: dict[str, Any] = {part: value}
    with pytest.raises(SelectionError, match=f"`{part}` is ") as caught:
        Selection(**given)
    assert hint in caught.value.hint


def test_names_may_be_given_as_a_list() -> None:
    given: Any = ["a.txt"]
    assert Selection(sources=given) == Selection(sources=("a.txt",))
    nothing: Any = []
    assert Selection(sources=nothing, folders=nothing).everything


def test_a_path_stands_for_its_name_with_forward_slashes() -> None:
    given: Any = [PureWindowsPath("letters\\may.txt"), Path("letters") / "june.txt"]
    assert Selection(sources=given).sources == ("letters/may.txt", "letters/june.txt")


def test_a_day_that_is_no_text_is_no_date() -> None:
    year: Any = 2020
    for day in (first_day, last_day):
        with pytest.raises(SelectionError, match="2020 is no date"):
            day(year)


def test_the_command_asks_the_selected_documents_only(run: Run, sample_index: object) -> None:
    asked = ("ask", "Who signed the letter?", "--index", sample_index, "--json", "-k", "20")
    ran = run(*asked, "--issuer", "ciesc", "--since", "2020-02")
    assert {one["source"] for one in json_of(ran.out)["passages"]} == {"letter-from-ciesc.md"}
    assert_error(run(*asked, "--until", "1999"), "no document is", "leave a condition out")
    assert_error(run(*asked, "--source", "letter-from-ciesc"), "letter-from-ciesc", "ciesc.md?")
    assert_error(run(*asked, "--folder", "smple"), "smple", "did you mean sample?")
