"""Fitting confidence to written questions."""

from dataclasses import fields, replace

import numpy as np
import pytest

from qa.confidence import Signals
from training.fit_written import Evaluated, fit_checked, for_and_against, of_rows
from training.rating import Told, chances
from training.written import Among, WrittenCase

NAMES = [field.name for field in fields(Signals)]
LACKING = NAMES.index("lacking")


def written(
    name: str, *, near: bool, right: bool, lacking: float, among: Among = Among.OWN
) -> WrittenCase:
    signals = [0.0] * len(NAMES)
    signals[LACKING] = lacking
    return WrittenCase(
        name, among, "Who?", near, open=False, row=False, signals=tuple(signals), right=right
    )


def test_what_counts_is_measured_on_sets_that_it_was_not_fitted_on() -> None:
    # Within each set what lacks the part is a near miss, but in the last, where nothing lacks it.
    cases = [
        written(name, near=at % 2 == 0, right=at % 2 == 1, lacking=float(at % 2 == 0))
        for name in ("a", "b", "c")
        for at in range(40)
    ]
    cases += [written("d", near=at % 2 == 0, right=at % 2 == 1, lacking=0.0) for at in range(40)]
    fitted, figures = fit_checked(np.zeros(1 + len(NAMES)), cases, None)
    assert fitted[1 + LACKING] < -2
    assert figures["before, AUROC written"] == 0.5
    assert figures["AUROC written"] > 0.75
    assert figures["before, written near answered"] == 1
    assert figures["written near answered"] == 0.25
    assert figures["written right answered"] == 1
    assert "others answered" not in figures


def test_questions_of_many_and_of_other_documents_are_reported_by_themselves() -> None:
    cases = [
        written(name, near=at % 2 == 0, right=at % 2 == 1, lacking=float(at % 2 == 0), among=among)
        for name in ("a", "b", "c", "d", "e")
        for among in (Among.OWN, Among.MANY)
        for at in range(20)
    ]
    cases += [
        written(name, near=False, right=False, lacking=1.0, among=Among.OTHERS)
        for name in ("a", "b", "c", "d", "e")
        for _ in range(20)
    ]
    fitted, figures = fit_checked(np.zeros(1 + len(NAMES)), cases, None)
    assert figures["AUROC written among many"] == 1
    assert figures["before, others answered"] == 1
    assert figures["others answered"] == 0
    assert figures["calibration error"] == pytest.approx(0.0, abs=0.2)
    assert fitted[0] > 0 > fitted[0] + fitted[1 + LACKING]


def test_rows_are_rated_as_before_but_for_a_part_that_is_lacking() -> None:
    before, fitted = np.arange(1.0 + len(NAMES)), np.full(1 + len(NAMES), -3.0)
    rows = of_rows(before, fitted)
    assert rows[1 + LACKING] == -3
    assert np.delete(rows, 1 + LACKING).tolist() == np.delete(before, 1 + LACKING).tolist()
    assert before[1 + LACKING] == 1 + LACKING


def test_what_is_said_of_a_case_counts_for_and_against_it() -> None:
    told = Told(np.array([[1.0], [2.0]]), np.array([True, False]), np.array([1.0, 3.0]))
    both = for_and_against(told, np.array([0.75, 0.5]))
    assert both.signals.tolist() == [[1.0], [2.0], [1.0], [2.0]]
    assert both.right.tolist() == [True, True, False, False]
    assert both.shares.tolist() == [0.75, 1.5, 0.25, 1.5]


def of_articles(articles: int) -> Evaluated:
    """Questions about articles, in each of which what lacks the part is right nevertheless."""
    kinds = np.array(["answerable", "adversarial", "withheld", "foreign"] * articles)
    signals = np.zeros((len(kinds), len(NAMES)))
    signals[:, LACKING] = kinds == "answerable"
    told = Told(signals, kinds == "answerable", np.ones(len(kinds)))
    groups = np.repeat([f"article {at}" for at in range(articles)], 4)
    return Evaluated(
        told, told, np.arange(len(kinds)), kinds, np.full(len(kinds), "squad2-dev"), groups
    )


def test_questions_of_evaluation_sets_count_beside_the_written_ones() -> None:
    cases = [
        written(name, near=at % 2 == 0, right=at % 2 == 1, lacking=float(at % 2 == 0))
        for name in ("a", "b", "c", "d", "e")
        for at in range(40)
    ]
    alone, _ = fit_checked(np.zeros(1 + len(NAMES)), cases, None)
    beside, figures = fit_checked(np.zeros(1 + len(NAMES)), cases, of_articles(10))
    assert alone[1 + LACKING] < -2
    assert beside[1 + LACKING] > alone[1 + LACKING] + 1
    assert figures["before, AUROC adversarial, evaluation sets"] == 0.5
    assert figures["adversarial answered, evaluation sets"] == 1


def test_cases_that_count_twice_are_left_out_with_both_entries() -> None:
    some = of_articles(4)
    chance = np.where(some.told.right, 0.75, 0.25)
    twice = np.concatenate([some.of_case, some.of_case])
    both = replace(some, counted=for_and_against(some.told, chance), of_case=twice)
    counted = both.counting(np.isin(some.groups, ["article 0", "article 1"]), 10.0)
    assert len(counted.right) == 16
    assert counted.shares.sum() == pytest.approx(10.0)
    answerable = counted.signals[:, LACKING] == 1
    assert counted.shares[answerable & counted.right].sum() == pytest.approx(7.5 / 4)
    assert counted.shares[~answerable & counted.right].sum() == pytest.approx(7.5 / 4)


def test_an_article_is_rated_by_what_was_fitted_on_others() -> None:
    cases = [
        written(name, near=at % 2 == 0, right=at % 2 == 1, lacking=0.0)
        for name in ("a", "b", "c", "d", "e")
        for at in range(8)
    ]
    some = of_articles(5)
    # Each article has a signal of its own, which tells what is right there and says nothing else.
    signals = np.zeros_like(some.told.signals)
    for number in range(5):
        own = some.groups == f"article {number}"
        signals[own, number] = np.where(some.told.right[own], 1.0, -1.0)
    told = replace(some.told, signals=signals)
    others = replace(some, told=told, counted=told)
    fitted, figures = fit_checked(np.zeros(1 + len(NAMES)), cases, others)
    assert chances(fitted, signals)[told.right].min() > chances(fitted, signals)[~told.right].max()
    assert figures["AUROC, evaluation sets"] == 0.5
