"""The ranking network: what a weighted sum of signals cannot say of a question's candidates.

A layer of a few units that looks at each candidate's signals, as they are and beside the other
candidates', and at how far its sum is behind the best. Its numbers lie beside this file in
ranking.json; `training/fit_network.py` fits them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

# Added to deviations, so that of signals that are all alike none deviates.
_ALIKE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class RankingNetwork:
    """So many units: `hidden` is (units, inputs), `bias` and `output` are (units,).

    >>> one = RankingNetwork(np.array([[0.0, 1.0, 0.0]]), np.zeros(1), np.ones(1))
    >>> one.correction(np.array([[2.0], [4.0]]), np.array([1.0, 2.0])).round(3).tolist()
    [-0.762, 0.762]
    """

    hidden: Numbers
    bias: Numbers
    output: Numbers

    def correction(self, signals: Numbers, sums: Numbers) -> Numbers:
        """What is added to `sums`, the weighted sums of the candidates: (n,).

        `signals` is (n, signals), of all candidates of one question.
        """
        inputs = network_inputs(signals, sums)
        added: Numbers = np.tanh(inputs @ self.hidden.T + self.bias) @ self.output
        return added


def network_inputs(signals: Numbers, sums: Numbers) -> Numbers:
    """What the network looks at: (n, 2 signals + 1) for `signals`, (n, signals), and `sums`, (n,).

    The signals, their deviations from the mean over the candidates, in standard deviations, and
    how far each sum is behind the highest.
    """
    if not len(signals):
        return np.zeros((0, 2 * signals.shape[1] + 1))
    deviations = (signals - signals.mean(axis=0)) / (signals.std(axis=0) + _ALIKE)
    return np.column_stack([signals, deviations, sums - sums.max()])


@cache
def ranking_network() -> RankingNetwork:
    """The fitted network that comes with the package."""
    data = json.loads(files("qa").joinpath("ranking.json").read_text(encoding="utf-8"))
    return network_of(data)


def network_of(data: Mapping[str, Any]) -> RankingNetwork:
    """The network whose numbers are in `data`: of each unit its hidden weights, bias and output."""
    units = np.array(data["units"], float)
    return RankingNetwork(units[:, :-2], units[:, -2], units[:, -1])
