"""From a file to its documents: chooses the reader, and says clearly why a file cannot be read.

What is read here is read in a process of its own: see `corpus/isolation.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import cast

from corpus.document import Document, sha256_of
from corpus.errors import LimitReached, NoText, UnreadableDocument, UnsupportedFormat
from corpus.extract import Extract, Member
from corpus.folder import printable
from corpus.sniffing import sniffed

Reader = Callable[[bytes, str], Extract]
Readers = Mapping[str, tuple[str, str]]

# Raise it whenever a reader gives another text, other marks, or another account of the same bytes,
# can read what none could, or a text is cut another way: the next `qa index` then reads every file
# again. A paragraph that comes out as before keeps its vectors.
READERS_VERSION = 4

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
    extract = reader_for(source)(data, source)
    if not extract.text.strip():
        raise _no_text(data, source)
    return _document(data, source, extract)


def read_file(
    data: bytes, source: str, *, readers: Readers = READERS, limits: ReadingLimits | None = None
) -> Reading:
    """All documents in `data`, the bytes of the file at `source`, and in the files inside it.

    Nothing is raised about the file: what could not be read is in the reading, with the reason.
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
            if extract.text.strip():
                self.documents.append(_document(data, source, extract))
            elif extract.members:
                self.containers.append(Container(source, extract.how, extract.notes))
            else:
                raise _no_text(data, source)
        except UnreadableDocument as error:
            self.left_out.append(UnreadFile(source, error))
            return
        names = [self._source_of(source, member) for member in extract.members]
        for name, member in zip(names, extract.members, strict=True):
            refusal = member.refusal or self._limit(name, member, depth + 1)
            if refusal:
                self.left_out.append(UnreadFile(name, refusal))
            else:
                self.read(member.data, name, depth=depth + 1)

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
    return Document(
        source=source,
        sha256=sha256_of(data),
        title=extract.title,
        date=extract.date,
        text=extract.text,
        marks=extract.marks,
        reader=extract.how,
        issuer=extract.issuer,
        notes=extract.notes,
    )


def _no_text(data: bytes, source: str) -> NoText:
    state = "holds no text" if data else "is empty"
    return NoText(f"{source} {state}", hint="take it out of the folder, or put text into it")
