"""Wording: the words of passages, sentence by sentence, as the index compares them."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from corpus.passage import Passage
from corpus.signature import is_signature
from index.encoding import SIGNED, heading_of
from index.lexical import RUN
from index.word_pieces import NO_PIECE
from qa.vocabulary import Numbers, Parts, Places, Vocabulary

# With so many different words a vocabulary makes room for a new one: some 200 bytes a word.
_WORDS_KEPT = 250_000


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The places of some words, (n,), in order, and which of the words stands at each, (n,)."""

    places: Places
    words: Places


@dataclass(frozen=True, slots=True, eq=False)
class Wordings:
    """The words of p passages, one after the other, each its title's and then its sentences'.

    `numbers`, (n,), are those of the words in `vocabulary`, `texts`, (n,), says which text each
    stands in. `titles`, (p,), says which text is each passage's title; its sentences follow. There
    are `count` texts. A word's place is counted from the first one of all. `pieces`, (m,), are
    those of all words that say something, as they are written; `piece_starts`, (count,), says where
    each text's begin: one that says nothing has a piece that is near to none.
    """

    vocabulary: Vocabulary
    numbers: Numbers
    texts: Places
    titles: Places
    count: int
    pieces: Numbers
    piece_starts: Places

    def passages(self, places: Places) -> Places:
        """Which passage stands at each of these places."""
        found: Places = np.searchsorted(self.titles, self.texts[places], side="right") - 1
        return found

    def words(self, passage: int) -> list[str]:
        """The words of the passage of this number, in order, its title's first."""
        ends = (*self.titles.tolist(), self.count)
        first, end = np.searchsorted(self.texts, ends[passage : passage + 2])
        return self.vocabulary.named(self.numbers[first:end])

    def find(self, words: Iterable[str]) -> Found:
        """Where one of these different words stands, and which of them, counted in their order."""
        wanted = self.vocabulary.numbers(words)
        which = np.full(self.vocabulary.words + 1, -1, np.int32)  # the last is for unknown words
        which[wanted] = np.arange(len(wanted))
        which[-1] = -1
        of_places = which[self.numbers]
        places = np.flatnonzero(of_places >= 0)
        return Found(places, of_places[places].astype(np.intp))


class _Current:
    """The vocabulary that is in use, and a lock for who uses it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.vocabulary = Vocabulary()


_CURRENT = _Current()


def wordings_of(passages: Sequence[Passage]) -> Wordings:
    """The words of `passages` with their documents' titles; a signature says that it is one."""
    runs: list[list[str]] = []
    titles: list[int] = []
    for passage in passages:
        titles.append(len(runs))
        runs.append(RUN.findall(heading_of(passage.document)))
        runs += [RUN.findall(sentence_text(passage, at)) for at in range(len(passage.sentences))]
    with _CURRENT.lock:
        if _CURRENT.vocabulary.words > _WORDS_KEPT:
            _CURRENT.vocabulary = Vocabulary()
        vocabulary = _CURRENT.vocabulary
        numbers = vocabulary.runs(chain.from_iterable(runs))
        words, pieces = vocabulary.words_of(numbers), vocabulary.pieces_of(numbers)
    ends = np.cumsum([len(text) for text in runs], dtype=np.intp)
    count = len(runs)
    all_pieces, piece_starts = _with_no_piece(pieces.numbers, _totals(pieces, ends))
    return Wordings(
        vocabulary=vocabulary,
        numbers=words.numbers,
        texts=np.repeat(np.arange(count), _totals(words, ends)),
        titles=np.array(titles, np.intp),
        count=count,
        pieces=all_pieces,
        piece_starts=piece_starts,
    )


def _totals(parts: Parts, ends: Places) -> Places:
    """How many numbers the wholes before each of `ends`, and after the one before, hold."""
    before = np.concatenate([[0], np.cumsum(parts.counts)])[ends]
    totals: Places = np.diff(before, prepend=0)
    return totals


def _with_no_piece(pieces: Numbers, counts: Places) -> tuple[Numbers, Places]:
    """The pieces of texts that have these `counts`, and where each text's begin; none is empty."""
    starts = starts_of(counts)
    empty = counts == 0
    filled = np.insert(pieces, starts[empty], NO_PIECE)
    return filled, starts_of(np.where(empty, 1, counts))


def starts_of(counts: Sequence[int] | Places) -> Places:
    """Where each part begins, (n,), when parts of these counts stand one after the other."""
    sizes = np.asarray(counts, np.intp)
    starts: Places = np.cumsum(sizes) - sizes
    return starts


def sentence_text(passage: Passage, number: int) -> str:
    """A sentence of `passage`; before a signature stands what it is."""
    span = passage.sentences[number]
    text = passage.document.text[span.start : span.end]
    return SIGNED + text if is_signature(passage, span) else text
