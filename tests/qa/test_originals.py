"""Originals: the file that a document was read from, as it is now."""

import os
import zipfile
from pathlib import Path

from corpus.reading import MOST_FILE_BYTES
from qa.originals import Original, State, original_of
from tests.fakes import HashingEncoder
from tests.qa.small_index import library_of

TEXT = "A letter of one sentence."


def test_a_file_is_given_while_it_is_the_same(tmp_path: Path) -> None:
    library = library_of(tmp_path, {"a.txt": TEXT}, HashingEncoder())
    snapshot = library.snapshot()
    document = snapshot.document("a.txt")
    file = tmp_path / "documents" / "a.txt"
    assert original_of(snapshot, document) == Original(State.SAME, TEXT.encode())
    file.write_text(TEXT + " And another.")
    assert original_of(snapshot, document) == Original(State.CHANGED)
    os.truncate(file, MOST_FILE_BYTES + 1)
    assert original_of(snapshot, document) == Original(State.CHANGED)
    file.unlink()
    assert original_of(snapshot, document) == Original(State.GONE)
    snapshot.close()


def test_a_file_inside_another_is_not_opened(tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("a.txt", TEXT)
    library = library_of(tmp_path, {"a.zip": archive.read_bytes()}, HashingEncoder())
    snapshot = library.snapshot()
    assert original_of(snapshot, snapshot.document("a.zip/a.txt")) == Original(State.INSIDE)
    snapshot.close()
