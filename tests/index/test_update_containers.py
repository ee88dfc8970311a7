"""Updates of folders with files inside files, and of files that need a reader only once."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from corpus.isolation import ReadingOptions
from index.catalog_file import CATALOG_FILE
from index.errors import IndexTooOld
from index.library import Library
from index.records import FileReading
from index.update import Step, UpdateReport
from tests import fake_readers
from tests.fake_readers import box
from tests.fakes import HashingEncoder
from tests.index.folders import (
    Content,
    assert_whole,
    content_of,
    paragraph,
    searchable,
    snapshot_of,
    text_of,
    write,
)

RAIN, BREAD, KING, RIVER, WINTER = map(paragraph, ("rain", "bread", "king", "river", "winter"))
READING = ReadingOptions(seconds=30, readers="tests.fake_readers")


@pytest.fixture
def encoder() -> HashingEncoder:
    return HashingEncoder()


@pytest.fixture
def library(tmp_path: Path, encoder: HashingEncoder) -> Library:
    return Library(tmp_path / "index", encoder, reading=READING)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(
        tmp_path / "documents",
        {"a.box": box({"1.txt": RAIN, "in/2.txt": text_of(BREAD, KING)}), "b.txt": RIVER},
    )


def texts_of(library: Library) -> dict[str, str]:
    with snapshot_of(library) as snapshot:
        return {record.source: snapshot.document(record.source).text for record in snapshot.files()}


def readings_of(library: Library) -> dict[str, FileReading]:
    catalog = library.catalog()
    readings = catalog.readings()
    catalog.close()
    return {reading.source: reading for reading in readings}


def test_each_file_inside_a_file_is_a_document_of_its_own(
    library: Library, folder: Path, encoder: HashingEncoder
) -> None:
    report = library.update([folder])
    assert report == UpdateReport(added=("a.box/1.txt", "a.box/in/2.txt", "b.txt"), encoded=4)
    with snapshot_of(library) as snapshot:
        assert snapshot.document("a.box/in/2.txt").text == text_of(BREAD, KING)
        assert searchable(snapshot, "king") == {"a.box/in/2.txt"}
        assert_whole(snapshot, encoder)
        origins = {record.source: record.origin for record in snapshot.files()}
    root = str(folder.resolve())
    inside = origins["a.box/in/2.txt"]
    assert (inside.root, inside.path, inside.source) == (root, f"{root}/a.box", "a.box")
    assert origins["b.txt"].source == "b.txt"


def test_an_unchanged_container_is_not_read_again(
    library: Library, folder: Path, encoder: HashingEncoder
) -> None:
    write(folder, {"c.box": box({"x.txt": WINTER, "locked": "", "y.raw": ""})})
    first = library.update([folder])
    with snapshot_of(library) as snapshot:
        generation = snapshot.generation
    broken = Library(library.folder, encoder, reading=ReadingOptions(readers="no.such.module"))
    with pytest.raises(ModuleNotFoundError):
        broken.update([folder])
    steps: list[Step] = []
    second = library.update([folder], steps.append)
    assert second == UpdateReport(unchanged=first.added, left_out=first.left_out)
    assert [step.what for step in steps] == ["read"] * 3 + ["cached"]
    assert [file.source for file in second.failed] == ["c.box/locked"]
    with snapshot_of(library) as snapshot:
        assert snapshot.generation == generation
        assert snapshot.left_out() == first.left_out


def test_a_changed_container_replaces_adds_and_removes_what_is_inside(
    library: Library, folder: Path, encoder: HashingEncoder
) -> None:
    write(folder, {"a.box": box({"1.txt": RAIN, "2.txt": BREAD, "3.txt": KING})})
    library.update([folder])
    encoder.encoded.clear()
    write(folder, {"a.box": box({"1.txt": RAIN, "2.txt": text_of(BREAD, WINTER), "4.txt": RIVER})})
    report = library.update([folder])
    assert report == UpdateReport(
        added=("a.box/4.txt",),
        replaced=("a.box/2.txt",),
        removed=("a.box/3.txt",),
        unchanged=("a.box/1.txt", "b.txt"),
        encoded=1,
    )
    assert encoder.encoded == [WINTER]
    with snapshot_of(library) as snapshot:
        assert_whole(snapshot, encoder)
    assert texts_of(library) == {
        "a.box/1.txt": RAIN,
        "a.box/2.txt": text_of(BREAD, WINTER),
        "a.box/4.txt": RIVER,
        "b.txt": RIVER,
    }
    assert library.update([folder]).unchanged == (
        "a.box/1.txt", "a.box/2.txt", "a.box/4.txt", "b.txt",
    )  # fmt: skip


def test_a_vanished_container_is_taken_out_with_all_that_is_inside(
    library: Library, folder: Path
) -> None:
    write(folder, {"a.box": box({"1.txt": RAIN, "locked": ""})})
    library.update([folder])
    (folder / "a.box").unlink()
    report = library.update([folder])
    assert report == UpdateReport(removed=("a.box/1.txt",), unchanged=("b.txt",))
    assert readings_of(library).keys() == {"b.txt"}
    with snapshot_of(library) as snapshot:
        assert snapshot.left_out() == ()


def test_a_container_that_is_damaged_now_is_taken_out_and_told(
    library: Library, folder: Path
) -> None:
    library.update([folder])
    write(folder, {"a.box": "no longer JSON"})
    report = library.update([folder])
    assert report.removed == ("a.box/1.txt", "a.box/in/2.txt")
    (told,) = report.failed
    assert told.reason.startswith("a.box cannot be read: its reader failed with JSONDecodeError")
    assert library.update([folder]).left_out == (told,)


def test_a_file_inside_that_is_mended_is_told_no_longer(library: Library, folder: Path) -> None:
    write(folder, {"a.box": box({"1.txt": " ", "2.txt": BREAD})})
    assert [file.source for file in library.update([folder]).failed] == ["a.box/1.txt"]
    write(folder, {"a.box": box({"1.txt": RAIN, "2.txt": BREAD})})
    report = library.update([folder])
    assert (report.added, report.failed) == (("a.box/1.txt",), ())
    with snapshot_of(library) as snapshot:
        assert snapshot.left_out() == ()


def test_what_a_container_says_of_itself_is_kept(library: Library, folder: Path) -> None:
    write(folder, {"a.box": box({"1.txt": RAIN}, notes=["2 links were not followed"])})
    library.update([folder])
    (container,) = readings_of(library)["a.box"].containers
    assert (container.source, container.how) == ("a.box", "box")
    assert container.notes == ("2 links were not followed",)
    assert readings_of(library)["a.box"].bytes == (folder / "a.box").stat().st_size


class TestFilesThatNoReaderUnderstands:
    """A file that gave nothing is not read again until it, or the readers, have changed."""

    def test_it_is_not_read_again(self, library: Library, folder: Path) -> None:
        write(folder, {"bad.txt": b"\0\1\2\3" * 99, "slow.hang": "sleep"})
        library = Library(
            library.folder, HashingEncoder(), reading=ReadingOptions(0.3, 2048, READING.readers)
        )
        first = library.update([folder])
        assert [file.reason for file in first.failed] == [
            "bad.txt is not text: its bytes look like binary data",
            "slow.hang took longer than 0.3 s to read",
        ]
        patient = Library(library.folder, HashingEncoder(), reading=READING)
        assert patient.update([folder]).left_out == first.left_out  # at once

    def test_it_is_read_again_when_its_bytes_change(self, library: Library, folder: Path) -> None:
        write(folder, {"c.boom": "one"})
        library.update([folder])
        write(folder, {"c.boom": "two"})
        steps: list[Step] = []
        assert len(library.update([folder], steps.append).failed) == 1
        assert readings_of(library)["c.boom"].bytes == 3

    def test_a_file_that_could_not_be_opened_for_a_while_is_told_meanwhile_only(
        self, library: Library, folder: Path
    ) -> None:
        write(folder, {"a.box": box({"1.txt": RAIN, "locked": ""})})
        first = library.update([folder])
        (folder / "a.box").rename(folder / ".hidden")
        (folder / "a.box").symlink_to(folder / "nowhere")
        second = library.update([folder])
        assert [file.source for file in second.left_out] == ["a.box"]
        assert "a.box/1.txt" in texts_of(library)
        (folder / "a.box").unlink()
        (folder / ".hidden").rename(folder / "a.box")
        third = library.update([folder])
        assert third.left_out == first.left_out
        assert sorted(texts_of(library)) == ["a.box/1.txt", "b.txt"]


class TestANewVersionOfTheReaders:
    """Every file is read again, and what comes out as before is not encoded again."""

    def test_all_files_are_read_again(
        self, library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(folder, {"bad.txt": b"\0\1\2\3" * 99})
        library.update([folder])
        monkeypatch.setattr(fake_readers, "READERS_VERSION", 1_000_000)
        report = library.update([folder])
        assert report.replaced == ("a.box/1.txt", "a.box/in/2.txt", "b.txt")
        assert (report.encoded, len(report.failed)) == (0, 1)
        versions = {reading.readers_version for reading in readings_of(library).values()}
        assert versions == {1_000_000}
        assert library.update([folder]).replaced == ()


class TestSources:
    """No two documents ever have one source."""

    def test_a_container_and_a_folder_of_the_same_name(
        self, library: Library, folder: Path, tmp_path: Path, encoder: HashingEncoder
    ) -> None:
        other = write(tmp_path / "other", {"a.box/1.txt": WINTER, "a.box/in/9.txt": KING})
        for paths in ([folder, other], [other, folder], [folder], [other]):
            library.update(paths)
        assert texts_of(library) == {
            "a.box/1.txt": RAIN,
            "a.box/in/2.txt": text_of(BREAD, KING),
            "b.txt": RIVER,
            "other/a.box/1.txt": WINTER,
            "other/a.box/in/9.txt": KING,
        }
        with snapshot_of(library) as snapshot:
            assert_whole(snapshot, encoder)

    def test_a_container_that_comes_after_the_folder(
        self, library: Library, folder: Path, tmp_path: Path
    ) -> None:
        library.update([write(tmp_path / "other", {"a.box/1.txt": WINTER})])
        library.update([folder])
        assert texts_of(library).keys() == {
            "a.box/1.txt", "b.txt", "documents/a.box/1.txt", "documents/a.box/in/2.txt",
        }  # fmt: skip

    def test_a_container_that_was_unpacked_in_its_place(
        self, library: Library, folder: Path, encoder: HashingEncoder
    ) -> None:
        library.update([folder])
        (folder / "a.box").unlink()
        write(folder, {"a.box/1.txt": RAIN, "a.box/new.txt": WINTER})
        report = library.update([folder])
        assert report == UpdateReport(
            added=("a.box/new.txt",),
            replaced=("a.box/1.txt",),
            removed=("a.box/in/2.txt",),
            unchanged=("b.txt",),
            encoded=1,
        )
        again = library.update([folder])
        assert again == UpdateReport(unchanged=("b.txt", "a.box/1.txt", "a.box/new.txt"))
        with snapshot_of(library) as snapshot:
            assert_whole(snapshot, encoder)


OLD: dict[str, str | bytes] = {
    "a.box": box({"1.txt": RAIN, "2.txt": BREAD, "3.txt": KING, "locked": ""}),
    "b.box": box({"1.txt": RIVER}, "A letter about the harvest of last year."),
    "gone.box": box({"1.txt": WINTER, "2.txt": RIVER}),
}
NEW: dict[str, str | bytes] = {
    "a.box": box({"1.txt": RAIN, "2.txt": text_of(BREAD, WINTER), "4.txt": RIVER, "5.raw": ""}),
    "b.box": "spoilt",
    "c.box": box({"in.box": box({"1.txt": KING, "2.txt": WINTER})}),
}


def state_of(library: Library) -> tuple[Content, Sequence[object]]:
    with snapshot_of(library) as snapshot:
        return content_of(snapshot), [*snapshot.left_out(), *readings_of(library).values()]


@pytest.mark.parametrize("stop_at", range(1, 19))
def test_an_update_broken_off_anywhere_is_made_good_by_the_next(
    library: Library, tmp_path: Path, encoder: HashingEncoder, stop_at: int
) -> None:
    folder = write(tmp_path / "documents", OLD)
    library.update([folder])
    old, _ = state_of(library)
    (folder / "gone.box").unlink()
    write(folder, NEW)
    fresh = Library(tmp_path / "fresh", HashingEncoder(), reading=READING)
    fresh.update([folder])
    new, notes = state_of(fresh)
    steps: list[Step] = []

    def stop(step: Step) -> None:
        steps.append(step)
        if len(steps) == stop_at:
            raise KeyboardInterrupt

    try:
        library.update([folder], stop)
    except KeyboardInterrupt:
        assert len(steps) == stop_at
    with snapshot_of(library) as snapshot:
        for source, content in content_of(snapshot).items():
            assert content in (old.get(source), new.get(source))
        assert_whole(snapshot, encoder)
    library.update([folder])
    assert state_of(library) == (new, notes)
    with snapshot_of(library) as snapshot:
        assert_whole(snapshot, encoder)
        assert not snapshot.unfinished


def test_a_container_of_which_a_part_was_stored_does_not_count_as_unchanged(
    library: Library, tmp_path: Path
) -> None:
    folder = write(tmp_path / "documents", {"a.box": OLD["a.box"]})
    first = True

    def stop(step: Step) -> None:
        nonlocal first
        if step.what == "stored" and first:
            first = False
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.update([folder], stop)
    assert texts_of(library).keys() == {"a.box/1.txt"}
    assert readings_of(library) == {}
    report = library.update([folder])
    assert report.replaced == ("a.box/1.txt",)
    assert report.added == ("a.box/2.txt", "a.box/3.txt")
    assert report.encoded == 2


def test_an_index_of_an_earlier_format_is_refused_until_it_is_built_again(
    library: Library, folder: Path
) -> None:
    library.update([folder])
    with closing(sqlite3.connect(library.folder / CATALOG_FILE)) as connection:
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")
        connection.commit()
    for ask in (library.snapshot, library.catalog, lambda: library.update([folder])):
        with pytest.raises(IndexTooOld, match="has format 1"):
            ask()
    library.rebuild([folder])
    assert texts_of(library).keys() == {"a.box/1.txt", "a.box/in/2.txt", "b.txt"}
