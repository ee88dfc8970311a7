"""What was measured about the precision that is best on a computer, kept beside an index."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from index.whole_file import write_whole

PRECISION_FILE = "precision.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Precision:
    """What a model is computed in, and why.

    `speedup` is how many times faster bfloat16 was than float32, `cosine` the least cosine between
    their vectors.
    """

    chosen: Literal["float32", "bfloat16"]
    speedup: float
    cosine: float
    processor: str
    encoder: str

    def __str__(self) -> str:
        """A sentence for people."""
        return (
            f"{self.chosen} (on {self.processor}, bfloat16 took 1/{self.speedup:.1f} of the time "
            f"of float32, cosine at least {self.cosine:.4f})"
        )


def keep_precision(path: Path, measured: Precision) -> None:
    """Write `measured` to `path`, whole or not at all.

    Raises: StorageError: when the disk does not take it.
    """
    described = {"format": _FORMAT, **asdict(measured)}
    write_whole(path, json.dumps(described, indent=1).encode())


def kept_precision(path: Path) -> Precision | None:
    """The measurement kept at `path`, or None where there is none that can be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found.pop("format") != _FORMAT or found["chosen"] not in ("float32", "bfloat16"):
            return None
        return Precision(**found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
