"""Linear layers in eight bits, beside the same whole numbers multiplied by numpy."""

import platform
import sys
from collections.abc import Mapping

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch.nn.functional import gelu, linear

from index import default_model, eight_bit
from index.default_model import DefaultModel
from index.eight_bit import (
    ABOVE,
    AGAIN,
    EVENING,
    RANGE,
    SCALE,
    WEIGHT,
    EightBit,
    computes_in_eight_bits,
    default_model_in_eight_bits,
)
from index.encoding import SpannedText
from index.errors import EncoderChanged
from index.linear import Linear, computes_in_bfloat16
from index.packed_bert import PackedBert
from index.question_model import WEIGHTS
from index.sentence_encoder import SentenceEncoder
from index.windows import windows_of

needs_eight_bits = pytest.mark.skipif(
    not computes_in_eight_bits(), reason="torch does not compute in eight bits here"
)
IN, OUT, WIDE = 64, 48, 96
LEAST, STEP = -2.0, 0.02


def a_layer(inputs: int = IN, outputs: int = OUT) -> dict[str, torch.Tensor]:
    draw = torch.Generator().manual_seed(3)
    return {
        WEIGHT: torch.randint(-64, 65, (outputs, inputs), generator=draw, dtype=torch.int8),
        SCALE: torch.rand(outputs, generator=draw) / 100 + 0.001,
        EVENING: torch.rand(inputs, generator=draw) + 0.5,
        RANGE: torch.tensor([LEAST, STEP]),
    }


def made(
    layer: Mapping[str, torch.Tensor], bias: torch.Tensor, vectors: torch.Tensor
) -> torch.Tensor:
    layers = {"one" + kind: numbers for kind, numbers in layer.items()}
    ignored = torch.zeros(len(bias), vectors.shape[1])
    return EightBit(layers, torch.float32).linear("one", (ignored, bias))(vectors)


def in_whole_numbers(layer: Mapping[str, torch.Tensor], vectors: torch.Tensor) -> torch.Tensor:
    """What the layer should make of `vectors`, with products that no processor cuts off."""
    weight, scale = layer[WEIGHT].numpy().astype(np.int64), layer[SCALE].numpy()
    least, step = layer[RANGE].tolist()
    whole = ((vectors / layer[EVENING] - least) / step + 0.5).floor().clamp(0, 255)
    off = least * weight.sum(1) * scale
    products = whole.numpy().astype(np.int64) @ weight.T
    return torch.from_numpy(products * scale * step + off).float()


@needs_eight_bits
@pytest.mark.parametrize("rows", [1, 33, 600])
def test_a_layer_is_the_product_of_whole_numbers(rows: int) -> None:
    layer, bias = a_layer(), torch.linspace(-1, 1, OUT)
    vectors = torch.randn(rows, IN, generator=torch.Generator().manual_seed(rows))
    given = vectors.clone()
    # A number in the middle between two wholes may go either way: by one step of one weight.
    expected = in_whole_numbers(layer, vectors) + bias
    torch.testing.assert_close(made(layer, bias, given), expected, atol=0.02, rtol=1e-3)
    torch.testing.assert_close(
        made(layer, bias, given.bfloat16()), expected, atol=0.05 * float(expected.std()), rtol=0.05
    )
    assert torch.equal(given, vectors)


@needs_eight_bits
def test_inputs_beyond_the_steps_count_as_the_last_one() -> None:
    layer, bias = a_layer(), torch.zeros(OUT)
    layer[EVENING][:] = 1
    far, last = torch.full((2, IN), 1e6), torch.full((2, IN), LEAST + 255 * STEP)
    far[1], last[1] = -1e6, LEAST
    torch.testing.assert_close(made(layer, bias, far), made(layer, bias, last))


@needs_eight_bits
@pytest.mark.parametrize("sign", [1, -1])
def test_the_largest_sums_of_two_neighbours_are_not_cut_off(sign: int) -> None:
    layer = a_layer()
    layer[WEIGHT][:] = sign * 64
    layer[EVENING][:] = 1
    vectors = torch.full((2, IN), LEAST + 255 * STEP)
    expected = linear(vectors, layer[WEIGHT].float() * layer[SCALE][:, None])
    found = made(layer, torch.zeros(OUT), vectors)
    torch.testing.assert_close(found, expected, atol=1e-3, rtol=1e-3)


