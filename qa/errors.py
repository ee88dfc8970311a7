"""Errors of asking, settings and evaluation; the whole tree is here to be caught.

ChapterverseError
├── CorpusError, CitationMismatch     `corpus/errors.py`
├── LibraryError                      `index/errors.py`
└── QaError
    ├── QuestionError                 the question is blank or too long, k is below 1
    ├── SettingError                  a setting is unknown or has a value it cannot have
    ├── DatasetError                  an evaluation set is not what it should be
    ├── ReaderError                   the reader cannot be loaded
    ├── ExportError                   an answer cannot be saved under that name
    ├── BenchError                    a program that was to be measured does not run
    ├── SavedAnswerError              a file to verify is not a saved answer
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
    """The question is blank or too long, or k is below 1."""


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
    "ReaderError",
    "ReaderNotStarted",
    "SavedAnswerError",
    "ServeError",
    "SettingError",
    "StorageError",
    "UnknownSource",
    "UnreadableDocument",
    "UnsupportedFormat",
]
