"""Evaluation: how well retrieval, answers and refusals do on questions whose answers are known."""

import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from corpus.document import Document, sha256_of
from corpus.passage import Passage, Span
from corpus.sentences import sentence_spans
from index.encoding import Encoder
from qa.answer import Answer
from qa.assistant import Assistant
from qa.datasets import CorpusLine, Dataset, LabelledQuestion
from qa.metrics import Metrics, measure
from qa.reading import Reader
from qa.retrieval import DenseRetriever, LexicalRetriever, Retriever

# Lines of a corpus that are stored in one go; bounds the memory that a large set takes.
_LINES_AT_ONCE = 2000
# As deep as the deepest metric looks.
_DEPTH = 100

# "12" is no part of 1912, 120 or 12,000, but "1912" is one of 3.4.1912.
_NOT_BEHIND_A_DIGIT = r"(?<![0-9])"
_NOT_BEFORE_A_DIGIT = r"(?![0-9]|,[0-9]{3}(?![0-9]))"

OnProgress = Callable[[str, int, int], None]
Rankings = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class RetrievalReport:
    """Retrieval on one set: the metrics of the product and of two baselines, and the time.

    Seconds: to index the corpus, and the median and 95th percentile of one question. `rankings`
    are the sources found, best first, by `fused`, `dense` and `bm25`, a row for each question.
    """

    dataset: str
    passages: int
    queries: int
    metrics: Metrics
    dense: Metrics
    bm25: Metrics
    index_seconds: float
    query_p50_seconds: float
    query_p95_seconds: float
    rankings: Mapping[str, Rankings] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """The report in the form that `qa eval --json` prints."""
        return {
            "dataset": self.dataset,
            "passages": self.passages,
            "queries": self.queries,
            "metrics": self.metrics.as_json(),
            "baselines": {"dense": self.dense.as_json(), "bm25": self.bm25.as_json()},
            "seconds": {
                "index": round(self.index_seconds, 3),
                "query_p50": round(self.query_p50_seconds, 5),
                "query_p95": round(self.query_p95_seconds, 5),
            },
        }


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """One question, what was answered, and the rank of the first passage that holds the answer.

    `rank` is 0 where none of the passages does.
    """

    question: LabelledQuestion
    answer: Answer
    rank: int

    @property
    def right(self) -> bool:
        """Whether the answer given holds the expected words, from the expected source."""
        cited = any(
            citation.source == self.question.source and _holds(citation.quote, self.question.answer)
            for citation in self.answer.citations
        )
        return self.question.answerable and self.answer.found and cited


def evaluate_retrieval(
    dataset: Dataset, encoder: Encoder, on_progress: OnProgress, reader: Reader | None = None
) -> RetrievalReport:
    """Index the corpus of `dataset` in a temporary folder, every line one passage, and rank."""
    started = time.perf_counter()
    with temporary_assistant(dataset.corpus, encoder, on_progress, reader) as assistant:
        indexed = time.perf_counter() - started
        snapshot = assistant.snapshot
        times: list[float] = []
        rankings: dict[str, Rankings] = {}

        def rank(name: str, retriever: Retriever) -> Metrics:
            times.clear()
            rankings[name] = rank_queries(
                dataset, retriever, lambda done, total: on_progress(name, done, total), times
            )
            return measure(rankings[name], [query.relevant for query in dataset.queries])

        dense = rank("dense", DenseRetriever(snapshot, encoder))
        bm25 = rank("bm25", LexicalRetriever(snapshot))
        fused = rank("fused", assistant.retriever(snapshot))
        return RetrievalReport(
            dataset=dataset.name,
            passages=len(dataset.corpus),
            queries=len(dataset.queries),
            metrics=fused,
            dense=dense,
            bm25=bm25,
            index_seconds=indexed,
            query_p50_seconds=statistics.median(times),
            query_p95_seconds=_percentile(times, 0.95),
            rankings=rankings,
        )


def rank_queries(
    dataset: Dataset,
    retriever: Retriever,
    on_done: Callable[[int, int], None],
    times: list[float] | None = None,
) -> Rankings:
    """The sources that `retriever` finds for each query; appends the seconds of each to `times`."""
    rankings = []
    for done, query in enumerate(dataset.queries, start=1):
        begun = time.perf_counter()
        hits = retriever.search(query.text, _DEPTH)
        if times is not None:
            times.append(time.perf_counter() - begun)
        rankings.append(tuple(passage.document.source for hit in hits for passage in hit.places))
        on_done(done, len(dataset.queries))
    return tuple(rankings)


def metrics_by_query(dataset: Dataset, rankings: Rankings) -> tuple[Metrics, ...]:
    """The metrics of each query of `dataset` alone, in their order."""
    return tuple(
        measure([ranking], [query.relevant])
        for ranking, query in zip(rankings, dataset.queries, strict=True)
    )


@contextmanager
def temporary_assistant(
    corpus: Sequence[CorpusLine],
    encoder: Encoder,
    on_progress: OnProgress,
    reader: Reader | None = None,
) -> Iterator[Assistant]:
    """An assistant over a temporary index in which every line is a document of one passage."""
    from index.library import Library

    with tempfile.TemporaryDirectory(prefix="chapterverse-") as place:
        library = Library(Path(place) / "index", encoder)
        for first in range(0, len(corpus), _LINES_AT_ONCE):
            some = [line_as_document(line) for line in corpus[first : first + _LINES_AT_ONCE]]
            library.add([(document, (passage,)) for document, passage in some])
            on_progress("index", min(len(corpus), first + _LINES_AT_ONCE), len(corpus))
        yield Assistant(library, encoder, reader=reader)


def line_as_document(line: CorpusLine) -> tuple[Document, Passage]:
    """A line of a corpus as a document whose source is the line's id, and its one passage."""
    text = line.text.strip() or line.title.strip() or line.id
    document = Document(line.id, sha256_of(text.encode()), line.title, None, text)
    sentences = sentence_spans(text, Span(0, len(text)))
    return document, Passage(document, 0, len(text), sentences)


def rank_of(question: LabelledQuestion, answer: Answer) -> int:
    """The rank of the first passage of `answer` that holds what is expected; 0 without one."""
    for rank, hit in enumerate(answer.passages, start=1):
        if any(
            passage.document.source == question.source and _holds(passage.text, question.answer)
            for passage in hit.places
        ):
            return rank
    return 0


def _holds(text: str, answer: str) -> bool:
    """Whether `text` holds `answer`, white space and case aside, and not as part of a number.

    >>> [_holds("It was built in 1912 for 12,000 crowns.", one) for one in ("1912", "12", "Built")]
    [True, False, True]
    """
    wanted = " ".join(answer.split()).casefold()
    first = _NOT_BEHIND_A_DIGIT if wanted[:1].isdigit() else ""
    last = _NOT_BEFORE_A_DIGIT if wanted[-1:].isdigit() else ""
    found = re.search(f"{first}{re.escape(wanted)}{last}", " ".join(text.split()).casefold())
    return found is not None


def _percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
