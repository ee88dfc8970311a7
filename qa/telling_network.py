"""The telling network: whether a sentence tells what is asked for, or only repeats the question.

It goes on from the reader, whose upper layers learned this on sentences that are read alone
(`training/train_telling.py`), and looks at what the reader's own heads make of its vectors.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import nn

from qa.pairs import Pair
from qa.reading_network import (
    NetworkOutput,
    PairBatch,
    ReadingHeads,
    ReadingNetwork,
    batch_of,
    in_batches,
)

# By so many numbers and so wide a layer it is judged.
_SIGNS = 5
_WIDE = 64


class TellingHead(nn.Module):
    """Judges by `telling_signs` whether a sentence tells what is asked for; 0 before it learns."""

    def __init__(self, dimension: int) -> None:
        """Make a fresh head for token vectors of `dimension` numbers."""
        super().__init__()
        self.wide = nn.Linear(4 * dimension + _SIGNS, _WIDE)
        self.narrow = nn.Linear(_WIDE, 1)
        with torch.no_grad():
            self.narrow.weight.zero_()
            self.narrow.bias.zero_()

    def forward(self, signs: torch.Tensor) -> torch.Tensor:
        """The logit of each row of `signs`, (n,)."""
        logits: torch.Tensor = self.narrow(nn.functional.gelu(self.wide(signs)))
        return logits[:, 0]


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


def telling_logits(
    vectors: torch.Tensor, batch: PairBatch, heads: ReadingHeads, head: TellingHead
) -> torch.Tensor:
    """What `head` says of each pair of `batch`, (n,) float32, by the vectors of its tokens."""
    found = heads.judge_vectors(vectors, batch)
    tells: torch.Tensor = head(telling_signs(vectors, batch, found).to(vectors.dtype))
    return tells.float()


@dataclass(frozen=True, slots=True, eq=False)
class TellingNetwork:
    """The trained network: `reading` with layers that learned what tells, and the head on it."""

    reading: ReadingNetwork
    head: TellingHead

    def logits(self, batch: PairBatch) -> torch.Tensor:
        """The logit of each pair of `batch`, whose excerpt is about one sentence: (n,) float32."""
        return telling_logits(self.reading.vectors(batch), batch, self.reading.heads, self.head)

    def judge(self, pairs: Sequence[Pair]) -> list[float]:
        """The logit of each of `pairs`, whose excerpts are about one sentence."""
        return in_batches(self._judge_batch, pairs)

    def _judge_batch(self, pairs: Sequence[Pair]) -> list[float]:
        with torch.inference_mode():
            logits: list[float] = self.logits(batch_of(pairs)).tolist()
        return logits
