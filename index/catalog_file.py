"""The file behind the catalogue: opened, changed in transactions, and checked for what it is.

A change is whole or not there, and raises the generation by one. What goes wrong is told as the
disk's fault or the file's.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Self

from index.errors import IndexCorrupt, IndexNotFound, IndexTooNew, IndexTooOld, StorageError
from index.records import Identity
from index.rows import DamagedRow, Value, checksum
from index.schema import COLUMNS, COUNTED, NUMBERED, SCHEMA_VERSION, TABLES

CATALOG_FILE = "catalog.sqlite"
Connection = sqlite3.Connection

_SEAL = "checksum"
# A passage takes about 3 KB, so that one fills a page of the usual 4 KB; four fill one of these.
_PAGE_BYTES = 16_384
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


class CatalogFile:
    """One open file. Safe to use from several threads; one statement runs at a time."""

    def __init__(self, connection: Connection, path: Path) -> None:
        """Wrap an open connection; use `create`, `open_to_write` or `open_to_read` instead."""
        self._connection = connection
        self._lock = threading.RLock()
        self.path = path

    @classmethod
    def create(cls, folder: Path, identity: Identity) -> Self:
        """Make a new file in `folder`, whole or not at all, and open it for changes.

        Raises: StorageError: when the folder cannot be written.
        """
        path = folder / f"{CATALOG_FILE}.new"
        try:
            with _translated(path):
                _delete_with_logs(path)
            cls._make(path, identity)
            with _translated(path):
                path.replace(folder / CATALOG_FILE)
        except StorageError:
            with suppress(OSError):
                _delete_with_logs(path)
            raise
        return cls.open_to_write(folder)

    @classmethod
    def _make(cls, path: Path, identity: Identity) -> None:
        file = cls(_connect(path, ""), path)
        with file._closed_on_error(), file.statements() as connection:
            connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            for statement in TABLES:
                connection.execute(statement)
            file._write_meta(
                {
                    "schema": str(SCHEMA_VERSION),
                    "generation": "0",
                    "identity": json.dumps(asdict(identity)),
                    "unfinished": "0",
                    **dict.fromkeys(COUNTED, "0"),
                }
            )
            connection.execute("COMMIT")
            connection.close()

    @classmethod
    def open_to_write(cls, folder: Path) -> Self:
        """Open the file in `folder` for changes.

        Raises: IndexNotFound, IndexTooNew, IndexTooOld, IndexCorrupt, StorageError.
        """
        path = _existing(folder)
        file = cls(_connect(path, "?mode=rw"), path)
        with file._closed_on_error(), file.statements() as connection:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            file._check()
        return file

    @classmethod
    def open_to_read(cls, folder: Path) -> Self:
        """Open the file in `folder` as it is now; later changes by others are not seen.

        Raises: IndexNotFound, IndexTooNew, IndexTooOld, IndexCorrupt, StorageError.
        """
        path = _existing(folder)
        try:
            file = cls(_connect(path, "?mode=ro"), path)
            with file._closed_on_error():
                file._begin_reading()
        except StorageError:
            # A write-ahead log needs a file beside the catalogue. Where none can be made, nobody
            # can write the catalogue either, so it may be read as it lies there.
            file = cls(_connect(path, "?mode=ro&immutable=1"), path)
            with file._closed_on_error():
                file._begin_reading()
        with file._closed_on_error():
            file._check()
        return file

    def close(self) -> None:
        """Close the file; what was committed is in it."""
        with self._lock:
            self._connection.close()

    def take_over(self, folder: Path) -> None:
        """Put the whole content of the catalogue in `folder` in the place of ours, at once.

        Raises: StorageError: when the disk does not take it; then ours is as it was.
        """
        source = _connect(_existing(folder), "?mode=rw")
        with self.statements() as target:
            source.backup(target)
        source.close()

    def meta(self) -> dict[str, str]:
        """What the file says of itself."""
        with self.statements() as connection:
            rows = connection.execute("SELECT key, value FROM meta").fetchall()
            meta = {str(key): str(value) for key, value in rows}
            seal = meta.pop(_SEAL, None)
            if seal != _seal_of(meta):
                raise self.corrupt("it does not say what it is")
            return meta

    def identity(self) -> Identity:
        """What shaped the index."""
        return Identity(**json.loads(self.meta()["identity"]))

    def check_count(self, table: str, found: int) -> None:
        """Make sure that a table has all its rows.

        Raises: IndexCorrupt.
        """
        stored = int(self.meta()[table])
        if found != stored:
            raise self.corrupt(f"it has {found} {table}, and {stored} were stored")

    def corrupt(self, what: str) -> IndexCorrupt:
        """The error that says what is damaged."""
        return _corrupt(self.path, what)

    @contextmanager
    def statements(self) -> Iterator[Connection]:
        """The connection, one thread at a time, with all that can go wrong in our words."""
        with self._lock, _translated(self.path):
            yield self._connection

    @contextmanager
    def change(self) -> Iterator[dict[str, int]]:
        """One transaction, which raises the generation by one; undone when it fails.

        What it gives counts the rows of each table, and has to be kept up with the changes.
        """
        with self.statements() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                meta = self.meta()
                counts = {name: int(meta[name]) for name in COUNTED}
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

    def finish(self) -> None:
        """Say that all changes of a run are made; until then the index counts as unfinished."""
        if self.meta()["unfinished"] == "1":
            with self.statements() as connection:
                connection.execute("BEGIN IMMEDIATE")
                self._write_meta(self.meta() | {"unfinished": "0"})
                connection.execute("COMMIT")

    def next_number(self, table: str) -> int:
        """The number after the highest that the table ever had."""
        row = self._connection.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)
        ).fetchone()
        return int(row[0]) + 1 if row else 1

    def number_after(self, other: Self) -> None:
        """Go on with the numbers, and the generations, where those of `other` end."""
        with self.statements() as connection:
            connection.execute("BEGIN IMMEDIATE")
            for table in NUMBERED:
                used = other.next_number(table) - 1
                connection.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", (table, used))
            following = int(other.meta()["generation"]) + 1
            self._write_meta(self.meta() | {"generation": str(following)})
            connection.execute("COMMIT")

    def insert(self, table: str, row: Sequence[Value]) -> None:
        """Add a row, within a change."""
        places = ", ".join("?" * len(row))
        columns = COLUMNS[table]
        statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 - constants
        self._connection.execute(statement, row)

    def delete(self, statement: str, *values: Value) -> int:
        """Delete rows, within a change; gives how many there were."""
        return self._connection.execute(f"DELETE FROM {statement}", values).rowcount  # noqa: S608 - constants

    def _begin_reading(self) -> None:
        with self.statements() as connection:
            connection.execute("BEGIN")
            # A transaction sees the file as it is at its first reading.
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def _check(self) -> None:
        """Refuse a file that is no catalogue, or is one of another version."""
        with self.statements() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
            stated = str(row[0]) if row else ""
            if not stated.isdecimal():
                raise self.corrupt("it does not say what it is")
            schema = int(stated)
            if schema > SCHEMA_VERSION:
                raise IndexTooNew(
                    f"the index in {self.path.parent} has format {schema}, "
                    f"this version of Chapterverse reads up to {SCHEMA_VERSION}",
                    hint="update Chapterverse, or build another index with `--index`",
                )
            if schema < SCHEMA_VERSION:
                raise IndexTooOld(
                    f"the index in {self.path.parent} has format {schema}, "
                    f"this version of Chapterverse needs {SCHEMA_VERSION}",
                    hint="build it again with `qa index FOLDER --rebuild`",
                )
            self.identity()

    def _write_meta(self, meta: dict[str, str]) -> None:
        rows = [*meta.items(), (_SEAL, _seal_of(meta))]
        self._connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", rows)

    @contextmanager
    def _closed_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._connection.close()
            raise


def _delete_with_logs(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


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
