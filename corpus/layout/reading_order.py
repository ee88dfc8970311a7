"""Reading order: which parts of a page are read one after the other, columns above all.

A page is cut at a gutter, a strip of white with text on both sides. Pieces that cross it, such as
a heading over both columns, part the page into zones. A zone is columns, read one after the
other, or the rows of a table, read across: prose on both sides makes columns, and so does a file
that draws the one side whole before the other. Each part is looked at again in the same way.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from operator import itemgetter
from statistics import median, median_low

from corpus.layout.pages import Piece
from corpus.layout.rows import Row, rows_of

# In multiples of the size: the narrowest gutter, and how far a piece may reach over its middle.
_GUTTER = 0.5
_OVERLAP = 0.7
# How many gutters are tried, how often a part is parted again, and how many pieces of one height
# are compared. Ours; a page with more is a drawing, and is then read from top to bottom.
_GUTTERS_TRIED = 5
_DEPTH = 7
_NEIGHBOURS = 40
_MOST_PIECES = 4000
# Prose has lines of so many signs (with wide signs half of that) which fill so much of their
# column; a table's cells are shorter or leave more white.
_PROSE_SIGNS = 20
_PROSE_FILL = 0.7
_PROSE_ROWS = 3
# This share of the lines of prose begins with a small letter, where a script has such.
_GOING_ON = 0.25
# A caption or a note beside prose has so many rows at most, as a share of the prose's.
_BESIDE = 0.34
# A table over or under columns of prose has so many rows at least that reach over the gutter.
_TABLE_ROWS = 2
_HALF = 0.5
# Lines show where a column ends when so many reach to this share of its width from there, and when
# it is at least this share of the page's.
_LINES_AT_EDGE = 2
_NEAR_EDGE = 0.15
_WRAPPED_WIDTH = 0.4
# Numbers and bullets before items are no longer; so many numbers, and nothing else, number lines.
_MARKER_SIGNS = 4
_NUMBERED_LINES = 10
_SAME_BASELINE = 0.12
_WIDE_GAP = 1.5
# Half of the words of a line are no wider, in multiples of the size, while lines of columns are;
# and a gutter is at least so many times as wide as the gaps between words beside it. Ours.
_WORD_WIDTH = 8.0
_UNEVEN = 1.5


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a page that is read from top to bottom, and the edges of the column it is in."""

    pieces: tuple[Piece, ...]
    left: float
    right: float


def regions(pieces: Sequence[Piece], page_width: float = 0.0) -> list[Region]:
    """The parts of a page in reading order.

    Where too few lines reach the right edge to show where the column ends, `page_width` does, for
    a page has margins of about one width.

    >>> words = [("A heading over both", 0, 200, 20), ("left one", 0, 90, 40)]
    >>> words += [("left two", 0, 90, 52), ("right one", 110, 200, 40), ("right two", 110, 200, 52)]
    >>> pieces = [Piece(t, x, to, y, 10, False, n) for n, (t, x, to, y) in enumerate(words)]
    >>> [[piece.text for piece in region.pieces] for region in regions(pieces)]
    [['A heading over both'], ['left one', 'left two'], ['right one', 'right two']]
    """
    whole = _within_margins(region_of(pieces), page_width)
    return [whole] if len(pieces) > _MOST_PIECES else list(_ordered(whole, _DEPTH))


def region_of(pieces: Sequence[Piece]) -> Region:
    """Pieces as a region that reaches as far as they do."""
    left = min((piece.left for piece in pieces), default=0.0)
    right = max((piece.right for piece in pieces), default=0.0)
    return Region(tuple(pieces), left, right)


@dataclass(slots=True)
class _Zone:
    """What stands between two rows that cross the gutter, left and right of it."""

    left: list[Piece] = field(default_factory=list)
    right: list[Piece] = field(default_factory=list)
    crossing: list[Piece] = field(default_factory=list)

    @property
    def all(self) -> list[Piece]:
        return [*self.left, *self.right, *self.crossing]


def _within_margins(region: Region, page_width: float) -> Region:
    """The region of a whole page, as wide as its margins leave room."""
    rights = [row.right for row in rows_of(region.pieces)]
    width = region.right - region.left
    near = sum(right >= region.right - _NEAR_EDGE * width for right in rights)
    if near >= _LINES_AT_EDGE and width >= _WRAPPED_WIDTH * page_width:
        return region
    left = max(0.0, min(region.left, page_width - region.right))
    return replace(region, left=left, right=max(region.right, page_width - left))


