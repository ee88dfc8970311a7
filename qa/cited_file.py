"""The cited file: the document that a citation is about, as the folders hold it now.

The file at the path that the source names counts, or one that the path leads through; of several in
several folders the one with the cited bytes, and a file with the cited bytes of one source stands
for no other. Where there is none, a file with these bytes counts wherever it lies in the folders.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from corpus.document import Document, sha256_of
from corpus.errors import LimitReached, UnreadableDocument
from corpus.folder import SourceFile, list_files, storable
from corpus.isolation import ReadingProcess
from corpus.reading import Reading, UnreadFile, read_bytes

# A file that is gone from its place is looked for in so many bytes of others; those of a file that
# may hold it inside, and has to be read, count tenfold. Ours: some seconds.
_MOST_BYTES, _OPENED_COUNTS = 1_000_000_000, 10


@dataclass(frozen=True, slots=True)
class Cited:
    """The source of a cited document, and the SHA-256 of the bytes that were cited."""

    source: str
    sha256: str


@dataclass(frozen=True, slots=True)
class File:
    """A file in which a document may stand, and the source that the file itself then has."""

    path: Path
    source: str


@dataclass(frozen=True, slots=True)
class Found:
    """The document as it can be read now, and the file that it was read from.

    `elsewhere` is where its bytes lie now, if that is not where the source says.
    """

    document: Document
    file: File
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """There is a file, and no document can be had from it, for this reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no file; `reason` says where none is."""

    reason: str


CitedFile = Found | Unreadable | Missing


def cited_files(
    cited: Iterable[Cited], roots: Sequence[Path], process: ReadingProcess
) -> dict[Cited, CitedFile]:
    """What became of each cited document in `roots`, which are folders, or the files themselves."""
    files = {one: _look_up(one, roots, process, {}) for one in cited}
    sources = {
        found.file.path: found.file.source
        for one, found in files.items()
        if isinstance(found, Found) and found.document.sha256 == one.sha256
    }
    files = {
        one: _look_up(one, roots, process, sources)
        if isinstance(found, Found)
        and found.document.sha256 != one.sha256
        and found.file.path in sources
        else found
        for one, found in files.items()
    }
    gone = {one: found for one, found in files.items() if isinstance(found, Missing)}
    return files | _looked_for(gone, roots, process) if gone else files


def _look_up(
    cited: Cited, roots: Sequence[Path], process: ReadingProcess, known: Mapping[Path, str]
) -> CitedFile:
    """What became of one; files that are `known` to have another source are passed over."""
    found: list[Found] = []
    problems: list[Unreadable] = []
    for file in dict.fromkeys(_candidates(cited.source, roots)):
        if known.get(file.path, file.source) != file.source:
            continue
        reading = _read(file, process)
        problems += [
            Unreadable(str(one.error))
            for one in reading.left_out
            if f"{cited.source}/".startswith(f"{one.source}/")
        ]
        for document in reading.documents:
            if document.source == cited.source:
                found.append(Found(document, file))
                if document.sha256 == cited.sha256:
                    return found[-1]
    if found:
        return found[0]
    if problems:
        return problems[0]
    return Missing(f"no file {cited.source} in {', '.join(map(str, roots))}")


def _read(file: File, process: ReadingProcess) -> Reading:
    """What comes out of the file; where nothing does, the reason."""
    try:
        return process.read(read_bytes(file.path, file.source), file.source)
    except UnreadableDocument as error:
        reason = error
    except MemoryError:
        reason = LimitReached(
            f"{file.source} is larger than the memory that there is",
            hint="verify it on a larger computer",
        )
    return Reading(left_out=(UnreadFile(file.source, reason),))


def _candidates(source: str, roots: Sequence[Path]) -> Iterator[File]:
    """The files at the roots, or below them, in which the document of that source may stand."""
    for given in roots:
        root = given.resolve()
        if root.is_file():
            yield from _itself(source, root, storable(Path(given.name)))
            continue
        yield from _on_the_way(source, root, skipped=0)
        if source.startswith(f"{root.name}/"):
            yield from _on_the_way(source, root, skipped=1)
        if "\\" in source:  # a name that is no text was written down in another form
            for path in root.rglob("*"):
                name = storable(path.relative_to(root))
                if f"{source}/".startswith(f"{name}/") and path.is_file():
                    yield File(path, name)


def _itself(source: str, file: Path, name: str) -> Iterator[File]:
    """The file that was named, where a part of `source` is its name."""
    parts = source.split("/")
    if name in parts:
        yield File(file, "/".join(parts[: parts.index(name) + 1]))


def _on_the_way(source: str, root: Path, *, skipped: int) -> Iterator[File]:
    """The first file on the way down from `root` along the parts of `source` after those skipped.

    A file inside a file has a source that goes on behind that of the outer one.
    """
    parts = source.split("/")
    try:
        for end in range(skipped + 1, len(parts) + 1):
            path = root / "/".join(parts[skipped:end])
            if path.is_dir():
                continue
            if path.is_file() and path.resolve().is_relative_to(root):
                yield File(path.resolve(), "/".join(parts[:end]))
            return
    except (OSError, ValueError):  # a name that no file can have
        return


def _looked_for(
    gone: Mapping[Cited, Missing], roots: Sequence[Path], process: ReadingProcess
) -> dict[Cited, CitedFile]:
    """What became of documents that are `gone` from their places: found by their bytes, or not."""
    found: dict[Cited, CitedFile] = dict(gone)
    missing, room, not_looked = set(gone), _MOST_BYTES, 0
    files = _likeliest_first(gone, roots)
    outer = {suffix for one in gone for suffix in _suffixes_around(one.source)}
    for file in files:
        if not missing:
            break
        inside = file.path.suffix.lower() in outer
        cost = _size(file.path) * (_OPENED_COUNTS if inside else 1)
        if cost > room:
            not_looked += 1
            continue
        room -= cost
        here = dict(_held(missing, file.path, process, inside=inside))
        found.update(here)
        missing -= here.keys()
    if not_looked:
        told = f"its bytes were looked for in {len(files) - not_looked:,} of {len(files):,} files"
        found.update({one: Missing(f"{gone[one].reason}; {told}") for one in missing})
    return found


def _likeliest_first(gone: Collection[Cited], roots: Sequence[Path]) -> list[SourceFile]:
    """The files at the roots: those of the same name first, then of the same suffix; small ones."""
    there = [root for root in roots if root.is_dir() or root.is_file()]
    names = {PurePosixPath(one.source).name for one in gone}
    suffixes = {PurePosixPath(name).suffix.lower() for name in names}
    unique = {file.path: file for file in list_files(there, may_be_empty=True).files}
    return sorted(
        unique.values(),
        key=lambda file: (
            storable(Path(file.path.name)) not in names,
            file.path.suffix.lower() not in suffixes,
            _size(file.path),
        ),
    )


def _suffixes_around(source: str) -> Iterator[str]:
    """The suffixes of what stands before the name in `source`, and may be files around it."""
    suffixes = (part.suffix.lower() for part in PurePosixPath(source).parents)
    return (suffix for suffix in suffixes if suffix)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # it is gone meanwhile, or may not be looked at
        return 0


def _held(
    wanted: Collection[Cited], path: Path, process: ReadingProcess, *, inside: bool
) -> Iterator[tuple[Cited, Found]]:
    """Those of the documents whose bytes are this file's or, if asked, of a file `inside` it."""
    name = storable(path)
    try:
        sha256 = sha256_of(read_bytes(path, name))
    except UnreadableDocument:
        return
    for one in wanted:
        if one.sha256 == sha256:
            file = File(path, one.source)  # read under its old name, it is read as it was
            documents = {document.source: document for document in _read(file, process).documents}
            if one.source in documents:
                yield one, Found(documents[one.source], file, name)
    file = File(path, name)
    held = _read(file, process).documents if inside else ()
    for document in held:
        for one in wanted:
            if one.sha256 == document.sha256:
                yield one, Found(document, file, document.source)
