"""Verification: whether the citations of a saved answer still hold in the files themselves."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import cast

from corpus.document import Document
from corpus.errors import UnreadableDocument
from corpus.folder import storable
from corpus.isolation import ReadingOptions, ReadingProcess
from corpus.reading import read_bytes
from qa.errors import SavedAnswerError


class Verdict(StrEnum):
    """What became of a quote."""

    HOLDS = "holds"
    """The text at the offsets is the quote."""
    MOVED = "moved"
    """The quote stands elsewhere in the file now."""
    CHANGED = "changed"
    """The file no longer has the quote."""
    GONE = "gone"
    """There is no such file, or it cannot be read."""


@dataclass(frozen=True, slots=True)
class VerifiedCitation:
    """One saved citation and its verdict; `detail` says more where it does not hold."""

    number: int
    source: str
    quote: str
    verdict: Verdict
    detail: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A file in which a document may stand, and the source under which it was read."""

    path: Path
    source: str


def verify_saved(
    file: Path, roots: Sequence[Path], reading: ReadingOptions | None = None
) -> tuple[VerifiedCitation, ...]:
    """Check every citation of the saved answer in `file` against the files below `roots`.

    Raises: SavedAnswerError: when `file` is not what `qa ask --json` prints. ReaderNotStarted: when
        no file can be read at all.
    """
    citations = _citations(file)
    with ReadingProcess(reading) as process:
        return tuple(_verify(citation, roots, process) for citation in citations)


def _citations(file: Path) -> list[Mapping[str, object]]:
    hint = "save an answer with `qa ask QUESTION --json > FILE`"
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        citations = content["citations"]
    except OSError as error:
        raise SavedAnswerError(
            f"{file} cannot be read: {error.strerror or error}", hint=hint
        ) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SavedAnswerError(f"{file} is not a saved answer", hint=hint) from error
    if not isinstance(citations, list) or not all(map(_is_citation, citations)):
        raise SavedAnswerError(f"{file} has citations that are not whole", hint=hint)
    return citations


def _is_citation(value: object) -> bool:
    kinds = {"number": int, "source": str, "sha256": str, "start": int, "end": int, "quote": str}
    if not isinstance(value, dict):
        return False
    typed = all(isinstance(value.get(key), kind) for key, kind in kinds.items())
    return typed and 0 <= value["start"] < value["end"]


def _candidates(source: str, roots: Sequence[Path]) -> Iterator[_Candidate]:
    """The files below the roots in which the document of that source may stand.

    That is the file of the same path, or one that the path leads through; nothing else is opened.
    """
    for root in (root.resolve() for root in roots):
        yield from _on_the_way(source, root, skipped=0)
        if source.startswith(f"{root.name}/"):
            yield from _on_the_way(source, root, skipped=1)
        if "\\" in source:  # a name that is no text was written down in another form
            for path in root.rglob("*"):
                name = storable(path.relative_to(root))
                if f"{source}/".startswith(f"{name}/") and path.is_file():
                    yield _Candidate(path, name)


def _on_the_way(source: str, root: Path, *, skipped: int) -> Iterator[_Candidate]:
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
                yield _Candidate(path.resolve(), "/".join(parts[:end]))
            return
    except (OSError, ValueError):  # a name that no file can have
        return


def _document(
    source: str, sha256: str, roots: Sequence[Path], process: ReadingProcess
) -> Document | str:
    """The document of that source as it can be read now, or why there is none.

    Of several, the one whose bytes were cited; else the first.
    """
    found: list[Document] = []
    reasons = [f"no file {source} in {', '.join(map(str, roots))}"]
    for candidate in dict.fromkeys(_candidates(source, roots)):
        try:
            data = read_bytes(candidate.path, candidate.source)
        except UnreadableDocument as error:
            reasons.append(str(error))
            continue
        reading = process.read(data, candidate.source)
        reasons += [str(one.error) for one in reading.left_out if one.source == source]
        for document in reading.documents:
            if document.source == source:
                found.append(document)
                if document.sha256 == sha256:
                    return document
    return found[0] if found else reasons[-1]


def _verify(
    citation: Mapping[str, object], roots: Sequence[Path], process: ReadingProcess
) -> VerifiedCitation:
    source, quote = str(citation["source"]), str(citation["quote"])
    start, end = cast("int", citation["start"]), cast("int", citation["end"])

    def verdict(value: Verdict, detail: str = "") -> VerifiedCitation:
        return VerifiedCitation(cast("int", citation["number"]), source, quote, value, detail)

    document = _document(source, str(citation["sha256"]), roots, process)
    if isinstance(document, str):
        return verdict(Verdict.GONE, document)
    text = document.text
    if text[start:end] == quote:
        return verdict(Verdict.HOLDS)
    same = document.sha256 == citation["sha256"]
    why = "the file is the same, so another version read it" if same else "the file was changed"
    found = text.find(quote) if quote else -1
    if found < 0:
        return verdict(Verdict.CHANGED, why)
    return verdict(Verdict.MOVED, f"it stands at {found} to {found + len(quote)} now: {why}")
