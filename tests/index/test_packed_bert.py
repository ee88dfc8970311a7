"""The network over texts laid end to end, beside the one that pads them, and linear layers."""

import math

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch.nn.functional import gelu, linear

from index import linear as linear_module
from index import packed_bert
from index.bert import HEADS, Bert
from index.linear import InDtype, fast_linear
from index.packed_bert import PackedBert
from index.question_model import DIMENSION, WEIGHTS
from index.sentence_encoder import SentenceEncoder
from index.token_model import padded, without_padding

LENGTHS = (256, 90, 90, 90, 17, 3, 3, 3, 2)


@pytest.fixture(scope="module")
def weights(real_encoder: SentenceEncoder) -> dict[str, torch.Tensor]:
    """The default model's weights, in float32."""
    return load_file(real_encoder.folder / WEIGHTS)


@pytest.mark.parametrize(
    ("dtype", "least"), [(torch.float32, 0.999999), (torch.bfloat16, 0.999)], ids=str
)
def test_texts_end_to_end_have_the_vectors_that_they_have_padded(
    weights: dict[str, torch.Tensor], dtype: torch.dtype, least: float
) -> None:
    draw = np.random.default_rng(7)
    texts = [draw.integers(1000, 30_000, length) for length in LENGTHS]
    ids, attended = padded(texts)
    with torch.inference_mode():
        expected = without_padding(
            Bert(weights, torch.float32, torch.device("cpu")).token_vectors(ids, attended), texts
        )
        packed = PackedBert(weights, dtype)
        found = packed.token_vectors(torch.from_numpy(np.concatenate(texts)), LENGTHS)
    assert found.dtype == dtype
    for one, other in zip(torch.split(found.float(), list(LENGTHS)), expected, strict=True):
        assert torch.cosine_similarity(one.mean(0), other.mean(0), dim=0) > least


def test_pairs_end_to_end_have_the_vectors_that_they_have_padded(
    weights: dict[str, torch.Tensor],
) -> None:
    draw = np.random.default_rng(8)
    texts = [draw.integers(1000, 30_000, length) for length in LENGTHS]
    kinds = [(np.arange(length) >= length // 3).astype(np.int64) for length in LENGTHS]
    ids, attended = padded(texts)
    bert = Bert(weights, torch.float32, torch.device("cpu"))
    with torch.inference_mode():
        expected = without_padding(bert.token_vectors(ids, attended, padded(kinds)[0]), texts)
        found = PackedBert(weights, torch.float32).token_vectors(
            torch.from_numpy(np.concatenate(texts)),
            LENGTHS,
            torch.from_numpy(np.concatenate(kinds)),
        )
    torch.testing.assert_close(found, torch.cat(expected), atol=1e-4, rtol=1e-4)


def test_a_network_with_other_layers_is_what_it_would_be_and_shares_the_rest(
    weights: dict[str, torch.Tensor],
) -> None:
    draw = torch.Generator().manual_seed(4)
    other = {
        name: one + 0.02 * torch.randn(one.shape, generator=draw)
        for name, one in weights.items()
        if name.startswith(("encoder.layer.4.", "encoder.layer.5."))
    }
    ids, lengths = torch.arange(1000, 1020), [12, 8]
    network = PackedBert(weights, torch.float32)
    before = network.token_vectors(ids, lengths)
    changed = network.changed(other, InDtype(torch.float32))
    expected = PackedBert({**weights, **other}, torch.float32).token_vectors(ids, lengths)
    torch.testing.assert_close(changed.token_vectors(ids, lengths), expected)
    assert not torch.allclose(before, expected, atol=0.1)
    assert torch.equal(network.token_vectors(ids, lengths), before)
    assert changed._words is network._words
    assert changed._layers[:4] == network._layers[:4]


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize("middle", [0.0, -480.0, -148.0, 120.5, 480.0])
def test_attention_is_what_softmax_gives_however_far_its_numbers_are(
    middle: float, dtype: torch.dtype
) -> None:
    """Powers of two may be too large, or have no places left, or be none."""
    length, draw = 33, torch.Generator().manual_seed(3)
    parts = torch.rand(3, HEADS, length, DIMENSION // HEADS, generator=draw)
    parts[0, ..., 0], parts[1, ..., 0] = middle, 1.0
    parts[0, ..., 1:] /= 8
    parts[2] *= 8
    parts = parts.to(dtype)
    query, key, value = parts.float()
    products = query @ key.transpose(1, 2) * math.log(2)
    expected = (products.softmax(-1) @ value).transpose(0, 1).reshape(length, DIMENSION)
    projected = parts.permute(2, 0, 1, 3).reshape(length, 3 * DIMENSION)
    found = packed_bert._attended(projected, [length])
    # Large products in bfloat16 are some units off; what is lost altogether is 4 off.
    close = 1e-4 if dtype == torch.float32 else 2.4
    torch.testing.assert_close(found.float(), expected, atol=close, rtol=close)


@pytest.mark.parametrize("with_gelu", [False, True], ids=["alone", "with GELU"])
@pytest.mark.parametrize("rows", [1, 7, 2500])
def test_a_linear_layer_is_what_torch_computes(rows: int, *, with_gelu: bool) -> None:
    draw = torch.Generator().manual_seed(rows)
    vectors, weight = torch.randn(rows, 24, generator=draw), torch.randn(40, 24, generator=draw)
    bias = torch.randn(40, generator=draw)
    expected = linear(vectors, weight, bias)
    found = fast_linear((weight, bias), torch.float32, gelu=with_gelu)(vectors)
    torch.testing.assert_close(found, gelu(expected) if with_gelu else expected)


@pytest.mark.parametrize("with_gelu", [False, True], ids=["alone", "with GELU"])
def test_where_onednn_does_not_compute_torch_does(
    monkeypatch: pytest.MonkeyPatch, *, with_gelu: bool
) -> None:
    def refuse(*_: object, **__: object) -> None:
        message = "not on this processor"
        raise RuntimeError(message)

    monkeypatch.setattr(linear_module, "_laid_out", refuse)
    vectors, weight, bias = torch.ones(2, 3), torch.eye(3), torch.tensor([0.0, 1.0, -3.0])
    expected = torch.tensor([[1.0, 2.0, -2.0]] * 2)
    found = fast_linear((weight, bias), torch.float32, gelu=with_gelu)(vectors)
    torch.testing.assert_close(found, gelu(expected) if with_gelu else expected)
