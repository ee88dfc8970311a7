"""The name under which an uploaded file is kept: one that stays in its folder and can be shown."""

import unicodedata
from pathlib import PurePosixPath

from corpus.folder import QUESTIONS_FILE
from qa.errors import UploadError

# File systems take 255 bytes; a few are left for what is written beside the file meanwhile.
_MOST_BYTES = 200


def upload_name(given: str) -> str:
    r"""The last part of the name `given`, without signs that cannot be shown; with its suffix.

    Raises: UploadError: when nothing that names a document is left.

    >>> upload_name("C:\\papers\\letter of May.pdf")
    'letter of May.pdf'
    >>> upload_name("../../etc/passwd")
    'passwd'
    """
    last = given.replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in unicodedata.normalize("NFC", last) if sign.isprintable())
    # A file whose name begins with a dot is no document.
    name = _shortened(shown.strip().lstrip(". ").rstrip(". "))
    if not name:
        raise UploadError(f"a file cannot be called {given!a}", hint="give the file another name")
    if name == QUESTIONS_FILE:
        raise UploadError(
            f"{name} is the name of a folder's questions, not of a document",
            hint="give the file another name",
        )
    return name


def _shortened(name: str) -> str:
    """`name` with as much of its stem as fits before its suffix."""
    path = PurePosixPath(name)
    suffix = path.suffix if len(path.suffix.encode()) < _MOST_BYTES // 2 else ""
    stem = name.removesuffix(suffix).encode()[: _MOST_BYTES - len(suffix.encode())]
    return stem.decode("utf-8", "ignore") + suffix
