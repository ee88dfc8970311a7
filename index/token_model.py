"""Passes of a model over windows: its token vectors, and their means over texts and spans."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch

from index.encoding import EncodedText, unit
from index.windows import Tokens, Window

# Windows are run in batches of about so many tokens, longest first, so that little is padding.
# Ours: 4096 is no faster on two cores, and takes more memory.
BATCH_TOKENS = 2048
# Batches are padded to a multiple of so many tokens: attention over 170 tokens took half as long
# again as over 176, on a processor with AMX.
_ROUND_LENGTH = 16

# As many as torch chooses. Later a new thread may be told one, since those that answer questions
# compute in one thread each.
_THREADS = torch.get_num_threads()


Ids = npt.NDArray[np.int64]


class TokenModel(Protocol):
    """A model that gives a vector for each token, whose mean is the text's vector."""

    @property
    def max_tokens(self) -> int:
        """How many tokens it reads in one pass, special tokens among them."""

    @property
    def device(self) -> torch.device:
        """Where it computes."""

    @property
    def batch_tokens(self) -> int:
        """How many tokens it computes at once, about."""

    def tokenize(self, texts: Sequence[str]) -> list[Tokens]:
        """All tokens of each text."""

    def token_vectors(self, texts: Sequence[Ids]) -> Sequence[torch.Tensor]:
        """The vectors of the tokens of each text, (tokens, dim), by the tokens' numbers."""

    def finish(self, means: torch.Tensor) -> torch.Tensor:
        """What the model makes of means of token vectors, (n, dim) float32."""


def run(
    model: TokenModel, windows: Sequence[Window], on_done: Callable[[int], None]
) -> list[EncodedText]:
    """The vectors of the windows and of their spans, in the order of `windows`.

    On a processor each core computes a batch of its own: cores that share one wait for each other,
    and far longer where other programs want them, too. `on_done` gets the number done so far.
    """
    encoded: dict[int, EncodedText] = {}
    threads = _THREADS if model.device.type == "cpu" else 1
    pool = ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,))
    try:
        for batch, results in pool.map(
            lambda batch: _run(model, windows, batch), batches(windows, model.batch_tokens)
        ):
            encoded.update(zip(batch, results, strict=True))
            on_done(len(encoded))
    finally:
        pool.shutdown(cancel_futures=True)
        if model.device.type == "cpu":
            torch.set_num_threads(threads)
    return [encoded[number] for number in range(len(windows))]


def batches(windows: Sequence[Window], most: int = BATCH_TOKENS) -> Iterator[list[int]]:
    """The numbers of the windows, longest first, in batches of at most `most` tokens."""
    ordered = sorted(range(len(windows)), key=lambda at: len(windows[at].tokens), reverse=True)
    first = 0
    while first < len(ordered):
        size = max(1, most // padded_length(len(windows[ordered[first]].tokens)))
        yield ordered[first : first + size]
        first += size


def _run(
    model: TokenModel, windows: Sequence[Window], batch: list[int]
) -> tuple[list[int], list[EncodedText]]:
    with torch.inference_mode():
        vectors = model.token_vectors([windows[at].tokens.ids for at in batch])
        means = torch.cat(
            [_means(windows[at], rows.float()) for at, rows in zip(batch, vectors, strict=True)]
        )
        finished = model.finish(means).float().cpu().numpy()
    counts = [1 + len(windows[at].spans) for at in batch]
    shares = np.split(unit(finished), np.cumsum(counts)[:-1])
    return batch, [EncodedText(share[0], share[1:]) for share in shares]


def _means(window: Window, rows: torch.Tensor) -> torch.Tensor:
    """The means of the token vectors of a window and of each span, (1 + spans, dim) float32.

    A span's tokens are those that begin in it; where there is none its mean is zero.
    """
    tokens = window.tokens
    filled = np.flatnonzero(tokens.starts < tokens.ends)
    starts = tokens.starts[filled]
    bounds = np.array([(span.start, span.end) for span in window.spans]).reshape(-1, 2)
    shares = np.zeros((1 + len(bounds), len(tokens)), np.float32)
    shares[0] = 1 / len(tokens)
    for row, (first, last) in enumerate(np.searchsorted(starts, bounds), start=1):
        if first < last:
            within = slice(filled[first], filled[last - 1] + 1)
            shares[row, within] = 1 / (within.stop - within.start)
    return torch.from_numpy(shares).to(rows.device) @ rows


def padded(texts: Sequence[Ids]) -> tuple[torch.Tensor, torch.Tensor]:
    """The texts' numbers under each other, padded, and which of them are texts: (n, length)."""
    ids = np.zeros((len(texts), padded_length(max(map(len, texts)))), np.int64)
    attended = np.zeros_like(ids)
    for row, one in enumerate(texts):
        ids[row, : len(one)] = one
        attended[row, : len(one)] = 1
    return torch.from_numpy(ids), torch.from_numpy(attended)


def without_padding(vectors: torch.Tensor, texts: Sequence[Ids]) -> list[torch.Tensor]:
    """The vectors of the texts' own tokens, of (n, length, dim)."""
    return [rows[: len(one)] for rows, one in zip(vectors, texts, strict=True)]


def padded_length(length: int) -> int:
    """To how many tokens a batch is padded whose longest text has `length`.

    >>> padded_length(170)
    176
    """
    return -(-length // _ROUND_LENGTH) * _ROUND_LENGTH
