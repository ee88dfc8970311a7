"""Verification: whether the citations of a saved answer still hold in the files themselves."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

from corpus.document import Document, label_at, sha256_of
from corpus.errors import UnreadableDocument
from corpus.folder import storable
from corpus.isolation import ReadingOptions, ReadingProcess
from corpus.reading import read_bytes
from qa.cited_place import Standing, standing_of
from qa.errors import SavedAnswerError
from qa.export import record_in, shown_in


class Verdict(StrEnum):
    """What became of a quote."""

    HOLDS = "holds"
    """The quote stands where it was cited."""
    MOVED = "moved"
    """The quote stands elsewhere in the file now, or it cannot be told where the cited one does."""
    CHANGED = "changed"
    """The file no longer has the quote."""
    GONE = "gone"
    """There is no such file, or it cannot be read."""


@dataclass(frozen=True, slots=True)
class VerifiedCitation:
    """One saved citation and its verdict; `detail` says more where it does not hold.

    `turn` is the turn of a conversation in which it stands, from 1; 0 where it is of one answer.
    """

    number: int
    source: str
    quote: str
    verdict: Verdict
    detail: str
    turn: int = 0


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A file in which a document may stand, and the source under which it was read."""

    path: Path
    source: str


@dataclass(frozen=True, slots=True)
class _Saved:
    """What a file holds: its citations with their turns, and the version of the readers."""

    citations: tuple[tuple[int, Mapping[str, object]], ...]
    readers: object


def verify_saved(
    file: Path, roots: Sequence[Path], reading: ReadingOptions | None = None
) -> tuple[VerifiedCitation, ...]:
    """Check every citation of the answer or conversation in `file` against those below `roots`.

    Raises: SavedAnswerError: when `file` is not what `qa ask` saves or prints as JSON, or was
        changed since. ReaderNotStarted: when no file can be read at all.
    """
    saved = _saved(file)
    documents: dict[tuple[str, str], Document | str] = {}
    verified: list[VerifiedCitation] = []
    with ReadingProcess(reading) as process:
        for turn, citation in saved.citations:
            key = str(citation["source"]), str(citation["sha256"])
            if key not in documents:
                documents[key] = _document(*key, roots, process)
            versions = saved.readers, process.options.version
            verified.append(replace(_verify(citation, documents[key], versions), turn=turn))
    return tuple(verified)


def _saved(file: Path) -> _Saved:
    hint = "save an answer with `qa ask QUESTION --save FILE`"
    try:
        text = file.read_text(encoding="utf-8")
        content = json.loads(record_in(text))
        answers = _answers_in(content)
        citations = [(turn, one) for turn, answer in answers for one in answer["citations"]]
        made_by = content.get("made_by", {})
    except OSError as error:
        raise SavedAnswerError(
            f"{file} cannot be read: {error.strerror or error}", hint=hint
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SavedAnswerError(f"{file} is not a saved answer", hint=hint) from error
    whole = all(isinstance(answer["citations"], list) for _, answer in answers)
    if not whole or not all(_is_citation(citation) for _, citation in citations):
        raise SavedAnswerError(f"{file} has citations that are not whole", hint=hint)
    changed = any(_is_misquoted(answer) for _, answer in answers)
    shown = shown_in(text)
    if changed or (shown and content.get("shown_sha256") != sha256_of(shown.encode())):
        raise SavedAnswerError(
            f"{file} was changed: what it says is not what it records",
            hint="ask for the file as it was saved",
        )
    return _Saved(tuple(citations), made_by.get("readers") if isinstance(made_by, dict) else None)


def _answers_in(content: Mapping[str, Any]) -> list[tuple[int, Mapping[str, Any]]]:
    """The answers that a record holds: its own, or those of a conversation by their turns."""
    turns = content.get("turns")
    if turns is None:
        return [(0, content)]
    return list(enumerate(turns if isinstance(turns, list) else [turns], start=1))


def _is_misquoted(answer: Mapping[str, Any]) -> bool:
    """Whether an answer is not its first quote."""
    said, citations = answer.get("text"), answer["citations"]
    return isinstance(said, str) and bool(citations) and said != citations[0]["quote"]


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
    citation: Mapping[str, object], document: Document | str, versions: tuple[object, int]
) -> VerifiedCitation:
    source, quote = str(citation["source"]), str(citation["quote"])
    start, end = cast("int", citation["start"]), cast("int", citation["end"])

    def verdict(value: Verdict, detail: str = "") -> VerifiedCitation:
        return VerifiedCitation(cast("int", citation["number"]), source, quote, value, detail)

    if isinstance(document, str):
        return verdict(Verdict.GONE, document)
    same = document.sha256 == citation["sha256"]
    if same and document.text[start:end] == quote:
        return verdict(Verdict.HOLDS)
    why = _why(*versions) if same else "the file was changed"
    standing = standing_of(document, citation)
    if not standing.places:
        return verdict(Verdict.CHANGED, why)
    if not standing.cited:
        return verdict(Verdict.MOVED, f"{_untold(standing)}: {why}")
    (found,) = standing.cited
    place = label_at(document.marks, found)
    named_so = citation.get("label") or place
    if (found, found + len(quote), place) == (start, end, named_so):
        return verdict(Verdict.HOLDS, "the file was changed elsewhere")
    where = f"{place}, characters {found} to {found + len(quote)}"
    return verdict(Verdict.MOVED, f"it stands at {where} now: {why}")


def _untold(standing: Standing) -> str:
    """What is said where it cannot be told which place was cited."""
    count = len(standing.places)
    if count == 1:
        return "it stands in one place now, and whether that was cited cannot be told"
    return f"it stands in {count} places now, and which of them was cited cannot be told"


def _why(readers: object, readers_now: int) -> str:
    """Why a file that is the same does not have the quote where it is said to be."""
    if readers == readers_now:
        return "the file is the same, and was never read like this"
    why = "the file is the same, so another version of the program read it"
    return f"{why} (readers {readers}, and {readers_now} now)" if readers else why
