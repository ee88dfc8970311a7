"""The reader's network: one pass over a question and an excerpt says what the excerpt is worth.

A BERT encoder sees both texts together. From its token vectors come the relevance of the excerpt,
whether the answer stands in it, and where the answer begins and ends.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal

import torch
from safetensors.torch import load, save
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel
from transformers.utils import logging

from index.sentence_encoder import computes_in_bfloat16, default_model_folder
from qa.errors import ReaderError
from qa.pairs import Pair, PairMaker
from qa.reader import ABOUT_WEIGHTS, WEIGHTS
from qa.reading import Judgement

_SCALE = ".scale"

Attention = Literal["eager", "sdpa"]

_MASKED = -1e4
# These parts of the encoder stay as they are: they need not be shipped, and training is faster.
FROZEN = ("embeddings", "encoder.layer.0", "encoder.layer.1", "pooler")
# Heads of a few rows are kept in float32.
_LEAST_ROWS = 16
_REINSTALL = "reinstall the package: `pip install --force-reinstall chapterverse`"


@dataclass(frozen=True, slots=True, eq=False)
class PairBatch:
    """Token numbers of question-excerpt pairs, (n, length) int64, padded with 0.

    `question` and `excerpt` are boolean masks: the question's words, the excerpt's own words
    (without its title). `attention` covers all that is not padding.
    """

    tokens: torch.Tensor
    kinds: torch.Tensor
    attention: torch.Tensor
    question: torch.Tensor
    excerpt: torch.Tensor


@dataclass(frozen=True, slots=True, eq=False)
class NetworkOutput:
    """`relevance` and `presence` are logits, (n,); `starts` and `ends` (n, length) float32.

    `starts` and `ends` are logits over the excerpt's tokens, and very low elsewhere.
    """

    relevance: torch.Tensor
    presence: torch.Tensor
    starts: torch.Tensor
    ends: torch.Tensor


class ReadingNetwork(nn.Module):
    """A BERT encoder with heads for relevance, presence and place of the answer."""

    def __init__(self, encoder: nn.Module, dimension: int) -> None:
        """Put fresh heads on `encoder`, whose vectors have `dimension` numbers."""
        super().__init__()
        self.encoder = encoder
        self.importance = nn.Linear(dimension, 1)
        self.pair = nn.Linear(dimension, dimension)
        self.judgement = nn.Linear(dimension + 1, 2)
        self.place = nn.Linear(dimension, 2)
        with torch.no_grad():
            self.importance.weight.zero_()
            self.judgement.weight.zero_()
            self.judgement.weight[:, -1] = 10.0
            self.judgement.bias.fill_(-5.0)

    def forward(self, batch: PairBatch) -> NetworkOutput:
        """Judge every pair of `batch`."""
        vectors = self.encoder(
            input_ids=batch.tokens, attention_mask=batch.attention, token_type_ids=batch.kinds
        ).last_hidden_state
        matched = self._matched(vectors, batch)
        pair = torch.tanh(self.pair(vectors[:, 0]))
        judged = self.judgement(torch.cat([pair, matched], dim=1)).float()
        place = self.place(vectors).float().masked_fill(~batch.excerpt[:, :, None], _MASKED)
        return NetworkOutput(judged[:, 0], judged[:, 1], place[:, :, 0], place[:, :, 1])

    def _matched(self, vectors: torch.Tensor, batch: PairBatch) -> torch.Tensor:
        """How well the question's words find their like in the excerpt, (n, 1).

        The mean over the question's words of the best cosine in the excerpt, weighed by what the
        network takes for important. Source: Khattab and Zaharia 2020, ColBERT, section 3.2.
        """
        unit = nn.functional.normalize(vectors, dim=-1)
        cosines = unit @ unit.transpose(1, 2)
        best = cosines.masked_fill(~batch.excerpt[:, None, :], -1.0).amax(dim=2)
        weights = self.importance(vectors)[:, :, 0].masked_fill(~batch.question, _MASKED)
        matched: torch.Tensor = (best * weights.softmax(dim=1)).sum(dim=1, keepdim=True)
        return matched


def batch_of(pairs: Sequence[Pair]) -> PairBatch:
    """`pairs` as one batch, padded to the longest."""
    tokens = _padded([pair.tokens for pair in pairs])
    positions = torch.arange(tokens.shape[1])[None]
    asked = _padded([[pair.question_tokens] for pair in pairs])
    begins = _padded([[pair.excerpt_starts_at] for pair in pairs])
    lengths = _padded([[len(pair.tokens)] for pair in pairs])
    return PairBatch(
        tokens=tokens,
        kinds=((positions >= asked + 2) & (positions < lengths)).long(),
        attention=(positions < lengths).long(),
        question=(positions >= 1) & (positions <= asked),
        excerpt=(positions >= begins) & (positions < lengths - 1),
    )


def _padded(rows: Sequence[Sequence[int]]) -> torch.Tensor:
    """`rows` of unequal length as one (n, length) int64 tensor, filled up with 0."""
    longest = max(len(row) for row in rows)
    return torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])


def judge(network: ReadingNetwork, pairs: Sequence[Pair]) -> list[Judgement]:
    """What `network` says about each of `pairs`."""
    with torch.inference_mode():
        output = network(batch_of(pairs))
        starts = output.starts.softmax(dim=1).numpy()
        ends = output.ends.softmax(dim=1).numpy()
    judgements: list[Judgement] = []
    for row, pair in enumerate(pairs):
        own = slice(pair.excerpt_starts_at, pair.excerpt_starts_at + len(pair.spans))
        judgements.append(
            Judgement(
                relevance=float(output.relevance[row]),
                presence=float(output.presence[row]),
                tokens=pair.spans,
                starts=starts[row, own],
                ends=ends[row, own],
            )
        )
    return judgements


def compute_in_one_thread() -> None:
    """Let torch compute in one thread in this process from now on.

    Questions that are read side by side then share out the cores. Torch's own threads wait for each
    other while they spin: on two busy cores a question took 500 ms of computing in two threads and
    230 ms in one (medians of 40, 9,781 passages).
    """
    torch.set_num_threads(1)


def new_network(attention: Attention = "eager") -> tuple[ReadingNetwork, PairMaker]:
    """An untrained network on the default encoder's weights, in float32, and its pair maker.

    Of the two ways to compute attention, "eager" trains twice as fast on a CPU, and "sdpa" judges
    a third faster.

    Raises: EncoderError: when the default encoder is not installed or was changed.
    """
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    folder = default_model_folder()
    encoder = AutoModel.from_pretrained(
        folder, local_files_only=True, attn_implementation=attention
    )
    network = ReadingNetwork(encoder, encoder.config.hidden_size)
    return network.eval(), PairMaker(Tokenizer.from_file(str(folder / "tokenizer.json")))


def load_reader(
    folder: Path | None = None, attention: Attention = "sdpa"
) -> tuple[ReadingNetwork, PairMaker]:
    """The trained network in `folder`, or the one that comes with the package; its pair maker.

    It computes in bfloat16 where the processor does.

    Raises: ReaderError: when the weights are not there, or not those that were written.
    """
    place = folder or files("qa")
    hint = f"train it again, into {folder}" if folder else _REINSTALL
    try:
        data = place.joinpath(WEIGHTS).read_bytes()
        about = json.loads(place.joinpath(ABOUT_WEIGHTS).read_text(encoding="utf-8"))
        expected = about["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReaderError(
            f"the reader's weights, {WEIGHTS} and {ABOUT_WEIGHTS}, cannot be read: {error}",
            hint=hint,
        ) from error
    digest = hashlib.sha256(data).hexdigest()
    if digest != expected:
        raise ReaderError(
            f"the reader's weights have the checksum {digest}, expected {expected}", hint=hint
        )
    network, maker = new_network(attention)
    network.load_state_dict(_unpacked(load(data)), strict=False)
    if computes_in_bfloat16():
        network.to(torch.bfloat16)
    return network, maker


def save_reader(network: ReadingNetwork, folder: Path, about: Mapping[str, object]) -> None:
    """Write what was learned to `folder`: matrices in int8 with a scale for each row.

    `about` says how the weights came to be; their checksum is added.
    """
    data = save(_packed(learned(network)))
    (folder / WEIGHTS).write_bytes(data)
    content = {**about, "sha256": hashlib.sha256(data).hexdigest()}
    (folder / ABOUT_WEIGHTS).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def learned(network: ReadingNetwork) -> dict[str, torch.Tensor]:
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
        packed[name + _SCALE] = scale
    return packed


def _unpacked(packed: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {
        name: weight.float() * packed[name + _SCALE] if name + _SCALE in packed else weight
        for name, weight in packed.items()
        if not name.endswith(_SCALE)
    }
