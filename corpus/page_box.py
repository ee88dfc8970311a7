"""Boxes on a page, and the joining of those of single signs to one for each line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# Signs farther apart than so many times their height do not stand in one stretch of a line. Ours.
_WIDEST_GAP = 2.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; `top` is above `bottom` and has the smaller number."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top


def joined(boxes: Iterable[Box]) -> Iterator[Box]:
    """Boxes that follow each other on a line as one box; those without a size are left out.

    >>> list(joined([Box(0, 0, 5, 10), Box(6, 1, 9, 10), Box(0, 20, 5, 30)]))
    [Box(left=0, top=0, right=9, bottom=10), Box(left=0, top=20, right=5, bottom=30)]
    """
    line: Box | None = None
    for box in boxes:
        if box.right <= box.left or box.height <= 0:
            continue
        if line is None:
            line = box
        elif _on_one_line(line, box):
            line = Box(
                min(line.left, box.left),
                min(line.top, box.top),
                max(line.right, box.right),
                max(line.bottom, box.bottom),
            )
        else:
            yield line
            line = box
    if line is not None:
        yield line


def _on_one_line(line: Box, box: Box) -> bool:
    shared = min(line.bottom, box.bottom) - max(line.top, box.top)
    least = min(line.height, box.height)
    # Lines of some scripts run to the left.
    gap = max(box.left - line.right, line.left - box.right)
    return shared > least / 2 and gap < _WIDEST_GAP * max(line.height, box.height)
