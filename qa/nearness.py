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
from index.word_pieces import pieces_of, vectors_of
from qa.wording import Wording

# So few multiplications at once the linear algebra makes in one thread. With more it wakes others,
# which then wait for work while they spin, and all that comes after took twice as long on two
# cores. Ours; OpenBLAS takes more threads from 262,144 on.
_LITTLE_WORK = 200_000


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a passage comes to the question's words, each 0 to 1 (all words are in it)."""

    every: float
    """Mean over the question's words, by their weights."""
    sentence: float
    """The same, of the best sentence or the title alone."""
    rarest: float
    """That of the word with the highest weight."""


def nearness(weights: Mapping[str, float], wordings: Sequence[Wording]) -> list[Nearness]:
    """How near each passage comes to words with these weights, with its title."""
    total = sum(weights.values())
    if not total or not wordings:
        return [Nearness(0.0, 0.0, 0.0)] * len(wordings)
    asked = [pieces_of(word) for word in weights]
    counts = np.array([len(pieces) for pieces in asked])
    first_of_word = _before(counts)
    share = np.array(list(weights.values())) / total
    # The texts of all passages in a row, titles and sentences, and where each of them begins.
    pieces = np.concatenate([wording.pieces for wording in wordings])
    before = _before([len(wording.pieces) for wording in wordings])
    first_of_text = np.concatenate(
        [wording.piece_starts + first for wording, first in zip(wordings, before, strict=True)]
    )
    first_of_passage = _before([len(wording.piece_starts) for wording in wordings])
    cosines = _cosines(np.concatenate(asked).astype(np.int32), pieces)
    of_texts = np.maximum(np.maximum.reduceat(cosines, first_of_text, axis=1), 0)
    of_passages = np.maximum.reduceat(of_texts, first_of_passage, axis=1)
    words = np.add.reduceat(of_passages, first_of_word) / counts[:, None]
    in_texts = share @ (np.add.reduceat(of_texts, first_of_word) / counts[:, None])
    columns = zip(
        share @ words,
        np.maximum.reduceat(in_texts, first_of_passage),
        words[int(np.argmax(share))],
        strict=True,
    )
    return [Nearness(float(every), float(best), float(rare)) for every, best, rare in columns]


def _cosines(asked: npt.NDArray[np.int32], pieces: npt.NDArray[np.int32]) -> Vectors:
    """The cosine of each piece of the question and each of the passages, (asked, pieces)."""
    rows = vectors_of(asked)
    different, which = np.unique(pieces, return_inverse=True)
    columns = vectors_of(different)
    at_once = max(1, _LITTLE_WORK // rows.size)
    parts = [rows @ columns[first : first + at_once].T for first in range(0, len(columns), at_once)]
    cosines: Vectors = np.concatenate(parts, axis=1)[:, which]
    return cosines


def _before(counts: npt.ArrayLike) -> npt.NDArray[np.intp]:
    """How many there are before each part, (n,), where the parts have `counts`."""
    sizes = np.asarray(counts, np.intp)
    before: npt.NDArray[np.intp] = np.cumsum(sizes) - sizes
    return before
