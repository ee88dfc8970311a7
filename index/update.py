"""Bringing an index up to date with folders: what is read, encoded, stored, and taken out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from corpus.document import Document, sha256_of
from corpus.errors import UnreadableDocument, UnsupportedFormat
from corpus.folder import Listing, SourceFile, storable
from corpus.passage import Passage
from corpus.reading import document_from_bytes, read_bytes, reader_for
from corpus.splitting import SplitOptions, split
from index.catalog import Catalog
from index.encoding import Encoder, SpannedText, encoding_key, heading_of, spanned_text
from index.records import (
    Change,
    FileRecord,
    LeftOut,
    NewPassage,
    Origin,
    StoredVectors,
    stored,
)

# Passages are encoded so many at a time, from as many documents as it takes. Ours: enough to fill
# batches of equal length, and little to do again when a run is killed.
_PASSAGES_AT_ONCE = 512


What = Literal["read", "encoded", "stored", "removed", "cached"]


@dataclass(frozen=True, slots=True)
class Step:
    """How far an update is: `done` of `total` files are dealt with; `what` was done last.

    `encoded` counts the passages that were encoded so far.
    """

    what: What
    source: str
    done: int
    total: int
    encoded: int


OnStep = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What an update did, by source; and how many passages it encoded anew."""

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    encoded: int = 0

    @property
    def failed(self) -> tuple[LeftOut, ...]:
        """The files of a known format that could not be read."""
        return tuple(file for file in self.left_out if file.supported)


@dataclass(slots=True)
class _Pending:
    """A document that is read and split, with the vectors that are known already."""

    document: Document
    origin: Origin
    passages: tuple[Passage, ...]
    texts: tuple[SpannedText, ...]
    keys: tuple[bytes, ...]
    vectors: dict[bytes, StoredVectors]

    @property
    def missing(self) -> dict[bytes, SpannedText]:
        """What has to be encoded, once each."""
        pairs = zip(self.keys, self.texts, strict=True)
        return {key: text for key, text in pairs if key not in self.vectors}


@dataclass(slots=True)
class _Outcome:
    """What became of the files so far, by source."""

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # unreadable now; the indexed version stays
    left_out: list[LeftOut] = field(default_factory=list)


