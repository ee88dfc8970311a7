"""Small folders and indexes to test with, and how a test looks into them."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from index.encoding import Encoder
from index.library import Library
from tests.fakes import ReadingHere

ROOT = Path(__file__).parent.parent.parent
SAMPLE = ROOT / "corpus" / "sample"


def write_files(folder: Path, files: Mapping[str, str] | Mapping[str, str | bytes]) -> Path:
    """Make `folder` with these files, by name; returns it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def library_of(
    folder: Path, files: Mapping[str, str] | Mapping[str, str | bytes], encoder: Encoder
) -> Library:
    """A library in `folder`/index of the documents that are written to `folder`/documents."""
    library = Library(folder / "index", encoder, process=ReadingHere)
    library.update([write_files(folder / "documents", files)])
    return library


def change_catalog(index: Path, statement: str, *values: object) -> None:
    """Change the catalogue behind the program's back."""
    with closing(sqlite3.connect(index / "catalog.sqlite")) as connection:
        changed = connection.execute(statement, values).rowcount
        connection.commit()
    assert changed > 0
