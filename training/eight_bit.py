"""Round the default encoder's layers to eight bits: makes index/eight_bit.safetensors.

    python -m training.eight_bit DATA

DATA holds squad1-extra and pubmedqa, from each of which some passages, and the first sentence of
each, are put through the encoder.
By what then goes into a layer its weights are rounded one input after the other, and what each
rounding took from or gave to the outputs is made good by the inputs that are left. Source: Frantar
et al. 2023, GPTQ, sections 3.2 and 3.3, with the inputs of most weight first. The inputs are evened
out first, by the power of their largest that leaves the least error; source: Xiao et al. 2023,
SmoothQuant, equation 4.

Processors without instructions for it add the products of two neighbouring inputs in 16 bits, and
cut off what is more. The weights of two neighbours are so small that no sum is: then every
processor comes to the same whole numbers.
"""

import argparse
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save
from tokenizers import Tokenizer
from torch.nn.functional import linear

from index.eight_bit import (
    EVENING,
    ROUNDED_WEIGHTS,
    SCALE,
    WEIGHT,
    eight_bit_linear,
)
from index.linear import Affine, Linear, fast_linear
from index.packed_bert import PackedBert
from index.question_model import MAX_TOKENS, TOKENIZER, WEIGHTS
from index.sentence_encoder import default_model_folder

_SETS = ("squad1-extra", "pubmedqa")
_PASSAGES = 100
_SEED = 20
_TARGET = Path(__file__).parent.parent / "index" / ROUNDED_WEIGHTS
_LARGEST = 127
# The largest input, 255, times this is just what 16 bits hold.
_LARGEST_PAIR = 128
# What is added to the diagonal of the inputs' products, as a share of its mean; GPTQ's own.
_DAMPING = 0.01
# So many inputs are rounded before the ones behind them are changed; speed only.
_BLOCK = 64
_POWERS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
# The error is measured on every so manieth row.
_EVERY = 7


def main() -> None:
    """Make the file, and print what stands in the code beside it."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("data", type=Path)
    options = parser.parse_args()
    with torch.inference_mode():
        layers, inputs = _layers_and_inputs(list(_texts(options.data)))
        found: dict[str, torch.Tensor] = {}
        for name, affine in layers.items():
            rounded, error = best_rounding(affine, torch.cat(inputs.pop(name)))
            found |= {name + kind: one.contiguous() for kind, one in rounded.items()}
            print(f"{name}: relative error {error:.2e}", flush=True)
    data = save(found)
    _TARGET.write_bytes(data)
    print(f"sha256 {hashlib.sha256(data).hexdigest()}")


def _texts(data: Path) -> Iterator[str]:
    draw = np.random.default_rng(_SEED)
    for name in _SETS:
        with (data / name / "corpus.jsonl").open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        for at in draw.permutation(len(rows))[:_PASSAGES]:
            text = rows[at]["text"]
            yield f"{rows[at]['title']}. {text}"
            yield text.partition(". ")[0]


def _layers_and_inputs(
    texts: list[str],
) -> tuple[dict[str, Affine], dict[str, list[torch.Tensor]]]:
    """The encoder's linear layers by name, and what goes into each when it reads `texts`."""
    folder = default_model_folder()
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    layers: dict[str, Affine] = {}
    inputs: dict[str, list[torch.Tensor]] = {}

    def make(name: str, affine: Affine, *, gelu: bool = False) -> Linear:
        layers[name], inputs[name] = affine, []
        compute = fast_linear(affine, torch.float32, gelu=gelu)

        def apply(vectors: torch.Tensor) -> torch.Tensor:
            inputs[name].append(vectors[: len(tokens)].clone())
            return compute(vectors)

        return apply

    bert = PackedBert(load_file(folder / WEIGHTS), torch.float32, make)
    for text in texts:
        tokens = tokenizer.encode(text).ids
        bert.token_vectors(torch.tensor(tokens), [len(tokens)])
    return layers, inputs


def best_rounding(affine: Affine, inputs: torch.Tensor) -> tuple[dict[str, torch.Tensor], float]:
    """The layer in eight bits for `inputs`, (n, in), and its squared error beside the outputs'."""
    weight, bias = affine
    some = inputs[::_EVERY]
    expected = linear(some, weight)
    best: tuple[dict[str, torch.Tensor], float] = ({}, float("inf"))
    for layer in _roundings(weight, inputs):
        missed = eight_bit_linear(layer, torch.zeros_like(bias))(some) - expected
        error = float(missed.square().mean() / expected.square().mean())
        best = min(best, (layer, error), key=lambda one: one[1])
    return best


def _roundings(weight: torch.Tensor, inputs: torch.Tensor) -> Iterator[dict[str, torch.Tensor]]:
    largest, weighty = inputs.abs().amax(0).clamp_min(1e-3), weight.abs().amax(0).clamp_min(1e-4)
    for power in _POWERS:
        evening = largest**power / weighty ** (1 - power) if power else torch.ones_like(largest)
        even = inputs / evening
        whole, scale = rounded(weight * evening, even.T @ even / len(even))
        yield {WEIGHT: whole, SCALE: scale, EVENING: evening}


def rounded(weight: torch.Tensor, products: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """`weight`, (out, in), as whole numbers, int8, and the scale of each output, (out,) float32.

    `products` are the mean products of the inputs with each other, (in, in).
    """
    size = len(products)
    sizes = weight.double().abs()
    pairs = sizes[:, 0::2] + sizes[:, 1::2]
    scale = torch.maximum(sizes.amax(1) / _LARGEST, pairs.amax(1) / _LARGEST_PAIR)
    order = torch.argsort(products.diag(), descending=True)
    back = torch.argsort(order)
    curved = products.double()[order][:, order]
    curved += torch.eye(size) * _DAMPING * curved.diag().mean()
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(curved))
    shares = torch.linalg.cholesky(inverse, upper=True)
    left = weight.double()[:, order]
    whole = torch.zeros_like(left)
    room = torch.full_like(left, float(_LARGEST))
    for first in range(0, size, _BLOCK):
        last = min(size, first + _BLOCK)
        errors = torch.zeros(len(weight), last - first, dtype=torch.float64)
        for at in range(first, last):
            nearest = (left[:, at] / scale).round()
            whole[:, at] = torch.minimum(torch.maximum(nearest, -room[:, at]), room[:, at])
            neighbour = back[order[at] ^ 1]
            room[:, neighbour] = room[:, neighbour].minimum(_LARGEST_PAIR - whole[:, at].abs())
            error = (left[:, at] - whole[:, at] * scale) / shares[at, at]
            left[:, at:last] -= error[:, None] * shares[at, at:last]
            errors[:, at - first] = error
        left[:, last:] -= errors @ shares[first:last, last:]
    return whole[:, back].to(torch.int8), scale.float()


if __name__ == "__main__":
    main()
