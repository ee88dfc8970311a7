"""The caches: whatever happens to them, the index answers as before and makes them again."""

import json
import logging
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from index.caches import Caches, load_caches, state_of_caches, take_description_away
from index.lexical import LexicalIndex
from index.library import Library
from tests.fakes import HashingEncoder, ReadingHere
from tests.index.folders import (
    assert_whole,
    content_of,
    paragraph,
    results_of,
    snapshot_of,
    text_of,
    write,
)
from tests.index.small_disk import make_read_only, mounted

TOPICS = "rain bread king river garden winter".split()
Damage = Callable[[Path], None]


def put(path: Path, data: bytes) -> None:
    """Have another file with `data` stand at `path`.

    tantivy reads an index that was opened once more in a thread of its own; a file that is cut
    short under it then ends the process (SIGBUS), as with anything that maps files into memory.
    """
    beside = path.with_name(f"{path.name}.new")
    beside.write_bytes(data)
    beside.replace(path)


def flip_a_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x10
    put(path, bytes(data))


def cut_short(path: Path) -> None:
    put(path, path.read_bytes()[:-1])


def empty(path: Path) -> None:
    put(path, b"")


def lengthen(path: Path) -> None:
    put(path, path.read_bytes() + b"\0")


def delete(path: Path) -> None:
    path.unlink()


@pytest.fixture
def encoder() -> HashingEncoder:
    return HashingEncoder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(
        tmp_path / "documents",
        {f"{topic}.txt": text_of(*(paragraph(topic, d) for d in range(3))) for topic in TOPICS},
    )


@pytest.fixture
def library(tmp_path: Path, folder: Path, encoder: HashingEncoder) -> Library:
    """A library that was filled in one go."""
    library = Library(tmp_path / "index", encoder, process=ReadingHere)
    library.update([folder])
    return library


def cache_file(library: Library, name: str) -> Path:
    """A file of the caches: by its name, or the largest one in the folder of that name."""
    path = library.folder / name
    if path.is_dir():
        return max(path.iterdir(), key=lambda file: file.stat().st_size)
    return path


def assert_made_again_once(
    library: Library, encoder: HashingEncoder, caplog: pytest.LogCaptureFixture, expected: object
) -> None:
    """The next snapshot says that it makes the caches again; the one after finds them whole."""
    caplog.clear()
    with caplog.at_level(logging.WARNING, "chapterverse"):
        for _ in range(2):
            with snapshot_of(library) as snapshot:
                assert (content_of(snapshot), results_of(snapshot, encoder)) == expected
                assert_whole(snapshot, encoder)
    (record,) = caplog.records
    assert record.name == "chapterverse"
    assert f"the caches in {library.folder} are made again" in record.getMessage()


def everything(library: Library, encoder: HashingEncoder) -> object:
    with snapshot_of(library) as snapshot:
        return content_of(snapshot), results_of(snapshot, encoder)


