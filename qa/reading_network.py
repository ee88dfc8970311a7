"""The reader's network: one pass over a question and an excerpt says what the excerpt is worth.

A BERT encoder sees both texts together. From its token vectors come the relevance of the excerpt,
whether the answer stands in it, and where the answer begins and ends.
"""

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import torch
from safetensors.torch import load, load_file
from tokenizers import Tokenizer
from torch import nn

from index.eight_bit import computes_in_eight_bits
from index.eight_bit_rows import descendant_in_eight_bits
from index.linear import LayerMaker, computes_in_bfloat16
from index.packed_bert import PackedBert
from index.question_model import DIMENSION, TOKENIZER
from index.question_model import WEIGHTS as ENCODER_WEIGHTS
from index.sentence_encoder import default_model_folder
from index.token_model import padded_length
from qa.errors import ReaderError
from qa.pairs import Pair, PairMaker
from qa.reader import ABOUT_WEIGHTS, WEIGHTS
from qa.reading import Judgement

# What the name of a matrix in int8 is followed by where its scales are meant.
SCALE = ".scale"
# What the names of the encoder's weights begin with in the file.
_ENCODER = "encoder."
_MASKED = -1e4
# By so many numbers and so wide a layer it is judged whether a sentence tells what is asked for.
_SIGNS = 5
_TELLING = 64
# So many pairs make a batch, about, so that many of them take no more memory. Ours: with at most 4
# forty pairs took a fifteenth longer, with 20 no less.
_PAIRS_AT_ONCE = 10
# So many batches are computed at once, each in one thread: eight passages were read in
# 107 ms so and in 197 ms with one (medians of 120, two cores, 5,000 passages).
_BATCHES_AT_ONCE = 2
_X86 = ("x86_64", "AMD64")
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
    """`relevance`, `presence` and `tells` are logits, (n,); `starts` and `ends` (n, length).

    All are float32. `starts` and `ends` are logits over the excerpt's tokens, and very low
    elsewhere. `tells` means something of excerpts that are one sentence.
    """

    relevance: torch.Tensor
    presence: torch.Tensor
    starts: torch.Tensor
    ends: torch.Tensor
    tells: torch.Tensor


class TellingHead(nn.Module):
    """Judges by `telling_signs` whether a sentence tells what is asked for; 0 before it learns."""

    def __init__(self, dimension: int) -> None:
        """Make a fresh head for token vectors of `dimension` numbers."""
        super().__init__()
        self.wide = nn.Linear(4 * dimension + _SIGNS, _TELLING)
        self.narrow = nn.Linear(_TELLING, 1)
        with torch.no_grad():
            self.narrow.weight.zero_()
            self.narrow.bias.zero_()

    def forward(self, signs: torch.Tensor) -> torch.Tensor:
        """The logit of each row of `signs`, (n,)."""
        logits: torch.Tensor = self.narrow(nn.functional.gelu(self.wide(signs)))
        return logits[:, 0]


class ReadingHeads(nn.Module):
    """What is made of the token vectors: relevance, presence and place of the answer.

    And whether a sentence tells what is asked for, which `training/train_telling.py` teaches to
    heads that are trained; before that it is 0.
    """

    def __init__(self, dimension: int) -> None:
        """Make fresh heads for token vectors of `dimension` numbers."""
        super().__init__()
        self.importance = nn.Linear(dimension, 1)
        self.pair = nn.Linear(dimension, dimension)
        self.judgement = nn.Linear(dimension + 2, 2)
        self.place = nn.Linear(dimension, 2)
        self.tells = TellingHead(dimension)
        with torch.no_grad():
            self.importance.weight.zero_()
            self.judgement.weight.zero_()
            self.judgement.weight[:, -2] = 10.0
            self.judgement.bias.fill_(-5.0)

    def judge_vectors(self, vectors: torch.Tensor, batch: PairBatch) -> NetworkOutput:
        """Judge every pair of `batch` by the vectors of its tokens, (n, length, dim)."""
        matched = self._matched(vectors, batch)
        pair = torch.tanh(self.pair(vectors[:, 0]))
        judged = self.judgement(torch.cat([pair, matched], dim=1)).float()
        place = self.place(vectors).float().masked_fill(~batch.excerpt[:, :, None], _MASKED)
        found = NetworkOutput(
            judged[:, 0], judged[:, 1], place[:, :, 0], place[:, :, 1], torch.zeros(len(vectors))
        )
        tells = self.tells(telling_signs(vectors, batch, found).to(vectors.dtype))
        return replace(found, tells=tells.float())

    def _matched(self, vectors: torch.Tensor, batch: PairBatch) -> torch.Tensor:
        """How well the question's words find their like in the excerpt, (n, 2).

        First the mean over the question's words of the best cosine in the excerpt, weighed by what
        the network takes for important. Source: Khattab and Zaharia 2020, ColBERT, section 3.2.
        Then what the worst of them lacks: where only one word of weight has no like, the passage
        is about something else.
        """
        # The longest question of the batch ends before this place.
        end = 1 + int(batch.question.sum(dim=1).amax())
        question = batch.question[:, :end]
        unit = nn.functional.normalize(vectors, dim=-1)
        cosines = unit[:, :end] @ unit.transpose(1, 2)
        best = cosines.masked_fill(~batch.excerpt[:, None, :], -1.0).amax(dim=2)
        weights = self.importance(vectors[:, :end])[:, :, 0].masked_fill(~question, _MASKED)
        weights = weights.softmax(dim=1)
        mean = (best * weights).sum(dim=1, keepdim=True)
        lacking = (1 - best) * weights / weights.amax(dim=1, keepdim=True)
        return torch.cat([mean, lacking.amax(dim=1, keepdim=True)], dim=1)


