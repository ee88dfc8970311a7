"""Near misses of open questions, made by rule: all is as in the question, but for one word.

"Does zinc shorten colds in children?" becomes "Does zinc shorten fevers in children?", about a text
that tells nothing of fevers.
"""

import random
import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from index.lexical import words_of
from qa.terms import function_stems

# What may be exchanged: a whole word of some length that says something and does not open the
# question.
_WORD = re.compile(r"(?<=[^\W\d_] )[A-Za-z]{4,}(?![\w-])")
# Words that end alike stand in the same places of a sentence, mostly.
_ENDING = 2
_TRIES = 20
_ASKING = re.compile(
    r"(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|may|might)\s+"
    r"(?:there\s+)?(?=\w)",
    re.IGNORECASE,
)


class NearMisses:
    """Makes near misses of questions with words of other questions of the same set."""

    def __init__(self, questions: Sequence[str], seed: int) -> None:
        """Take the words out of `questions`, and make what is drawn repeatable by `seed`."""
        self._chance = random.Random(seed)  # noqa: S311
        self._words: dict[str, list[str]] = {}
        for question in questions:
            for word in _content(question):
                self._words.setdefault(word.group()[-_ENDING:], []).append(word.group())

    def of(self, question: str, told: str) -> str | None:
        """`question` with another word in it, of which the text `told` holds no form.

        None where it has no second word that says something, or no other word was found for it.
        """
        content = list(_content(question))
        known = frozenset(words_of(f"{told} {question}"))
        for _ in range(_TRIES if len(content) > 1 else 0):
            word = self._chance.choice(content)
            other = self._chance.choice(self._words[word.group()[-_ENDING:]])
            if not _is_in(other, known):
                return question[: word.start()] + other + question[word.end() :]
        return None


def as_topic(question: str) -> str | None:
    """A question of yes or no without its first word, as a topic is typed; None where it is none.

    >>> as_topic("Is there a ferry to the island?"), as_topic("Who?")
    ('a ferry to the island', None)
    """
    asking = _ASKING.match(question)
    return question[asking.end() :].rstrip("? ") if asking else None


def _content(question: str) -> Iterator[re.Match[str]]:
    return (word for word in _WORD.finditer(question) if not _is_in(word.group(), function_stems()))


def _is_in(word: str, stems: AbstractSet[str]) -> bool:
    return not stems.isdisjoint(words_of(word))
