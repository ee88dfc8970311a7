"""Round the default encoder's layers to eight bits: makes index/eight_bit.safetensors.

    python -m training.eight_bit DATA

DATA holds squad1-extra and pubmedqa, from each of which some passages, the first sentence and the
first words of each, and what in it is no letter, are put through the encoder. A text's vector is
the mean of its tokens', so that of a short text each token counts for more.
By what then goes into a layer its weights are rounded one input after the other, and what each
rounding took from or gave to the outputs is made good by the inputs that are left. Source: Frantar
et al. 2023, GPTQ, sections 3.2 and 3.3, with the inputs of most weight first. The inputs are evened
out first, by the power of their largest that leaves the least error; source: Xiao et al. 2023,
SmoothQuant, equation 4. The steps in which they are rounded are those that leave the least error,
too; behind GELU inputs above the largest step are counted again (`index/eight_bit.py`). How large
the inputs get is kept for `index/eight_bit_rows.py`.

Processors without instructions for it add the products of two neighbouring inputs in 16 bits, and
cut off what is more. The weights of two neighbours are so small that no sum is: then every
processor comes to the same whole numbers.
"""

import argparse
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save
from tokenizers import Tokenizer
from torch.nn.functional import gelu, linear

from index.eight_bit import (
    ABOVE,
    AGAIN,
    EVENING,
    INPUT_SIZE,
    LARGEST_WEIGHT,
    LARGEST_WEIGHT_PAIR,
    RANGE,
    ROUNDED_WEIGHTS,
    SCALE,
    STEPS,
    WEIGHT,
)
from index.linear import Affine, InDtype, Linear, Named
from index.packed_bert import PackedBert
from index.question_model import MAX_TOKENS, TOKENIZER, WEIGHTS
from index.sentence_encoder import default_model_folder

Layer = dict[str, torch.Tensor]

_SETS = ("squad1-extra", "pubmedqa")
_PASSAGES = 100
_SEED = 20
_TARGET = Path(__file__).parent.parent / "index" / ROUNDED_WEIGHTS
_FIRST_WORDS = 2
_NO_LETTERS = 60
# What is added to the diagonal of the inputs' products, as a share of its mean; GPTQ's own.
_DAMPING = 0.01
# So many inputs are rounded before the ones behind them are changed; speed only.
_BLOCK = 64
_POWERS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
# Such shares of the numbers may be cut off at either end.
_CUT_OFF = (0.0, 1e-6, 1e-5, 1e-4)
# Behind GELU: what the largest step may stand for. Its own least is about -0.17.
_LARGEST_STEPS = (3.0, 4.0, 5.0, 6.0, 8.0)
_LEAST_OF_GELU = -0.17
# So many inputs are counted again at most, a few of them more than once; and with them there are a
# multiple of so many, by which products are fast.
_MOST_AGAIN = 64
_ROUND_WIDTH = 64
# Above this there is no input.
_NEVER = 1e4
# The largest input of texts that were not seen may be larger by so much.
_SPARE = 1.2
# The error is measured on every so manieth row.
_EVERY = 5


class Collector:
    """Makes layers in float32 that keep what goes in. A `LayerMaker`."""

    def __init__(self) -> None:
        """Nothing is kept yet."""
        # How many tokens the text has that is read; the rows behind them only fill up.
        self.length = 0
        self.layers: dict[str, Affine] = {}
        # Of each layer, what went in for each text.
        self.inputs: dict[str, list[torch.Tensor]] = {}

    def linear(self, name: str, affine: Affine) -> Linear:
        """The layer called `name`."""
        self.layers[name], self.inputs[name] = affine, []
        compute = InDtype(torch.float32).linear(name, affine)

        def apply(vectors: torch.Tensor) -> torch.Tensor:
            self.inputs[name].append(vectors[: self.length].clone())
            return compute(vectors)

        return apply

    def feed_forward(self, wide: Named, narrow: Named) -> Linear:
        """Two layers with GELU between them."""
        first, second = self.linear(*wide), self.linear(*narrow)
        return lambda vectors: second(gelu(first(vectors)))


