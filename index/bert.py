"""The default model's kind of network, a BERT encoder of six layers, with torch alone.

The same computation as `transformers` makes, with the three projections of attention in one.
Source: Devlin et al. 2019, BERT; Wang et al. 2020, MiniLM.
"""

from collections.abc import Mapping

import torch
from torch.nn.functional import (
    embedding,
    gelu,
    layer_norm,
    linear,
    scaled_dot_product_attention,
)

from index.linear import Affine
from index.question_model import DIMENSION

LAYERS = 6
HEADS = 12
EPSILON = 1e-12


class Bert:
    """Gives each token of a text, or of a pair of texts, a vector of `DIMENSION` numbers."""

    def __init__(
        self, weights: Mapping[str, torch.Tensor], dtype: torch.dtype, device: torch.device
    ) -> None:
        """Compute in `dtype` on `device`, with `weights` by the names that BERT's files have."""
        own = {
            name: weight.to(device, dtype)
            for name, weight in weights.items()
            if weight.is_floating_point()
        }
        self._dtype = dtype
        self._words = own["embeddings.word_embeddings.weight"]
        # What each place adds to a token of each kind, (2, places, dim).
        self._places = (
            own["embeddings.position_embeddings.weight"]
            + own["embeddings.token_type_embeddings.weight"][:, None]
        )
        self._first_norm = affine_of(own, "embeddings.LayerNorm")
        self._layers = [_Layer(own, f"encoder.layer.{number}.") for number in range(LAYERS)]

    def token_vectors(
        self, ids: torch.Tensor, attended: torch.Tensor, kinds: torch.Tensor | None = None
    ) -> torch.Tensor:
        """The vector of each token: (n, length, dim) for `ids` and `attended`, (n, length).

        `kinds`, of the same shape, is 0 in the first text of a pair and 1 in the second; without
        it all is of the first kind.
        """
        mask = (1 - attended[:, None, None, :]).to(self._dtype) * torch.finfo(self._dtype).min
        length = ids.shape[1]
        if kinds is None:
            places = self._places[0, :length]
        else:
            places = self._places[kinds, torch.arange(length, device=ids.device)]
        vectors = _normed(embedding(ids, self._words) + places, self._first_norm)
        for layer in self._layers:
            vectors = layer.apply(vectors, mask)
        return vectors


class _Layer:
    """One layer of the encoder."""

    def __init__(self, weights: Mapping[str, torch.Tensor], name: str) -> None:
        self._projections = projections_of(weights, name)
        self._together = affine_of(weights, f"{name}attention.output.dense")
        self._attention_norm = affine_of(weights, f"{name}attention.output.LayerNorm")
        self._wide = affine_of(weights, f"{name}intermediate.dense")
        self._narrow = affine_of(weights, f"{name}output.dense")
        self._output_norm = affine_of(weights, f"{name}output.LayerNorm")

    def apply(self, vectors: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        rows, length, dimension = vectors.shape
        parts = linear(vectors, *self._projections).view(rows, length, 3, HEADS, -1)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        attended = scaled_dot_product_attention(query, key, value, attn_mask=mask)
        attended = attended.transpose(1, 2).reshape(rows, length, dimension)
        vectors = _normed(vectors + linear(attended, *self._together), self._attention_norm)
        inner = linear(gelu(linear(vectors, *self._wide)), *self._narrow)
        return _normed(vectors + inner, self._output_norm)


_PROJECTIONS = ("query", "key", "value")


def affine_of(weights: Mapping[str, torch.Tensor], name: str) -> Affine:
    """The weight and the bias of the part called `name`."""
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def projections_of(weights: Mapping[str, torch.Tensor], layer: str) -> Affine:
    """The three projections of attention of the layer whose names begin with `layer`, in one."""
    parts = [affine_of(weights, f"{layer}attention.self.{part}") for part in _PROJECTIONS]
    return torch.cat([weight for weight, _ in parts]), torch.cat([bias for _, bias in parts])


def _normed(vectors: torch.Tensor, norm: Affine) -> torch.Tensor:
    return layer_norm(vectors, (DIMENSION,), *norm, EPSILON)
