"""Fit the network that corrects the sums of a question's candidates, and write qa/ranking.json.

`training/fit_fusion.py` fits the sums, and then this what it should add to them. It learns by a
softmax over each question's candidates, as the sums do. Several networks learn from other
beginnings and are put side by side: what they say on the mean is steadier than what one says.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from qa.ranking_network import Numbers, RankingNetwork, network_inputs
from training.asked import Asked

# How many times higher scores are in the fit than in use, where they lie around 1 to 2.
SCALE = 8.0
_TARGET = Path(__file__).parent.parent / "qa" / "ranking.json"
_NETWORKS = 2
_UNITS = 16
_EPOCHS = 15
_QUESTIONS_A_STEP = 64
_RATE = 3e-3
_DECAY = 0.1
_DROPPED = 0.3
# What is looked at and deviates by less is the same everywhere.
_ALIKE = 1e-9
# What a candidate that is not there scores.
_NO_CHANCE = -1e3
_DIGITS = 5


@dataclass(frozen=True, slots=True, eq=False)
class _Batch:
    """Questions as tensors: `inputs`, (q, c, inputs), `sums` and `targets`, (q, c), `shares`, (q,).

    Where a question has fewer candidates than others, there are zeros with a hopeless sum.
    """

    inputs: torch.Tensor
    sums: torch.Tensor
    targets: torch.Tensor
    shares: torch.Tensor

    def some(self, which: torch.Tensor) -> "_Batch":
        return _Batch(self.inputs[which], self.sums[which], self.targets[which], self.shares[which])


def fit_network(
    asked: Sequence[Asked], shares: Sequence[float], weights: Numbers
) -> RankingNetwork:
    """The network that corrects the sums by `weights`, (signals,), of the questions in `asked`.

    Each of them has a candidate that is right; `shares` is what each counts.
    """
    batch = _batch_of(asked, shares, weights)
    known = batch.inputs[batch.sums > _NO_CHANCE]
    mean, deviation = known.mean(0), known.std(0)
    per = torch.where(deviation > _ALIKE, 1 / deviation.clamp(min=_ALIKE), torch.zeros(()))
    scaled = _Batch((batch.inputs - mean) * per, batch.sums, batch.targets, batch.shares)
    parts = [_learned(scaled, seed) for seed in range(_NETWORKS)]
    hidden = torch.cat([part[0].weight for part in parts]) * per
    bias = torch.cat([part[0].bias for part in parts]) - hidden @ mean
    output = torch.cat([part[1].weight[0] for part in parts]) / (_NETWORKS * SCALE)
    return RankingNetwork(*(part.detach().double().numpy() for part in (hidden, bias, output)))


def _batch_of(asked: Sequence[Asked], shares: Sequence[float], weights: Numbers) -> _Batch:
    most = max(len(one.grades) for one in asked)
    inputs = np.zeros((len(asked), most, 2 * len(weights) + 1), np.float32)
    sums = np.full((len(asked), most), _NO_CHANCE, np.float32)
    targets = np.zeros((len(asked), most), np.float32)
    for row, one in enumerate(asked):
        count, of_one = len(one.grades), one.signals @ weights
        inputs[row, :count] = network_inputs(one.signals, of_one)
        sums[row, :count] = SCALE * of_one
        targets[row, :count] = one.grades / one.grades.sum()
    counted = torch.tensor(shares)
    return _Batch(
        torch.from_numpy(inputs),
        torch.from_numpy(sums),
        torch.from_numpy(targets),
        counted / counted.mean(),
    )


def _learned(batch: _Batch, seed: int) -> tuple[nn.Linear, nn.Linear]:
    """The two layers of one network, taught on `batch`."""
    torch.manual_seed(seed)
    first, last = nn.Linear(batch.inputs.shape[-1], _UNITS), nn.Linear(_UNITS, 1, bias=False)
    nn.init.zeros_(last.weight)  # it begins with no correction
    network = nn.Sequential(first, nn.Tanh(), nn.Dropout(_DROPPED), last)
    optimizer = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    steps = -(-len(batch.sums) // _QUESTIONS_A_STEP) * _EPOCHS
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=steps)
    for _ in range(_EPOCHS):
        for which in torch.split(torch.randperm(len(batch.sums)), _QUESTIONS_A_STEP):
            some = batch.some(which)
            scores = some.sums + network(some.inputs)[..., 0]
            missed = -(some.targets * scores.log_softmax(1)).sum(1)
            loss = (missed * some.shares).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return first, last


def write_network(network: RankingNetwork, made_by: str) -> None:
    """Write the network beside the code that reads it: a line for each unit."""
    rows = np.column_stack([network.hidden, network.bias, network.output]).tolist()
    units = (json.dumps([float(f"{one:.{_DIGITS}g}") for one in row]) for row in rows)
    lines = ",\n  ".join(units)
    _TARGET.write_text(
        f'{{\n "made_by": {json.dumps(made_by)},\n "units": [\n  {lines}\n ]\n}}\n',
        encoding="utf-8",
    )
