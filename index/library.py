"""A library: an index folder that can be brought up to date and asked.

In the folder lie the catalogue, which is the truth, and the caches, which are made from it; and
files that were given to the index itself, in a folder of their own. One process writes at a time;
any number may read, and a reader sees one state, whole.
"""

import logging
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.document import Document
from corpus.folder import Listing, joined, list_files, storable
from corpus.isolation import ReadingOptions, ReadingProcess
from corpus.passage import Passage
from corpus.splitting import SplitOptions
from index.caches import (
    Caches,
    build_caches,
    change_caches,
    described_generation,
    load_caches,
    save_caches,
    state_of_caches,
    state_of_description,
    take_description_away,
)
from index.catalog import Catalog
from index.catalog_file import CATALOG_FILE
from index.encoding import Encoder, encoding_key, spanned_text
from index.errors import IndexBusy, IndexMismatch, LibraryError, StorageError
from index.known_files import Roots
from index.records import Change, Identity, NewPassage, Origin, stored
from index.snapshot import Snapshot
from index.taken_out import read_taken_out, write_taken_out
from index.update import OnStep, Step, Update, UpdateReport

_LOCK_FILE = "writer.lock"
_REBUILD_FOLDER = "rebuild"
# Passages that are encoded together where they do not come from files.
_PASSAGES_AT_ONCE = 1000
_UPLOADS_FOLDER = "uploads"
_LOG = logging.getLogger("chapterverse")


def _ignore(step: Step) -> None:
    """Take no notice of a step."""


