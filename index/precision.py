"""The precision that a model is computed in: the faster one that gives the same vectors, measured.

bfloat16 is five times as fast as float32 on processors that have it, and far slower on others; no
list of processors says which. So a short measurement decides, and is kept beside the index.
"""

import platform
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

import torch

from index.encoding import EncodedText, SpannedText
from index.kept_precision import Precision, keep_precision, kept_precision
from index.windows import Tokens, Window, windows_of

# Faster by less is not worth any difference, and within what a busy machine measures. Ours.
_WORTH_IT = 1.2
# The least cosine of a vector to its float32 self. Keeping one in float16 takes 0.0005.
_NEAR_ENOUGH = 0.999
_ROUNDS = 3
_TEXTS = 8
_WORDS = (
    "In the spring the council of the old harbour town counted its ships again and wrote to the"
    " ministry that three of them, built before the war, could not be mended. The reply came in"
    " June: 40,000 crowns would be paid for each, provided that the yard kept its 212 workers."
).split()


class Measurable(Protocol):
    """A loaded model: what it takes to measure it."""

    @property
    def max_tokens(self) -> int:
        """How many tokens it reads in one pass."""

    def tokenize(self, texts: Sequence[str]) -> list[Tokens]:
        """All tokens of each text."""

    def encode_windows(
        self, windows: Sequence[Window], on_done: Callable[[int], None]
    ) -> list[EncodedText]:
        """The vectors of the windows and of their spans."""


Model = TypeVar("Model", bound=Measurable)


def load_in_best(load: Callable[[torch.dtype], Model], encoder: str, kept: Path | None) -> Model:
    """The model in the precision that is kept in the file `kept`, or that is measured now.

    A measurement counts on the processor and for the encoder that it was made with.
    """
    known = kept_precision(kept) if kept else None
    if known and (known.processor, known.encoder) == (_processor(), encoder):
        return load(getattr(torch, known.chosen))
    exact, fast = load(torch.float32), load(torch.bfloat16)
    speedup, cosine = _compare(exact, fast)
    better = speedup >= _WORTH_IT and cosine >= _NEAR_ENOUGH
    measured = Precision(
        "bfloat16" if better else "float32", speedup, cosine, _processor(), encoder
    )
    if kept and kept.parent.is_dir():
        keep_precision(kept, measured)
    return fast if better else exact


def _compare(exact: Measurable, fast: Measurable) -> tuple[float, float]:
    """How many times faster `fast` is, and the least cosine of its vectors to those of `exact`."""
    texts = [SpannedText(" ".join(_WORDS[at:] + _WORDS[:at])) for at in range(_TEXTS)]
    windows = list(windows_of(texts, exact.max_tokens, exact.tokenize))
    seconds: dict[str, float] = {}
    encoded: dict[str, list[EncodedText]] = {}
    for _ in range(_ROUNDS):
        for name, model in (("exact", exact), ("fast", fast)):
            began = time.perf_counter()
            encoded[name] = model.encode_windows(windows, _ignore)
            seconds[name] = min(time.perf_counter() - began, seconds.get(name, float("inf")))
    pairs = zip(encoded["exact"], encoded["fast"], strict=True)
    cosine = min(float(one.vector @ other.vector) for one, other in pairs)
    return seconds["exact"] / seconds["fast"], cosine


def _ignore(_: int) -> None:
    """Take no notice of progress."""


def _processor() -> str:
    """Where torch computes, as far as it decides how fast that is."""
    if torch.cuda.is_available():
        return torch.cuda.get_device_name()
    found = torch.cpu.get_capabilities()
    name = found.get("cpu_name") or platform.processor() or platform.machine()
    having = [f"with {what}" for what in ("amx_bf16", "avx512_bf16") if found.get(what)]
    return " ".join([str(name), *having[:1], f"torch {torch.__version__}"])
