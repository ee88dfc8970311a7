"""Tables as text: finds the row that names the columns, and writes each row with those names."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise, takewhile

from corpus.dates import parse_date
from corpus.extract import TextBuilder
from corpus.records import Field, record_blocks

# So many rows are looked at to find the header, which stands among the first few. Ours.
_LOOKAHEAD = 200
_HEADER_AMONG = 12
# In a list, the first item looks like all the others.
_FEWEST_NAMES = 2
# Longer content names no column. Ours, in characters.
_LONGEST_NAME = 80
# Of the values under a name so large a share are quantities where the column holds quantities.
_QUANTITIES = 0.6
_QUANTITY = re.compile(r"[^\w\s]{0,3} ?\d[\d .,:/\-]*(?:%|[^\W\d]{1,3})?[^\w]{0,3}")
_LONGEST_QUANTITY = 40
_YEAR = re.compile(r"(?:19|20)\d\d")
_NAMED_EMPTY_COLUMNS = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file, counted from 1, and its cells but those that are blank.

    It has at least one cell. One that stands `apart` is said of the table, under no name.
    """

    number: int
    cells: Mapping[int, str]
    apart: bool = False


@dataclass(slots=True)
class TableWriter:
    """Writes the rows of one table into `builder`, each at its place.

    `place` is what the number of each row stands behind, such as "row".
    `lead` stands before the cells of each row of several: what all rows have in common.
    """

    builder: TextBuilder
    place: str
    lead: tuple[Field, ...] = ()
    _header: Mapping[int, str] = field(default_factory=dict)
    _names: Mapping[int, str] = field(default_factory=dict)
    _filled: set[int] = field(default_factory=set)
    _empty: list[str] = field(default_factory=list)

    def write(self, rows: Iterable[Row]) -> None:
        """Write all rows but those that name the columns, whose names stand in each row."""
        header = 0
        before = 0
        for row, following in _with_lookahead(rows):
            gap = row.number != before + 1
            if not before:
                header = _header_number([one for one in (row, *following) if not one.apart])
            elif gap and self._names and _starts_anew(row, following):
                header = row.number
            before = row.number
            if row.number == header:
                self._begin(row)
            elif row.cells != self._header:
                apart = row.apart or (gap and len(row.cells) == 1)
                self._write_row(row, under_names=not apart)

    def _begin(self, header: Row) -> None:
        self._empty = self._without_values()
        self._header = header.cells
        self._names = {at: _name(content) for at, content in header.cells.items()}
        self._filled.clear()

    def _without_values(self) -> list[str]:
        """The names of columns that no row has had a value for."""
        here = (name for column, name in self._names.items() if column not in self._filled)
        return [*self._empty, *here]

    def notes(self) -> tuple[str, ...]:
        """What the header names and no row has."""
        empty = self._without_values()
        if not empty:
            return ()
        more = ", ..." if len(empty) > _NAMED_EMPTY_COLUMNS else ""
        named = ", ".join(empty[:_NAMED_EMPTY_COLUMNS])
        return (f"nothing stands in the columns: {named}{more}",)

    def _write_row(self, row: Row, *, under_names: bool) -> None:
        """Write one row; what is said of the table, such as its source below it, has no name."""
        names = self._names if under_names else {}
        self._filled.update(row.cells if under_names else ())
        cells = [Field(names.get(at, ""), row.cells[at]) for at in sorted(row.cells)]
        self.builder.place(f"{self.place} {row.number}")
        lead = self.lead if len(cells) > 1 else ()
        for block in record_blocks((*lead, *cells)):
            self.builder.block(block)


def _name(content: str) -> str:
    return " ".join(content.split()).removesuffix(":")


def _with_lookahead(rows: Iterable[Row]) -> Iterator[tuple[Row, Sequence[Row]]]:
    """Each row with those that follow it, as far as is looked ahead."""
    coming = iter(rows)
    following = deque(islice(coming, _LOOKAHEAD))
    while following:
        row = following.popleft()
        yield row, following
        following.extend(islice(coming, 1))


def _header_number(rows: Sequence[Row]) -> int:
    """The number of the row that names the columns, or 0 where none does."""
    width = _usual_width(rows) if rows else 0
    if width < _FEWEST_NAMES:
        return 0
    for position, row in enumerate(rows[:_HEADER_AMONG]):
        if len(row.cells) * 2 > width:
            return row.number if _names_columns(row, rows[position + 1 :]) else 0
    return 0


def _usual_width(rows: Sequence[Row]) -> int:
    """How many cells the rows have, without the few that have most or least: the median."""
    return sorted(len(row.cells) for row in rows)[len(rows) // 2]


def _names_columns(row: Row, below: Sequence[Row]) -> bool:
    names = [" ".join(name.split()).casefold() for name in row.cells.values()]
    if not below or len(set(names)) < len(names) or max(map(len, names)) > _LONGEST_NAME:
        return False
    years = [name for name in names if _YEAR.fullmatch(name)]
    if len(years) == len(names):
        return False
    others = [other for other in below if other.cells != row.cells]
    return all(_may_name(name, _column(others, at)) for at, name in row.cells.items())


def _may_name(name: str, column: Sequence[str]) -> bool:
    """Whether a column of these values may be called so: a value that comes again is no name."""
    if name in column:
        return False
    if _YEAR.fullmatch(name.strip()):
        return not any(_YEAR.fullmatch(value.strip()) for value in column)
    return not _is_quantity(name)


def _starts_anew(row: Row, following: Sequence[Row]) -> bool:
    """Whether, after a gap, another table begins here: with names over columns of quantities."""
    near = pairwise([row, *islice(following, _HEADER_AMONG)])
    below = [after for _, after in takewhile(lambda two: two[1].number == two[0].number + 1, near)]
    if len(row.cells) < _FEWEST_NAMES or not _names_columns(row, below):
        return False
    return any(_holds_quantities(_column(below, at)) for at in row.cells)


def _holds_quantities(column: Sequence[str]) -> bool:
    quantities = sum(map(_is_quantity, column))
    return bool(column) and quantities >= _QUANTITIES * len(column)


def _is_quantity(value: str) -> bool:
    content = " ".join(value[: _LONGEST_QUANTITY + 1].split())
    if len(content) > _LONGEST_QUANTITY:
        return False
    return bool(_QUANTITY.fullmatch(content)) or parse_date(content) is not None


def _column(rows: Sequence[Row], at: int) -> list[str]:
    return [row.cells[at] for row in rows if at in row.cells]
