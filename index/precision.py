"""The precision that a model is computed in: the fastest that gives the same vectors, measured.

bfloat16 is five times as fast as float32 on processors that have it, and far slower on others; with
whole numbers of eight bits it is much the same. No list of processors says which. So a short
measurement decides, and is kept beside the index.
"""

import platform
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
import torch

from index.encoding import EncodedText, SpannedText
from index.kept_precision import EXACT, Compared, Precision, keep_precision, kept_precision
from index.windows import Tokens, Window, windows_of

# Faster by less is not worth any difference, and within what a busy machine measures. Ours.
_WORTH_IT = 1.2
# The least cosine of a vector to its float32 self. In eight bits it is about 0.999 for sentences
# and passages, 0.995 for texts of a word or two, and 0.96 for hundreds of dots. What was measured
# here, on the texts below, is told by `qa status`.
_NEAR_ENOUGH = {"bfloat16": 0.995, "int8": 0.99}
# Of more a busy machine spoils fewer. Ours.
_ROUNDS = 5
# What took so many times as long as float32 in one round is not measured in another.
_HOPELESS = 2
_TEXTS = 8
_SHORT_TEXTS = (
    "Dear Sir,",
    "Table 3",
    "Who is the mayor?",
    "Name: ______ Date: __/__ Signature: ____",
)
_WORDS = (
    "In the spring the council of the old harbour town counted its ships again and wrote to the"
    " ministry that three of them, built before the war, could not be mended. The reply came in"
    " June: 40,000 crowns would be paid for each, provided that the yard kept its 212 workers."
).split()


# What was measured for encoders without a file to keep it in, by the encoder.
_kept_here: dict[str, Precision] = {}


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


def load_in_best(
    load: Callable[[torch.dtype], Model],
    others: Sequence[torch.dtype],
    encoder: str,
    kept: Path | None,
) -> Model:
    """The model in the precision that is kept in the file `kept`, or that is measured now.

    What it may be computed in beside float32 are `others`, nearest to it first. A measurement
    counts on the processor and for the encoder that it was made with; without a file, as long as
    the process runs.
    """
    known = kept_precision(kept) if kept else _kept_here.get(encoder)
    by_name = {_name(one): one for one in (torch.float32, *others)}
    if (
        known
        and (known.processor, known.encoder) == (_processor(), encoder)
        and known.chosen in by_name
    ):
        return load(by_name[known.chosen])
    models = {name: load(one) for name, one in by_name.items()}
    compared = _compare(models)
    chosen, speed = EXACT, 1.0
    for one in compared:
        if one.speedup >= _WORTH_IT * speed and one.cosine >= _NEAR_ENOUGH[one.precision]:
            chosen, speed = one.precision, one.speedup
    measured = Precision(chosen, compared, _processor(), encoder)
    if kept is None:
        _kept_here[encoder] = measured
    elif kept.parent.is_dir():
        keep_precision(kept, measured)
    return models[chosen]


def _compare(models: Mapping[str, Measurable]) -> tuple[Compared, ...]:
    """What each model but the first is beside the first."""
    exact, *others = models
    long = [" ".join(_WORDS[at:] + _WORDS[:at]) for at in range(_TEXTS)]
    texts = [SpannedText(text) for text in (*long, *_SHORT_TEXTS)]
    first = models[exact]
    windows = list(windows_of(texts, first.max_tokens, first.tokenize))
    seconds: dict[str, float] = {}
    encoded: dict[str, list[EncodedText]] = {}
    for _ in range(_ROUNDS):
        for name, model in models.items():
            if seconds.get(name, 0.0) > _HOPELESS * seconds.get(exact, float("inf")):
                continue
            began = time.perf_counter()
            encoded[name] = model.encode_windows(windows, _ignore)
            seconds[name] = min(time.perf_counter() - began, seconds.get(name, float("inf")))
    return tuple(
        Compared(
            name,
            seconds[exact] / seconds[name],
            # Where one is no number, this is none, which is near to nothing.
            float(
                np.min(
                    [
                        one.vector @ other.vector
                        for one, other in zip(encoded[exact], encoded[name], strict=True)
                    ]
                )
            ),
        )
        for name in others
    )


def _name(precision: torch.dtype) -> str:
    return str(precision).removeprefix("torch.")


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