def main() -> None:
    """Make the file, and print what stands in the code beside it."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("data", type=Path)
    options = parser.parse_args()
    with torch.inference_mode():
        collected = _collected(list(_texts(options.data)))
        found: Layer = {}
        for name, affine in collected.layers.items():
            texts = collected.inputs.pop(name)
            shares = torch.cat([torch.full((len(text),), 1 / len(text)) for text in texts])
            best = best_behind_gelu if _behind_gelu(name) else best_rounding
            inputs = torch.cat(texts)
            layer, error = best(affine, inputs, shares / len(texts))
            if not layer:
                parser.error(f"{name} cannot be rounded: too many of its inputs are too large")
            layer[INPUT_SIZE] = inputs.abs().amax(0)
            found |= {name + kind: one.contiguous() for kind, one in layer.items()}
            print(f"{name}: relative error {error:.2e}", flush=True)
    data = save(found)
    _TARGET.write_bytes(data)
    print(f"sha256 {hashlib.sha256(data).hexdigest()}")


def _behind_gelu(name: str) -> bool:
    return name.endswith(".output.dense") and "attention" not in name


def _texts(data: Path) -> Iterator[str]:
    draw = np.random.default_rng(_SEED)
    for name in _SETS:
        with (data / name / "corpus.jsonl").open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        for at in draw.permutation(len(rows))[:_PASSAGES]:
            text = rows[at]["text"]
            yield f"{rows[at]['title']}. {text}"
            yield text.partition(". ")[0]
            yield " ".join(text.split()[:_FIRST_WORDS])
            yield re.sub("[^\\W\\d_]+", " ", text)[:_NO_LETTERS]


def _collected(texts: list[str]) -> Collector:
    """The encoder's linear layers, and what goes into each when it reads `texts`."""
    folder = default_model_folder()
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    collector = Collector()
    bert = PackedBert(load_file(folder / WEIGHTS), torch.float32, collector)
    for text in texts:
        tokens = tokenizer.encode(text).ids
        collector.length = len(tokens)
        bert.token_vectors(torch.tensor(tokens), [len(tokens)])
    return collector


def best_rounding(
    affine: Affine, inputs: torch.Tensor, shares: torch.Tensor
) -> tuple[Layer, float]:
    """The layer in eight bits for `inputs`, (n, in), and its squared error beside the outputs'.

    `shares`, (n,), are the weights of the inputs, which sum up to 1.
    """
    weight, _ = affine
    missed = _Missed(weight, inputs, shares)
    best: tuple[Layer, float] = ({}, float("inf"))
    largest, weighty = inputs.abs().amax(0).clamp_min(1e-3), weight.abs().amax(0).clamp_min(1e-4)
    for power in _POWERS:
        evening = largest**power / weighty ** (1 - power) if power else torch.ones_like(largest)
        even = inputs / evening
        whole, scale = rounded(weight * evening, even.T @ (even * shares[:, None]))
        for share in _CUT_OFF:
            least, most = _without_share(even, share)
            steps = torch.tensor([least, (most - least) / STEPS])
            counted = _counted(missed.inputs / evening, steps)
            layer = {WEIGHT: whole, SCALE: scale, EVENING: evening, RANGE: steps}
            error = missed.error(linear(counted, whole * scale[:, None]))
            best = min(best, (layer, error), key=lambda one: one[1])
    return best


def best_behind_gelu(
    affine: Affine, inputs: torch.Tensor, shares: torch.Tensor
) -> tuple[Layer, float]:
    """The same for a layer whose `inputs` are what GELU gives."""
    weight, _ = affine
    missed = _Missed(weight, inputs, shares)
    best: tuple[Layer, float] = ({}, float("inf"))
    largest = inputs.amax(0) * _SPARE
    for most in _LARGEST_STEPS:
        again, above = counted_again(largest, most)
        if len(again) > _MOST_AGAIN:
            continue
        step = (most - _LEAST_OF_GELU) / STEPS
        # GELU gives 0 itself for most numbers: a whole number of steps.
        steps = torch.tensor([-step * round(-_LEAST_OF_GELU / step), step])
        every = torch.cat([torch.arange(weight.shape[1]), again])
        spread = _spread(inputs, again, above).clamp_max_(most)
        whole, scale = rounded(weight[:, every], spread.T @ (spread * shares[:, None]))
        counted = _counted(_spread(missed.inputs, again, above), steps)
        layer = {WEIGHT: whole, SCALE: scale, RANGE: steps, AGAIN: again, ABOVE: above}
        error = missed.error(linear(counted, whole * scale[:, None]))
        best = min(best, (layer, error), key=lambda one: one[1])
    return best


