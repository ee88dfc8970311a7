"""Originals: the bytes of the file that a document was read from, if they are still the same."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.document import Document, sha256_of
from corpus.errors import LimitReached, UnreadableDocument
from corpus.reading import read_bytes

if TYPE_CHECKING:
    from index.snapshot import Snapshot


class State(StrEnum):
    """What became of the file that a document was read from."""

    SAME = "same"
    """It is there, byte for byte."""
    CHANGED = "changed"
    """It is there with other bytes."""
    GONE = "gone"
    """It is not there any more, or cannot be opened."""
    INSIDE = "inside"
    """It stands inside another file."""


@dataclass(frozen=True, slots=True)
class Original:
    """The file's state, and its bytes where it is the same; else none."""

    state: State
    data: bytes = b""


def original_of(snapshot: "Snapshot", document: Document) -> Original:
    """The file that `document` was read from, as it is now.

    Only a file that the index names is opened, and only its own bytes are given.
    """
    records = snapshot.coverage().documents
    record = next((one for one in records if one.source == document.source), None)
    if record is None:
        return Original(State.GONE)
    if record.origin.source not in {"", document.source}:
        return Original(State.INSIDE)
    try:
        data = read_bytes(Path(record.origin.path), document.source)
    except LimitReached:  # it was small enough when it was indexed
        return Original(State.CHANGED)
    except UnreadableDocument:
        return Original(State.GONE)
    if sha256_of(data) != document.sha256:
        return Original(State.CHANGED)
    return Original(State.SAME, data)
