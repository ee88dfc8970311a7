"""The reader's weights: their file, and the networks that are made of it."""

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import torch
from safetensors.torch import load, load_file
from tokenizers import Tokenizer

from index.eight_bit import computes_in_eight_bits
from index.eight_bit_rows import descendant_in_eight_bits
from index.linear import InDtype, LayerMaker, computes_in_bfloat16
from index.packed_bert import PackedBert
from index.question_model import DIMENSION, TOKENIZER
from index.question_model import WEIGHTS as ENCODER_WEIGHTS
from index.sentence_encoder import default_model_folder
from qa.errors import ReaderError
from qa.pairs import PairMaker
from qa.reader import ABOUT_WEIGHTS, WEIGHTS
from qa.reading_network import ReadingHeads, ReadingNetwork
from qa.telling_network import TellingHead, TellingNetwork

# What the name of a matrix in int8 is followed by where its scales are meant.
SCALE = ".scale"
# What the names of the encoder's weights begin with in the file, and those of the telling network.
ENCODER = "encoder."
TELLING = "telling."
_X86 = ("x86_64", "AMD64")
_REINSTALL = "reinstall the package: `pip install --force-reinstall chapterverse`"


@dataclass(frozen=True, slots=True, eq=False)
class ReaderNetworks:
    """What the file holds: `telling` is None where only reading was trained; and a pair maker."""

    reading: ReadingNetwork
    telling: TellingNetwork | None
    maker: PairMaker


def load_reader(folder: Path | None = None) -> ReaderNetworks:
    """The trained networks in `folder`, or those that come with the package.

    They compute in bfloat16 where the processor does, and else, on x86, in whole numbers of eight
    bits: five passages were read in 200 ms so instead of 280 (two cores with AVX2 alone). Logits
    differ by 0.06, of a spread of 2, and those of what is told by 0.09, of 2.9 (root mean squares).

    Raises: ReaderError: when the weights are not there, not those that were written, or of another
        version. EncoderError: when the default encoder is not installed or was changed.
    """
    weights = read_weights(folder)
    dtype: torch.dtype = torch.float32
    layers: LayerMaker | None = None
    if computes_in_bfloat16():
        dtype = torch.bfloat16
    elif platform.machine() in _X86 and computes_in_eight_bits():
        layers = descendant_in_eight_bits()
    encoder_folder = default_model_folder()
    encoder_weights = load_file(encoder_folder / ENCODER_WEIGHTS)
    try:
        reading = network_of(weights, encoder_weights, dtype, layers)
        telling = telling_of(weights, reading, dtype, layers)
    except (KeyError, RuntimeError) as error:
        reason = " ".join(str(error).split())
        raise ReaderError(
            f"the reader's weights were made for another version: {reason}", hint=_hint(folder)
        ) from error
    tokenizer = Tokenizer.from_file(str(encoder_folder / TOKENIZER))
    return ReaderNetworks(reading, telling, PairMaker(tokenizer))


def network_of(
    weights: Mapping[str, torch.Tensor],
    encoder_weights: Mapping[str, torch.Tensor],
    dtype: torch.dtype,
    layers: LayerMaker | None = None,
) -> ReadingNetwork:
    """The network of what was learned and, for the rest, the default encoder's own weights.

    `layers` makes the encoder's linear layers; without it they, too, compute in `dtype`.
    """
    heads = ReadingHeads(DIMENSION)
    heads.load_state_dict(
        {
            name: weight
            for name, weight in weights.items()
            if not name.startswith((ENCODER, TELLING))
        }
    )
    encoder = PackedBert({**encoder_weights, **_below(ENCODER, weights)}, dtype, layers)
    return ReadingNetwork(encoder, heads.to(dtype).eval())


def telling_of(
    weights: Mapping[str, torch.Tensor],
    reading: ReadingNetwork,
    dtype: torch.dtype,
    layers: LayerMaker | None = None,
) -> TellingNetwork | None:
    """The telling network that goes on from `reading`; None where `weights` have none."""
    own = _below(TELLING, weights)
    if not own:
        return None
    head = TellingHead(DIMENSION)
    head.load_state_dict(
        {name: weight for name, weight in own.items() if not name.startswith(ENCODER)}
    )
    encoder = reading.encoder.changed(_below(ENCODER, own), layers or InDtype(dtype))
    return TellingNetwork(ReadingNetwork(encoder, reading.heads), head.to(dtype).eval())


def _below(prefix: str, weights: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Those of `weights` whose names begin with `prefix`, by the rest of the name."""
    return {
        name.removeprefix(prefix): weight
        for name, weight in weights.items()
        if name.startswith(prefix)
    }


def read_weights(folder: Path | None = None) -> dict[str, torch.Tensor]:
    """The learned weights in `folder`, or those that come with the package, by name; in float32.

    Raises: ReaderError: when they are not there, or not those that were written.
    """
    place = folder or files("qa")
    try:
        data = place.joinpath(WEIGHTS).read_bytes()
        about = json.loads(place.joinpath(ABOUT_WEIGHTS).read_text(encoding="utf-8"))
        expected = about["sha256"]
    except FileNotFoundError as error:
        missing = Path(error.filename).name
        raise ReaderError(
            f"the reader's weights are not whole: there is no {missing}", hint=_hint(folder)
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReaderError(
            f"the reader's weights, {WEIGHTS} and {ABOUT_WEIGHTS}, cannot be read: {error}",
            hint=_hint(folder),
        ) from error
    digest = hashlib.sha256(data).hexdigest()
    if digest != expected:
        raise ReaderError(
            f"the reader's weights have the checksum {digest}, expected {expected}",
            hint=_hint(folder),
        )
    return _unpacked(load(data))


def _hint(folder: Path | None) -> str:
    if folder is None:
        return _REINSTALL
    return f"copy {WEIGHTS} and {ABOUT_WEIGHTS} into {folder} again, as they were trained"


def _unpacked(packed: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {
        name: weight.float() * packed[name + SCALE] if name + SCALE in packed else weight
        for name, weight in packed.items()
        if not name.endswith(SCALE)
    }
