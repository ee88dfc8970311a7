"""Bringing an index up to date with folders: what is read, encoded, stored, and taken out."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from corpus.document import Document, sha256_of
from corpus.errors import UnreadableDocument, UnsupportedFormat
from corpus.folder import Listing, SourceFile, storable
from corpus.isolation import ReadingProcess
from corpus.passage import Passage
from corpus.reading import check_readable, read_bytes
from corpus.splitting import SplitOptions, split
from index.background import BackgroundEncoder
from index.catalog import Catalog
from index.encoding import Encoder, SpannedText, encoding_key, longest_heading, spanned_text
from index.known_files import (
    KnownFiles,
    Roots,
    left_out_link,
    left_out_of,
    left_out_questions,
    left_out_unopened,
    origin_of,
    with_unique_sources,
)
from index.records import (
    Change,
    FileReading,
    LeftOut,
    NewPassage,
    Origin,
    StoredVectors,
)

# Passages are encoded so many at a time, from as many documents as it takes; those of a document
# that has more, all at once and without others. Ours: enough to fill batches of equal length, and
# little to do again when a run is killed.
_PASSAGES_AT_ONCE = 256
# Of fewer files that are gone nothing is said but their names. Ours.
_FEWEST_LOST = 10

What = Literal["read", "encoded", "stored", "removed", "cached"]


@dataclass(frozen=True, slots=True)
class Step:
    """How far an update is: `done` of `total` files are dealt with; `what` was done last.

    `encoded` counts the passages that were encoded so far, `found` those that were found so far
    and have to be.
    """

    what: What
    source: str
    done: int
    total: int
    encoded: int
    found: int


OnStep = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class Loss:
    """An indexed folder that lost most of its files: `files` of the `before` that it had."""

    folder: str
    files: int
    before: int


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What an update did, by source; and how many passages it encoded anew.

    `taken_out` are the paths of files that were passed over, since they were removed by hand.
    `losses` are of folders that may have lost their files by mistake.
    """

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    taken_out: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()
    encoded: int = 0

    @property
    def failed(self) -> tuple[LeftOut, ...]:
        """The files of a known format that could not be read."""
        return tuple(file for file in self.left_out if file.supported)


@dataclass(slots=True)
class _Pending:
    """A document that is read and split, with the vectors that are known already.

    `last` says that no other document of its file waits behind it; `completes` is there where the
    file is read whole with it.
    """

    document: Document
    origin: Origin
    passages: tuple[Passage, ...]
    texts: tuple[SpannedText, ...]
    keys: tuple[bytes, ...]
    vectors: dict[bytes, StoredVectors]
    last: bool
    completes: FileReading | None

    @property
    def missing(self) -> dict[bytes, SpannedText]:
        """What has to be encoded, once each."""
        pairs = zip(self.keys, self.texts, strict=True)
        return {key: text for key, text in pairs if key not in self.vectors}


@dataclass(slots=True)
class _Outcome:
    """What became of the documents so far, by source."""

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # unreadable now; the indexed version stays
    left_out: list[LeftOut] = field(default_factory=list)
    # The paths of files whose reading counts from now on.
    whole: set[str] = field(default_factory=set)
    # Readings that are whole only when documents that are gone from the file are taken out.
    late: list[FileReading] = field(default_factory=list)


