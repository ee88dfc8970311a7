"""Nearness: how near the words of a passage come to those of a question that it does not hold.

Each word of the question is met by the nearest word of the passage. Source: the sum of maxima is
Khattab and Zaharia 2020, ColBERT, section 3.3; here it is of words by themselves, weighed by how
rare they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.word_pieces import pieces_of, vectors_of
from qa.wording import Wording


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
    cosines = vectors_of(np.concatenate(asked).astype(np.int32)) @ vectors_of(pieces).T
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


def _before(counts: npt.ArrayLike) -> npt.NDArray[np.intp]:
    """How many there are before each part, (n,), where the parts have `counts`."""
    sizes = np.asarray(counts, np.intp)
    before: npt.NDArray[np.intp] = np.cumsum(sizes) - sizes
    return before
