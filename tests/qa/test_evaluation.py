"""Evaluation: figures that can be worked out by hand."""

import json
import math

import pytest

from corpus import Citation, Span
from index.hit import Hit
from qa import Answer, Seconds
from qa.datasets import CorpusLine, Dataset, LabelledQuestion, Query
from qa.evaluation import JudgedAnswer, evaluate_retrieval, line_as_document, metrics_by_query
from qa.metrics import Metrics
from tests.fakes import HashingEncoder
from tests.qa.hits import hit_of, passage_of

# Every question has one relevant passage. "harbour" stands alone in c3, so that c3 is first for
# it and the longer c2 second by any measure; the others find their passage at once.
CORPUS = (
    CorpusLine("c1", "", "The oak in the garden is four hundred years old."),
    CorpusLine("c2", "", "The harbour was rebuilt with stones from the hill."),
    CorpusLine("c3", "", "harbour"),
    CorpusLine("c4", "Telescopes", ""),
)
QUERIES = (
    Query("q1", "How old is the oak in the garden?", {"c1": 1}),
    Query("q2", "harbour", {"c2": 2}),
    Query("q3", "telescopes", {"c4": 1}),
)
DATASET = Dataset("tiny", CORPUS, QUERIES)


def ignore(stage: str, done: int, total: int) -> None:
    """Take no notice of progress."""


def test_the_metrics_of_a_tiny_set_are_those_worked_out_by_hand() -> None:
    report = evaluate_retrieval(DATASET, HashingEncoder(), ignore)
    expected = Metrics(
        ndcg_at_10=(1 + 1 / math.log2(3) + 1) / 3,
        mrr_at_10=(1 + 1 / 2 + 1) / 3,
        success_at_1=2 / 3,
        success_at_5=1.0,
        recall_at_100=1.0,
    )
    assert (report.dataset, report.passages, report.queries) == ("tiny", 4, 3)
    assert (report.metrics, report.dense, report.bm25) == (expected, expected, expected)
    assert report.index_seconds > 0
    assert 0 < report.query_p50_seconds <= report.query_p95_seconds < 5


def test_a_question_for_which_bm25_finds_nothing_counts_as_zero() -> None:
    queries = (QUERIES[0], Query("q4", "zyxomma", {"c1": 1}))
    report = evaluate_retrieval(Dataset("tiny", CORPUS, queries), HashingEncoder(), ignore)
    assert report.bm25 == Metrics(0.5, 0.5, 0.5, 0.5, 0.5)
    assert report.dense.recall_at_100 == 1


def test_a_relevant_passage_that_is_not_in_the_corpus_is_missed() -> None:
    queries = (Query("q1", QUERIES[0].text, {"c1": 1, "gone": 1}),)
    report = evaluate_retrieval(Dataset("tiny", CORPUS, queries), HashingEncoder(), ignore)
    assert report.metrics.recall_at_100 == 0.5


def test_every_line_is_one_passage_however_long_it_is() -> None:
    text = "One sentence follows another here. " * 400
    document, passage = line_as_document(CorpusLine("c1", "A title", text))
    assert (document.source, document.title, document.text) == ("c1", "A title", text.strip())
    assert (passage.start, passage.end, len(passage.sentences)) == (0, len(text.strip()), 400)
    corpus = (CorpusLine("c1", "", "Oak\n\nThe oak.\n\n- one\n- two " + "tall tree " * 500),)
    dataset = Dataset("long", corpus, (Query("q1", "oak", {"c1": 1}),))
    report = evaluate_retrieval(dataset, HashingEncoder(max_words=64), ignore)
    assert (report.passages, report.metrics.success_at_1) == (1, 1.0)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (CorpusLine("c1", "Title", " Text. \n"), "Text."),
        (CorpusLine("c1", "Title", "  "), "Title"),
        (CorpusLine("c1", "", ""), "c1"),
    ],
)
def test_a_line_without_text_stands_for_its_title_or_its_id(line: CorpusLine, text: str) -> None:
    document, passage = line_as_document(line)
    assert document.text == passage.text == text
    assert passage.sentences == (Span(0, len(text)),)


def test_progress_is_told_for_each_stage() -> None:
    steps: list[tuple[str, int, int]] = []
    evaluate_retrieval(
        DATASET, HashingEncoder(), lambda stage, done, total: steps.append((stage, done, total))
    )
    assert steps == [
        ("index", 4, 4),
        *(("dense", done, 3) for done in (1, 2, 3)),
        *(("bm25", done, 3) for done in (1, 2, 3)),
        *(("fused", done, 3) for done in (1, 2, 3)),
    ]


def test_each_query_has_metrics_of_its_own_whose_mean_is_that_of_the_set() -> None:
    report = evaluate_retrieval(DATASET, HashingEncoder(), ignore)
    alone = metrics_by_query(DATASET, report.rankings["fused"])
    assert [one.mrr_at_10 for one in alone] == [1.0, 0.5, 1.0]
    assert sum(one.ndcg_at_10 for one in alone) / 3 == pytest.approx(report.metrics.ndcg_at_10)


METRIC_KEYS = ["nDCG@10", "MRR@10", "Success@1", "Success@5", "Recall@100"]


def test_a_report_on_retrieval_as_json_has_the_keys_of_the_design() -> None:
    report = evaluate_retrieval(DATASET, HashingEncoder(), ignore).as_json()
    read = json.loads(json.dumps(report))
    assert read == report
    assert list(read) == ["dataset", "passages", "queries", "metrics", "baselines", "seconds"]
    assert list(read["metrics"]) == METRIC_KEYS
    assert list(read["baselines"]) == ["dense", "bm25"]
    assert list(read["baselines"]["dense"]) == list(read["baselines"]["bm25"]) == METRIC_KEYS
    assert list(read["seconds"]) == ["index", "query_p50", "query_p95"]
    assert read["metrics"]["MRR@10"] == 0.8333


def test_an_answer_is_right_when_any_of_its_citations_is() -> None:
    question = LabelledQuestion("s1", "Why?", "b.txt", "rain", near=False)
    first = Citation("a.txt", "", "", "", 0, 3, "Rain.")
    second = Citation("b.txt", "", "", "", 0, 3, "It was the rain.")
    hits: tuple[Hit, ...] = (hit_of(passage_of("Rain.")),)
    answer = Answer("Why?", True, 0.5, "Rain.", (first, second), hits, Seconds(0.0, 0.0, 0.0))  # noqa: FBT003
    assert JudgedAnswer(question, answer, 1).right
