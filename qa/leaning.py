"""Leaning: how a question depends on what was said before, by signs of English.

A question leans where it opens like a fragment ("and in Africa?", "what about the vaccine?"), holds
a pronoun for something that it does not name itself, asks for more of the same ("which others?"),
or is so short or so plain that nothing in it says what it is about.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from qa.question_words import Word, is_content, words_in


class Sign(StrEnum):
    """What tells that a question leans on the conversation."""

    FRAGMENT = "fragment"
    PRONOUN = "pronoun"
    MORE = "more"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Leaning:
    """A question that depends on what was said before it.

    `pronoun` is the word that stands for something of the conversation, if there is one; `rest`
    the words of a fragment behind its opening.
    """

    sign: Sign
    words: tuple[Word, ...]
    pronoun: Word | None = None
    rest: tuple[Word, ...] = ()


PERSONS = frozenset("he him his she her hers himself herself".split())
_THINGS = frozenset("it its itself they them their theirs themselves".split())
_POINTING = frozenset("this that these those".split())
_MORE = frozenset("else other others another besides more same both neither former latter".split())
POSSESSIVES = frozenset("his her its their".split())
_OPENINGS = (
    ("what", "about"), ("how", "about"), ("and", "what", "about"), ("and", "how", "about"),
    ("but", "what", "about"), ("so", "what", "about"), ("same", "for"), ("and", "for"),
    ("and",), ("or",), ("but",), ("also",), ("then",), ("only",),
)  # fmt: skip
_ASKING = frozenset(
    "who whom whose what which when where why how is are was were do does did can could will would"
    " should has have had may might".split()
)
_AUXILIARIES = frozenset(
    "is are was were am be been do does did can could will would should has have had may might"
    " must".split()
)
# "that" and "those" point back behind these; elsewhere they mostly join ("the letter that ...").
_BEFORE_POINTING = _AUXILIARIES | frozenset(
    "of about in for to with at on by from after before like than why and what when where who how"
    " say says said mean means doing happen cause since during into".split()
)
_PERIODS = frozenset("year month week day morning evening century time way moment".split())
# "it" that stands for nothing: "how long does it take to", "is it true that".
_EMPTY_IT = re.compile(
    r"\b(?:is|was|would|isn't|be)\s+it\s+(?:\w+\s+)?(?:possible|safe|safer|true|necessary|legal|ok"
    r"|okay|better|worth|important|easy|hard|difficult|likely|common|right|wrong|allowed|normal)\b"
    r"|\bit\s+(?:take|takes|took|cost)\b.*\bto\b|\bis\s+it\s+(?:that\b|to\b)|\bit\s+(?:rain|snow)",
    re.IGNORECASE,
)
_FEW_CONTENT_WORDS = 2
# What such a fragment holds at most; longer ones are sentences.
_LONGEST_FRAGMENT = 6


def leaning_of(question: str) -> Leaning | None:
    """How `question` leans on what was said before it; None where it stands on its own."""
    words = words_in(question)
    if not words:
        return None
    fragment = _fragment(words)
    if fragment:
        return Leaning(Sign.FRAGMENT, words, rest=fragment)
    pronoun = _pronoun(question, words)
    if pronoun is not None:
        return Leaning(Sign.PRONOUN, words, pronoun)
    if any(word.text.lower() in _MORE for word in words) and not _names(words):
        return Leaning(Sign.MORE, words)
    if _is_plain(words):
        return Leaning(Sign.PLAIN, words)
    return None


def _fragment(words: Sequence[Word]) -> tuple[Word, ...]:
    """What stands behind the opening of a fragment; nothing where `words` are a sentence."""
    lower = [word.text.lower() for word in words]
    for opening in _OPENINGS:
        rest = words[len(opening) :]
        if tuple(lower[: len(opening)]) != opening or not 0 < len(rest) <= _LONGEST_FRAGMENT:
            continue
        if len(opening) > 1 or (not _AUXILIARIES.intersection(lower) and lower[1] not in _ASKING):
            return tuple(rest)
    return ()


def _pronoun(question: str, words: Sequence[Word]) -> Word | None:
    """The first pronoun that stands for nothing in the question itself."""
    for at, word in enumerate(words):
        lower = word.text.lower()
        before = words[:at]
        if lower in PERSONS and not _names(before):
            return word
        if lower in _THINGS and not _EMPTY_IT.search(question) and not _antecedent(before):
            return word
        if lower in _POINTING and _points_back(words, at):
            return word
    return None


def _points_back(words: Sequence[Word], at: int) -> bool:
    lower = words[at].text.lower()
    following = words[at + 1].text.lower() if at + 1 < len(words) else ""
    previous = words[at - 1].text.lower() if at else ""
    if following in _PERIODS or following in {"who", "which", "whose"}:
        return False
    if lower in {"this", "these"}:
        return True
    return not following or not previous or previous in _BEFORE_POINTING


def _antecedent(words: Sequence[Word]) -> bool:
    """Whether something stands in `words` that a pronoun behind them may stand for."""
    return any(is_content(word.text) for word in words)


def _names(words: Sequence[Word]) -> bool:
    """Whether a name stands in `words`, wherever they begin in their sentence."""
    return any(
        (word.capitalised and (word.start or is_content(word.text)))
        and word.text.lower() not in _ASKING
        and word.text != "I"
        for word in words
    )


def _is_plain(words: Sequence[Word]) -> bool:
    """Whether so little is said that it can be about anything, or about what was said before."""
    content = [word.text.lower() for word in words if is_content(word.text)]
    if _names(words[1:]) or any(any(sign.isdigit() for sign in text) for text in content):
        return False
    return len(content) <= _FEW_CONTENT_WORDS
