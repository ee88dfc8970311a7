"""Coverage: every file is counted once, as what it is, and copies are named."""

from pathlib import Path

import pytest

from corpus.isolation import ReadingOptions
from corpus.reading import Container
from index.coverage import Copies, Coverage, State, coverage_of
from index.library import Library
from index.likeness import sketch_of
from index.records import FileReading, FileRecord, LeftOut, Origin
from tests.fake_readers import box
from tests.fakes import HashingEncoder
from tests.index.folders import paragraph, snapshot_of, text_of, write

LONG = text_of(*(paragraph("rain", day) for day in range(40)))


def document(
    source: str, text: str, sha256: str = "", path: str = "", notes: tuple[str, ...] = ()
) -> FileRecord:
    path = path or f"/d/{source}"
    return FileRecord(
        source,
        Origin("/d", path, path.removeprefix("/d/")),
        sha256 or source,
        "",
        None,
        "text",
        len(text),
        1,
        notes=notes,
        sketch=sketch_of(text),
    )


def reading(source: str, size: int, *containers: Container) -> FileReading:
    return FileReading(f"/d/{source}", "/d", source, "00", 1, size, containers)


def left_out(source: str, path: str = "", sha256: str = "") -> LeftOut:
    return LeftOut(
        source, "/d", f"{source} is bad", "", supported=True, path=path or f"/d/{source}",
        sha256=sha256,
    )  # fmt: skip


def test_every_file_is_in_one_of_three_states() -> None:
    coverage = coverage_of(
        [
            document("whole.txt", "12345"),
            document("noted.pdf", "123", notes=("page 3 has no text layer",)),
            document("a.zip/1.txt", "1234567", path="/d/a.zip"),
            document("a.zip/2.txt", "1", path="/d/a.zip"),
            document("b.zip/1.txt", "12", path="/d/b.zip"),
        ],
        [
            reading("whole.txt", 10),
            reading("noted.pdf", 20),
            reading("a.zip", 30, Container("a.zip", "ZIP")),
            reading("b.zip", 40, Container("b.zip", "ZIP", ("2 links were not followed",))),
            reading("bad.pdf", 100),
        ],
        [
            left_out("a.zip/3.txt", "/d/a.zip", "00"),
            left_out("bad.pdf", sha256="00"),
            left_out("unopened.txt"),
        ],
    )
    assert {file.source: (file.state, file.characters) for file in coverage.files} == {
        "a.zip": (State.NOTED, 8),
        "b.zip": (State.NOTED, 2),
        "bad.pdf": (State.NOT_READ, 0),
        "noted.pdf": (State.NOTED, 3),
        "unopened.txt": (State.NOT_READ, 0),
        "whole.txt": (State.READ, 5),
    }
    assert [coverage.count(state) for state in State] == [1, 3, 2]
    assert coverage.share_of_files == pytest.approx(4 / 6)
    assert coverage.share_of_bytes == 0.5
    assert coverage.characters == 18
    assert coverage.files[0].containers == (Container("a.zip", "ZIP"),)
    assert [note.source for note in coverage.files[0].left_out] == ["a.zip/3.txt"]


def test_a_folder_of_nothing_is_covered() -> None:
    assert coverage_of([], [], []) == Coverage()
    assert (Coverage().share_of_files, Coverage().share_of_bytes) == (1, 1)


def test_files_of_one_name_in_two_folders_are_two() -> None:
    notes = [
        LeftOut("a.raw", root, "no reader", "", supported=False, path=f"{root}/a.raw")
        for root in ("/x", "/y")
    ]
    assert [file.path for file in coverage_of([], [], notes).files] == ["/x/a.raw", "/y/a.raw"]


def test_copies_are_named_by_bytes_and_by_words() -> None:
    coverage = coverage_of(
        [
            document("a.txt", "It rained.", "same"),
            document("b.txt", "It rained.", "same"),
            document("c.txt", "Bread and wine for everybody here."),
            document("report.html", LONG.upper()),
            document("report.txt", LONG, "long"),
            document("report copy.txt", LONG, "long"),
        ],
        [],
        [],
    )
    assert coverage.copies == (
        Copies(("a.txt", "b.txt"), same_bytes=True),
        Copies(("report copy.txt", "report.html", "report.txt"), same_bytes=False),
    )
    assert coverage.repeated_characters == len("It rained.") + 2 * len(LONG)
    assert coverage.copies_of().keys() == {
        "a.txt", "b.txt", "report copy.txt", "report.html", "report.txt",
    }  # fmt: skip


def test_an_index_says_what_it_covers(tmp_path: Path) -> None:
    content = box({"1.txt": paragraph("rain"), "2.txt": paragraph("bread"), "locked": ""})
    folder = write(
        tmp_path / "documents",
        {"a.box": content, "rain.txt": paragraph("rain"), "photo.raw": b"\0\1", "bad.txt": " "},
    )
    reading_options = ReadingOptions(readers="tests.fake_readers")
    library = Library(tmp_path / "index", HashingEncoder(), reading=reading_options)
    library.update([folder])
    with snapshot_of(library) as snapshot:
        coverage = snapshot.coverage()
        assert snapshot.coverage() is coverage
    assert [(file.source, file.state) for file in coverage.files] == [
        ("a.box", State.NOTED),
        ("bad.txt", State.NOT_READ),
        ("photo.raw", State.NOT_READ),
        ("rain.txt", State.READ),
    ]
    assert coverage.copies == (Copies(("a.box/1.txt", "rain.txt"), same_bytes=True),)
    seen = len(content) + len(paragraph("rain")) + 1
    assert coverage.share_of_bytes == pytest.approx((seen - 1) / seen)
