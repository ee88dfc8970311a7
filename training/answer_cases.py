"""The cases that answers and their confidence are fitted on: questions asked, and what was right.

People's folders are of all sizes, so the questions are asked of each whole set and of small indexes
of four articles each.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from corpus.passage import Span
from index.encoding import Encoder
from index.hit import Hit
from index.sentence_encoder import SentenceEncoder
from index.snapshot import Snapshot
from qa.answer_model import AnswerModel
from qa.answering import judged_alone
from qa.assistant import PASSAGES_READ
from qa.datasets import CorpusLine, Dataset, read_beir
from qa.evaluation import temporary_assistant
from qa.evidence import SentenceEvidence, told, weigh_sentences
from qa.pairs import Excerpt
from qa.reading import Judgement, Reader, excerpt_of
from qa.retrieval import FusedRetriever
from qa.terms import QuestionTerms, question_terms
from training.articles import article_of, asked_about, unseen_by
from training.written_sets import judge_of

Known = TypeVar("Known")

# What people ask is not known; half of it unanswerable is what SQuAD 2.0 chose, too.
SHARES = {"answerable": 0.5, "adversarial": 0.2, "withheld": 0.2, "foreign": 0.1}
_SMALL_INDEX = 4
# Of these kinds are questions that a sentence answers.
_ANSWERED = ("answerable", "written")
# Of a set, about. With a quarter of them the models were fitted worse: AUROC was 0.860 instead of
# 0.872, adversarial 0.649 instead of 0.684.
_MOST_QUESTIONS = 1040


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One question asked: its kind, its article (for folds), and what was found for it.

    `right` says of each sentence whether it is the judged one, or one of those named; `judged` are
    the passages that answer, `references` the answers known. `reader` is the one that has not seen
    the article.
    """

    kind: str
    group: str
    terms: QuestionTerms
    hits: tuple[Hit, ...]
    evidence: tuple[SentenceEvidence, ...]
    right: npt.NDArray[np.bool_]
    passages: int
    set_name: str
    judged: frozenset[str]
    references: tuple[str, ...]
    reader: Reader | None

    def told_for(self, model: AnswerModel) -> tuple[SentenceEvidence, ...]:
        """The evidence, with what the reader says that those tell that `model` takes for likely."""
        if self.reader is None:
            return self.evidence
        likeliest = model.likeliest(self.evidence)
        return told(self.terms.put, self.reader, self.evidence, self.hits, likeliest)

    def evidence_for(self, model: AnswerModel) -> tuple[SentenceEvidence, ...]:
        """The evidence, with all that the reader says of sentences by themselves."""
        if self.reader is None:
            return self.evidence
        return judged_alone(self.terms.put, self.reader, self.evidence, self.hits, model)


