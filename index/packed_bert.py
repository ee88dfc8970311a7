"""The default model's network over texts that are laid end to end, for a processor.

The same computation as `index/bert.py` makes, without padding. Attention is made for a few texts
at a time, so that what it needs stays in a core's own memory. Source: our measurement on one core
with avx512_bf16: torch's fused attention spends more time on starting small products than on
computing them, and took 10.1 ms for what these steps did in 6.3 ms (thirteen texts of 160 tokens).
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from itertools import groupby

import torch
from torch.nn.functional import embedding, layer_norm, pad

from index.bert import EPSILON, HEADS, LAYERS, affine_of, projections_of
from index.linear import Affine, InDtype, LayerMaker
from index.question_model import DIMENSION

_HEAD = DIMENSION // HEADS
_LAYER = "encoder.layer.{}."
# The weights of attention of texts of the same length are computed together up to so many numbers:
# short texts are worth no product of their own. Ours; too many and they leave the core's memory.
_TOGETHER = 1 << 19
# Of the powers of two by which a place is weighed: far from where numbers end, or lose places.
_LARGEST_SUM = 2.0**100
# A text has places for a multiple of so many tokens to look at: over 159 places softmax took twice
# as long as over 160. Ours.
_ROUND_LENGTH = 32
# All texts together are filled up to a multiple of so many rows: oneDNN makes code for each number
# of rows that it meets, and keeps it. Ours: without it, and with attention over a text's own
# length, reading for 120 questions took 390 MB; so it took 87.
_ROUND_ROWS = 32


class PackedBert:
    """Gives each token of many texts, or pairs of texts, a vector of `DIMENSION` numbers."""

    def __init__(
        self,
        weights: Mapping[str, torch.Tensor],
        dtype: torch.dtype,
        maker: LayerMaker | None = None,
    ) -> None:
        """Compute in `dtype`, with `weights` by the names that BERT's files have.

        `maker` makes the linear layers; without it they, too, compute in `dtype`.
        """
        make = maker or InDtype(dtype)
        own = {name: one for name, one in weights.items() if one.is_floating_point()}
        self._words = own["embeddings.word_embeddings.weight"].to(dtype)
        # What each place adds to a token of each kind, (2, places, dim).
        self._places = (
            own["embeddings.position_embeddings.weight"]
            + own["embeddings.token_type_embeddings.weight"][:, None]
        ).to(dtype)
        self._first_norm = _in(dtype, affine_of(own, "embeddings.LayerNorm"))
        self._dtype = dtype
        self._layers = [_Layer(own, _LAYER.format(n), dtype, make) for n in range(LAYERS)]

    def changed(self, weights: Mapping[str, torch.Tensor], make: LayerMaker) -> "PackedBert":
        """The same network with other layers, where `weights` have some; it shares the others.

        `make` makes their linear layers.
        """
        network = copy(self)
        network._layers = [  # noqa: SLF001 - of its own kind
            _Layer(weights, name, self._dtype, make)
            if any(one.startswith(name) for one in weights)
            else layer
            for name, layer in ((_LAYER.format(n), one) for n, one in enumerate(self._layers))
        ]
        return network

    def token_vectors(
        self, ids: torch.Tensor, lengths: Sequence[int], kinds: torch.Tensor | None = None
    ) -> torch.Tensor:
        """The vector of each token, (tokens, dim), of texts of these lengths, end to end.

        `kinds`, (tokens,), is 0 in the first text of a pair and 1 in the second, which together
        count as one text here; without it all is of the first kind.
        """
        vectors = _normed(
            embedding(ids, self._words) + self._added(lengths, kinds), self._first_norm
        )
        vectors = pad(vectors, (0, 0, 0, -len(ids) % _ROUND_ROWS))
        for layer in self._layers:
            vectors = layer.apply(vectors, lengths)
        return vectors[: len(ids)]

    def _added(self, lengths: Sequence[int], kinds: torch.Tensor | None) -> torch.Tensor:
        """What the place and the kind of each token add to its word, (tokens, dim)."""
        if kinds is None:
            return torch.cat([self._places[0, :length] for length in lengths])
        return self._places[kinds, torch.cat([torch.arange(length) for length in lengths])]


class _Layer:
    """One layer of the encoder."""

    def __init__(
        self, weights: Mapping[str, torch.Tensor], name: str, dtype: torch.dtype, make: LayerMaker
    ) -> None:
        def affine(part: str) -> Affine:
            return affine_of(weights, name + part)

        self._projections = make.linear(
            f"{name}projections", _scaled(projections_of(weights, name))
        )
        self._together = make.linear(
            f"{name}attention.output.dense", affine("attention.output.dense")
        )
        self._attention_norm = _in(dtype, affine("attention.output.LayerNorm"))
        self._feed_forward = make.feed_forward(
            (f"{name}intermediate.dense", affine("intermediate.dense")),
            (f"{name}output.dense", affine("output.dense")),
        )
        self._output_norm = _in(dtype, affine("output.LayerNorm"))

    def apply(self, vectors: torch.Tensor, lengths: Sequence[int]) -> torch.Tensor:
        attended = _attended(self._projections(vectors), lengths)
        vectors = _normed(vectors + self._together(attended), self._attention_norm)
        return _normed(vectors + self._feed_forward(vectors), self._output_norm)


def _attended(projected: torch.Tensor, lengths: Sequence[int]) -> torch.Tensor:
    """What each token takes from its text's tokens: (rows, dim), from their projections.

    Rows after the last text stay zero.
    """
    attended = projected.new_zeros(projected.shape[0], DIMENSION)
    first = 0
    for count, length in _alike(lengths):
        last = first + count * length
        parts = projected[first:last].view(count, length, 3, HEADS, _HEAD)
        room = -(-length // _ROUND_LENGTH) * _ROUND_LENGTH
        own = projected.new_zeros(3, count, HEADS, room, _HEAD)
        own[:, :, :, :length] = parts.permute(2, 0, 3, 1, 4)
        query, key, value = own.view(3, -1, room, _HEAD)
        weights, sums = _weights(query, key, length)
        # Places without a token have weights, too, but their values are zero.
        taken = torch.bmm(weights, value).div_(sums)
        taken = taken.view(count, HEADS, room, _HEAD)[:, :, :length]
        attended[first:last].view(count, length, HEADS, _HEAD).copy_(taken.transpose(1, 2))
        first = last
    return attended


def _weights(
    query: torch.Tensor, key: torch.Tensor, length: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """How much each place takes from each, (n, places, places), and each one's sum, (n, places, 1).

    The sum is over the first `length` places. Powers of two without what softmax does beside, which
    took half as long; where one is too large to be multiplied, or all are too small, softmax.
    """
    weights = torch.bmm(query, key.transpose(1, 2)).exp2_()
    sums = weights[:, :, :length].sum(-1, keepdim=True)
    least, most = sums.aminmax()
    if least > 1 / _LARGEST_SUM and most < _LARGEST_SUM:
        return weights, sums
    products = torch.bmm(query, key.transpose(1, 2)).mul_(math.log(2))
    products[:, :, length:] = -math.inf
    return torch.softmax(products, -1), torch.ones_like(sums)


def _alike(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """How many texts in a row have the same length, and that length; not too many at once.

    >>> list(_alike([300, 300, 7, 7, 7]))
    [(1, 300), (1, 300), (3, 7)]
    """
    for length, run in groupby(lengths):
        left = len(list(run))
        most = max(1, _TOGETHER // (HEADS * length * length))
        while left:
            yield min(left, most), length
            left -= min(left, most)


def _scaled(projections: Affine) -> Affine:
    """The projections, so that a query times a key is the power of two by which attention weighs.

    Attention divides products by the root of their length, and takes them for powers of e. The
    rounded weights in `index/eight_bit.safetensors` are of these: another scale needs them anew.
    """
    scale = torch.ones(3 * DIMENSION)
    scale[:DIMENSION] = 1 / (math.sqrt(_HEAD) * math.log(2))
    weight, bias = projections
    return weight * scale[:, None], bias * scale


def _in(dtype: torch.dtype, affine: Affine) -> Affine:
    weight, bias = affine
    return weight.to(dtype), bias.to(dtype)


def _normed(vectors: torch.Tensor, norm: Affine) -> torch.Tensor:
    return layer_norm(vectors, (DIMENSION,), *norm, EPSILON)
