"""Wording: the words of passages, sentence by sentence, as the index compares them."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np

from corpus.document import HEADING_SEPARATOR, label_at, section_at
from corpus.letters import is_signature
from corpus.lines import ends_sentence
from corpus.passage import Passage
from corpus.rows import is_row, named_cells, record_of, subject_of, with_names
from index.encoding import SIGNED, heading_of, said_by, said_of_letter, title_of
from index.lexical import RUN
from index.word_pieces import NO_PIECE
from qa.vocabulary import Numbers, Parts, Places, Vocabulary

# With so many runs, words and pieces a vocabulary makes room for a new one. Ours: at most about
# 100 MB. A sentence of Chinese is one run, with a word and a piece for each sign.
_MOST_KEPT = 1_000_000
# Passages whose runs are kept: those that questions find come back with the next question.
_PASSAGES_KEPT = 5000
# A heading above rows is no longer than this. Ours.
_HEADING_CHARACTERS = 100


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
        return self.vocabulary.named(self.numbers_of(passage))

    def numbers_of(self, passage: int) -> Numbers:
        """The same words by their numbers, (n,)."""
        ends = (*self.titles[passage : passage + 2].tolist(), self.count)
        first, end = np.searchsorted(self.texts, ends[:2])
        return self.numbers[first:end]

    def find(self, words: Iterable[str]) -> Found:
        """Where one of these different words stands, and which of them, counted in their order."""
        wanted = self.vocabulary.numbers(words)
        # The last place, at -1, is of words that stand nowhere, and is not looked at.
        which = np.full(self.vocabulary.word_count + 1, -1, np.int32)
        which[wanted] = np.arange(len(wanted))
        of_places = which[self.numbers]
        places = np.flatnonzero(of_places >= 0)
        return Found(places, of_places[places].astype(np.intp))


@dataclass(frozen=True, slots=True, eq=False)
class _Runs:
    """The runs of a passage's texts by number, one text after the other, and their `counts`."""

    numbers: Numbers
    counts: Places


class _Place:
    """A passage as a key that is quick to compare, and that keeps no document in memory."""

    __slots__ = ("_key", "passage")

    def __init__(self, passage: Passage) -> None:
        self.passage: Passage | None = passage
        document = passage.document
        # Python keeps a text's hash with the text; its 64 bits stand for the text here.
        label = label_at(document.marks, passage.start)
        named = document.title or document.source
        ends = tuple([span.end for span in passage.sentences])
        self._key = (hash(document.text), named, label, passage.start, ends)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Place) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


class _Known:
    """A vocabulary, and the runs of the passages that came last. For one thread at a time."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self._kept = lru_cache(_PASSAGES_KEPT)(self._read)

    def runs(self, passage: Passage) -> _Runs:
        """The runs of the title and of the sentences of `passage`."""
        place = _Place(passage)
        try:
            return self._kept(place)
        finally:
            place.passage = None

    def _read(self, place: _Place) -> _Runs:
        passage = place.passage
        assert passage is not None
        texts = [RUN.findall(heading_of(passage))]
        texts += [RUN.findall(sentence_text(passage, at)) for at in range(len(passage.sentences))]
        counts = np.array(list(map(len, texts)), np.intp)
        return _Runs(self.vocabulary.runs(chain.from_iterable(texts)), counts)


class _Current:
    """What is known now, and a lock for who uses it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.known = _Known()


_CURRENT = _Current()


def wordings_of(passages: Sequence[Passage]) -> Wordings:
    """The words of `passages` with their documents' titles; a signature says that it is one.

    There must be one passage at least.
    """
    with _CURRENT.lock:
        if _CURRENT.known.vocabulary.size > _MOST_KEPT:
            _CURRENT.known = _Known()
        vocabulary = _CURRENT.known.vocabulary
        runs = list(map(_CURRENT.known.runs, passages))
        numbers = np.concatenate([one.numbers for one in runs])
        words, pieces = vocabulary.words_of(numbers), vocabulary.pieces_of(numbers)
    ends = np.cumsum(np.concatenate([one.counts for one in runs]))
    count = len(ends)
    all_pieces, piece_starts = _with_no_piece(pieces.numbers, _totals(pieces, ends))
    return Wordings(
        vocabulary=vocabulary,
        numbers=words.numbers,
        texts=np.repeat(np.arange(count), _totals(words, ends)),
        titles=starts_of([len(one.counts) for one in runs]),
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
    """A sentence of `passage`; before the head of a letter and its signature stands what they are.

    Before one of a conversation stands who says it. Before a row stand the title, the headings and
    the record that say what it is about, and before its cells the names of their columns.
    """
    span = passage.sentences[number]
    row = with_names(passage.document, span)
    if row:
        return ". ".join([*_above(passage, number), row])
    said = said_of_letter(passage, span) + said_by(passage, span)
    return said + passage.document.text[span.start : span.end]


def _above(passage: Passage, number: int) -> list[str]:
    """What a row stands under: the title, or else the file's name, headings and record."""
    document, span = passage.document, passage.sentences[number]
    title, heading = title_of(document), _heading_above(passage, number)
    found = (
        title or (document.name if not heading else ""),
        *section_at(document.marks, span.start).split(HEADING_SEPARATOR),
        heading,
        record_of(document, span) or subject_of(document, span),
    )
    return list(dict.fromkeys(filter(None, found)))


def _heading_above(passage: Passage, number: int) -> str:
    """The lines that stand above the rows around a row of `passage`, if they are short."""
    document = passage.document
    above = (
        span
        for span in reversed(passage.sentences[:number])
        if not is_row(document, span) and not named_cells(document, span)
    )
    span = next(above, None)
    text = document.text[span.start : span.end] if span else ""
    lines = list(filter(None, map(str.strip, text.split("\n"))))
    if ends_sentence(text) or sum(map(len, lines)) > _HEADING_CHARACTERS:
        return ""
    return ", ".join(lines).rstrip(" :：")


def offered_text(passage: Passage, number: int) -> str:
    """What a sentence of `passage` offers as an answer: whom a letter went to is none."""
    span = passage.sentences[number]
    text = passage.document.text[span.start : span.end]
    return SIGNED + text if is_signature(passage, span) else text