@dataclass(slots=True)
class Update:
    """One run over a listing. Every change is stored document by document as it comes."""

    catalog: Catalog
    encoder: Encoder
    options: SplitOptions
    on_step: OnStep
    changes: list[Change] = field(default_factory=list)
    encoded: int = 0
    _total: int = 0
    _done: int = 0
    _outcome: _Outcome = field(default_factory=_Outcome)
    _pending: list[_Pending] = field(default_factory=list)

    def run(self, listing: Listing) -> UpdateReport:
        """Read, encode and store what is new or changed; take out what is gone."""
        known = {record.source: record for record in self.catalog.files()}
        files = _with_unique_sources(listing.files, known)
        self._total = len(files)
        self._outcome.left_out.extend(_outside(file) for file in listing.outside_links)
        for file in files:
            self._read(file, known.get(file.source))
            if sum(len(document.missing) for document in self._pending) >= _PASSAGES_AT_ONCE:
                self._store_pending()
        self._store_pending()
        removed = self._remove_gone(listing, known)
        self._note_left_out(listing)
        outcome = self._outcome
        return UpdateReport(
            added=tuple(outcome.added),
            replaced=tuple(outcome.replaced),
            removed=removed,
            unchanged=tuple(outcome.unchanged),
            left_out=tuple(outcome.left_out),
            encoded=self.encoded,
        )

    def _read(self, file: SourceFile, record: FileRecord | None) -> None:
        """Deal with one file: unchanged, left out, or read and waiting to be stored."""
        outcome = self._outcome
        try:
            reader_for(file.source)
            data = read_bytes(file.path, file.source)
        except UnreadableDocument as error:
            outcome.left_out.append(_left_out(file, error))
            if record and not isinstance(error, UnsupportedFormat):
                outcome.kept.append(file.source)
            self._file_done("read", file.source)
            return
        if record and record.sha256 == sha256_of(data):
            outcome.unchanged.append(file.source)
            self._file_done("read", file.source)
            return
        try:
            document = document_from_bytes(data, file.source)
        except UnreadableDocument as error:
            outcome.left_out.append(_left_out(file, error))
            self._file_done("read", file.source)
            return
        self._pending.append(self._prepared(document, file))
        (outcome.replaced if record else outcome.added).append(file.source)
        self._step("read", file.source)

    def _prepared(self, document: Document, file: SourceFile) -> _Pending:
        heading = heading_of(document)
        passages = split(
            document, self.options, fits=lambda text: self.encoder.fits(heading + text)
        )
        texts = tuple(spanned_text(passage) for passage in passages)
        keys = tuple(encoding_key(text) for text in texts)
        origin = Origin(storable(file.root), storable(file.path))
        known = self.catalog.vectors_by_key(keys)
        return _Pending(document, origin, passages, texts, keys, known)

    def _store_pending(self) -> None:
        """Encode what is missing, all documents' together, and store them one by one."""
        missing: dict[bytes, SpannedText] = {}
        for document in self._pending:
            missing.update(document.missing)
        before = self.encoded

        def on_encoded(count: int) -> None:
            self.encoded = before + count
            self._step("encoded", "")

        # Nothing to encode should not cost the loading of the model.
        encoded = self.encoder.encode(list(missing.values()), on_encoded) if missing else []
        self.encoded = before + len(missing)
        vectors = {key: stored(text) for key, text in zip(missing, encoded, strict=True)}
        for pending in self._pending:
            pending.vectors.update(vectors)
            passages = [
                NewPassage(passage, key, pending.vectors[key])
                for passage, key in zip(pending.passages, pending.keys, strict=True)
            ]
            self.changes.append(self.catalog.replace(pending.document, pending.origin, passages))
            self._file_done("stored", pending.document.source)
        self._pending = []

    def _remove_gone(self, listing: Listing, known: Mapping[str, FileRecord]) -> tuple[str, ...]:
        """Take out the documents of the listed roots whose files are gone or hold no text now."""
        outcome = self._outcome
        present = {*outcome.added, *outcome.replaced, *outcome.unchanged, *outcome.kept}
        gone = tuple(
            source
            for source, record in known.items()
            if source not in present and _within(record.origin.path, listing.roots)
        )
        for source in gone:
            self.changes.append(self.catalog.remove(source))
            self._step("removed", source)
        return gone

    def _note_left_out(self, listing: Listing) -> None:
        """Keep the notes about these roots as they are now; nothing is written if they are."""
        before = {file for file in self.catalog.left_out() if _within(file.root, listing.roots)}
        now = set(self._outcome.left_out)
        self.catalog.forget_left_out(before - now)
        for file in sorted(now - before, key=lambda file: file.source):
            self.catalog.leave_out(file)

    def _file_done(self, what: What, source: str) -> None:
        self._done += 1
        self._step(what, source)

    def _step(self, what: What, source: str) -> None:
        self.on_step(Step(what, source, self._done, self._total, self.encoded))


def _within(path: str, roots: Sequence[Path]) -> bool:
    """Whether a stored path is one of `roots` or lies below one."""
    return any(Path(path).is_relative_to(storable(root)) for root in roots)


def _with_unique_sources(
    files: Sequence[SourceFile], known: Mapping[str, FileRecord]
) -> list[SourceFile]:
    """The files, with the folder's name before a source that another root has already.

    A document keeps the source under which it stands in the index.
    """
    by_path = {record.origin.path: source for source, record in known.items()}
    taken = {source: record.origin.path for source, record in known.items()}
    unique: dict[str, SourceFile] = {}
    for file in files:
        path = storable(file.path)
        if path in unique:
            continue  # below two of the roots
        choices = (file.source, f"{file.root.name}/{file.source}", path)
        source = by_path.get(path) or next(
            choice for choice in choices if taken.get(choice, path) == path
        )
        taken[source] = path
        unique[path] = replace(file, source=source)
    return list(unique.values())


def _left_out(file: SourceFile, error: UnreadableDocument) -> LeftOut:
    supported = not isinstance(error, UnsupportedFormat)
    return LeftOut(file.source, storable(file.root), error.message, error.hint, supported)


def _outside(file: SourceFile) -> LeftOut:
    return LeftOut(
        file.source,
        storable(file.root),
        f"{file.source} is a link to {file.path.resolve()}, outside the folder",
        "index the folder that it leads to, or copy the file",
        supported=True,
    )
