"""The ranking network: what it looks at, and how much it may add."""

import json
import math
from dataclasses import fields
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.matching import MatchSignals
from qa.ranking_network import RankingNetwork, network_inputs, network_of, ranking_network

SIGNALS = len(fields(MatchSignals))


def candidates(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    return random.uniform(0, 1, (count, SIGNALS)), random.uniform(0, 3, count)


def test_it_looks_at_signals_at_their_deviations_and_at_the_distance_to_the_best() -> None:
    signals, sums = np.array([[1.0, 5.0], [3.0, 5.0]]), np.array([0.5, 2.0])
    assert network_inputs(signals, sums) == pytest.approx(
        np.array([[1.0, 5.0, -1.0, 0.0, -1.5], [3.0, 5.0, 1.0, 0.0, 0.0]]), abs=1e-5
    )


def test_each_unit_adds_its_output() -> None:
    units = [[1.0, 0.0, 0.0, 0.5, 2.0], [0.0, 0.0, 1.0, 0.0, -1.0]]  # hidden, bias, output
    added = network_of({"units": units}).correction(np.array([[0.2], [0.6]]), np.array([1.0, 3.0]))
    expected = [2 * math.tanh(0.7) - math.tanh(-2.0), 2 * math.tanh(1.1) - math.tanh(0.0)]
    assert added == pytest.approx(np.array(expected))


def test_without_candidates_or_units_nothing_is_added() -> None:
    assert len(ranking_network().correction(np.zeros((0, SIGNALS)), np.zeros(0))) == 0
    none = RankingNetwork(np.zeros((0, 2 * SIGNALS + 1)), np.zeros(0), np.zeros(0))
    assert none.correction(*candidates(3, 1)).tolist() == [0, 0, 0]


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 12), st.integers(0, 1000), st.data())
def test_the_order_of_the_candidates_changes_nothing(
    count: int, seed: int, data: st.DataObject
) -> None:
    signals, sums = candidates(count, seed)
    order = data.draw(st.permutations(range(count)))
    added = ranking_network().correction(signals, sums)
    assert ranking_network().correction(signals[order], sums[order]) == pytest.approx(added[order])


def test_the_fitted_network_fits_the_signals_and_its_correction_stays_small() -> None:
    network = ranking_network()
    units = len(network.bias)
    assert network.hidden.shape == (units, 2 * SIGNALS + 1)
    assert network.output.shape == (units,)
    assert all(map(np.isfinite, (network.hidden.sum(), network.bias.sum(), network.output.sum())))
    # Whatever the candidates, it can add no more than this; scores lie around 1 to 2.
    assert 0 < np.abs(network.output).sum() < 0.6


def test_the_linear_model_and_the_network_were_made_together() -> None:
    fusion, ranking = (
        json.loads(files("qa").joinpath(name).read_text(encoding="utf-8"))
        for name in ("fusion.json", "ranking.json")
    )
    assert fusion["made_by"] == ranking["made_by"]
