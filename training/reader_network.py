"""The reader's network as it is trained: the heads on a BERT of `transformers`, and its file."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load, save
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel
from transformers.utils import logging

from index.question_model import TOKENIZER
from index.sentence_encoder import default_model_folder
from index.whole_file import write_whole
from qa.pairs import PairMaker
from qa.reader import ABOUT_WEIGHTS, WEIGHTS
from qa.reader_weights import ENCODER, SCALE, TELLING, read_weights
from qa.reading_network import NetworkOutput, PairBatch, ReadingHeads
from qa.telling_network import TellingHead, telling_logits

# These parts of the encoder stay as they are: they need not be shipped, and training is faster.
FROZEN = ("embeddings", "encoder.layer.0", "encoder.layer.1", "pooler")
# Heads of a few rows are kept in float32.
_LEAST_ROWS = 16


class TrainableNetwork(ReadingHeads):
    """The heads with an encoder that learns, too. Its weights have the names of the file."""

    def __init__(self, encoder: nn.Module, dimension: int) -> None:
        """Put fresh heads on `encoder`, whose vectors have `dimension` numbers."""
        super().__init__(dimension)
        self.encoder = encoder

    def judge(self, batch: PairBatch) -> NetworkOutput:
        """Judge every pair of `batch`."""
        return self.judge_vectors(self.vectors(batch), batch)

    def vectors(self, batch: PairBatch) -> torch.Tensor:
        """The vectors of the tokens of `batch`, (n, length, dim)."""
        vectors: torch.Tensor = self.encoder(
            input_ids=batch.tokens, attention_mask=batch.attention, token_type_ids=batch.kinds
        ).last_hidden_state
        return vectors


class TrainableTelling(nn.Module):
    """The telling network as it is trained: a reader that goes on learning, and a fresh head."""

    def __init__(self, reading: TrainableNetwork) -> None:
        """Go on from `reading`, whose own heads stay as they are."""
        super().__init__()
        self.reading = reading
        self.head = TellingHead(reading.place.in_features)

    def logits(self, batch: PairBatch) -> torch.Tensor:
        """The logit of each pair of `batch`, whose excerpt is about one sentence: (n,) float32."""
        return telling_logits(self.reading.vectors(batch), batch, self.reading, self.head)


def new_network() -> tuple[TrainableNetwork, PairMaker]:
    """An untrained network on the default encoder's weights, in float32, and its pair maker.

    Attention is computed the "eager" way, which trains twice as fast on a CPU as "sdpa".

    Raises: EncoderError: when the default encoder is not installed or was changed.
    """
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    folder = default_model_folder()
    encoder = AutoModel.from_pretrained(folder, local_files_only=True, attn_implementation="eager")
    network = TrainableNetwork(encoder, encoder.config.hidden_size)
    return network.eval(), PairMaker(Tokenizer.from_file(str(folder / TOKENIZER)))


def trained_network(folder: Path | None = None) -> tuple[TrainableNetwork, PairMaker]:
    """The network in `folder`, or the one that comes with the package, to go on from; in float32.

    Raises: ReaderError: when the weights are not there, or not those that were written.
    """
    weights = read_weights(folder)
    network, maker = new_network()
    network.load_state_dict(weights, strict=False)
    return network, maker


def save_reader(network: TrainableNetwork, folder: Path, about: Mapping[str, object]) -> None:
    """Write what was learned to `folder`: matrices in int8 with a scale for each row.

    `about` says how the weights came to be; their checksum is added.
    """
    data = save(_packed(learned(network)))
    (folder / WEIGHTS).write_bytes(data)
    content = {**about, "sha256": hashlib.sha256(data).hexdigest()}
    (folder / ABOUT_WEIGHTS).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def add_telling(network: TrainableTelling, folder: Path, about: Mapping[str, object]) -> None:
    """Put what was learned into the file of the reader in `folder`, from which it went on.

    `about` says how it came to be, and is added to what is said of the reader.

    Raises: ReaderError: when the file is not there, or not the one that was written.
    """
    read_weights(folder)
    reading = learned(network.reading)
    own = {
        **{name: one for name, one in reading.items() if name.startswith(ENCODER)},
        **dict(network.head.named_parameters()),
    }
    before = load((folder / WEIGHTS).read_bytes())
    kept = {name: one for name, one in before.items() if name.removesuffix(SCALE) in reading}
    data = save({**kept, **_packed({f"{TELLING}{name}": one for name, one in own.items()})})
    write_whole(folder / WEIGHTS, data)
    content = json.loads((folder / ABOUT_WEIGHTS).read_text(encoding="utf-8"))
    content |= {"tells": about, "sha256": hashlib.sha256(data).hexdigest()}
    write_whole(folder / ABOUT_WEIGHTS, (json.dumps(content, indent=1) + "\n").encode())


def learned(network: TrainableNetwork) -> dict[str, nn.Parameter]:
    """The weights that training may change, by name: all but the embeddings and lower layers."""
    return {
        name: weight
        for name, weight in network.named_parameters()
        if not name.startswith(tuple(f"{ENCODER}{part}." for part in FROZEN))
    }


def learned_parts(network: TrainableNetwork) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
    """The weights that training may change: those of the encoder, and those of the heads."""
    body = [one for name, one in learned(network).items() if name.startswith(ENCODER)]
    heads = [one for name, one in learned(network).items() if not name.startswith(ENCODER)]
    return body, heads


def _packed(weights: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    packed: dict[str, torch.Tensor] = {}
    for name, learned_weight in weights.items():
        weight = learned_weight.detach().float().contiguous()
        if weight.dim() == 1 or weight.shape[0] < _LEAST_ROWS:
            packed[name] = weight
            continue
        scale = weight.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / 127
        packed[name] = (weight / scale).round().to(torch.int8)
        packed[name + SCALE] = scale
    return packed
