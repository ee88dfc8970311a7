"""Smoothing: passages that are like each other get scores that are, too.

What is about one topic is right together: a passage whose neighbours among the candidates score
high is likely to be right, whatever words it has. Source: Diaz 2005, Regularizing Ad Hoc Retrieval
Scores, section 3. Not for questions: the passage that answers is seldom like others that do.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.encoding import Vectors

# What the neighbours count in a passage's score, and how many there are. Ours, on scifact-train,
# cranfield and cacm: see docs/retrieval.md for what other numbers did.
_SHARE = 0.2
_NEIGHBOURS = 5


def smoothed(scores: Sequence[float], vectors: Sequence[Vectors]) -> list[float]:
    """The scores of one statement's candidates, each drawn to the scores of the passage's likest.

    `vectors` are the passages', each (dim,) float32 of unit length.
    """
    if not scores:
        return []
    return [round(float(score), 6) for score in smoothing(np.stack(vectors)) @ np.array(scores)]


def smoothing(vectors: Vectors) -> npt.NDArray[np.float64]:
    """What the score of each passage counts in that of each, (n, n): rows have the sum 1.

    `vectors` is (n, dim), rows of unit length. The neighbours of a passage share what they count by
    their cosines; a passage that is like no other keeps its score.

    >>> smoothing(np.array([[1, 0], [1, 0], [0, 1]], np.float32)).tolist()
    [[0.8, 0.2, 0.0], [0.2, 0.8, 0.0], [0.0, 0.0, 1.0]]
    """
    likeness = np.maximum(vectors @ vectors.T, 0).astype(np.float64)
    np.fill_diagonal(likeness, 0)
    if len(vectors) > _NEIGHBOURS:
        least = np.partition(likeness, -_NEIGHBOURS, axis=1)[:, -_NEIGHBOURS]
        likeness[likeness < least[:, None]] = 0
    totals = likeness.sum(axis=1, keepdims=True)
    given = np.where(totals > 0, _SHARE, 0.0)
    shares: npt.NDArray[np.float64] = given * likeness / np.where(totals > 0, totals, 1)
    np.fill_diagonal(shares, 1 - given[:, 0])
    return shares
