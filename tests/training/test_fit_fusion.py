"""Fitting the fusion: the weights go to what tells right passages from wrong ones."""

from dataclasses import fields, replace

import numpy as np
import pytest

from qa.fusion import FusionModel, FusionWeights, ReaderWeights
from qa.matching import MatchSignals
from training.asked import Asked
from training.fit_fusion import fit, in_folds, in_turn, mean_of, prior
from training.fit_network import fit_network

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
    model = fit(sets, network=False)
    assert model.question[COVERAGE] > 0.25 > 3 * abs(model.question[TITLE])
    assert model.statement[TITLE] > 0.25 > 3 * abs(model.statement[COVERAGE])
    assert len(model.network.bias) == 0


def test_the_fitted_model_ranks_what_it_has_not_seen(sets: dict[str, list[Asked]]) -> None:
    before, unseen = mean_of(sets, prior()), in_folds(sets, EVERY)
    for name in sets:
        assert unseen[name] > before[name] + 0.2


def test_a_signal_that_is_left_out_gets_no_weight(sets: dict[str, list[Asked]]) -> None:
    some = [at for at in EVERY if at != COVERAGE]
    model = fit(sets, some)
    assert model.question[COVERAGE] == model.statement[COVERAGE] == 0
    assert not model.network.hidden[:, [COVERAGE, len(NAMES) + COVERAGE]].any()
    assert mean_of(sets, model)["questions"] < mean_of(sets, fit(sets))["questions"]


def test_the_network_learns_what_no_sum_can_say() -> None:
    """Right is the passage with either the title or the coverage, and not the one with both."""
    asked = []
    for seed in range(2000):
        signals = np.random.default_rng(seed).normal(0, 0.3, (4, len(NAMES)))
        signals[:, COVERAGE] = [1, 0, 1, 0] if seed % 2 else [0, 0, 1, 0]
        signals[:, TITLE] = [0, 0, 1, 0] if seed % 2 else [1, 0, 1, 0]
        asked.append(
            Asked(signals, np.eye(4), np.array([1.0, 0, 0, 0]), (1,), asks=True, one_right=True)
        )
    unseen = {"either": asked[1500:]}
    linear = mean_of(unseen, fit({"either": asked[:1500]}, network=False))
    corrected = mean_of(unseen, fit({"either": asked[:1500]}))
    assert corrected["either"] > linear["either"] + 0.1


def test_with_the_network_scores_are_as_far_apart_as_without(
    sets: dict[str, list[Asked]],
) -> None:
    def apart(model: FusionModel) -> float:
        rated = (model.rate(one.signals, asks=True) for one in sets["questions"])
        return float(np.mean([np.sort(scores)[-5:].std() for scores in rated]))

    linear, model = fit(sets, network=False), fit(sets)
    assert apart(model) == pytest.approx(apart(linear), rel=0.01)
    network = fit_network(sets["questions"], [1.0] * len(sets["questions"]), linear.question)
    unscaled = replace(linear, network=network)
    ratio = apart(linear) / apart(unscaled)
    assert abs(ratio - 1) > 0.01
    for one in sets["questions"][:20]:
        expected = ratio * unscaled.rate(one.signals, asks=True)
        assert model.rate(one.signals, asks=True) == pytest.approx(expected, abs=1e-6)


def test_only_the_network_learns_from_written_questions(sets: dict[str, list[Asked]]) -> None:
    written = {"written questions": [asked_about(TITLE, asks=True, seed=at) for at in range(100)]}
    alone, beside = fit(sets, network=False), fit(sets | written, network=False)
    assert beside.question.tolist() == alone.question.tolist()
    corrected = mean_of(written, fit(sets | written))["written questions"]
    assert corrected > mean_of(written, fit(sets))["written questions"] + 0.1


def test_a_set_in_turn_is_measured_by_what_the_others_taught() -> None:
    sets = {
        name: [asked_about(column, asks=True, seed=at) for at in range(150)]
        for name, column in (("one", COVERAGE), ("like it", COVERAGE), ("other", TITLE))
    }
    unseen = in_turn(sets, network=False)
    assert unseen["one"] > unseen["other"] + 0.2


def test_where_signals_tell_nothing_the_prior_holds() -> None:
    signals, grades = np.zeros((3, len(NAMES))), np.array([1.0, 0, 0])
    alike = [Asked(signals, np.eye(3), grades, (1,), asks=True, one_right=True)] * 3
    model = fit({"alike": alike}, network=False)
    assert model.question[NAMES.index("passage")] == pytest.approx(FusionWeights().passage)
    assert model.statement[NAMES.index("words")] == pytest.approx(FusionWeights().words)


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
    weights = np.eye(len(NAMES))[COVERAGE]
    model = FusionModel(weights, weights, prior().network, ReaderWeights(0.0))
    drawn = np.array([[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])  # 1.5, 1.5, 2
    asked = Asked(signals, drawn, np.array([0.0, 1.0, 0.0]), (1,), asks=False, one_right=True)
    assert asked.measure_by(model) == pytest.approx(1 / 3)
    assert asked.rough().measure_by(model) == 1
    assert fit({"one": [asked]}).statement == pytest.approx(fit({"one": [asked.rough()]}).statement)


def test_where_there_is_nothing_to_rank_the_sums_stay_as_they_are() -> None:
    one = asked_about(COVERAGE, asks=True, seed=1)
    single = replace(
        one, signals=one.signals[:1], smoothing=np.eye(1), grades=np.ones(1), one_right=True
    )
    model = fit({"single": [single] * 4})
    assert len(model.network.bias) == 0
    assert np.isfinite(model.question).all()
