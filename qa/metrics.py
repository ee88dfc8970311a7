"""Metrics of a ranking, as the field defines them; a question without results counts as zero."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metrics:
    """Means over the questions of an evaluation set, each 0 to 1."""

    ndcg_at_10: float
    mrr_at_10: float
    success_at_1: float
    success_at_5: float
    recall_at_100: float

    def by_name(self) -> dict[str, float]:
        """The metrics under the names by which the field knows them, as exact as they are."""
        return {
            "nDCG@10": self.ndcg_at_10,
            "MRR@10": self.mrr_at_10,
            "Success@1": self.success_at_1,
            "Success@5": self.success_at_5,
            "Recall@100": self.recall_at_100,
        }

    def as_json(self) -> dict[str, float]:
        """The metrics by name, rounded to be shown."""
        return {name: round(value, 4) for name, value in self.by_name().items()}


def measure(rankings: Sequence[Sequence[str]], relevant: Sequence[Mapping[str, int]]) -> Metrics:
    """The metrics of `rankings`, best first, against the grades above zero of the same questions.

    >>> measure([["a", "b"]], [{"b": 1}]).mrr_at_10
    0.5
    """
    pairs = list(zip(rankings, relevant, strict=True))
    return Metrics(
        ndcg_at_10=_mean([ndcg(ranking, grades, 10) for ranking, grades in pairs]),
        mrr_at_10=_mean([reciprocal_rank(ranking, grades, 10) for ranking, grades in pairs]),
        success_at_1=_mean([success(ranking, grades, 1) for ranking, grades in pairs]),
        success_at_5=_mean([success(ranking, grades, 5) for ranking, grades in pairs]),
        recall_at_100=_mean([recall(ranking, grades, 100) for ranking, grades in pairs]),
    )


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """Normalised discounted cumulative gain with linear gains, 0 to 1.

    Source: Järvelin and Kekäläinen 2002; the gain is the grade itself, as in trec_eval.
    """
    ideal = _discounted(sorted(grades.values(), reverse=True)[:depth])
    gains = _discounted([grades.get(name, 0) for name in ranking[:depth]])
    return gains / ideal if ideal else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """One over the rank of the first relevant passage, 0.0 where there is none."""
    ranks = (rank for rank, name in enumerate(ranking[:depth], start=1) if grades.get(name, 0) > 0)
    return 1 / next(ranks, math.inf)


def success(ranking: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """1.0 where one of the first `depth` passages is relevant, else 0.0."""
    return float(any(grades.get(name, 0) > 0 for name in ranking[:depth]))


def recall(ranking: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """The share of the relevant passages that is among the first `depth`."""
    wanted = {name for name, grade in grades.items() if grade > 0}
    return len(wanted & set(ranking[:depth])) / len(wanted) if wanted else 0.0


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
