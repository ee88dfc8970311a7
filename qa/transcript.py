"""A transcript: a conversation as a file to keep or pass on, which `qa verify` can check."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.citation import Citation
from corpus.reading import READERS_VERSION
from qa.answer import citations_as_json
from qa.conversation import Turn
from qa.errors import ExportError
from qa.export import Kind, made_by, written

_TITLE = "A conversation with documents"


@dataclass(frozen=True, slots=True)
class SavedTurn:
    """One turn as a transcript has it: what was asked, as what it was understood, the answer.

    `question` is the one that was asked of the documents; `carried` are the words in it that come
    from the turns before. What there is of the answer is as in `Answer`.
    """

    asked: str
    question: str
    found: bool
    confidence: float
    text: str
    citations: tuple[Citation, ...]
    carried: tuple[str, ...] = ()


def saved_turn(turn: Turn) -> SavedTurn:
    """What a transcript keeps of a turn."""
    answer = turn.answer
    return SavedTurn(
        asked=turn.understood.asked,
        question=answer.question,
        found=answer.found,
        confidence=answer.confidence,
        text=answer.text,
        citations=answer.citations,
        carried=turn.understood.carried,
    )


def export_transcript(
    turns: Sequence[SavedTurn], kind: Kind, readers: int = READERS_VERSION
) -> str:
    """The conversation as the text of a file, with all its citations.

    `readers` is the version of the readers that the documents were read by.

    Raises: ExportError: when there is no turn.
    """
    if not turns:
        raise ExportError("there is nothing to save yet", hint="ask a question first")
    record = {"turns": [_as_json(turn) for turn in turns], "made_by": made_by(readers)}
    said = [(_heading(number, turn), turn) for number, turn in enumerate(turns, start=1)]
    return written(_TITLE, said, record, kind)


def _as_json(turn: SavedTurn) -> dict[str, object]:
    return {
        "asked": turn.asked,
        "question": turn.question,
        "carried": list(turn.carried),
        "found": turn.found,
        "confidence": round(turn.confidence, 4),
        "text": turn.text,
        "citations": citations_as_json(turn.citations),
    }


def _heading(number: int, turn: SavedTurn) -> str:
    understood = f" (understood as: {turn.question})" if turn.question != turn.asked else ""
    return f"{number}. {turn.asked}{understood}"
