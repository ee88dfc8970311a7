"""From a file to a document: chooses the reader, and says clearly why a file cannot be read."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import cast

from corpus.document import Document, sha256_of
from corpus.errors import NoText, UnreadableDocument, UnsupportedFormat
from corpus.extract import Extract

Reader = Callable[[bytes, str], Extract]

# Suffix -> module and function. A module is imported when its first file comes.
READERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "": ("corpus.readers.text", "read_text"),
        ".txt": ("corpus.readers.text", "read_text"),
        ".text": ("corpus.readers.text", "read_text"),
        ".md": ("corpus.readers.markdown", "read_markdown"),
        ".markdown": ("corpus.readers.markdown", "read_markdown"),
        ".html": ("corpus.readers.html", "read_html"),
        ".htm": ("corpus.readers.html", "read_html"),
        ".xhtml": ("corpus.readers.html", "read_html"),
    }
)


def reader_for(source: str) -> Reader:
    """The reader for a file of this name.

    Raises: UnsupportedFormat: when no reader knows the suffix.
    """
    suffix = PurePosixPath(source).suffix.lower()
    if suffix not in READERS:
        raise UnsupportedFormat(
            f"{source}: no reader for files ending in {suffix}",
            hint=f"convert it to one of {' '.join(known for known in READERS if known)}",
        )
    module, function = READERS[suffix]
    return cast("Reader", getattr(import_module(module), function))


def read_bytes(path: Path, source: str) -> bytes:
    """The file's bytes.

    Raises: UnreadableDocument: when the system does not give them.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise UnreadableDocument(
            f"{source} cannot be read: it is a pipe or a device",
            hint="take it out of the folder, or save what comes from it as a file",
        )
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(
            f"{source} cannot be read: {error.strerror or error}",
            hint="check that the file is still there and that you may read it",
        ) from error


def document_from_bytes(data: bytes, source: str) -> Document:
    """The document that `data`, the bytes of the file at `source`, holds.

    Raises: UnsupportedFormat, NotText, NoText: when there is no text to be had, with the reason.
    """
    extract = reader_for(source)(data, source)
    if not extract.text.strip():
        state = "is empty" if not data else "holds no text"
        raise NoText(f"{source} {state}", hint="take it out of the folder, or put text into it")
    return Document(
        source=source,
        sha256=sha256_of(data),
        title=extract.title,
        date=extract.date,
        text=extract.text,
        marks=extract.marks,
        reader=extract.how,
    )
