"""The exact nearest vectors by brute force: what the store that is measured is compared with."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from index.encoding import Vectors

Ids = npt.NDArray[np.int64]


def exact_nearest(
    blocks: Iterable[tuple[Ids, Vectors]], questions: Vectors, most: int
) -> tuple[Ids, Vectors]:
    """The ids and inner products of the `most` nearest vectors to each question, nearest first.

    `blocks` are ids, (n,) int64, with their vectors, (n, dim) float32; both results have a row for
    each question.

    >>> block = np.array([4, 7]), np.eye(2, dtype=np.float32)
    >>> exact_nearest([block], np.array([[0.0, 1.0]], np.float32), 1)[0].tolist()
    [[7]]
    """
    ids = np.zeros((len(questions), 0), np.int64)
    scores = np.zeros((len(questions), 0), np.float32)
    for numbers, vectors in blocks:
        scores = np.concatenate([scores, questions @ vectors.T], axis=1)
        ids = np.concatenate(
            [ids, np.broadcast_to(numbers, (len(questions), len(numbers)))], axis=1
        )
        order = np.argsort(-scores, axis=1, kind="stable")[:, :most]
        scores = np.take_along_axis(scores, order, axis=1)
        ids = np.take_along_axis(ids, order, axis=1)
    return ids, scores


def recall_of(found: Sequence[Sequence[int]], exact: Ids) -> float:
    """The share of the exact nearest that was found, mean over the questions.

    >>> recall_of([[3, 5], [1, 2]], np.array([[5, 4], [2, 1]]))
    0.75
    """
    shares = [
        len(set(row) & set(wanted)) / len(wanted)
        for row, wanted in zip(found, exact.tolist(), strict=True)
    ]
    return sum(shares) / len(shares)
