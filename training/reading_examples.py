"""Examples for the reader: a question, the passages that a search finds, and what is right."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from corpus.passage import Span
from index.encoding import Vectors
from index.hit import Hit, ScoreParts
from index.sentence_encoder import SentenceEncoder
from qa.datasets import Dataset, read_beir
from qa.evaluation import temporary_assistant
from qa.pairs import Excerpt
from qa.retrieval import FusedRetriever
from training.articles import article_of, parts_of

# Right passages are taken wherever they are found among so many; wrong ones among the first few.
_SEARCHED = 40
_WRONG = 20
# Of several right passages so many are taken, those that the search ranks highest.
_RIGHT = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage for a question, and how well the search alone finds that it fits.

    `sentences` are the excerpt's; `answer` is where the answer stands in it, if that is known.
    """

    excerpt: Excerpt
    sentences: tuple[Span, ...]
    prior: float
    answer: Span | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A question with one passage that is right, or only looks it, and others that are wrong.

    `answered` is whether `first` answers, or None where the set does not tell. Where it does not
    answer, it says nothing about rank either.
    """

    question: str
    first: Candidate
    answered: bool | None
    wrong: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A passage that was found: its name in the set, its text, its sentences and its scores."""

    source: str
    title: str
    text: str
    sentences: tuple[Span, ...]
    sentence_vectors: Vectors
    parts: ScoreParts


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which questions of a set: each `every`-th, about all articles but one of `parts` parts.

    `left_out` is the number of that part, from 1; with one part all articles are taken.
    """

    every: int = 1
    left_out: int = 1
    parts: int = 1

    def articles(self, dataset: Dataset) -> frozenset[str]:
        """The articles whose passages count."""
        every = frozenset(article_of(line.id) for line in dataset.corpus)
        return every - parts_of(every, self.parts)[self.left_out - 1] if self.parts > 1 else every


def examples_of(folder: Path, encoder: SentenceEncoder, chosen: Chosen) -> list[Example]:
    """The examples of the data set in `folder`, in BEIR's layout.

    Passages of articles that are left out are neither right nor wrong ones.
    """
    dataset = read_beir(folder)
    articles = chosen.articles(dataset)
    questions = [json.loads(line) for line in (folder / "queries.jsonl").open(encoding="utf-8")]
    relevant = {query.id: query.relevant for query in dataset.queries}
    examples: list[Example] = []
    with temporary_assistant(dataset.corpus, encoder, lambda *_: None) as assistant:
        retriever = FusedRetriever(assistant.snapshot, encoder)
        for question in questions[:: chosen.every]:
            hits = retriever.found(question["text"], _SEARCHED)
            vector = encoder.encode_question(question["text"])
            found = [one for one in map(_found, hits) if article_of(one.source) in articles]
            wanted = set(relevant.get(question["_id"], ())) or {question.get("source_paragraph")}
            examples.extend(make_examples(question, vector, found, wanted)[:_RIGHT])
    return examples


def make_examples(
    question: Mapping[str, Any], vector: Vectors, found: Sequence[Found], wanted: set[str]
) -> list[Example]:
    """One example for each passage of `wanted` that is among `found`."""
    highest = max((one.parts.words for one in found), default=0.0) or 1.0
    candidates = {
        one.source: Candidate(
            Excerpt(
                one.title, one.text, one.sentences[int(np.argmax(one.sentence_vectors @ vector))]
            ),
            one.sentences,
            one.parts.passage + one.parts.sentence + one.parts.words / highest,
        )
        for one in found
    }
    ordered = sorted(candidates, key=lambda source: -candidates[source].prior)
    wrong = tuple(candidates[source] for source in ordered if source not in wanted)[:_WRONG]
    return [
        Example(question["text"], *_judged(question, source, candidates[source]), wrong)
        for source in ordered
        if source in wanted
    ]


def _judged(
    question: Mapping[str, Any], source: str, candidate: Candidate
) -> tuple[Candidate, bool | None]:
    """The passage `source` with its answer, and whether it answers."""
    excerpt = candidate.excerpt
    if not question.get("answerable", True):
        return candidate, False
    for judged in question.get("spans", ()):
        if judged["id"] == source:
            return _with_answer(candidate, Span(judged["start"], judged["end"])), True
    if "source_paragraph" in question:
        places = [
            Span(at, at + len(answer))
            for answer in question["answers"]
            if answer and (at := excerpt.text.find(answer)) >= 0
        ]
        shortest = min(places, key=len, default=None)
        return (candidate if shortest is None else _with_answer(candidate, shortest)), True
    return candidate, None


def _with_answer(candidate: Candidate, answer: Span) -> Candidate:
    """`candidate` with its answer, shown around the sentence with the answer."""
    excerpt = candidate.excerpt
    return replace(candidate, excerpt=replace(excerpt, focus=answer), answer=answer)


def _found(hit: Hit) -> Found:
    passage = hit.passage
    sentences = tuple(
        Span(span.start - passage.start, span.end - passage.start) for span in passage.sentences
    )
    document = passage.document
    return Found(
        document.source, document.title, passage.text, sentences, hit.sentence_vectors, hit.parts
    )
