"""Fusion: from several signals of how well a passage matches to one score.

Two stages. The prior is a weighted sum of similarities, cheap enough for every candidate. The best
of these are ranked again by a linear model over all signals of `qa.matching`, and those of a
question by a small network beside it (`qa/ranking_network.py`). `training/fit_fusion.py` fits both;
the linear model's numbers lie beside this file in fusion.json.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

import numpy as np

from index.hit import ScoreParts
from qa.matching import MatchSignals, as_matrix
from qa.ranking_network import Numbers, RankingNetwork, ranking_network
from qa.reading import Judgement

# Judgements that differ by less say the same.
_ALIKE = 1e-9


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """What each part of a score counts in the prior.

    Cosines enter as they are; each kind of BM25 score is divided by its highest among the
    question's candidates. Fitted by hand on covidqa-dev, squad2-dev, scifact-train, cranfield
    and cacm, such that every one of them gains over 0.5 z(passage) + 0.5 z(sentence) + z(words);
    the ranking is flat around these values.
    """

    passage: float = 0.75
    sentence: float = 0.75
    words: float = 0.7
    sentence_words: float = 0.3
    word_pairs: float = 0.12


def fuse(parts: Sequence[ScoreParts], weights: FusionWeights) -> list[float]:
    """The score of each candidate, from the parts of all candidates of one question.

    >>> fuse([ScoreParts(passage=0.5, words=8.0), ScoreParts(passage=0.4)], FusionWeights())
    [1.075, 0.3]
    """
    highest_words = max((part.words for part in parts), default=0.0) or 1.0
    highest_sentence_words = max((part.sentence_words for part in parts), default=0.0) or 1.0
    highest_pairs = max((part.word_pairs for part in parts), default=0.0) or 1.0
    return [
        round(
            weights.passage * part.passage
            + weights.sentence * part.sentence
            + weights.words * part.words / highest_words
            + weights.sentence_words * part.sentence_words / highest_sentence_words
            + weights.word_pairs * part.word_pairs / highest_pairs,
            6,
        )
        for part in parts
    ]


@dataclass(frozen=True, slots=True)
class ReaderWeights:
    """What a reader's judgements count beside the score of all signals.

    Relevance enters as deviations from its mean over the passages read, so that it compares between
    readers.
    """

    relevance: float


@dataclass(frozen=True, slots=True, eq=False)
class FusionModel:
    """A linear model over `MatchSignals`, and for questions a network that corrects it.

    There is one weight a signal for questions, and one for statements. Questions want the words in
    one sentence; claims and descriptions of a topic want the title, and passages like the best
    ones. The network corrects the scores of questions alone: on claims and topics it ranked sets
    that it had not seen no better.
    """

    question: Numbers
    statement: Numbers
    network: RankingNetwork
    reader: ReaderWeights

    def scores(self, signals: MatchSignals, *, asks: bool) -> list[float]:
        """The score of each candidate of one question."""
        return [round(score, 6) for score in self.rate(as_matrix(signals), asks=asks).tolist()]

    def rate(self, signals: Numbers, *, asks: bool) -> Numbers:
        """The same, (n,), by the matrix of the signals, (n, signals); not rounded."""
        if not asks:
            return signals @ self.statement
        sums: Numbers = signals @ self.question
        return sums + self.network.correction(signals, sums)

    def with_reader(self, scores: Sequence[float], judgements: Sequence[Judgement]) -> list[float]:
        """The scores of the passages that were read, with what the reader says about them."""
        relevance = _deviations([one.relevance for one in judgements])
        changed = np.array(scores) + self.reader.relevance * relevance
        return [round(float(score), 6) for score in changed]


def _deviations(values: Sequence[float]) -> Numbers:
    """`values` minus their mean, over their standard deviation; zeros where they are all alike."""
    away = np.array(values) - np.mean(values) if values else np.zeros(0)
    deviation = float(np.sqrt(np.mean(away**2))) if values else 0.0
    return away / deviation if deviation > _ALIKE else np.zeros(len(values))


@cache
def fusion_model() -> FusionModel:
    """The fitted model that comes with the package."""
    data = json.loads(files("qa").joinpath("fusion.json").read_text(encoding="utf-8"))
    return FusionModel(
        _weights(data["question"]),
        _weights(data["statement"]),
        ranking_network(),
        ReaderWeights(**data["reader"]),
    )


def _weights(named: Mapping[str, float]) -> Numbers:
    return np.array([float(named[field.name]) for field in fields(MatchSignals)])
