"""What the documents' panel does, value by value."""

from pathlib import Path

import pytest

from chat.chosen import Chosen
from chat.documents_html import progress_as_html, report_as_html
from chat.documents_work import DocumentsWork
from chat.words import WORDS
from index.library import Library
from qa import Assistant
from qa.errors import UploadError
from qa.uploads import (
    Outcome,
    Progress,
    Refused,
    Taken,
    UploadOptions,
    UploadReport,
    Uploads,
)
from tests.chat.conftest import DOCUMENTS, HARBOUR
from tests.fakes import HashingEncoder, ReadingHere
from tests.qa.page import page_of
from tests.qa.small_index import library_of

ENGLISH, CHINESE = WORDS["en"], WORDS["zh"]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library_of(tmp_path, DOCUMENTS, HashingEncoder())
    return Library(tmp_path / "index", HashingEncoder(), process=ReadingHere)


@pytest.fixture
def work(library: Library, tmp_path: Path) -> DocumentsWork:
    return work_of(library, tmp_path, read_only=False)


def work_of(library: Library, folder: Path, *, read_only: bool) -> DocumentsWork:
    received = folder / "received"
    received.mkdir(exist_ok=True)
    uploads = Uploads(library, UploadOptions(read_only=read_only))
    return DocumentsWork(Assistant(library, HashingEncoder()), uploads, received)


def received(work: DocumentsWork, name: str, text: str) -> dict[str, object]:
    """A file that was sent, as the browser names it."""
    path = work.received / "0a" / "sent"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return {"path": str(path), "orig_name": name, "size": 3}


def test_the_lists_name_what_there_is(work: DocumentsWork) -> None:
    lists = work.lists(ENGLISH)
    assert lists.names == ("harbour.txt", "letters/academy.md")
    assert lists.folders == ("documents", "letters")
    assert lists.issuers == ("The Academy of Bridges",)
    assert lists.files == ("empty.txt", "harbour.txt", "letters/academy.md")
    page = page_of(lists.library)
    rows = [row.text for row in page.all("tr")]
    assert rows[0] == "DocumentStateDateIssued byPassagesRemarks"
    assert rows[1].startswith("empty.txtnot read")
    assert "empty.txt is empty" in rows[1]
    assert rows[3].startswith("A letter\nletters/academy.mdread2020-02-20The Academy of Bridges1")
    assert page.only("p", "cv-count").text == (
        "2 documents, 2 passages; 2 of 3 files can be asked about."
    )


def test_all_documents_are_asked_until_some_are_chosen(work: DocumentsWork) -> None:
    everything = work.said(Chosen(until=" "), ENGLISH)
    assert "All 2 documents are asked" in page_of(everything).text
    chosen = work.said(Chosen(folders=("letters",), since="2020"), CHINESE)
    assert page_of(chosen).text == "向 2 个文档中的 1 个提问。"


def test_why_a_choice_makes_no_sense_is_said(work: DocumentsWork) -> None:
    for since, until in (("May", ""), ("2021", "2020"), ("2031", "")):
        said = work.said(Chosen(since=since, until=until), ENGLISH)
        assert page_of(said).only("p", "cv-error").text


def test_a_file_that_was_sent_is_taken_and_not_left_lying(work: DocumentsWork) -> None:
    sent = received(work, "new.txt", "The new pond was dug in the spring of 1998.")
    told = list(work.add([sent], ENGLISH, replacing=False))
    assert "new.txt: added" in page_of(told[-1]).text
    assert not Path(str(sent["path"])).exists()
    assert "new.txt" in work.lists(ENGLISH).names
    again = received(work, "new.txt", "The new pond was dug in the summer of 1998.")
    assert "another file" in page_of(list(work.add([again], ENGLISH, replacing=False))[-1]).text
    again = received(work, "new.txt", "The new pond was dug in the summer of 1998.")
    assert "replaced" in page_of(list(work.add([again], ENGLISH, replacing=True))[-1]).text