def telling_signs(vectors: torch.Tensor, batch: PairBatch, found: NetworkOutput) -> torch.Tensor:
    """By what a sentence is seen to tell what is asked for, (n, 4 dim + 5) float32.

    The vectors of the pair, of the question's first word, of its words on the mean, and of where
    the answer most likely begins; the logits `found`, the highest of its places, and how likely the
    likeliest begin is.
    """
    own = batch.question[:, :, None].to(vectors.dtype)
    mean = (vectors * own).sum(dim=1) / own.sum(dim=1).clamp_min(1)
    begins = vectors[torch.arange(len(vectors)), found.starts.argmax(dim=1)]
    signs = [
        found.presence,
        found.relevance,
        found.starts.amax(dim=1),
        found.ends.amax(dim=1),
        found.starts.softmax(dim=1).amax(dim=1),
    ]
    parts = [vectors[:, 0], vectors[:, 1], mean, begins, torch.stack(signs, dim=1)]
    return torch.cat([part.float() for part in parts], dim=1)


@dataclass(frozen=True, slots=True, eq=False)
class ReadingNetwork:
    """The trained network, which judges and does not learn."""

    encoder: PackedBert
    heads: ReadingHeads

    def judge(self, batch: PairBatch) -> NetworkOutput:
        """Judge every pair of `batch`."""
        return self.heads.judge_vectors(self.vectors(batch), batch)

    def vectors(self, batch: PairBatch) -> torch.Tensor:
        """The vectors of the tokens of `batch`, (n, length, dim). The encoder is spared padding."""
        own = batch.attention.bool()
        lengths = batch.attention.sum(dim=1).tolist()
        packed = self.encoder.token_vectors(batch.tokens[own], lengths, batch.kinds[own])
        vectors = packed.new_zeros(*own.shape, packed.shape[1])
        vectors[own] = packed
        return vectors


def batch_of(pairs: Sequence[Pair]) -> PairBatch:
    """`pairs` as one batch, padded to the longest and a little more."""
    length = padded_length(max(len(pair.tokens) for pair in pairs))
    tokens = torch.tensor([[*pair.tokens, *[0] * (length - len(pair.tokens))] for pair in pairs])
    positions = torch.arange(length)[None]
    asked = _column([pair.question_tokens for pair in pairs])
    begins = _column([pair.excerpt_starts_at for pair in pairs])
    lengths = _column([len(pair.tokens) for pair in pairs])
    return PairBatch(
        tokens=tokens,
        kinds=((positions >= asked + 2) & (positions < lengths)).long(),
        attention=(positions < lengths).long(),
        question=(positions >= 1) & (positions <= asked),
        excerpt=(positions >= begins) & (positions < lengths - 1),
    )


def _column(numbers: Sequence[int]) -> torch.Tensor:
    """`numbers` as (n, 1) int64."""
    return torch.tensor(numbers)[:, None]


