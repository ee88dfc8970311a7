"""Fitting the ranking network: what it learned holds for the numbers that are written."""

from dataclasses import replace

import numpy as np
import pytest

from qa.ranking_network import Numbers, RankingNetwork
from training.asked import Asked
from training.fit_network import SCALE, fit_network

WEIGHTS = np.array([1.0, 0.0])


def asked(seed: int, count: int) -> Asked:
    """Right is mostly the passage whose second signal is in the middle, which no sum can say."""
    random = np.random.default_rng(seed)
    signals = random.uniform(0, 0.2, (count, 2))
    signals[:, 1] = random.permutation(count)
    right = count // 2 if random.uniform() < 0.6 else random.integers(count)
    grades = (signals[:, 1] == right).astype(float)
    return Asked(signals, np.eye(count), grades, (1,), asks=True, one_right=True)


QUESTIONS = [asked(seed, 3 + seed % 3) for seed in range(1500)]


def fitted(questions: list[Asked]) -> RankingNetwork:
    return fit_network(questions, [1.0] * len(questions), WEIGHTS)


def corrections(network: RankingNetwork, questions: list[Asked]) -> list[Numbers]:
    return [network.correction(one.signals, one.signals @ WEIGHTS) for one in questions]


def likelihood(added: list[Numbers], times: float) -> float:
    """The mean logarithm of what the right passage gets of a softmax."""
    found = []
    for one, more in zip(QUESTIONS, added, strict=True):
        scores = SCALE * (one.signals @ WEIGHTS + times * more)
        found.append(scores[one.grades > 0][0] - np.log(np.exp(scores).sum()))
    return float(np.mean(found))


def test_what_is_added_is_as_much_as_was_learned() -> None:
    added = corrections(fitted(QUESTIONS), QUESTIONS)
    learned = likelihood(added, 1.0)
    assert learned > likelihood(added, 0.0) + 0.1
    assert learned > max(likelihood(added, 0.3), likelihood(added, 4.0))


def test_signals_that_are_higher_everywhere_change_nothing() -> None:
    moved = [replace(one, signals=one.signals + np.array([0.0, 7.0])) for one in QUESTIONS]
    before = corrections(fitted(QUESTIONS), QUESTIONS)
    for one, other in zip(before[:50], corrections(fitted(moved), moved)[:50], strict=True):
        assert other == pytest.approx(one, abs=0.01)


def test_runs_agree_and_shares_count() -> None:
    assert fitted(QUESTIONS[:200]).output.tolist() == fitted(QUESTIONS[:200]).output.tolist()
    shares = [1.0] * 100 + [0.0] * 100
    some = fit_network(QUESTIONS[:200], shares, WEIGHTS)
    assert some.output.tolist() != fitted(QUESTIONS[:200]).output.tolist()
