"""Frames: a fragment such as "and in Africa?" put into the question before it."""

import re
from collections.abc import Sequence

from qa.focus import Phrase, names_in
from qa.places import is_place
from qa.question_words import Word

_LONGEST_FRAME = 40
_PREPOSITIONS = frozenset(
    "in on at for from by to with against of about under during before after between among into"
    " within without outside through".split()
)
_ARTICLE = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
_AFTER_ARTICLE = re.compile(r"\b(?:the|an?)\s+$", re.IGNORECASE)
# The question word with its noun that opens a question, up to the verb that is sure to be one.
_ASKED_FOR = re.compile(
    r"^\W*((?:(?:in|on|at|for|from|by|to|with|against|of)\s+)?(?:how\s+(?:many|much)|which|what)"
    r"(?:\s+[\w-]+){1,4}?)\s+(?=(?:is|are|was|were|do|does|did|can|could|will|would|has|have|had)\b)",
    re.IGNORECASE,
)
# "those at Pittsburgh": what the earlier question says of others already.
_THOSE = re.compile(r"(?:those|that|the ones?)\s+(?:at|in|of|from|by)\s+", re.IGNORECASE)
_ASKS = re.compile(r"(?:\w+\s+)?(?:how\s+(?:many|much)|which|what)\b", re.IGNORECASE)


def framed(question: str, rest: Sequence[Word], earlier: str) -> str | None:
    """The question `earlier` with a fragment of `question` in its place; None where it has none.

    `rest` are the words of the fragment behind "and" or "what about".

    >>> from qa.question_words import words_in
    >>> framed("and in Africa?", words_in("and in Africa?")[1:], "How many live in Asia today?")
    'How many live in Africa today?'
    """
    if len(earlier.split()) > _LONGEST_FRAME:
        return None
    fragment = _THOSE.sub("", question[rest[0].start : rest[-1].end])
    names = [phrase for phrase in names_in(question) if phrase.start >= rest[0].start]
    if _ASKS.match(fragment):
        return _asking_for(fragment, earlier)
    if len(names) != 1:
        return None
    if rest[0].text.lower() in _PREPOSITIONS:
        return _behind_preposition(names[0], question, rest, earlier)
    alike = [other for other in names_in(earlier) if _alike(names[0], other)]
    return _exchanged(earlier, _closest(names[0], alike), fragment) if alike else None


def _asking_for(fragment: str, earlier: str) -> str:
    """Ask for the fragment where `earlier` asks for something alike, else at its end."""
    found = _ASKED_FOR.match(earlier)
    same = found is not None and _preposition(found.group(1)) == _preposition(fragment)
    if found is None or not same:
        return f"{earlier.rstrip('?!. ')}, {fragment[:1].lower() + fragment[1:]}?"
    opened = fragment[:1].upper() + fragment[1:]
    return earlier[: found.start(1)] + opened + earlier[found.end(1) :]


def _preposition(text: str) -> str:
    first = text.split(maxsplit=1)[0].lower()
    return first if first in _PREPOSITIONS else ""


def _behind_preposition(
    name: Phrase, question: str, rest: Sequence[Word], earlier: str
) -> str | None:
    """What stands behind the fragment's preposition for a name behind the same one."""
    same = re.compile(rf"\b{re.escape(rest[0].text)}\s+(?:the\s+)?$", re.IGNORECASE)
    for phrase in names_in(earlier):
        if same.search(earlier[: phrase.start]) and _alike(name, phrase):
            behind = question[rest[0].end : rest[-1].end].lstrip()
            return _exchanged(earlier, phrase, behind)
    return None


def _alike(name: Phrase, other: Phrase) -> bool:
    """Whether one may stand for the other: both places, or neither."""
    return is_place(name.words) == is_place(other.words) and name.words != other.words


def _closest(name: Phrase, others: Sequence[Phrase]) -> Phrase:
    """The one of `others` that shares most words with `name`; the first of equals."""
    return max(others, key=lambda other: len(set(name.words) & set(other.words)))


def _exchanged(earlier: str, phrase: Phrase, fragment: str) -> str:
    """`earlier` with `fragment` where `phrase` stands, and one article at most."""
    before = earlier[: phrase.start]
    if _ARTICLE.match(fragment):
        before = _AFTER_ARTICLE.sub("", before)
    text = before + fragment + earlier[phrase.end :]
    return text[:1].upper() + text[1:]
