"""Uploads: what is taken, what is refused and why, and that nothing else is ever touched."""

import threading
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from corpus.reading import Reading
from index.library import Library
from index.update import Step, UpdateReport
from qa import Assistant
from qa.errors import (
    IndexBusy,
    QaError,
    ReadOnly,
    StorageError,
    UnknownSource,
    UploadError,
)
from qa.upload_names import upload_name
from qa.uploads import Given, Outcome, Progress, Taken, UploadOptions, Uploads
from tests.fakes import HashingEncoder, ReadingHere
from tests.qa.small_index import library_of, write_files

HARBOUR = b"The harbour of Lisbon was rebuilt in 1903 by the engineer Ana Ribeiro."
GARDEN = b"The botanical garden keeps an oak of four hundred years."
FILES = {"mill.txt": "The mill below the weir was the largest of seven mills in the valley."}
READ: list[str] = []


class Noting(ReadingHere):
    """Notes what is really read."""

    def read(self, data: bytes, source: str) -> Reading:
        READ.append(source)
        return super().read(data, source)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library_of(tmp_path, FILES, HashingEncoder())
    READ.clear()
    return Library(tmp_path / "index", HashingEncoder(), process=Noting)


@pytest.fixture
def uploads(library: Library) -> Uploads:
    return Uploads(library)


def sources(library: Library) -> list[str]:
    with closing(library.catalog()) as catalog:
        return [record.source for record in catalog.files()]


def everything_in(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def kept(library: Library) -> dict[str, bytes]:
    return everything_in(library.uploads) if library.uploads.exists() else {}


def test_an_upload_is_kept_in_the_index_and_asked_at_once(
    library: Library, uploads: Uploads
) -> None:
    assistant = Assistant(library, HashingEncoder())
    assert len(assistant.snapshot) == 1
    report = uploads.add([Given("harbour.txt", HARBOUR)])
    assert report.taken == (Taken("harbour.txt", Outcome.ADDED),)
    assert report.refused == ()
    assert kept(library) == {"harbour.txt": HARBOUR}
    passages = assistant.ask("Who rebuilt the harbour of Lisbon?", 1).passages
    assert passages[0].passage.document.source == "harbour.txt"
    assert uploads.holds(str(library.uploads.resolve() / "harbour.txt"))
    assert not uploads.holds(str(library.folder.parent / "documents" / "mill.txt"))


def test_each_file_is_read_once(uploads: Uploads) -> None:
    uploads.add([Given("harbour.txt", HARBOUR), Given("garden.txt", GARDEN)])
    assert READ == ["harbour.txt", "garden.txt"]


def test_an_upload_that_is_called_like_a_file_of_the_folder_stands_beside_it(
    library: Library, uploads: Uploads
) -> None:
    uploads.add([Given("mill.txt", HARBOUR)])
    assert sources(library) == ["mill.txt", "uploads/mill.txt"]


def test_the_same_bytes_are_there_already(library: Library, uploads: Uploads) -> None:
    uploads.add([Given("harbour.txt", HARBOUR)])
    generation = library.snapshot().generation
    report = uploads.add([Given("harbour.txt", HARBOUR), Given("copy.txt", HARBOUR)])
    assert report.taken == (Taken("harbour.txt", Outcome.THERE_ALREADY),) * 2
    assert library.snapshot().generation == generation
    assert list(kept(library)) == ["harbour.txt"]


def test_another_file_of_the_name_is_replaced_only_when_that_is_said(
    library: Library, uploads: Uploads
) -> None:
    uploads.add([Given("a.txt", HARBOUR)])
    refused = uploads.add([Given("a.txt", GARDEN)]).refused
    assert refused[0].error.message == "there is another file called a.txt"
    assert "replaced" in refused[0].error.hint
    assert kept(library) == {"a.txt": HARBOUR}
    report = uploads.add([Given("a.txt", GARDEN)], replace=True)
    assert report.taken == (Taken("a.txt", Outcome.REPLACED),)
    assert kept(library) == {"a.txt": GARDEN}
    assert library.snapshot().document("a.txt").text == GARDEN.decode()


def test_of_two_files_of_one_name_in_one_upload_the_second_is_refused(
    library: Library, uploads: Uploads
) -> None:
    report = uploads.add([Given("x/a.txt", HARBOUR), Given("y/a.txt", GARDEN)], replace=True)
    assert [one.name for one in report.taken] == ["a.txt"]
    assert [one.name for one in report.refused] == ["y/a.txt"]
    assert kept(library) == {"a.txt": HARBOUR}


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("slides.ppt", b"x", "slides.ppt: no reader for files ending in .ppt"),
        ("empty.txt", b"", "empty.txt is empty"),
        ("blank.md", b" \n", "blank.md holds no text"),
        ("broken.pdf", b"%PDF-1.4 and no more", "broken.pdf"),
        ("broken.docx", b"PK\x03\x04 no zip", "broken.docx"),
        ("big.txt", b"x" * (1024**2 + 1), "big.txt has 1.0 MB, more than the 1 MB"),
        (".hidden", b"", "hidden is empty"),
        ("..", b"x", "a file cannot be called '..'"),
        ("questions.jsonl", b"{}", "questions.jsonl is the name of a folder's questions"),
    ],
)
def test_what_gives_no_document_is_refused_in_the_readers_own_words_and_not_kept(
    library: Library, name: str, data: bytes, message: str
) -> None:
    report = Uploads(library, UploadOptions(megabytes=1)).add([Given(name, data)])
    assert report.taken == ()
    assert report.refused[0].error.message.startswith(message)
    assert kept(library) == {}
    assert sources(library) == ["mill.txt"]


