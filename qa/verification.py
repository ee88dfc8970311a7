"""Verification: whether the citations of a saved answer still hold in the files themselves."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

from corpus.document import label_at, sha256_of
from corpus.isolation import ReadingOptions, ReadingProcess
from qa.cited_file import Cited, CitedFile, Found, Missing, cited_files
from qa.cited_place import Standing, standing_of
from qa.errors import SavedAnswerError
from qa.export import record_in, shown_in
from qa.settings import text_of


class Verdict(StrEnum):
    """What became of a quote."""

    HOLDS = "holds"
    """The quote stands where it was cited."""
    MOVED = "moved"
    """The quote stands elsewhere in the file now, or it cannot be told where the cited one does."""
    CHANGED = "changed"
    """The file no longer has the quote, or cannot be read any more."""
    GONE = "gone"
    """There is no such file, and none with its bytes."""


@dataclass(frozen=True, slots=True)
class VerifiedCitation:
    """One saved citation and its verdict; `detail` says more where not all is as it was.

    `turn` is the turn of a conversation in which it stands, from 1; 0 where it is of one answer.
    """

    number: int
    source: str
    quote: str
    verdict: Verdict
    detail: str
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Saved:
    """What a file holds: its citations with their turns, and the version of the readers."""

    citations: tuple[tuple[int, Mapping[str, object]], ...]
    readers: object


def verify_saved(
    file: Path, roots: Sequence[Path], reading: ReadingOptions | None = None
) -> tuple[VerifiedCitation, ...]:
    """`verify` what `file` holds.

    Raises: SavedAnswerError: as `read_saved`. ReaderNotStarted: as `verify`.
    """
    return verify(read_saved(file), roots, reading)


def verify(
    saved: Saved, roots: Sequence[Path], reading: ReadingOptions | None = None
) -> tuple[VerifiedCitation, ...]:
    """Check every citation of an answer or a conversation against the files at `roots`.

    A root is the folder with the documents, or one of them.

    Raises: ReaderNotStarted: when no file can be read at all.
    """
    with ReadingProcess(reading) as process:
        files = cited_files(map(_cited, (one for _, one in saved.citations)), roots, process)
        versions = saved.readers, process.options.version
    return tuple(
        replace(_verify(citation, files[_cited(citation)], versions), turn=turn)
        for turn, citation in saved.citations
    )


def _cited(citation: Mapping[str, object]) -> Cited:
    return Cited(str(citation["source"]), str(citation["sha256"]))


def read_saved(file: Path) -> Saved:
    """The citations of the answer or conversation in `file`.

    Raises: SavedAnswerError: when it is not what `qa ask` saves or prints as JSON, or was changed
        since.
    """
    hint = "save an answer with `qa ask QUESTION --save FILE`"
    try:
        text = text_of(file)
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
    return Saved(tuple(citations), made_by.get("readers") if isinstance(made_by, dict) else None)


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


def _verify(
    citation: Mapping[str, object], file: CitedFile, versions: tuple[object, int]
) -> VerifiedCitation:
    source, quote = str(citation["source"]), str(citation["quote"])
    start, end = cast("int", citation["start"]), cast("int", citation["end"])

    def verdict(value: Verdict, detail: str = "") -> VerifiedCitation:
        now = (
            f"the file is {file.elsewhere} now"
            if isinstance(file, Found) and file.elsewhere
            else ""
        )
        told = "; ".join(filter(None, (now, detail)))
        return VerifiedCitation(cast("int", citation["number"]), source, quote, value, told)

    if not isinstance(file, Found):
        return verdict(Verdict.GONE if isinstance(file, Missing) else Verdict.CHANGED, file.reason)
    document = file.document
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
