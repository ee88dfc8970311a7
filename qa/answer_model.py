"""The answer model: how likely each sentence is the one that answers, from its evidence.

A linear model with a softmax over all sentences that were read. With a reader what the likeliest of
these tell counts beside their scores, by a second softmax, and what it says of the foremost alone,
by a third. Its numbers lie beside this file in answers.json, and `training/fit_choosing.py` makes
them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from qa.evidence import SentenceEvidence

# What the model looks at, of the evidence.
FEATURES = (
    "similarity",
    "coverage",
    "context",
    "before",
    "carried",
    "refers",
    "passage_coverage",
    "names",
    "pairs",
    "fit",
    "passage_score",
    "begins",
    "presence",
)
# A heading is never what answers. What one costs is ours: so much that any sentence under it is
# taken instead.
_HEADING = -20.0
# Of so many of the likeliest the reader is asked what they tell. Of three, half as far behind, 2 in
# 100 fewer were right (docs/retrieval.md).
_ASKED_WHAT_THEY_TELL = 5
# Of one that scores lower than the best by more it is not asked.
_TOO_FAR_BEHIND = 4.0
# So many of these it reads alone, side by side: where two cores are free, as long as one takes.
_READ_ALONE = 2

_values = attrgetter(*FEATURES)


@dataclass(frozen=True, slots=True, eq=False)
class AnswerModel:
    """Weights, (features,) float64, in the order of `FEATURES`; and what counts of the likeliest.

    Among these the reader's logit that a sentence tells what is asked for counts, too, by `tells`,
    and among the foremost its logit that a sentence by itself holds the answer, by `alone`.
    """

    weights: npt.NDArray[np.float64]
    tells: float = 0.0
    alone: float = 0.0

    def scores(self, evidence: Sequence[SentenceEvidence]) -> npt.NDArray[np.float64]:
        """How well each sentence answers: (n,) float64, whose softmax is a probability."""
        if not evidence:
            return np.zeros(0)
        headings = np.array([one.heading for one in evidence], float)
        scores: npt.NDArray[np.float64] = features_of(evidence) @ self.weights
        return scores + _HEADING * headings

    def chances(self, evidence: Sequence[SentenceEvidence]) -> npt.NDArray[np.float64]:
        """The probability of each sentence to be the one, if one of them answers: (n,) float64."""
        return _softmax(self.scores(evidence))

    def told_chances(self, evidence: Sequence[SentenceEvidence]) -> npt.NDArray[np.float64]:
        """The same with what the likeliest tell; the others tell no more than the least of these.

        Where nothing is known of what any tells, they are the same.
        """
        told = [one.tells for one in evidence if one.tells is not None]
        least = min(told, default=0.0)
        tells = np.array([least if one.tells is None else one.tells for one in evidence], float)
        return _softmax(self.scores(evidence) + self.tells * tells)

    def likeliest(self, evidence: Sequence[SentenceEvidence]) -> tuple[int, ...]:
        """The positions of the few likeliest sentences, the likeliest first."""
        scores = self.scores(evidence)
        order = np.argsort(-scores, kind="stable")[:_ASKED_WHAT_THEY_TELL]
        near = order[scores[order] >= scores.max(initial=-np.inf) - _TOO_FAR_BEHIND]
        return tuple(near.tolist())

    def told_scores(self, evidence: Sequence[SentenceEvidence]) -> npt.NDArray[np.float64]:
        """The scores with what the sentences tell: (n,); -inf where that was not asked."""
        told = np.array([np.nan if one.tells is None else one.tells for one in evidence], float)
        scores: npt.NDArray[np.float64] = self.scores(evidence) + self.tells * told
        return np.where(np.isnan(told), -np.inf, scores)

    def foremost(self, evidence: Sequence[SentenceEvidence]) -> tuple[int, ...]:
        """The positions of the few that answer best as far as is known of what they tell."""
        scores = self.told_scores(evidence)
        order = np.argsort(-scores, kind="stable")[:_READ_ALONE]
        return tuple(order[np.isfinite(scores[order])].tolist())

    def best(self, evidence: Sequence[SentenceEvidence]) -> int:
        """The position of the sentence that answers best; the first of equals.

        Where some were read alone, it is one of them; of these what they tell must be known.
        """
        alone = {at: one.alone for at, one in enumerate(evidence) if one.alone is not None}
        if not alone:
            return int(np.argmax(self.scores(evidence)))
        scores = self.told_scores(evidence)
        return max(alone, key=lambda at: (float(scores[at] + self.alone * alone[at]), -at))


def _softmax(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    raised = np.exp(scores - scores.max(initial=-np.inf))
    chances: npt.NDArray[np.float64] = raised / max(raised.sum(), 1e-300)
    return chances


def features_of(evidence: Sequence[SentenceEvidence]) -> npt.NDArray[np.float64]:
    """What the model looks at: (n, features) float64."""
    return np.array([_values(one) for one in evidence], float)


@cache
def answer_model(*, with_reader: bool) -> AnswerModel:
    """The fitted model that comes with the package, for evidence with or without a reader's."""
    data = json.loads(files("qa").joinpath("answers.json").read_text(encoding="utf-8"))
    return _model_of(data["with_reader" if with_reader else "without_reader"])


def _model_of(named: Mapping[str, float]) -> AnswerModel:
    weights = np.array([float(named[name]) for name in FEATURES])
    return AnswerModel(weights, float(named["tells"]), float(named["alone"]))
