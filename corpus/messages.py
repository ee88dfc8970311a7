"""Messages between the process that asks for readings and the one that reads.

A message is the length of its head and of its body, the head as JSON, and the body: bytes as they
are. Nothing in one can run: what comes from a process that read a hostile file is data.
"""

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from corpus import errors
from corpus.document import Document, Mark
from corpus.errors import UnreadableDocument
from corpus.reading import Container, Reading, UnreadFile

_LENGTHS = struct.Struct("!QQ")
_KINDS: dict[str, type[UnreadableDocument]] = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, UnreadableDocument)
}
# What there is to go wrong with a message that is none.
_FAULTS = (struct.error, ValueError, LookupError, TypeError, AttributeError, RecursionError)


class GarbledMessage(Exception):
    """The bytes are no message."""


@dataclass(frozen=True, slots=True)
class Request:
    """A file to read, and in how many seconds at most."""

    source: str
    seconds: float
    data: bytes


def request_as_message(request: Request) -> bytes:
    """The bytes that ask for a reading."""
    return _message({"source": request.source, "seconds": request.seconds}, request.data)


def request_from_message(message: bytes) -> Request:
    """The request that a message of `request_as_message` makes."""
    head, body = _parts(message)
    return Request(str(head["source"]), float(str(head["seconds"])), body)


def reading_as_message(reading: Reading) -> bytes:
    """The bytes that give a reading; the texts make the body."""
    texts = [document.text.encode("utf-8", "surrogatepass") for document in reading.documents]
    head: dict[str, object] = {
        "documents": [
            {
                "source": document.source,
                "sha256": document.sha256,
                "title": document.title,
                "date": document.date.isoformat() if document.date else None,
                "length": len(text),
                "marks": [(mark.offset, mark.label) for mark in document.marks],
                "reader": document.reader,
                "issuer": document.issuer,
                "notes": document.notes,
            }
            for document, text in zip(reading.documents, texts, strict=True)
        ],
        "left_out": [
            (file.source, type(file.error).__name__, file.error.message, file.error.hint)
            for file in reading.left_out
        ],
        "containers": [(one.source, one.how, one.notes) for one in reading.containers],
    }
    return _message(head, b"".join(texts))


def reading_from_message(message: bytes) -> Reading:
    """The reading that a message of `reading_as_message` gives.

    Raises: GarbledMessage: when it is none.
    """
    try:
        head, body = _parts(message)
        return Reading(
            documents=tuple(_documents(head["documents"], body)),
            left_out=tuple(
                UnreadFile(source, _KINDS.get(kind, UnreadableDocument)(reason, hint=hint))
                for source, kind, reason, hint in _rows(head["left_out"])
            ),
            containers=tuple(
                Container(source, how, tuple(notes))
                for source, how, notes in _rows(head["containers"])
            ),
        )
    except _FAULTS as error:
        raise GarbledMessage(str(error)) from error


def length_of(beginning: bytes | bytearray) -> int | None:
    """How long the message is that begins so, or None where too little of it is there to know."""
    if len(beginning) < _LENGTHS.size:
        return None
    head, body = _LENGTHS.unpack_from(beginning)
    return _LENGTHS.size + int(head) + int(body)


def _message(head: dict[str, object], body: bytes) -> bytes:
    coded = json.dumps(head).encode()
    return b"".join((_LENGTHS.pack(len(coded), len(body)), coded, body))


def _parts(message: bytes) -> tuple[dict[str, object], bytes]:
    head_length, _ = _LENGTHS.unpack_from(message)
    start = _LENGTHS.size + head_length
    return json.loads(message[_LENGTHS.size : start]), message[start:]


def _rows(value: object) -> Iterator[list[str]]:
    if not isinstance(value, list):
        raise TypeError(value)
    yield from value


def _documents(rows: object, body: bytes) -> Iterator[Document]:
    if not isinstance(rows, list):
        raise TypeError(rows)
    start = 0
    for row in rows:
        end = start + row["length"]
        yield Document(
            source=row["source"],
            sha256=row["sha256"],
            title=row["title"],
            date=date.fromisoformat(row["date"]) if row["date"] else None,
            text=body[start:end].decode("utf-8", "surrogatepass"),
            marks=tuple(Mark(offset, label) for offset, label in row["marks"]),
            reader=row["reader"],
            issuer=row["issuer"],
            notes=tuple(row["notes"]),
        )
        start = end
    if start != len(body):
        raise ValueError("there is more text than documents")
