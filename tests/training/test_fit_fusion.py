"""Fitting the fusion: the weights go to what tells right passages from wrong ones."""

from dataclasses import fields

import numpy as np
import pytest

from qa.fusion import FusionWeights
from qa.matching import MatchSignals
from training.fit_fusion import Asked, fit, in_folds, mean_of

NAMES = [field.name for field in fields(MatchSignals)]
EVERY = range(len(NAMES))
COVERAGE, TITLE = NAMES.index("coverage"), NAMES.index("title_coverage")


def asked_about(column: int, *, asks: bool, seed: int) -> Asked:
    """Five passages with noise for signals, of which the one highest in `column` is right."""
    signals = np.random.default_rng(seed).normal(size=(5, len(NAMES)))
    grades = np.zeros(5)
    grades[np.argmax(signals[:, column])] = 1
    return Asked(signals, np.eye(5), grades, (1,), asks, one_right=True)


@pytest.fixture(scope="module")
def sets() -> dict[str, list[Asked]]:
    """Questions whose right passage covers them, and statements whose right one has the title."""
    return {
        "questions": [asked_about(COVERAGE, asks=True, seed=at) for at in range(300)],
        "statements": [asked_about(TITLE, asks=False, seed=1000 + at) for at in range(300)],
    }


def test_each_style_gets_weight_on_what_tells_right_from_wrong(
    sets: dict[str, list[Asked]],
) -> None:
    statement, question = fit(list(sets.values()), EVERY)
    assert question[COVERAGE] > 0.25 > 3 * abs(question[TITLE])
    assert statement[TITLE] > 0.25 > 3 * abs(statement[COVERAGE])


def test_the_fitted_model_ranks_what_it_has_not_seen(sets: dict[str, list[Asked]]) -> None:
    weights = FusionWeights()
    prior = np.array([getattr(weights, name, 0.0) for name in NAMES])
    unseen = in_folds(sets, EVERY)
    for name, asked in sets.items():
        assert unseen[name] > mean_of(asked, np.stack([prior, prior])) + 0.2


def test_a_signal_that_is_left_out_gets_no_weight(sets: dict[str, list[Asked]]) -> None:
    some = [at for at in EVERY if at != COVERAGE]
    weights = fit(list(sets.values()), some)
    assert weights[:, COVERAGE].tolist() == [0, 0]
    assert mean_of(sets["questions"], weights) < mean_of(
        sets["questions"], fit(list(sets.values()), EVERY)
    )


def test_where_signals_tell_nothing_the_prior_holds() -> None:
    signals, grades = np.zeros((3, len(NAMES))), np.array([1.0, 0, 0])
    alike = [Asked(signals, np.eye(3), grades, (1,), asks=True, one_right=True)] * 3
    statement, question = fit([alike], EVERY)
    assert question[NAMES.index("passage")] == pytest.approx(FusionWeights().passage)
    assert statement[NAMES.index("words")] == pytest.approx(FusionWeights().words)


def test_one_right_passage_is_measured_by_its_rank_and_many_by_their_gains() -> None:
    grades = np.array([0.0, 3.0, 0.0, 1.0])
    signals = np.zeros((4, len(NAMES)))
    scores = np.array([0.4, 0.3, 0.2, 0.1])
    one = Asked(signals, np.eye(4), grades, (3, 1), asks=True, one_right=True)
    assert one.measure(scores) == 0.5
    many = Asked(signals, np.eye(4), grades, (3, 2, 1), asks=True, one_right=False)
    gained = 3 / np.log2(3) + 1 / np.log2(5)
    ideal = 3 + 2 / np.log2(3) + 1 / 2
    assert many.measure(scores) == pytest.approx(gained / ideal)


def test_scores_are_measured_as_they_are_smoothed_and_fitted_as_they_are() -> None:
    signals = np.zeros((3, len(NAMES)))
    signals[:, COVERAGE] = [0.0, 3.0, 2.0]
    weights = np.eye(len(NAMES))[[COVERAGE, COVERAGE]]
    drawn = np.array([[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])  # 1.5, 1.5, 2
    asked = Asked(signals, drawn, np.array([0.0, 1.0, 0.0]), (1,), asks=False, one_right=True)
    assert asked.measure_by(weights) == pytest.approx(1 / 3)
    assert asked.rough().measure_by(weights) == 1
    assert fit([[asked]], EVERY) == pytest.approx(fit([[asked.rough()]], EVERY))
