"""The edges of pages: running heads, running feet and page numbers, which no sentence needs.

A row at the top or the foot of a page is an edge if white parts it from the text and pages near it
have the same row at the same height. Numbers in it may count the pages. Only the outermost rows
are looked at, and an inner one only if all rows outside it are edges.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise, takewhile
from statistics import median

from corpus.layout.pages import PageText, Piece
from corpus.layout.rows import Row, rows_of

# How many rows at each end of a page are looked at, and how far into the page they may stand.
_ROWS = 3
_DEPTH = 0.25
# Odd and even pages differ, and chapters begin without: so many pages to each side are compared.
_REACH = 4
_FEW_PAGES = 5
# Two rows are at one height when they differ by this share of the page's height.
_SAME_HEIGHT = 0.02
# Text recognition reads one heading in several ways. Ours.
_ALIKE = 0.85
_SHORTEST_ALIKE = 8
_LONGEST = 200
# The white between an edge and the text: in steps from line to line, or in multiples of the size
# where a page has few lines. Running heads are not larger than the text, headings often are.
_STEPS = 1.25
_SIZES = 1.6
_FEW_ROWS = 5
_LARGER = 1.15
# What counts parts of the text rather than pages.
_NUMBERED_HEADING = re.compile(
    r"(?:annex|appendix|article|case|chapter|day|exercise|figure|item|lesson|letter|part|question"
    r"|section|step|table|unit|week)\W*\d+\W*",
    re.IGNORECASE,
)
# A number at the start or at the end of a row, or one that is called the page.
_COUNTING = re.compile(
    r"^\W*(\d{1,5})(?=\W|$)|(?:^|(?<=[\s|–—-]))(\d{1,5})[\s\])|–—-]*$|\bp(?:age|\.)?\s*(\d{1,5})\b",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"(?:page\s*)?[-–—\[(|]?\s*(\d{1,5})\s*[-–—\])|]?", re.IGNORECASE)
_ROMAN = re.compile(r"(?=[ivxlc])(c{0,3})(x[cl]|l?x{0,3})(i[xv]|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """One row that was taken off a page."""

    page: int
    text: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A row near the edge.

    `words` is its text without the `numbers` in it that may count pages; `ending` is the one that
    it ends with, or 0. `place` is its height as a share of the page's, from the nearer end.
    """

    page: int
    text: str
    words: str
    numbers: tuple[int, ...]
    ending: int
    place: float
    orders: frozenset[int]


def without_edges(
    pages: Sequence[PageText],
) -> tuple[tuple[PageText, ...], tuple[EdgeRow, ...]]:
    """`pages` without their running heads, running feet and page numbers, and these by themselves.

    >>> def page(number: int) -> PageText:
    ...     words = enumerate((f"The tale, part {number}, goes on.", str(number)))
    ...     pieces = (Piece(word, 50, 90, 100 + 680 * n, 10, False, n) for n, word in words)
    ...     return PageText(number, 600, 800, tuple(pieces))
    >>> kept, edges = without_edges([page(1), page(2)])
    >>> [piece.text for piece in kept[1].pieces], edges[1]
    (['The tale, part 2, goes on.'], EdgeRow(page=2, text='2'))
    """
    usual = usual_size([piece for page in pages for piece in page.pieces])
    ends = [_candidates(page, usual) for page in pages]
    kept: list[PageText] = []
    edges: list[EdgeRow] = []
    for index, page in enumerate(pages):
        gone: set[int] = set()
        for end in range(len(ends[index])):
            near = [ends[other] for other in _near(index, len(pages))]
            others = [rows for other in near for rows in other[end : end + 1]]
            for candidate in ends[index][end]:
                if not _is_edge(candidate, others, len(pages)):
                    break
                gone |= candidate.orders
                edges.append(EdgeRow(page.number, candidate.text))
        kept.append(_without(page, gone))
    return tuple(kept), tuple(edges)


def _near(index: int, count: int) -> list[int]:
    first, last = max(0, index - _REACH), min(count, index + _REACH + 1)
    return [other for other in range(first, last) if other != index]


def _without(page: PageText, gone: set[int]) -> PageText:
    if not gone:
        return page
    aside = (tuple(p for p in group if p.order not in gone) for group in page.aside)
    return replace(
        page,
        pieces=tuple(piece for piece in page.pieces if piece.order not in gone),
        aside=tuple(group for group in aside if group),
    )


