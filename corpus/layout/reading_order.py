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

from corpus.layout.gutters import (
    PROSE_ROWS,
    PROSE_SIGNS,
    gutters_of,
    has_wide_gap,
    is_prose,
    sides_of,
    signs_of,
)
from corpus.layout.pages import Piece
from corpus.layout.paragraphs import same_size
from corpus.layout.rows import Row, rows_of

# In multiples of the size, how far a piece may reach over the middle of a gutter.
_OVERLAP = 0.7
# How often a part is parted again. Ours; a page with more pieces is a drawing, and is then read
# from top to bottom.
_DEPTH = 7
_MOST_PIECES = 4000
# A caption or a note beside prose has so many rows at most, as a share of the prose's.
_BESIDE = 0.34
# A table over or under columns of prose has so many rows at least that reach over the gutter.
_TABLE_ROWS = 2
_HALF = 0.5
# The lines of a paragraph begin so near to each other, and a step from line to line is no wider, in
# multiples of the size.
_SAME_LEFT = 0.5
_LINE_STEP = 1.8
# A section under columns begins with a heading that is so much larger than the text, or with so
# many steps of white. Ours.
_LARGER = 1.15
_WHITE = 1.6
# Lines show where a column ends when so many reach to this share of its width from there, and when
# it is at least this share of the page's.
_LINES_AT_EDGE = 2
_NEAR_EDGE = 0.15
_WRAPPED_WIDTH = 0.4
# Numbers and bullets before items are no longer; so many numbers, and nothing else, number lines.
_MARKER_SIGNS = 4
_NUMBERED_LINES = 10
_SAME_BASELINE = 0.12
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
    for gutter in gutters_of(region.pieces) if depth else ():
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


def _zones(pieces: Sequence[Piece], gutter: float) -> list[_Zone]:
    """The zones from top to bottom; crossing rows are zones of their own."""
    crossing = [piece for piece in pieces if _crosses(piece, gutter)]
    crossing.extend(_last_lines(crossing, pieces, gutter))
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


def _last_lines(
    crossing: Iterable[Piece], pieces: Sequence[Piece], gutter: float
) -> Iterator[Piece]:
    """The short last lines of paragraphs that cross the gutter, with nothing beside them."""
    following = {piece.order - 1: piece for piece in pieces if piece.right < gutter}
    for piece in crossing:
        last = following.get(piece.order)
        if last and _goes_on(piece, last):
            others = (other for other in pieces if other.left > gutter)
            if not any(abs(other.middle - last.middle) < last.size for other in others):
                yield last


def _goes_on(line: Piece, last: Piece) -> bool:
    """Whether a sentence that `line` does not end goes on right below it, with a small letter."""
    aligned = abs(line.left - last.left) < _SAME_LEFT * line.size and same_size(
        line.size, last.size
    )
    step = (last.baseline - line.baseline) / line.size
    broken = line.text[-1] not in ".!?:" and last.text[0].islower()
    return aligned and broken and 0 < step < _LINE_STEP


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
    parts = [_joined(part) for section in _sections(bands) for part in _tables_apart(section)]
    return parts if len(parts) > 1 else [zone]


def _tables_apart(bands: Sequence[_Zone]) -> Iterator[list[list[_Zone]]]:
    """The bands in runs of prose and of others, those of tables apart from the rest."""
    runs = [list(run) for _, run in groupby(bands, key=_is_prose_beside_prose)]
    yield from (list(part) for _, part in groupby(runs, key=_is_table))


def _sections(bands: Sequence[_Zone]) -> list[list[_Zone]]:
    """The bands, parted where columns of prose end and a heading or white opens what follows."""
    sections: list[list[_Zone]] = []
    for band in bands:
        if sections and not _opens_section(sections[-1][-1], band):
            sections[-1].append(band)
        else:
            sections.append([band])
    return sections


def _opens_section(above: _Zone, below: _Zone) -> bool:
    """Whether what is drawn after columns of prose begins with a heading, or white lies between.

    No sentence goes on there in the same column.
    """
    in_one_column = not below.right and is_prose(rows_of(below.left), 2)
    if in_one_column or not _is_prose_beside_prose(above):
        return False
    sides = [rows_of(side) for side in (below.left, below.right) if side]
    if any(rows[0].pieces[0].text[0].islower() for rows in sides):
        return False
    first = min((rows[0] for rows in sides), key=lambda row: row.baseline)
    columns = [rows_of(above.left), rows_of(above.right)]
    steps = [
        after.baseline - before.baseline for rows in columns for before, after in pairwise(rows)
    ]
    white = first.baseline - max(rows[-1].baseline for rows in columns)
    if white > _WHITE * median(steps):
        return True
    bold = _is_bold(first) and not any(_is_bold(rows[-1]) for rows in columns)
    return bold or first.size >= _LARGER * median(row.size for rows in columns for row in rows)


def _is_bold(row: Row) -> bool:
    return all(piece.bold for piece in row.pieces)


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
    return [_Zone(*sides_of(band, gutter)) for band in bands]


def _is_apart(above: Sequence[Piece], below: Sequence[Piece], gutter: float) -> bool:
    """Whether `below` is drawn after `above`, and does not go on in the same column.

    Where one of two columns begins higher or ends lower, its lines there have none beside them.
    """
    last, first = max(piece.order for piece in above), min(piece.order for piece in below)
    if first != last + 1:
        return first > last
    begins = not sides_of(above, gutter)[1]
    ends = not sides_of(below, gutter)[0] and not any(map(has_wide_gap, rows_of(below)))
    return not begins and not ends


def _is_prose_beside_prose(zone: _Zone) -> bool:
    sides = (zone.left, zone.right)
    return all(len(side) >= PROSE_ROWS and is_prose(rows_of(side), 2) for side in sides)


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
    if min(signs_of(left), signs_of(right)) <= _MARKER_SIGNS:
        return _counts_lines(left) or _counts_lines(right)
    prose = [is_prose(left, 2), is_prose(right, 2)]
    if all(prose):
        return True
    several_apart = fewer > 1 and _drawn_apart(zone)
    aligned = _aligned_share(left, right)
    few = fewer <= _BESIDE * max(len(left), len(right))
    if aligned < _HALF or (few and aligned <= _HALF):
        return any(prose) or several_apart
    lines = fewer >= PROSE_ROWS or min(signs_of(left), signs_of(right)) >= PROSE_SIGNS
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