def test_whole_caches_are_used_without_a_word(
    library: Library, encoder: HashingEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    before = library.state()
    with snapshot_of(library) as snapshot:
        assert_whole(snapshot, encoder)
    assert caplog.records == []
    assert library.state() == before


@pytest.mark.parametrize("damage", [delete, cut_short, empty, flip_a_byte, lengthen])
@pytest.mark.parametrize(
    "name", ["vectors.faiss", "words", "words/meta.json", "sentence-words", "caches.json"]
)
def test_a_damaged_file_is_noticed_and_made_again(
    library: Library,
    encoder: HashingEncoder,
    caplog: pytest.LogCaptureFixture,
    name: str,
    damage: Damage,
) -> None:
    expected = everything(library, encoder)
    path = cache_file(library, name)
    damage(path)
    assert_made_again_once(library, encoder, caplog, expected)


@pytest.mark.parametrize("name", ["words", "sentence-words"])
def test_every_file_of_a_lexical_index_is_watched(
    library: Library, encoder: HashingEncoder, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    expected = everything(library, encoder)
    for number in range(len(list((library.folder / name).iterdir()))):
        paths = sorted((library.folder / name).iterdir())
        if number < len(paths) and paths[number].stat().st_size:
            flip_a_byte(paths[number])
            assert_made_again_once(library, encoder, caplog, expected)


def test_any_wrong_byte_in_the_description_does_no_harm(library: Library) -> None:
    path = library.folder / "caches.json"
    data = path.read_bytes()
    described = json.loads(data)
    generation = described["generation"]
    assert state_of_caches(library.folder, generation).usable
    for offset in range(len(data)):
        flip = (0x01, 0x10, 0x80)[offset % 3]
        path.write_bytes(data[:offset] + bytes([data[offset] ^ flip]) + data[offset + 1 :])
        if state_of_caches(library.folder, generation).usable:
            assert json.loads(path.read_bytes()) == described


@pytest.mark.parametrize(
    "content",
    ["null", "[]", "7", '"text"', "{}", '{"files": []}', '{"files": {"a": 7}}'],
)
def test_a_description_that_is_something_else_is_noticed(
    library: Library, encoder: HashingEncoder, caplog: pytest.LogCaptureFixture, content: str
) -> None:
    expected = everything(library, encoder)
    (library.folder / "caches.json").write_text(content)
    assert_made_again_once(library, encoder, caplog, expected)


@pytest.mark.parametrize("name", ["words", "sentence-words"])
def test_a_lexical_index_that_is_gone_is_made_again(
    library: Library, encoder: HashingEncoder, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    expected = everything(library, encoder)
    shutil.rmtree(library.folder / name)
    assert_made_again_once(library, encoder, caplog, expected)


def test_all_caches_gone_are_made_again(
    library: Library, encoder: HashingEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    expected = everything(library, encoder)
    drop(library)
    assert_made_again_once(library, encoder, caplog, expected)


def test_caches_of_an_earlier_state_are_noticed(
    library: Library,
    folder: Path,
    encoder: HashingEncoder,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    shutil.copytree(library.folder, tmp_path / "earlier")
    write(folder, {"virus.txt": paragraph("virus")})
    library.update([folder])
    drop(library)
    expected = everything(library, encoder)
    drop(library)
    shutil.copytree(
        tmp_path / "earlier",
        library.folder,
        ignore=shutil.ignore_patterns("catalog*", "*.lock"),
        dirs_exist_ok=True,
    )
    assert_made_again_once(library, encoder, caplog, expected)
    assert "earlier state" in caplog.text


def test_an_update_makes_damaged_caches_again_though_nothing_changed(
    library: Library, folder: Path, encoder: HashingEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    expected = everything(library, encoder)
    flip_a_byte(library.folder / "vectors.faiss")
    assert library.update([folder]).encoded == 0
    assert everything(library, encoder) == expected
    assert caplog.records == []


def test_an_update_that_finds_damaged_caches_makes_all_of_them_again(
    library: Library, folder: Path, encoder: HashingEncoder
) -> None:
    for name in ("vectors.faiss", "words", "sentence-words"):
        flip_a_byte(cache_file(library, name))
        write(folder, {f"{name}.txt": paragraph("virus")})
        library.update([folder])
        with snapshot_of(library) as snapshot:
            assert_whole(snapshot, encoder)


def test_on_a_read_only_disk_damaged_caches_are_made_again_in_memory(
    tmp_path: Path, folder: Path, encoder: HashingEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    with mounted(tmp_path / "disk", "size=20m") as disk:
        library = Library(disk / "index", encoder, process=ReadingHere)
        library.update([folder])
        expected = everything(library, encoder)
        flip_a_byte(library.folder / "vectors.faiss")
        make_read_only(disk)
        with caplog.at_level(logging.WARNING, "chapterverse"):
            assert everything(library, encoder) == expected
        assert "vectors.faiss is damaged or missing" in caplog.text


def test_on_a_full_disk_damaged_caches_are_made_again_in_memory(
    tmp_path: Path, folder: Path, encoder: HashingEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    with mounted(tmp_path / "disk", "size=20m") as disk:
        library = Library(disk / "index", encoder, process=ReadingHere)
        library.update([folder])
        expected = everything(library, encoder)
        drop(library)
        fill_up(disk / "filling")
        with caplog.at_level(logging.WARNING, "chapterverse"):
            assert everything(library, encoder) == expected
        assert "are made again" in caplog.text
        (disk / "filling").unlink()
        assert everything(library, encoder) == expected


def test_while_another_writes_damaged_caches_are_made_again_in_memory(
    library: Library, encoder: HashingEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    expected = everything(library, encoder)
    flip_a_byte(library.folder / "vectors.faiss")
    damaged = (library.folder / "vectors.faiss").read_bytes()
    with (
        FileLock(library.folder / "writer.lock", thread_local=False),
        caplog.at_level(logging.WARNING, "chapterverse"),
    ):
        assert everything(library, encoder) == expected
        assert (library.folder / "vectors.faiss").read_bytes() == damaged
    assert "vectors.faiss is damaged or missing" in caplog.text
    assert_made_again_once(library, encoder, caplog, expected)


def test_caches_that_change_while_they_are_opened_are_not_answered_from(
    library: Library, encoder: HashingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = everything(library, encoder)

    def load_while_another_begins_to_write(folder: Path, dimension: int) -> Caches | None:
        loaded = load_caches(folder, dimension)
        take_description_away(folder)
        return loaded and replace(loaded, words=LexicalIndex())

    monkeypatch.setattr("index.library.load_caches", load_while_another_begins_to_write)
    assert everything(library, encoder) == expected


def test_caches_made_again_find_what_those_found_that_grew_document_by_document(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    folder = tmp_path / "documents"
    library = Library(tmp_path / "index", encoder, process=ReadingHere)
    for day, topic in enumerate(TOPICS * 2):
        write(folder, {f"{topic}{day}.txt": paragraph(topic, day)})
        library.update([folder])
    expected = everything(library, encoder)
    drop(library)
    assert everything(library, encoder) == expected


def test_caches_made_again_find_what_those_found_from_which_documents_were_taken(
    library: Library, folder: Path, encoder: HashingEncoder
) -> None:
    write(folder, {"rain.txt": text_of(paragraph("virus"), paragraph("rain", 1))})
    library.update([folder])
    (folder / "bread.txt").unlink()
    (folder / "king.txt").rename(folder / "queen.txt")
    library.update([folder])
    expected = everything(library, encoder)
    drop(library)
    assert everything(library, encoder) == expected


def drop(library: Library) -> None:
    """Delete everything but the catalogue.

    A folder is moved away first: tantivy's watcher may put a lock into it just as it is emptied.
    """
    for path in list(library.folder.iterdir()):
        if path.is_dir():
            gone = path.rename(library.folder.parent / f"{path.name}.gone")
            shutil.rmtree(gone)
        elif not path.name.startswith("catalog."):
            path.unlink()


def fill_up(path: Path) -> None:
    """Write until the disk is full."""
    with path.open("wb", buffering=0) as stream:
        try:
            while stream.write(bytes(4096)):
                pass
        except OSError:
            return
