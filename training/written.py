"""What was found for each written question (`training/written_sets.py`), in a file.

`training/ask_written.py` asks them once; what is fitted reads the file.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from corpus.passage import Span
from qa.pairs import Excerpt
from training.rating import Numbers, Told


class Among(StrEnum):
    """What a question was asked of.

    The documents of its own set; those of half of all sets, its own among them; or of the other
    half, where nothing answers it.
    """

    OWN = "own"
    MANY = "many"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class SentenceAlone:
    """A sentence or row as it is read alone: whether it answers, and whether it was chosen."""

    excerpt: Excerpt
    right: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class WrittenCase:
    """A written question, asked: what speaks for the answer, and whether it is one of those named.

    `set_name` is the folder's; `question` as it is read; `near` says that it is a near miss, `open`
    that it is open, `row` that the answer is a row of a table. `alone` are the chosen sentence, the
    likeliest and those that answer, as far as they were found and can be read alone.
    """

    set_name: str
    among: Among
    question: str
    near: bool
    open: bool
    row: bool
    signals: tuple[float, ...]
    right: bool
    alone: tuple[SentenceAlone, ...] = ()


def told_of(written: Sequence[WrittenCase], shares: Numbers) -> Told:
    """What written questions tell, each of which counts its share: (n,)."""
    signals = np.array([one.signals for one in written], float)
    return Told(signals, np.array([one.right for one in written]), shares)


def keep_cases(file: Path, written: Sequence[WrittenCase]) -> None:
    """Write the cases to `file`, one a line."""
    lines = (json.dumps(asdict(one), ensure_ascii=False) for one in written)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def kept_cases(file: Path) -> list[WrittenCase]:
    """The cases that `keep_cases` wrote to `file`."""
    with file.open(encoding="utf-8") as lines:
        return [_case(json.loads(line)) for line in lines]


def _case(told: dict[str, Any]) -> WrittenCase:
    alone = tuple(
        SentenceAlone(_excerpt(one["excerpt"]), one["right"], one["chosen"])
        for one in told.pop("alone")
    )
    signals, among = tuple(told.pop("signals")), Among(told.pop("among"))
    return WrittenCase(**told, signals=signals, among=among, alone=alone)


def _excerpt(told: dict[str, Any]) -> Excerpt:
    return Excerpt(told["title"], told["text"], Span(**told["focus"]))
