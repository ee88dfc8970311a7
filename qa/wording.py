"""Wording: the words of a passage, sentence by sentence, as the index compares them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
import numpy.typing as npt

from corpus.passage import Passage
from corpus.signature import is_signature
from index.encoding import SIGNED, heading_of
from index.lexical import LONGEST_RUN_KEPT, RUN, words_of, words_of_run
from index.word_pieces import NO_PIECE, pieces_of
from qa.terms import function_stems

_WRITTEN_WORD = re.compile(r"\w+")
_WORDS_KEPT = 50_000
# Passages whose words are kept: those that questions find come back with the next question.
_PASSAGES_KEPT = 5000
# Words are looked for by these bits of their numbers first.
_LISTED = 0xFFFF
Numbers = npt.NDArray[np.int64]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """The words of a passage's texts, in order: of its title, and of each of its sentences.

    `numbers`, (n,), are the `words` as Python hashes them: 64 bits that stand for a word as long
    as the program runs. `word_starts` says where each text's words begin. `pieces`, (m,) int32, are
    those of all words that say something, as they are written; `piece_starts` says where each
    text's begin: one that says nothing has a piece that is near to none.
    """

    words: tuple[str, ...]
    numbers: Numbers
    word_starts: Places
    pieces: npt.NDArray[np.int32]
    piece_starts: Places


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The places of some words, (n,), in order, and which of the words stands at each, (n,)."""

    places: Places
    words: Places


@dataclass(frozen=True, slots=True, eq=False)
class Wordings:
    """The words of several passages, one after the other.

    `numbers`, (n,), are those of the words, `texts`, (n,), says which text each stands in.
    `titles`, (p,), says which text is each passage's title; its sentences follow. There are
    `count` texts. A word's place is counted from the first one of all.
    """

    numbers: Numbers
    texts: Places
    titles: Places
    count: int

    def passages(self, places: Places) -> Places:
        """Which passage stands at each of these places."""
        found: Places = np.searchsorted(self.titles, self.texts[places], side="right") - 1
        return found

    def find(self, words: Iterable[str]) -> Found:
        """Where one of these different words stands, and which of them, counted in their order."""
        wanted = np.array(list(map(hash, words)), np.int64)
        if not len(wanted):
            return Found(np.zeros(0, np.intp), np.zeros(0, np.intp))
        # Most words are none of them, which a few bits of their numbers tell at once.
        listed = np.zeros(_LISTED + 1, bool)
        listed[wanted & _LISTED] = True
        places = np.flatnonzero(listed[self.numbers & _LISTED])
        order = np.argsort(wanted)
        at = order[np.searchsorted(wanted[order[:-1]], self.numbers[places])]
        same = wanted[at] == self.numbers[places]
        return Found(places[same], at[same])


def joined(wordings: Sequence[Wording]) -> Wordings:
    """The words of passages, one after the other; there must be one passage at least."""
    numbers = np.concatenate([one.numbers for one in wordings])
    texts = [one.word_starts for one in wordings]
    starts = joined_starts(texts, [len(one.numbers) for one in wordings])
    words = np.diff(starts, append=len(numbers))
    titles = starts_of(list(map(len, texts)))
    return Wordings(numbers, np.repeat(np.arange(len(starts)), words), titles, len(starts))


def joined_starts(starts: Sequence[Places], counts: Sequence[int]) -> Places:
    """Where all parts begin when the wholes, which have these counts, stand one after the other.

    `starts` says of each whole where its parts begin.
    """
    shifts = np.repeat(starts_of(counts), list(map(len, starts)))
    together: Places = np.concatenate(starts) + shifts
    return together


def starts_of(counts: Sequence[int] | Places) -> Places:
    """Where each part begins, (n,), when parts of these counts stand one after the other."""
    sizes = np.asarray(counts, np.intp)
    starts: Places = np.cumsum(sizes) - sizes
    return starts


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
    texts = [heading_of(passage.document)]
    texts += [sentence_text(passage, number) for number in range(len(passage.sentences))]
    words: list[str] = []
    pieces: list[int] = []
    word_starts: list[int] = []
    piece_starts: list[int] = []
    for text in texts:
        word_starts.append(len(words))
        piece_starts.append(len(pieces))
        for run in RUN.findall(text):
            short = len(run) <= LONGEST_RUN_KEPT
            found, near = _words_and_pieces_of_short(run) if short else _words_and_pieces(run)
            words += found
            pieces += near
        if len(pieces) == piece_starts[-1]:
            pieces.append(NO_PIECE)
    return Wording(
        words=tuple(words),
        numbers=np.fromiter(map(hash, words), np.int64, len(words)),
        word_starts=np.array(word_starts, np.intp),
        pieces=np.array(pieces, np.int32),
        piece_starts=np.array(piece_starts, np.intp),
    )


@lru_cache(_WORDS_KEPT)
def _words_and_pieces_of_short(run: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    return _words_and_pieces(run)


def _words_and_pieces(run: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The words of a run, and the pieces of those that say something, as they are written."""
    pieces = chain.from_iterable(map(_pieces_of_word, _WRITTEN_WORD.findall(run)))
    return words_of_run(run), tuple(pieces)


def _pieces_of_word(word: str) -> tuple[int, ...]:
    return () if function_stems().issuperset(words_of(word)) else pieces_of(word)


def sentence_text(passage: Passage, number: int) -> str:
    """A sentence of `passage`; before a signature stands what it is."""
    span = passage.sentences[number]
    text = passage.document.text[span.start : span.end]
    return SIGNED + text if is_signature(passage, span) else text
