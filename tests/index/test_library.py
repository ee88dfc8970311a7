"""A library: who may write it, what it has to match, and what a reader of it sees."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from corpus.document import Document, sha256_of
from corpus.errors import NoDocuments
from corpus.passage import Passage
from corpus.splitting import SplitOptions, split
from index.catalog_file import CATALOG_FILE
from index.errors import (
    IndexBusy,
    IndexCorrupt,
    IndexMismatch,
    IndexNotFound,
    StorageError,
    UnknownSource,
)
from index.library import Library
from index.update import Step, UpdateReport
from tests.fakes import HashingEncoder, ReadingHere
from tests.index.folders import (
    assert_whole,
    content_of,
    indexed,
    paragraph,
    results_of,
    searchable,
    snapshot_of,
    text_of,
    write,
)
from tests.index.small_disk import make_read_only, mounted

RAIN, BREAD, KING, RIVER = map(paragraph, ("rain", "bread", "king", "river"))

# Holds the index as a process that writes it does, until its standard input is closed.
HOLD = """
import sys
from contextlib import closing
from pathlib import Path
from index.library import Library
from tests.fakes import HashingEncoder

def wait(step):
    if step.what == "read" and step.source == "a.txt":
        print("writing", flush=True)
        sys.stdin.read()

Library(Path(sys.argv[1]), HashingEncoder()).update([Path(sys.argv[2])], wait)
"""


@pytest.fixture
def encoder() -> HashingEncoder:
    return HashingEncoder()


@pytest.fixture
def library(tmp_path: Path, encoder: HashingEncoder) -> Library:
    return Library(tmp_path / "index", encoder, process=ReadingHere)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "documents", {"a.txt": text_of(RAIN, BREAD), "b.txt": KING})


def test_nothing_is_made_before_something_is_indexed(library: Library) -> None:
    with pytest.raises(IndexNotFound, match=f"there is no index in {library.folder}"):
        library.snapshot()
    assert not library.folder.exists()


class TestWriting:
    """One process writes at a time."""

    def test_while_another_process_writes_nobody_else_may(
        self, library: Library, folder: Path
    ) -> None:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(library.folder), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        with process:
            assert process.stdout is not None
            assert process.stdout.readline() == "writing\n"
            for attempt in (library.update, library.rebuild):
                with pytest.raises(IndexBusy) as caught:
                    attempt([folder])
                assert caught.value.message == (
                    f"another process is writing the index in {library.folder}"
                )
                assert "wait until it has finished" in caught.value.hint
            with pytest.raises(IndexBusy):
                library.add([])
            process.communicate()
        assert process.returncode == 0
        assert library.update([folder]) == UpdateReport(unchanged=("a.txt", "b.txt"))

    def test_while_another_thread_writes_nobody_else_may(
        self, library: Library, folder: Path
    ) -> None:
        errors: list[Exception] = []

        def write_too(step: Step) -> None:
            if step.what == "read" and step.source == "a.txt":
                with ThreadPoolExecutor(1) as pool:
                    error = pool.submit(Library(library.folder, HashingEncoder()).update, [folder])
                    errors.append(error.exception())  # type: ignore[arg-type]

        assert library.update([folder], write_too).added == ("a.txt", "b.txt")
        assert [type(error) for error in errors] == [IndexBusy]

    def test_an_update_within_an_update_is_refused(self, library: Library, folder: Path) -> None:
        errors: list[IndexBusy] = []

        def write_too(step: Step) -> None:
            if step.what == "read" and step.source == "a.txt":
                with pytest.raises(IndexBusy) as caught:
                    Library(library.folder, HashingEncoder()).update([folder])
                errors.append(caught.value)

        assert library.update([folder], write_too).added == ("a.txt", "b.txt")
        assert len(errors) == 1

    def test_an_update_that_fails_lets_the_next_one_write(
        self, library: Library, folder: Path
    ) -> None:
        def fail(_step: Step) -> None:
            raise RuntimeError("no more steps")

        with pytest.raises(RuntimeError, match="no more steps"):
            library.update([folder], fail)
        assert library.update([folder]).added == ("a.txt", "b.txt")

    def test_a_folder_that_cannot_be_made_is_told(self, tmp_path: Path, folder: Path) -> None:
        (tmp_path / "file").touch()
        library = Library(tmp_path / "file" / "index", HashingEncoder())
        with pytest.raises(StorageError) as caught:
            library.update([folder])
        assert f"the index folder {library.folder} cannot be written" in caught.value.message
        assert "--index" in caught.value.hint

    def test_a_disk_that_fills_up_is_told_and_old_versions_stay(
        self, small_disk: Path, folder: Path
    ) -> None:
        library = Library(small_disk / "index", HashingEncoder())
        before = indexed(library, folder)
        more = (text_of(*(paragraph(f"{a} {b}") for b in range(80))) for a in range(40))
        write(folder, {f"z{number:02}.txt": text for number, text in enumerate(more)})
        with pytest.raises(StorageError):
            library.update([folder])
        with snapshot_of(library) as snapshot:
            content = content_of(snapshot)
            assert {source: content[source] for source in before} == before
            assert_whole(snapshot, HashingEncoder())


class TestMatching:
    """What shaped an index has to be the same for whatever is added to it or asked of it."""

    def test_another_encoder_is_refused_with_both_named(
        self, library: Library, folder: Path
    ) -> None:
        before = indexed(library, folder)
        other = Library(library.folder, HashingEncoder(32, name="other"))
        for attempt in (lambda: other.update([folder]), other.snapshot, lambda: other.add([])):
            with pytest.raises(IndexMismatch) as caught:
                attempt()
            assert caught.value.message == (
                f"the index in {library.folder} was built with the encoder hashing (hashing 64), "
                "the settings ask for other (other 32)"
            )
            assert "--rebuild" in caught.value.hint
            assert "set encoder to hashing" in caught.value.hint
        with snapshot_of(library) as snapshot:
            assert content_of(snapshot) == before

    def test_other_weights_under_the_same_name_are_refused(
        self, library: Library, folder: Path
    ) -> None:
        library.update([folder])
        other = Library(library.folder, HashingEncoder(version=" b"))
        with pytest.raises(IndexMismatch, match=r"\(hashing 64\).*\(hashing 64 b\)"):
            other.snapshot()

    def test_another_way_of_splitting_is_refused_with_both_numbers(
        self, library: Library, folder: Path
    ) -> None:
        before = indexed(library, folder)
        other = Library(library.folder, HashingEncoder(), SplitOptions(max_tokens=77))
        for attempt in (lambda: other.update([folder]), other.snapshot):
            with pytest.raises(IndexMismatch) as caught:
                attempt()
            assert caught.value.message == (
                f"the index in {library.folder} was split at 200 tokens, the settings ask for 77"
            )
            assert "set max_tokens to 200" in caught.value.hint
        with snapshot_of(library) as snapshot:
            assert content_of(snapshot) == before

    def test_a_refused_library_can_still_be_written_by_the_right_one(
        self, library: Library, folder: Path
    ) -> None:
        library.update([folder])
        with pytest.raises(IndexMismatch):
            Library(library.folder, HashingEncoder(32)).update([folder])
        assert library.update([folder]).unchanged == ("a.txt", "b.txt")


class TestRebuilding:
    """An index made anew, in the place of any other."""

    def test_it_replaces_encoder_and_options_and_all_documents(
        self, library: Library, folder: Path, tmp_path: Path
    ) -> None:
        library.update([folder, write(tmp_path / "other", {"c.txt": RIVER})])
        encoder = HashingEncoder(32, name="other")
        other = Library(library.folder, encoder, SplitOptions(max_tokens=30))
        report = other.rebuild([folder])
        assert report == UpdateReport(added=("a.txt", "b.txt"), encoded=6)
        with snapshot_of(other) as snapshot:
            assert content_of(snapshot).keys() == {"a.txt", "b.txt"}
            assert snapshot.identity.fingerprint == "other 32"
            assert snapshot.identity.max_tokens == 30
            assert len(snapshot) == 6
            assert searchable(snapshot, "river") == set()
            assert_whole(snapshot, encoder)
        with pytest.raises(IndexMismatch):
            library.snapshot()

    def test_it_makes_an_index_where_there_is_none(self, library: Library, folder: Path) -> None:
        assert library.rebuild([folder]).added == ("a.txt", "b.txt")
        with snapshot_of(library) as snapshot:
            assert searchable(snapshot, "king") == {"b.txt"}

    def test_it_gives_the_results_that_the_same_update_gives(
        self, library: Library, folder: Path, encoder: HashingEncoder
    ) -> None:
        library.update([folder])
        with snapshot_of(library) as snapshot:
            before = (content_of(snapshot), results_of(snapshot, encoder))
        library.rebuild([folder])
        with snapshot_of(library) as snapshot:
            assert (content_of(snapshot), results_of(snapshot, encoder)) == before
        assert library.update([folder]) == UpdateReport(unchanged=("a.txt", "b.txt"))

    def test_no_number_is_used_again(self, library: Library, folder: Path) -> None:
        library.update([folder])
        with closing(library.catalog()) as catalog:
            used = {row.id for row in catalog.all_rows()}
            generation = catalog.generation()
        write(folder, {"a.txt": "Other words.", "b.txt": "Other words of another kind."})
        library.rebuild([folder])
        with closing(library.catalog()) as catalog:
            assert not used.intersection(row.id for row in catalog.all_rows())
            assert catalog.generation() > generation

    def test_it_leaves_nothing_lying_about(self, library: Library, folder: Path) -> None:
        library.update([folder])
        before = {path.name for path in library.folder.iterdir()}
        library.rebuild([folder])
        assert {path.name for path in library.folder.iterdir()} == before

    def test_it_mends_a_damaged_index(self, library: Library, folder: Path) -> None:
        library.update([folder])
        (library.folder / CATALOG_FILE).write_bytes(b"no database" * 1000)
        with pytest.raises(IndexCorrupt):
            library.update([folder])
        library.rebuild([folder])
        with snapshot_of(library) as snapshot:
            assert searchable(snapshot, "king") == {"b.txt"}

    def test_when_it_fails_the_old_index_stays(
        self, library: Library, folder: Path, tmp_path: Path
    ) -> None:
        before = indexed(library, folder)
        (tmp_path / "empty").mkdir()
        with pytest.raises(NoDocuments):
            library.rebuild([tmp_path / "empty"])

        def fail(step: Step) -> None:
            if step.what == "stored":
                raise RuntimeError("broken off")

        with pytest.raises(RuntimeError, match="broken off"):
            library.rebuild([folder], fail)
        with snapshot_of(library) as snapshot:
            assert content_of(snapshot) == before
        assert library.rebuild([folder]).added == ("a.txt", "b.txt")

    def test_whoever_reads_the_old_index_reads_on(
        self, library: Library, folder: Path, encoder: HashingEncoder
    ) -> None:
        before = indexed(library, folder)
        with snapshot_of(library) as snapshot:
            found = results_of(snapshot, encoder)
            write(folder, {"a.txt": RIVER})
            library.rebuild([folder])
            assert content_of(snapshot) == before
            assert results_of(snapshot, encoder) == found

    def test_the_index_itself_is_not_indexed(self, folder: Path) -> None:
        library = Library(folder / "index", HashingEncoder())
        library.update([folder])
        assert library.rebuild([folder]) == UpdateReport(added=("a.txt", "b.txt"), encoded=3)


class TestReading:
    """A snapshot is one state, whole."""

    def test_a_passage_is_cut_from_its_document(self, library: Library, folder: Path) -> None:
        library.update([folder])
        with snapshot_of(library) as snapshot:
            assert len(snapshot) == 3
            document = snapshot.document("a.txt")
            rows = snapshot.rows(snapshot.passage_ids(["a.txt"]))
            for row, text in zip(rows, (RAIN, BREAD), strict=True):
                passage = snapshot.passage(row)
                assert passage.text == document.text[row.start : row.end] == text
            with pytest.raises(UnknownSource, match=r"there is no document c\.txt"):
                snapshot.document("c.txt")
            with pytest.raises(UnknownSource, match=r"there is no document c\.txt"):
                snapshot.passage_ids(["a.txt", "c.txt"])

    def test_it_does_not_see_later_changes(
        self, library: Library, folder: Path, encoder: HashingEncoder
    ) -> None:
        before = indexed(library, folder)
        with snapshot_of(library) as old:
            found = results_of(old, encoder)
            write(folder, {"a.txt": RIVER, "c.txt": paragraph("garden")})
            (folder / "b.txt").unlink()
            library.update([folder])
            assert content_of(old) == before
            assert results_of(old, encoder) == found
            assert_whole(old, encoder)
            with snapshot_of(library) as new:
                assert content_of(new).keys() == {"a.txt", "c.txt"}
                assert new.generation > old.generation

    def test_one_taken_in_the_middle_of_an_update_is_whole(
        self, library: Library, folder: Path, encoder: HashingEncoder
    ) -> None:
        old = indexed(library, folder)
        write(folder, {"a.txt": RIVER, "b.txt": text_of(KING, RIVER)})
        seen: list[set[str]] = []

        def look(step: Step) -> None:
            if step.what == "stored":
                with snapshot_of(library) as snapshot:
                    assert_whole(snapshot, encoder)
                    content = content_of(snapshot)
                    seen.append({source for source in old if content[source] == old[source]})

        library.update([folder], look)
        assert seen == [{"b.txt"}, set()]

    def test_readers_of_other_threads_see_whole_states_while_updates_run(
        self, library: Library, folder: Path, encoder: HashingEncoder
    ) -> None:
        def files(version: int) -> dict[str, str | bytes]:
            return {f"{n}.txt": paragraph(f"topic{n}", version) for n in range(3)}

        write(folder, files(0))
        library.update([folder])
        finished = threading.Event()

        def read() -> int:
            states = 0
            while not finished.is_set() or not states:
                with snapshot_of(library) as snapshot:
                    assert_whole(snapshot, encoder)
                    for n in range(3):
                        assert searchable(snapshot, f"topic{n}") == {f"{n}.txt"}
                states += 1
            return states

        with ThreadPoolExecutor(2) as pool:
            readers = [pool.submit(read) for _ in range(2)]
            for version in range(1, 6):
                write(folder, files(version))
                update_when_free(library, folder)
            finished.set()
            assert all(reader.result() > 0 for reader in readers)

    def test_its_state_changes_only_with_the_index(self, library: Library, folder: Path) -> None:
        assert library.state() == (0, 0)
        library.update([folder])
        first = library.state()
        assert first != (0, 0)
        library.update([folder])
        library.snapshot().close()
        assert library.state() == first
        write(folder, {"a.txt": RIVER})
        library.update([folder])
        assert library.state() != first

    def test_an_index_on_a_read_only_disk_can_be_read(
        self, tmp_path: Path, folder: Path, encoder: HashingEncoder
    ) -> None:
        with mounted(tmp_path / "disk", "size=20m") as disk:
            library = Library(disk / "index", encoder)
            before = indexed(library, folder)
            make_read_only(disk)
            with snapshot_of(library) as snapshot:
                assert content_of(snapshot) == before
                assert searchable(snapshot, "king") == {"b.txt"}
                assert_whole(snapshot, encoder)
            with pytest.raises(StorageError, match="cannot be written"):
                library.update([folder])
            with pytest.raises(StorageError, match="cannot be written"):
                library.rebuild([folder])


def update_when_free(library: Library, folder: Path) -> None:
    """Update, but wait for readers who are just repairing the caches."""
    for _ in range(1000):
        try:
            library.update([folder])
        except IndexBusy:
            threading.Event().wait(0.01)
        else:
            return
    pytest.fail("the index was busy for ten seconds")


class TestDocumentsThatAreNoFiles:
    """Documents that were split already."""

    def test_they_are_stored_as_they_are(self, library: Library, encoder: HashingEncoder) -> None:
        library.add([split_document("1", text_of(RAIN, BREAD)), split_document("2", KING)])
        with snapshot_of(library) as snapshot:
            assert content_of(snapshot).keys() == {"1", "2"}
            assert searchable(snapshot, "bread") == {"1"}
            assert_whole(snapshot, encoder)

    def test_they_replace_others_of_the_same_source(
        self, library: Library, encoder: HashingEncoder
    ) -> None:
        library.add([split_document("1", RAIN), split_document("1", BREAD)])
        with snapshot_of(library) as snapshot:
            assert content_of(snapshot)["1"][3] == (BREAD,)
            assert_whole(snapshot, encoder)
        library.add([split_document("1", KING)])
        with snapshot_of(library) as snapshot:
            assert content_of(snapshot)["1"][3] == (KING,)
            assert_whole(snapshot, encoder)

    def test_they_stay_when_a_folder_is_indexed(self, library: Library, folder: Path) -> None:
        library.add([split_document("a.txt", RIVER)])
        report = library.update([folder])
        assert report.removed == ()
        with snapshot_of(library) as snapshot:
            assert searchable(snapshot, "river") == {"a.txt"}
            assert len(snapshot.files()) == 3


def split_document(source: str, text: str) -> tuple[Document, tuple[Passage, ...]]:
    document = Document(source, sha256_of(text.encode()), "", None, text)
    return document, split(document)
