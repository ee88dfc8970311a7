"""Rounding a layer to eight bits: for the inputs that it gets, and so that no sum is cut off."""

from importlib.resources import files

import pytest
import torch
from safetensors.torch import load
from torch.nn.functional import gelu, linear

from index.eight_bit import ABOVE, AGAIN, EVENING, RANGE, ROUNDED_WEIGHTS, WEIGHT
from training.eight_bit import best_behind_gelu, best_rounding, rounded

IN, OUT = 96, 40


def correlated_inputs() -> torch.Tensor:
    draw = torch.Generator().manual_seed(5)
    return torch.randn(400, 24, generator=draw) @ torch.randn(24, IN, generator=draw)


def some_weight() -> torch.Tensor:
    return torch.randn(OUT, IN, generator=torch.Generator().manual_seed(6)) / 10


def greatest_pair(whole: torch.Tensor) -> int:
    sizes = whole.int().abs()
    return int((sizes[:, 0::2] + sizes[:, 1::2]).max())


def test_what_is_rounded_serves_the_inputs_better_than_the_nearest_whole_numbers() -> None:
    inputs, weight = correlated_inputs(), some_weight()
    whole, scale = rounded(weight, inputs.T @ inputs / len(inputs))
    assert whole.dtype == torch.int8
    nearest = (weight / scale[:, None]).round()
    expected = linear(inputs, weight)

    def error(found: torch.Tensor) -> float:
        return float((linear(inputs, found * scale[:, None]) - expected).square().mean())

    # With the inputs in the opposite order it is 0.2, without what a block leaves to the next 0.4.
    assert error(whole.float()) < 0.15 * error(nearest)


def test_no_two_neighbours_exceed_what_sixteen_bits_hold() -> None:
    inputs = correlated_inputs()
    weight = some_weight()
    weight[:, 0:2] *= 50
    whole, _ = rounded(weight, inputs.T @ inputs / len(inputs))
    assert greatest_pair(whole) == 128
    assert int(whole.int().abs().max()) <= 127


def test_the_shipped_weights_keep_to_that() -> None:
    found = load(files("index").joinpath(ROUNDED_WEIGHTS).read_bytes())
    weights = [one for name, one in found.items() if name.endswith(WEIGHT)]
    assert len(weights) == 24
    assert max(map(greatest_pair, weights)) == 128


def shares(inputs: torch.Tensor) -> torch.Tensor:
    return torch.full((len(inputs),), 1 / len(inputs))


def test_a_layer_is_rounded_by_what_goes_in() -> None:
    inputs = correlated_inputs()
    inputs[:, 7] *= 40
    layer, error = best_rounding((some_weight(), torch.ones(OUT)), inputs, shares(inputs))
    assert error < 0.002
    assert layer[EVENING].argmax() == 7


def test_the_error_is_that_of_inputs_of_weight() -> None:
    """A few are ten times as large as the others, and the steps for those too coarse for these."""
    inputs = correlated_inputs()
    inputs[::10] *= 10
    affine, rare = (some_weight(), torch.ones(OUT)), shares(inputs)
    rare[::10] *= 1e-6
    (_, all_of_them), (_, small) = (
        best_rounding(affine, inputs, one / one.sum()) for one in (shares(inputs), rare)
    )
    assert small > 5 * all_of_them


def test_behind_gelu_what_is_large_is_counted_again() -> None:
    inputs = gelu(correlated_inputs() / 10)
    inputs[::9, 7] = 20.0
    weight = some_weight()
    layer, error = best_behind_gelu((weight, torch.ones(OUT)), inputs, shares(inputs))
    assert error < 0.002
    least, step = layer[RANGE].tolist()
    assert round(least / step) * step == pytest.approx(least)
    assert set(layer[AGAIN].tolist()) == {0, 7}
    most = least + 255 * step
    assert layer[ABOVE][layer[AGAIN] == 7].amax() > 20 - most
    assert layer[WEIGHT].shape == (OUT, IN + len(layer[AGAIN]))
