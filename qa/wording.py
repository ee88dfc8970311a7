"""Wording: the words of a passage, sentence by sentence, as the index compares them."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from corpus.passage import Passage
from corpus.signature import is_signature
from index.encoding import SIGNED, heading_of
from index.lexical import words_of

# Passages whose words are kept: those that questions find come back with the next question.
_PASSAGES_KEPT = 5000


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a passage's title and of each of its sentences, in order."""

    title: tuple[str, ...]
    sentences: tuple[tuple[str, ...], ...]
    every: frozenset[str]

    def window(self, first: int, end: int) -> AbstractSet[str]:
        """The words of the sentences from `first` on, before `end`."""
        return {word for words in self.sentences[first:end] for word in words}

    def pairs(self, sentence: int) -> frozenset[tuple[str, str]]:
        """The neighbouring words of one sentence."""
        return frozenset(pairwise(self.sentences[sentence]))

    def places(self, wanted: AbstractSet[str]) -> dict[str, list[int]]:
        """Where each of the words `wanted` stands, counted in words from the title on."""
        found: dict[str, list[int]] = {}
        words = (*self.title, *(word for sentence in self.sentences for word in sentence))
        for place, word in enumerate(words):
            if word in wanted:
                found.setdefault(word, []).append(place)
        return found


def wording_of(passage: Passage) -> Wording:
    """The words of `passage` with its document's title; a signature says that it is one."""
    texts = tuple(sentence_text(passage, number) for number in range(len(passage.sentences)))
    return _wording(heading_of(passage.document), texts)


@lru_cache(_PASSAGES_KEPT)
def _wording(heading: str, texts: tuple[str, ...]) -> Wording:
    title = words_of(heading)
    sentences = tuple(words_of(text) for text in texts)
    return Wording(title, sentences, frozenset(title).union(*sentences))


def sentence_text(passage: Passage, number: int) -> str:
    """A sentence of `passage`; before a signature stands what it is."""
    span = passage.sentences[number]
    text = passage.document.text[span.start : span.end]
    return SIGNED + text if is_signature(passage, span) else text
