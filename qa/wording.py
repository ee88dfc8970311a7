"""Wording: the words of a passage, sentence by sentence, as the index compares them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from sys import intern

import numpy as np
import numpy.typing as npt

from corpus.passage import Passage
from corpus.signature import is_signature
from index.encoding import SIGNED, heading_of
from index.lexical import words_of
from index.word_pieces import NO_PIECE, pieces_of
from qa.terms import function_stems

_WRITTEN_WORD = re.compile(r"\w+")
_WORDS_KEPT = 50_000
# Passages whose words are kept: those that questions find come back with the next question.
_PASSAGES_KEPT = 5000


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """The words of a passage's title and of its sentences, in order, and where each stands.

    Places are counted in words from the title on. `sentence_at` says for each place the sentence's
    number; the title's is -1. `pieces`, (n,) int32, are those of all words that say something,
    as they are written; `piece_starts` says where the title's begin, and each sentence's: a text
    that says nothing has one that is near to none.
    """

    words: tuple[str, ...]
    sentence_at: tuple[int, ...]
    sentences: int
    places: Mapping[str, tuple[int, ...]]
    pieces: npt.NDArray[np.int32]
    piece_starts: npt.NDArray[np.intp]


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
    sentences = range(len(passage.sentences))
    texts = [
        heading_of(passage.document),
        *(sentence_text(passage, number) for number in sentences),
    ]
    words: list[str] = []
    sentence_at: list[int] = []
    for number, text in enumerate(texts, start=-1):
        found = words_of(text)
        words.extend(map(intern, found))
        sentence_at.extend([number] * len(found))
    places: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        places.setdefault(word, []).append(at)
    kept = {word: tuple(where) for word, where in places.items()}
    pieces, starts = _pieces(texts)
    return Wording(tuple(words), tuple(sentence_at), len(sentences), kept, pieces, starts)


def _pieces(texts: Sequence[str]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.intp]]:
    """The pieces of the words of `texts` that say something, and where each text's begin."""
    pieces: list[int] = []
    starts: list[int] = []
    for text in texts:
        starts.append(len(pieces))
        pieces.extend(chain.from_iterable(map(_pieces_of_word, _WRITTEN_WORD.findall(text))))
        if len(pieces) == starts[-1]:
            pieces.append(NO_PIECE)
    return np.array(pieces, np.int32), np.array(starts, np.intp)


@lru_cache(_WORDS_KEPT)
def _pieces_of_word(word: str) -> tuple[int, ...]:
    return () if function_stems().issuperset(words_of(word)) else pieces_of(word)


def sentence_text(passage: Passage, number: int) -> str:
    """A sentence of `passage`; before a signature stands what it is."""
    span = passage.sentences[number]
    text = passage.document.text[span.start : span.end]
    return SIGNED + text if is_signature(passage, span) else text
