"""Confidence as it is fitted: what holds for open questions, and what they leave as it is."""

import math

import numpy as np
import pytest

from training.rating import Told, fit_rating

SIGNALS = 17


def told_by(seed: int, *, opened: bool, alike: float, sure: float) -> Told:
    """Answers that are right the likelier the higher two of their signals are, as is said."""
    chance = np.random.default_rng(seed)
    signals = chance.normal(size=(2000, SIGNALS))
    odds = alike * signals[:, 0] + sure * signals[:, 1]
    right = chance.random(2000) < 1 / (1 + np.exp(-odds))
    return Told(signals, right, np.full(2000, opened), np.ones(2000))


@pytest.fixture
def others() -> Told:
    return told_by(1, opened=False, alike=0.0, sure=2.0)


def test_open_questions_have_weights_of_their_own_and_leave_others_alone(others: Told) -> None:
    rating = fit_rating(others, told_by(2, opened=True, alike=2.0, sure=0.0))
    same = fit_rating(others, told_by(3, opened=True, alike=0.0, sure=2.0))
    assert rating.part == pytest.approx(same.part, abs=1e-12)
    assert rating.part[1:3] == pytest.approx([0.0, 2.0], abs=0.3)
    assert rating.open[1:3] == pytest.approx([2.0, 0.0], abs=0.6)
    assert same.open[1:] == pytest.approx(same.part[1:], abs=0.35)
    assert same.open[0] == pytest.approx(same.part[0] - math.log(2), abs=0.35)


def test_an_answer_is_rated_by_the_model_of_its_question(others: Told) -> None:
    rating = fit_rating(others, told_by(2, opened=True, alike=2.0, sure=0.0))
    signals = np.zeros((2, SIGNALS))
    signals[:, 0] = 3.0
    part, opened = rating.chances(signals, np.array([False, True]))
    assert part == pytest.approx(0.5, abs=0.15)
    assert opened > 0.95


def test_a_signal_that_is_always_the_same_has_the_weight_that_it_had(others: Told) -> None:
    more = told_by(2, opened=True, alike=2.0, sure=0.0)
    more.signals[:, 5] = 4.0
    rating = fit_rating(others, more)
    assert rating.open[6] == rating.part[6]


def test_questions_that_are_not_open_do_not_count_for_those_that_are(others: Told) -> None:
    few = told_by(2, opened=True, alike=2.0, sure=0.0)
    few.opened[1000:] = False
    half = Told(few.signals[:1000], few.right[:1000], few.opened[:1000], few.shares[:1000])
    assert fit_rating(others, few).open == pytest.approx(fit_rating(others, half).open, abs=1e-6)
