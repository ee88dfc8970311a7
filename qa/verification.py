"""Verification: whether the citations of a saved answer still hold in the files themselves."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import cast

from corpus.document import sha256_of
from corpus.errors import UnreadableDocument
from corpus.folder import storable
from corpus.reading import document_from_bytes
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


def verify_saved(file: Path, roots: Sequence[Path]) -> tuple[VerifiedCitation, ...]:
    """Check every citation of the saved answer in `file` against the files below `roots`.

    Raises: SavedAnswerError: when `file` is not what `qa ask --json` prints.
    """
    return tuple(_verify(citation, roots) for citation in _citations(file))


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


def _find(source: str, sha256: str, roots: Sequence[Path]) -> Path | None:
    """The file of that source below one of the roots; nothing outside of them is opened.

    Of several, the one whose bytes were cited.
    """
    found = [path for root in roots for path in _candidates(source, root.resolve())]
    same = (path for path in found if _digest(path) == sha256)
    return next(same, found[0] if found else None)


def _candidates(source: str, root: Path) -> Iterator[Path]:
    """The files below `root` that may have been given this source when they were indexed."""
    for name in (source, source.removeprefix(f"{root.name}/")):
        try:
            path = (root / name).resolve()
            if path.is_relative_to(root) and path.is_file():
                yield path
        except (OSError, ValueError):  # a name that no file can have
            continue
    if "\\" in source:  # a name that is no text was written down in another form
        for path in root.rglob("*"):
            if path.is_file() and storable(path.relative_to(root)) == source:
                yield path


def _digest(path: Path) -> str:
    try:
        return sha256_of(path.read_bytes())
    except OSError:
        return ""


def _verify(citation: Mapping[str, object], roots: Sequence[Path]) -> VerifiedCitation:
    source, quote = str(citation["source"]), str(citation["quote"])
    start, end = cast("int", citation["start"]), cast("int", citation["end"])

    def verdict(value: Verdict, detail: str = "") -> VerifiedCitation:
        return VerifiedCitation(cast("int", citation["number"]), source, quote, value, detail)

    path = _find(source, str(citation["sha256"]), roots)
    if path is None:
        return verdict(Verdict.GONE, f"no file {source} in {', '.join(map(str, roots))}")
    try:
        data = path.read_bytes()
        text = document_from_bytes(data, source).text
    except (OSError, UnreadableDocument) as error:
        return verdict(Verdict.GONE, str(error))
    if text[start:end] == quote:
        return verdict(Verdict.HOLDS)
    same = sha256_of(data) == citation["sha256"]
    why = "the file is the same, so another version read it" if same else "the file was changed"
    found = text.find(quote) if quote else -1
    if found < 0:
        return verdict(Verdict.CHANGED, why)
    return verdict(Verdict.MOVED, f"it stands at {found} to {found + len(quote)} now: {why}")
