"""Questions asked for their passages: the signals of what is found, and what of it is right."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.encoding import Encoder
from index.hit import Hit
from index.sentence_encoder import SentenceEncoder
from index.snapshot import Snapshot
from qa.datasets import read_beir
from qa.evaluation import temporary_assistant
from qa.fusion import FusionModel
from qa.matching import as_matrix, match
from qa.metrics import ndcg, reciprocal_rank
from qa.ranking_network import Numbers
from qa.retrieval import FusedRetriever, RetrievalOptions
from qa.smoothing import smoothing
from qa.terms import question_terms
from training.written_sets import Question, asking, judge_of, questions_in

_MOST_QUESTIONS = 2000
_ABOUT_ONE = 1.05


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One question's candidates: their signals, (n, signals), and their grades, (n,).

    `smoothing` is what each one's score counts in each one's smoothed score, (n, n). `ideal` are
    all grades of the question, highest first.
    """

    signals: Numbers
    smoothing: Numbers
    grades: Numbers
    ideal: tuple[int, ...]
    asks: bool
    one_right: bool

    def rough(self) -> "Asked":
        """The same, whose scores are not smoothed."""
        return replace(self, smoothing=np.eye(len(self.grades)))

    def only(self, signals: Sequence[int]) -> "Asked":
        """The same with nothing but zeros for all other signals."""
        kept = np.zeros_like(self.signals)
        kept[:, list(signals)] = self.signals[:, list(signals)]
        return replace(self, signals=kept)

    def measure_by(self, model: FusionModel) -> float:
        """The measure of the model's ranking."""
        return self.measure(self.smoothing @ model.rate(self.signals, asks=self.asks))

    def measure(self, scores: Numbers) -> float:
        """MRR@10 where one passage is right, else nDCG@10."""
        order = np.argsort(-scores, kind="stable")
        names = [str(at) for at in order]
        grades = {str(at): int(grade) for at, grade in enumerate(self.grades) if grade > 0}
        if self.one_right:
            return reciprocal_rank(names, grades, 10)
        missed = list(self.ideal)
        for grade in grades.values():
            missed.remove(grade)
        unseen = {f"missed {at}": grade for at, grade in enumerate(missed)}
        return ndcg(names, grades | unseen, 10)


def asked_of_set(folder: Path) -> list[Asked]:
    """Ask the questions of one set in BEIR's layout, or some of them where they are many."""
    dataset = read_beir(folder)
    encoder = SentenceEncoder()
    every = max(1, len(dataset.queries) // _MOST_QUESTIONS)
    # Of some sets each question has one passage that was judged, though others may be right, too.
    one_right = bool(np.mean([len(query.relevant) for query in dataset.queries]) < _ABOUT_ONE)
    with temporary_assistant(dataset.corpus, encoder, lambda *_: None) as assistant:
        found = (
            _asked(
                assistant.snapshot,
                encoder,
                query.text,
                _grade_of(query.relevant),
                tuple(sorted(query.relevant.values(), reverse=True)),
            )
            for query in dataset.queries[::every]
        )
        return [replace(one, one_right=one_right) for one in found]


def asked_of_written(places: Sequence[Path]) -> list[Asked]:
    """Ask those questions of the written sets in `places` that their documents answer.

    They are asked of the documents of all of them together; right is what holds a sentence that
    answers.
    """
    encoder = SentenceEncoder()
    with asking(places, encoder, None) as assistant:
        snapshot = assistant.snapshot
        return [
            _asked(snapshot, encoder, question["question"], _judge(question), (1,))
            for question in _answered(places)
        ]


def _answered(places: Sequence[Path]) -> Iterator[Question]:
    for place in places:
        yield from (one for one in questions_in(place) if one["kind"] == "answered")


def _grade_of(relevant: Mapping[str, int]) -> Callable[[Hit], int]:
    return lambda hit: relevant.get(hit.passage.document.source, 0)


def _judge(question: Question) -> Callable[[Hit], int]:
    answers = judge_of(question["sentences"])

    def grade(hit: Hit) -> int:
        text = hit.passage.document.text
        shown = (text[span.start : span.end] for span in hit.passage.sentences)
        return int(any(answers(one, one) for one in shown))

    return grade


def _asked(
    snapshot: Snapshot,
    encoder: Encoder,
    question: str,
    grade: Callable[[Hit], int],
    ideal: tuple[int, ...],
) -> Asked:
    """The signals of what is found for one question; one of its passages is right."""
    words = snapshot.caches.words
    hits = FusedRetriever(snapshot, encoder).found(question, RetrievalOptions().ranked)
    terms = question_terms(question, words)
    signals = match(terms, encoder.encode_question(question), hits, words.rarity)
    vectors = [np.zeros_like(hit.vector) if terms.asks else hit.vector for hit in hits]
    return Asked(
        signals=as_matrix(signals),
        smoothing=smoothing(np.stack(vectors)),
        grades=np.array([grade(hit) for hit in hits], float),
        ideal=ideal,
        asks=terms.asks,
        one_right=True,
    )
