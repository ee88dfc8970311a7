"""What the catalogue stores and gives back, as plain values."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from corpus.passage import Passage, Span
from corpus.reading import Container
from index.encoding import EncodedText, Vectors


@dataclass(frozen=True, slots=True)
class Identity:
    """What shaped an index, and has to be the same for whatever is added to it.

    `encoder` is the model's name for people; `fingerprint` names its exact weights.
    """

    encoder: str
    fingerprint: str
    dimension: int
    max_tokens: int


@dataclass(frozen=True, slots=True, eq=False)
class StoredVectors:
    """A passage's vectors as the catalogue keeps them.

    `passage` is (dim,) float16, of unit length. `sentences` is (n, dim) int8: only the direction
    of a row means something.
    """

    passage: npt.NDArray[np.float16]
    sentences: npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class PassageRow:
    """One passage as stored: its number, its document's, its place, its sentences, its vectors."""

    id: int
    document_id: int
    start: int
    end: int
    sentences: tuple[Span, ...]
    vectors: StoredVectors


@dataclass(frozen=True, slots=True, eq=False)
class NewPassage:
    """A passage to be stored, with the key and the vectors of its encoding."""

    passage: Passage
    key: bytes
    vectors: StoredVectors


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document's file lies: the path that was indexed, and the file itself.

    `source` is that of the file, also for a document that stands inside it.
    """

    root: str
    path: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A document in the index: where it came from, how it was read, how much it holds.

    `sketch` is of its text, as `index/likeness.py` makes it.
    """

    source: str
    origin: Origin
    sha256: str
    title: str
    date: str | None
    reader: str
    characters: int
    passages: int
    issuer: str = ""
    notes: tuple[str, ...] = ()
    sketch: bytes = field(default=b"", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that could not become a document, and why; `supported` if it should have.

    `path` is that of the file, or of the outermost file that it stands in. `sha256` is of that
    file's bytes, and empty where a reader did not get to see them.
    """

    source: str
    root: str
    reason: str
    hint: str
    supported: bool
    path: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class FileReading:
    """A file that was read, by which version of the readers, and what came of it but documents.

    Where there is one, the file's documents are all stored. `bytes` is the file's size.
    `containers` are the file and the files inside it that have no text of their own.
    """

    path: str
    root: str
    source: str
    sha256: str
    readers_version: int
    bytes: int
    containers: tuple[Container, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What one transaction did to the passages: numbers that went and numbers that came."""

    removed: tuple[int, ...] = ()
    added: tuple[int, ...] = ()


def stored(encoded: EncodedText) -> StoredVectors:
    """The vectors in the form in which they are kept.

    float16 changes a cosine by less than 0.0005; int8 of the best-sentence cosine by less than
    0.01 (measured by the test of this function).
    """
    rows = encoded.span_vectors
    largest = np.abs(rows).max(axis=1, keepdims=True, initial=0.0)
    scaled = np.rint(rows / np.where(largest > 0, largest, 1) * 127)
    return StoredVectors(encoded.vector.astype(np.float16), scaled.astype(np.int8))


def unit_rows(vectors: npt.NDArray[np.int8] | npt.NDArray[np.float16]) -> Vectors:
    """Stored vectors as (n, dim) float32 rows of unit length; a zero row stays zero."""
    rows = np.atleast_2d(vectors).astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    unit: Vectors = (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32, copy=False)
    return unit