@dataclass(slots=True)
class Update:
    """One run over a listing. Every change is stored document by document as it comes."""

    catalog: Catalog
    encoder: Encoder
    options: SplitOptions
    process: ReadingProcess
    on_step: OnStep
    changes: list[Change] = field(default_factory=list)
    encoded: int = 0
    _total: int = 0
    _done: int = 0
    _waiting: int = 0
    _found: int = 0
    _outcome: _Outcome = field(default_factory=_Outcome)
    _pending: list[_Pending] = field(default_factory=list)
    # Documents whose passages are being encoded meanwhile.
    _encoding: list[_Pending] = field(default_factory=list)
    _background: BackgroundEncoder = field(init=False)

    def run(self, listing: Listing) -> UpdateReport:
        """Read, encode and store what is new or changed; take out what is gone."""
        known = KnownFiles.in_catalog(self.catalog)
        files = with_unique_sources(listing, known)
        self._total = len(files)
        self._outcome.left_out.extend(map(left_out_link, listing.outside_links))
        self._outcome.left_out.extend(map(left_out_questions, listing.questions))
        with BackgroundEncoder(self.encoder) as self._background:
            for file in files:
                self._read(file, known)
                if self._waiting >= _PASSAGES_AT_ONCE:
                    self._encode_pending()
            self._encode_pending()
            self._encode_pending()
        removed = self._remove_gone(listing, known)
        self._note_readings(listing, known)
        self._note_left_out(listing)
        outcome = self._outcome
        return UpdateReport(
            added=tuple(outcome.added),
            replaced=tuple(outcome.replaced),
            removed=removed,
            unchanged=tuple(outcome.unchanged),
            left_out=tuple(outcome.left_out),
            taken_out=tuple(storable(file.path) for file in listing.taken_out),
            losses=self._losses(known, removed),
            encoded=self.encoded,
        )

    @property
    def _version(self) -> int:
        return self.process.options.version

    def _read(self, file: SourceFile, known: KnownFiles) -> None:
        """Deal with one file: unchanged, left out, or read and its documents waiting."""
        path = storable(file.path)
        before = known.readings.get(path)
        try:
            check_readable(file.source, self.process.options.table)
            data = read_bytes(file.path, file.source)
        except UnreadableDocument as error:
            self._pass_over(file, known, error)
            return
        sha256 = sha256_of(data)
        if before and (before.sha256, before.readers_version) == (sha256, self._version):
            root = storable(file.root)
            documents = known.by_path.get(path, ())
            self._outcome.unchanged.extend(record.source for record in documents)
            self._outcome.left_out.extend(replace(note, root=root) for note in before.left_out)
            self._outcome.whole.add(path)
            self._file_done("read", file.source)
            return
        reading = self.process.read(data, file.source)
        origin = origin_of(file)
        note = FileReading(
            path=path,
            root=origin.root,
            source=file.source,
            sha256=sha256,
            readers_version=self._version,
            bytes=len(data),
            containers=reading.containers,
            left_out=tuple(left_out_of(file, unread, sha256) for unread in reading.left_out),
        )
        self._take(reading.documents, origin, note, known)

    def _pass_over(self, file: SourceFile, known: KnownFiles, error: UnreadableDocument) -> None:
        """Leave out a file whose bytes cannot be had; what the index has of it stays meanwhile."""
        outcome, path = self._outcome, storable(file.path)
        outcome.left_out.append(left_out_unopened(file, error))
        if not isinstance(error, UnsupportedFormat):
            outcome.kept.extend(record.source for record in known.by_path.get(path, ()))
            before = known.readings.get(path)
            # The new note takes the place of older ones, which only another reading brings back.
            if before and not before.left_out:
                outcome.whole.add(path)
        self._file_done("read", file.source)

    def _take(
        self,
        documents: Sequence[Document],
        origin: Origin,
        note: FileReading,
        known: KnownFiles,
    ) -> None:
        """Let the documents of a file that was read wait to be stored, but those that are there."""
        outcome, path = self._outcome, origin.path
        old = {record.source: record.sha256 for record in known.by_path.get(path, ())}
        before = known.readings.get(path)
        if before is None or before.readers_version != self._version:
            same = set()
        else:
            same = {one.source for one in documents if old.get(one.source) == one.sha256}
        waiting = [document for document in documents if document.source not in same]
        outcome.unchanged.extend(one.source for one in documents if one.source in same)
        outcome.left_out.extend(note.left_out)
        outcome.whole.add(path)
        late = not old.keys() <= {document.source for document in documents}
        if late:
            outcome.late.append(note)
        elif not waiting:
            self.catalog.complete(note)
        if not waiting:
            self._file_done("read", origin.source)
            return
        self._step("read", origin.source)
        for number, document in enumerate(waiting, start=1):
            last = number == len(waiting)
            completes = note if last and not late else None
            self._let_wait(self._prepared(document, origin, completes, last=last))
            replaced = document.source in known.documents
            (outcome.replaced if replaced else outcome.added).append(document.source)

    def _prepared(
        self, document: Document, origin: Origin, completes: FileReading | None, *, last: bool
    ) -> _Pending:
        heading = longest_heading(document)
        passages = split(
            document, self.options, fits=lambda text: self.encoder.fits(heading + text)
        )
        texts = tuple(spanned_text(passage) for passage in passages)
        keys = tuple(encoding_key(text) for text in texts)
        known = self.catalog.vectors_by_key(keys)
        return _Pending(document, origin, passages, texts, keys, known, last, completes)

    def _let_wait(self, pending: _Pending) -> None:
        """Let a document wait to be encoded; what waits is not made to wait for a large one."""
        if self._pending and len(pending.missing) > _PASSAGES_AT_ONCE:
            self._encode_pending()
            pending.vectors.update(self.catalog.vectors_by_key(pending.missing))
        self._pending.append(pending)
        missing = len(pending.missing)
        self._found += missing
        self._waiting += max(1, missing)

    def _encode_pending(self) -> None:
        """Store the documents that were being encoded, and begin to encode those that wait."""
        before = self.encoded

        def on_progress(count: int) -> None:
            self.encoded = before + count
            self._step("encoded", "")

        vectors = self._background.take(on_progress)
        self.encoded = before + len(vectors)
        if vectors:
            self._step("encoded", "")
        missing: dict[bytes, SpannedText] = {}
        for document in self._pending:
            document.vectors.update({key: vectors[key] for key in document.keys if key in vectors})
            missing.update(document.missing)
        self._background.start(missing)
        for document in self._encoding:
            self._store(document, vectors)
        self._pending, self._encoding, self._waiting = [], self._pending, 0

    def _store(self, pending: _Pending, vectors: Mapping[bytes, StoredVectors]) -> None:
        """Store one document; what was not known of its vectors is in `vectors`."""
        passages = [
            NewPassage(passage, key, vectors[key] if key in vectors else pending.vectors[key])
            for passage, key in zip(pending.passages, pending.keys, strict=True)
        ]
        self.changes.append(
            self.catalog.replace(pending.document, pending.origin, passages, pending.completes)
        )
        self._done += pending.last
        self._step("stored", pending.document.source)

    def _remove_gone(self, listing: Listing, known: KnownFiles) -> tuple[str, ...]:
        """Take out the documents of the listed roots that are gone, or hold no text now."""
        outcome = self._outcome
        present = {*outcome.added, *outcome.replaced, *outcome.unchanged, *outcome.kept}
        roots = Roots(listing.roots)
        gone = tuple(
            source
            for source, record in known.documents.items()
            if source not in present and roots.hold(record.origin.path)
        )
        for source in gone:
            self.changes.append(self.catalog.remove(source))
            self._step("removed", source)
        return gone

    def _losses(self, known: KnownFiles, removed: Sequence[str]) -> tuple[Loss, ...]:
        """The folders of which more than half was taken out, and does not stand elsewhere now."""
        if len(removed) < _FEWEST_LOST:
            return ()
        gone, kept = set(removed), {record.sha256 for record in self.catalog.files()}
        files, lost = Counter[str](), Counter[str]()
        for records in known.by_path.values():
            root = records[0].origin.root
            files[root] += 1
            lost[root] += all(one.source in gone and one.sha256 not in kept for one in records)
        return tuple(
            Loss(root, count, files[root])
            for root, count in lost.items()
            if count >= _FEWEST_LOST and 2 * count > files[root]
        )

    def _note_readings(self, listing: Listing, known: KnownFiles) -> None:
        """Make the notes about files that were read what they are now."""
        roots = Roots(listing.roots)
        for reading in self._outcome.late:
            self.catalog.complete(reading)
        self.catalog.forget_readings(
            path for path in known.readings if path not in self._outcome.whole and roots.hold(path)
        )

    def _note_left_out(self, listing: Listing) -> None:
        """Keep the notes about these roots as they are now; nothing is written if they are."""
        roots = Roots(listing.roots)
        before = {file for file in self.catalog.left_out() if roots.hold(file.root)}
        now = set(self._outcome.left_out)
        self.catalog.forget_left_out(before - now)
        for file in sorted(now - before, key=lambda file: file.source):
            self.catalog.leave_out(file)

    def _file_done(self, what: What, source: str) -> None:
        self._done += 1
        self._step(what, source)

    def _step(self, what: What, source: str) -> None:
        self.on_step(Step(what, source, self._done, self._total, self.encoded, self._found))