def test_of_a_file_that_is_there_under_another_name_both_names_are_said(
    work: DocumentsWork,
) -> None:
    pond = "The new pond was dug in the spring of 1998."
    list(work.add([received(work, "pond.txt", pond)], ENGLISH, replacing=False))
    for name, said in (
        ("pond <2>.txt", "pond <2>.txt: there already as pond.txt, with the same content"),
        ("pond.txt", "pond.txt: there already, with the same content"),
    ):
        told = list(work.add([received(work, name, pond)], ENGLISH, replacing=False))
        assert [one.text for one in page_of(told[-1]).all("li")] == [said]


def test_among_files_that_are_refused_each_has_its_own_name() -> None:
    wrong = UploadError("it is wrong", hint="mend it")
    taken = (Taken("a.txt", Outcome.ADDED), Taken("a.txt", Outcome.THERE_ALREADY))
    report = UploadReport(taken, (Refused("b.txt", wrong),))
    page = page_of(report_as_html(report, ["a.txt", "b.txt", "c.txt"], ENGLISH))
    assert [one.text for one in page.all("li")][:2] == [
        "a.txt: added",
        "c.txt: there already as a.txt, with the same content",
    ]
    # Of two files called b.txt one was refused: which of them is not known.
    page = page_of(report_as_html(report, ["b.txt", "a.txt", "b.txt"], ENGLISH))
    assert page.all("li")[1].text == "a.txt: there already, with the same content"


def test_a_file_that_was_not_sent_is_refused_and_stays(work: DocumentsWork, tmp_path: Path) -> None:
    for path in (tmp_path / "documents" / "harbour.txt", work.received / ".." / "index"):
        told = list(work.add([{"path": str(path)}], ENGLISH, replacing=False))
        assert "not among the files that were sent" in page_of(told[-1]).text
    assert (tmp_path / "documents" / "harbour.txt").read_text() == HARBOUR


@pytest.mark.parametrize("files", [None, "x", [1], [{"name": "a"}], {}])
def test_what_is_no_list_of_files_changes_nothing(work: DocumentsWork, files: object) -> None:
    assert list(work.add(files, ENGLISH, replacing=True)) == []


def test_files_that_are_too_large_together_are_refused_before_they_are_read(
    work: DocumentsWork,
) -> None:
    sent = received(work, "new.txt", "")
    with Path(str(sent["path"])).open("wb") as stream:
        stream.truncate(501 * 1024**2)
    told = list(work.add([sent], ENGLISH, replacing=False))
    assert "501 MB together, more than the 500 MB" in page_of(told[-1]).text


def test_removing_says_what_it_will_do_and_what_it_did(work: DocumentsWork) -> None:
    assert "stays where it is" in page_of(work.warning("harbour.txt", ENGLISH)).text
    list(work.add([received(work, "new.txt", "A new pond was dug.")], ENGLISH, replacing=False))
    assert "will be deleted" in page_of(work.warning("new.txt", ENGLISH)).text
    assert page_of(work.remove("new.txt", ENGLISH)).text == "new.txt is removed."
    assert "there is no file new.txt" in page_of(work.remove("new.txt", ENGLISH)).text


def test_a_panel_of_a_read_only_index_says_so(library: Library, tmp_path: Path) -> None:
    work = work_of(library, tmp_path, read_only=True)
    assert not work.writable()
    told = list(work.add([received(work, "a.txt", "A.")], ENGLISH, replacing=False))
    assert "for reading only" in page_of(told[-1]).text
    assert "for reading only" in page_of(work.remove("harbour.txt", ENGLISH)).text


def test_progress_names_the_file_and_the_time_that_is_left() -> None:
    page = page_of(progress_as_html(Progress("<b>.txt", 2, 3, 0.256, 74), ENGLISH))
    assert page.only("label").text.startswith("Reading <b>.txt, 2 of 3: about 2 minutes left")
    assert ("value", "26") in page.only("progress").attributes
    page = page_of(progress_as_html(Progress("", 3, 3, 0.9, 4), ENGLISH))
    assert page.only("label").text.startswith("Preparing the passages")


def test_both_languages_say_the_same_things() -> None:
    assert ENGLISH.keys() == CHINESE.keys()
