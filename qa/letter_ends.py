"""Letter ends: from whom and to whom goes the letter that a question asks about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.letters import PARTICLES, Letter
from index.lexical import words_of
from qa.terms import function_stems
from qa.values import NAME_WORD, TITLES

_MORE = rf"\s+(?:{NAME_WORD}|{'|'.join(PARTICLES)}|(?:of|and|for)(?:\s+the)?\s+{NAME_WORD})"
# No name has more words; where many stand in a row, it would take long to look at all.
_NAME = rf"(?P<name>{NAME_WORD}(?:{_MORE}){{0,5}})"
_NOUN = r"(?:letters?|notes?|repl(?:y|ies)|message)"
_IS_OF_LETTERS = re.compile(
    rf"\b(?:{_NOUN}|wr(?:ites?|ote|itten|iting)|sen[dt]s?|sending|signed|repl(?:ied|y)"
    r"|answer(?:ed|s)?|receive[ds]?)\b",
    re.IGNORECASE,
)
_DID = rf"\b(?i:did|does|had|has)\s+(?:the\s+)?{_NAME}\s+(?:\w+\s+)?"
# Who does it: these come before whose letter is spoken of.
_SUBJECTS = (
    re.compile(rf"{_DID}(?:write|send|sign|reply|answer|written|sent)\b"),
    re.compile(rf"{_NAME}\s+(?:wrote|writes|sends|replied)\b"),
    re.compile(rf"\b(?:that|which)\s+(?:the\s+)?{_NAME}\s+(?:sent|signed|answered)\b"),
)
_SENDERS = (
    *_SUBJECTS,
    # "Hask's last letter".
    re.compile(rf"{_NAME}(?<=['’]s)\s+(?:\w+\s+)?{_NOUN}\b"),
    re.compile(rf"\b(?i:from|(?:{_NOUN}|written|signed|sent)\s+by)\s+(?:the\s+)?{_NAME}"),
)
_RECEIVERS = (
    re.compile(rf"\b(?i:to)\s+(?:the\s+)?{_NAME}"),
    re.compile(rf"\breceived\s+by\s+(?:the\s+)?{_NAME}"),
    re.compile(rf"{_DID}(?:receive|get|received|got)\b"),
    re.compile(rf"\b(?i:was|were)\s+(?:the\s+)?{_NAME}\s+sent\b"),
)
# "reply to Hask's letter", "about the letter from Hask": that letter is not the one that is meant.
_OF_ANOTHER = re.compile(
    rf"\b(?:repl(?:y|ied|ies)|answer(?:s|ed)?|response|about|mention\w*|thank\w*)\b"
    rf".{{0,100}}\b{_NOUN}\b",
    re.IGNORECASE,
)
_TITLE_WORDS = frozenset(
    (*TITLES.casefold().split("|"), *words_of("professor captain mister sir madam lady lord miss"))
)
# A longer one is not looked at: names in a long row of letters take their square to find. Ours.
_LONGEST_QUESTION = 1000
_QUESTIONS_KEPT = 64
_WORDS_OF_A_NAME = 2
_BEGINNING = 3
Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class LetterEnds:
    """The words of the names of who sends and of who receives a letter, where they are named."""

    sender: Words
    receiver: Words

    def are_not_of(self, letter: Letter, text: str) -> bool:
        """Whether `letter`, which stands in `text`, is another one than that of these ends."""
        return (
            self._are_turned(letter)
            or _is_of_another(letter.signer, self.sender, text)
            or _is_of_another(letter.addressee, self.receiver, text)
        )

    def _are_turned(self, letter: Letter) -> bool:
        """Whether `letter` goes to who is named as its sender, or comes from who is to receive it.

        A name that both ends share tells nothing, nor does a place in the line of its date or in
        the address; nor a name of one word, where the other end gives only a first name.
        """
        signer, addressee = _words_of_name(letter.signer), _words_of_name(letter.addressee)
        person = _words_of_name(letter.addressee.partition(",")[0])
        goes_to = person if len(self.sender) == 1 else addressee
        return (
            _is_only_at(goes_to, self.sender, signer)
            and not self.sender & _words_of_name(letter.dated)
        ) or _is_only_at(signer, self.receiver, addressee)


def _is_only_at(end: Words, name: Words, other: Words) -> bool:
    """Whether `name` stands at one end of a letter, and not at the `other`, which is known."""
    known = len(name) > 1 or len(other) > 1
    return bool(name) and known and name <= end and not name <= other


def _is_of_another(end: str, name: Words, text: str) -> bool:
    """Whether this end of a letter has a name that is not `name`.

    Both have to be of two words at least, none of which begins like one of the other: "Ludo" may be
    Ludovic. And some word of the name stands nowhere in the text: who signs for an office is not
    named as that is, and it stands above or below.
    """
    own = _words_of_name(end)
    if min(len(name), len(own)) < _WORDS_OF_A_NAME:
        return False
    begin = {word[:_BEGINNING] for word in own}
    if any(word[:_BEGINNING] in begin for word in name):
        return False
    return not name.issubset(words_of(text))


@lru_cache(_QUESTIONS_KEPT)
def letter_ends(question: str) -> LetterEnds | None:
    """From whom and to whom goes the letter that `question` asks about; None where it names none.

    >>> letter_ends("When did Mr. Hask write to Marrow?")
    LetterEnds(sender=frozenset({'hask'}), receiver=frozenset({'marrow'}))
    """
    if len(question) > _LONGEST_QUESTION or not _IS_OF_LETTERS.search(question):
        return None
    kinds = (_SUBJECTS, ()) if _OF_ANOTHER.search(question) else (_SENDERS, _RECEIVERS)
    sender, receiver = (next(_named(patterns, question), Words()) for patterns in kinds)
    return LetterEnds(sender, receiver) if sender or receiver else None


def _named(patterns: tuple[re.Pattern[str], ...], question: str) -> Iterator[Words]:
    found = (one["name"] for pattern in patterns for one in pattern.finditer(question))
    return filter(None, map(_words_of_name, found))


def _words_of_name(name: str) -> Words:
    """The words of a name but for titles, initials and what is no name."""
    said = (word for word in words_of(name) if len(word) > 1 and word not in _TITLE_WORDS)
    return frozenset(said) - function_stems()
