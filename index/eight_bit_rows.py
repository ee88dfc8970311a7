"""Linear layers in eight bits of networks whose own inputs nobody measured.

Unlike in `index/eight_bit.py`, what goes in is rounded between each row's own least and greatest
number. That takes several looks at each number. Source: Dettmers et al. 2022, LLM.int8(), section
2.1 (a scale for each row and each output).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch

from index.eight_bit import (
    INPUT_SIZE,
    LARGEST_WEIGHT,
    STEPS,
    default_layers,
    whole_product,
)
from index.linear import Affine, Linear, Named

# Of a row of equal numbers, and of an output whose weights are all zero.
_LEAST_STEP = 1e-12
# Of an input that is never there, and of one that nothing is made of.
_LEAST_INPUT, _LEAST_WEIGHT = 1e-3, 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class EightBitRows:
    """Makes layers that compute in float32 but for their products. A `LayerMaker`.

    `largest` says, by its name, how large each input of a layer gets, about, (in,).
    """

    largest: Mapping[str, torch.Tensor]

    def linear(self, name: str, affine: Affine) -> Linear:
        """The layer called `name`, of this weight and bias."""
        return _linear(affine, _evening(affine[0], self.largest[name]))

    def feed_forward(self, wide: Named, narrow: Named) -> Linear:
        """Two layers by their names, one after the other, with GELU between them."""
        first, second = self.linear(*wide), self.linear(*narrow)
        gelu_in_place: Linear = torch.ops.aten.gelu_
        return lambda vectors: second(gelu_in_place(first(vectors)))


def descendant_in_eight_bits() -> EightBitRows:
    """Makes the layers of a network that was trained on from the default model.

    Its inputs are taken to be about as large as the default model's.

    Raises: EncoderChanged: when these are not there, or not those that were written.
    """
    found = default_layers().items()
    return EightBitRows(
        {name.removesuffix(INPUT_SIZE): one for name, one in found if name.endswith(INPUT_SIZE)}
    )


def _evening(weight: torch.Tensor, largest: torch.Tensor) -> torch.Tensor:
    """What inputs are divided by, (in,), so that they and their weights are equally uneven.

    Source: Xiao et al. 2023, SmoothQuant, equation 4, with equal shares.
    """
    weighty = weight.abs().amax(0).clamp_min(_LEAST_WEIGHT)
    return (largest.clamp_min(_LEAST_INPUT) / weighty).sqrt()


def _linear(affine: Affine, evening: torch.Tensor) -> Linear:
    """Computes `x @ weight.T + bias` for float32 `x` of shape (n, in).

    Raises: RuntimeError, AttributeError: where torch comes without oneDNN.
    """
    weight, bias = affine
    factors = evening.reciprocal()
    whole, scale = _nearest(weight * evening)
    product = whole_product(whole, scale, None, torch.float32)
    sums = whole.sum(1) * scale

    def apply(vectors: torch.Tensor) -> torch.Tensor:
        even = vectors * factors
        least = even.amin(1, keepdim=True)
        steps = even.amax(1, keepdim=True).sub_(least).div_(STEPS).clamp_min_(_LEAST_STEP)
        counted = even.sub_(least).mul_(steps.reciprocal()).add_(0.5).numpy()
        # By numpy, which took an eighth of the time that torch took.
        products = product(torch.from_numpy(counted.astype(np.uint8)))
        # What each row was counted from adds to an output that times the sum of its weights.
        return products.mul_(steps).addr_(least[:, 0], sums).add_(bias)

    return apply


def _nearest(weight: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The nearest whole numbers, (out, in) int8, and the scale of each output, (out,)."""
    sizes = weight.abs()
    # The sum of two neighbours may grow by 1 in rounding, and then is what 16 bits still hold.
    pairs = (sizes[:, 0::2] + sizes[:, 1::2]).amax(1)
    scale = (torch.maximum(sizes.amax(1), pairs) / LARGEST_WEIGHT).clamp_min(_LEAST_STEP)
    return (weight / scale[:, None]).round().to(torch.int8), scale
