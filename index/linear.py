"""Linear layers as oneDNN computes them fastest: weights laid out once, the activation within."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import torch
from torch.nn.functional import linear

Affine = tuple[torch.Tensor, torch.Tensor]
Linear = Callable[[torch.Tensor], torch.Tensor]
Named = tuple[str, Affine]


class LayerMaker(Protocol):
    """Makes the linear layers of a network."""

    def linear(self, name: str, affine: Affine) -> Linear:
        """The layer called `name`, of this weight and bias."""

    def feed_forward(self, wide: Named, narrow: Named) -> Linear:
        """Two layers by their names, one after the other, with GELU between them."""


# For about so many rows the weights are laid out; any other number is computed as well.
ROWS = 2048


@dataclass(frozen=True, slots=True)
class InDtype:
    """Makes layers that compute in `dtype`. A `LayerMaker`."""

    dtype: torch.dtype

    def linear(self, _: str, affine: Affine) -> Linear:
        """The layer of this weight and bias."""
        return fast_linear(affine, self.dtype)

    def feed_forward(self, wide: Named, narrow: Named) -> Linear:
        """Two layers, one after the other, with GELU between them."""
        first = fast_linear(wide[1], self.dtype, gelu=True)
        second = fast_linear(narrow[1], self.dtype)
        return lambda vectors: second(first(vectors))


def computes_in_bfloat16() -> bool:
    """Whether this computer's processor computes in bfloat16."""
    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


def fast_linear(affine: Affine, dtype: torch.dtype, *, gelu: bool = False) -> Linear:
    """Computes `x @ weight.T + bias`, or GELU of it, in `dtype`, for `x` of shape (n, in).

    Where torch comes without oneDNN, or oneDNN does not compute in `dtype` here, torch's own
    functions do.
    """
    weight, bias = (one.to(dtype).contiguous() for one in affine)
    try:
        laid_out = _laid_out(weight, bias, gelu=gelu)
        laid_out(weight.new_zeros(1, weight.shape[1]))
    except (RuntimeError, AttributeError):
        return _plain(weight, bias, gelu=gelu)
    return laid_out


def _laid_out(weight: torch.Tensor, bias: torch.Tensor, *, gelu: bool) -> Linear:
    own = torch.ops.mkldnn._reorder_linear_weight(weight, ROWS)  # noqa: SLF001 - there is no public name
    compute = torch.ops.mkldnn._linear_pointwise  # noqa: SLF001
    activation, kind = ("gelu", "none") if gelu else ("none", "")

    def apply(vectors: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = compute(vectors, own, bias, activation, [], kind)
        return result

    return apply


def _plain(weight: torch.Tensor, bias: torch.Tensor, *, gelu: bool) -> Linear:
    if gelu:
        return lambda vectors: torch.nn.functional.gelu(linear(vectors, weight, bias))
    return lambda vectors: linear(vectors, weight, bias)
