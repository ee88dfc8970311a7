"""Hits and evidence made by hand: passages, sentences, vectors and scores of a test's choice."""

from collections.abc import Mapping, Sequence

import numpy as np

from corpus import Document, Passage, Span
from corpus.sentences import sentence_spans
from index.hit import Hit, ScoreParts
from qa.evidence import SentenceEvidence
from qa.kinds import Kind
from qa.terms import QuestionTerms

# A sentence for which nothing speaks; tests replace what they are about.
NO_EVIDENCE = SentenceEvidence(
    hit=0,
    sentence=0,
    span=Span(0, 1),
    similarity=0.0,
    coverage=0.0,
    context=0.0,
    before=0.0,
    carried=0.0,
    refers=0,
    passage_coverage=0.0,
    names=0.0,
    nearness=0.0,
    farthest=0.0,
    pairs=0.0,
    fit=0,
    heading=False,
    passage_score=0.0,
    begins=0.0,
    presence=0.0,
)


def document_of(text: str, source: str = "a.txt", title: str = "") -> Document:
    """A document that holds `text`, with a checksum that says which source it is of."""
    return Document(source, source.encode().hex().ljust(64, "0")[:64], title, None, text)


def passage_of(text: str, source: str = "a.txt", title: str = "") -> Passage:
    """The whole of a document as one passage."""
    document = document_of(text, source, title)
    return Passage(document, 0, len(text), sentence_spans(text, Span(0, len(text))))


def hit_of(
    passage: Passage,
    vectors: Sequence[Sequence[float]] | None = None,
    score: float = 0.0,
    parts: ScoreParts | None = None,
    vector: Sequence[float] = (0.0, 0.0),
) -> Hit:
    """A hit with one vector for each sentence of the passage; zeros where none are given."""
    count = len(passage.sentences)
    rows = np.zeros((count, 2)) if vectors is None else np.array(vectors)
    assert len(rows) == count
    return Hit(
        1,
        passage,
        score,
        parts or ScoreParts(),
        np.array(vector, np.float32),
        rows.astype(np.float32),
    )


def terms_of(
    weights: Mapping[str, float],
    *,
    text: str = "",
    put: str | None = None,
    words: Sequence[str] | None = None,
    names: frozenset[str] = frozenset(),
    unknown: frozenset[str] = frozenset(),
    kind: Kind | None = None,
    opened: bool = False,
) -> QuestionTerms:
    """Terms of these weights, in this order, that ask for what is said."""
    return QuestionTerms(
        text=text,
        put=text if put is None else put,
        words=tuple(weights if words is None else words),
        weights=weights,
        written=weights,
        names=names,
        unknown=unknown,
        asks=True,
        open=opened,
        kind=kind,
        why=False,
        counted=frozenset(),
    )
