"""Reasons: why a passage was found for a question, and which of its words stand nowhere."""

import re
from dataclasses import dataclass

from index.hit import Hit
from index.lexical import LexicalIndex, words_of
from qa.terms import function_stems
from qa.wording import wordings_of

_WORD = re.compile(r"\w+(?:['’.-]\w+)*")


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a passage was found.

    `words` are those of the question that stand in the passage or its document's title, in any of
    their forms; `similarity` is the cosine of the question and the passage's best sentence.
    """

    words: tuple[str, ...]
    similarity: float


def reasons_for(question: str, hit: Hit) -> Reasons:
    """Why `hit` was found for `question`."""
    held = set(wordings_of([hit.passage]).words(0))
    words = tuple(word for word, stems in _content_words(question) if stems & held)
    return Reasons(words, hit.parts.sentence)


def words_in_no_document(question: str, lexical: LexicalIndex) -> tuple[str, ...]:
    """The words of `question` that say something, and stand in no document in any of their forms.

    >>> words_in_no_document("Who is the mayor of Atlantis?", LexicalIndex())
    ('mayor', 'Atlantis')
    """
    return tuple(
        word
        for word, stems in _content_words(question)
        if not any(lexical.knows(stem) for stem in stems)
    )


def _content_words(question: str) -> list[tuple[str, frozenset[str]]]:
    """Each word that says something, once, as it is written, and its forms in the index."""
    found: dict[frozenset[str], str] = {}
    for word in _WORD.findall(question):
        stems = frozenset(words_of(word)) - function_stems()
        if stems:
            found.setdefault(stems, word)
    return [(word, stems) for stems, word in found.items()]
