"""The reader's network: one pass over a question and an excerpt says what the excerpt is worth.

A BERT encoder sees both texts together. From its token vectors come the relevance of the excerpt,
whether the answer stands in it, and where the answer begins and ends.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import nn

from index.packed_bert import PackedBert
from index.token_model import padded_length
from qa.pairs import Pair
from qa.reading import Judgement

OfPair = TypeVar("OfPair")

_MASKED = -1e4
# So many pairs make a batch, about, so that many of them take no more memory. Ours: with at most 4
# forty pairs took a fifteenth longer, with 20 no less.
_PAIRS_AT_ONCE = 10
# So many batches are computed at once, each in one thread: eight passages were read in
# 107 ms so and in 197 ms with one (medians of 120, two cores, 5,000 passages).
_BATCHES_AT_ONCE = 2


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
    """`relevance` and `presence` are logits, (n,); `starts` and `ends` (n, length); all float32.

    `starts` and `ends` are logits over the excerpt's tokens, and very low elsewhere.
    """

    relevance: torch.Tensor
    presence: torch.Tensor
    starts: torch.Tensor
    ends: torch.Tensor


class ReadingHeads(nn.Module):
    """What is made of the token vectors: relevance, presence and place of the answer."""

    def __init__(self, dimension: int) -> None:
        """Make fresh heads for token vectors of `dimension` numbers."""
        super().__init__()
        self.importance = nn.Linear(dimension, 1)
        self.pair = nn.Linear(dimension, dimension)
        self.judgement = nn.Linear(dimension + 2, 2)
        self.place = nn.Linear(dimension, 2)
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
        return NetworkOutput(judged[:, 0], judged[:, 1], place[:, :, 0], place[:, :, 1])

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
    return in_batches(lambda some: judge_batch(network, some), pairs)


def in_batches(
    judge_some: Callable[[Sequence[Pair]], Sequence[OfPair]], pairs: Sequence[Pair]
) -> list[OfPair]:
    """What `judge_some` says of each of `pairs`, in batches that are computed side by side."""
    count = max(_BATCHES_AT_ONCE, -(-len(pairs) // _PAIRS_AT_ONCE))
    batches = dealt([len(pair.tokens) for pair in pairs], count)
    judged: dict[int, OfPair] = {}
    with ThreadPoolExecutor(_BATCHES_AT_ONCE, initializer=compute_in_one_thread) as threads:
        results = threads.map(lambda batch: judge_some([pairs[at] for at in batch]), batches)
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


def judge_batch(network: ReadingNetwork, pairs: Sequence[Pair]) -> list[Judgement]:
    """What `network` says about each of `pairs`, in one batch and in this thread."""
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
