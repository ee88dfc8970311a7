"""The rows of the catalogue as values, each with a checksum over all that it says."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import starmap

import numpy as np

from corpus.document import Document, Mark
from corpus.passage import Passage, Span
from corpus.reading import Container
from index.likeness import sketch_of
from index.records import (
    FileReading,
    FileRecord,
    LeftOut,
    NewPassage,
    Origin,
    PassageRow,
    StoredVectors,
)

Value = str | bytes | int | None
Row = Sequence[Value]

HEAD_COLUMNS = (
    "id, source, root, path, file, sha256, title, date, issuer, reader, notes,"
    " sketch, characters, passages, head"
)
PASSAGE_COLUMNS = "id, document_id, start, end, key, sentences, vector, sentence_vectors, checksum"
READING_COLUMNS = "path, root, source, sha256, readers_version, bytes, containers, checksum"
LEFT_OUT_COLUMNS = "source, root, reason, hint, supported, path, sha256, checksum"


class DamagedRow(Exception):
    """A row is not what was stored; the message says what it holds."""


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """What the catalogue says of a document without its text."""

    id: int
    record: FileRecord


def checksum(values: Row) -> int:
    """CRC-32 of the values, their kinds and their order: finds damage, not forgery."""
    parts: list[bytes] = []
    for part in values:
        if isinstance(part, str):
            data = part.encode("utf-8", "surrogatepass")
        else:
            data = part if isinstance(part, bytes) else repr(part).encode()
        parts += (b"%s %d " % (type(part).__name__.encode(), len(data)), data)
    return zlib.crc32(b"".join(parts))


def sealed(values: Row) -> tuple[Value, ...]:
    """The values, and their checksum behind them."""
    return (*values, checksum(values))


def opened(row: Row, what: str) -> Row:
    """The values of a sealed row, which holds `what`.

    Raises: DamagedRow: when they are not those that were sealed.
    """
    if checksum(row[:-1]) != row[-1]:
        raise DamagedRow(what)
    return row[:-1]


def document_rows(
    number: int, document: Document, origin: Origin, passages: int
) -> tuple[tuple[Value, ...], tuple[Value, ...]]:
    """The head of a document, and its text with its marks, both sealed."""
    stated = document.date.isoformat() if document.date else None
    head = (
        number,
        document.source,
        origin.root,
        origin.path,
        origin.source,
        document.sha256,
        document.title,
        stated,
        document.issuer,
        document.reader,
        json.dumps(document.notes),
        sketch_of(document.text),
        len(document.text),
        passages,
    )
    marks = json.dumps([(mark.offset, mark.label) for mark in document.marks])
    return sealed(head), sealed((number, document.text, marks))


def read_head(row: Row) -> DocumentHead:
    """The head of a document.

    Raises: DamagedRow.
    """
    number, *values, notes, sketch, characters, passages = opened(row, f"document {row[0]!s}")
    source, root, path, file, sha256, title, stated, issuer, reader = values
    record = FileRecord(
        source=str(source),
        origin=Origin(str(root), str(path), str(file)),
        sha256=str(sha256),
        title=str(title),
        date=None if stated is None else str(stated),
        reader=str(reader),
        characters=_number(characters),
        passages=_number(passages),
        issuer=str(issuer),
        notes=tuple(json.loads(str(notes))),
        sketch=_bytes(sketch),
    )
    return DocumentHead(_number(number), record)


def read_document(head: DocumentHead, body: Row) -> Document:
    """The document of a head, with its text.

    Raises: DamagedRow.
    """
    record = head.record
    what = f"the text of {record.source}"
    number, text, marks = opened(body, what)
    if number != head.id:
        raise DamagedRow(what)
    return Document(
        source=record.source,
        sha256=record.sha256,
        title=record.title,
        date=date.fromisoformat(record.date) if record.date else None,
        text=str(text),
        marks=tuple(Mark(offset, label) for offset, label in json.loads(str(marks))),
        reader=record.reader,
        issuer=record.issuer,
        notes=record.notes,
    )


def passage_row(number: int, document_id: int, new: NewPassage) -> tuple[Value, ...]:
    """A passage as a sealed row."""
    passage: Passage = new.passage
    spans = np.array([(span.start, span.end) for span in passage.sentences], np.int64)
    return sealed(
        (
            number,
            document_id,
            passage.start,
            passage.end,
            new.key,
            spans.tobytes(),
            new.vectors.passage.tobytes(),
            new.vectors.sentences.tobytes(),
        )
    )


def read_passage(row: Row, dimension: int) -> PassageRow:
    """A passage from its row.

    Raises: DamagedRow.
    """
    number, document_id, start, end, _, spans, vector, sentences = opened(
        row, f"passage {row[0]!s}"
    )
    pairs = np.frombuffer(_bytes(spans), np.int64).reshape(-1, 2).tolist()
    return PassageRow(
        id=_number(number),
        document_id=_number(document_id),
        start=_number(start),
        end=_number(end),
        sentences=tuple(starmap(Span, pairs)),
        vectors=StoredVectors(
            np.frombuffer(_bytes(vector), np.float16),
            np.frombuffer(_bytes(sentences), np.int8).reshape(-1, dimension),
        ),
    )


def reading_row(reading: FileReading) -> tuple[Value, ...]:
    """A file that was read as a sealed row; what could not be read in it has rows of its own."""
    containers = json.dumps([(one.source, one.how, one.notes) for one in reading.containers])
    return sealed(
        (
            reading.path,
            reading.root,
            reading.source,
            reading.sha256,
            reading.readers_version,
            reading.bytes,
            containers,
        )
    )


def read_reading(row: Row) -> FileReading:
    """A file that was read from its row.

    Raises: DamagedRow.
    """
    path, root, source, sha256, version, size, containers = opened(
        row, f"the note about {row[0]!s}"
    )
    return FileReading(
        path=str(path),
        root=str(root),
        source=str(source),
        sha256=str(sha256),
        readers_version=_number(version),
        bytes=_number(size),
        containers=tuple(
            Container(name, how, tuple(notes)) for name, how, notes in json.loads(str(containers))
        ),
    )


def left_out_row(file: LeftOut) -> tuple[Value, ...]:
    """A note about a file as a sealed row."""
    supported = int(file.supported)
    return sealed(
        (file.source, file.root, file.reason, file.hint, supported, file.path, file.sha256)
    )


def read_left_out(row: Row) -> LeftOut:
    """A note about a file from its row.

    Raises: DamagedRow.
    """
    source, root, reason, hint, supported, path, sha256 = opened(row, f"the note about {row[0]!s}")
    return LeftOut(
        str(source),
        str(root),
        str(reason),
        str(hint),
        supported=supported == 1,
        path=str(path),
        sha256=str(sha256),
    )


def _number(value: Value) -> int:
    if not isinstance(value, int):
        raise DamagedRow(repr(value))
    return value


def _bytes(value: Value) -> bytes:
    if not isinstance(value, bytes):
        raise DamagedRow(repr(value))
    return value
