"""The catalogue: one SQLite file that is the truth about what is indexed.

Documents with their text, passages with numbers that are never used twice, vectors, the options
that shaped them, and the files that could not be read. Everything else in an index folder can be
made from it again. Each change is one transaction and raises the generation by one, so a process
that is killed leaves whole documents only.
"""

import json
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path

import numpy as np

from corpus.document import Document, Mark
from corpus.passage import Span
from index.errors import IndexCorrupt, IndexNotFound, IndexTooNew, StorageError, UnknownSource
from index.records import (
    Change,
    FileRecord,
    Identity,
    LeftOut,
    NewPassage,
    Origin,
    PassageRow,
    StoredVectors,
)

SCHEMA_VERSION = 1
CATALOG_FILE = "catalog.sqlite"

_SCHEMA = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE documents (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        source TEXT NOT NULL UNIQUE,
        root TEXT NOT NULL,
        path TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        title TEXT NOT NULL,
        date TEXT,
        reader TEXT NOT NULL,
        text TEXT NOT NULL,
        marks TEXT NOT NULL,
        checksum INTEGER NOT NULL
    )""",
    """CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        start INTEGER NOT NULL,
        end INTEGER NOT NULL,
        sentences BLOB NOT NULL,
        key BLOB NOT NULL,
        vector BLOB NOT NULL,
        sentence_vectors BLOB NOT NULL,
        checksum INTEGER NOT NULL
    )""",
    "CREATE INDEX passages_by_document ON passages (document_id)",
    "CREATE INDEX passages_by_key ON passages (key)",
    """CREATE TABLE left_out (
        source TEXT PRIMARY KEY,
        root TEXT NOT NULL,
        reason TEXT NOT NULL,
        hint TEXT NOT NULL,
        supported INTEGER NOT NULL
    ) WITHOUT ROWID""",
)
_COLUMNS = "id, document_id, start, end, sentences, vector, sentence_vectors, checksum"
_SELECT_BY_ID = f"SELECT {_COLUMNS} FROM passages WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants only
_SELECT_AFTER = f"SELECT {_COLUMNS} FROM passages WHERE id > ? ORDER BY id LIMIT ?"  # noqa: S608 - constants only
_SELECT_BY_KEY = f"SELECT {_COLUMNS} FROM passages WHERE key = ? LIMIT 1"  # noqa: S608 - constants only
# SQLite's errors that are not the file's fault; every other one is.
_STORAGE_FAULTS = (
    "SQLITE_BUSY",
    "SQLITE_CANTOPEN",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_LOCKED",
    "SQLITE_NOMEM",
    "SQLITE_PERM",
    "SQLITE_READONLY",
)
# Rows read in one go when all are read: a few megabytes.
_ROWS_AT_ONCE = 1000


class Catalog:
    """One open catalogue. Safe to use from several threads; one statement runs at a time."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Wrap an open connection; use `create`, `open_to_write` or `open_to_read` instead."""
        self._connection = connection
        self._path = path
        self._lock = threading.RLock()
        self._dimension = 0

    @classmethod
    def create(cls, folder: Path, identity: Identity) -> "Catalog":
        """Make a new, empty catalogue in `folder`.

        Raises: StorageError: when the folder cannot be written.
        """
        path = folder / CATALOG_FILE
        catalog = cls(_connect(path, ""), path)
        with catalog._statements() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            for statement in _SCHEMA:
                connection.execute(statement)
            connection.executemany(
                "INSERT INTO meta VALUES (?, ?)",
                [
                    ("schema", str(SCHEMA_VERSION)),
                    ("generation", "0"),
                    ("identity", json.dumps(asdict(identity))),
                ],
            )
            connection.execute("COMMIT")
        catalog._check()
        return catalog

    @classmethod
    def open_to_write(cls, folder: Path) -> "Catalog":
        """Open the catalogue in `folder` for changes.

        Raises: IndexNotFound, IndexTooNew, IndexCorrupt, StorageError.
        """
        path = _existing(folder)
        catalog = cls(_connect(path, "?mode=rw"), path)
        with catalog._statements() as connection:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
        catalog._check()
        return catalog

    @classmethod
    def open_to_read(cls, folder: Path) -> "Catalog":
        """Open the catalogue in `folder` as it is now; later changes by others are not seen.

        Raises: IndexNotFound, IndexTooNew, IndexCorrupt, StorageError.
        """
        path = _existing(folder)
        try:
            catalog = cls(_connect(path, "?mode=ro"), path)
            catalog._begin_reading()
        except StorageError:
            # A write-ahead log needs a file beside the catalogue. Where none can be made, nobody
            # can write the catalogue either, so it may be read as it lies there.
            catalog = cls(_connect(path, "?mode=ro&immutable=1"), path)
            catalog._begin_reading()
        catalog._check()
        return catalog

    def close(self) -> None:
        """Close the file; what was committed is in it."""
        with self._lock:
            self._connection.close()

    # -- what the index is ---------------------------------------------------------------------

    def identity(self) -> Identity:
        """What shaped the index."""
        return Identity(**json.loads(self._meta("identity")))

    def generation(self) -> int:
        """How many changes the index has seen; equal only where the content is."""
        return int(self._meta("generation"))

    # -- changes -------------------------------------------------------------------------------

    def replace(self, document: Document, origin: Origin, passages: Sequence[NewPassage]) -> Change:
        """Put `document` in the place of any other version of its source, in one transaction."""
        with self._change() as connection:
            removed = self._delete(connection, document.source)
            marks = json.dumps([(mark.offset, mark.label) for mark in document.marks])
            stated = document.date.isoformat() if document.date else None
            row = (document.source, origin.root, origin.path, document.sha256, document.title)
            body = (stated, document.reader, document.text, marks)
            cursor = connection.execute(
                "INSERT INTO documents (source, root, path, sha256, title, date, reader, text,"
                " marks, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*row, *body, _checksum(document.sha256, document.text, marks)),
            )
            added = tuple(
                self._insert(connection, int(cursor.lastrowid or 0), passage)
                for passage in passages
            )
        return Change(removed, added)

    def remove(self, source: str) -> Change:
        """Take the document of that source out; nothing happens where there is none."""
        with self._change() as connection:
            return Change(removed=self._delete(connection, source))

    def leave_out(self, file: LeftOut) -> None:
        """Note that a file could not become a document."""
        with self._change() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO left_out VALUES (?, ?, ?, ?, ?)",
                (file.source, file.root, file.reason, file.hint, file.supported),
            )

    def forget_left_out(self, sources: Iterable[str]) -> None:
        """Drop the notes about these files."""
        names = [(source,) for source in sources]
        if names:
            with self._change() as connection:
                connection.executemany("DELETE FROM left_out WHERE source = ?", names)

    # -- reading -------------------------------------------------------------------------------

    def files(self) -> tuple[FileRecord, ...]:
        """The documents in the index, by source."""
        with self._statements() as connection:
            rows = connection.execute(
                "SELECT source, root, path, sha256, title, date, reader, length(text),"
                " (SELECT count(*) FROM passages WHERE document_id = documents.id)"
                " FROM documents ORDER BY source"
            ).fetchall()
        return tuple(FileRecord(row[0], Origin(row[1], row[2]), *row[3:]) for row in rows)

    def left_out(self) -> tuple[LeftOut, ...]:
        """The files that could not become documents, by source."""
        with self._statements() as connection:
            rows = connection.execute(
                "SELECT source, root, reason, hint, supported FROM left_out ORDER BY source"
            ).fetchall()
        return tuple(
            LeftOut(row[0], row[1], row[2], row[3], supported=bool(row[4])) for row in rows
        )

    def count_passages(self) -> int:
        """How many passages the index holds."""
        with self._statements() as connection:
            return int(connection.execute("SELECT count(*) FROM passages").fetchone()[0])

    def document(self, document_id: int) -> Document:
        """One document, whole.

        Raises: IndexCorrupt: when its text is not what was stored.
        """
        with self._statements() as connection:
            row = connection.execute(
                "SELECT source, sha256, title, date, reader, text, marks, checksum"
                " FROM documents WHERE id = ?",
                (document_id,),
            ).fetchone()
        if row is None:
            raise self._corrupt(f"document {document_id} is missing")
        source, sha256, title, stated, reader, text, marks, checksum = row
        if checksum != _checksum(sha256, text, marks):
            raise self._corrupt(f"the text of {source} is not what was stored")
        return Document(
            source=source,
            sha256=sha256,
            title=title,
            date=date.fromisoformat(stated) if stated else None,
            text=text,
            marks=tuple(Mark(offset, label) for offset, label in json.loads(marks)),
            reader=reader,
        )

    def document_id(self, source: str) -> int:
        """The number of the document with that source.

        Raises: UnknownSource: when there is none.
        """
        with self._statements() as connection:
            # A name that is no text is none of ours.
            name = source.encode("utf-8", "replace").decode()
            row = connection.execute(
                "SELECT id FROM documents WHERE source = ?", (name,)
            ).fetchone()
        if row is None:
            raise UnknownSource(
                f"there is no document {source} in {self._path.parent}",
                hint="`qa status` lists the documents by name",
            )
        return int(row[0])

    def passage_ids(self, document_id: int) -> tuple[int, ...]:
        """The numbers of a document's passages, in the document's order."""
        with self._statements() as connection:
            rows = connection.execute(
                "SELECT id FROM passages WHERE document_id = ? ORDER BY start", (document_id,)
            ).fetchall()
        return tuple(row[0] for row in rows)

    def rows(self, ids: Iterable[int]) -> tuple[PassageRow, ...]:
        """The passages with these numbers, in the order of the numbers asked for.

        Raises: IndexCorrupt: when one is missing or not what was stored.
        """
        wanted = list(ids)
        with self._statements() as connection:
            rows = connection.execute(
                _SELECT_BY_ID,
                (json.dumps(wanted),),
            ).fetchall()
        found = {row[0]: self._row(row) for row in rows}
        missing = next((number for number in wanted if number not in found), None)
        if missing is not None:
            raise self._corrupt(f"passage {missing} is missing")
        return tuple(found[number] for number in wanted)

    def all_rows(self) -> Iterator[PassageRow]:
        """Every passage, by number, a few at a time."""
        last = 0
        while True:
            with self._statements() as connection:
                rows = connection.execute(
                    _SELECT_AFTER,
                    (last, _ROWS_AT_ONCE),
                ).fetchall()
            if not rows:
                return
            yield from map(self._row, rows)
            last = rows[-1][0]

    def vectors_by_key(self, keys: Iterable[bytes]) -> dict[bytes, StoredVectors]:
        """The vectors of those encodings that stand in the index already."""
        found: dict[bytes, StoredVectors] = {}
        for key in keys:
            with self._statements() as connection:
                row = connection.execute(_SELECT_BY_KEY, (key,)).fetchone()
            if row:
                found[key] = self._row(row).vectors
        return found

    # -- inside --------------------------------------------------------------------------------

    def _begin_reading(self) -> None:
        with self._statements() as connection:
            connection.execute("BEGIN")
            # A transaction sees the file as it is at its first reading.
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def _check(self) -> None:
        """Refuse a file that is no catalogue, or is one of a later version."""
        try:
            schema = int(self._meta("schema"))
            self._dimension = self.identity().dimension
        except (ValueError, TypeError, KeyError) as error:
            raise self._corrupt("it does not say what it is") from error
        if schema > SCHEMA_VERSION:
            raise IndexTooNew(
                f"the index in {self._path.parent} has format {schema}, "
                f"this version of Chapterverse reads up to {SCHEMA_VERSION}",
                hint="update Chapterverse, or build another index with `--index`",
            )

    def _meta(self, key: str) -> str:
        with self._statements() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise self._corrupt(f"it has no {key}")
        return str(row[0])

    @contextmanager
    def _statements(self) -> Iterator[sqlite3.Connection]:
        """The connection, one thread at a time, with SQLite's errors in our words."""
        with self._lock, _translated(self._path):
            yield self._connection

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """One transaction, which raises the generation by one; undone when it fails."""
        with self._statements() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute(
                    "UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'"
                )
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise

    def _delete(self, connection: sqlite3.Connection, source: str) -> tuple[int, ...]:
        rows = connection.execute(
            "SELECT passages.id FROM passages JOIN documents ON document_id = documents.id"
            " WHERE source = ? ORDER BY passages.id",
            (source,),
        ).fetchall()
        connection.execute("DELETE FROM documents WHERE source = ?", (source,))
        return tuple(row[0] for row in rows)

    def _insert(self, connection: sqlite3.Connection, document_id: int, new: NewPassage) -> int:
        passage = new.passage
        spans = np.array([(s.start, s.end) for s in passage.sentences], np.int64).tobytes()
        vector, sentences = new.vectors.passage.tobytes(), new.vectors.sentences.tobytes()
        cursor = connection.execute(
            "INSERT INTO passages (document_id, start, end, sentences, key, vector,"
            " sentence_vectors, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document_id,
                passage.start,
                passage.end,
                spans,
                new.key,
                vector,
                sentences,
                _checksum(str((passage.start, passage.end)), spans, vector, sentences),
            ),
        )
        return int(cursor.lastrowid or 0)

    def _row(self, row: tuple[int, int, int, int, bytes, bytes, bytes, int]) -> PassageRow:
        number, document_id, start, end, spans, vector, sentence_vectors, checksum = row
        if checksum != _checksum(str((start, end)), spans, vector, sentence_vectors):
            raise self._corrupt(f"passage {number} is not what was stored")
        pairs = np.frombuffer(spans, np.int64).reshape(-1, 2).tolist()
        return PassageRow(
            id=number,
            document_id=document_id,
            start=start,
            end=end,
            sentences=tuple(Span(first, last) for first, last in pairs),
            vectors=StoredVectors(
                np.frombuffer(vector, np.float16),
                np.frombuffer(sentence_vectors, np.int8).reshape(-1, self._dimension),
            ),
        )

    def _corrupt(self, what: str) -> IndexCorrupt:
        return _corrupt(self._path, what)


