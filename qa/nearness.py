"""Nearness: how near the words of a passage come to those of a question that it does not hold.

Each word of the question is met by the nearest word of the passage. Source: the sum of maxima is
Khattab and Zaharia 2020, ColBERT, section 3.3; here it is of words by themselves, weighed by how
rare they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.encoding import Vectors
from index.lexical import words_of
from index.word_pieces import pieces_of, vectors_of
from qa.wording import Wordings, starts_of

# So few multiplications at once the linear algebra makes in one thread. With more it wakes others,
# which then wait for work while they spin, and all that comes after took twice as long on two
# cores. Ours; OpenBLAS takes more threads from 262,144 on.
_LITTLE_WORK = 200_000


@dataclass(frozen=True, slots=True, eq=False)
class Nearness:
    """How near n passages come to the question's words, (n,) float64, 0 to 1 (all are in it)."""

    every: npt.NDArray[np.float64]
    """Mean over the question's words, by their weights."""
    sentence: npt.NDArray[np.float64]
    """The same, of the best sentence or the title alone."""
    rarest: npt.NDArray[np.float64]
    """That of the word with the highest weight."""


def nearness(weights: Mapping[str, float], wordings: Wordings) -> Nearness:
    """How near each passage comes to words with these weights, with its title."""
    total = sum(weights.values())
    if not total:
        return Nearness(*[np.zeros(len(wordings.titles))] * 3)
    asked = [pieces_of(word) for word in weights]
    counts = np.array([len(pieces) for pieces in asked])
    first_of_word = starts_of(counts)
    share = np.array(list(weights.values())) / total
    of_texts = _in_texts(asked, wordings)
    of_passages = np.maximum.reduceat(of_texts, wordings.titles, axis=1)
    words = np.add.reduceat(of_passages, first_of_word) / counts[:, None]
    in_texts = share @ (np.add.reduceat(of_texts, first_of_word) / counts[:, None])
    return Nearness(
        every=share @ words,
        sentence=np.maximum.reduceat(in_texts, wordings.titles),
        rarest=words[int(np.argmax(share))],
    )


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """How near n passages come to what a question is about, (n,) float64, 0 to 1.

    Unlike in `Nearness`, a word that the passage holds in another form is as near as can be.
    """

    every: npt.NDArray[np.float64]
    """Mean over the question's words, by their weights."""
    farthest: npt.NDArray[np.float64]
    """That of the word that the passage comes least near to."""


def reach(weights: Mapping[str, float], wordings: Wordings) -> Reach:
    """How near each passage, with its title, comes to words as they are written."""
    if not weights:
        return Reach(*[np.ones(len(wordings.titles))] * 2)
    asked = [pieces_of(word) for word in weights]
    counts = np.array([len(pieces) for pieces in asked])
    of_passages = np.maximum.reduceat(_in_texts(asked, wordings), wordings.titles, axis=1)
    words = np.add.reduceat(of_passages, starts_of(counts)) / counts[:, None]
    words[_held(list(weights), wordings)] = 1
    share = np.array(list(weights.values()))
    return Reach(every=share @ words / share.sum(), farthest=words.min(axis=0))


def _held(written: Sequence[str], wordings: Wordings) -> npt.NDArray[np.bool_]:
    """Which words each passage holds in one form or another, (words, passages).

    What is written as one and has several stems, as a clause of Chinese, is held if all are.
    """
    stems = [(at, stem) for at, word in enumerate(written) for stem in words_of(word)]
    numbers = {stem: at for at, stem in enumerate(dict.fromkeys(stem for _, stem in stems))}
    found = wordings.find(numbers)
    by_stem = np.zeros((len(numbers), len(wordings.titles)), bool)
    by_stem[found.words, wordings.passages(found.places)] = True
    held = np.ones((len(written), len(wordings.titles)), bool)
    for at, stem in stems:
        held[at] &= by_stem[numbers[stem]]
    return held


def _in_texts(asked: Sequence[tuple[int, ...]], wordings: Wordings) -> Vectors:
    """How near each text comes to each piece of the words `asked`, (pieces, texts), 0 to 1."""
    cosines = _cosines(np.concatenate(asked).astype(np.int64), wordings.pieces)
    near: Vectors = np.maximum(np.maximum.reduceat(cosines, wordings.piece_starts, axis=1), 0)
    return near


def _cosines(asked: npt.NDArray[np.int64], pieces: npt.NDArray[np.int64]) -> Vectors:
    """The cosine of each piece of the question and each of the passages, (asked, pieces)."""
    rows = vectors_of(asked)
    different, which = _different(pieces)
    columns = vectors_of(different)
    at_once = max(1, _LITTLE_WORK // rows.size)
    parts = [rows @ columns[first : first + at_once].T for first in range(0, len(columns), at_once)]
    cosines: Vectors = np.concatenate(parts, axis=1)[:, which]
    return cosines


def _different(pieces: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.intp]]:
    """The different ones of `pieces`, and which of them each is.

    As `numpy.unique` finds them, by a table of all pieces: without sorting it takes a fifth.
    """
    held = np.zeros(int(pieces.max(initial=0)) + 1, bool)
    held[pieces] = True
    different = np.flatnonzero(held)
    return different.astype(np.int64), (np.cumsum(held) - 1)[pieces]
