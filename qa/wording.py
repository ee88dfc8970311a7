"""Wording: the words of a passage, sentence by sentence, as the index compares them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from corpus.passage import Passage
from corpus.signature import is_signature
from index.encoding import SIGNED, heading_of
from index.lexical import words_of

# Passages whose words are kept: those that questions find come back with the next question.
_PASSAGES_KEPT = 5000


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a passage's title and of its sentences, in order, and where each stands.

    Places are counted in words from the title on. `sentence_at` says for each place the sentence's
    number; the title's is -1.
    """

    words: tuple[str, ...]
    sentence_at: tuple[int, ...]
    sentences: int
    places: Mapping[str, tuple[int, ...]]


def wording_of(passage: Passage) -> Wording:
    """The words of `passage` with its document's title; a signature says that it is one."""
    place = _Place(passage)
    try:
        return _wording(place)
    finally:
        place.passage = None


class _Place:
    """A passage as a key that is quick to compare, and that keeps no document in memory."""

    __slots__ = ("_key", "passage")

    def __init__(self, passage: Passage) -> None:
        self.passage: Passage | None = passage
        document = passage.document
        # Python keeps a text's hash with the text; its 64 bits stand for the text here.
        self._key = (hash(document.text), document.title, passage.start, passage.sentences)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Place) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(_PASSAGES_KEPT)
def _wording(place: _Place) -> Wording:
    passage = place.passage
    assert passage is not None
    texts = [sentence_text(passage, number) for number in range(len(passage.sentences))]
    words: list[str] = []
    sentence_at: list[int] = []
    for number, text in enumerate((heading_of(passage.document), *texts), start=-1):
        found = words_of(text)
        words.extend(map(intern, found))
        sentence_at.extend([number] * len(found))
    places: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        places.setdefault(word, []).append(at)
    kept = {word: tuple(where) for word, where in places.items()}
    return Wording(tuple(words), tuple(sentence_at), len(texts), kept)


def sentence_text(passage: Passage, number: int) -> str:
    """A sentence of `passage`; before a signature stands what it is."""
    span = passage.sentences[number]
    text = passage.document.text[span.start : span.end]
    return SIGNED + text if is_signature(passage, span) else text
