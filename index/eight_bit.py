"""Linear layers in whole numbers of eight bits, for processors that multiply these fastest.

A weight is stored as a whole number, in a scale that all weights of an output share. What goes in
is rounded to eight bits when it comes, after each input was divided by a number that evens the
inputs out: in steps of a size, and from a least number on, that were measured on texts before. So
it takes one look at each number, and what GELU gives comes out of the product in eight bits.
Sources: Xiao et al. 2023, SmoothQuant, sections 3 and 4 (sizes measured before, evening out).

Behind GELU a few numbers of a token are far larger than all others, such as 24 where others have 2,
and would take most of the 255 steps for themselves. So a number that may exceed the largest step is
counted several times, each time from where the one before ends: 7 in steps up to 3 is 3 and 3 and
1. GELU of what a number is above 3 is what it lacks there, but for the little that GELU of numbers
about 0 differs from them. Ours.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import torch
from safetensors.torch import load

from index.errors import EncoderChanged
from index.linear import ROWS, Affine, Linear, Named, computes_in_bfloat16

# The default model's layers, made by `training/eight_bit.py`.
ROUNDED_WEIGHTS = "eight_bit.safetensors"
_SHA256 = "8c711eac4905eec25e874f3e045d7912410e22328b3ec7d5a9ee5781a772f7c4"
_REINSTALL = "reinstall the package: `pip install --force-reinstall chapterverse`"
# What the names of a layer's numbers end with. Its weights, (out, in) int8, and their scales,
# (out,); what inputs are divided by, (in,); then the least of them and the step, (2,).
WEIGHT, SCALE, EVENING, RANGE = ".weight", ".scale", ".evening", ".range"
# Of a layer behind GELU, whose inputs are not divided: which of them, (n,) int64, are counted once
# more, and from where on, (n,). Its weights are (out, in + n).
AGAIN, ABOVE = ".again", ".above"
# How large each input got, (in,).
INPUT_SIZE = ".largest"
# From the least number to the greatest there are so many steps.
STEPS = 255
# 255 times 128, which two neighbouring weights may be together, is what 16 bits hold.
LARGEST_WEIGHT, LARGEST_WEIGHT_PAIR = 127, 128
# So many rows are rounded at a time, which stay in a core's own memory then. Ours.
_TOGETHER = 256


@dataclass(frozen=True, slots=True, eq=False)
class EightBit:
    """Makes layers of `layers`, whose outputs are in `dtype`. A `LayerMaker`."""

    layers: Mapping[str, torch.Tensor]
    dtype: torch.dtype

    def linear(self, name: str, affine: Affine) -> Linear:
        """The layer called `name`, with the bias of `affine`."""
        product = self._product(name, affine[1])
        rounding = self._rounding(name)
        return lambda vectors: product(rounding(vectors))

    def feed_forward(self, wide: Named, narrow: Named) -> Linear:
        """Two layers by their names, one after the other, with GELU between them."""
        (first, (_, bias)), (second, (_, last_bias)) = wide, narrow
        again, above = self.layers[second + AGAIN], self.layers[second + ABOVE]
        every = torch.cat([torch.arange(len(bias)), again])
        widened = {
            first + RANGE: self.layers[first + RANGE],
            **{first + kind: self.layers[first + kind][every] for kind in (WEIGHT, SCALE)},
        }
        spread = EightBit(widened, torch.uint8)
        shifted = torch.cat([bias, bias[again] - above])
        rounding = self._rounding(first)
        between = spread._product(first, shifted, gelu=self._range(second))
        product = self._product(second, last_bias)
        return lambda vectors: product(between(rounding(vectors)))

    def _range(self, name: str) -> tuple[float, float]:
        least, step = self.layers[name + RANGE].tolist()
        return least, step

    def _rounding(self, name: str) -> Linear:
        """What rounds the inputs of the layer called `name`, (n, in), to (n, in) uint8."""
        least, step = self._range(name)
        factors = (self.layers[name + EVENING] * step).reciprocal()
        # Half a step more, for what is behind the point is cut off.
        half = torch.full_like(factors, 0.5 - least / step)

        def rounded(vectors: torch.Tensor) -> torch.Tensor:
            whole = np.empty(tuple(vectors.shape), np.uint8)
            for first in range(0, len(vectors), _TOGETHER):
                rows = slice(first, first + _TOGETHER)
                steps = torch.addcmul(half, vectors[rows].float(), factors).clamp_(0, STEPS)
                # By numpy, which took an eighth of the time that torch took.
                whole[rows] = steps.numpy()
            return torch.from_numpy(whole)

        return rounded

    def _product(
        self, name: str, bias: torch.Tensor, gelu: tuple[float, float] | None = None
    ) -> Linear:
        """What multiplies rounded inputs with the weights of the layer called `name`.

        The outputs, or GELU of them where the least of it and its step are given, which they are
        rounded by then.
        """
        weight, scale = self.layers[name + WEIGHT], self.layers[name + SCALE]
        least, step = self._range(name)
        # What inputs are counted from adds to an output that times the sum of its weights.
        added = bias + weight.sum(1) * scale * least
        if gelu is None:
            return whole_product(weight, scale * step, added, self.dtype)
        out = (gelu[1], round(-gelu[0] / gelu[1]))
        return whole_product(weight, scale * step, added, self.dtype, gelu=out)


def whole_product(
    weight: torch.Tensor,
    scale: torch.Tensor,
    bias: torch.Tensor | None,
    dtype: torch.dtype,
    *,
    gelu: tuple[float, int] | None = None,
) -> Linear:
    """Computes `x @ weight.T * scale + bias` for uint8 `x` of shape (n, in), in `dtype`.

    Or GELU of it, rounded to uint8, where its step and what stands for 0 are given.

    Raises: RuntimeError, AttributeError: where torch comes without oneDNN.
    """
    own = torch.ops.onednn.qlinear_prepack(weight, [ROWS, weight.shape[1]])
    multiply = torch.ops.onednn.qlinear_pointwise
    zeros = torch.zeros(len(weight), dtype=torch.int32)
    step, zero, activation, kind = (*gelu, "gelu", "none") if gelu else (1.0, 0, "none", "")

    def apply(whole: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = multiply(
            whole, 1.0, 0, own, scale, zeros, bias, step, zero, dtype, activation, [], kind
        )
        return result

    return apply


def default_model_in_eight_bits(dtype: torch.dtype) -> EightBit:
    """Makes the default model's linear layers, whose outputs are in `dtype`.

    Raises: EncoderChanged: when the file is not there, or not the one that was written.
    """
    return EightBit(default_layers(), dtype)


def default_layers() -> dict[str, torch.Tensor]:
    """What the file that comes with the package says of the default model's layers.

    Raises: EncoderChanged: when it is not there, or not the one that was written.
    """
    try:
        data = files("index").joinpath(ROUNDED_WEIGHTS).read_bytes()
    except OSError as error:
        raise EncoderChanged(
            f"the weights in {ROUNDED_WEIGHTS} cannot be read: {error}", hint=_REINSTALL
        ) from error
    digest = hashlib.sha256(data).hexdigest()
    if digest != _SHA256:
        raise EncoderChanged(
            f"the weights in {ROUNDED_WEIGHTS} have the checksum {digest}, expected {_SHA256}",
            hint=_REINSTALL,
        )
    return load(data)


def computes_in_eight_bits() -> bool:
    """Whether torch, as it is installed here, computes such layers, and rightly."""
    size = 32
    layer = {
        WEIGHT: torch.full((size, size), LARGEST_WEIGHT_PAIR // 2, dtype=torch.int8),
        SCALE: torch.full((size,), 1 / LARGEST_WEIGHT_PAIR),
        EVENING: torch.ones(size),
        # Behind GELU the largest step counts for 6.2 there, and zero is the fiftieth.
        RANGE: torch.tensor([-1.5, 0.03]),
        AGAIN: torch.zeros(0, dtype=torch.int64),
        ABOVE: torch.zeros(0),
    }
    layers = {name + kind: one for name in ("wide", "narrow") for kind, one in layer.items()}
    affine = (torch.ones(size, size), torch.zeros(size))
    # The sums of 32 inputs, each by a half: of all ones 16, which is more than 6.15.
    given = torch.tensor([[1.0], [0.3], [-1.5]]).expand(3, size)
    expected = torch.tensor([[6.15], [4.8], [0.0]]).expand(3, size) * size / 2
    try:
        for dtype in (torch.float32, *([torch.bfloat16] if computes_in_bfloat16() else [])):
            make = EightBit(layers, dtype)
            found = make.feed_forward(("wide", affine), ("narrow", affine))(given.to(dtype))
            if not torch.allclose(found.float(), expected, rtol=0.02, atol=0.1):
                return False
    except (RuntimeError, AttributeError):
        return False
    return True
