"""Uploads: files that people give to an index itself, and what is taken out of it by hand.

They lie in a folder inside the index folder. Nothing outside it is ever written or deleted, and
nothing is kept there that gave no document.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING

from corpus.document import sha256_of
from corpus.isolation import ReadingProcess
from corpus.reading import check_readable
from index.coverage import FileCoverage, coverage_of
from index.errors import StorageError, UnknownSource
from qa.errors import ChapterverseError, ReadOnly, UnreadableDocument, UploadError
from qa.pace import Pace
from qa.upload_names import upload_name
from qa.upload_reading import RememberingProcess

if TYPE_CHECKING:
    from index.library import Library
    from index.update import Step

_MEGABYTE = 1024**2
# So many of the largest files may come at once: they are held in memory together. Ours.
_LARGEST_AT_ONCE = 10
_AS_BEFORE = "make room on the disk, and check that it may be written; nothing was changed"
_COMES_BACK = "it is out of the index, and comes back with the next `qa index`: delete it yourself"
# What lies beside a file while it is put in its place; names with a dot are no documents.
_NEW, _OLD = ".new-", ".old-"


@dataclass(frozen=True, slots=True)
class UploadOptions:
    """What may be uploaded: nothing at all where the index is served `read_only`."""

    megabytes: int = 50
    read_only: bool = False


class Outcome(StrEnum):
    """What became of an upload."""

    ADDED = "added"
    REPLACED = "replaced"
    THERE_ALREADY = "there already"


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it is given: its name there, and its bytes."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Taken:
    """An upload that is in the index: under which name, and how it came there."""

    name: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Refused:
    """An upload that is not kept, and why."""

    name: str
    error: ChapterverseError


@dataclass(frozen=True, slots=True)
class UploadReport:
    """What became of each of the files that were given."""

    taken: tuple[Taken, ...] = ()
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an upload is: the file that is being read, or "" while the passages are encoded.

    `share` is of the time, 0 to 1; `seconds_left` is an estimate.
    """

    name: str
    number: int
    files: int
    share: float
    seconds_left: float


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken out of the index; `file_kept` says that it was not an upload of ours."""

    source: str
    file_kept: bool


OnProgress = Callable[[Progress], None]


def _ignore(progress: Progress) -> None:
    """Take no notice of progress."""


class Uploads:
    """The uploads of one index. Safe to use from several threads: one changes it at a time."""

    def __init__(self, library: "Library", options: UploadOptions | None = None) -> None:
        """Name the library that the files are for."""
        self._library = library
        self._options = options or UploadOptions()
        self._changing = threading.Lock()

    def check_writable(self) -> None:
        """Make sure that the index may be changed.

        Raises: ReadOnly: when it is served for reading only, or its folder cannot be written.
        """
        if self._options.read_only:
            raise ReadOnly(
                "the index is served for reading only: nothing can be added or removed",
                hint="whoever serves it can start it without `--read-only`",
            )
        if not os.access(self._library.folder, os.W_OK):
            raise ReadOnly(
                f"the index folder {self._library.folder} cannot be written",
                hint="whoever serves it can give it a folder that may be written",
            )

    def check_size(self, size: int) -> None:
        """Make sure that files of `size` bytes together may come at once.

        Raises: UploadError: when that is too much.
        """
        most = _LARGEST_AT_ONCE * self._options.megabytes
        if size > most * _MEGABYTE:
            raise UploadError(
                f"the files have {size / _MEGABYTE:,.0f} MB together, more than the {most:,} MB "
                "that may be uploaded at once",
                hint="add them in several goes, or have their folder indexed with `qa index`",
            )

    def holds(self, path: str) -> bool:
        """Whether the file at `path`, as the catalogue has it, is an upload."""
        return Path(path).parent == self._library.uploads.resolve()

    def add(
        self, files: Sequence[Given], on_progress: OnProgress = _ignore, *, replace: bool = False
    ) -> UploadReport:
        """Take files into the index, each under its name; what gives no document is not kept.

        A file that is there already, with the same bytes, stays as it is. Where another one of its
        name is there, it takes that one's place only if `replace` is said.

        Raises: ReadOnly. UploadError: when another upload is not finished. IndexBusy, StorageError,
            IndexMismatch, ReaderNotStarted: when nothing can be taken; then all is as it was.
        """
        with self._alone():
            self._tidy()
            names = _Names(self._library.uploads)
            refused: list[Refused] = []
            taken: list[Taken] = []
            fresh: list[_Fresh] = []
            pace = Pace(sum(len(file.data) for file in files))
            with RememberingProcess(self._library.reading_process()) as process:
                for number, file in enumerate(files, start=1):
                    on_progress(_progress(file.name, number, len(files), pace))
                    try:
                        name, outcome = self._judged(file, names, replace=replace)
                        if outcome is not Outcome.THERE_ALREADY:
                            reading = process.read_first(file.data, name)
                            fresh.append(_Fresh(name, file.data))
                            names.take(name, file.data)
                            characters = sum(len(one.text) for one in reading.documents)
                            pace.has_read(len(file.data), characters)
                        taken.append(Taken(name, outcome))
                    except (UnreadableDocument, UploadError) as error:
                        refused.append(Refused(file.name, error))
                if fresh:
                    self._store(fresh, process, len(files), pace, on_progress)
        return UploadReport(tuple(taken), tuple(refused))

    def remove(self, source: str) -> Removed:
        """Take the file called `source`, with all documents in it, out of the index.

        An upload is deleted. A file of a folder that was indexed stays where it is, and `qa index`
        passes it over from then on.

        Raises: ReadOnly. UploadError: when another change is not finished, or `source` stands
            inside a file. UnknownSource: when there is none. As `Library.remove`.
        """
        with self._alone():
            file = self._file(source)
            kept = not self.holds(file.path)
            self._library.remove([file.path])
            if not kept:
                with _translated(Path(file.path), _COMES_BACK):
                    Path(file.path).unlink(missing_ok=True)
            return Removed(source, file_kept=kept)

    def _file(self, source: str) -> FileCoverage:
        catalog = self._library.catalog()
        try:
            coverage = coverage_of(catalog.files(), catalog.readings(), catalog.left_out())
        finally:
            catalog.close()
        for file in coverage.files:
            if file.source == source:
                return file
            if source in {document.source for document in file.documents}:
                raise UploadError(
                    f"{source} stands inside {file.source}, which can be removed as a whole",
                    hint=f"remove {file.source}, or leave it out with the filters",
                )
        raise UnknownSource(
            f"there is no file {source} in {self._library.folder}",
            hint="`qa status` lists the documents by name",
        )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.check_writable()
        if not self._changing.acquire(blocking=False):
            raise UploadError(
                "another upload or removal is not finished", hint="wait until it is, and try again"
            )
        try:
            yield
        finally:
            self._changing.release()

    def _judged(self, file: Given, names: "_Names", *, replace: bool) -> tuple[str, Outcome]:
        """The name under which a file can be taken, and what that would be.

        Raises: UploadError, UnsupportedFormat: when it cannot.
        """
        name = upload_name(file.name)
        largest = self._options.megabytes * _MEGABYTE
        if len(file.data) > largest:
            raise UploadError(
                f"{name} has {len(file.data) / _MEGABYTE:.1f} MB, more than the "
                f"{self._options.megabytes} MB that may be uploaded",
                hint="split it, have it indexed from a folder, or raise upload_megabytes",
            )
        check_readable(name, self._library.reading_process().options.table)
        there = names.with_bytes(file.data)
        if there:
            return there, Outcome.THERE_ALREADY
        if not names.has(name):
            return name, Outcome.ADDED
        if not replace or names.is_fresh(name):
            raise UploadError(
                f"there is another file called {name}",
                hint="say that it shall be replaced, or give the new one another name",
            )
        return name, Outcome.REPLACED

    def _store(
        self,
        fresh: Sequence["_Fresh"],
        process: ReadingProcess,
        files: int,
        pace: Pace,
        on_progress: OnProgress,
    ) -> None:
        """Put the files in their places and the documents into the index, or nothing at all."""

        def on_step(step: "Step") -> None:
            if step.what in {"encoded", "stored", "cached"}:
                pace.has_encoded(step.encoded, step.found)
            on_progress(_progress("", files, files, pace))

        folder = self._library.uploads
        try:
            with _translated(folder):
                folder.mkdir(exist_ok=True)
                for file in fresh:
                    file.place(folder)
            self._library.update([], on_step, process)
        except BaseException:
            for file in fresh:
                with suppress(OSError):
                    file.take_back(folder)
            raise
        self._tidy()

    def _tidy(self) -> None:
        """Delete what lies beside the uploads, also after a run that was killed."""
        with _translated(self._library.uploads):
            for mark in (_NEW, _OLD):
                for path in self._library.uploads.glob(f"{mark}*"):
                    path.unlink()


@dataclass(frozen=True, slots=True)
class _Fresh:
    """A file that is to be put into the folder of uploads."""

    name: str
    data: bytes

    def place(self, folder: Path) -> None:
        """Put it there, whole or not at all; what it replaces is kept beside it."""
        new, path = folder / f"{_NEW}{self.name}", folder / self.name
        with new.open("wb") as stream:
            stream.write(self.data)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            copyfile(path, folder / f"{_OLD}{self.name}")
        new.replace(path)

    def take_back(self, folder: Path) -> None:
        """Make the folder what it was before, whatever of `place` was done."""
        new, old, path = (folder / f"{mark}{self.name}" for mark in (_NEW, _OLD, ""))
        if new.exists():
            new.unlink()
            old.unlink(missing_ok=True)
        elif old.exists():
            old.replace(path)
        elif path.exists() and path.read_bytes() == self.data:
            path.unlink()


class _Names:
    """The files in the folder of uploads by name, and by what they hold."""

    def __init__(self, folder: Path) -> None:
        paths = folder.iterdir() if folder.is_dir() else ()
        self._folder = folder
        self._sizes = {path.name: path.stat().st_size for path in paths}
        self._sha256s: dict[str, str] = {}
        self._fresh: set[str] = set()

    def has(self, name: str) -> bool:
        """Whether there is a file of that name, for the file system, too."""
        return name in self._sizes or (self._folder / name).exists()

    def take(self, name: str, data: bytes) -> None:
        """Note that a file of that name will be there."""
        self._sizes[name] = len(data)
        self._sha256s[name] = sha256_of(data)
        self._fresh.add(name)

    def is_fresh(self, name: str) -> bool:
        """Whether a file of that name came with the same upload."""
        return name in self._fresh

    def with_bytes(self, data: bytes) -> str:
        """The name of the file with these bytes; empty where there is none."""
        wanted = sha256_of(data)
        for name, size in self._sizes.items():
            if size == len(data) and wanted == self._sha256(name):
                return name
        return ""

    def _sha256(self, name: str) -> str:
        if name not in self._sha256s:
            self._sha256s[name] = sha256_of((self._folder / name).read_bytes())
        return self._sha256s[name]


def _progress(name: str, number: int, files: int, pace: Pace) -> Progress:
    return Progress(name, number, files, pace.share(), pace.seconds_left())


@contextmanager
def _translated(path: Path, hint: str = _AS_BEFORE) -> Iterator[None]:
    """What the disk does not allow as an error of ours, with a `hint`."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written: {error.strerror or error}",
            hint=hint,
        ) from error
