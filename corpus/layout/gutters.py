"""Gutters, and what stands beside them: where columns may part, and which rows are running text."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from corpus.layout.pages import Piece
from corpus.layout.rows import Row, rows_of

# In multiples of the size, the narrowest gutter.
_GUTTER = 0.5
# How many gutters are tried, and how many pieces of one height are compared. Ours; a page with more
# is a drawing.
_GUTTERS_TRIED = 5
_NEIGHBOURS = 40
# Prose has lines of so many signs (with wide signs half of that) which fill so much of their
# column; a table's cells are shorter or leave more white.
PROSE_SIGNS = 20
PROSE_ROWS = 3
_PROSE_FILL = 0.7
# This share of the lines of prose begins with a small letter, where a script has such.
_GOING_ON = 0.25
_WIDE_GAP = 1.5


def gutters_of(pieces: Sequence[Piece]) -> list[float]:
    """Where a gutter may run: the x that most gaps between neighbours on a line have in common."""
    gaps = _neighbour_gaps(pieces)
    found: list[float] = []
    while gaps and len(found) < _GUTTERS_TRIED:
        gutter = _most_covered(gaps)
        found.append(gutter)
        gaps = [(low, high) for low, high in gaps if not low <= gutter <= high]
    return found


def sides_of(pieces: Sequence[Piece], gutter: float) -> tuple[list[Piece], list[Piece]]:
    """The pieces left of the gutter, by their middle, and those right of it."""
    left = [piece for piece in pieces if (piece.left + piece.right) / 2 < gutter]
    return left, [piece for piece in pieces if (piece.left + piece.right) / 2 >= gutter]


def is_prose(rows: Sequence[Row], depth: int) -> bool:
    """Whether the rows are running text, or several columns of it."""
    if len(rows) < PROSE_ROWS or signs_of(rows) < PROSE_SIGNS:
        return False
    width = max(row.right for row in rows) - min(row.left for row in rows)
    if median(row.right - row.left for row in rows) < _PROSE_FILL * width:
        return False
    cased = [row for row in rows if row.pieces[0].text[0].lower() != row.pieces[0].text[0].upper()]
    if sum(row.pieces[0].text[0].islower() for row in cased) < _GOING_ON * len(cased):
        return False
    broken = sum(has_wide_gap(row) for row in rows)
    if broken <= 0.3 * len(rows):
        return True
    pieces = [piece for row in rows for piece in row.pieces]
    gutters = gutters_of(pieces)
    if not depth or not gutters:
        return False
    sides = sides_of(pieces, gutters[0])
    return all(is_prose(rows_of(side), depth - 1) for side in sides)


def has_wide_gap(row: Row) -> bool:
    """Whether white as wide as between cells parts the row."""
    reach = row.pieces[0].right
    for piece in row.pieces[1:]:
        if piece.left - reach > _WIDE_GAP * row.size:
            return True
        reach = max(reach, piece.right)
    return False


def signs_of(rows: Sequence[Row]) -> float:
    """How many signs a row has, by the median; a wide sign counts for two."""
    texts = ["".join(piece.text for piece in row.pieces) for row in rows]
    return median(len(text) + sum(sign >= "\u3000" for sign in text) for text in texts)


def _neighbour_gaps(pieces: Sequence[Piece]) -> list[tuple[float, float]]:
    """The gap from each piece to the next one to the right on about the same height."""
    by_height = sorted(pieces, key=lambda piece: piece.middle)
    heights = [piece.middle for piece in by_height]
    gaps: list[tuple[float, float]] = []
    for piece in by_height:
        reach = 0.5 * piece.size
        first = bisect_left(heights, piece.middle - reach)
        last = min(bisect_right(heights, piece.middle + reach), first + _NEIGHBOURS)
        edges = [
            other.left
            for other in by_height[first:last]
            if other.left - piece.right >= _GUTTER * piece.size
        ]
        if edges:
            gaps.append((piece.right, min(edges)))
    return gaps


def _most_covered(gaps: Sequence[tuple[float, float]]) -> float:
    """The middle of the stretch of x that the most gaps cover; of several, the widest."""
    events = sorted([(low, 1) for low, _ in gaps] + [(high, -1) for _, high in gaps])
    count = 0
    best = (0, 0.0, 0.0)
    for (x, step), (following, _) in pairwise(events):
        count += step
        best = max(best, (count, following - x, (x + following) / 2))
    return best[2]
