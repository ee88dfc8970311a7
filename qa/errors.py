"""Errors of asking, settings and evaluation; the whole tree is here to be caught.

ChapterverseError
├── CorpusError, CitationMismatch     `corpus/errors.py`
├── LibraryError                      `index/errors.py`
└── QaError
    ├── QuestionError                 a question, or what it is asked with, cannot be used
    ├── SettingError                  a setting is unknown or has a value it cannot have
    ├── DatasetError                  an evaluation set is not what it should be
    ├── ReaderError                   the reader cannot be loaded
    ├── ExportError                   an answer cannot be saved under that name
    ├── BenchError                    a program that was to be measured does not run
    ├── SavedAnswerError              a file to verify is not a saved answer
    ├── SelectionError                no document is what was asked for
    ├── UploadError                   a file cannot be taken into the index
    ├── ReadOnly                      the index is served for reading only
    ├── FeedbackError                 feedback cannot be read or exported
    └── ServeError                    the chat cannot be served at that address
"""

from corpus.errors import (
    ChapterverseError,
    CitationMismatch,
    CorpusError,
    DamagedFile,
    LimitReached,
    MissingExtra,
    NeedsPassword,
    NoDocuments,
    NoText,
    NotText,
    PathNotFound,
    ReaderNotStarted,
    UnreadableDocument,
    UnsupportedFormat,
)
from index.errors import (
    EncoderChanged,
    EncoderError,
    EncoderNotFound,
    IndexBusy,
    IndexCorrupt,
    IndexEmpty,
    IndexMismatch,
    IndexNotFound,
    IndexTooNew,
    IndexTooOld,
    LibraryError,
    StorageError,
    UnknownSource,
)


class QaError(ChapterverseError):
    """Something about a question, a setting or an evaluation."""


class QuestionError(QaError):
    """A question, or what it is asked with (k, sources), cannot be used."""


class SettingError(QaError):
    """A setting is unknown or has a value that it cannot have."""


class DatasetError(QaError):
    """An evaluation set is not what it should be."""


class ReaderError(QaError):
    """The reader cannot be loaded."""


class ExportError(QaError):
    """An answer cannot be saved under that name."""


class BenchError(QaError):
    """A program that was to be measured does not run."""


class SavedAnswerError(QaError):
    """A file to verify is not a saved answer."""


class SelectionError(QaError):
    """No document is what was asked for."""


class UploadError(QaError):
    """A file cannot be taken into the index, or out of it."""


class ReadOnly(QaError):
    """The index is served for reading only."""


class FeedbackError(QaError):
    """Feedback cannot be read or exported."""


class ServeError(QaError):
    """The chat cannot be served at that address."""


__all__ = [
    "BenchError",
    "ChapterverseError",
    "CitationMismatch",
    "CorpusError",
    "DamagedFile",
    "DatasetError",
    "EncoderChanged",
    "EncoderError",
    "EncoderNotFound",
    "ExportError",
    "FeedbackError",
    "IndexBusy",
    "IndexCorrupt",
    "IndexEmpty",
    "IndexMismatch",
    "IndexNotFound",
    "IndexTooNew",
    "IndexTooOld",
    "LibraryError",
    "LimitReached",
    "MissingExtra",
    "NeedsPassword",
    "NoDocuments",
    "NoText",
    "NotText",
    "PathNotFound",
    "QaError",
    "QuestionError",
    "ReadOnly",
    "ReaderError",
    "ReaderNotStarted",
    "SavedAnswerError",
    "SelectionError",
    "ServeError",
    "SettingError",
    "StorageError",
    "UnknownSource",
    "UnreadableDocument",
    "UnsupportedFormat",
    "UploadError",
]
