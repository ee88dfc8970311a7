"""Answering: from the passages that were found to the sentence, or the few, that answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from corpus.citation import Citation, cite
from corpus.passage import Span
from corpus.rows import named_cells
from index.encoding import Vectors
from index.hit import Hit
from qa.answer_model import AnswerModel
from qa.copies import copy_of, is_newer_version
from qa.corrections import corrects
from qa.evidence import SentenceEvidence, announces, read_alone, told
from qa.reading import Reader
from qa.same_statement import say_the_same

# Sentences of other documents whose vectors are this near to the answer's are about the same; ours.
_SAME_MATTER = 0.8
_CITATIONS = 3
# An answer grows to so many sentences. A row whose cells have names says what it says by itself, so
# that less is enough for it; ours, from reading answers out of tables.
_SENTENCES = 3
_ENOUGH_IN_ROW = 0.6


@dataclass(frozen=True, slots=True)
class _Growth:
    """How far an answer grows by the likelier sentence beside it.

    Until it holds the share `enough` of what its passage's sentences together are likely to be the
    answer, unless that one is less likely than the share `least` of the best.
    """

    enough: float
    least: float


# Chosen on questions of which the right sentence is known (docs/retrieval.md).
_BY_SCORES = _Growth(enough=0.9, least=0.1)
_BY_WHAT_THEY_TELL = _Growth(enough=0.97, least=0.03)


@dataclass(frozen=True, slots=True)
class Reading:
    """The sentence that answers best, the span of the answer, and sentences elsewhere.

    `span` holds the best sentence, and one or two beside it where the answer may stand in them.
    `supporting` are sentences of other documents that say the same. `chance` is how likely
    the best sentence is the right one, if one of those read is; `lead` how much likelier than any
    sentence of another passage (natural logarithm of the ratio). `presence` is the reader's highest
    logit that one of the passages holds the answer; 0 without a reader.
    """

    best: SentenceEvidence
    span: Span
    supporting: tuple[SentenceEvidence, ...]
    chance: float
    lead: float
    presence: float


def judged_alone(
    question: str,
    reader: Reader,
    evidence: Sequence[SentenceEvidence],
    hits: Sequence[Hit],
    model: AnswerModel,
) -> tuple[SentenceEvidence, ...]:
    """`evidence`, with what `reader` says of sentences by themselves.

    Of the likeliest by `model` what they tell, and of those that are foremost then, whether they
    hold the answer.
    """
    evidence = told(question, reader, evidence, hits, model.likeliest(evidence))
    return read_alone(question, reader, evidence, hits, model.foremost(evidence))


def choose(
    evidence: Sequence[SentenceEvidence], hits: Sequence[Hit], model: AnswerModel
) -> Reading | None:
    """The best of the weighed sentences of `hits`; None where there is not one sentence."""
    if not evidence:
        return None
    scores, chances = model.scores(evidence), model.chances(evidence)
    # Hits come best first, sentences in the order of the text.
    likeliest = model.best(evidence)
    at = _in_newer_version(likeliest, evidence, hits)
    best = evidence[at]
    if best.alone is None:  # it says much the same as the one that was read
        read = evidence[likeliest]
        tells = read.tells if best.tells is None else best.tells
        best = replace(best, alone=read.alone, tells=tells)
    rivals = [score for one, score in zip(evidence, scores, strict=True) if one.hit != best.hit]
    return Reading(
        best=best,
        span=_grown(at, evidence, model.told_chances(evidence), hits),
        supporting=_supporting(best, evidence, hits),
        chance=float(chances[at]),
        lead=float(scores[at] - max(rivals)) if rivals else 0.0,
        presence=max(one.presence for one in evidence),
    )


def _in_newer_version(at: int, evidence: Sequence[SentenceEvidence], hits: Sequence[Hit]) -> int:
    """The position of what a newer version of the passage says instead; `at` where there is none.

    A sentence that the newer version dropped keeps its place: it has no counterpart there.
    """
    wanted = _vector(evidence[at], hits)
    newer = {
        number
        for number in range(evidence[at].hit)
        if is_newer_version(hits[number], hits[evidence[at].hit])
    }
    alike = {
        number: float(wanted @ _vector(one, hits))
        for number, one in enumerate(evidence)
        if one.hit in newer
    }
    nearest = max(alike, key=lambda number: (alike[number], -number), default=at)
    return nearest if alike.get(nearest, 0.0) >= _SAME_MATTER else at


def _grown(
    at: int,
    evidence: Sequence[SentenceEvidence],
    chances: npt.NDArray[np.float64],
    hits: Sequence[Hit],
) -> Span:
    """The span of the sentence `at`, with those beside it that may hold the answer, too.

    What announces an answer is never one by itself, however much of the question it repeats; nor is
    what the next sentence takes back.
    """
    inside = {
        number
        for number, one in enumerate(evidence)
        if one.hit == evidence[at].hit and not one.heading
    }
    passage = hits[evidence[at].hit].passage
    row = named_cells(passage.document, evidence[at].span)
    told = any(one.tells is not None for one in evidence)
    growth = _BY_WHAT_THEY_TELL if told else _BY_SCORES
    share = _ENOUGH_IN_ROW if row else growth.enough
    enough = share * sum(chances[number] for number in inside)

    def takes_back(number: int) -> bool:
        span = evidence[number].span if number in inside else Span(0, 0)
        return corrects(passage.document.text[span.start : span.end])

    def followed(number: int) -> int:
        if number + 1 in inside and announces(passage, evidence[number].sentence):
            number += 1
        while takes_back(number + 1):
            number += 1
        return number

    first, last = at, followed(at)
    while last - first + 1 < _SENTENCES and chances[first : last + 1].sum() < enough:
        beside = inside & {first - 1, last + 1}
        likelier = max(beside, key=lambda number: (chances[number], -number), default=None)
        if likelier is None or chances[likelier] < growth.least * chances[at]:
            break
        first, last = min(first, likelier), max(last, followed(likelier))
    return Span(evidence[first].span.start, evidence[last].span.end)


def _supporting(
    best: SentenceEvidence, evidence: Sequence[SentenceEvidence], hits: Sequence[Hit]
) -> tuple[SentenceEvidence, ...]:
    """For each other document, its sentence nearest to the best one that says the same, if any."""
    wanted, said = _vector(best, hits), _text(best, hits)
    nearest: dict[str, tuple[float, SentenceEvidence]] = {}
    for one in evidence:
        source = hits[one.hit].passage.document.source
        alike = float(wanted @ _vector(one, hits))
        if (
            alike >= _SAME_MATTER
            and alike > nearest.get(source, (0.0, one))[0]
            and say_the_same(said, _text(one, hits))
        ):
            nearest[source] = (alike, one)
    nearest.pop(hits[best.hit].passage.document.source, None)
    ordered = sorted(nearest.values(), key=lambda pair: pair[0], reverse=True)
    return tuple(one for _, one in ordered[: _CITATIONS - 1])


def citations_for(reading: Reading, hits: Sequence[Hit]) -> tuple[Citation, ...]:
    """The citations of a reading: the answer's own first, then where it stands word for word.

    After these come sentences of other documents that say the same.
    """
    best = hits[reading.best.hit]
    copies = ((copy.document, copy_of(reading.span, best.passage, copy)) for copy in best.copies)
    return (
        cite(best.passage.document, reading.span),
        *(cite(document, span) for document, span in copies if span is not None),
        *(cite(hits[one.hit].passage.document, one.span) for one in reading.supporting),
    )


def _text(one: SentenceEvidence, hits: Sequence[Hit]) -> str:
    return hits[one.hit].passage.document.text[one.span.start : one.span.end]


def _vector(one: SentenceEvidence, hits: Sequence[Hit]) -> Vectors:
    vector: Vectors = hits[one.hit].sentence_vectors[one.sentence]
    return vector
