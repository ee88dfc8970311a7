"""Removing by hand: the index forgets a file, `update` passes it over, and the file stays."""

from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import NoDocuments
from corpus.reading import Reading
from index.coverage import coverage_of
from index.errors import IndexBusy, IndexCorrupt
from index.library import Library
from index.taken_out import read_taken_out
from index.update import Step
from tests.fakes import HashingEncoder, ReadingHere
from tests.index.folders import assert_whole, paragraph, text_of, write

RAIN, BREAD, KING = map(paragraph, ("rain", "bread", "king"))


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "index", HashingEncoder(), process=ReadingHere)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "documents", {"a.txt": text_of(RAIN, BREAD), "b.txt": KING})


def sources(library: Library) -> list[str]:
    with closing(library.catalog()) as catalog:
        assert not catalog.unfinished()
        return [record.source for record in catalog.files()]


def test_a_file_that_was_removed_stays_out_until_it_is_named_itself(
    library: Library, folder: Path
) -> None:
    library.update([folder])
    a = str(folder / "a.txt")
    library.remove([a])
    assert sources(library) == ["b.txt"]
    assert (folder / "a.txt").is_file()
    assert library.snapshot().generation
    report = library.update([folder])
    assert (report.unchanged, report.taken_out, report.failed) == (("b.txt",), (a,), ())
    assert sources(library) == ["b.txt"]
    report = library.update([folder / "a.txt"])
    assert (report.added, report.taken_out) == (("a.txt",), ())
    assert library.update([folder]).unchanged == ("a.txt", "b.txt")
    assert read_taken_out(library.folder) == frozenset()


def test_the_caches_follow_a_removal(library: Library, folder: Path) -> None:
    library.update([folder])
    library.remove([str(folder / "a.txt")])
    assert_whole(library.snapshot(), HashingEncoder())


def test_a_rebuilt_index_passes_it_over_too(library: Library, folder: Path) -> None:
    library.update([folder])
    library.remove([str(folder / "a.txt")])
    assert library.rebuild([folder]).taken_out == (str(folder / "a.txt"),)
    assert sources(library) == ["b.txt"]
    assert library.rebuild([folder, folder / "a.txt"]).added == ("a.txt", "b.txt")
    assert read_taken_out(library.folder) == frozenset()


def test_what_could_not_be_read_is_forgotten_too(library: Library, folder: Path) -> None:
    write(folder, {"empty.txt": "", "c.odd": "x"})
    library.update([folder])
    library.remove([str(folder / "empty.txt"), str(folder / "c.odd")])
    with closing(library.catalog()) as catalog:
        coverage = coverage_of(catalog.files(), catalog.readings(), catalog.left_out())
    assert [file.source for file in coverage.files] == ["a.txt", "b.txt"]


def test_all_files_may_be_removed(library: Library, folder: Path) -> None:
    library.update([folder])
    library.remove([str(folder / "a.txt"), str(folder / "b.txt")])
    assert sources(library) == []
    with pytest.raises(NoDocuments, match="removed by hand"):
        library.update([folder])


def test_an_unfinished_index_stays_unfinished(library: Library, folder: Path) -> None:
    def stop(step: Step) -> None:
        if step.what == "stored":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.update([folder], stop)
    library.remove([str(folder / "a.txt")])
    with closing(library.catalog()) as catalog:
        assert catalog.unfinished()


def test_uploads_belong_to_every_update_and_are_not_passed_over(
    library: Library, folder: Path
) -> None:
    library.update([folder])
    write(library.uploads, {"a.txt": RAIN, ".part": KING})
    assert library.update([folder]).added == ("uploads/a.txt",)
    assert library.rebuild([folder]).added == ("a.txt", "b.txt", "uploads/a.txt")
    (library.uploads / "a.txt").unlink()
    library.remove([str(library.uploads.resolve() / "a.txt")])
    assert sources(library) == ["a.txt", "b.txt"]
    assert read_taken_out(library.folder) == frozenset()


def test_the_process_that_is_given_reads(library: Library, folder: Path) -> None:
    read: list[str] = []

    class Noting(ReadingHere):
        def read(self, data: bytes, source: str) -> Reading:
            read.append(source)
            return super().read(data, source)

    library.update([folder], process=Noting())
    assert read == ["a.txt", "b.txt"]


def test_steps_say_how_many_passages_have_to_be_encoded(library: Library, folder: Path) -> None:
    steps: list[Step] = []
    library.update([folder], steps.append)
    told = [(step.what, step.encoded, step.found) for step in steps]
    # How often it is told while passages are encoded depends on the machine.
    assert [one for one in told if one[0] != "encoded"] == [
        ("read", 0, 0),
        ("read", 0, 2),
        ("stored", 3, 3),
        ("stored", 3, 3),
        ("cached", 3, 3),
    ]
    assert [one for one in told if one[0] == "encoded"][-1] == ("encoded", 3, 3)


def test_one_process_removes_at_a_time(library: Library, folder: Path) -> None:
    def remove_too(step: Step) -> None:
        if step.what == "read":
            with pytest.raises(IndexBusy):
                Library(library.folder, HashingEncoder()).remove(["x"])

    library.update([folder], remove_too)


def test_a_damaged_list_is_an_error(library: Library, folder: Path) -> None:
    library.update([folder])
    for content in ("{", "[]", '{"version": 2, "paths": []}', '{"version": 1}'):
        (library.folder / "taken-out.json").write_text(content)
        with pytest.raises(IndexCorrupt, match="taken-out"):
            library.update([folder])
