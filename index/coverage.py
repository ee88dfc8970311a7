"""Coverage: what of the indexed folders can be asked about, file by file, and what cannot and why.

Made from what the catalogue says, and from nothing else.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.reading import Container
from index.likeness import alike
from index.records import FileReading, FileRecord, LeftOut


class State(StrEnum):
    """How much of a file can be asked about."""

    READ = "read"
    """All that its reader knows to be in it."""
    NOTED = "read with notes"
    """A text was had; notes say what is not in it or how it was had, or a file inside gave none."""
    NOT_READ = "not read"
    """Nothing."""


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """One file of the folder: the documents that it gave, and what it did not give.

    `bytes` is 0 where no reader got to see the file. `containers` are the file itself, or files
    inside it, that have no text of their own.
    """

    path: str
    source: str
    bytes: int = 0
    documents: tuple[FileRecord, ...] = ()
    containers: tuple[Container, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def state(self) -> State:
        """How much of the file can be asked about."""
        if not self.documents:
            return State.NOT_READ
        notes = [note for one in self.documents for note in one.notes]
        notes += [note for one in self.containers for note in one.notes]
        return State.NOTED if notes or self.left_out else State.READ

    @property
    def characters(self) -> int:
        """How many characters can be asked about."""
        return sum(document.characters for document in self.documents)


@dataclass(frozen=True, slots=True)
class Copies:
    """Documents with the same bytes, or with nearly the same words; by source."""

    sources: tuple[str, ...]
    same_bytes: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """The files of the indexed folders by source, and the documents that are copies of others."""

    files: tuple[FileCoverage, ...] = ()
    copies: tuple[Copies, ...] = ()

    @property
    def documents(self) -> tuple[FileRecord, ...]:
        """All documents, by file."""
        return tuple(document for file in self.files for document in file.documents)

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """All that gave no document, by file."""
        return tuple(note for file in self.files for note in file.left_out)

    @property
    def characters(self) -> int:
        """How many characters can be asked about."""
        return sum(file.characters for file in self.files)

    @property
    def repeated_characters(self) -> int:
        """How many of these stand in copies, the first of each group not counted."""
        lengths = {document.source: document.characters for document in self.documents}
        return sum(lengths[source] for group in self.copies for source in group.sources[1:])

    @property
    def share_of_files(self) -> float:
        """Which share of the files gave something to ask about; 1 where there are none."""
        read = len(self.files) - self.count(State.NOT_READ)
        return read / len(self.files) if self.files else 1.0

    @property
    def share_of_bytes(self) -> float:
        """Which share of the bytes that readers saw lies in files that gave something.

        It stands for the share of characters, which nobody knows of a file that was not read. The
        files that no reader got to see do not count here.
        """
        seen = sum(file.bytes for file in self.files)
        read = sum(file.bytes for file in self.files if file.documents)
        return read / seen if seen else 1.0

    def count(self, state: State) -> int:
        """How many files are in that state."""
        return sum(file.state is state for file in self.files)

    def copies_of(self) -> dict[str, Copies]:
        """The group that a document belongs to, by source."""
        return {source: group for group in self.copies for source in group.sources}


def coverage_of(
    documents: Sequence[FileRecord], readings: Iterable[FileReading], left_out: Iterable[LeftOut]
) -> Coverage:
    """What can be asked about, from the documents, the files that were read, and the notes."""
    by_path: dict[str, list[FileRecord]] = defaultdict(list)
    for document in documents:
        by_path[document.origin.path or document.source].append(document)
    notes: dict[str, list[LeftOut]] = defaultdict(list)
    for note in left_out:
        notes[note.path or f"{note.root}/{note.source}"].append(note)
    read = {reading.path: reading for reading in readings}
    files = []
    for path in {**by_path, **notes, **read}:
        reading = read.get(path)
        files.append(
            FileCoverage(
                path=path,
                source=_source_of(reading, by_path[path], notes[path]),
                bytes=reading.bytes if reading else 0,
                documents=tuple(by_path[path]),
                containers=reading.containers if reading else (),
                left_out=tuple(notes[path]),
            )
        )
    files.sort(key=lambda file: (file.source, file.path))
    return Coverage(tuple(files), _copies(documents))


def _source_of(
    reading: FileReading | None, documents: Sequence[FileRecord], notes: Sequence[LeftOut]
) -> str:
    if reading:
        return reading.source
    if documents:
        return documents[0].origin.source or documents[0].source
    return min(note.source for note in notes)


def _copies(documents: Sequence[FileRecord]) -> tuple[Copies, ...]:
    """The groups of documents with the same bytes; and of these and others with the same words."""
    by_bytes: dict[str, list[str]] = defaultdict(list)
    first: dict[str, FileRecord] = {}  # one of each is enough to be compared
    for document in documents:
        by_bytes[document.sha256].append(document.source)
        first.setdefault(document.sha256, document)
    sha256s = {document.source: sha256 for sha256, document in first.items()}
    groups: list[Copies] = []
    for names in alike({document.source: document.sketch for document in first.values()}):
        copies = [source for name in names for source in by_bytes.pop(sha256s[name])]
        groups.append(Copies(tuple(sorted(copies)), same_bytes=False))
    groups.extend(
        Copies(tuple(sorted(sources)), same_bytes=True)
        for sources in by_bytes.values()
        if len(sources) > 1
    )
    return tuple(sorted(groups, key=lambda group: group.sources))
