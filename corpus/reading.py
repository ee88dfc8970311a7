"""From a file to its documents: chooses the reader, and says clearly why a file cannot be read.

What is read here is read in a process of its own: see `corpus/isolation.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from itertools import accumulate, pairwise
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import cast

from corpus.characters import clean, composed, one_line
from corpus.document import Document, Mark, sha256_of
from corpus.errors import (
    DamagedFile,
    LimitReached,
    NoText,
    UnreadableDocument,
    UnsupportedFormat,
)
from corpus.extract import Extract, Member
from corpus.folder import printable
from corpus.sniffing import sniffed

Reader = Callable[[bytes, str], Extract]
Readers = Mapping[str, tuple[str, str]]

# Raise it whenever a reader gives another text, other marks, or another account of the same bytes,
# can read what none could, or a text is cut another way: the next `qa index` then reads every file
# again. A paragraph that comes out as before keeps its vectors.
READERS_VERSION = 8

# Who reads which suffixes. A module is imported when its first file comes.
_READ_BY: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("archive", "read_archive"): ".zip",
        ("delimited", "read_csv"): ".csv",
        ("delimited", "read_tsv"): ".tsv .tab",
        ("docx", "read_docx"): ".docx .docm .dotx .dotm",
        ("eml", "read_eml"): ".eml",
        ("epub", "read_epub"): ".epub",
        ("html", "read_html"): ".html .htm .xhtml",
        ("jsonl", "read_json"): ".json",
        ("jsonl", "read_jsonl"): ".jsonl .ndjson",
        ("markdown", "read_markdown"): ".md .markdown",
        ("odt", "read_odt"): ".odt .ott",
        ("pdf", "read_pdf"): ".pdf",
        ("rtf", "read_rtf"): ".rtf",
        ("text", "read_text"): ".txt .text",
        ("xlsx", "read_xlsx"): ".xlsx .xlsm .xlsb .xls",
    }
)
# Formats that the reader of a newer one knows, to say why they are refused.
_REFUSED = frozenset((".xls", ".xlsb"))
# Suffix -> module and function; a file without a suffix is taken for text.
READERS: Readers = MappingProxyType(
    {
        suffix: (f"corpus.readers.{module}", function)
        for (module, function), suffixes in _READ_BY.items()
        for suffix in suffixes.split()
    }
    | {"": ("corpus.readers.text", "read_text")}
)

# A larger file is not even opened. Ours: reading takes its bytes several times over, so that with
# the memory that a reader usually gets one of 600 MB is the most; this leaves room for who allows
# more, and keeps whoever asks for the reading from running out of memory.
MOST_FILE_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """How far files inside files are followed. All ours.

    A file may stand at most `depth` files deep inside another; `members` and `total_bytes` are of
    all files inside one file, together.
    """

    depth: int = 3
    members: int = 10_000
    total_bytes: int = 500_000_000


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file, or a file inside a file, that gave nothing; and why."""

    source: str
    error: UnreadableDocument


@dataclass(frozen=True, slots=True)
class Container:
    """A file without a text of its own, such as an archive: how it was read, and its notes."""

    source: str
    how: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that came out of one file and the files inside it, each under its own source.

    A file inside the file `a.zip` has the source `a.zip/` and its path in there. What is in none
    of the three was not in the file.
    """

    documents: tuple[Document, ...] = ()
    left_out: tuple[UnreadFile, ...] = ()
    containers: tuple[Container, ...] = ()


def check_readable(source: str, readers: Readers = READERS) -> None:
    """Make sure that there is a reader for a file of this name, without loading it.

    Raises: UnsupportedFormat: when no reader knows the suffix.
    """
    suffix = PurePosixPath(source).suffix.lower()
    if suffix not in readers:
        raise UnsupportedFormat(
            f"{source}: no reader for files ending in {suffix}",
            hint=f"convert it to one of {' '.join(sorted(readers.keys() - _REFUSED - {''}))}",
        )


def reader_for(source: str, readers: Readers = READERS) -> Reader:
    """The reader for a file of this name.

    Raises: UnsupportedFormat: when no reader knows the suffix.
    """
    check_readable(source, readers)
    module, function = readers[PurePosixPath(source).suffix.lower()]
    return cast("Reader", getattr(import_module(module), function))


def read_bytes(path: Path, source: str) -> bytes:
    """The file's bytes.

    Raises: LimitReached: when they are too many. UnreadableDocument: when the system does not give
        them.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise UnreadableDocument(
            f"{source} cannot be read: it is a pipe or a device",
            hint="take it out of the folder, or save what comes from it as a file",
        )
    try:
        size = path.stat().st_size
        if size > MOST_FILE_BYTES:
            raise LimitReached(
                f"{source} was not read: it has {size / 1e6:,.0f} MB, and the limit for a file is "
                f"{MOST_FILE_BYTES / 1e6:,.0f} MB",
                hint="split it into smaller files, or unpack it if it is an archive",
            )
        return path.read_bytes()
    except MemoryError as error:
        raise LimitReached(
            f"{source} was not read: it has more bytes than there is free memory",
            hint="close other programs, or split the file",
        ) from error
    except OSError as error:
        raise UnreadableDocument(
            f"{source} cannot be read: {error.strerror or error}",
            hint="check that the file is still there and that you may read it",
        ) from error


def document_from_bytes(data: bytes, source: str) -> Document:
    """The document that `data`, the bytes of the file at `source`, holds; without files inside it.

    Raises: UnsupportedFormat, NotText, NoText: when there is no text to be had, with the reason.
    """
    document = _document(data, source, reader_for(source)(data, source))
    if not document.text.strip():
        raise _no_text(data, source)
    return document


