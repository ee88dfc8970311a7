"""Leaning: how a question depends on what was said before it, by signs of English.

A question leans where it is a fragment ("and in Africa?", "how many papers?"), holds a pronoun for
something that it does not name itself, speaks of "the letter" that was spoken of before, goes on
with "and" or "else" without a name of its own, or is so plain that it could be about anything.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from qa.focus import Rarity, is_name, is_subject
from qa.question_words import Word, is_content, words_in


@dataclass(frozen=True, slots=True)
class Leaning:
    """A question that depends on what was said before it.

    `pronoun` is the word that stands for something of the conversation, if there is one; `rest`
    the words of a fragment behind its opening. Where both are empty it only says too little.
    """

    pronoun: Word | None = None
    rest: tuple[Word, ...] = ()


PERSONS = frozenset("he him his she her hers himself herself".split())
POSSESSIVES = frozenset("his her its their".split())
_THINGS = frozenset("it its itself they them their theirs themselves".split())
_SPEAKERS = frozenset("i you we us me".split())
_POINTING = frozenset("this that these those".split())
_MORE = frozenset("else other others another besides more same both neither former latter".split())
_OPENINGS = tuple(
    tuple(text.split())
    for text in (
        "and what about|and how about|but what about|so what about|or what about|what about"
        "|how about|and for|and|or|but|also|then|so|only"
    ).split("|")
)
_ASKING = frozenset("who whom whose what which when where why how".split())
_AUXILIARIES = frozenset(
    "is are was were am do does did can could will would should has have had may might must isn't"
    " aren't wasn't weren't don't doesn't didn't".split()
)
# What begins a second clause: a pronoun behind it may stand for something in the first one.
_CLAUSES = frozenset("if when while because that who which and or before after as than".split())
# "that" and "those" point back behind these; elsewhere they mostly join ("the letter that ...").
_BEFORE_POINTING = _AUXILIARIES | frozenset(
    "of about in for to with at on by from after before like than why and what when where who how"
    " doing happen cause since during into".split()
)
_PERIODS = frozenset("year month week day morning evening century time way moment".split())
# "it" that stands for nothing: "how long does it take to", "is it true that".
_EMPTY_IT = re.compile(
    r"\b(?:is|was|would|isn't|be)\s+it\s+(?:\w+\s+)?(?:possible|safe|safer|true|necessary|legal|ok"
    r"|okay|better|worth|important|easy|hard|difficult|likely|common|right|wrong|allowed|normal)\b"
    r"|\bit\s+(?:take|takes|took|cost)\b.*\bto\b|\bis\s+it\s+(?:that\b|to\b)|\bit\s+(?:rain|snow)",
    re.IGNORECASE,
)
# "What is an atom?" asks for what it names, however short it is.
_DEFINES = re.compile(
    r"\W*(?:what|who)(?:\s+(?:is|are|was|were|does)|'s)\s+(?!the\b|your\b)(?:an?\s+)?(?:[\w-]+\s*){1,3}"
    r"(?:mean)?\W*$",
    re.IGNORECASE,
)
# Longer fragments are sentences.
_LONGEST_FRAGMENT = 6
# The signs are those of English.
_LATIN = re.compile(r"[A-Za-z]{2}")
_LONGEST_NOUN = 4
_LIKE_A_VERB = re.compile(r"\w{3,}ed|went|came|became|made|wrote|won|got|lies|goes|comes|makes")
# More words of its own say what a question is about.
_PLAIN_WORDS = 2
_WORDS_BESIDE_A_REPEATED_ONE = 3
# From this rarity on (1 is a word of one passage or none) a single word says what it is about.
# Chosen on one half of our follow-ups and of MTRAG's.
_SAYS_ENOUGH = 0.75
# Longer questions say themselves what they are about.
_LONGEST_QUESTION = 40


def leaning_of(question: str, before: AbstractSet[str], rarity: Rarity) -> Leaning | None:
    """How `question` leans on the exchange before it; None where it stands on its own.

    `before` are the content words of that exchange, in small letters.
    """
    words = words_in(question)
    if not 0 < len(words) <= _LONGEST_QUESTION or not _LATIN.search(question):
        return None
    rest = _fragment(words)
    if rest:
        return Leaning(rest=rest)
    pronoun = _pronoun(question, words)
    if pronoun is not None:
        return Leaning(pronoun)
    if not _names(words) and _leans_without_name(question, words, before, rarity):
        return Leaning()
    return None


def _leans_without_name(
    question: str, words: Sequence[Word], before: AbstractSet[str], rarity: Rarity
) -> bool:
    """Whether a question without a name goes on with what was said, or says too little itself."""
    lower = [word.text.lower() for word in words]
    return (
        lower[0] in {"and", "but", "or"}
        or bool(_MORE.intersection(lower))
        or _repeats(words, before)
        or _is_plain(question, words, rarity)
    )


def _fragment(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a fragment behind its opening; nothing where `words` are a sentence."""
    lower = [word.text.lower() for word in words]
    opening = next((one for one in _OPENINGS if tuple(lower[: len(one)]) == one), ())
    rest = words[len(opening) :]
    if not 0 < len(rest) <= _LONGEST_FRAGMENT:
        return ()
    about = "about" in opening
    if not about and _AUXILIARIES.intersection(lower):
        return ()
    asks = _asks_how_many(rest)
    if not opening and not asks:
        return ()
    if not about and not asks and rest[0].text.lower() in _ASKING:
        return ()
    return tuple(rest)