def _existing(folder: Path) -> Path:
    path = folder / CATALOG_FILE
    try:
        there = path.is_file()
    except OSError:  # a name that is too long
        there = False
    if not there:
        raise IndexNotFound(
            f"there is no index in {folder}",
            hint="build one with `qa index FOLDER`, or name one with `--index`",
        )
    return path


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    with _translated(path):
        return sqlite3.connect(
            path.resolve().as_uri() + mode,
            uri=True,
            check_same_thread=False,
            isolation_level=None,
            timeout=10,
        )


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """SQLite's errors as ours: the disk's fault, or the file's."""
    try:
        yield
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        code = getattr(error, "sqlite_errorname", "")
        if not code.startswith(_STORAGE_FAULTS):
            raise _corrupt(path, str(error)) from error
        raise StorageError(
            f"{path} cannot be read or written: {error}",
            hint="check that the disk has room and that you may write there; "
            "what was stored before is still there",
        ) from error


def _corrupt(path: Path, what: str) -> IndexCorrupt:
    return IndexCorrupt(
        f"the catalogue {path} is damaged: {what}",
        hint="delete the index folder and build it again with `qa index FOLDER`",
    )


def _checksum(*parts: str | bytes) -> int:
    """CRC-32 of the parts: finds damage, not forgery."""
    value = 0
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        value = zlib.crc32(data, value)
    return value
