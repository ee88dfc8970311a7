"""Errors of reading documents, and the base of every error that Chapterverse raises on purpose.

ChapterverseError                 message names the thing, hint says what to do
├── CorpusError
│   ├── PathNotFound              a path that was given does not exist
│   ├── NoDocuments               the paths hold no file that can be read
│   ├── ReaderNotStarted          the process that reads documents cannot be started
│   └── UnreadableDocument        one file that cannot become a document
│       ├── UnsupportedFormat     no reader knows this kind of file
│       ├── NotText               the bytes are not text in any encoding
│       ├── NoText                the file was read and holds no text
│       ├── DamagedFile           the file is not what its name says, or is cut off
│       ├── NeedsPassword         the file is encrypted
│       ├── LimitReached          reading it takes more time, memory or room than is allowed
│       └── MissingExtra          the library that reads it is not installed
├── CitationMismatch              a quote is not what the document says at its offsets
├── index errors                  drawn in `index/errors.py`
└── qa errors                     drawn in `qa/errors.py`
"""


class ChapterverseError(Exception):
    """What went wrong, naming the thing, and a hint that says what to do about it."""

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class CorpusError(ChapterverseError):
    """Something about the documents themselves."""


class PathNotFound(CorpusError):
    """A path that was given does not exist."""


class NoDocuments(CorpusError):
    """The given paths hold no file that can be read."""


class ReaderNotStarted(CorpusError):
    """The process that reads documents cannot be started."""


class UnreadableDocument(CorpusError):
    """One file that cannot become a document; the run goes on without it."""


class UnsupportedFormat(UnreadableDocument):
    """No reader knows this kind of file."""


class NotText(UnreadableDocument):
    """The bytes are not text in any encoding."""


class NoText(UnreadableDocument):
    """The file was read and holds no text."""


class DamagedFile(UnreadableDocument):
    """The file is not what its name says, or is cut off."""


class NeedsPassword(UnreadableDocument):
    """The file is encrypted, and nobody gave its password."""


class LimitReached(UnreadableDocument):
    """Reading the file takes more time, memory or room than is allowed."""


class MissingExtra(UnreadableDocument):
    """The library that reads this kind of file is not installed."""


class CitationMismatch(ChapterverseError):
    """A quote is not what the document says at its offsets."""
