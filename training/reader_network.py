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
from qa.pairs import PairMaker
from qa.reader import ABOUT_WEIGHTS, WEIGHTS
from qa.reading_network import SCALE, NetworkOutput, PairBatch, ReadingHeads, read_weights

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
        vectors = self.encoder(
            input_ids=batch.tokens, attention_mask=batch.attention, token_type_ids=batch.kinds
        ).last_hidden_state
        return self.judge_vectors(vectors, batch)


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


def add_to_reader(
    folder: Path, weights: Mapping[str, torch.Tensor], about: Mapping[str, object]
) -> None:
    """Put `weights` into the file in `folder`, in the place of those of these names.

    `about` is added to what is said of the others.

    Raises: ReaderError: when the file is not there, or not the one that was written.
    """
    read_weights(folder)
    data = save({**load((folder / WEIGHTS).read_bytes()), **_packed(weights)})
    (folder / WEIGHTS).write_bytes(data)
    content = json.loads((folder / ABOUT_WEIGHTS).read_text(encoding="utf-8"))
    content |= {**about, "sha256": hashlib.sha256(data).hexdigest()}
    (folder / ABOUT_WEIGHTS).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def learned(network: TrainableNetwork) -> dict[str, torch.Tensor]:
    """The weights that training may change, by name: all but the embeddings and lower layers."""
    return {
        name: weight.detach()
        for name, weight in network.named_parameters()
        if not name.startswith(tuple(f"encoder.{part}." for part in FROZEN))
    }


def _packed(weights: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    packed: dict[str, torch.Tensor] = {}
    for name, weight in weights.items():
        if weight.dim() == 1 or weight.shape[0] < _LEAST_ROWS:
            packed[name] = weight.float().contiguous()
            continue
        scale = weight.float().abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / 127
        packed[name] = (weight.float() / scale).round().to(torch.int8)
        packed[name + SCALE] = scale
    return packed
