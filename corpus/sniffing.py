"""Sniffing: what a file is by its content, where its name says something else."""

import io
import zipfile

from corpus.zipped import ZIP_FAULTS

# What files of a format begin with.
_BEGINNINGS = ((b"%PDF-", ".pdf"), (b"{\\rtf", ".rtf"))
_ZIP = b"PK\x03\x04"
# A member that zip files of a format have, and what other files in zip form say they are.
_MEMBERS = (("word/document.xml", ".docx"), ("xl/workbook.xml", ".xlsx"))
_MIME_TYPES = (
    (b"application/epub+zip", ".epub"),
    (b"application/vnd.oasis.opendocument.text", ".odt"),
)
_MIME_TYPE_BYTES = 100


def sniffed(data: bytes) -> str:
    """The suffix of the format that `data` is in, as far as its content tells; else "".

    >>> sniffed(b"%PDF-1.7 ..."), sniffed(b"It rained.")
    ('.pdf', '')
    """
    for beginning, suffix in _BEGINNINGS:
        if data.startswith(beginning):
            return suffix
    if not data.startswith(_ZIP):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as zipped:
            names = frozenset(zipped.namelist())
            stated = b""
            if "mimetype" in names:
                with zipped.open("mimetype") as member:
                    stated = member.read(_MIME_TYPE_BYTES)
    except (*ZIP_FAULTS, RuntimeError, IndexError):
        return ""
    found = [suffix for name, suffix in _MEMBERS if name in names]
    found += [suffix for start, suffix in _MIME_TYPES if stated.startswith(start)]
    return found[0] if found else ""
