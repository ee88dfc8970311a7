"""Linear layers in whole numbers of eight bits, for processors that multiply these fastest.

A weight is stored as a whole number, in a scale that all weights of an output share. What goes in
is rounded to eight bits when it comes, each row between its own least and greatest number, after
each input was divided by a number that evens the inputs out. Sources: Dettmers et al. 2022,
LLM.int8(), section 2.1 (a scale for each row and each output); Xiao et al. 2023, SmoothQuant,
section 4 (evening out).
"""

import hashlib
from collections.abc import Mapping
from importlib.resources import files

import numpy as np
import torch
from safetensors.torch import load

from index.errors import EncoderChanged
from index.linear import ROWS, Affine, Linear, LinearMaker

# The default model's layers, made by `training/eight_bit.py`.
ROUNDED_WEIGHTS = "eight_bit.safetensors"
_SHA256 = "a6932d9afc24fee068576e78f8c6ae474fa52f76bdc6245615c06bd23d333f59"
_REINSTALL = "reinstall the package: `pip install --force-reinstall chapterverse`"
# What the names of a layer's numbers end with: its weights, (out, in) int8; their scales, (out,);
# and what inputs are divided by, (in,).
_KINDS = WEIGHT, SCALE, EVENING = ".weight", ".scale", ".evening"
# From the least number of a row to its greatest there are so many steps; of a row of equal numbers
# they have a size, too.
_STEPS = 255
# 255 times 128, which two neighbouring weights may be together, is what 16 bits hold.
_LARGEST = 127
_LEAST_STEP = 1e-12


def default_model_in_eight_bits() -> LinearMaker:
    """Makes the default model's linear layers.

    Raises: EncoderChanged: when the file is not there, or not the one that was written.
    """
    found = _default_layers()

    def make(name: str, affine: Affine, *, gelu: bool = False) -> Linear:
        layer = {kind: found[name + kind] for kind in _KINDS}
        return eight_bit_linear(layer, affine[1], gelu=gelu)

    return make


def descendant_in_eight_bits() -> LinearMaker:
    """Makes the layers of a network that was trained on from the default model.

    Weights are rounded to the nearest, as they come; inputs are evened out as the default model's.

    Raises: EncoderChanged: when the file is not there, or not the one that was written.
    """
    found = _default_layers()

    def make(name: str, affine: Affine, *, gelu: bool = False) -> Linear:
        evening = found[name + EVENING]
        weight = affine[0] * evening
        sizes = weight.abs()
        # The sum of two neighbours may grow by 1 in rounding, and then is what 16 bits still hold.
        pairs = (sizes[:, 0::2] + sizes[:, 1::2]).amax(1)
        scale = (torch.maximum(sizes.amax(1), pairs) / _LARGEST).clamp_min(_LEAST_STEP)
        whole = (weight / scale[:, None]).round().to(torch.int8)
        layer = {WEIGHT: whole, SCALE: scale, EVENING: evening}
        return eight_bit_linear(layer, affine[1], gelu=gelu)

    return make


def _default_layers() -> dict[str, torch.Tensor]:
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
    """Whether torch, as it is installed here, has what such layers take."""
    try:
        layer = {WEIGHT: torch.ones(4, 4, dtype=torch.int8), SCALE: torch.ones(4)}
        layer[EVENING] = torch.ones(4)
        found = eight_bit_linear(layer, torch.zeros(4))(torch.ones(1, 4))
    except (RuntimeError, AttributeError, NotImplementedError):
        return False
    return bool(torch.allclose(found, torch.full((1, 4), 4.0)))


def eight_bit_linear(
    layer: Mapping[str, torch.Tensor], bias: torch.Tensor, *, gelu: bool = False
) -> Linear:
    """Computes `x @ weight.T + bias`, or GELU of it, for float32 `x` of shape (n, in).

    `layer` has what belongs to `WEIGHT`, `SCALE` and `EVENING`.

    Raises: RuntimeError, AttributeError: where torch comes without oneDNN.
    """
    weight, scale = layer[WEIGHT], layer[SCALE]
    own = torch.ops.onednn.qlinear_prepack(weight, [ROWS, weight.shape[1]])
    multiply = torch.ops.onednn.qlinear_pointwise
    zeros = torch.zeros(len(weight), dtype=torch.int32)
    factors = layer[EVENING].reciprocal()
    sums = weight.sum(1) * scale
    gelu_in_place: Linear = torch.ops.aten.gelu_

    def apply(vectors: torch.Tensor) -> torch.Tensor:
        even = vectors * factors
        least = even.amin(1, keepdim=True)
        steps = even.amax(1, keepdim=True).sub_(least).div_(_STEPS).clamp_min_(_LEAST_STEP)
        whole = _whole(even.sub_(least).mul_(steps.reciprocal()))
        products: torch.Tensor = multiply(
            whole, 1.0, 0, own, scale, zeros, None, 1.0, 0, torch.float32, "none", [], ""
        )
        # What each row was counted from adds to an output that times the sum of its weights.
        result = products.mul_(steps).addr_(least[:, 0], sums).add_(bias)
        return gelu_in_place(result) if gelu else result

    return apply


def _whole(numbers: torch.Tensor) -> torch.Tensor:
    """Numbers from 0 to 255, rounded, as uint8; `numbers` are changed.

    By numpy, which took an eighth of the time that torch took.
    """
    return torch.from_numpy(numbers.add_(0.5).numpy().astype(np.uint8))
