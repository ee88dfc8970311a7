"""Errors of building and opening an index.

ChapterverseError
└── LibraryError
    ├── IndexNotFound             there is no index in the folder
    ├── IndexEmpty                the index holds no document
    ├── IndexBusy                 another process is writing the index
    ├── IndexMismatch             it was built with another encoder or other split options
    ├── IndexTooNew               a later version of Chapterverse wrote it
    ├── IndexTooOld               an earlier version of Chapterverse wrote it
    ├── IndexCorrupt              the catalogue is damaged
    ├── StorageError              the disk is full, read-only or failing
    ├── UnknownSource             no document of that name is in the index
    └── EncoderError
        ├── EncoderNotFound       no model of that name on this computer
        └── EncoderChanged        the model's weights are not the ones that are expected
"""

from corpus.errors import ChapterverseError


class LibraryError(ChapterverseError):
    """Something about an index."""


class IndexNotFound(LibraryError):
    """There is no index in the folder."""


class IndexEmpty(LibraryError):
    """The index holds no document."""


class IndexBusy(LibraryError):
    """Another process is writing the index."""


class IndexMismatch(LibraryError):
    """The index was built with another encoder or other split options."""


class IndexTooNew(LibraryError):
    """A later version of Chapterverse wrote the index."""


class IndexTooOld(LibraryError):
    """An earlier version of Chapterverse wrote the index."""


class IndexCorrupt(LibraryError):
    """The catalogue is damaged."""


class StorageError(LibraryError):
    """The disk is full, read-only or failing."""


class UnknownSource(LibraryError):
    """No document of that name is in the index."""


class EncoderError(LibraryError):
    """The model that makes the vectors cannot be used."""


class EncoderNotFound(EncoderError):
    """No model of that name is on this computer."""


class EncoderChanged(EncoderError):
    """The model's weights are not the ones that are expected."""
