"""Layers whose inputs are rounded row by row, beside the ones in float32."""

import pytest
import torch
from safetensors.torch import load_file
from torch.nn.functional import gelu, linear

from index import eight_bit_rows
from index.eight_bit import computes_in_eight_bits
from index.eight_bit_rows import EightBitRows, descendant_in_eight_bits
from index.question_model import WEIGHTS
from index.sentence_encoder import SentenceEncoder

needs_eight_bits = pytest.mark.skipif(
    not computes_in_eight_bits(), reason="torch does not compute in eight bits here"
)
IN, OUT = 64, 48
ROWS = EightBitRows({"one": torch.ones(IN)})


def a_weight() -> torch.Tensor:
    return torch.randn(OUT, IN, generator=torch.Generator().manual_seed(3)) / 10


@needs_eight_bits
@pytest.mark.parametrize("rows", [1, 33])
def test_a_layer_is_nearly_the_product(rows: int) -> None:
    """However large a row is."""
    weight, bias = a_weight(), torch.linspace(-1, 1, OUT)
    vectors = torch.randn(rows, IN, generator=torch.Generator().manual_seed(rows))
    vectors *= torch.linspace(1, 1000, rows)[:, None]
    given = vectors.clone()
    found, expected = ROWS.linear("one", (weight, bias))(given), linear(vectors, weight, bias)
    missed = (found - expected).std(1) / expected.std(1)
    assert missed.amax() < 0.025
    assert torch.equal(given, vectors)


@needs_eight_bits
@pytest.mark.parametrize("value", [0.0, -3.5])
def test_a_row_of_equal_numbers_has_its_products(value: float) -> None:
    weight, bias = torch.ones(OUT, IN), torch.linspace(-1, 1, OUT)
    vectors = torch.full((3, IN), value)
    found = ROWS.linear("one", (weight, bias))(vectors)
    torch.testing.assert_close(found, linear(vectors, weight, bias), atol=1e-4, rtol=0.01)


@needs_eight_bits
def test_one_input_that_is_far_larger_than_the_others_is_evened_out() -> None:
    weight = a_weight()
    weight[:, 7] /= 100
    vectors = torch.randn(40, IN, generator=torch.Generator().manual_seed(4))
    vectors[:, 7] *= 100
    expected = linear(vectors, weight)

    def error(largest: torch.Tensor) -> float:
        found = EightBitRows({"one": largest}).linear("one", (weight, torch.zeros(OUT)))(vectors)
        return float((found - expected).std())

    assert error(vectors.abs().amax(0)) < 0.1 * error(weight.abs().amax(0))


@needs_eight_bits
def test_layers_that_were_trained_on_are_rounded_as_they_come(
    real_encoder: SentenceEncoder,
) -> None:
    wide, narrow = "encoder.layer.2.intermediate.dense", "encoder.layer.2.output.dense"
    own = load_file(real_encoder.folder / WEIGHTS)
    draw = torch.Generator().manual_seed(4)
    first, second = (
        own[f"{name}.weight"] * (1 + 0.1 * torch.randn(shape, generator=draw))
        for name, shape in ((wide, (1536, 384)), (narrow, (384, 1536)))
    )
    first[5] = 0
    bias, last_bias = torch.linspace(-1, 1, 1536), torch.linspace(-1, 1, 384)
    vectors = torch.randn(40, 384, generator=draw)
    make = descendant_in_eight_bits()
    expected = linear(vectors, first, bias)
    found = make.linear(wide, (first, bias))(vectors)
    assert (found - expected).std() < 0.025 * expected.std()
    torch.testing.assert_close(found[:, 5], expected[:, 5])
    expected = linear(gelu(expected), second, last_bias)
    found = make.feed_forward((wide, (first, bias)), (narrow, (second, last_bias)))(vectors)
    assert (found - expected).std() < 0.04 * expected.std()


def test_no_two_neighbours_that_are_rounded_as_they_come_are_cut_off() -> None:
    weight = torch.randn(1536, 384, generator=torch.Generator().manual_seed(5))
    weight[:, :2] = 3.0
    whole, _ = eight_bit_rows._nearest(weight)
    sizes = whole.int().abs()
    sums = sizes[:, 0::2] + sizes[:, 1::2]
    assert 120 < sums.amax() <= 128
    assert sums.amax(1).min() > 120
