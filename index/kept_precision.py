"""What was measured about the precision that is best on a computer, kept beside an index."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from index.whole_file import write_whole

PRECISION_FILE = "precision.json"
# Goes up, too, when a precision is computed in another way, so that it is measured again.
_FORMAT = 3
EXACT = "float32"


@dataclass(frozen=True, slots=True)
class Compared:
    """A precision beside float32.

    `speedup` is how many times faster it was, `cosine` the least cosine between their vectors.
    """

    precision: str
    speedup: float
    cosine: float

    def __str__(self) -> str:
        """A few words for people."""
        return (
            f"{self.precision} {self.speedup:.1f} times as fast, cosine at least {self.cosine:.4f}"
        )


@dataclass(frozen=True, slots=True)
class Precision:
    """What a model is computed in, and why: float32, or one of those that it was compared with."""

    chosen: str
    compared: tuple[Compared, ...]
    processor: str
    encoder: str

    def __str__(self) -> str:
        """A sentence for people."""
        others = "; ".join(map(str, self.compared))
        return f"{self.chosen} (on {self.processor}, beside {EXACT}: {others})"


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
        if found.pop("format") != _FORMAT:
            return None
        compared = tuple(Compared(**one) for one in found.pop("compared"))
        kept = Precision(compared=compared, **found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return kept if kept.chosen in {EXACT, *(one.precision for one in compared)} else None
