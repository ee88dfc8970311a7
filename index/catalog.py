"""The catalogue: one SQLite file that is the truth about what is indexed.

Documents with their text, passages with numbers that are never used twice, vectors, the options
that shaped them, and the files that could not be read. Everything else in an index folder can be
made from it again. Each change is one transaction and raises the generation by one, so a process
that is killed leaves whole documents only. Every row carries a checksum, and so do the counts of
rows: what is damaged is found, and never answered from.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from corpus.document import Document
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
from index.rows import (
    HEAD_COLUMNS,
    LEFT_OUT_COLUMNS,
    PASSAGE_COLUMNS,
    DamagedRow,
    DocumentHead,
    Row,
    checksum,
    document_rows,
    left_out_row,
    passage_row,
    read_document,
    read_head,
    read_left_out,
    read_passage,
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
        characters INTEGER NOT NULL,
        passages INTEGER NOT NULL,
        head INTEGER NOT NULL
    )""",
    """CREATE TABLE texts (
        id INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
        text TEXT NOT NULL,
        marks TEXT NOT NULL,
        checksum INTEGER NOT NULL
    )""",
    """CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        start INTEGER NOT NULL,
        end INTEGER NOT NULL,
        key BLOB NOT NULL,
        sentences BLOB NOT NULL,
        vector BLOB NOT NULL,
        sentence_vectors BLOB NOT NULL,
        checksum INTEGER NOT NULL
    )""",
    "CREATE INDEX passages_by_document ON passages (document_id)",
    "CREATE INDEX passages_by_key ON passages (key)",
    """CREATE TABLE left_out (
        source TEXT NOT NULL,
        root TEXT NOT NULL,
        reason TEXT NOT NULL,
        hint TEXT NOT NULL,
        supported INTEGER NOT NULL,
        checksum INTEGER NOT NULL,
        PRIMARY KEY (source, root)
    ) WITHOUT ROWID""",
)
_HEADS = f"SELECT {HEAD_COLUMNS} FROM documents"  # noqa: S608 - constants only
_PASSAGES = f"SELECT {PASSAGE_COLUMNS} FROM passages"  # noqa: S608 - constants only
_PASSAGES_BY_ID = _PASSAGES + " WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants only
_LEFT_OUT = f"SELECT {LEFT_OUT_COLUMNS} FROM left_out"  # noqa: S608 - constants only
_COLUMNS = {
    "documents": HEAD_COLUMNS,
    "texts": "id, text, marks, checksum",
    "passages": PASSAGE_COLUMNS,
    "left_out": LEFT_OUT_COLUMNS,
}
_SEAL = "checksum"
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
        """Make a new, empty catalogue in `folder`, whole or not at all, and open it for changes.

        Raises: StorageError: when the folder cannot be written.
        """
        path = folder / f"{CATALOG_FILE}.new"
        with _translated(path):
            for ending in ("", "-wal", "-shm", "-journal"):
                path.with_name(path.name + ending).unlink(missing_ok=True)
        catalog = cls(_connect(path, ""), path)
        with catalog._statements() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            for statement in _SCHEMA:
                connection.execute(statement)
            catalog._write_meta(
                {
                    "schema": str(SCHEMA_VERSION),
                    "generation": "0",
                    "identity": json.dumps(asdict(identity)),
                    "documents": "0",
                    "passages": "0",
                    "left_out": "0",
                    "unfinished": "0",
                }
            )
            connection.execute("COMMIT")
            connection.close()
        with _translated(path):
            path.replace(folder / CATALOG_FILE)
        return cls.open_to_write(folder)

    @classmethod
    def open_to_write(cls, folder: Path) -> "Catalog":
        """Open the catalogue in `folder` for changes.

        Raises: IndexNotFound, IndexTooNew, IndexCorrupt, StorageError.
        """
        path = _existing(folder)
        catalog = cls(_connect(path, "?mode=rw"), path)
        with catalog._closed_on_error(), catalog._statements() as connection:
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
            with catalog._closed_on_error():
                catalog._begin_reading()
        except StorageError:
            # A write-ahead log needs a file beside the catalogue. Where none can be made, nobody
            # can write the catalogue either, so it may be read as it lies there.
            catalog = cls(_connect(path, "?mode=ro&immutable=1"), path)
            with catalog._closed_on_error():
                catalog._begin_reading()
        with catalog._closed_on_error():
            catalog._check()
        return catalog

    def close(self) -> None:
        """Close the file; what was committed is in it."""
        with self._lock:
            self._connection.close()

    def take_over(self, folder: Path) -> None:
        """Put the whole content of the catalogue in `folder` in the place of ours, at once.

        Raises: StorageError: when the disk does not take it; then ours is as it was.
        """
        source = _connect(_existing(folder), "?mode=rw")
        with self._statements() as target:
            source.backup(target)
        source.close()

    # -- what the index is ---------------------------------------------------------------------

    def identity(self) -> Identity:
        """What shaped the index."""
        return Identity(**json.loads(self._meta()["identity"]))

    def generation(self) -> int:
        """How many changes the index has seen; equal only where the content is."""
        return int(self._meta()["generation"])

    def unfinished(self) -> bool:
        """Whether whoever changed the index last did not come to the end."""
        return self._meta()["unfinished"] == "1"

    # -- changes -------------------------------------------------------------------------------

    def replace(self, document: Document, origin: Origin, passages: Sequence[NewPassage]) -> Change:
        """Put `document` in the place of any other version of its source, in one transaction."""
        with self._change() as counts:
            removed = self._delete(document.source, counts)
            number = self._next("documents")
            head, body = document_rows(number, document, origin, len(passages))
            self._insert("documents", head)
            self._insert("texts", body)
            first = self._next("passages")
            added = tuple(range(first, first + len(passages)))
            for passage_id, new in zip(added, passages, strict=True):
                self._insert("passages", passage_row(passage_id, number, new))
            counts["documents"] += 1
            counts["passages"] += len(added)
        return Change(removed, added)

    def remove(self, source: str) -> Change:
        """Take the document of that source out; nothing happens where there is none."""
        with self._change() as counts:
            return Change(removed=self._delete(source, counts))

    def leave_out(self, file: LeftOut) -> None:
        """Note that a file could not become a document."""
        with self._change() as counts:
            counts["left_out"] -= self._forget(file)
            self._insert("left_out", left_out_row(file))
            counts["left_out"] += 1

    def finish(self) -> None:
        """Say that all changes of a run are made; until then the index counts as unfinished."""
        if self.unfinished():
            with self._statements() as connection:
                connection.execute("BEGIN IMMEDIATE")
                self._write_meta(self._meta() | {"unfinished": "0"})
                connection.execute("COMMIT")

    def forget_left_out(self, files: Iterable[LeftOut]) -> None:
        """Drop the notes about these files."""
        notes = list(files)
        if notes:
            with self._change() as counts:
                counts["left_out"] -= sum(self._forget(file) for file in notes)

    # -- reading -------------------------------------------------------------------------------

    def files(self) -> tuple[FileRecord, ...]:
        """The documents in the index, by source."""
        with self._statements() as connection:
            rows = connection.execute(f"{_HEADS} ORDER BY source").fetchall()
            self._check_count("documents", len(rows))
            return tuple(read_head(row).record for row in rows)

    def left_out(self) -> tuple[LeftOut, ...]:
        """The files that could not become documents, by source."""
        with self._statements() as connection:
            rows = connection.execute(f"{_LEFT_OUT} ORDER BY source, root").fetchall()
            self._check_count("left_out", len(rows))
            return tuple(map(read_left_out, rows))

    def count_passages(self) -> int:
        """How many passages the index holds."""
        return int(self._meta()["passages"])

    def document(self, document_id: int) -> Document:
        """One document, whole.

        Raises: IndexCorrupt: when it is missing or not what was stored.
        """
        with self._statements() as connection:
            head = self._head(document_id)
            body = connection.execute(
                "SELECT id, text, marks, checksum FROM texts WHERE id = ?", (document_id,)
            ).fetchone()
            if body is None:
                raise self._corrupt(f"the text of {head.record.source} is missing")
            return read_document(head, body)

    def document_id(self, source: str) -> int:
        """The number of the document with that source.

        Raises: UnknownSource: when there is none.
        """
        # A name that is no text is none of ours.
        name = source.encode("utf-8", "replace").decode()
        with self._statements() as connection:
            row = connection.execute(f"{_HEADS} WHERE source = ?", (name,)).fetchone()
            if row is None:
                raise UnknownSource(
                    f"there is no document {source} in {self._path.parent}",
                    hint="`qa status` lists the documents by name",
                )
            return read_head(row).id

    def passage_ids(self, document_id: int) -> tuple[int, ...]:
        """The numbers of a document's passages, in the document's order."""
        with self._statements() as connection:
            head = self._head(document_id)
            rows = connection.execute(
                f"{_PASSAGES} WHERE document_id = ? ORDER BY start", (document_id,)
            ).fetchall()
            passages = [self._passage(row) for row in rows]
        strangers = any(passage.document_id != document_id for passage in passages)
        if strangers or len({passage.id for passage in passages}) != head.record.passages:
            raise self._corrupt(f"passages of {head.record.source} are missing")
        return tuple(passage.id for passage in passages)

    def rows(self, ids: Iterable[int]) -> tuple[PassageRow, ...]:
        """The passages with these numbers, in the order of the numbers asked for.

        Raises: IndexCorrupt: when one is missing or not what was stored.
        """
        wanted = list(ids)
        with self._statements() as connection:
            rows = connection.execute(_PASSAGES_BY_ID, (json.dumps(wanted),)).fetchall()
            found = {passage.id: passage for passage in map(self._passage, rows)}
        missing = next((number for number in wanted if number not in found), None)
        if missing is not None:
            raise self._corrupt(f"passage {missing} is missing")
        return tuple(found[number] for number in wanted)

    def all_rows(self) -> Iterator[PassageRow]:
        """Every passage, by number, a few at a time.

        Raises: IndexCorrupt: when one is missing or not what was stored.
        """
        last = count = 0
        while True:
            with self._statements() as connection:
                rows = connection.execute(
                    f"{_PASSAGES} WHERE id > ? ORDER BY id LIMIT ?", (last, _ROWS_AT_ONCE)
                ).fetchall()
                passages = [self._passage(row) for row in rows]
            if not passages:
                break
            for passage in passages:
                if passage.id <= last:
                    raise self._corrupt(f"passage {passage.id} is out of order")
                last = passage.id
                count += 1
                yield passage
        self._check_count("passages", count)

    def vectors_by_key(self, keys: Iterable[bytes]) -> dict[bytes, StoredVectors]:
        """The vectors of those encodings that stand in the index already."""
        found: dict[bytes, StoredVectors] = {}
        for key in keys:
            with self._statements() as connection:
                row = connection.execute(f"{_PASSAGES} WHERE key = ? LIMIT 1", (key,)).fetchone()
                if row:
                    found[key] = self._passage(row).vectors
        return found

    # -- inside --------------------------------------------------------------------------------

    def _begin_reading(self) -> None:
        with self._statements() as connection:
            connection.execute("BEGIN")
            # A transaction sees the file as it is at its first reading.
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def _check(self) -> None:
        """Refuse a file that is no catalogue, or is one of a later version."""
        with self._statements() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
            stated = str(row[0]) if row else ""
            if not stated.isdecimal():
                raise self._corrupt("it does not say what it is")
            schema = int(stated)
            if schema > SCHEMA_VERSION:
                raise IndexTooNew(
                    f"the index in {self._path.parent} has format {schema}, "
                    f"this version of Chapterverse reads up to {SCHEMA_VERSION}",
                    hint="update Chapterverse, or build another index with `--index`",
                )
            self._dimension = self.identity().dimension

    def _meta(self) -> dict[str, str]:
        with self._statements() as connection:
            rows = connection.execute("SELECT key, value FROM meta").fetchall()
            meta = {str(key): str(value) for key, value in rows}
            seal = meta.pop(_SEAL, None)
            if seal != _seal_of(meta):
                raise self._corrupt("it does not say what it is")
            return meta

    def _write_meta(self, meta: dict[str, str]) -> None:
        rows = [*meta.items(), (_SEAL, _seal_of(meta))]
        self._connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", rows)

    def _check_count(self, table: str, found: int) -> None:
        stored = int(self._meta()[table])
        if found != stored:
            raise self._corrupt(f"it has {found} {table}, and {stored} were stored")

    @contextmanager
    def _statements(self) -> Iterator[sqlite3.Connection]:
        """The connection, one thread at a time, with all that can go wrong in our words."""
        with self._lock, _translated(self._path):
            yield self._connection

    @contextmanager
    def _closed_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._connection.close()
            raise

    @contextmanager
    def _change(self) -> Iterator[dict[str, int]]:
        """One transaction, which raises the generation by one; undone when it fails.

        What it gives counts the rows of each table, and has to be kept up with the changes.
        """
        with self._statements() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                meta = self._meta()
                counts = {name: int(meta[name]) for name in ("documents", "passages", "left_out")}
                yield counts
                meta |= {name: str(count) for name, count in counts.items()}
                meta["generation"] = str(int(meta["generation"]) + 1)
                meta["unfinished"] = "1"
                self._write_meta(meta)
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise

    def _next(self, table: str) -> int:
        """The number after the highest that the table ever had."""
        row = self._connection.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)
        ).fetchone()
        return int(row[0]) + 1 if row else 1

    def _insert(self, table: str, row: Row) -> None:
        places = ", ".join("?" * len(row))
        columns = _COLUMNS[table]
        statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 - constants
        self._connection.execute(statement, row)

    def _delete(self, source: str, counts: dict[str, int]) -> tuple[int, ...]:
        row = self._connection.execute(f"{_HEADS} WHERE source = ?", (source,)).fetchone()
        if row is None:
            return ()
        head = read_head(row)
        removed = self.passage_ids(head.id)
        self._connection.execute("DELETE FROM documents WHERE id = ?", (head.id,))
        counts["documents"] -= 1
        counts["passages"] -= len(removed)
        return removed

    def _forget(self, file: LeftOut) -> int:
        statement = "DELETE FROM left_out WHERE source = ? AND root = ?"
        return self._connection.execute(statement, (file.source, file.root)).rowcount

    def _head(self, document_id: int) -> DocumentHead:
        row = self._connection.execute(f"{_HEADS} WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise self._corrupt(f"document {document_id} is missing")
        return read_head(row)

    def _passage(self, row: Row) -> PassageRow:
        return read_passage(row, self._dimension)

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
    """What goes wrong as an error of ours: the disk's fault, or the file's."""
    try:
        yield
    except OSError as error:
        raise _storage_error(path, error.strerror or str(error)) from error
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "").startswith(_STORAGE_FAULTS):
            raise _storage_error(path, str(error)) from error
        raise _corrupt(path, str(error)) from error
    except DamagedRow as error:
        raise _corrupt(path, f"{error} is not what was stored") from error
    except UnicodeDecodeError as error:
        raise _corrupt(path, f"it holds what is no text: {error}") from error


def _storage_error(path: Path, what: str) -> StorageError:
    return StorageError(
        f"{path} cannot be read or written: {what}",
        hint="check that the disk has room and that you may write there; "
        "what was stored before is still there",
    )


def _corrupt(path: Path, what: str) -> IndexCorrupt:
    return IndexCorrupt(
        f"the catalogue {path} is damaged: {what}",
        hint="build the index again with `qa index FOLDER --rebuild`",
    )


def _seal_of(meta: dict[str, str]) -> str:
    return str(checksum([part for item in sorted(meta.items()) for part in item]))
