"""What happens in the documents' panel: values of its parts go in, and new ones come out."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic

from pydantic import BaseModel, TypeAdapter, ValidationError

from chat.chosen import Chosen
from chat.documents_html import (
    list_as_html,
    problem_as_html,
    progress_as_html,
    report_as_html,
    said_as_html,
)
from chat.words import Words
from qa.assistant import Assistant
from qa.errors import ChapterverseError, UploadError
from qa.selection import folders_of, issuers_of
from qa.showing import as_text
from qa.uploads import Given, Progress, UploadReport, Uploads

# The bar moves so often, at most; a person sees no more. Ours.
_SECONDS_BETWEEN = 0.25


class _UploadedFile(BaseModel):
    """A file as the browser names it once it lies in the server's folder for uploads."""

    path: str
    orig_name: str | None = None


_FILES = TypeAdapter(list[_UploadedFile])


@dataclass(frozen=True, slots=True)
class Lists:
    """What there is to be seen and chosen: the list as HTML, and names."""

    library: str
    names: tuple[str, ...]
    folders: tuple[str, ...]
    issuers: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentsWork:
    """Shows, adds, chooses and removes documents.

    What the browser sends as a file has to lie in `received`, where the server puts uploads; it is
    deleted from there once it is read.
    """

    assistant: Assistant
    uploads: Uploads
    received: Path

    def lists(self, words: Words) -> Lists:
        """What there is now."""
        snapshot = self.assistant.snapshot
        coverage = snapshot.coverage()
        return Lists(
            library=list_as_html(snapshot, words, self.uploads.holds),
            names=tuple(document.source for document in coverage.documents),
            folders=folders_of(coverage.documents),
            issuers=issuers_of(coverage.documents),
            files=tuple(file.source for file in coverage.files),
        )

    def writable(self) -> bool:
        """Whether documents can be added and removed."""
        with suppress(ChapterverseError):
            self.uploads.check_writable()
            return True
        return False

    def said(self, chosen: Chosen, words: Words) -> str:
        """What is to be said about the documents that are chosen."""
        count = len(self.assistant.snapshot.coverage().documents)
        try:
            sources = chosen.sources(self.assistant)
        except ChapterverseError as error:
            return problem_as_html(error)
        if sources is None:
            return said_as_html(words["asked_all"].format(count=count))
        return said_as_html(words["asked_some"].format(some=len(sources), count=count))

    def add(self, files: object, words: Words, *, replacing: bool) -> Iterator[str]:
        """Take the files into the index; gives what is to be shown meanwhile, and at the end."""
        try:
            self.uploads.check_writable()
            sent = [(file, self._path_of(file)) for file in _FILES.validate_python(files)]
            self.uploads.check_size(sum(path.stat().st_size for _, path in sent))
            given = [_given(file, path) for file, path in sent]
        except ValidationError:
            return
        except ChapterverseError as error:
            yield problem_as_html(error)
            return
        news: SimpleQueue[Progress | UploadReport | Exception] = SimpleQueue()

        def work() -> None:
            try:
                news.put(self.uploads.add(given, news.put, replace=replacing))
            except Exception as error:  # noqa: BLE001 - it is raised again where it can be told
                news.put(error)

        Thread(target=work, daemon=True).start()
        yield from _told(news, [file.name for file in given], words)

    def remove(self, source: str, words: Words) -> str:
        """Take a file out; gives what is to be said about it."""
        try:
            self.uploads.remove(source)
        except ChapterverseError as error:
            return problem_as_html(error)
        return said_as_html(words["removed"].format(name=source))

    def warning(self, source: str, words: Words) -> str:
        """What removing a file would do."""
        files = self.assistant.snapshot.coverage().files
        path = next((file.path for file in files if file.source == source), "")
        kind = "remove_upload" if self.uploads.holds(path) else "remove_own"
        return f"<p>{words[kind].format(name=as_text(source))}</p>"

    def _path_of(self, file: _UploadedFile) -> Path:
        """Where the file lies that the browser named, if it is one that it sent.

        Raises: UploadError: when it is another one of this computer.
        """
        path = Path(file.path).resolve()
        if not path.is_relative_to(self.received.resolve()) or not path.is_file():
            raise UploadError(
                f"{file.orig_name or path.name} is not among the files that were sent",
                hint="send it again",
            )
        return path


def _given(file: _UploadedFile, path: Path) -> Given:
    """The file's name and bytes; it does not stay where it was received."""
    try:
        return Given(file.orig_name or path.name, path.read_bytes())
    finally:
        path.unlink(missing_ok=True)


def _told(
    news: "SimpleQueue[Progress | UploadReport | Exception]", given: Sequence[str], words: Words
) -> Iterator[str]:
    """What is to be shown of the news: the latest of it, a few times a second, until the end."""
    latest, since = None, monotonic()
    while True:
        try:
            one = news.get(timeout=_SECONDS_BETWEEN)
        except Empty:
            one = None
        if isinstance(one, UploadReport):
            yield report_as_html(one, given, words)
            return
        if isinstance(one, ChapterverseError):
            yield problem_as_html(one)
            return
        if isinstance(one, Exception):
            logging.getLogger(__name__).error("an upload failed", exc_info=one)
            yield f'<p class="cv-error" role="alert">{words["fault"]}</p>'
            return
        moved = one is not None and (latest is None or latest.name != one.name)
        latest, before = one or latest, latest
        if latest is not None and (moved or monotonic() - since >= _SECONDS_BETWEEN):
            passed = 0.0 if latest is not before else monotonic() - since
            latest = replace(latest, seconds_left=max(0.0, latest.seconds_left - passed))
            since = monotonic()
            yield progress_as_html(latest, words)
