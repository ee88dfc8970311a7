"""The catalogue: one SQLite file that is the truth about what is indexed.

Documents with their text, passages with numbers that are never used twice, vectors, the options
that shaped them, which files were read, and what in them could not be. Everything else in an index
folder can be made from it again. Each change is one transaction and raises the generation by one,
so a process that is killed leaves whole documents only. Every row carries a checksum, and so do the
counts of rows: what is damaged is found, and never answered from.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from pathlib import Path

from corpus.document import Document
from index.catalog_file import CatalogFile, Connection
from index.errors import IndexCorrupt, UnknownSource
from index.records import (
    Change,
    FileReading,
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
    READING_COLUMNS,
    DocumentHead,
    Row,
    document_rows,
    left_out_row,
    passage_row,
    read_document,
    read_head,
    read_left_out,
    read_passage,
    read_reading,
    reading_row,
)

_HEADS = f"SELECT {HEAD_COLUMNS} FROM documents"  # noqa: S608 - constants only
_PASSAGES = f"SELECT {PASSAGE_COLUMNS} FROM passages"  # noqa: S608 - constants only
_PASSAGES_BY_ID = _PASSAGES + " WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants only
_READINGS = f"SELECT {READING_COLUMNS} FROM readings"  # noqa: S608 - constants only
_LEFT_OUT = f"SELECT {LEFT_OUT_COLUMNS} FROM left_out"  # noqa: S608 - constants only
# Rows read in one go when all are read: a few megabytes.
_ROWS_AT_ONCE = 1000


class Catalog:
    """One open catalogue. Safe to use from several threads; one statement runs at a time."""

    def __init__(self, file: CatalogFile) -> None:
        """Wrap an open file; use `create`, `open_to_write` or `open_to_read` instead."""
        self._file = file
        self._dimension = file.identity().dimension

    @classmethod
    def create(cls, folder: Path, identity: Identity) -> "Catalog":
        """Make a new, empty catalogue in `folder`, whole or not at all, and open it for changes.

        Raises: StorageError: when the folder cannot be written.
        """
        return cls(CatalogFile.create(folder, identity))

    @classmethod
    def open_to_write(cls, folder: Path) -> "Catalog":
        """Open the catalogue in `folder` for changes.

        Raises: IndexNotFound, IndexTooNew, IndexTooOld, IndexCorrupt, StorageError.
        """
        return cls(CatalogFile.open_to_write(folder))

    @classmethod
    def open_to_read(cls, folder: Path) -> "Catalog":
        """Open the catalogue in `folder` as it is now; later changes by others are not seen.

        Raises: IndexNotFound, IndexTooNew, IndexTooOld, IndexCorrupt, StorageError.
        """
        return cls(CatalogFile.open_to_read(folder))

    def close(self) -> None:
        """Close the file; what was committed is in it."""
        self._file.close()

    def take_over(self, folder: Path) -> None:
        """Put the whole content of the catalogue in `folder` in the place of ours, at once.

        Raises: StorageError: when the disk does not take it; then ours is as it was.
        """
        self._file.take_over(folder)

    def number_after(self, folder: Path) -> None:
        """Go on, while nothing is in it, with the numbers of the catalogue in `folder`.

        Raises: as `open_to_read`.
        """
        with closing(CatalogFile.open_to_read(folder)) as before:
            self._file.number_after(before)

    # -- what the index is ---------------------------------------------------------------------

    def identity(self) -> Identity:
        """What shaped the index."""
        return self._file.identity()

    def generation(self) -> int:
        """How many changes the index has seen; equal only where the content is."""
        return int(self._file.meta()["generation"])

    def unfinished(self) -> bool:
        """Whether whoever changed the index last did not come to the end."""
        return self._file.meta()["unfinished"] == "1"

    # -- changes -------------------------------------------------------------------------------

    def replace(
        self,
        document: Document,
        origin: Origin,
        passages: Sequence[NewPassage],
        completes: FileReading | None = None,
    ) -> Change:
        """Put `document` in the place of any other version of its source, in one transaction.

        Its file counts as not read until a document `completes` its reading, or `complete` does.
        """
        with self._file.change() as counts:
            removed = self._delete(document.source, counts)
            number = self._file.next_number("documents")
            head, body = document_rows(number, document, origin, len(passages))
            self._file.insert("documents", head)
            self._file.insert("texts", body)
            first = self._file.next_number("passages")
            added = tuple(range(first, first + len(passages)))
            for passage_id, new in zip(added, passages, strict=True):
                self._file.insert("passages", passage_row(passage_id, number, new))
            counts["documents"] += 1
            counts["passages"] += len(added)
            self._forget_reading(origin.path, counts)
            if completes is not None:
                self._complete(completes, counts)
        return Change(removed, added)

    def remove(self, source: str) -> Change:
        """Take the document of that source out; nothing happens where there is none.

        Its file counts as not read from then on.
        """
        with self._file.change() as counts:
            return Change(removed=self._delete(source, counts))

    def complete(self, reading: FileReading) -> None:
        """Note that a file was read, and that all its documents are stored."""
        with self._file.change() as counts:
            self._complete(reading, counts)

    def forget_readings(self, paths: Iterable[str]) -> None:
        """Make these files count as not read; their documents stay."""
        gone = list(paths)
        if gone:
            with self._file.change() as counts:
                for path in gone:
                    self._forget_reading(path, counts)

    def leave_out(self, file: LeftOut) -> None:
        """Note that a file could not become a document."""
        with self._file.change() as counts:
            self._leave_out(file, counts)

    def forget_left_out(self, files: Iterable[LeftOut]) -> None:
        """Drop the notes about these files."""
        notes = list(files)
        if notes:
            with self._file.change() as counts:
                for note in notes:
                    self._forget_note(note, counts)

    def finish(self) -> None:
        """Say that all changes of a run are made; until then the index counts as unfinished."""
        self._file.finish()

    # -- reading -------------------------------------------------------------------------------

    def files(self) -> tuple[FileRecord, ...]:
        """The documents in the index, by source."""
        with self._statements() as connection:
            rows = connection.execute(f"{_HEADS} ORDER BY source").fetchall()
            self._file.check_count("documents", len(rows))
            return tuple(read_head(row).record for row in rows)

    def readings(self) -> tuple[FileReading, ...]:
        """The files that were read, by path, each with what could not be read inside it."""
        notes: dict[str, list[LeftOut]] = defaultdict(list)
        for note in self.left_out():
            if note.sha256:
                notes[note.path].append(note)
        with self._statements() as connection:
            rows = connection.execute(f"{_READINGS} ORDER BY path").fetchall()
            self._file.check_count("readings", len(rows))
            found = tuple(map(read_reading, rows))
        return tuple(replace(one, left_out=tuple(notes[one.path])) for one in found)

    def left_out(self) -> tuple[LeftOut, ...]:
        """The files that could not become documents, by source."""
        with self._statements() as connection:
            rows = connection.execute(f"{_LEFT_OUT} ORDER BY source, root").fetchall()
            self._file.check_count("left_out", len(rows))
            return tuple(map(read_left_out, rows))

    def count_passages(self) -> int:
        """How many passages the index holds."""
        return int(self._file.meta()["passages"])

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
        # A name that is no text is none of ours, and nothing is equal to NULL.
        readable = source.encode("utf-8", "replace").decode()
        name = source if source == readable else None
        with self._statements() as connection:
            row = connection.execute(f"{_HEADS} WHERE source = ?", (name,)).fetchone()
            if row is None:
                raise UnknownSource(
                    f"there is no document {source} in {self._file.path.parent}",
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

    def rows_in_turn(self, ids: Sequence[int]) -> Iterator[PassageRow]:
        """The passages with these numbers, in that order, a few at a time.

        Raises: IndexCorrupt: when one is missing or not what was stored.
        """
        for first in range(0, len(ids), _ROWS_AT_ONCE):
            yield from self.rows(ids[first : first + _ROWS_AT_ONCE])

    def sample(self, count: int) -> Iterator[PassageRow]:
        """At most `count` passages, evenly drawn by number.

        Raises: IndexCorrupt: when one is not what was stored.
        """
        with self._statements() as connection:
            ids = [row[0] for row in connection.execute("SELECT id FROM passages ORDER BY id")]
        return self.rows_in_turn(ids[:: -(-len(ids) // count) or 1])

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
        self._file.check_count("passages", count)

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

    def _statements(self) -> AbstractContextManager[Connection]:
        return self._file.statements()

    def _delete(self, source: str, counts: dict[str, int]) -> tuple[int, ...]:
        with self._statements() as connection:
            row = connection.execute(f"{_HEADS} WHERE source = ?", (source,)).fetchone()
        if row is None:
            return ()
        head = read_head(row)
        removed = self.passage_ids(head.id)
        self._file.delete("documents WHERE id = ?", head.id)
        counts["documents"] -= 1
        counts["passages"] -= len(removed)
        self._forget_reading(head.record.origin.path, counts)
        return removed

    def _complete(self, reading: FileReading, counts: dict[str, int]) -> None:
        self._forget_reading(reading.path, counts)
        self._file.insert("readings", reading_row(reading))
        counts["readings"] += 1
        counts["left_out"] -= self._file.delete("left_out WHERE path = ?", reading.path)
        for note in reading.left_out:
            self._leave_out(note, counts)

    def _leave_out(self, file: LeftOut, counts: dict[str, int]) -> None:
        self._forget_note(file, counts)
        self._file.insert("left_out", left_out_row(file))
        counts["left_out"] += 1

    def _forget_note(self, file: LeftOut, counts: dict[str, int]) -> None:
        statement = "left_out WHERE source = ? AND root = ?"
        counts["left_out"] -= self._file.delete(statement, file.source, file.root)

    def _forget_reading(self, path: str, counts: dict[str, int]) -> None:
        counts["readings"] -= self._file.delete("readings WHERE path = ?", path)

    def _head(self, document_id: int) -> DocumentHead:
        with self._statements() as connection:
            row = connection.execute(f"{_HEADS} WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise self._corrupt(f"document {document_id} is missing")
        return read_head(row)

    def _passage(self, row: Row) -> PassageRow:
        return read_passage(row, self._dimension)

    def _corrupt(self, what: str) -> IndexCorrupt:
        return self._file.corrupt(what)