class _Missed:
    """What a layer's outputs should be for some of its inputs."""

    def __init__(self, weight: torch.Tensor, inputs: torch.Tensor, shares: torch.Tensor) -> None:
        self.inputs = inputs[::_EVERY]
        self._expected = linear(self.inputs, weight)
        self._shares = shares[::_EVERY, None]
        self._all = (self._expected.square() * self._shares).sum()

    def error(self, found: torch.Tensor) -> float:
        """The squared error of `found`, (n, out), as a share of the outputs' own squares."""
        return float(((found - self._expected).square() * self._shares).sum() / self._all)


def counted_again(largest: torch.Tensor, most: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Which inputs are counted again, (n,) int64, and from where on, (n,).

    `largest` has the largest of each input; `most` is what one count may stand for.

    >>> counted_again(torch.tensor([2.0, 7.0]), 3.0)[1][:3]
    tensor([3.0000e+00, 6.0000e+00, 1.0000e+04])
    """
    found = [
        (number, most * times)
        for number, one in enumerate(largest.tolist())
        for times in range(1, -int(-one // most))
    ]
    found += [(0, _NEVER)] * (-(len(largest) + len(found)) % _ROUND_WIDTH)
    again, above = zip(*found, strict=True) if found else ((), ())
    return torch.tensor(again, dtype=torch.int64), torch.tensor(above)


def _spread(inputs: torch.Tensor, again: torch.Tensor, above: torch.Tensor) -> torch.Tensor:
    """`inputs`, (n, in), with those behind them that are counted again."""
    return torch.cat([inputs, gelu(inputs[:, again] - above)], 1)


def _without_share(numbers: torch.Tensor, share: float) -> tuple[float, float]:
    """The least and the largest number, but for such a share of them at either end, by count."""
    flat = numbers.flatten()
    cut = int(len(flat) * share) + 1
    return float(flat.topk(cut, largest=False).values[-1]), float(flat.topk(cut).values[-1])


def _counted(inputs: torch.Tensor, steps: torch.Tensor) -> torch.Tensor:
    """What is left of `inputs` when they are counted in steps."""
    least, step = steps.tolist()
    whole: torch.Tensor = ((inputs - least) / step + 0.5).floor().clamp(0, STEPS)
    return whole.mul(step).add(least)


def rounded(weight: torch.Tensor, products: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """`weight`, (out, in), as whole numbers, int8, and the scale of each output, (out,) float32.

    `products` are the mean products of the inputs with each other, (in, in).
    """
    size = len(products)
    sizes = weight.double().abs()
    pairs = sizes[:, 0::2] + sizes[:, 1::2]
    scale = torch.maximum(sizes.amax(1) / LARGEST_WEIGHT, pairs.amax(1) / LARGEST_WEIGHT_PAIR)
    order = torch.argsort(products.diag(), descending=True)
    back = torch.argsort(order)
    curved = products.double()[order][:, order]
    curved += torch.eye(size) * _DAMPING * curved.diag().mean()
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(curved))
    shares = torch.linalg.cholesky(inverse, upper=True)
    left = weight.double()[:, order]
    whole = torch.zeros_like(left)
    room = torch.full_like(left, float(LARGEST_WEIGHT))
    for first in range(0, size, _BLOCK):
        last = min(size, first + _BLOCK)
        errors = torch.zeros(len(weight), last - first, dtype=torch.float64)
        for at in range(first, last):
            nearest = (left[:, at] / scale).round()
            whole[:, at] = torch.minimum(torch.maximum(nearest, -room[:, at]), room[:, at])
            neighbour = back[order[at] ^ 1]
            room[:, neighbour] = room[:, neighbour].minimum(
                LARGEST_WEIGHT_PAIR - whole[:, at].abs()
            )
            error = (left[:, at] - whole[:, at] * scale) / shares[at, at]
            left[:, at:last] -= error[:, None] * shares[at, at:last]
            errors[:, at - first] = error
        left[:, last:] -= errors @ shares[first:last, last:]
    return whole[:, back].to(torch.int8), scale.float()


if __name__ == "__main__":
    main()