def _asks_how_many(words: Sequence[Word]) -> bool:
    """Whether a question word with its noun is all there is: "from how many countries"."""
    lower = [word.text.lower() for word in words]
    at = next((at for at, text in enumerate(lower[:2]) if text in _ASKING), -1)
    noun = lower[at + 1 :]
    if at < 0 or not noun or (PERSONS | _THINGS | _SPEAKERS).intersection(noun):
        return False
    if lower[at] == "how":
        return noun[0] in {"many", "much"} and not _verb_follows(noun[1:])
    return lower[at] in {"which", "what"} and not _verb_follows(noun)


def _verb_follows(lower: Sequence[str]) -> bool:
    """Whether a form that looks like a verb stands behind the noun, or much else."""
    return len(lower) > _LONGEST_NOUN or any(_LIKE_A_VERB.fullmatch(text) for text in lower)


def _pronoun(question: str, words: Sequence[Word]) -> Word | None:
    """The first pronoun that stands for nothing in the question itself."""
    for at, word in enumerate(words):
        lower = word.text.lower()
        before = words[:at]
        if lower in PERSONS and (not _names(before) or _is_main_subject(words, at)):
            return word
        if (
            lower in _THINGS
            and not _EMPTY_IT.search(question)
            and (_is_main_subject(words, at) or not _antecedent(before))
        ):
            return word
        if lower in _POINTING and not _names(words) and _points_back(words, at):
            return word
    return None


def _is_main_subject(words: Sequence[Word], at: int) -> bool:
    """Whether the pronoun is what the first clause is about: "how many members does it have"."""
    before = [word.text.lower() for word in words[:at]]
    if not before or before[-1] not in _AUXILIARIES:
        return False
    return not _CLAUSES.intersection(before[2:]) and not _AUXILIARIES.intersection(before[:-1])


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
    """Whether something stands in `words` that a pronoun behind them may stand for.

    The verb of "who signed it" is none.
    """
    lower = [word.text.lower() for word in words]
    first = 1 if lower[:1] and lower[0] in {"and", "but", "so", "or"} else 0
    if lower[first : first + 1] and lower[first] in {"who", "what"}:
        first += 2
    return any(is_content(word.text) for word in words[first:])


def _names(words: Sequence[Word]) -> bool:
    """Whether a name or a number stands in `words`."""
    return any(is_name(word) or any(sign.isdigit() for sign in word.text) for word in words)


def _repeats(words: Sequence[Word], before: AbstractSet[str]) -> bool:
    """Whether "the letter" is spoken of that was spoken of before, and little else."""
    if sum(is_subject(word) for word in words) > _WORDS_BESIDE_A_REPEATED_ONE:
        return False
    return any(
        word.text.lower() in {"the", "such"} and following.text.lower() in before
        for word, following in pairwise(words)
    )


def _is_plain(question: str, words: Sequence[Word], rarity: Rarity) -> bool:
    """Whether so little is said that it can be about anything."""
    if _DEFINES.match(question):
        return False
    content = [word.text for word in words if is_subject(word)]
    if len(content) > _PLAIN_WORDS:
        return False
    return all(rarity(text) < _SAYS_ENOUGH for text in content)
