"""A document: the text that was extracted from one file, and where its places are."""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from corpus.characters import composed

# Stands in a label between a heading and those under it.
HEADING_SEPARATOR = " > "
_SECTION = re.compile(r"(?:\A|, )section (?P<heading>.+)\Z")


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a document: from `offset` on, the text stands at `label`.

    Offsets are code points of `Document.text`.
    """

    offset: int
    label: str


@dataclass(frozen=True, slots=True)
class Document:
    """The extracted text of one file, and what is known about the file.

    `source` is the path relative to the indexed folder, with forward slashes. `sha256` is of the
    file's bytes. A file inside a file is a document of its own: its `source` goes on behind that of
    the outer file, and `sha256` is of its own bytes. `title` and `issuer` are empty and `date` is
    None where the document does not state them. In all that is read, letters with accents are one
    sign where Unicode has one. `marks` are ordered by offset. `reader` says how the text was had,
    such as "text, utf-8"; `notes` say what is in the file and not in the text.
    """

    source: str
    sha256: str
    title: str
    date: date | None
    text: str
    marks: tuple[Mark, ...] = ()
    reader: str = ""
    issuer: str = ""
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The title, or the file's name without its suffix where there is no title."""
        return self.title or composed(PurePosixPath(self.source).stem)


def sha256_of(data: bytes) -> str:
    """The SHA-256 of `data`, as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def label_at(marks: Sequence[Mark], offset: int) -> str:
    """The label of the last mark at or before `offset`, or "" where there is none.

    >>> label_at((Mark(0, "page 1"), Mark(100, "page 2")), 99)
    'page 1'
    """
    position = bisect_right(marks, offset, key=lambda mark: mark.offset)
    return marks[position - 1].label if position else ""


def section_at(marks: Sequence[Mark], offset: int) -> str:
    """The headings that `offset` stands under, as its label tells; "" where it tells none.

    >>> section_at((Mark(0, "page 3, section May > Prices"),), 10)
    'May > Prices'
    >>> section_at((Mark(0, "page 1"),), 10)
    ''
    """
    found = _SECTION.search(label_at(marks, offset))
    return found["heading"] if found else ""
