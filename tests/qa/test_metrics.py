"""Metrics of a ranking: worked by hand, and compared with what ir_measures computes."""

import math
import random
from collections.abc import Mapping, Sequence

import ir_measures
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ir_measures import RR, R, Success, nDCG

from qa.metrics import Metrics, measure, ndcg, recall, reciprocal_rank, success

PASSAGES = [f"p{number}" for number in range(14)]
RANKINGS = st.lists(st.sampled_from(PASSAGES), unique=True)
# At least one passage of every question is relevant: the data sets hold no others.
GRADES = st.dictionaries(st.sampled_from(PASSAGES), st.integers(0, 4), min_size=1).filter(
    lambda grades: any(grades.values())
)


def by_ir_measures(
    rankings: Sequence[Sequence[str]], relevant: Sequence[Mapping[str, int]]
) -> Metrics:
    """The same by trec_eval, and the one that it lacks (RR@10) by the script of MS MARCO."""
    judgements = [
        ir_measures.Qrel(str(question), passage, grade)
        for question, grades in enumerate(relevant)
        for passage, grade in grades.items()
    ]
    run = [
        ir_measures.ScoredDoc(str(question), passage, -float(rank))
        for question, ranking in enumerate(rankings)
        for rank, passage in enumerate(ranking)
    ]
    measures = [nDCG @ 10, RR @ 10, Success @ 1, Success @ 5, R @ 100]
    found = ir_measures.calc_aggregate(measures, judgements, run)
    return Metrics(*(found[one] for one in measures))


def assert_same(ours: Metrics, theirs: Metrics) -> None:
    assert ours.ndcg_at_10 == pytest.approx(theirs.ndcg_at_10, abs=1e-9)
    assert ours.mrr_at_10 == pytest.approx(theirs.mrr_at_10, abs=1e-9)
    assert ours.success_at_1 == pytest.approx(theirs.success_at_1, abs=1e-9)
    assert ours.success_at_5 == pytest.approx(theirs.success_at_5, abs=1e-9)
    assert ours.recall_at_100 == pytest.approx(theirs.recall_at_100, abs=1e-9)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(RANKINGS, GRADES), min_size=1, max_size=6))
def test_the_metrics_are_those_of_trec_eval(
    pairs: list[tuple[list[str], dict[str, int]]],
) -> None:
    rankings, relevant = [ranking for ranking, _ in pairs], [grades for _, grades in pairs]
    assert_same(measure(rankings, relevant), by_ir_measures(rankings, relevant))


@pytest.mark.parametrize("seed", range(10))
def test_the_metrics_of_long_rankings_are_those_of_trec_eval(seed: int) -> None:
    drawn = random.Random(seed)
    passages = [f"p{number}" for number in range(200)]
    rankings = [drawn.sample(passages, drawn.randint(0, 200)) for _ in range(20)]
    relevant = [
        {passage: drawn.randint(1, 3) for passage in drawn.sample(passages, drawn.randint(1, 60))}
        for _ in range(20)
    ]
    found = measure(rankings, relevant)
    assert 0 < found.recall_at_100 < 1
    assert_same(found, by_ir_measures(rankings, relevant))


def test_a_question_without_results_counts_as_zero() -> None:
    rankings = [["a"], [], ["b"]]
    relevant = [{"a": 1}, {"a": 1}, {"b": 2}]
    assert_same(measure(rankings, relevant), Metrics(2 / 3, 2 / 3, 2 / 3, 2 / 3, 2 / 3))
    assert_same(measure(rankings, relevant), by_ir_measures(rankings, relevant))


def test_ndcg_takes_the_grade_itself_as_the_gain() -> None:
    # Gains 1, 0, 3 at ranks 1, 2, 3; the best order would be 3, 2, 1.
    gains = 1 / math.log2(2) + 3 / math.log2(4)
    ideal = 3 / math.log2(2) + 2 / math.log2(3) + 1 / math.log2(4)
    grades = {"low": 1, "middle": 2, "high": 3}
    assert ndcg(["low", "other", "high"], grades, 10) == pytest.approx(gains / ideal)
    assert ndcg(["high", "middle", "low"], grades, 10) == 1


def test_ndcg_looks_no_deeper_than_asked() -> None:
    assert ndcg(["x", "a"], {"a": 1}, 1) == 0
    assert ndcg(["x", "a"], {"a": 1}, 2) == pytest.approx(1 / math.log2(3))
    assert ndcg(["a", "b"], {"a": 1, "b": 1, "c": 1}, 2) == 1


def test_the_reciprocal_rank_is_that_of_the_first_relevant_passage() -> None:
    assert reciprocal_rank(["x", "y", "a", "b"], {"a": 1, "b": 3}, 10) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x", "y", "a"], {"a": 1}, 2) == 0
    assert reciprocal_rank(["x", "a"], {"x": 0, "a": 1}, 10) == 0.5


def test_success_asks_whether_one_relevant_passage_is_there() -> None:
    assert success(["x", "a", "b"], {"a": 1, "b": 1}, 2) == 1
    assert success(["x", "a"], {"a": 1}, 1) == 0
    assert success(["x"], {"x": 0}, 5) == 0


def test_recall_is_the_share_of_all_relevant_passages() -> None:
    assert recall(["a", "x", "b"], {"a": 1, "b": 2, "c": 1, "d": 0}, 100) == pytest.approx(2 / 3)
    assert recall(["a", "x", "b"], {"a": 1, "b": 2}, 2) == 0.5


def test_without_questions_every_metric_is_zero() -> None:
    assert measure([], []) == Metrics(0, 0, 0, 0, 0)


def test_rankings_and_judgements_of_different_number_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        measure([["a"], ["b"]], [{"a": 1}])


def test_the_metrics_are_shown_with_four_digits_under_their_names_in_the_field() -> None:
    assert Metrics(1 / 3, 2 / 3, 0.5, 1.0, 0.123456).as_json() == {
        "nDCG@10": 0.3333,
        "MRR@10": 0.6667,
        "Success@1": 0.5,
        "Success@5": 1.0,
        "Recall@100": 0.1235,
    }
