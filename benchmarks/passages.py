"""Passages and questions to measure with: real ones from evaluation sets, and made ones for size.

A made passage has about eighty words: sentences of real texts, most of them of one topic, drawn by
a seed and put together anew. A made document has fifty passages under one topic's title.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from corpus.document import Document, sha256_of
from corpus.passage import Passage, Span
from qa.datasets import CorpusLine, read_beir
from qa.evaluation import line_as_document

Split = tuple[Document, tuple[Passage, ...]]
# The sets that real paragraphs are taken from, in this order.
_PARAGRAPHS_FROM = ("covidqa-dev", "pubmedqa", "scifact-train")
# The sets that sentences are taken from.
_SENTENCES_FROM = ("covidqa-dev", "squad2-dev", "squad1-extra", "scifact-train")
_QUESTIONS_FROM = ("covidqa-dev", "squad2-dev", "scifact-train")
# The set whose questions `real_documents` answers.
ANSWERED = ("covidqa-dev",)
# Lines of each set that sentences are taken from: some 40,000 sentences of them all.
_LINES_OF_A_SET = 2000
# Neighbouring lines are of one article, or at least of one set.
_LINES_OF_A_TOPIC = 20
_PASSAGES_OF_A_DOCUMENT = 50
_WORDS_OF_A_PASSAGE = 80
_SHORTEST, _LONGEST = 5, 50
# So many sentences are drawn from any other topic, so that no two passages are alike.
_SHARE_OF_OTHERS = 0.3


@dataclass(frozen=True, slots=True)
class Topic:
    """Sentences that were written about one thing, and its title."""

    title: str
    sentences: tuple[str, ...]


def real_documents(data: Path, most: int) -> list[Split]:
    """Up to so many documents of one passage each, lines of evaluation sets in `data`."""
    lines: list[CorpusLine] = []
    for name in _PARAGRAPHS_FROM:
        if len(lines) < most:
            lines += read_beir(data / name).corpus
    documents = (line_as_document(line) for line in lines[:most])
    return [(document, (passage,)) for document, passage in documents]


def real_questions(
    data: Path, most: int, seed: int = 0, sets: Sequence[str] = _QUESTIONS_FROM
) -> list[str]:
    """Up to so many different questions of these evaluation sets in the folder `data`."""
    texts = [query.text for name in sets for query in read_beir(data / name).queries]
    different = list(dict.fromkeys(texts))
    drawn = random.Random(seed)  # noqa: S311 - repeatable, not secret
    return drawn.sample(different, min(most, len(different)))


def topics_in(data: Path) -> list[Topic]:
    """The topics of the evaluation sets in the folder `data`."""
    topics: list[Topic] = []
    for name in _SENTENCES_FROM:
        lines = read_beir(data / name).corpus[:_LINES_OF_A_SET]
        for first in range(0, len(lines), _LINES_OF_A_TOPIC):
            some = lines[first : first + _LINES_OF_A_TOPIC]
            sentences = [sentence for line in some for sentence in _sentences(line)]
            if sentences:
                topics.append(Topic(some[0].title, tuple(sentences)))
    return topics


def made_documents(topics: Sequence[Topic], passages: int, seed: int = 0) -> Iterator[Split]:
    """Documents with so many passages together, one after another; the same for the same seed."""
    left = passages
    for number in count(1):
        if left < 1:
            return
        size = min(left, _PASSAGES_OF_A_DOCUMENT)
        drawn = random.Random(f"{seed} {number}")  # noqa: S311 - repeatable, not secret
        yield _made(topics, number, size, drawn)
        left -= size


def _made(topics: Sequence[Topic], number: int, size: int, drawn: random.Random) -> Split:
    topic = drawn.choice(topics)
    parts: list[str] = []
    spans: list[tuple[Span, ...]] = []
    start = 0
    for _ in range(size):
        sentences = _drawn_sentences(topics, topic, drawn)
        parts.append(" ".join(sentences))
        spans.append(_spans_of(sentences, start))
        start += len(parts[-1]) + 2
    text = "\n\n".join(parts)
    document = Document(f"made/{number}.txt", sha256_of(text.encode()), topic.title, None, text)
    return document, tuple(Passage(document, own[0].start, own[-1].end, own) for own in spans)


def _drawn_sentences(topics: Sequence[Topic], topic: Topic, drawn: random.Random) -> list[str]:
    sentences: list[str] = []
    words = 0
    while words < _WORDS_OF_A_PASSAGE - _SHORTEST:
        other = drawn.random() < _SHARE_OF_OTHERS
        sentences.append(drawn.choice((drawn.choice(topics) if other else topic).sentences))
        words += len(sentences[-1].split())
    return sentences


def _spans_of(sentences: Sequence[str], start: int) -> tuple[Span, ...]:
    """The spans of sentences that stand one after another with a space between."""
    spans = []
    for sentence in sentences:
        spans.append(Span(start, start + len(sentence)))
        start += len(sentence) + 1
    return tuple(spans)


def _sentences(line: CorpusLine) -> Iterator[str]:
    document, passage = line_as_document(line)
    for span in passage.sentences:
        text = " ".join(document.text[span.start : span.end].split())
        if _SHORTEST <= len(text.split()) <= _LONGEST:
            yield text
