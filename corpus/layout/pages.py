"""The nouns of pages whose text has places on paper: glyphs, pieces, rows, lines and pages.

All measures are in points (1/72 inch) of the frame in which the text stands upright: x grows to
the right, y grows downwards, and `baseline` is the y on which a line of text stands.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Glyph(NamedTuple):
    """One sign as it was drawn; "\\n" where the file's own order of signs goes to another line.

    A tuple rather than a dataclass, since a page has thousands.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line, drawn without a wide gap. `order` is its place in the file's order."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    order: int

    @property
    def top(self) -> float:
        """Where tall letters end; a share of the size that holds for most typefaces."""
        return self.baseline - 0.75 * self.size

    @property
    def bottom(self) -> float:
        """Where hanging letters end."""
        return self.baseline + 0.25 * self.size

    @property
    def middle(self) -> float:
        """The height at which the eye sees the piece."""
        return self.baseline - 0.25 * self.size

    @property
    def width(self) -> float:
        """From the left to the right edge."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class PageText:
    """The pieces of one page, upright ones, and apart those that run in other directions."""

    number: int
    width: float
    height: float
    pieces: tuple[Piece, ...]
    aside: tuple[tuple[Piece, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a region, read from its first to its last piece.

    `edge` is how far the region's lines reach: a line that ends near it was wrapped there. In a
    right-to-left line, `left` and `right` are mirrored, so that a line always starts at `left`.
    `row` says that it is a row of a table, `heading` that all of it is bold.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    page: int
    edge: float
    row: bool = False

    @property
    def room(self) -> float:
        """How much room is left behind the line."""
        return self.edge - self.right