@needs_eight_bits
def test_what_gelu_gives_is_counted_as_often_as_it_takes() -> None:
    """One hidden number reaches 11, of steps up to 3; another one 7; the others stay below."""
    draw = torch.Generator().manual_seed(8)
    wide, narrow = a_layer(IN, WIDE), a_layer(WIDE, OUT)
    again = torch.tensor([5, 5, 5, 40, 40, 0])
    narrow[AGAIN], narrow[ABOVE] = again, torch.tensor([3.0, 6.0, 9.0, 3.0, 6.0, 1e4])
    narrow[WEIGHT] = torch.cat([narrow[WEIGHT], narrow[WEIGHT][:, again]], 1)
    narrow[RANGE] = torch.tensor([-14 * 0.0125, 0.0125])
    wide[SCALE] /= 20
    bias = torch.zeros(WIDE)
    bias[5], bias[40] = 10.5, 7.0
    vectors = torch.randn(50, IN, generator=draw)
    hidden = gelu(in_whole_numbers(wide, vectors) + bias)
    assert 10 < hidden[:, 5].amax() < 12
    weight = narrow[WEIGHT][:, :WIDE].float() * narrow[SCALE][:, None]
    expected = linear(hidden, weight, torch.ones(OUT))
    layers = {"wide" + kind: one for kind, one in wide.items()}
    layers |= {"narrow" + kind: one for kind, one in narrow.items()}
    make = EightBit(layers, torch.float32)
    found = make.feed_forward(
        ("wide", (torch.zeros(WIDE, IN), bias)), ("narrow", (weight, torch.ones(OUT)))
    )(vectors)
    assert (found - expected).std() < 0.02 * expected.std()


@needs_eight_bits
def test_the_default_model_in_eight_bits_gives_nearly_its_own_vectors(
    real_encoder: SentenceEncoder,
) -> None:
    """Whatever stands beside a text, it gets the same numbers."""
    weights = load_file(real_encoder.folder / WEIGHTS)
    lengths = [256, 90, 90, 17, 3, 2]
    draw = np.random.default_rng(7)
    texts = [torch.from_numpy(draw.integers(1000, 30_000, length)) for length in lengths]
    rounded = PackedBert(weights, torch.float32, default_model_in_eight_bits(torch.float32))
    with torch.inference_mode():
        exact = PackedBert(weights, torch.float32).token_vectors(torch.cat(texts), lengths)
        found = rounded.token_vectors(torch.cat(texts), lengths)
        alone = [rounded.token_vectors(one, [len(one)]) for one in texts]
    for one, other in zip(torch.split(found, lengths), torch.split(exact, lengths), strict=True):
        assert torch.cosine_similarity(one.mean(0), other.mean(0), dim=0) > 0.99
    torch.testing.assert_close(found, torch.cat(alone), atol=1e-4, rtol=1e-4)


@needs_eight_bits
@pytest.mark.parametrize("bfloat16", [False, True])
def test_sentences_have_nearly_their_own_vectors(
    real_encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch, *, bfloat16: bool
) -> None:
    """With all else in float32, and where the processor has bfloat16, in that."""
    if bfloat16 and not computes_in_bfloat16():
        pytest.skip("the processor has no bfloat16")
    monkeypatch.setattr(default_model, "computes_in_bfloat16", lambda: bfloat16)
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
    ids = model.token_vectors([windows[0].tokens.ids])
    assert ids[0].dtype == (torch.bfloat16 if bfloat16 else torch.float32)
    cosines = (vectors[torch.float32] * vectors[torch.int8]).sum(1)
    assert cosines.min() > 0.997


@pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="not known of others"
)
def test_on_the_commonest_computers_it_computes() -> None:
    assert computes_in_eight_bits()


def test_weights_of_another_checksum_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eight_bit, "_SHA256", "0" * 64)
    with pytest.raises(EncoderChanged, match=r"eight_bit\.safetensors have the checksum") as caught:
        default_model_in_eight_bits(torch.float32)
    assert "--force-reinstall" in caught.value.hint


def test_weights_that_are_not_there_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eight_bit, "ROUNDED_WEIGHTS", "no_such.safetensors")
    with pytest.raises(EncoderChanged, match=r"no_such\.safetensors cannot be read") as caught:
        default_model_in_eight_bits(torch.float32)
    assert "--force-reinstall" in caught.value.hint


@pytest.mark.parametrize("error", [RuntimeError, AttributeError, NotImplementedError])
def test_where_torch_cannot_it_is_known(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(eight_bit, "whole_product", refuse)
    assert not computes_in_eight_bits()


@needs_eight_bits
def test_where_torch_computes_something_else_it_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as a zero that stands at another place."""
    right = eight_bit.whole_product

    def wrong(
        weight: torch.Tensor,
        scale: torch.Tensor,
        bias: torch.Tensor,
        dtype: torch.dtype,
        *,
        gelu: tuple[float, int] | None = None,
    ) -> Linear:
        return right(weight, scale, bias, dtype, gelu=gelu and (gelu[0], gelu[1] + 5))

    monkeypatch.setattr(eight_bit, "whole_product", wrong)
    assert not computes_in_eight_bits()
