"""The words of a sentence as the rules for questions see them."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"\S+")
# What stands in brackets is an aside: "(ILI)", "[12]".
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_EDGES = ".,;:!?…\"'“”‘’«»()[]{}*_–—"
_PAUSE = re.compile(r"[,;:–—]['\"”’]*$")

FUNCTION_WORDS = frozenset(
    "a about after again against all also although although am among an and any are as at be"
    " because been before being between both but by can could did do does doing down during each"
    " either few for from further had has have having he her here hers him his how however i if in"
    " into is it its just may me might more moreover most much must my neither no nor not now of"
    " off on once only or other our out over own per same she should since so some still such than"
    " that the their them then there therefore these they this those through thus to too under"
    " until up upon very via was we were what when where whether which while who whom whose why"
    " will with within without would yet you your".split()
)
# Small words of English that its neighbours hardly share: a fifth and more of any English text,
# a few in a hundred words of German or Dutch (counted in texts at hand).
_ENGLISH = frozenset(
    "the and of with by that for from were have has which their this an to is are was been".split()
)
_SHARE_OF_ENGLISH = 0.1


@dataclass(frozen=True, slots=True)
class Word:
    """A word without the signs around it; `start` and `end` count in its sentence.

    `pause` says that a comma, a colon or a dash follows it.
    """

    text: str
    start: int
    end: int
    pause: bool

    @property
    def capitalised(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


def words_in(sentence: str) -> tuple[Word, ...]:
    """The words of `sentence` outside brackets, in order.

    >>> [(word.text, word.pause) for word in words_in("In Lisbon, rain (much of it) fell.")]
    [('In', False), ('Lisbon', True), ('rain', False), ('fell', False)]
    """
    plain = _ASIDE.sub(lambda aside: " " * len(aside.group()), sentence)
    words: list[Word] = []
    for token in _TOKEN.finditer(plain):
        text = token.group()
        bare = text.strip(_EDGES)
        if bare:
            start = token.start() + text.index(bare)
            pause = bool(_PAUSE.search(text))
            words.append(Word(bare, start, start + len(bare), pause))
        elif words and _PAUSE.search(text):
            last = words[-1]
            words[-1] = Word(last.text, last.start, last.end, pause=True)
    return tuple(words)


def is_content(text: str) -> bool:
    """Whether a word says something about the subject, rather than hold the sentence together."""
    return text.lower() not in FUNCTION_WORDS and any(sign.isalnum() for sign in text)


def is_english(text: str) -> bool:
    """Whether so many small words of English stand in a text that its rules may be tried.

    >>> is_english("The oak stands by the harbour."), is_english("Die Eiche steht am Hafen.")
    (True, False)
    """
    words = words_in(text)
    known = sum(word.text.lower() in _ENGLISH for word in words)
    return known > _SHARE_OF_ENGLISH * len(words)