def read_file(
    data: bytes, source: str, *, readers: Readers = READERS, limits: ReadingLimits | None = None
) -> Reading:
    """All documents in `data`, the bytes of the file at `source`, and in the files inside it.

    Nothing is raised about the file: what could not be read is in the reading, with the reason, and
    so is a file on which its reader failed.

    Raises: MemoryError: when there is no more memory, whichever file took it.
    """
    walk = _Walk(readers, limits or ReadingLimits())
    walk.read(data, source, depth=0)
    return Reading(tuple(walk.documents), tuple(walk.left_out), tuple(walk.containers))


@dataclass(slots=True)
class _Walk:
    """Reads a file and then what is inside it, file by file, and counts what that comes to."""

    readers: Readers
    limits: ReadingLimits
    documents: list[Document] = field(default_factory=list)
    left_out: list[UnreadFile] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)
    _members: int = 0
    _bytes: int = 0
    _names: dict[str, int] = field(default_factory=dict)  # how often each source was asked for

    def read(self, data: bytes, source: str, *, depth: int) -> None:
        """Read one file, and the files inside it; as deep as the limit, so it may call itself."""
        try:
            extract = self._extract(data, source)
            self._take(data, source, extract)
        except UnreadableDocument as error:
            self._leave_out(source, error)
            return
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - a reader's fault is told, and stops no run
            self._leave_out(source, _failure(source, error))
            return
        names = [self._source_of(source, member) for member in extract.members]
        for name, member in zip(names, extract.members, strict=True):
            refusal = member.refusal or self._limit(name, member, depth + 1)
            if refusal:
                self._leave_out(name, refusal)
            else:
                self.read(member.data, name, depth=depth + 1)

    def _take(self, data: bytes, source: str, extract: Extract) -> None:
        """Keep what a reader gave.

        Raises: NoText: when there is neither a text nor a file in it.
        """
        document = _document(data, source, extract)
        if document.text.strip():
            self.documents.append(document)
        elif extract.members:
            self.containers.append(Container(source, document.reader, document.notes))
        else:
            raise _no_text(data, source)

    def _leave_out(self, source: str, error: UnreadableDocument) -> None:
        """Note a file that gave nothing; its error may quote signs that cannot be stored."""
        told = type(error)(one_line(error.message), hint=one_line(error.hint))
        self.left_out.append(UnreadFile(source, told))

    def _extract(self, data: bytes, source: str) -> Extract:
        """What the reader gives whose format the name says, or the content where they differ.

        An archive is taken at its name.
        """
        reader = reader_for(source, self.readers)
        suffix = PurePosixPath(source).suffix.lower()
        found = sniffed(data) if suffix != ".zip" else ""
        if found not in self.readers or self.readers[found] == self.readers[suffix] or not found:
            return reader(data, source)
        extract = reader_for(f"a{found}", self.readers)(data, source)
        note = f"its name says {suffix or 'text'}, and its content is {found}: it was read as that"
        return replace(extract, notes=(note, *extract.notes))

    def _source_of(self, outer: str, member: Member) -> str:
        """A source below `outer` that no other file has, without signs that cannot be shown."""
        parts = [part for part in printable(member.name).split("/") if part not in {"", ".", ".."}]
        path = PurePosixPath(outer, *(parts or ["unnamed"]))
        source = wanted = str(path)
        while source in self._names:
            self._names[wanted] += 1
            source = str(path.with_name(f"{path.stem} ({self._names[wanted]}){path.suffix}"))
        self._names[source] = 1
        return source

    def _limit(self, source: str, member: Member, depth: int) -> LimitReached | None:
        """The limit that is passed with this member, if one is."""
        limits = self.limits
        self._members += 1
        self._bytes += len(member.data)
        if depth > limits.depth:
            what = f"it stands more than {limits.depth} files deep inside another"
        elif self._members > limits.members:
            what = f"more than {limits.members} files are inside the outermost file"
        elif self._bytes > limits.total_bytes:
            size = limits.total_bytes // 1_000_000
            what = f"the files inside the outermost file have more than {size} MB together"
        else:
            return None
        return LimitReached(
            f"{source} was not read: {what}",
            hint="unpack it yourself, and index the folder that it gives",
        )


def _document(data: bytes, source: str, extract: Extract) -> Document:
    """The document, with no sign in its text or beside it that cannot be stored or shown."""
    text, marks = _storable(extract.text, extract.marks)
    return Document(
        source=source,
        sha256=sha256_of(data),
        title=one_line(extract.title),
        date=extract.date,
        text=text,
        marks=marks,
        reader=one_line(extract.how),
        issuer=one_line(extract.issuer),
        notes=tuple(map(one_line, extract.notes)),
    )


def _storable(text: str, marks: Sequence[Mark]) -> tuple[str, tuple[Mark, ...]]:
    """`text` clean and composed, with its marks where their places are then."""
    labels = [one_line(mark.label) for mark in marks]
    starts = [mark.offset for mark in marks]
    pieces = [text]
    if composed(clean(text)) != text:
        stretches = pairwise((0, *starts, len(text)))
        pieces = [composed(clean(text[start:end])) for start, end in stretches]
        starts = list(accumulate(map(len, pieces)))[:-1]
    return "".join(pieces), tuple(map(Mark, starts, labels))


def _failure(source: str, error: Exception) -> DamagedFile:
    return DamagedFile(
        f"{source} cannot be read: its reader failed with {type(error).__name__}: {error}",
        hint="save the file anew from its program; if that does not help, report this as a fault "
        "of Chapterverse",
    )


def _no_text(data: bytes, source: str) -> NoText:
    state = "holds no text" if data else "is empty"
    return NoText(f"{source} {state}", hint="take it out of the folder, or put text into it")
