"""Confidence as it is fitted: what holds for open questions, and what they leave as it is."""

import json
import math
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from qa.confidence import Signals
from training.rating import (
    TELLING,
    Told,
    calibration_error,
    chances,
    fit_open,
    fit_part,
    fit_written,
    joined,
    keep_model,
    kept_model,
    weights_of,
)

NAMES = [field.name for field in fields(Signals)]
SIGNALS = len(NAMES)
# Where the model of other questions holds a signal at nothing.
FARTHEST = NAMES.index("farthest")
LACKING = NAMES.index("lacking")
SIZE = NAMES.index("size")


def told_by(seed: int, *, alike: float, sure: float, farthest: float = 0.0) -> Told:
    """Answers that are right the likelier the higher some of their signals are, as is said."""
    chance = np.random.default_rng(seed)
    signals = chance.normal(size=(2000, SIGNALS))
    odds = alike * signals[:, 0] + sure * signals[:, 1] + farthest * signals[:, FARTHEST]
    right = chance.random(2000) < 1 / (1 + np.exp(-odds))
    return Told(signals, right, np.ones(2000))


@pytest.fixture(scope="module")
def part() -> np.ndarray:
    return fit_part(told_by(1, alike=0.0, sure=2.0))


def test_open_questions_have_weights_of_their_own(part: np.ndarray) -> None:
    assert part[1:3] == pytest.approx([0.0, 2.0], abs=0.3)
    opened = fit_open(part, told_by(2, alike=2.0, sure=0.0))
    assert opened[1:3] == pytest.approx([2.0, 0.0], abs=0.6)


def test_what_holds_for_others_holds_where_open_questions_say_no_more(part: np.ndarray) -> None:
    same = fit_open(part, told_by(3, alike=0.0, sure=2.0))
    assert same == pytest.approx(part, abs=0.35)
    few = told_by(4, alike=2.0, sure=0.0)
    some = Told(few.signals[:20], few.right[:20], few.shares[:20])
    assert fit_open(part, some)[1:3] == pytest.approx(part[1:3], abs=0.6)


def test_how_far_a_word_is_counts_for_open_questions_only() -> None:
    told = told_by(5, alike=0.0, sure=1.0, farthest=2.0)
    part = fit_part(told)
    assert part[1 + FARTHEST] == 0
    assert fit_open(part, told)[1 + FARTHEST] > 1


def test_what_only_written_questions_tell_is_held_less_than_the_rest(part: np.ndarray) -> None:
    told = told_by(6, alike=0.0, sure=2.0)
    told.signals[:, LACKING] = np.arange(2000) % 4 == 0
    # One in twenty of what lacks it is right.
    right = told.right & ((told.signals[:, LACKING] == 0) | (np.arange(2000) % 40 == 0))
    unlike = Told(told.signals, right, told.shares)
    assert fit_part(unlike)[[1 + at for at in TELLING]].tolist() == [0, 0]
    fitted = fit_written(part, unlike)
    assert fitted[1 + LACKING] < -1.5
    assert np.delete(fitted, 1 + LACKING) == pytest.approx(np.delete(part, 1 + LACKING), abs=0.3)
    assert fit_open(part, unlike)[1 + LACKING] == part[1 + LACKING] == 0


def test_what_written_questions_tell_counts_but_the_size_of_an_index_never(
    part: np.ndarray,
) -> None:
    told = told_by(4, alike=2.0, sure=2.0)
    fitted = fit_written(part, told)
    assert part[1] + 0.5 < fitted[1] < 2
    told.signals[:, SIZE] = told.signals[:, 0]
    assert fit_written(part, told)[1 + SIZE] == pytest.approx(part[1 + SIZE], abs=1e-2)


def test_cases_are_joined_and_chosen_from_with_their_shares() -> None:
    one, other = told_by(1, alike=1.0, sure=0.0), told_by(2, alike=1.0, sure=0.0)
    both = joined(one, Told(other.signals, other.right, np.full(2000, 3.0)))
    last = both.some(np.arange(4000) >= 3999)
    assert last.signals.tolist() == other.signals[-1:].tolist()
    assert last.right.tolist() == other.right[-1:].tolist()
    assert last.shares.tolist() == [3.0]


def test_a_signal_that_is_always_the_same_has_the_weight_that_it_had(part: np.ndarray) -> None:
    told = told_by(2, alike=2.0, sure=0.0)
    told.signals[:, 5] = math.log10(1679)  # whose deviation, as it is computed, is not quite zero
    assert fit_open(part, told)[6] == part[6]


def test_chances_are_the_logistic_function_of_the_weighted_sum() -> None:
    model = np.zeros(1 + SIGNALS)
    model[:2] = -1.0, 2.0
    signals = np.zeros((2, SIGNALS))
    signals[1, 0] = 1.5
    expected = [1 / (1 + math.exp(1.0)), 1 / (1 + math.exp(-2.0))]
    assert chances(model, signals) == pytest.approx(expected)


def test_each_kind_has_its_share_however_many_there_are() -> None:
    weights = weights_of(["a", "b", "a", "a"], {"a": 0.5, "b": 0.5})
    assert weights == pytest.approx([2 / 3, 2.0, 2 / 3, 2 / 3])


def test_the_calibration_error_is_the_mean_of_what_bins_miss() -> None:
    chance = np.repeat([0.2, 0.8], 150)
    right = np.concatenate([np.arange(150) % 10 < 3, np.arange(150) % 10 < 8])
    assert calibration_error(chance, right, np.ones(300)) == pytest.approx(0.05, abs=1e-6)
    doubled = np.repeat([3.0, 1.0], 150)
    assert calibration_error(chance, right, doubled) == pytest.approx(0.075, abs=0.01)


def test_a_model_is_kept_beside_the_others(part: np.ndarray, tmp_path: Path) -> None:
    target = tmp_path / "confidence.json"
    before = {"threshold": 0.2, "off": {"part": {"cases": 1}}, "on": {"part": {"cases": 2}}}
    target.write_text(json.dumps(before), encoding="utf-8")
    keep_model(target, "off", "open", part, cases=7)
    content = json.loads(target.read_text(encoding="utf-8"))
    assert content["threshold"] == 0.2
    assert content["on"] == before["on"]
    assert content["off"]["part"] == {"cases": 1}
    assert content["off"]["open"]["cases"] == 7
    assert kept_model(target, "off", "open") == pytest.approx(part, abs=1e-4)
    keep_model(target, "on", "part", part, cases=3, threshold=0.3)
    assert json.loads(target.read_text(encoding="utf-8"))["threshold"] == 0.3