def _ordered(region: Region, depth: int) -> Iterator[Region]:
    for gutter in _gutters(region.pieces) if depth else ():
        zones = [part for zone in _zones(region.pieces, gutter) for part in _parted(zone, gutter)]
        verdicts = [_is_columns(zone) for zone in zones]
        if not any(verdicts):
            continue
        columns = [zone for zone, verdict in zip(zones, verdicts, strict=True) if verdict]
        left = region_of([piece for zone in columns for piece in zone.left])
        right = region_of([piece for zone in columns for piece in zone.right])
        for parted, group in groupby(zip(verdicts, zones, strict=True), key=itemgetter(0)):
            parts = [zone for _, zone in group]
            if not parted:
                across = tuple(piece for zone in parts for piece in zone.all)
                yield from _ordered(replace(region, pieces=across), depth - 1)
                continue
            for zone in parts:
                yield from _ordered(replace(left, pieces=tuple(zone.left)), depth - 1)
                yield from _ordered(replace(right, pieces=tuple(zone.right)), depth - 1)
        return
    yield region


def _gutters(pieces: Sequence[Piece]) -> list[float]:
    """Where a gutter may run: the x that most gaps between neighbours on a line have in common."""
    gaps = _neighbour_gaps(pieces)
    found: list[float] = []
    while gaps and len(found) < _GUTTERS_TRIED:
        gutter = _most_covered(gaps)
        found.append(gutter)
        gaps = [(low, high) for low, high in gaps if not low <= gutter <= high]
    return found


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


def _zones(pieces: Sequence[Piece], gutter: float) -> list[_Zone]:
    """The zones from top to bottom; crossing rows are zones of their own."""
    crossing = [piece for piece in pieces if _crosses(piece, gutter)]
    spans = _merged(sorted((piece.top, piece.bottom) for piece in crossing))
    starts = [top for top, _ in spans]
    zones = [_Zone() for _ in range(2 * len(spans) + 1)]
    for piece in pieces:
        above = bisect_right(starts, piece.middle)
        inside = above > 0 and piece.middle <= spans[above - 1][1]
        zone = zones[2 * above - inside]
        if inside:
            zone.crossing.append(piece)
        elif (piece.left + piece.right) / 2 < gutter:
            zone.left.append(piece)
        else:
            zone.right.append(piece)
    return [zone for zone in zones if zone.all]


def _crosses(piece: Piece, gutter: float) -> bool:
    over = _OVERLAP * piece.size
    return piece.left < gutter - over and piece.right > gutter + over


def _merged(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for top, bottom in spans:
        if merged and top <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(bottom, merged[-1][1]))
        else:
            merged.append((top, bottom))
    return merged


def _parted(zone: _Zone, gutter: float) -> list[_Zone]:
    """The zone, parted where a table stands over, under or between columns of prose.

    Nothing in a table need cross the gutter of the prose, which would then tear its rows apart.
    """
    aside = not zone.crossing and zone.left and zone.right
    bands = _bands(zone.all, gutter) if aside else []
    runs = [list(run) for _, run in groupby(bands, key=_is_prose_beside_prose)]
    parts = [_joined(part) for _, part in groupby(runs, key=_is_table)]
    return parts if len(parts) > 1 else [zone]


def _bands(pieces: Sequence[Piece], gutter: float) -> list[_Zone]:
    """The rows from top to bottom, as one band where the file does not draw them one by one.

    So each row of a table is a band by itself, and all rows of columns side by side are one.
    """
    bands: list[list[Piece]] = []
    for row in rows_of(pieces):
        band = row.pieces
        while bands and not _is_apart(bands[-1], band, gutter):
            band = [*bands.pop(), *band]
        bands.append(band)
    return [_Zone(*_sides(band, gutter)) for band in bands]


def _is_apart(above: Sequence[Piece], below: Sequence[Piece], gutter: float) -> bool:
    """Whether `below` is drawn after `above`, and does not go on in the same column.

    Where one of two columns begins higher or ends lower, its lines there have none beside them.
    """
    last, first = max(piece.order for piece in above), min(piece.order for piece in below)
    if first != last + 1:
        return first > last
    begins = not _sides(above, gutter)[1]
    ends = not _sides(below, gutter)[0] and not any(map(_has_wide_gap, rows_of(below)))
    return not begins and not ends


def _is_prose_beside_prose(zone: _Zone) -> bool:
    sides = (zone.left, zone.right)
    return all(len(side) >= _PROSE_ROWS and _is_prose(rows_of(side), 2) for side in sides)


def _is_table(run: Sequence[_Zone]) -> bool:
    """Whether bands that are all prose, or all something else, are rows over both columns."""
    across = [band for band in run if band.left and band.right]
    return len(across) >= _TABLE_ROWS and not _is_prose_beside_prose(run[0])


def _joined(runs: Iterable[Sequence[_Zone]]) -> _Zone:
    bands = [band for run in runs for band in run]
    left = [piece for band in bands for piece in band.left]
    return _Zone(left, [piece for band in bands for piece in band.right])


