"""Outcomes: what came of each question of an evaluation, and the measures over all of them.

How a refusal enters is decided here and nowhere else. `Assistant.ask` does not show what it would
have answered, so a refused question

- counts as not right in the accuracy of answer sentences and in the risk-coverage curve, where
  refused questions come last, after all answers in the order of confidence;
- is what refusal precision and recall are about;
- is left out of AUROC, Brier score and calibration error, which are over the answers given.

An answer to a question without an answer in the index is never right.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

import numpy as np

from index.hit import Hit
from qa.answer import Answer
from qa.calibration import (
    Column,
    Counts,
    auroc,
    brier_score,
    calibration_error,
    ones,
    ratio,
    risk_coverage_area,
)
from qa.intervals import Columns, Measure, Share
from qa.metrics import ndcg, reciprocal_rank, success
from qa.silver import SilverQuestion

DEPTH = 10
_TARGET = "target"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question and what came of it.

    `rank` is that of the first passage that overlaps a place that answers, 0 where none of the ten
    best does. `source`, `start` and `end` are of the first citation that does, else of the first;
    they and `answer` are empty where there is no answer, or only a ranking was asked for.
    """

    question: SilverQuestion
    rank: int
    found: bool = False
    confidence: float = 0.0
    answer: str = ""
    source: str = ""
    start: int = 0
    end: int = 0

    @property
    def right(self) -> bool:
        """Whether a citation of the answer given overlaps a place that answers."""
        return self.found and self.question.is_answered_at(self.source, self.start, self.end)

    def as_json(self) -> dict[str, object]:
        """The record of one question in the form that `qa eval --json` prints."""
        question = self.question
        return {
            "id": question.id,
            "question": question.text,
            "group": question.group.value,
            "kind": question.kind,
            "source": question.source,
            "start": question.span.start,
            "end": question.span.end,
            "further": [{"start": span.start, "end": span.end} for span in question.further],
            "sentence": question.sentence,
            "answer": question.answer,
            "rank": self.rank,
            "found": self.found,
            "confidence": round(self.confidence, 4),
            "right": self.right,
            "answered": {
                "text": self.answer,
                "source": self.source,
                "start": self.start,
                "end": self.end,
            },
        }


def outcome_of(question: SilverQuestion, answer: Answer) -> Outcome:
    """What came of `question`, of which `answer` is the answer."""
    rank = rank_of(question, answer.passages)
    if not answer.citations:
        return Outcome(question, rank, answer.found, answer.confidence)
    # All citations say the same; of these, one from where it was asked about.
    first = next(
        (
            citation
            for citation in answer.citations
            if question.is_answered_at(citation.source, citation.start, citation.end)
        ),
        answer.citations[0],
    )
    return Outcome(
        question,
        rank,
        answer.found,
        answer.confidence,
        answer.text,
        first.source,
        first.start,
        first.end,
    )


def rank_of(question: SilverQuestion, hits: Sequence[Hit]) -> int:
    """The rank of the first of `hits` that overlaps a place that answers, or 0."""
    for rank, hit in enumerate(hits[:DEPTH], start=1):
        if any(
            question.is_answered_at(passage.document.source, passage.start, passage.end)
            for passage in hit.places
        ):
            return rank
    return 0


def columns_of(outcomes: Sequence[Outcome]) -> Columns:
    """The outcomes as columns of numbers, one row a question."""
    rankings = [[""] * (one.rank - 1) + [_TARGET] if one.rank else [] for one in outcomes]
    grades = {_TARGET: 1}
    return {
        "answerable": _column([one.question.answerable for one in outcomes]),
        "found": _column([one.found for one in outcomes]),
        "right": _column([one.right for one in outcomes]),
        "confidence": _column([one.confidence for one in outcomes]),
        "Success@1": _column([success(ranking, grades, 1) for ranking in rankings]),
        "Success@5": _column([success(ranking, grades, 5) for ranking in rankings]),
        "MRR@10": _column([reciprocal_rank(ranking, grades, DEPTH) for ranking in rankings]),
        "nDCG@10": _column([ndcg(ranking, grades, DEPTH) for ranking in rankings]),
    }


def _column(values: Sequence[float]) -> Column:
    return np.array(values, np.float64)


def _of_answerable(name: str) -> Callable[[Columns], tuple[Column, Column]]:
    """The column `name` of the answerable questions, and the column that marks these."""
    return lambda columns: (columns[name] * columns["answerable"], columns["answerable"])


def _rightly_refused(columns: Columns) -> Column:
    return (1 - columns["found"]) * (1 - columns["answerable"])


def over_answerable(name: str) -> Measure:
    """The mean of the column `name` over the answerable questions."""

    def mean(columns: Columns, counts: Counts) -> Column:
        return ratio(*_of_answerable(name)(columns), counts)

    return mean


# Of the questions refused, the share that the index does not answer.
refusal_precision = Share(lambda columns: (_rightly_refused(columns), 1 - columns["found"]))
# Of the questions that the index does not answer, the share that was refused.
refusal_recall = Share(lambda columns: (_rightly_refused(columns), 1 - columns["answerable"]))


def selective_risk_area(columns: Columns, counts: Counts) -> Column:
    """AURC over all questions: answers in the order of confidence, refused questions last."""
    return risk_coverage_area(risk_order(columns), columns["right"], counts)


def least_risk_area(outcomes: Sequence[Outcome]) -> float:
    """The AURC if every answerable question were answered rightly, before all others.

    No setting can make it less: it is what the share of unanswerable questions alone gives.
    """
    answerable = columns_of(outcomes)["answerable"]
    return float(risk_coverage_area(answerable, answerable, ones(len(answerable)))[0])


def risk_order(columns: Columns) -> Column:
    """What the risk-coverage curve goes by, highest first."""
    order: Column = columns["confidence"] - 2 * (1 - columns["found"])
    return order


def _of_answers_given(measure: "_OfConfidence") -> Measure:
    def measured(columns: Columns, counts: Counts) -> Column:
        given = columns["found"] > 0
        return measure(columns["confidence"][given], columns["right"][given], counts[:, given])

    return measured


class _OfConfidence(Protocol):
    """The form of a function over confidences and outcomes; see `qa/calibration.py`."""

    def __call__(self, confidence: Column, right: Column, counts: Counts) -> Column: ...


RANKING_MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        **{name: Share(_of_answerable(name)) for name in ("Success@1", "Success@5")},
        **{name: over_answerable(name) for name in ("MRR@10", "nDCG@10")},
    }
)
MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        **RANKING_MEASURES,
        "Answer sentence": Share(_of_answerable("right")),
        "Refusal precision": refusal_precision,
        "Refusal recall": refusal_recall,
        "AURC": selective_risk_area,
        "AUROC": _of_answers_given(auroc),
        "Brier": _of_answers_given(brier_score),
        "ECE": _of_answers_given(calibration_error),
    }
)
# Of these a lower value is better.
LOWER_IS_BETTER = frozenset(("AURC", "Brier", "ECE"))