@dataclass(frozen=True, slots=True)
class Remembering:
    """A reader that judges no sentence twice, however much it is asked."""

    reader: Reader
    judged: dict[tuple[str, Excerpt], Judgement] = field(default_factory=dict)
    told: dict[tuple[str, Excerpt], float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The reader's."""
        return self.reader.name

    @property
    def tells_places(self) -> bool:
        """Whether the reader does."""
        return self.reader.tells_places

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[Judgement, ...]:
        """What the reader says of each of `excerpts`."""
        return _remembered(question, excerpts, self.judged, self.reader.read)

    def tells(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[float, ...]:
        """What the reader says that each of `excerpts` tells."""
        return _remembered(question, excerpts, self.told, self.reader.tells)


def _remembered(
    question: str,
    excerpts: Sequence[Excerpt],
    known: dict[tuple[str, Excerpt], Known],
    ask: Callable[[str, Sequence[Excerpt]], Sequence[Known]],
) -> tuple[Known, ...]:
    """What is `known` of each of `excerpts`; what is not is asked, and known from then on."""
    new = [one for one in dict.fromkeys(excerpts) if (question, one) not in known]
    found = ask(question, new) if new else ()
    known.update(((question, one), of) for one, of in zip(new, found, strict=True))
    return tuple(known[question, one] for one in excerpts)


def collect(folders: Sequence[Path], readers: Sequence[Sequence[Reader]]) -> list[Case]:
    """Ask questions of each set of indexes with its whole corpus and parts of it.

    `readers` are each set's, or none: the first of them has not seen the first part of the set's
    articles, and so on.
    """
    encoder = SentenceEncoder()
    asked = {folder: _questions(folder, _MOST_QUESTIONS) for folder in folders}
    datasets = {folder: read_beir(folder) for folder in folders}
    judges = [
        judge
        for dataset, of_set in zip(datasets.values(), readers, strict=True)
        for judge in unseen_by(of_set, (article_of(line.id) for line in dataset.corpus))
    ]
    cases: list[Case] = []
    for (folder, dataset), other in zip(datasets.items(), reversed(folders), strict=True):
        for lines in _indexes(dataset):
            with temporary_assistant(lines, encoder, lambda *_: None) as assistant:
                asker = Asker(folder.name, assistant.snapshot, encoder, tuple(judges))
                present = {article_of(line.id) for line in lines}
                cases.extend(_ask_all(asker, asked[folder], asked[other], present))
        print(f"{folder.name}: {len(cases)} cases so far", flush=True)
    return cases


@dataclass(frozen=True, slots=True)
class Asker:
    """What finds and weighs sentences in one index.

    Each of `readers` comes with the articles that it has not seen.
    """

    set_name: str
    snapshot: Snapshot
    encoder: Encoder
    readers: tuple[tuple[Reader, AbstractSet[str]], ...]

    def case(self, kind: str, question: Mapping[str, Any]) -> Case:
        """What is found for one question, and which of it is right."""
        text = question["text"]
        reader = self._reader_for(asked_about(question))
        retriever = FusedRetriever(self.snapshot, self.encoder, reader=reader)
        hits = retriever.search(text, PASSAGES_READ)
        terms = question_terms(text, self.snapshot.caches.words)
        vector = self.encoder.encode_question(text)
        excerpts = [excerpt_of(hit, vector) for hit in hits]
        judged = reader.read(terms.put, excerpts) if reader else ()
        evidence = weigh_sentences(vector, terms, hits, judged)
        right = [
            kind in _ANSWERED and _is_right(question, hits[one.hit], one.span) for one in evidence
        ]
        return Case(
            kind=kind,
            group=asked_about(question),
            terms=terms,
            hits=hits,
            evidence=evidence,
            right=np.array(right),
            passages=len(self.snapshot),
            set_name=self.set_name,
            judged=_judged(question),
            references=tuple(one for one in question["answers"] if one),
            reader=reader and Remembering(reader),
        )

    def _reader_for(self, article: str) -> Reader | None:
        """The reader that has not seen `article`; none where there are none.

        Raises: LookupError: when each has seen it.
        """
        if not self.readers:
            return None
        for reader, articles in self.readers:
            if article in articles:
                return reader
        raise LookupError(f"each reader has seen {article}")


def _indexes(dataset: Dataset) -> Iterator[tuple[CorpusLine, ...]]:
    """The whole corpus, and then its articles in groups of a few."""
    yield dataset.corpus
    yield from groups_of(dataset, _SMALL_INDEX)


def groups_of(dataset: Dataset, size: int) -> Iterator[tuple[CorpusLine, ...]]:
    """The corpus in parts of so many articles, in its order."""
    articles = list(dict.fromkeys(article_of(line.id) for line in dataset.corpus))
    for first in range(0, len(articles), size):
        group = set(articles[first : first + size])
        yield tuple(line for line in dataset.corpus if article_of(line.id) in group)


def _questions(folder: Path, count: int) -> list[dict[str, Any]]:
    lines = (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines[:: max(1, len(lines) // count)]]


def _ask_all(
    asker: Asker,
    own: Sequence[Mapping[str, Any]],
    other: Sequence[Mapping[str, Any]],
    present: AbstractSet[str],
) -> Iterator[Case]:
    inside = [question for question in own if asked_about(question) in present]
    outside = [question for question in own if asked_about(question) not in present]
    every = max(1, len(outside) // max(1, len(inside) // 3))
    for question in inside:
        yield asker.case(
            "answerable" if question.get("answerable", True) else "adversarial", question
        )
    for question in outside[::every]:
        yield asker.case("withheld", question)
    for question in other[:: max(1, len(other) * 6 // max(1, len(inside)))]:
        yield asker.case("foreign", question)


def _judged(question: Mapping[str, Any]) -> frozenset[str]:
    if question.get("spans"):
        return frozenset(str(span["id"]) for span in question["spans"])
    return frozenset({str(question["source_paragraph"])})


def _is_right(question: Mapping[str, Any], hit: Hit, span: Span) -> bool:
    source = hit.passage.document.source
    if "sentences" in question:
        text = hit.passage.document.text[span.start : span.end]
        return judge_of(question["sentences"])(text, text)
    if "relevant" in question:
        return source in question["relevant"]
    if question.get("spans"):
        return any(
            source == judged["id"] and span.start < judged["end"] and span.end > judged["start"]
            for judged in question["spans"]
        )
    sentence = plain(hit.passage.document.text[span.start : span.end])
    return source == question["source_paragraph"] and any(
        plain(answer) in sentence for answer in question["answers"]
    )


def plain(text: str) -> str:
    """The words of `text` in small letters, with one space between them."""
    return re.sub(r"\W+", " ", text.lower()).strip()