def _is_columns(zone: _Zone) -> bool:
    """Whether the left side of a zone is read as a whole before the right side."""
    if zone.crossing or not zone.left or not zone.right or _is_stretched(zone):
        return False
    left, right = rows_of(zone.left), rows_of(zone.right)
    fewer = min(len(left), len(right))
    if min(_signs(left), _signs(right)) <= _MARKER_SIGNS:
        return _counts_lines(left) or _counts_lines(right)
    prose = [_is_prose(left, 2), _is_prose(right, 2)]
    if all(prose):
        return True
    several_apart = fewer > 1 and _drawn_apart(zone)
    aligned = _aligned_share(left, right)
    few = fewer <= _BESIDE * max(len(left), len(right))
    if aligned < _HALF or (few and aligned <= _HALF):
        return any(prose) or several_apart
    lines = fewer >= _PROSE_ROWS or min(_signs(left), _signs(right)) >= _PROSE_SIGNS
    return several_apart and lines


def _is_stretched(zone: _Zone) -> bool:
    """Whether the gaps over the gutter are those between the words of justified lines.

    A few lines that stand wide may have such gaps over one another by chance.
    """
    lefts = {piece.order for piece in zone.left}
    rows = [row for row in rows_of(zone.all) if 0 < _count(row, lefts) < len(row.pieces)]
    return bool(rows) and all(_has_even_gaps(row, _count(row, lefts)) for row in rows)


def _count(row: Row, orders: set[int]) -> int:
    return sum(piece.order in orders for piece in row.pieces)


def _has_even_gaps(row: Row, second: int) -> bool:
    """Whether the file draws a row word by word, and no wider gap stands before the `second` part.

    The words may be drawn from right to left.
    """
    pairs = list(pairwise(row.pieces))
    gaps = [after.left - before.right for before, after in pairs]
    in_order = all(abs(after.order - before.order) == 1 for before, after in pairs)
    are_words = median(piece.width for piece in row.pieces) <= _WORD_WIDTH * row.size
    if len(gaps) == 1 or not in_order or not are_words:
        return False
    return gaps[second - 1] < _UNEVEN * median_low(gaps)


def _counts_lines(rows: Sequence[Row]) -> bool:
    """Whether the rows are no more than the numbers of the lines beside them."""
    return len(rows) >= _NUMBERED_LINES and all(row.text.isdigit() for row in rows)


def _is_prose(rows: Sequence[Row], depth: int) -> bool:
    """Whether the rows are running text, or several columns of it."""
    if len(rows) < _PROSE_ROWS or _signs(rows) < _PROSE_SIGNS:
        return False
    width = max(row.right for row in rows) - min(row.left for row in rows)
    if median(row.right - row.left for row in rows) < _PROSE_FILL * width:
        return False
    cased = [row for row in rows if row.pieces[0].text[0].lower() != row.pieces[0].text[0].upper()]
    if sum(row.pieces[0].text[0].islower() for row in cased) < _GOING_ON * len(cased):
        return False
    broken = sum(_has_wide_gap(row) for row in rows)
    if broken <= 0.3 * len(rows):
        return True
    pieces = [piece for row in rows for piece in row.pieces]
    gutters = _gutters(pieces)
    if not depth or not gutters:
        return False
    sides = _sides(pieces, gutters[0])
    return all(_is_prose(rows_of(side), depth - 1) for side in sides)


def _sides(pieces: Sequence[Piece], gutter: float) -> tuple[list[Piece], list[Piece]]:
    left = [piece for piece in pieces if (piece.left + piece.right) / 2 < gutter]
    return left, [piece for piece in pieces if (piece.left + piece.right) / 2 >= gutter]


def _has_wide_gap(row: Row) -> bool:
    reach = row.pieces[0].right
    for piece in row.pieces[1:]:
        if piece.left - reach > _WIDE_GAP * row.size:
            return True
        reach = max(reach, piece.right)
    return False


def _signs(rows: Sequence[Row]) -> float:
    """How many signs a row has, by the median; a wide sign counts for two."""
    texts = ["".join(piece.text for piece in row.pieces) for row in rows]
    return median(len(text) + sum(sign >= "\u3000" for sign in text) for text in texts)


def _aligned_share(left: Sequence[Row], right: Sequence[Row]) -> float:
    """Which share of the shorter side's rows stands on the baseline of a row on the other side.

    A row to the right that goes on in the middle of a sentence stands there by chance.
    """
    fewer, more = sorted((left, right), key=len)
    baselines = [row.baseline for row in more]
    aligned = 0
    for row in fewer:
        reach = _SAME_BASELINE * row.size
        first = bisect_left(baselines, row.baseline - reach)
        last = bisect_right(baselines, row.baseline + reach)
        beside = more[first] if more is right and first < last else row
        aligned += first < last and not (more is right and beside.pieces[0].text[0].islower())
    return aligned / len(fewer)


def _drawn_apart(zone: _Zone) -> bool:
    """Whether the file draws one side whole before it draws the other."""
    sides = [(piece.order, 0) for piece in zone.left] + [(piece.order, 1) for piece in zone.right]
    return sum(before != after for (_, before), (_, after) in pairwise(sorted(sides))) == 1
