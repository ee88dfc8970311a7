"""Linear layers in eight bits, beside the same whole numbers multiplied by numpy."""

import platform
import sys
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch.nn.functional import gelu, linear

from index import eight_bit
from index.default_model import DefaultModel
from index.eight_bit import (
    EVENING,
    SCALE,
    WEIGHT,
    computes_in_eight_bits,
    default_model_in_eight_bits,
    descendant_in_eight_bits,
    eight_bit_linear,
)
from index.encoding import SpannedText
from index.errors import EncoderChanged
from index.linear import Linear
from index.packed_bert import PackedBert
from index.question_model import WEIGHTS
from index.sentence_encoder import SentenceEncoder
from index.token_model import Ids
from index.windows import windows_of

needs_eight_bits = pytest.mark.skipif(
    not computes_in_eight_bits(), reason="torch does not compute in eight bits here"
)
IN, OUT = 64, 48


def a_layer() -> dict[str, torch.Tensor]:
    draw = torch.Generator().manual_seed(3)
    return {
        WEIGHT: torch.randint(-64, 65, (OUT, IN), generator=draw, dtype=torch.int8),
        SCALE: torch.rand(OUT, generator=draw) / 100 + 0.001,
        EVENING: torch.rand(IN, generator=draw) + 0.5,
    }


def in_whole_numbers(layer: Mapping[str, torch.Tensor], vectors: torch.Tensor) -> torch.Tensor:
    """What the layer should make of `vectors`, with products that no processor cuts off."""
    weight, scale = layer[WEIGHT].numpy().astype(np.int64), layer[SCALE].numpy()
    even = vectors / layer[EVENING]
    least = even.amin(1, keepdim=True)
    steps = (even.amax(1, keepdim=True) - least) / 255
    whole = ((even - least) / steps + 0.5).floor().numpy().astype(np.int64)
    off = least.numpy() * weight.sum(1) * scale
    return torch.from_numpy(whole @ weight.T * scale * steps.numpy() + off).float()


@needs_eight_bits
@pytest.mark.parametrize("rows", [1, 33])
def test_a_layer_is_the_product_of_whole_numbers(rows: int) -> None:
    layer, bias = a_layer(), torch.linspace(-1, 1, OUT)
    vectors = torch.randn(rows, IN, generator=torch.Generator().manual_seed(rows))
    expected = in_whole_numbers(layer, vectors) + bias
    # A number in the middle between two wholes may go either way: by one step of one weight.
    given = vectors.clone()
    found = eight_bit_linear(layer, bias)(given)
    torch.testing.assert_close(found, expected, atol=0.02, rtol=1e-3)
    found = eight_bit_linear(layer, bias, gelu=True)(given)
    torch.testing.assert_close(found, gelu(expected), atol=0.02, rtol=1e-3)
    assert torch.equal(given, vectors)


@needs_eight_bits
@pytest.mark.parametrize("sign", [1, -1])
def test_the_largest_sums_of_two_neighbours_are_not_cut_off(sign: int) -> None:
    layer = a_layer()
    layer[WEIGHT][:] = sign * 64
    layer[EVENING][:] = 1
    vectors = torch.full((2, IN), 5.0)
    vectors[:, 0] = 0
    found = eight_bit_linear(layer, torch.zeros(OUT))(vectors)
    expected = linear(vectors, layer[WEIGHT].float() * layer[SCALE][:, None])
    torch.testing.assert_close(found, expected, atol=1e-3, rtol=1e-3)


@needs_eight_bits
@pytest.mark.parametrize("value", [0.0, -3.5])
def test_a_row_of_equal_numbers_has_its_products(value: float) -> None:
    layer, bias = a_layer(), torch.linspace(-1, 1, OUT)
    layer[EVENING][:] = 1
    vectors = torch.full((3, IN), value)
    found = eight_bit_linear(layer, bias)(vectors)
    expected = linear(vectors, layer[WEIGHT].float() * layer[SCALE][:, None], bias)
    torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-3)


@needs_eight_bits
def test_the_default_model_in_eight_bits_gives_nearly_its_own_vectors(
    real_encoder: SentenceEncoder,
) -> None:
    """Whatever stands beside a text, it gets the same numbers."""
    weights = load_file(real_encoder.folder / WEIGHTS)
    lengths = [256, 90, 90, 17, 3, 2]
    draw = np.random.default_rng(7)
    texts = [torch.from_numpy(draw.integers(1000, 30_000, length)) for length in lengths]
    rounded = PackedBert(weights, torch.float32, default_model_in_eight_bits())
    with torch.inference_mode():
        exact = PackedBert(weights, torch.float32).token_vectors(torch.cat(texts), lengths)
        found = rounded.token_vectors(torch.cat(texts), lengths)
        alone = [rounded.token_vectors(one, [len(one)]) for one in texts]
    for one, other in zip(torch.split(found, lengths), torch.split(exact, lengths), strict=True):
        assert torch.cosine_similarity(one.mean(0), other.mean(0), dim=0) > 0.997
    torch.testing.assert_close(found, torch.cat(alone), atol=1e-4, rtol=1e-4)


