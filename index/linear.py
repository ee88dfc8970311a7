"""Linear layers as oneDNN computes them fastest: weights laid out once, the activation within."""

from collections.abc import Callable
from typing import Protocol

import torch
from torch.nn.functional import linear

Affine = tuple[torch.Tensor, torch.Tensor]
Linear = Callable[[torch.Tensor], torch.Tensor]


class LinearMaker(Protocol):
    """Makes the linear layers of a network."""

    def __call__(self, name: str, affine: Affine, *, gelu: bool = False) -> Linear:
        """The layer called `name`, of this weight and bias, with GELU of it or without."""


# For about so many rows the weights are laid out; any other number is computed as well.
ROWS = 2048


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
