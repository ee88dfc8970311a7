"""Evaluation: figures that can be worked out by hand, and labels that cannot be right."""

import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import Citation, Span
from index.encoding import Encoder
from index.hit import Hit
from index.library import Library
from index.sentence_encoder import SentenceEncoder
from qa import Answer, Seconds
from qa.datasets import CorpusLine, Dataset, LabelledQuestion, Query
from qa.errors import DatasetError
from qa.evaluation import (
    AnswerReport,
    JudgedAnswer,
    evaluate_answers,
    evaluate_retrieval,
    line_as_document,
)
from qa.metrics import Metrics
from tests.fakes import HashingEncoder
from tests.qa.hits import hit_of, passage_of
from tests.qa.small_index import write_files

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


FILES = {
    "harbour.txt": (
        "The harbour office in Lisbon opened on 3 May 1921 in the presence of the mayor.\n\n"
        "Maria Fonseca was the first director of the harbour office and stayed for ten years."
    ),
    "garden.txt": (
        "The botanical garden in Porto keeps an oak that is more than four hundred years old."
    ),
}
OPENED = "When did the harbour office in Lisbon open?"
OFF_TOPIC = "How do I bake sourdough bread without yeast?"


def library_with(encoder: Encoder) -> Callable[[Path], Library]:
    return lambda folder: Library(folder, encoder)


def test_answers_and_refusals_are_counted_as_one_would_by_hand(
    tmp_path: Path, real_encoder: SentenceEncoder
) -> None:
    folder = write_files(tmp_path / "offices", FILES)
    questions = [
        LabelledQuestion("right", OPENED, "harbour.txt", "3 May  1921", near=False),
        LabelledQuestion(
            "right too",
            "Who was the first director of the harbour office?",
            "harbour.txt",
            "MARIA FONSECA",
            near=False,
        ),
        LabelledQuestion("wrong place", OPENED, "garden.txt", "oak", near=False),
        LabelledQuestion("not answered", OFF_TOPIC, "harbour.txt", "ten years", near=False),
        LabelledQuestion("refused", OFF_TOPIC, "", "", near=False),
        LabelledQuestion("near, answered", OPENED, "", "", near=True),
    ]
    encoder = real_encoder
    report = evaluate_answers(folder, questions, library_with(encoder), encoder, ignore)
    as_json = report.as_json()
    assert (as_json["dataset"], as_json["queries"], as_json["answerable"]) == ("offices", 6, 4)
    assert as_json["answered"] == {"right": 2, "wrong": 2}
    assert as_json["refused"] == {"right": 1, "wrong": 1}
    assert as_json["unanswerable"] == {
        "near": {"questions": 1, "refused": 0},
        "far": {"questions": 1, "refused": 1},
    }
    assert [one.right for one in report.judged] == [True, True, False, False, False, False]
    # All three passages are shown, so that each has a rank; the garden is third for an office.
    assert [one.rank for one in report.judged[:3]] == [1, 1, 3]


def judged(question: LabelledQuestion, *, quote: str = "", rank: int = 0) -> JudgedAnswer:
    """A question that was answered with `quote` from a.txt, or refused where there is none."""
    citation = Citation("a.txt", "", "", "", 0, len(quote), quote)
    citations = (citation,) if quote else ()
    answer = Answer(
        question.question, bool(quote), 0.5, quote, citations, (), Seconds(0.0, 0.0, 0.0)
    )
    return JudgedAnswer(question, answer, rank)


def asked(source: str = "", answer: str = "", *, near: bool = False) -> LabelledQuestion:
    return LabelledQuestion("s1", "Why?", source, answer, near=near)


def test_a_report_on_answers_counts_each_kind_by_itself() -> None:
    report = AnswerReport(
        "folder",
        (
            judged(asked("a.txt", "rain"), quote="It was the  RAIN.", rank=1),
            judged(asked("a.txt", "rain"), quote="It was the sun.", rank=2),
            judged(asked("b.txt", "rain"), quote="It was the rain."),
            judged(asked("a.txt", "rain"), rank=1),
            judged(asked(near=True)),
            judged(asked(near=True)),
            judged(asked(near=True), quote="It was the rain."),
            judged(asked()),
            judged(asked(), quote="It was the rain."),
        ),
    )
    assert report.as_json() == {
        "dataset": "folder",
        "queries": 9,
        "answerable": 4,
        "metrics": {"Success@1": 0.5, "Success@5": 0.75, "Answered right": 0.25},
        "answered": {"right": 1, "wrong": 4},
        "refused": {"right": 3, "wrong": 1},
        "unanswerable": {
            "near": {"questions": 3, "refused": 2},
            "far": {"questions": 2, "refused": 1},
        },
    }


def test_a_report_without_questions_divides_by_nothing() -> None:
    report = AnswerReport("folder", ()).as_json()
    assert report["metrics"] == {"Success@1": 0, "Success@5": 0, "Answered right": 0}


def test_an_answer_is_right_when_any_of_its_citations_is() -> None:
    question = asked("b.txt", "rain")
    first = Citation("a.txt", "", "", "", 0, 3, "Rain.")
    second = Citation("b.txt", "", "", "", 0, 3, "It was the rain.")
    hits: tuple[Hit, ...] = (hit_of(passage_of("Rain.")),)
    answer = Answer("Why?", True, 0.5, "Rain.", (first, second), hits, Seconds(0.0, 0.0, 0.0))  # noqa: FBT003
    assert JudgedAnswer(question, answer, 1).right


@pytest.mark.parametrize(
    ("source", "answer", "message"),
    [
        ("cellar.txt", "oak", "question s1 expects the source cellar.txt, which is not there"),
        (
            "garden.txt",
            "an elm",
            "question s1 expects “an elm”, which garden.txt does not say",
        ),
    ],
)
def test_a_label_that_the_folder_cannot_fulfil_is_refused(
    tmp_path: Path, source: str, answer: str, message: str
) -> None:
    folder = write_files(tmp_path / "offices", FILES)
    question = LabelledQuestion("s1", OPENED, source, answer, near=False)
    encoder = HashingEncoder()
    with pytest.raises(DatasetError) as caught:
        evaluate_answers(folder, [question], library_with(encoder), encoder, ignore)
    assert caught.value.message == message
    assert caught.value.hint


def test_a_passage_of_another_document_with_the_same_words_is_not_the_answer(
    tmp_path: Path,
) -> None:
    files = {
        "first.txt": "The harbour office in Lisbon opened on 3 May 1921.",
        "second.txt": "Nobody remembers what else was going on anywhere on 3 May 1921.",
    }
    question = LabelledQuestion("s1", OPENED, "second.txt", "3 May 1921", near=False)
    encoder = HashingEncoder()
    folder = write_files(tmp_path / "offices", files)
    report = evaluate_answers(folder, [question], library_with(encoder), encoder, ignore)
    assert report.judged[0].answer.passages[0].passage.text == files["first.txt"]
    assert report.judged[0].rank == 2


def test_the_folder_that_is_evaluated_is_left_as_it_was(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "offices", FILES)
    encoder = HashingEncoder()
    evaluate_answers(folder, [asked()], library_with(encoder), encoder, ignore)
    assert {path.name: path.read_text() for path in folder.iterdir()} == FILES