@needs_eight_bits
def test_layers_that_were_trained_on_are_rounded_as_they_come(
    real_encoder: SentenceEncoder,
) -> None:
    name = "encoder.layer.2.intermediate.dense"
    own = load_file(real_encoder.folder / WEIGHTS)
    draw = torch.Generator().manual_seed(4)
    weight = own[f"{name}.weight"] * (1 + 0.1 * torch.randn(1536, 384, generator=draw))
    weight[5] = 0
    bias = torch.linspace(-1, 1, 1536)
    vectors = torch.randn(40, 384, generator=draw)
    expected = linear(vectors, weight, bias)
    found = descendant_in_eight_bits()(name, (weight, bias))(vectors)
    assert (found - expected).std() < 0.025 * expected.std()
    torch.testing.assert_close(found[:, 5], expected[:, 5])
    found = descendant_in_eight_bits()(name, (weight, bias), gelu=True)(vectors)
    assert (found - gelu(expected)).std() < 0.025 * expected.std()


def test_no_two_neighbours_that_are_rounded_as_they_come_are_cut_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[torch.Tensor] = []

    def kept(layer: Mapping[str, torch.Tensor], _: torch.Tensor, *, gelu: bool) -> Linear:
        assert not gelu
        made.append(layer[WEIGHT])
        return torch.nn.Identity()

    monkeypatch.setattr(eight_bit, "eight_bit_linear", kept)
    weight = torch.randn(1536, 384, generator=torch.Generator().manual_seed(5))
    weight[:, :2] = 3.0
    name = "encoder.layer.0.intermediate.dense"
    descendant_in_eight_bits()(name, (weight, torch.zeros(1536)))
    sizes = made[0].int().abs()
    sums = sizes[:, 0::2] + sizes[:, 1::2]
    assert 120 < sums.amax() <= 128
    assert sums.amax(1).min() > 120


@needs_eight_bits
def test_sentences_have_nearly_their_own_vectors(real_encoder: SentenceEncoder) -> None:
    texts = [
        SpannedText("The harbour of Varna opened in 1906. Its first master was Peter Orloff."),
        SpannedText("Of 212 workers 40 were paid off in June; the yard kept the others."),
        SpannedText("Вітаємо! 北京 !!!! 0123456789"),
    ]
    vectors = {}
    for precision in (torch.float32, torch.int8):
        model = DefaultModel(real_encoder.folder, precision)
        windows = list(windows_of(texts, model.max_tokens, model.tokenize))
        found = model.encode_windows(windows, lambda _: None)
        vectors[precision] = np.stack([one.vector for one in found])
    cosines = (vectors[torch.float32] * vectors[torch.int8]).sum(1)
    assert cosines[:2].min() > 0.999
    assert cosines[2] > 0.995


@needs_eight_bits
def test_so_many_tokens_are_computed_at_once_as_are_fastest(
    real_encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = DefaultModel(real_encoder.folder, torch.int8)
    texts = [SpannedText("rain " * 200)] * 12
    windows = list(windows_of(texts, model.max_tokens, model.tokenize))
    sizes = []
    compute = model.token_vectors

    def counted(ids: Sequence[Ids]) -> Sequence[torch.Tensor]:
        sizes.append(sum(map(len, ids)))
        return compute(ids)

    monkeypatch.setattr(model, "token_vectors", counted)
    model.encode_windows(windows, lambda _: None)
    assert sizes == [4 * 202] * 3


@pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="not known of others"
)
def test_on_the_commonest_computers_it_computes() -> None:
    assert computes_in_eight_bits()


def test_weights_of_another_checksum_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eight_bit, "_SHA256", "0" * 64)
    with pytest.raises(EncoderChanged, match=r"eight_bit\.safetensors have the checksum") as caught:
        default_model_in_eight_bits()
    assert "--force-reinstall" in caught.value.hint


def test_weights_that_are_not_there_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eight_bit, "ROUNDED_WEIGHTS", "no_such.safetensors")
    with pytest.raises(EncoderChanged, match=r"no_such\.safetensors cannot be read") as caught:
        default_model_in_eight_bits()
    assert "--force-reinstall" in caught.value.hint


@pytest.mark.parametrize("error", [RuntimeError, AttributeError, NotImplementedError])
def test_where_torch_cannot_it_is_known(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(eight_bit, "eight_bit_linear", refuse)
    assert not computes_in_eight_bits()
