"""Same statement: whether two sentences say the same, so that one can stand for the other.

Vectors of sentences hardly tell one number or name from another: that of "route 777 is Anna's" is
near to that of "route 7776 is Bruno's".
"""

import re
from itertools import chain

from index.lexical import words_of
from qa.opposites import contradicts
from qa.terms import function_stems
from qa.values import CAPITAL, NUMBER_IN_WORDS

# Of the words that say something in the shorter one the other has so much at least; ours.
_SHARED = 0.6
_NAME_OR_NUMBER = re.compile(rf"\b(?:[{CAPITAL}][\w'’-]*|\w*\d[\w.,-]*|{NUMBER_IN_WORDS})")
# What is said of "it" depends on the sentence before.
_LEANS = re.compile(r"\W*(?:It|They|He|She|His|Her|Its|Their|This|That|These|Those)\b")


def say_the_same(one: str, other: str) -> bool:
    """Whether two sentences that are about the same say the same of it, as far as words show.

    They have the same names and numbers, most other words in common, and nothing in either is the
    contrary of a word in the other. Where a script has no capitals, one has all words of the other.

    >>> say_the_same("The fee was 54 euros.", "The fee was 45 euros.")
    False
    >>> say_the_same("The fee was 54 euros.", "A fee of 54 euros was paid.")
    True
    """
    if _LEANS.match(one) or _LEANS.match(other):
        return False
    words, others = frozenset(words_of(one)), frozenset(words_of(other))
    if _told(one) - others or _told(other) - words:
        return False
    content, other_content = words - function_stems(), others - function_stems()
    least = min(len(content), len(other_content))
    if any(map(_has_no_case, one + other)):
        return words <= others or others <= words
    return (
        len(content & other_content) >= max(1.0, _SHARED * least)
        and not contradicts(one, other)
        and not contradicts(other, one)
    )


def _told(sentence: str) -> frozenset[str]:
    """The words of the names and numbers in a sentence; its first word may be no name."""
    found = (words_of(one[0]) for one in _NAME_OR_NUMBER.finditer(sentence))
    return frozenset(chain.from_iterable(found)) - function_stems()


def _has_no_case(sign: str) -> bool:
    return sign.isalpha() and sign.lower() == sign.upper()