def usual_size(pieces: Iterable[Piece]) -> float:
    """The size in which most of the text is set, to half a point; 0 where there is none."""
    signs: Counter[float] = Counter()
    for piece in pieces:
        signs[round(2 * piece.size) / 2] += len(piece.text)
    return max(signs, key=lambda size: signs[size], default=0.0)


def _candidates(page: PageText, usual: float) -> list[list[_Candidate]]:
    """The outermost rows from the top inwards, from the foot inwards, and those that run aside."""
    rows = rows_of(page.pieces)
    top = [_candidate(page, row, row.baseline) for row in _apart(rows, usual)]
    foot = [_candidate(page, row, page.height - row.baseline) for row in _apart(rows[::-1], usual)]
    aside = [_candidate(page, row, 0.0) for group in page.aside for row in rows_of(group)[:_ROWS]]
    deep = [[row for row in end if row.place <= _DEPTH] for end in (top, foot)]
    return [*deep, *([row] for row in aside[:_ROWS])]


def _apart(rows: Sequence[Row], usual: float) -> Sequence[Row]:
    """The first rows, as far as the last wide step among them; none that is larger than usual."""
    steps = [abs(after.baseline - before.baseline) for before, after in pairwise(rows)]
    wide = _STEPS * median(steps) if len(rows) > _FEW_ROWS else _SIZES * usual
    ends = [number for number, step in enumerate(steps[:_ROWS], start=1) if step > wide]
    outer = rows[: max(ends, default=0)]
    return list(takewhile(lambda row: row.size <= _LARGER * usual, outer))


def _candidate(page: PageText, row: Row, depth: float) -> _Candidate:
    text = row.text[:_LONGEST]
    roman = _roman_value(text)
    found = [int(next(filter(None, match.groups()))) for match in _COUNTING.finditer(text)]
    numbers = (roman,) if roman else tuple(found)
    words = "" if roman else " ".join(_COUNTING.sub(" ", text).split()).casefold()
    orders = frozenset(piece.order for piece in row.pieces)
    place = depth / page.height if page.height > 0 else 1.0
    ending = numbers[-1] if numbers and (roman or text[-1:].isdigit()) else 0
    return _Candidate(page.number, text, words, numbers, ending, place, orders)


def _is_edge(row: _Candidate, others: Sequence[Sequence[_Candidate]], pages: int) -> bool:
    if _NUMBERED_HEADING.fullmatch(row.text):
        return False
    stated = _PAGE_NUMBER.fullmatch(row.text)
    if stated and int(stated[1]) == row.page:
        return True
    missing = 1 if pages <= _FEW_PAGES else 2
    for rows in others:
        missing -= max((_evidence(row, other) for other in rows), default=0)
        if missing <= 0:
            return True
    return False


def _evidence(row: _Candidate, other: _Candidate) -> int:
    """How much a row on another page says for both being edges: 0 to 2."""
    if abs(row.place - other.place) > _SAME_HEIGHT:
        return 0
    pages = row.page - other.page
    if row.ending and other.ending and row.ending - other.ending == pages:
        return 2 if row.words == other.words else 1
    if len(row.numbers) != len(other.numbers):
        return 0
    pairs = zip(row.numbers, other.numbers, strict=True)
    if not all(_same_number(mine - theirs, pages) for mine, theirs in pairs):
        return 0
    if row.words == other.words:
        return 2 if " " in row.words else 1
    return int(_alike(row.words, other.words))


def _same_number(difference: int, pages: int) -> bool:
    """Whether a number that differs so counts pages; sheets may be missing from a scan."""
    if difference == 0:
        return True
    return (difference > 0) == (pages > 0) and abs(pages) <= abs(difference) <= 2 * abs(pages) + 2


def _alike(words: str, others: str) -> bool:
    if min(len(words), len(others)) < _SHORTEST_ALIKE:
        return False
    if re.findall(r"\d", words) != re.findall(r"\d", others):
        return False
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return False
    return matcher.ratio() >= _ALIKE


def _roman_value(text: str) -> int:
    """The value of a Roman numeral that stands alone; 0 for anything else."""
    letters = text.strip(" -–—[]()").casefold()
    if not letters or not _ROMAN.fullmatch(letters):
        return 0
    values = [_ROMAN_VALUES[letter] for letter in letters]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))
