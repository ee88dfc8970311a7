"""Answering: from the passages that were found to the sentence that answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.citation import Citation, cite
from index.encoding import Vectors
from index.hit import Hit
from qa.evidence import SentenceEvidence

# Sentences of other documents whose vectors are this near to the answer's say much the same, and
# are cited with it. Ours; lower, and they only share its topic.
_SAME_STATEMENT = 0.8
_CITATIONS = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """The sentence that answers best, and sentences elsewhere that say much the same."""

    best: SentenceEvidence
    supporting: tuple[SentenceEvidence, ...]


def choose(evidence: Sequence[SentenceEvidence], hits: Sequence[Hit]) -> Reading | None:
    """The best of the weighed sentences of `hits`; None where there is not one sentence."""
    if not evidence:
        return None
    # The first of equals: hits come best first, sentences in the order of the text.
    best = max(evidence, key=lambda one: one.score)
    return Reading(best, _supporting(best, evidence, hits))


def _supporting(
    best: SentenceEvidence, evidence: Sequence[SentenceEvidence], hits: Sequence[Hit]
) -> tuple[SentenceEvidence, ...]:
    """For each other document, its sentence nearest to the best one, if near enough."""
    wanted = _vector(best, hits)
    nearest: dict[str, tuple[float, SentenceEvidence]] = {}
    for one in evidence:
        source = hits[one.hit].passage.document.source
        alike = float(wanted @ _vector(one, hits))
        if alike >= _SAME_STATEMENT and alike > nearest.get(source, (0.0, one))[0]:
            nearest[source] = (alike, one)
    nearest.pop(hits[best.hit].passage.document.source, None)
    ordered = sorted(nearest.values(), key=lambda pair: pair[0], reverse=True)
    return tuple(one for _, one in ordered[: _CITATIONS - 1])


def citations_for(reading: Reading, hits: Sequence[Hit]) -> tuple[Citation, ...]:
    """The citations of a reading: the answer's own first."""
    return tuple(
        cite(hits[one.hit].passage.document, one.span)
        for one in (reading.best, *reading.supporting)
    )


def _vector(one: SentenceEvidence, hits: Sequence[Hit]) -> Vectors:
    vector: Vectors = hits[one.hit].sentence_vectors[one.sentence]
    return vector
