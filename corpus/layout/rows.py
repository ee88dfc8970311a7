"""Rows of a region: pieces that stand on one line of paper, and what a row is read as."""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf

from corpus.layout.glyphs import is_right_to_left
from corpus.layout.pages import Line, Piece
from corpus.lines import CELL_SEPARATOR

# In multiples of the size; ours, from looking at typeset pages.
# Pieces nearer to each other than this are one word.
_SPACE = 0.16
# A small piece belongs to a row that is so much larger at most, and whose baseline is so near:
# that holds for superscripts and for the limits of a sum, not for a drop cap or the next line.
_SMALLER = 2.2
_SHIFT = 0.7
_SAME_BASELINE = 0.3
# The dots between a heading and its page in a table of contents, with the space around them.
_LEADER = re.compile(r"(?:(?<!\s)\s++)?(?:[.·…_]\s?){6,}\s*+")
# White space that goes through all rows of a table is at least so wide; through two rows only,
# which may be chance, it must be wider.
_CORRIDOR = 0.7
_WIDE_CORRIDOR = 1.5
_ROWS_OF_TABLE = 3
_MARKER_LETTERS = 4
# What has more rows or more cells in a row is looked at in parts: no input takes endless time.
_MOST_ROWS = 500
_MOST_CELLS = 100


@dataclass(slots=True)
class Row:
    """Pieces on one line, from left to right."""

    baseline: float
    size: float
    left: float
    right: float
    pieces: list[Piece] = field(default_factory=list)

    def add(self, piece: Piece) -> None:
        """Put a piece on the row."""
        self.left, self.right = min(self.left, piece.left), max(self.right, piece.right)
        self.pieces.append(piece)

    @property
    def text(self) -> str:
        """The row as it is read, with a space where pieces stand apart."""
        return _joined(self.pieces)

    @property
    def stretches(self) -> list[list[Piece]]:
        """The pieces, parted where a gap is wide enough to be a column's."""
        parts = [[self.pieces[0]]]
        reach = self.pieces[0].right
        for piece in self.pieces[1:]:
            if piece.left - reach >= _CORRIDOR * self.size:
                parts.append([])
            parts[-1].append(piece)
            reach = max(reach, piece.right)
        return parts


def rows_of(pieces: Sequence[Piece]) -> list[Row]:
    """The rows that `pieces` stand on, from top to bottom; superscripts stand on their row."""
    rows: list[Row] = []
    keys: list[float] = []
    tallest = max((piece.size for piece in pieces), default=0.0)
    for piece in sorted(pieces, key=lambda piece: -piece.size):
        first = bisect_left(keys, piece.baseline - _SHIFT * tallest)
        last = bisect_right(keys, piece.baseline + _SHIFT * tallest)
        near = [row for row in rows[first:last] if _stands_on(piece, row)]
        if near:
            nearest = min(near, key=lambda row: abs(row.baseline - piece.baseline))
            nearest.add(piece)
        else:
            position = bisect_left(keys, piece.baseline)
            keys.insert(position, piece.baseline)
            row = Row(piece.baseline, piece.size, piece.left, piece.right, [piece])
            rows.insert(position, row)
    for row in rows:
        row.pieces.sort(key=lambda piece: (piece.left, piece.order))
    return rows


def lines_of(pieces: Sequence[Piece], left: float, right: float, page: int) -> list[Line]:
    """The lines of a column from `left` to `right`, top to bottom; rows of tables are marked so."""
    rows = rows_of(pieces)
    lines: list[Line] = []
    for start, end, corridors in _tables(rows):
        for row in rows[start:end]:
            text = _cells(row, corridors) if corridors else row.text
            mirrored = is_right_to_left(text)
            lines.append(
                Line(
                    text=text,
                    left=right - row.right if mirrored else row.left - left,
                    right=right - row.left if mirrored else row.right - left,
                    baseline=row.baseline,
                    size=_size(row),
                    bold=all(piece.bold for piece in row.pieces if len(piece.text) > 1),
                    page=page,
                    edge=right - left,
                    row=bool(corridors),
                )
            )
    return lines