def judge(network: ReadingNetwork, pairs: Sequence[Pair]) -> list[Judgement]:
    """What `network` says about each of `pairs`."""
    count = max(_BATCHES_AT_ONCE, -(-len(pairs) // _PAIRS_AT_ONCE))
    batches = dealt([len(pair.tokens) for pair in pairs], count)
    judged: dict[int, Judgement] = {}
    with ThreadPoolExecutor(_BATCHES_AT_ONCE, initializer=compute_in_one_thread) as threads:
        results = threads.map(
            lambda batch: _judge_batch(network, [pairs[at] for at in batch]), batches
        )
        for batch, judgements in zip(batches, results, strict=True):
            judged |= zip(batch, judgements, strict=True)
    return [judged[at] for at in range(len(pairs))]


def dealt(lengths: Sequence[int], count: int) -> list[list[int]]:
    """The positions of `lengths` in at most `count` parts whose sums are about the same.

    Batches so dealt out take as long as each other. The longest go first, each to the part that
    holds least; this is at most a third above the best there is. Source: Graham 1969, Bounds on
    multiprocessing timing anomalies, theorem 2.

    >>> dealt([80, 120, 150, 170, 170], 2)
    [[3, 2], [4, 1, 0]]
    """
    parts: list[list[int]] = [[] for _ in range(count)]
    for at in sorted(range(len(lengths)), key=lambda at: -lengths[at]):
        min(parts, key=lambda part: sum(lengths[other] for other in part)).append(at)
    return [part for part in parts if part]


def _judge_batch(network: ReadingNetwork, pairs: Sequence[Pair]) -> list[Judgement]:
    with torch.inference_mode():
        output = network.judge(batch_of(pairs))
        starts = output.starts.softmax(dim=1).numpy()
        ends = output.ends.softmax(dim=1).numpy()
    judgements: list[Judgement] = []
    for row, pair in enumerate(pairs):
        own = slice(pair.excerpt_starts_at, pair.excerpt_starts_at + len(pair.spans))
        judgements.append(
            Judgement(
                relevance=float(output.relevance[row]),
                presence=float(output.presence[row]),
                tells=float(output.tells[row]),
                tokens=pair.spans,
                starts=starts[row, own],
                ends=ends[row, own],
            )
        )
    return judgements


def compute_in_one_thread() -> None:
    """Let torch compute what this thread asks of it in one thread, from now on.

    Questions that are read side by side then share out the cores. Torch's own threads wait for each
    other while they spin: on two busy cores a question took 500 ms of computing in two threads and
    230 ms in one (medians of 40, 9,781 passages).
    """
    torch.set_num_threads(1)


def load_reader(folder: Path | None = None) -> tuple[ReadingNetwork, PairMaker]:
    """The trained network in `folder`, or the one that comes with the package; its pair maker.

    It computes in bfloat16 where the processor does, and else, on x86, in whole numbers of eight
    bits: 280 ms for a question took 200 so, and its logits differ by 0.06, of a spread of 2 (root
    mean squares; two cores with AVX2 alone).

    Raises: ReaderError: when the weights are not there, or not those that were written.
        EncoderError: when the default encoder is not installed or was changed.
    """
    weights = read_weights(folder)
    dtype: torch.dtype = torch.float32
    maker: LayerMaker | None = None
    if computes_in_bfloat16():
        dtype = torch.bfloat16
    elif platform.machine() in _X86 and computes_in_eight_bits():
        maker = descendant_in_eight_bits()
    encoder_folder = default_model_folder()
    encoder_weights = load_file(encoder_folder / ENCODER_WEIGHTS)
    network = network_of(weights, encoder_weights, dtype, maker)
    return network, PairMaker(Tokenizer.from_file(str(encoder_folder / TOKENIZER)))


def network_of(
    weights: Mapping[str, torch.Tensor],
    encoder_weights: Mapping[str, torch.Tensor],
    dtype: torch.dtype,
    maker: LayerMaker | None = None,
) -> ReadingNetwork:
    """The network of what was learned and, for the rest, the default encoder's own weights.

    `maker` makes the encoder's linear layers; without it they, too, compute in `dtype`.
    """
    changed = {
        name.removeprefix(_ENCODER): weight
        for name, weight in weights.items()
        if name.startswith(_ENCODER)
    }
    heads = ReadingHeads(DIMENSION)
    heads.load_state_dict(
        {name: weight for name, weight in weights.items() if not name.startswith(_ENCODER)}
    )
    encoder = PackedBert({**encoder_weights, **changed}, dtype, maker)
    return ReadingNetwork(encoder, heads.to(dtype).eval())


def read_weights(folder: Path | None = None) -> dict[str, torch.Tensor]:
    """The learned weights in `folder`, or those that come with the package, by name; in float32.

    Raises: ReaderError: when they are not there, or not those that were written.
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
    return _unpacked(load(data))


def _unpacked(packed: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {
        name: weight.float() * packed[name + SCALE] if name + SCALE in packed else weight
        for name, weight in packed.items()
        if not name.endswith(SCALE)
    }
