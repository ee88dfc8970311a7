"""The readers with text recognition: pages of a PDF that are pictures are read, too.

A table of its own, beside `corpus/reading.py`, because recognition is an extra that takes seconds a
page, and gives another text of the same file.
"""

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from corpus import reading
from corpus.errors import MissingExtra
from corpus.extract import Extract

if TYPE_CHECKING:
    from corpus.readers.recognition import RapidRecogniser

READERS: reading.Readers = MappingProxyType(
    {**reading.READERS, ".pdf": ("corpus.recognised", "read_pdf_with_pictures")}
)
# Another version than without recognition, so that to turn it on or off reads the files again.
READERS_VERSION = 1_000 + reading.READERS_VERSION


def read_pdf_with_pictures(data: bytes, source: str) -> Extract:
    """Read a PDF; pages without text are looked at.

    Raises: MissingExtra: when the library for that is not installed.
    """
    from corpus.readers.pdf import read_pdf

    try:
        recogniser = _recogniser()
    except MissingExtra as error:
        raise MissingExtra(f"{source} was not read: {error.message}", hint=error.hint) from error
    return read_pdf(data, source, recognise=recogniser)


@cache
def _recogniser() -> "RapidRecogniser":
    from corpus.readers.recognition import RapidRecogniser

    return RapidRecogniser()
