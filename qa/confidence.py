"""Confidence: the probability that the answer shown is right, from a few signals.

A logistic model over the evidence for the chosen sentence. Its numbers lie beside this file in
confidence.json, and `training/fit_confidence.py` makes them from evaluation sets.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from importlib.resources import files

from index.hit import Hit
from qa.evidence import SentenceEvidence


@dataclass(frozen=True, slots=True)
class Signals:
    """What the model looks at; each is about the chosen sentence unless it says otherwise."""

    similarity: float
    """Cosine of the sentence and the question."""
    passage_similarity: float
    """Cosine of its passage and the question."""
    coverage: float
    """Share of the question's weight in words that the sentence holds."""
    passage_coverage: float
    """The same of its passage with the title."""
    names: float
    """Share of the names and numbers in the question that the passage holds."""
    pairs: float
    """Share of the question's neighbouring words that stand together in the sentence."""
    number: float
    """1 where a number is asked for and there, -1 where it is asked for and not there, else 0."""
    lead: float
    """How far its score is above that of the best sentence of any other passage."""
    best_passage_lead: float
    """How far the best passage's score is above the mean of the others'."""
    size: float
    """Decimal logarithm of the number of passages in the index: among few, the right one wins."""


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """A logistic model: `weights` in the order of `Signals`, and the threshold of `found`."""

    intercept: float
    weights: tuple[float, ...]
    threshold: float

    def probability(self, signals: Signals) -> float:
        """The probability that the answer is right, 0 to 1.

        >>> model = ConfidenceModel(0.0, (0.0,) * 10, 0.5)
        >>> model.probability(Signals(1, 1, 1, 1, 1, 1, 0, 1, 1, 2))
        0.5
        """
        values = astuple(signals)
        odds = self.intercept + sum(w * x for w, x in zip(self.weights, values, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


@cache
def confidence_model() -> ConfidenceModel:
    """The fitted model that comes with the package."""
    data = json.loads(files("qa").joinpath("confidence.json").read_text(encoding="utf-8"))
    names = [field.name for field in fields(Signals)]
    return ConfidenceModel(
        intercept=float(data["intercept"]),
        weights=tuple(float(data["weights"][name]) for name in names),
        threshold=float(data["threshold"]),
    )


def signals_for(
    chosen: SentenceEvidence,
    evidence: Sequence[SentenceEvidence],
    hits: Sequence[Hit],
    passages: int,
) -> Signals:
    """The signals for one sentence among the evidence for all sentences of `hits`.

    `passages` is how many the index holds.
    """
    rivals = [other.score for other in evidence if other.hit != chosen.hit]
    others = [hit.score for hit in hits[1:]]
    return Signals(
        similarity=chosen.similarity,
        passage_similarity=hits[chosen.hit].parts.passage,
        coverage=chosen.coverage,
        passage_coverage=chosen.passage_coverage,
        names=chosen.names,
        pairs=chosen.pairs,
        number=chosen.number,
        lead=chosen.score - max(rivals) if rivals else 0.0,
        best_passage_lead=hits[0].score - sum(others) / len(others) if others else 0.0,
        size=math.log10(max(1, passages)),
    )