def test_a_bad_file_does_not_keep_the_others_out(library: Library, uploads: Uploads) -> None:
    report = uploads.add([Given("empty.txt", b""), Given("a.txt", HARBOUR)])
    assert [one.name for one in report.taken] == ["a.txt"]
    assert [one.name for one in report.refused] == ["empty.txt"]
    assert list(kept(library)) == ["a.txt"]


HOSTILE = [
    "../../escape.txt",
    "/etc/escape.txt",
    "..\\..\\escape.txt",
    "C:\\escape.txt",
    "a/../../escape.txt",
    "./.escape.txt",
    "escape.txt\x00.pdf/../escape.txt",
    "....//....//escape.txt",
    "\u202eescape.txt",
    "es\ncape.txt",
    "file:///escape.txt",
    "%2e%2e%2fescape.txt",
    "~/escape.txt",
    "$(touch escape).txt",
    "`escape`.txt",
    "-rf escape.txt",
    "CON.txt",
    "e" * 400 + ".txt",
    "é" * 400 + ".txt",
    ".new-escape.txt",
    "../catalog.sqlite.txt",
    "<img src=x onerror=alert(1)>.txt",
]


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_whatever_a_file_is_called_nothing_outside_the_uploads_is_touched(
    library: Library, uploads: Uploads, tmp_path: Path, name: str
) -> None:
    def outside() -> list[str]:
        ours = str(library.folder.relative_to(tmp_path))
        return [path for path in everything_in(tmp_path) if not path.startswith(ours)]

    before, at_top = outside(), {path.name for path in library.folder.iterdir()}
    report = uploads.add([Given(name, HARBOUR)])
    assert outside() == before
    assert {path.name for path in library.folder.iterdir()} == {*at_top, "uploads"}
    (kept_name,) = kept(library)
    assert [one.name for one in report.taken] == [kept_name]
    assert library.snapshot().document(kept_name).text == HARBOUR.decode()
    uploads.remove(kept_name)
    assert kept(library) == {}
    assert outside() == before


@given(st.text())
def test_any_name_becomes_one_that_stays_in_its_folder(given_name: str) -> None:
    try:
        name = upload_name(given_name)
    except UploadError:
        return
    assert name == Path(name).name == upload_name(name)
    assert name.isprintable()
    assert not name.startswith(".")
    assert len(name.encode()) <= 200


def test_the_suffix_of_a_long_name_is_kept() -> None:
    assert upload_name("n" * 300 + ".pdf") == "n" * 196 + ".pdf"


def test_a_link_in_the_folder_of_uploads_is_not_written_through(
    library: Library, uploads: Uploads, tmp_path: Path
) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_bytes(GARDEN)
    library.uploads.mkdir()
    (library.uploads / "a.txt").symlink_to(victim)
    uploads.add([Given("a.txt", HARBOUR)], replace=True)
    assert victim.read_bytes() == GARDEN
    assert (library.uploads / "a.txt").read_bytes() == HARBOUR


@pytest.mark.parametrize("name", ["../mill.txt", "documents/mill.txt", "/etc/passwd", "", ".."])
def test_nothing_but_a_file_of_the_index_can_be_removed(
    library: Library, uploads: Uploads, tmp_path: Path, name: str
) -> None:
    before = everything_in(tmp_path / "documents")
    with pytest.raises(UnknownSource):
        uploads.remove(name)
    assert everything_in(tmp_path / "documents") == before
    assert sources(library) == ["mill.txt"]


def test_an_upload_that_is_removed_is_deleted(library: Library, uploads: Uploads) -> None:
    uploads.add([Given("a.txt", HARBOUR)])
    assert not uploads.remove("a.txt").file_kept
    assert kept(library) == {}
    assert sources(library) == ["mill.txt"]
    assert library.update([]).unchanged == ()


def test_an_upload_stays_where_the_index_cannot_be_changed(
    library: Library, uploads: Uploads
) -> None:
    uploads.add([Given("a.txt", HARBOUR)])
    with FileLock(library.folder / "writer.lock"), pytest.raises(IndexBusy):
        uploads.remove("a.txt")
    assert kept(library) == {"a.txt": HARBOUR}
    assert sources(library) == ["a.txt", "mill.txt"]


