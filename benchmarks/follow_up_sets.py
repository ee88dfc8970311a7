"""Sets of follow-up questions: our own on the sample, MTRAG's and CANARD's where they are."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.datasets import LabelledQuestion
from qa.focus import Rarity
from qa.follow_up import Exchange, understand

OWN = Path(__file__).parent / "follow_ups.jsonl"
# What an assistant says that has no answer: as if ours had refused.
_REFUSAL = re.compile(
    r"\b(?:do not|don't|does not|doesn't) (?:have|know|include|contain|provide|explicitly|specif)"
    r"|\bsorry\b|no specific information|\bapolog",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The last turn of a conversation about the sample.

    `earlier` are the questions before it, `expected` holds the rewrite that stands alone, with the
    source and the answer to find; `leans` is False where the last turn stands alone as it is.
    """

    earlier: tuple[str, ...]
    last: str
    expected: LabelledQuestion
    leans: bool

    @property
    def tuned_on(self) -> bool:
        """Whether it is of the half that the rules were chosen on."""
        return in_first_half(self.expected.id)


@dataclass(frozen=True, slots=True)
class JudgedTurn:
    """The last turn of a conversation about passages, with the turns before it.

    `told` are pairs of a question and an answer; `relevant` the grades of the passages.
    """

    id: str
    last: str
    told: tuple[tuple[str, str], ...]
    relevant: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RewrittenTurn:
    """A turn with the turns before it and what a person made of it, to be asked alone."""

    id: str
    last: str
    told: tuple[tuple[str, str], ...]
    rewrite: str


def in_first_half(name: str) -> bool:
    """Whether a conversation is of the half that the rules were chosen on, by its name alone."""
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 0


def own_follow_ups() -> tuple[FollowUp, ...]:
    """Our own set, on the sample documents."""
    return tuple(
        FollowUp(
            tuple(line["turns"][:-1]),
            line["turns"][-1],
            LabelledQuestion(
                line["_id"], line["rewrite"], line["source"], line["answer"], near=False
            ),
            line["leans"],
        )
        for line in _lines(OWN)
    )


def judged_turns(folder: Path) -> tuple[JudgedTurn, ...]:
    """MTRAG's turns, judged or not; the name is that of the conversation."""
    relevant: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, passage, grade = line.split("\t")
        relevant.setdefault(query, {})[passage] = int(grade)
    return tuple(
        JudgedTurn(
            line["_id"].partition("<")[0],
            line["text"],
            _pairs([(turn["speaker"] == "user", turn["text"]) for turn in line["history"]]),
            relevant.get(line["_id"], {}),
        )
        for line in _lines(folder / "queries.jsonl")
    )


def rewritten_turns(folder: Path) -> tuple[RewrittenTurn, ...]:
    """CANARD's turns that have others before them."""
    return tuple(
        RewrittenTurn(
            line["_id"].partition("#")[0],
            line["text"],
            _pairs([(at % 2 == 0, text) for at, text in enumerate(line["history"])]),
            line["rewrite"],
        )
        for line in _lines(folder / "queries.jsonl")
        if line["history"]
    )


def exchanges(told: tuple[tuple[str, str], ...], rarity: Rarity) -> list[Exchange]:
    """The turns as exchanges, each question as it is understood after those before it."""
    earlier: list[Exchange] = []
    for question, answer in told:
        earlier.append(Exchange(understand(question, earlier, rarity).text, answer))
    return earlier


def _pairs(turns: list[tuple[bool, str]]) -> tuple[tuple[str, str], ...]:
    """Each question with the answer behind it; "" for none, and for a refusal."""
    pairs: list[tuple[str, str]] = []
    for asks, text in turns:
        if asks:
            pairs.append((text, ""))
        elif pairs and not _REFUSAL.search(text):
            pairs[-1] = (pairs[-1][0], text)
    return tuple(pairs)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
