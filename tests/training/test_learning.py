"""Learning in rounded numbers."""

import torch
from torch import nn

from training.learning import Learning


def test_small_steps_add_up_though_each_is_lost_in_rounding() -> None:
    network = nn.Linear(1, 1, bias=False)
    nn.init.ones_(network.weight)
    network.to(torch.bfloat16)
    beside = nn.Parameter(torch.tensor(1.0))
    # A step is a thousandth, and bfloat16 knows no number between 1 and 0.996.
    taught = list(network.parameters())
    learning = Learning([(1e-3, taught)], beside=[beside], steps=1000)
    seen = set()
    for _ in range(100):
        learning.step((network(torch.ones(1, 1, dtype=torch.bfloat16)).float() + beside).sum())
        seen.add(network.weight.item())
    learning.finish(network)
    assert 3 < len(seen) < 40
    assert network.weight.dtype == torch.float32
    assert 0.9 < network.weight.item() < 0.97
    assert 0.9 < beside.item() < 0.97


def test_what_is_not_taught_stays_as_it_is() -> None:
    network = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1)).requires_grad_(requires_grad=False)
    before = {name: one.clone() for name, one in network.state_dict().items()}
    learning = Learning([(0.1, list(network[1].parameters()))], steps=1)
    learning.step(network(torch.ones(1, 2)).sum())
    after = network.state_dict()
    changed = {name for name, one in after.items() if not torch.equal(one, before[name])}
    assert changed == {"1.weight", "1.bias"}
