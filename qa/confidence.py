"""Confidence: the probability that the answer shown is right, from a few signals.

A logistic model over the evidence for the chosen sentence. Its numbers lie beside this file in
confidence.json; `training/fit_answers.py`, `fit_open.py` and `fit_written.py` make them.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from importlib.resources import files

from corpus.document import section_at
from corpus.passage import Passage
from index.hit import Hit
from qa.answering import Reading
from qa.evidence import SentenceEvidence
from qa.lacking import lacks_the_cell, lacks_what_is_asked, tells_of_another_year
from qa.opposites import contradicts
from qa.terms import QuestionTerms

# A ratio of chances above e to the power of this says no more.
_MOST_LEAD = 5.0


@dataclass(frozen=True, slots=True)
class Signals:
    """What the model looks at; each is about the chosen sentence unless it says otherwise."""

    similarity: float
    """Cosine of the sentence and the question."""
    passage_similarity: float
    """Cosine of its passage and the question."""
    coverage: float
    """Share of the question's weight in words that the sentence holds."""
    context: float
    """The same of the sentence with the two beside it."""
    contradicted: float
    """1 where these three seem to say the contrary of what is asked (`qa/opposites.py`), else 0."""
    passage_coverage: float
    """Share of the question's weight in words that its passage holds, with the title."""
    known: float
    """Share of the question's weight in words that the index holds anywhere."""
    names: float
    """Share of the names and numbers in the question that the passage holds."""
    nearness: float
    """How near the passage, with its title, comes to an open question's words; 1 for others."""
    farthest: float
    """How near it comes to the one of them that it comes least near to."""
    pairs: float
    """Share of the question's neighbouring words that stand together in the sentence."""
    fit: float
    """1 where the kind of answer that is asked for is there, -1 where it is not, else 0."""
    lacking: float
    """1 where the answer surely lacks the part, year or cell that is asked for, else 0."""
    chance: float
    """How likely the sentence is the right one, if one of those read is."""
    lead: float
    """How much likelier it is than the best sentence of any other passage, at most 5."""
    best_passage_lead: float
    """How far the best passage's score is above the mean of the others'."""
    size: float
    """Decimal logarithm of the number of passages in the index: among few, the right one wins."""
    begins: float
    """The reader's probability that the answer begins in the sentence."""
    presence: float
    """The reader's highest logit that one of the passages read holds the answer."""
    alone: float
    """The reader's logit that the sentence by itself holds the answer."""
    tells: float
    """Its logit that the sentence tells what is asked for, and does not only repeat it."""


@dataclass(frozen=True, slots=True)
class ConfidenceModel:
    """A logistic model: `weights` in the order of `Signals`, and the threshold of `found`."""

    intercept: float
    weights: tuple[float, ...]
    threshold: float

    def probability(self, signals: Signals) -> float:
        """The probability that the answer is right, 0 to 1.

        >>> model = ConfidenceModel(0.0, (0.0,) * 21, 0.5)
        >>> model.probability(Signals(*[1.0] * 21))
        0.5
        """
        values = astuple(signals)
        odds = self.intercept + sum(w * x for w, x in zip(self.weights, values, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


@cache
def confidence_model(*, with_reader: bool, opened: bool, row: bool = False) -> ConfidenceModel:
    """The fitted model that comes with the package, for answers with or without a reader.

    `opened` is whether the question is open (`QuestionTerms.open`): then no sentence has to hold a
    part that is left out, and the signs of one say less. `row` is whether the answer is a row of a
    table, of which the signs of a sentence say something else.
    """
    data = json.loads(files("qa").joinpath("confidence.json").read_text(encoding="utf-8"))
    kind = ("open" if opened else "part") + (", row" if row else "")
    fitted = data["with_reader" if with_reader else "without_reader"][kind]
    names = [field.name for field in fields(Signals)]
    return ConfidenceModel(
        intercept=float(fitted["intercept"]),
        weights=tuple(float(fitted["weights"][name]) for name in names),
        threshold=float(data["threshold"]),
    )


def signals_for(
    reading: Reading, terms: QuestionTerms, hits: Sequence[Hit], passages: int
) -> Signals:
    """The signals for the sentence chosen from `hits`; the index holds so many `passages`."""
    chosen = reading.best
    others = [hit.score for hit in hits[1:]]
    shown = hits[chosen.hit].passage.document.text[reading.span.start : reading.span.end]
    return Signals(
        similarity=chosen.similarity,
        passage_similarity=hits[chosen.hit].parts.passage,
        coverage=chosen.coverage,
        context=chosen.context,
        contradicted=float(contradicts(_around(chosen, hits), terms.text)),
        passage_coverage=chosen.passage_coverage,
        known=terms.coverage(terms.weights.keys() - terms.unknown),
        names=chosen.names,
        nearness=chosen.nearness,
        farthest=chosen.farthest,
        pairs=chosen.pairs,
        fit=chosen.fit,
        lacking=float(
            lacks_what_is_asked(terms, shown)
            or tells_of_another_year(terms, shown, _with_what_is_above(hits[chosen.hit].passage))
            or lacks_the_cell(terms, hits[chosen.hit].passage.document, chosen.span)
        ),
        chance=reading.chance,
        lead=min(_MOST_LEAD, reading.lead),
        best_passage_lead=hits[0].score - sum(others) / len(others) if others else 0.0,
        size=math.log10(max(1, passages)),
        begins=chosen.begins,
        presence=reading.presence,
        alone=chosen.alone or 0.0,
        tells=chosen.tells or 0.0,
    )


def _with_what_is_above(passage: Passage) -> str:
    """The text of `passage` with its document's title and the headings that it stands under."""
    document = passage.document
    return "\n".join((document.title, section_at(document.marks, passage.start), passage.text))


def _around(chosen: SentenceEvidence, hits: Sequence[Hit]) -> str:
    """The chosen sentence with the two beside it."""
    passage = hits[chosen.hit].passage
    beside = passage.sentences[max(0, chosen.sentence - 1) : chosen.sentence + 2]
    return passage.document.text[beside[0].start : beside[-1].end]
