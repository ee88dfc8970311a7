"""The silver evaluation over a small folder, with an encoder that needs no model."""

import json
import math
from dataclasses import replace

import pytest

from index.encoding import Encoder
from qa.datasets import CorpusLine, Dataset, Query
from qa.evaluation import evaluate_retrieval
from qa.outcomes import MEASURES, RANKING_MEASURES
from qa.question_sets import QuestionSet, silver_set
from qa.retrieval_comparison import compare_retrieval
from qa.settings import Settings
from qa.setups import Ranking, Setup
from qa.silver_evaluation import SilverReport, ask_setups, evaluate_set
from qa.silver_text import silver_as_text
from tests.fakes import HashingEncoder
from tests.qa.small_folder import DOCUMENTS
from tests.qa.small_index import write_files

OURS = Setup("ours", Settings(encoder="hashing", reader="off"))
ENCODER = HashingEncoder()


def make_encoder(settings: Settings) -> Encoder:
    """The encoder of that name, without a model."""
    return ENCODER if settings.encoder == "hashing" else HashingEncoder(32, name=settings.encoder)


def ignore(stage: str, done: int, total: int) -> None:
    """Take no notice of progress."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> QuestionSet:
    """Questions about the small folder."""
    return silver_set(write_files(tmp_path_factory.mktemp("set") / "town", DOCUMENTS), 20, seed=0)


@pytest.fixture(scope="module")
def report(town: QuestionSet) -> SilverReport:
    """A report with a comparison of another size of passage."""
    other = Setup("smaller", replace(OURS.settings, max_tokens=40))
    return evaluate_set(town, [OURS, other], 0, make_encoder, ignore)


def test_every_question_is_asked_and_most_find_their_passage(
    town: QuestionSet, report: SilverReport
) -> None:
    assert [one.question for one in report.outcomes] == list(town.questions)
    assert report.groups["answerable"] == sum(report.kinds.values()) == 20
    assert list(report.measures) == list(MEASURES)
    assert report.measures["MRR@10"].value > 0.8
    answerable = [one for one in report.outcomes if one.question.answerable]
    assert report.measures["Success@1"].value == sum(one.rank == 1 for one in answerable) / 20
    assert report.measures["Answer sentence"].value == sum(one.right for one in answerable) / 20


def test_the_comparison_is_of_the_same_questions_in_another_index(report: SilverReport) -> None:
    comparison = report.comparison
    assert comparison is not None
    assert list(comparison.differences) == list(MEASURES)
    assert [one.question for one in comparison.outcomes] == [
        one.question for one in report.outcomes
    ]
    for name, one in comparison.differences.items():
        assert one.value == pytest.approx(report.measures[name].value, nan_ok=True)
        assert one.low <= one.difference <= one.high or math.isnan(one.difference)
        assert 0 < one.chance <= 1 or math.isnan(one.chance)


def test_the_baselines_are_compared_by_their_ranking_alone(town: QuestionSet) -> None:
    bm25 = Setup("bm25", OURS.settings, Ranking.BM25)
    dense = Setup("dense", OURS.settings, Ranking.DENSE)
    report = evaluate_set(town, [OURS, bm25], 0, make_encoder, ignore)
    assert report.comparison is not None
    assert list(report.comparison.differences) == list(RANKING_MEASURES)
    asked = ask_setups(town, [OURS, dense, bm25], make_encoder, ignore)
    assert [one.setup for one in asked] == [OURS, dense, bm25]
    assert asked[0].outcomes == report.outcomes
    assert asked[2].outcomes == report.comparison.outcomes
    assert all(not one.found and not one.answer for one in asked[1].outcomes)


def test_a_setting_against_itself_gives_no_difference(town: QuestionSet) -> None:
    same = Setup("same", OURS.settings)
    comparison = evaluate_set(town, [OURS, same], 0, make_encoder, ignore).comparison
    assert comparison is not None
    assert {one.difference for one in comparison.differences.values()} == {0.0}
    assert {one.chance for one in comparison.differences.values()} == {1.0}


def test_the_report_as_json_has_a_record_for_every_question(report: SilverReport) -> None:
    values = report.as_json()
    read = json.loads(json.dumps(values, allow_nan=False))
    assert list(read) == [
        "dataset", "silver", "seed", "settings", "documents", "passages", "held_out", "left_out",
        "questions", "measures", "least_aurc", "comparison", "records",
    ]  # fmt: skip
    assert list(read["measures"]["AURC"]) == ["value", "low", "high"]
    assert list(read["comparison"]["measures"]["AURC"]) == [
        "value", "other", "difference", "low", "high", "chance",
    ]  # fmt: skip
    assert len(read["records"]) == len(read["comparison"]["records"]) == len(report.outcomes)
    for record in read["records"][:20]:
        text = DOCUMENTS[record["source"]]
        assert text[record["start"] : record["end"]] == record["sentence"]
        answered = record["answered"]
        if record["found"]:
            quote = DOCUMENTS[answered["source"]][answered["start"] : answered["end"]]
            assert quote == answered["text"]


def test_the_text_names_counts_measures_and_failures(report: SilverReport) -> None:
    text = silver_as_text(report)
    assert text.startswith("town: 5 documents, ")
    assert "\nMRR@10 " in text
    assert "\nECE (less is better)" in text
    assert "\nCompared with smaller, paired by question:\n" in text


CORPUS = (
    CorpusLine("c1", "", "The oak in the garden is four hundred years old."),
    CorpusLine("c2", "", "The harbour was rebuilt with stones from the hill."),
    CorpusLine("c3", "", "harbour"),
)
DATASET = Dataset(
    "tiny",
    CORPUS,
    (Query("q1", "How old is the oak?", {"c1": 1}), Query("q2", "zyxomma", {"c3": 1})),
)


def test_two_retrievals_of_a_data_set_are_compared_question_by_question() -> None:
    report = evaluate_retrieval(DATASET, ENCODER, ignore)
    measured = {
        other.name: compare_retrieval(
            DATASET, report, other, 0, make_encoder=make_encoder, on_progress=ignore
        )
        for other in (
            Setup("bm25", OURS.settings, Ranking.BM25),
            Setup("theirs", Settings(encoder="theirs", reader="off")),
        )
    }
    assert list(measured["bm25"]) == list(report.metrics.as_json())
    for differences in measured.values():
        assert {name: one.value for name, one in differences.items()} == pytest.approx(
            report.metrics.as_json(), abs=1e-4
        )
    found_by_words = {name: one.other for name, one in measured["bm25"].items()}
    assert found_by_words == pytest.approx(report.bm25.as_json(), abs=1e-4)
    assert measured["bm25"]["MRR@10"].other == 0.5


def test_the_values_compared_are_not_rounded_question_by_question() -> None:
    corpus = (CorpusLine("c1", "", "harbour"), CorpusLine("c2", "", "harbour harbour of the hill"))
    missed = {f"gone{at}": 1 for at in range(2)}
    dataset = Dataset("tiny", corpus, (Query("q1", "harbour", {"c1": 1, **missed}),))
    report = evaluate_retrieval(dataset, ENCODER, ignore)
    bm25 = Setup("bm25", OURS.settings, Ranking.BM25)
    compared = compare_retrieval(
        dataset, report, bm25, 0, make_encoder=make_encoder, on_progress=ignore
    )
    assert compared["Recall@100"].value == pytest.approx(1 / 3, abs=1e-12)
