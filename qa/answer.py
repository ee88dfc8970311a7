"""An answer: what is shown for a question, and its form as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.citation import Citation
from corpus.document import label_at
from index.hit import Hit


@dataclass(frozen=True, slots=True)
class Seconds:
    """How long an answer took: finding the passages, reading them, all of it."""

    retrieve: float
    read: float
    total: float


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The answer to a question, or the honest statement that there is none.

    `text` is the answering sentence, or two or three that stand together, verbatim, and
    `citations[0]` its place; further citations are of the other places where the same paragraph
    stands, and of sentences in other documents that say the same. `exact` is the place of the
    number, date or name in it that was asked for, where the signs are sure, else empty. Where
    `found` is False the documents do not answer: `text`, `citations` and `exact` are empty, and
    `passages` are the nearest there are. `confidence` is the probability that
    the best sentence is the right answer.
    """

    question: str
    found: bool
    confidence: float
    text: str
    citations: tuple[Citation, ...]
    passages: tuple[Hit, ...]
    seconds: Seconds
    exact: tuple[Citation, ...] = ()


def answer_as_json(answer: Answer) -> dict[str, object]:
    """The answer in the form that `qa ask --json` prints."""
    return {
        "question": answer.question,
        "found": answer.found,
        "confidence": round(answer.confidence, 4),
        "text": answer.text,
        "exact": [
            {"start": citation.start, "end": citation.end, "quote": citation.quote}
            for citation in answer.exact
        ],
        "citations": citations_as_json(answer.citations),
        "passages": passages_as_json(answer.passages),
        "seconds": {
            "retrieve": round(answer.seconds.retrieve, 4),
            "read": round(answer.seconds.read, 4),
            "total": round(answer.seconds.total, 4),
        },
    }


def citations_as_json(citations: Sequence[Citation]) -> list[dict[str, object]]:
    """The citations with their numbers, from 1."""
    return [
        {
            "number": number,
            "source": citation.source,
            "title": citation.title,
            "sha256": citation.sha256,
            "label": citation.label,
            "start": citation.start,
            "end": citation.end,
            "quote": citation.quote,
            "prefix": citation.prefix,
            "suffix": citation.suffix,
            "occurrence": citation.occurrence,
            "occurrences": citation.occurrences,
        }
        for number, citation in enumerate(citations, start=1)
    ]


def passages_as_json(hits: Sequence[Hit]) -> list[dict[str, object]]:
    """The passages with their ranks, from 1."""
    return [
        {
            "rank": rank,
            "score": round(hit.score, 4),
            "source": hit.passage.document.source,
            "title": hit.passage.document.name,
            "label": label_at(hit.passage.document.marks, hit.passage.start),
            "start": hit.passage.start,
            "end": hit.passage.end,
            "text": hit.passage.text,
            "copies": [
                {
                    "source": copy.document.source,
                    "label": label_at(copy.document.marks, copy.start),
                    "start": copy.start,
                    "end": copy.end,
                }
                for copy in hit.copies
            ],
        }
        for rank, hit in enumerate(hits, start=1)
    ]
