"""Bringing an index up to date with folders: what is encoded, stored, taken out and told."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.document import sha256_of
from corpus.errors import NoDocuments, PathNotFound
from corpus.splitting import SplitOptions
from index.library import Library
from index.records import LeftOut
from index.update import Step, UpdateReport
from tests.fakes import HashingEncoder, ReadingHere
from tests.index.folders import (
    assert_whole,
    content_of,
    indexed,
    paragraph,
    searchable,
    snapshot_of,
    text_of,
    write,
)

RAIN, BREAD, KING, RIVER = map(paragraph, ("rain", "bread", "king", "river"))
BINARY = bytes(range(256)) * 4


@pytest.fixture
def encoder() -> HashingEncoder:
    return HashingEncoder()


@pytest.fixture
def library(tmp_path: Path, encoder: HashingEncoder) -> Library:
    return Library(tmp_path / "index", encoder, process=ReadingHere)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(
        tmp_path / "documents",
        {"a.txt": text_of(RAIN, BREAD), "b.txt": KING, "sub/c.txt": RIVER},
    )


def test_new_files_are_added_and_every_paragraph_is_encoded(
    library: Library, folder: Path, encoder: HashingEncoder
) -> None:
    report = library.update([folder])
    assert report == UpdateReport(added=("a.txt", "b.txt", "sub/c.txt"), encoded=4)
    assert encoder.encoded == [RAIN, BREAD, KING, RIVER]
    with snapshot_of(library) as snapshot:
        content = content_of(snapshot)
        assert content.keys() == {"a.txt", "b.txt", "sub/c.txt"}
        sha256, title, text, passages, sentences = content["a.txt"]
        assert sha256 == sha256_of(text_of(RAIN, BREAD).encode())
        assert (title, text) == ("", text_of(RAIN, BREAD))
        assert passages == (RAIN, BREAD)
        assert " ".join(sentences) == f"{RAIN} {BREAD}"
        assert len(sentences) == 4
        assert searchable(snapshot, "river") == {"sub/c.txt"}
        assert_whole(snapshot, encoder)


def test_a_file_too_large_to_be_read_is_left_out_and_the_others_are_read(
    library: Library, folder: Path
) -> None:
    write(folder, {"a0.txt": ""})
    os.truncate(folder / "a0.txt", 40_000_000_000)
    report = library.update([folder])
    assert report.added == ("a.txt", "b.txt", "sub/c.txt")
    (left_out,) = report.failed
    assert (left_out.source, left_out.supported) == ("a0.txt", True)
    assert "40,000 MB" in left_out.reason


def test_a_file_of_questions_is_left_out_with_the_reason_and_is_no_failure(
    library: Library, folder: Path
) -> None:
    write(folder, {"questions.jsonl": "{}"})
    report = library.update([folder])
    assert report.added == ("a.txt", "b.txt", "sub/c.txt")
    assert report.failed == ()
    (left_out,) = report.left_out
    assert left_out.source == "questions.jsonl"
    assert left_out.reason == (
        "questions.jsonl is no document: a file of this name holds the questions of `qa eval`"
    )
    with snapshot_of(library) as snapshot:
        assert snapshot.coverage().left_out == (left_out,)


def test_the_files_say_where_they_came_from(library: Library, folder: Path) -> None:
    library.update([folder])
    with snapshot_of(library) as snapshot:
        first, *_, last = snapshot.files()
    assert (first.source, first.passages, first.reader) == ("a.txt", 2, "text, utf-8")
    assert first.characters == len(text_of(RAIN, BREAD))
    assert Path(first.origin.root) == folder.resolve()
    assert Path(last.origin.path) == folder.resolve() / "sub" / "c.txt"


def test_unchanged_files_are_not_encoded_again(library: Library, folder: Path) -> None:
    library.update([folder])
    with snapshot_of(library) as snapshot:
        before = snapshot.generation
    os.utime(folder / "a.txt", (0, 0))
    report = library.update([folder])
    assert report == UpdateReport(unchanged=("a.txt", "b.txt", "sub/c.txt"), encoded=0)
    with snapshot_of(library) as snapshot:
        assert snapshot.generation == before


def test_of_a_changed_file_only_the_changed_paragraph_is_encoded(
    library: Library, folder: Path, encoder: HashingEncoder
) -> None:
    library.update([folder])
    encoder.encoded.clear()
    winter = paragraph("winter")
    write(folder, {"a.txt": text_of(winter, BREAD)})
    report = library.update([folder])
    assert report == UpdateReport(replaced=("a.txt",), unchanged=("b.txt", "sub/c.txt"), encoded=1)
    assert encoder.encoded == [winter]
    with snapshot_of(library) as snapshot:
        assert content_of(snapshot)["a.txt"][3] == (winter, BREAD)
        assert searchable(snapshot, "rain") == set()
        assert searchable(snapshot, "winter") == {"a.txt"}
        assert_whole(snapshot, encoder)


def test_paragraphs_that_changed_places_are_not_encoded_again(
    library: Library, folder: Path, encoder: HashingEncoder
) -> None:
    library.update([folder])
    write(folder, {"a.txt": text_of(BREAD, RAIN)})
    assert library.update([folder]).encoded == 0
    with snapshot_of(library) as snapshot:
        assert content_of(snapshot)["a.txt"][3] == (BREAD, RAIN)
        assert_whole(snapshot, encoder)


def test_a_vanished_file_is_taken_out(library: Library, folder: Path) -> None:
    library.update([folder])
    (folder / "a.txt").unlink()
    report = library.update([folder])
    assert report == UpdateReport(removed=("a.txt",), unchanged=("b.txt", "sub/c.txt"))
    with snapshot_of(library) as snapshot:
        assert content_of(snapshot).keys() == {"b.txt", "sub/c.txt"}
        assert searchable(snapshot, "rain") == set()
        assert len(snapshot) == 2


def test_a_renamed_file_is_not_encoded_again(
    library: Library, folder: Path, encoder: HashingEncoder
) -> None:
    library.update([folder])
    (folder / "a.txt").rename(folder / "z.txt")
    report = library.update([folder])
    assert report == UpdateReport(
        added=("z.txt",), removed=("a.txt",), unchanged=("b.txt", "sub/c.txt"), encoded=0
    )
    with snapshot_of(library) as snapshot:
        assert content_of(snapshot)["z.txt"][3] == (RAIN, BREAD)
        assert_whole(snapshot, encoder)


def test_two_files_that_swap_names_swap_their_texts(library: Library, folder: Path) -> None:
    library.update([folder])
    write(folder, {"a.txt": KING, "b.txt": text_of(RAIN, BREAD)})
    report = library.update([folder])
    assert (report.replaced, report.encoded) == (("a.txt", "b.txt"), 0)
    with snapshot_of(library) as snapshot:
        assert snapshot.document("a.txt").text == KING
        assert snapshot.document("b.txt").text == text_of(RAIN, BREAD)


def test_a_paragraph_that_stands_in_several_new_files_is_encoded_once(
    library: Library, folder: Path, encoder: HashingEncoder
) -> None:
    write(folder, {"d.txt": text_of(KING, RAIN)})
    report = library.update([folder])
    assert report.encoded == 4
    assert sorted(encoder.encoded) == sorted([RAIN, BREAD, KING, RIVER])
    with snapshot_of(library) as snapshot:
        assert searchable(snapshot, "king") == {"b.txt", "d.txt"}
        assert_whole(snapshot, encoder)


def test_more_passages_than_are_encoded_at_once_all_get_their_own_vectors(
    library: Library, tmp_path: Path, encoder: HashingEncoder
) -> None:
    texts = {
        f"{number:02}.txt": text_of(*(paragraph(f"topic{number}", day) for day in range(50)))
        for number in range(13)
    }
    report = library.update([write(tmp_path / "many", texts)])
    assert report.encoded == 650
    with snapshot_of(library) as snapshot:
        assert {source: content[2] for source, content in content_of(snapshot).items()} == texts
        assert_whole(snapshot, encoder)


def test_no_passage_is_longer_than_the_encoder_reads(tmp_path: Path, folder: Path) -> None:
    encoder = HashingEncoder(max_words=20)
    library = Library(tmp_path / "index", encoder)
    title = "A Story in Several Parts"
    write(folder, {"d.txt": text_of(title, *(paragraph("winter", day) for day in range(5)))})
    library.update([folder])
    assert len(encoder.encoded) > 10
    assert max(len(text.split()) for text in encoder.encoded) <= 20
    with snapshot_of(library) as snapshot:
        document = snapshot.document("d.txt")
        assert document.title == title
        words = [w for text in content_of(snapshot)["d.txt"][3] for w in text.split()]
        assert words == document.text.split()


class TestFilesThatCannotBeRead:
    """One bad file never stops a run, and is never passed over in silence."""

    def test_they_are_told_and_the_others_are_indexed(self, library: Library, folder: Path) -> None:
        write(folder, {"0.txt": BINARY, "a2.txt": b"", "e.xyz": "rain", "z.txt": " \n\n"})
        report = library.update([folder])
        root = str(folder.resolve())
        assert report.added == ("a.txt", "b.txt", "sub/c.txt")
        reasons = {file.source: (file.reason, file.supported) for file in report.left_out}
        assert reasons == {
            "0.txt": ("0.txt is not text: its bytes look like binary data", True),
            "a2.txt": ("a2.txt is empty", True),
            "e.xyz": ("e.xyz: no reader for files ending in .xyz", False),
            "z.txt": ("z.txt holds no text", True),
        }
        assert {file.root for file in report.left_out} == {root}
        assert all(file.hint for file in report.left_out)
        assert [file.source for file in report.failed] == ["0.txt", "a2.txt", "z.txt"]
        with snapshot_of(library) as snapshot:
            assert snapshot.left_out() == tuple(sorted(report.left_out, key=lambda f: f.source))
            assert content_of(snapshot).keys() == {"a.txt", "b.txt", "sub/c.txt"}

    def test_they_are_told_again_by_the_next_run_which_changes_nothing(
        self, library: Library, folder: Path
    ) -> None:
        write(folder, {"0.txt": BINARY})
        first = library.update([folder])
        with snapshot_of(library) as snapshot:
            generation = snapshot.generation
        second = library.update([folder])
        assert second.left_out == first.left_out
        with snapshot_of(library) as snapshot:
            assert snapshot.left_out() == first.left_out
            assert snapshot.generation == generation

    def test_one_that_was_mended_or_deleted_is_told_no_longer(
        self, library: Library, folder: Path
    ) -> None:
        write(folder, {"0.txt": BINARY, "1.txt": BINARY})
        library.update([folder])
        write(folder, {"0.txt": paragraph("winter")})
        (folder / "1.txt").unlink()
        report = library.update([folder])
        assert (report.added, report.left_out) == (("0.txt",), ())
        with snapshot_of(library) as snapshot:
            assert snapshot.left_out() == ()
            assert searchable(snapshot, "winter") == {"0.txt"}

    def test_one_that_cannot_be_read_any_more_keeps_its_old_version(
        self, library: Library, folder: Path
    ) -> None:
        library.update([folder])
        (folder / "a.txt").unlink()
        (folder / "a.txt").symlink_to(folder / "nowhere")
        report = library.update([folder])
        assert (report.removed, report.unchanged) == ((), ("b.txt", "sub/c.txt"))
        (told,) = report.failed
        assert told.source == "a.txt"
        assert told.reason == "a.txt cannot be read: No such file or directory"
        with snapshot_of(library) as snapshot:
            assert snapshot.document("a.txt").text == text_of(RAIN, BREAD)
            assert searchable(snapshot, "rain") == {"a.txt"}
            assert snapshot.left_out() == (told,)

    def test_one_whose_bytes_are_binary_now_is_taken_out(
        self, library: Library, folder: Path
    ) -> None:
        library.update([folder])
        write(folder, {"a.txt": BINARY})
        report = library.update([folder])
        assert report.removed == ("a.txt",)
        (told,) = report.failed
        assert told.reason == "a.txt is not text: its bytes look like binary data"
        with snapshot_of(library) as snapshot:
            assert content_of(snapshot).keys() == {"b.txt", "sub/c.txt"}
            assert searchable(snapshot, "rain") == set()
            assert snapshot.left_out() == (told,)

    def test_a_link_out_of_the_folder_is_not_followed(
        self, library: Library, folder: Path, tmp_path: Path
    ) -> None:
        write(tmp_path, {"secret.txt": paragraph("secret")})
        (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
        report = library.update([folder])
        assert report.added == ("a.txt", "b.txt", "sub/c.txt")
        (told,) = report.left_out
        assert told.source == "link.txt"
        assert f"is a link to {(tmp_path / 'secret.txt').resolve()}" in told.reason

    def test_a_link_to_itself_stops_nothing(self, library: Library, folder: Path) -> None:
        (folder / "loop.txt").symlink_to(folder / "loop.txt")
        report = library.update([folder])
        assert report.added == ("a.txt", "b.txt", "sub/c.txt")
        assert [file.source for file in report.failed] == ["loop.txt"]

    def test_a_name_that_is_no_unicode_stops_nothing(self, library: Library, folder: Path) -> None:
        name = os.fsdecode(b"caf\xe9.txt")
        try:
            write(folder, {name: paragraph("winter")})
        except OSError:
            pytest.skip("this file system refuses names that are no Unicode")
        report = library.update([folder])
        dealt_with = [*report.added, *(file.source for file in report.failed)]
        assert len(dealt_with) == 4
        assert {"a.txt", "b.txt", "sub/c.txt"} < set(dealt_with)
        assert library.update([folder]).encoded == 0

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
    def test_a_pipe_that_nobody_writes_to_stops_nothing(self, folder: Path, tmp_path: Path) -> None:
        os.mkfifo(folder / "pipe.txt")
        code = (
            "import sys; from pathlib import Path; from index.library import Library;"
            "from tests.fakes import HashingEncoder;"
            "report = Library(Path(sys.argv[1]), HashingEncoder()).update([Path(sys.argv[2])]);"
            "print(*report.added, *(file.source for file in report.failed))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "index"), str(folder)],
            capture_output=True,
            text=True,
            check=True,
            timeout=120,  # a busy machine is slow, and a pipe would be waited for for ever
            cwd=Path(__file__).parents[2],
        )
        assert done.stdout.split() == ["a.txt", "b.txt", "sub/c.txt", "pipe.txt"]


class TestSeveralFolders:
    """Files of the same name, folders within folders, and one folder at a time."""

    @pytest.fixture
    def other(self, tmp_path: Path) -> Path:
        return write(tmp_path / "other", {"a.txt": paragraph("winter"), "d.txt": BREAD})

    def test_files_of_the_same_name_are_both_citable(
        self, library: Library, folder: Path, other: Path, encoder: HashingEncoder
    ) -> None:
        report = library.update([folder, other])
        assert report.added == ("a.txt", "b.txt", "sub/c.txt", "other/a.txt", "d.txt")
        with snapshot_of(library) as snapshot:
            assert snapshot.document("a.txt").text == text_of(RAIN, BREAD)
            assert snapshot.document("other/a.txt").text == paragraph("winter")
            assert_whole(snapshot, encoder)
        assert library.update([other, folder]) == UpdateReport(
            unchanged=("other/a.txt", "d.txt", "a.txt", "b.txt", "sub/c.txt")
        )

    def test_a_folder_added_later_leaves_the_first_ones_names_alone(
        self, library: Library, folder: Path, other: Path
    ) -> None:
        library.update([folder])
        report = library.update([other])
        assert report == UpdateReport(added=("other/a.txt", "d.txt"), encoded=1)
        with snapshot_of(library) as snapshot:
            assert content_of(snapshot).keys() == {
                "a.txt", "b.txt", "sub/c.txt", "other/a.txt", "d.txt",
            }  # fmt: skip

    def test_folders_of_the_same_name_have_files_of_the_same_name(
        self, library: Library, tmp_path: Path
    ) -> None:
        roots = [write(tmp_path / place / "docs", {"a.txt": paragraph(place)}) for place in "xyz"]
        for _ in range(2):
            library.update(roots)
        with snapshot_of(library) as snapshot:
            texts = {record.source: record.origin.path for record in snapshot.files()}
            assert len(texts) == 3
            for source, path in texts.items():
                assert snapshot.document(source).text == Path(path).read_text()
            assert {"a.txt", "docs/a.txt"} < texts.keys()

    def test_the_documents_of_other_folders_stay(
        self, library: Library, folder: Path, other: Path
    ) -> None:
        library.update([folder, other])
        (other / "d.txt").unlink()
        (folder / "b.txt").unlink()
        assert library.update([other]).removed == ("d.txt",)
        with snapshot_of(library) as snapshot:
            assert content_of(snapshot).keys() == {"a.txt", "b.txt", "sub/c.txt", "other/a.txt"}

    def test_notes_about_other_folders_stay(
        self, library: Library, folder: Path, other: Path
    ) -> None:
        write(folder, {"bad.txt": BINARY})
        write(other, {"worse.txt": BINARY})
        library.update([folder])
        library.update([other])
        (other / "worse.txt").unlink()
        library.update([other])
        with snapshot_of(library) as snapshot:
            assert [file.source for file in snapshot.left_out()] == ["bad.txt"]

    def test_unreadable_files_of_the_same_name_are_both_told(
        self, library: Library, folder: Path, other: Path
    ) -> None:
        write(folder, {"bad.txt": BINARY})
        write(other, {"bad.txt": BINARY})
        library.update([folder])
        library.update([other])
        with snapshot_of(library) as snapshot:
            roots = [file.root for file in snapshot.left_out()]
        assert roots == [str(folder.resolve()), str(other.resolve())]

    def test_a_file_reached_in_two_ways_is_indexed_once(
        self, library: Library, folder: Path
    ) -> None:
        paths = [folder, folder / "sub", folder / "a.txt", folder]
        first = library.update(paths)
        assert sorted(Path(source).name for source in first.added) == ["a.txt", "b.txt", "c.txt"]
        second = library.update(paths)
        assert (second.added, second.replaced, second.removed) == ((), (), ())
        assert sorted(second.unchanged) == sorted(first.added)

    def test_a_file_that_was_indexed_with_a_folder_inside_is_taken_out_when_it_vanishes(
        self, library: Library, folder: Path
    ) -> None:
        library.update([folder / "sub"])
        assert library.update([folder]).added == ("a.txt", "b.txt")
        (folder / "sub" / "c.txt").unlink()
        assert library.update([folder]).removed == ("c.txt",)

    def test_a_file_that_was_replaced_by_itself_is_taken_out_when_it_vanishes(
        self, library: Library, folder: Path
    ) -> None:
        library.update([folder])
        write(folder, {"a.txt": RAIN})
        assert library.update([folder / "a.txt"]).replaced == ("a.txt",)
        (folder / "a.txt").unlink()
        assert library.update([folder]).removed == ("a.txt",)

    def test_a_file_that_was_told_with_a_folder_inside_is_told_no_longer_when_mended(
        self, library: Library, folder: Path
    ) -> None:
        write(folder, {"sub/bad.txt": BINARY})
        library.update([folder / "sub"])
        write(folder, {"sub/bad.txt": paragraph("winter")})
        library.update([folder])
        with snapshot_of(library) as snapshot:
            assert snapshot.left_out() == ()

    def test_a_single_file_can_be_indexed(self, library: Library, folder: Path) -> None:
        assert library.update([folder / "sub" / "c.txt"]).added == ("c.txt",)
        with snapshot_of(library) as snapshot:
            assert snapshot.document("c.txt").text == RIVER

    def test_a_folder_without_documents_is_refused_and_nothing_is_lost(
        self, library: Library, folder: Path, tmp_path: Path
    ) -> None:
        before = indexed(library, folder)
        (tmp_path / "empty").mkdir()
        with pytest.raises(NoDocuments, match=r"there is no document in .*empty"):
            library.update([tmp_path / "empty"])
        with pytest.raises(NoDocuments):
            library.update([])
        with pytest.raises(PathNotFound, match=r"missing does not exist"):
            library.update([folder, tmp_path / "missing"])
        with snapshot_of(library) as snapshot:
            assert content_of(snapshot) == before

    def test_a_folder_that_was_emptied_is_refused_and_nothing_is_lost(
        self, library: Library, folder: Path
    ) -> None:
        before = indexed(library, folder)
        for name in ("a.txt", "b.txt", "sub/c.txt"):
            (folder / name).unlink()
        with pytest.raises(NoDocuments):
            library.update([folder])
        with snapshot_of(library) as snapshot:
            assert content_of(snapshot) == before

    def test_the_index_itself_is_not_indexed(self, folder: Path) -> None:
        library = Library(folder / "index", HashingEncoder())
        for _ in range(2):
            report = library.update([folder])
            assert report.left_out == ()
        assert report == UpdateReport(unchanged=("a.txt", "b.txt", "sub/c.txt"))


class TestSteps:
    """What is told while an update runs, and an update that is broken off there."""

    def test_they_tell_how_far_the_update_is(self, library: Library, folder: Path) -> None:
        write(folder, {"d.txt": BINARY, "e.txt": paragraph("winter")})
        library.update([folder])
        (folder / "b.txt").unlink()
        write(folder, {"a.txt": RAIN, "f.txt": paragraph("garden")})
        steps: list[Step] = []
        library.update([folder], steps.append)
        stored = [step.source for step in steps if step.what == "stored"]
        assert stored == ["a.txt", "f.txt"]
        assert [step.source for step in steps if step.what == "removed"] == ["b.txt"]
        assert [step.what for step in steps].count("cached") == 1
        assert steps[-1].what == "cached"
        assert [step.done for step in steps] == sorted(step.done for step in steps)
        assert {step.total for step in steps} == {5}
        assert steps[-1].done == 5
        assert [step.encoded for step in steps] == sorted(step.encoded for step in steps)
        assert steps[-1].encoded == 1

    @pytest.mark.parametrize("stop_at", range(1, 14))
    def test_an_update_broken_off_anywhere_is_made_good_by_the_next(
        self, library: Library, folder: Path, encoder: HashingEncoder, stop_at: int, tmp_path: Path
    ) -> None:
        old = indexed(library, folder)
        (folder / "b.txt").unlink()
        new_files: dict[str, str | bytes] = {
            "a.txt": RAIN,
            "e.txt": paragraph("winter"),
            "f.txt": BINARY,
        }
        fresh = Library(tmp_path / "fresh", HashingEncoder(), process=ReadingHere)
        new = indexed(fresh, write(folder, new_files))
        steps: list[Step] = []

        def stop(step: Step) -> None:
            steps.append(step)
            if len(steps) == stop_at:
                raise KeyboardInterrupt

        try:
            library.update([folder], stop)
        except KeyboardInterrupt:
            assert len(steps) == stop_at
        else:
            assert len(steps) < stop_at
        with snapshot_of(library) as snapshot:
            for source, content in content_of(snapshot).items():
                assert content in (old.get(source), new.get(source))
            assert_whole(snapshot, encoder)
        assert indexed(library, folder) == new


def test_split_options_decide_where_passages_end(tmp_path: Path) -> None:
    library = Library(tmp_path / "index", HashingEncoder(), SplitOptions(max_tokens=30))
    folder = write(tmp_path / "documents", {"a.txt": RAIN})
    assert library.update([folder]).encoded == 2
    with snapshot_of(library) as snapshot:
        first, second = RAIN.split(" Nobody")
        assert content_of(snapshot)["a.txt"][3] == (first, "Nobody" + second)


def test_a_left_out_file_is_a_value() -> None:
    first = LeftOut("a.txt", "/documents", "is empty", "put text in", supported=True)
    second = LeftOut("a.xyz", "/documents", "no reader", "convert it", supported=False)
    assert UpdateReport(left_out=(first, second)).failed == (first,)


def test_the_last_documents_of_a_folder_that_may_be_empty_are_taken_out(
    library: Library, folder: Path
) -> None:
    library.update([folder])
    for name in ("a.txt", "b.txt", "sub/c.txt"):
        (folder / name).unlink()
    with pytest.raises(NoDocuments):
        library.update([folder])
    report = library.update([folder], may_be_empty=True)
    assert report == UpdateReport(removed=("a.txt", "b.txt", "sub/c.txt"))
    with snapshot_of(library) as snapshot:
        assert content_of(snapshot) == {}
    write(folder, {"a.txt": RAIN})
    assert library.update([folder], may_be_empty=True).added == ("a.txt",)