class Library:
    """An index folder, written and read with one encoder and one way of splitting."""

    def __init__(
        self,
        folder: Path,
        encoder: Encoder,
        options: SplitOptions | None = None,
        reading: ReadingOptions | None = None,
        process: type[ReadingProcess] = ReadingProcess,
    ) -> None:
        """Name the folder; nothing is read or made yet. `process` is what reads the files."""
        self.folder = folder
        self._encoder = encoder
        self._options = options or SplitOptions()
        self._reading = reading or ReadingOptions()
        self._process = process

    @property
    def uploads(self) -> Path:
        """The folder of files that were given to the index itself; they belong to any update."""
        return self.folder / _UPLOADS_FOLDER

    def reading_process(self) -> ReadingProcess:
        """A process that reads files as `update` does."""
        return self._process(self._reading)

    def update(
        self,
        paths: Iterable[Path],
        on_step: OnStep = _ignore,
        process: ReadingProcess | None = None,
        *,
        may_be_empty: bool = False,
    ) -> UpdateReport:
        """Make the index hold what the files at `paths`, and the uploads, hold now.

        New and changed files are read and encoded, vanished ones taken out, unchanged ones left;
        documents from other paths stay. A file that cannot be read is in the report, and one that
        was removed by hand, too, unless it is named itself. `process` reads, if there is one.
        Folders that hold no document are taken for a mistake, unless they `may_be_empty`.

        Raises: PathNotFound, NoDocuments: about `paths`; the index stays as it is. IndexBusy: when
            another process writes it. IndexMismatch: when it was built with another encoder or
            other split options. IndexCorrupt, IndexTooNew, IndexTooOld, StorageError: about the
            index. ReaderNotStarted: when no file can be read at all.
        """
        listing = self._listing(paths, may_be_empty=may_be_empty)
        return self._update(listing, on_step, process or self.reading_process())

    def _listing(self, paths: Iterable[Path], *, may_be_empty: bool = False) -> Listing:
        """The files at `paths`, and the uploads, without those that were removed by hand."""
        named, uploads = list(paths), self.uploads.resolve()
        taken_out = read_taken_out(self.folder)
        listings = [Listing((uploads,), (), ())] if uploads.is_dir() else []
        if listings and _holds_files(uploads):
            listings = [list_files([uploads])]
        if named or not listings:
            files = list_files(
                named, leave_out=self.folder, taken_out=taken_out, may_be_empty=may_be_empty
            )
            listings.insert(0, files)
        return joined(listings)

    def _update(self, listing: Listing, on_step: OnStep, process: ReadingProcess) -> UpdateReport:
        with self._writing() as catalog, process:
            before = catalog.generation()
            update = Update(catalog, self._encoder, self._options, process, on_step)
            report = update.run(listing)
            catalog.finish()
            self._take_back(listing)
            self._follow(catalog, before, update.changes)
            total, encoded = len(listing.files), report.encoded
            on_step(Step("cached", "", total, total, encoded, encoded))
        return report

    def _take_back(self, listing: Listing) -> None:
        """Forget that files were removed by hand which were named themselves now."""
        named = {storable(file.path) for file in listing.files if file.path == file.root}
        if named:
            write_taken_out(self.folder, read_taken_out(self.folder) - named)

    def remove(self, paths: Collection[str]) -> None:
        """Take the documents in the files at `paths` out, and have `update` pass these files over.

        `paths` are as in `Origin.path`. The files themselves stay. An upload is not passed over:
        it is gone when its file is.

        Raises: as `update`, but nothing about `paths`: where nothing is, nothing is removed.
        """
        with self._writing() as catalog:
            uploads = Roots([self.uploads.resolve()])
            kept = {path for path in paths if not uploads.hold(path)}
            write_taken_out(self.folder, read_taken_out(self.folder) | kept)
            before, unfinished = catalog.generation(), catalog.unfinished()
            gone = [one.source for one in catalog.files() if one.origin.path in paths]
            changes = [catalog.remove(source) for source in gone]
            catalog.forget_readings(paths)
            catalog.forget_left_out(note for note in catalog.left_out() if note.path in paths)
            if not unfinished:
                catalog.finish()
            self._follow(catalog, before, changes)

    def add(self, passages: Iterable[tuple[Document, tuple[Passage, ...]]]) -> None:
        """Store documents that are split already, in the place of others of the same sources.

        For documents that are not files, such as the lines of an evaluation set. They are taken
        from `passages` a few at a time.

        Raises: as `update`.
        """
        with self._writing() as catalog:
            before = catalog.generation()
            changes = [
                change for some in _in_parts(passages) for change in self._add(catalog, some)
            ]
            catalog.finish()
            self._follow(catalog, before, changes)

    def _add(
        self, catalog: Catalog, passages: Sequence[tuple[Document, tuple[Passage, ...]]]
    ) -> Iterator[Change]:
        texts = [spanned_text(passage) for _, split in passages for passage in split]
        encoded = iter(zip(texts, self._encoder.encode(texts), strict=True))
        for document, split in passages:
            new = [
                NewPassage(passage, encoding_key(text), stored(vectors))
                for passage, (text, vectors) in zip(split, encoded, strict=False)
            ]
            yield catalog.replace(document, Origin("", ""), new)

    def rebuild(self, paths: Iterable[Path], on_step: OnStep = _ignore) -> UpdateReport:
        """Build the index of `paths` and the uploads anew, with this encoder and these options.

        The old index is there until the new one is whole.

        Raises: as `update`.
        """
        beside = self.folder / _REBUILD_FOLDER
        with self._locked():
            _delete(beside)
            new = Library(beside, self._encoder, self._options, self._reading, self._process)
            listing = self._listing(paths)
            new._begin_after(self)
            report = new._update(listing, on_step, new.reading_process())
            self._take_back(listing)
            take_description_away(self.folder)
            self._take_over(beside)
            _delete(beside)
            catalog = Catalog.open_to_write(self.folder)
            build_caches(catalog, self.folder)
            catalog.close()
        return report

    def _begin_after(self, other: "Library") -> None:
        """Make the catalogue, which goes on with the numbers of the `other` library's."""
        self.folder.mkdir()
        catalog = Catalog.create(self.folder, self._identity())
        # Where there is none, or it cannot be read, nothing is known of its numbers.
        with closing(catalog), suppress(LibraryError):
            catalog.number_after(other.folder)

    def _take_over(self, beside: Path) -> None:
        """Put the catalogue in `beside` in the place of ours."""
        try:
            catalog = Catalog.open_to_write(self.folder)
        except LibraryError:
            # There is none, or one that cannot be read: nothing in it can be lost.
            for ending in ("", "-wal", "-shm"):
                (self.folder / f"{CATALOG_FILE}{ending}").unlink(missing_ok=True)
            (beside / CATALOG_FILE).replace(self.folder / CATALOG_FILE)
            return
        catalog.take_over(beside)
        catalog.close()

    def snapshot(self) -> Snapshot:
        """The index as it is now, ready to be asked.

        Caches that are damaged or of another state are made again from the catalogue, on disk if
        it can be written, and the log says so.

        Raises: IndexNotFound, IndexMismatch, IndexCorrupt, IndexTooNew, IndexTooOld, StorageError.
        """
        catalog = self._open()
        caches = self._usable_caches(catalog)
        if caches is not None:
            return Snapshot(catalog, caches)
        _LOG.warning(
            "the caches in %s are made again from the catalogue: %s",
            self.folder,
            state_of_caches(self.folder, catalog.generation()).reason or "they cannot be read",
        )
        try:
            with self._locked():
                # Whoever wrote the index until now may have brought both up to date.
                catalog.close()
                catalog = self._open()
                caches = self._usable_caches(catalog) or build_caches(catalog, self.folder)
        except (IndexBusy, StorageError):
            # Somebody is writing the index, or nobody can: answer from memory meanwhile.
            catalog = self._open()
            caches = build_caches(catalog, None)
        return Snapshot(catalog, caches)

    def catalog(self) -> Catalog:
        """What is in the index, without what makes it quick to ask; to be closed after use.

        Raises: IndexNotFound, IndexMismatch, IndexCorrupt, IndexTooNew, IndexTooOld, StorageError.
        """
        return self._open()

    def state(self) -> tuple[int, int]:
        """Changes when the index on disk has changed: two numbers that say nothing else."""
        return state_of_description(self.folder)

    def _open(self) -> Catalog:
        catalog = Catalog.open_to_read(self.folder)
        try:
            self._check_identity(catalog)
        except IndexMismatch:
            catalog.close()
            raise
        return catalog

    def _usable_caches(self, catalog: Catalog) -> Caches | None:
        """The caches on disk, if they are whole and belong to the catalogue's generation."""
        generation = catalog.generation()
        if not state_of_caches(self.folder, generation).usable:
            return None
        try:
            caches = load_caches(self.folder, catalog.identity().dimension)
        except StorageError:
            return None
        # A writer takes their description away before it touches them.
        return caches if described_generation(self.folder) == generation else None

    @contextmanager
    def _writing(self) -> Iterator[Catalog]:
        """The catalogue, made if there is none, with the right to change it."""
        with self._locked():
            if (self.folder / CATALOG_FILE).exists():
                catalog = Catalog.open_to_write(self.folder)
            else:
                catalog = Catalog.create(self.folder, self._identity())
            try:
                self._check_identity(catalog)
                yield catalog
            finally:
                catalog.close()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / _LOCK_FILE, timeout=0)
            lock.acquire()
        except Timeout as error:
            raise IndexBusy(
                f"another process is writing the index in {self.folder}",
                hint="wait until it has finished, or name another index with `--index`",
            ) from error
        except OSError as error:
            raise StorageError(
                f"the index folder {self.folder} cannot be written: {error.strerror or error}",
                hint="choose a folder that you may write to with `--index`",
            ) from error
        try:
            yield
        finally:
            lock.release()

    def _follow(self, catalog: Catalog, before: int, changes: Sequence[Change]) -> None:
        """Bring the caches on disk to the catalogue's state."""
        if catalog.generation() == before and state_of_caches(self.folder, before).usable:
            return
        caches = None
        if state_of_caches(self.folder, before).usable:
            caches = load_caches(self.folder, catalog.identity().dimension)
        if caches is None:
            build_caches(catalog, self.folder)
            return
        take_description_away(self.folder)
        gone = {number for change in changes for number in change.removed}
        came = [number for change in changes for number in change.added if number not in gone]
        caches = change_caches(catalog, caches, removed=gone, added=came)
        save_caches(self.folder, caches, catalog.generation())

    def _identity(self) -> Identity:
        encoder = self._encoder
        return Identity(
            encoder.name, encoder.fingerprint, encoder.dimension, self._options.max_tokens
        )

    def _check_identity(self, catalog: Catalog) -> None:
        built = catalog.identity()
        if built.fingerprint != self._encoder.fingerprint:
            raise IndexMismatch(
                f"the index in {self.folder} was built with the encoder {built.encoder} "
                f"({built.fingerprint}), the settings ask for {self._encoder.name} "
                f"({self._encoder.fingerprint})",
                hint=f"run `qa index FOLDER --rebuild`, or set encoder to {built.encoder}",
            )
        if built.max_tokens != self._options.max_tokens:
            raise IndexMismatch(
                f"the index in {self.folder} was split at {built.max_tokens} tokens, "
                f"the settings ask for {self._options.max_tokens}",
                hint=f"run `qa index FOLDER --rebuild`, or set max_tokens to {built.max_tokens}",
            )


def _in_parts(
    passages: Iterable[tuple[Document, tuple[Passage, ...]]],
) -> Iterator[list[tuple[Document, tuple[Passage, ...]]]]:
    """The documents in turn, with a few hundred passages together."""
    some: list[tuple[Document, tuple[Passage, ...]]] = []
    waiting = 0
    for document, split in passages:
        some.append((document, split))
        waiting += len(split)
        if waiting >= _PASSAGES_AT_ONCE:
            yield some
            some, waiting = [], 0
    yield some


def _holds_files(folder: Path) -> bool:
    """Whether there is something in `folder` that may be a document."""
    return folder.is_dir() and any(not path.name.startswith(".") for path in folder.iterdir())


def _delete(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