def test_a_file_of_the_users_own_stays_when_it_is_removed(
    library: Library, uploads: Uploads, tmp_path: Path
) -> None:
    assert uploads.remove("mill.txt").file_kept
    assert (tmp_path / "documents" / "mill.txt").read_text() == FILES["mill.txt"]
    assert sources(library) == []
    write_files(tmp_path / "documents", {"new.txt": "The new pond was dug in the spring."})
    assert library.update([tmp_path / "documents"]).added == ("new.txt",)
    assert sources(library) == ["new.txt"]


def test_a_document_inside_a_file_is_removed_with_it(library: Library, tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("a.txt", HARBOUR)
        archive.writestr("b.txt", GARDEN)
    uploads = Uploads(library)
    uploads.add([Given("all.zip", (tmp_path / "all.zip").read_bytes())])
    assert sources(library) == ["all.zip/a.txt", "all.zip/b.txt", "mill.txt"]
    with pytest.raises(UploadError, match=r"all\.zip/a\.txt stands inside all\.zip"):
        uploads.remove("all.zip/a.txt")
    uploads.remove("all.zip")
    assert sources(library) == ["mill.txt"]


def test_an_index_that_is_served_for_reading_only_takes_and_loses_nothing(
    library: Library,
) -> None:
    uploads = Uploads(library, UploadOptions(read_only=True))
    with pytest.raises(ReadOnly, match="for reading only"):
        uploads.add([Given("a.txt", HARBOUR)])
    with pytest.raises(ReadOnly):
        uploads.remove("mill.txt")
    assert sources(library) == ["mill.txt"]
    assert not library.uploads.exists()


def test_one_upload_is_taken_at_a_time(uploads: Uploads) -> None:
    said: list[QaError] = []

    def try_another(progress: Progress) -> None:
        del progress

        def add() -> None:
            with pytest.raises(UploadError, match="not finished") as caught:
                uploads.add([Given("b.txt", GARDEN)])
            said.append(caught.value)

        other = threading.Thread(target=add)
        other.start()
        other.join()

    uploads.add([Given("a.txt", HARBOUR)], try_another)
    assert said
    assert uploads.add([Given("b.txt", GARDEN)]).taken == (Taken("b.txt", Outcome.ADDED),)


def test_progress_names_each_file_and_ends_at_the_whole(uploads: Uploads) -> None:
    steps: list[Progress] = []
    uploads.add([Given("a.txt", HARBOUR), Given("b.txt", GARDEN)], steps.append)
    assert [(one.name, one.number, one.files) for one in steps[:2]] == [
        ("a.txt", 1, 2),
        ("b.txt", 2, 2),
    ]
    assert {(one.name, one.number) for one in steps[2:]} == {("", 2)}
    shares = [one.share for one in steps]
    assert shares == sorted(shares)
    assert (steps[-1].share, steps[-1].seconds_left) == (1, 0)


class Failing(Library):
    """A library that cannot be brought up to date."""

    error: Exception = IndexBusy("another process is writing the index", hint="wait")

    def update(self, *arguments: object, **named: object) -> UpdateReport:
        del arguments, named
        raise self.error


@pytest.mark.parametrize("replace", [False, True])
def test_where_the_index_cannot_be_written_all_is_as_it_was(
    library: Library, *, replace: bool
) -> None:
    Uploads(library).add([Given("a.txt", HARBOUR)])
    before = everything_in(library.uploads)
    busy = Failing(library.folder, HashingEncoder(), process=ReadingHere)
    given_files = [Given("a.txt" if replace else "b.txt", GARDEN), Given("c.txt", b"More words.")]
    with pytest.raises(IndexBusy):
        Uploads(busy).add(given_files, replace=replace)
    assert everything_in(library.uploads) == before


def test_what_a_killed_upload_left_is_cleared_by_the_next(
    library: Library, uploads: Uploads
) -> None:
    write_files(library.uploads, {".new-a.txt": "half", ".old-a.txt": "older"})
    uploads.add([Given("b.txt", GARDEN)])
    assert list(kept(library)) == ["b.txt"]


def test_a_folder_that_cannot_be_written_is_told(library: Library, uploads: Uploads) -> None:
    library.uploads.write_text("a file in the way")
    with pytest.raises(StorageError, match="uploads cannot be written"):
        uploads.add([Given("a.txt", HARBOUR)])
    assert sources(library) == ["mill.txt"]


def test_documents_can_be_asked_while_an_upload_is_encoded(library: Library) -> None:
    assistant = Assistant(library, HashingEncoder())
    asked: list[str] = []

    def ask(step: Step) -> None:
        if step.what == "encoded":
            asked.append(assistant.ask("the mill", 1).passages[0].passage.document.source)

    write_files(library.uploads, {"a.txt": HARBOUR})
    library.update([], ask)
    assert asked == ["mill.txt"]
