"""The default model's network, all-MiniLM-L6-v2, without the libraries that load any model.

A BERT encoder of six layers: the same computation as `transformers` makes, with the three
projections of attention in one. Loading it takes torch alone.
Source: Devlin et al. 2019, BERT; Wang et al. 2020, MiniLM.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch.nn.functional import (
    embedding,
    gelu,
    layer_norm,
    linear,
    scaled_dot_product_attention,
)

from index.encoding import EncodedText
from index.question_model import DIMENSION, MAX_TOKENS, TOKENIZER, WEIGHTS
from index.token_model import run
from index.windows import Tokens, Window

_LAYERS = 6
_HEADS = 12
_EPSILON = 1e-12

Affine = tuple[torch.Tensor, torch.Tensor]


class DefaultModel:
    """all-MiniLM-L6-v2 over batches. A `TokenModel`."""

    max_tokens = MAX_TOKENS

    def __init__(self, folder: Path, dtype: torch.dtype) -> None:
        """Load the weights in `folder`, to compute in `dtype`."""
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._dtype = dtype
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        weights = {
            name: weight.to(self.device, dtype)
            for name, weight in load_file(folder / WEIGHTS).items()
            if weight.is_floating_point()
        }
        self._words = weights["embeddings.word_embeddings.weight"]
        # All that is read is of the first kind.
        self._places = (
            weights["embeddings.position_embeddings.weight"]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self._first_norm = _affine(weights, "embeddings.LayerNorm")
        self._layers = [_Layer(weights, f"encoder.layer.{number}.") for number in range(_LAYERS)]

    def tokenize(self, texts: Sequence[str]) -> list[Tokens]:
        """All tokens of each text."""
        found = []
        for encoded in self._tokenizer.encode_batch(list(texts)):
            places = np.array(encoded.offsets, np.int64)
            found.append(Tokens(np.array(encoded.ids, np.int64), places[:, 0], places[:, 1]))
        return found

    def encode_windows(
        self, windows: Sequence[Window], on_done: Callable[[int], None]
    ) -> list[EncodedText]:
        """The vectors of the windows and of their spans; `on_done` gets the number done so far."""
        return run(self, windows, on_done)

    def token_vectors(self, ids: torch.Tensor, attended: torch.Tensor) -> torch.Tensor:
        """The vector of each token: (n, length, dim) for `ids` and `attended`, (n, length)."""
        mask = (1 - attended[:, None, None, :]).to(self._dtype) * torch.finfo(self._dtype).min
        vectors = embedding(ids, self._words) + self._places[: ids.shape[1]]
        vectors = _normed(vectors, self._first_norm)
        for layer in self._layers:
            vectors = layer.apply(vectors, mask)
        return vectors

    def finish(self, means: torch.Tensor) -> torch.Tensor:
        """The means themselves: the model only scales them to length 1."""
        return means


class _Layer:
    """One layer of the encoder."""

    def __init__(self, weights: dict[str, torch.Tensor], name: str) -> None:
        parts = [_affine(weights, f"{name}attention.self.{part}") for part in _PROJECTIONS]
        self._projections = (
            torch.cat([weight for weight, _ in parts]),
            torch.cat([bias for _, bias in parts]),
        )
        self._together = _affine(weights, f"{name}attention.output.dense")
        self._attention_norm = _affine(weights, f"{name}attention.output.LayerNorm")
        self._wide = _affine(weights, f"{name}intermediate.dense")
        self._narrow = _affine(weights, f"{name}output.dense")
        self._output_norm = _affine(weights, f"{name}output.LayerNorm")

    def apply(self, vectors: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        rows, length, dimension = vectors.shape
        parts = linear(vectors, *self._projections).view(rows, length, 3, _HEADS, -1)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        attended = scaled_dot_product_attention(query, key, value, attn_mask=mask)
        attended = attended.transpose(1, 2).reshape(rows, length, dimension)
        vectors = _normed(vectors + linear(attended, *self._together), self._attention_norm)
        inner = linear(gelu(linear(vectors, *self._wide)), *self._narrow)
        return _normed(vectors + inner, self._output_norm)


_PROJECTIONS = ("query", "key", "value")


def _affine(weights: dict[str, torch.Tensor], name: str) -> Affine:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _normed(vectors: torch.Tensor, norm: Affine) -> torch.Tensor:
    return layer_norm(vectors, (DIMENSION,), *norm, _EPSILON)
