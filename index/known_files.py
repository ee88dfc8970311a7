"""What an index knows of the files that an update meets, and under which sources they stand."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from corpus.errors import UnreadableDocument, UnsupportedFormat
from corpus.folder import Listing, SourceFile, storable
from corpus.reading import UnreadFile
from index.catalog import Catalog
from index.records import FileReading, FileRecord, LeftOut, Origin


@dataclass(frozen=True, slots=True)
class KnownFiles:
    """The documents by source, and by the path of their file; the files that were read, by path."""

    documents: Mapping[str, FileRecord]
    by_path: Mapping[str, Sequence[FileRecord]]
    readings: Mapping[str, FileReading]

    @classmethod
    def in_catalog(cls, catalog: Catalog) -> "KnownFiles":
        """All that a catalogue knows."""
        documents = catalog.files()
        by_path: dict[str, list[FileRecord]] = defaultdict(list)
        for record in documents:
            by_path[record.origin.path].append(record)
        return cls(
            {record.source: record for record in documents},
            dict(by_path),
            {reading.path: reading for reading in catalog.readings()},
        )

    def sources(self) -> dict[str, str]:
        """The source of each file, by path."""
        sources = {path: reading.source for path, reading in self.readings.items()}
        for path, records in self.by_path.items():
            sources.setdefault(path, records[0].origin.source or records[0].source)
        return sources


class Roots:
    """The folders and files that an update was given."""

    def __init__(self, paths: Iterable[Path]) -> None:
        """Take them all; there may be thousands."""
        self._stored = frozenset(map(storable, paths))

    def hold(self, path: str) -> bool:
        """Whether a stored path is one of them or lies below one."""
        above = map(str, PurePosixPath(path).parents)
        return path in self._stored or not self._stored.isdisjoint(above)


def with_unique_sources(listing: Listing, known: KnownFiles) -> list[SourceFile]:
    """The files, with the folder's name before a source that another root has already.

    A file keeps the source under which it stands in the index. No file has a source that could be
    that of a file inside another one.
    """
    sources = known.sources()
    listed = {storable(file.path) for file in listing.files}
    taken, roots = _Taken(), Roots(listing.roots)
    for path, source in sources.items():
        if path in listed or not roots.hold(path):
            taken.take(source, path)
    unique: dict[str, SourceFile] = {}
    for file in listing.files:
        path = storable(file.path)
        if path in unique:
            continue  # below two of the roots
        choices = (file.source, f"{file.root.name}/{file.source}")
        source = sources.get(path) or next(
            (choice for choice in choices if taken.allows(choice, path)), path
        )
        taken.take(source, path)
        unique[path] = replace(file, source=source)
    return list(unique.values())


class _Taken:
    """The sources that are taken, by the path of the file; and whatever stands above them."""

    def __init__(self) -> None:
        self._paths: dict[str, str] = {}
        self._above: dict[str, set[str]] = defaultdict(set)

    def take(self, source: str, path: str) -> None:
        self._paths[source] = path
        for above in _above(source):
            self._above[above].add(path)

    def allows(self, source: str, path: str) -> bool:
        outer = (self._paths.get(name, path) for name in (source, *_above(source)))
        return all(owner == path for owner in outer) and self._above.get(source, {path}) == {path}


def _above(source: str) -> Iterator[str]:
    """The sources within which a file of this source would stand, were they containers."""
    return (str(parent) for parent in PurePosixPath(source).parents if parent.name)


def origin_of(file: SourceFile) -> Origin:
    """Where the documents of a file come from."""
    return Origin(storable(file.root), storable(file.path), file.source)


def left_out_of(file: SourceFile, unread: UnreadFile, sha256: str) -> LeftOut:
    """The note about a file, or a file inside it, that gave no document."""
    error = unread.error
    return LeftOut(
        unread.source,
        storable(file.root),
        error.message,
        error.hint,
        supported=not isinstance(error, UnsupportedFormat),
        path=storable(file.path),
        sha256=sha256,
    )


def left_out_unopened(file: SourceFile, error: UnreadableDocument) -> LeftOut:
    """The note about a file that no reader got to see."""
    return left_out_of(file, UnreadFile(file.source, error), "")


def left_out_link(file: SourceFile) -> LeftOut:
    """The note about a link that leads out of its folder."""
    return LeftOut(
        file.source,
        storable(file.root),
        f"{file.source} is a link to {file.path.resolve()}, outside the folder",
        "index the folder that it leads to, or copy the file",
        supported=True,
        path=storable(file.path),
    )


def left_out_questions(file: SourceFile) -> LeftOut:
    """The note about a folder's file of questions, which would answer themselves."""
    return LeftOut(
        file.source,
        storable(file.root),
        f"{file.source} is no document: a file of this name holds the questions of `qa eval`",
        "give it another name if it is one",
        supported=False,
        path=storable(file.path),
    )