def _stands_on(piece: Piece, row: Row) -> bool:
    apart = abs(piece.baseline - row.baseline)
    if apart <= _SAME_BASELINE * piece.size:
        return piece.size * _SMALLER >= row.size
    shifted = piece.size < 0.85 * row.size and piece.size * _SMALLER >= row.size
    beside = row.left - row.size <= piece.right and piece.left <= row.right + row.size
    return shifted and beside and apart <= _SHIFT * row.size


def _size(row: Row) -> float:
    """The size of the piece that holds the most text."""
    return max(row.pieces, key=lambda piece: len(piece.text)).size


def _joined(pieces: Sequence[Piece]) -> str:
    ordered = list(pieces)
    if is_right_to_left("".join(piece.text for piece in pieces)):
        ordered.reverse()
    parts = [ordered[0].text]
    for before, after in pairwise(ordered):
        gap = max(after.left - before.right, before.left - after.right)
        parts.append(" " if gap > _SPACE * max(before.size, after.size) else "")
        parts.append(after.text)
    return _LEADER.sub(" ... ", "".join(parts)).strip()


def _tables(rows: Sequence[Row]) -> list[tuple[int, int, list[float]]]:
    """Stretches of rows: from, to (exclusive), and the corridors between cells if it is a table."""
    found: list[tuple[int, int, list[float]]] = []
    start = 0
    while start < len(rows):
        end, corridors = _table_at(rows, start)
        found.append((start, end, corridors))
        start = end
    return found


def _table_at(rows: Sequence[Row], start: int) -> tuple[int, list[float]]:
    """The longest table that begins at `start`, or the one row there."""
    end = start + 1
    gaps = _gaps(rows[start])
    if gaps and end < len(rows) and _common(gaps, rows[end]):
        gaps = sorted([*gaps, *_beside(rows[start], rows[end])])
    while gaps and end < min(len(rows), start + _MOST_ROWS):
        narrowed = _common(gaps, rows[end])
        if not narrowed:
            break
        gaps, end = narrowed, end + 1
    least = _CORRIDOR if end - start >= _ROWS_OF_TABLE else _WIDE_CORRIDOR
    size = rows[start].size
    corridors = [(low + high) / 2 for low, high in gaps if high - low >= least * size]
    if end - start == 1 or not corridors or _only_markers(rows[start:end], corridors):
        return (start + 1, [])
    return (end, corridors)


def _gaps(row: Row) -> list[tuple[float, float]]:
    parts = row.stretches
    return [
        (max(piece.right for piece in before), after[0].left)
        for before, after in pairwise(parts[:_MOST_CELLS])
    ]


def _beside(head: Row, row: Row) -> list[tuple[float, float]]:
    """The gaps in `row` left and right of `head`, whose first or last cell may be empty."""
    outside = _common([(-inf, head.left), (head.right, inf)], row)
    return [(low, high) for low, high in outside if low > -inf and high < inf]


def _common(gaps: Sequence[tuple[float, float]], row: Row) -> list[tuple[float, float]]:
    """The parts of `gaps` that are white in `row`, too; its first or last cells may be empty."""
    parts: list[tuple[float, float]] = []
    within = _gaps(row)
    white = [(-inf, row.left), *within, (row.right, inf)] if within else []
    for low, high in gaps:
        for free_low, free_high in white:
            both = max(low, free_low), min(high, free_high)
            if both[1] - both[0] >= 0.5 * row.size:
                insort(parts, both)
    return parts


def _only_markers(rows: Sequence[Row], corridors: Sequence[float]) -> bool:
    """Whether the cells are no more than numbers or bullets before the items of a list."""
    if len(corridors) > 1:
        return False
    firsts = [_joined(_left_of(row, corridors[0])) for row in rows if _left_of(row, corridors[0])]
    return all(len(text) <= _MARKER_LETTERS and not text.isalnum() for text in firsts)


def _left_of(row: Row, x: float) -> list[Piece]:
    return [piece for piece in row.pieces if piece.right <= x]


def _cells(row: Row, corridors: Sequence[float]) -> str:
    """The row's cells, with the separator of cells between them."""
    cells: list[list[Piece]] = [[] for _ in range(len(corridors) + 1)]
    for piece in row.pieces:
        cells[bisect_left(corridors, (piece.left + piece.right) / 2)].append(piece)
    filled = [_joined(cell) for cell in cells if cell]
    if is_right_to_left(row.text):
        filled.reverse()
    return CELL_SEPARATOR.join(filled)
