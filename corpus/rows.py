"""Rows: what the cells of a table's row are, by the names of its columns or by the cell before.

A line such as "Opened: 1968", among others of its kind, is a row with one cell.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile, zip_longest

from corpus.document import Document
from corpus.lines import CELL_SEPARATOR, OF_MESSAGE, names_value, stated
from corpus.passage import Span

# No table is looked at further up than this for the row that names its columns.
_TABLE_CHARACTERS = 20_000
# The name of a column is no longer than this. Of the rows below, so many are looked at. Ours.
_LONGEST_NAME = 60
_LOOKED_AT = 20
_FEWEST = 2
_FIGURE = re.compile(r"(?<![\w.,])(?!(?:19|20)\d\ds?(?![\w.,]))\d")
_NAMING_FIGURE = re.compile(r"^[^\W\d_]|\d\s?[-–/]\s?\d")
_NUMBER, _LETTERS = re.compile(r"\d[\d.,]*"), re.compile(r"[^\W\d_]+")
# "Salary: 3200", as rows are written whose file names its columns once.
_NAMED = re.compile(r"(?P<name>[^:|\n]{1,60}):[^\S\n]+(?=\S)")
# What is called something is written so: "Ana Lind", "Silver chalice".
_NAMES = re.compile(r"^[^\W\d_a-z]")
# What a record is about stands in one of its first so many lines.
_NAMING_LINES = 3
# A blank line, read backwards.
_BLOCK_STARTS = re.compile(r"\n[^\S\n]*\n")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row: what it is called, and where its content stands in the document."""

    name: str
    span: Span


def is_row(document: Document, span: Span) -> bool:
    """Whether `span` is one row of a table."""
    text = document.text[span.start : span.end]
    return CELL_SEPARATOR in text and "\n" not in text.strip()


def named_cells(document: Document, row: Span) -> tuple[Cell, ...]:
    """The cells of `row` that have names; none where it is no row, or nothing names its cells.

    Of two columns the first says what the second is.

    >>> text = "Berth | Length | Fee\\nNorth quay | 12 m | 14 crowns"
    >>> row = Span(21, len(text))
    >>> [cell.name for cell in named_cells(Document("a.md", "", "", None, text), row)]
    ['Berth', 'Length', 'Fee']
    """
    if not is_row(document, row):
        return _stated(document.text, row)
    cells = _cells(document.text, row)
    named = [_NAMED.match(document.text, cell.start, cell.end) for cell in cells]
    if all(named):
        return tuple(
            Cell(found["name"].strip(), Span(found.end(), cell.end))
            for found, cell in zip(named, cells, strict=True)
            if found
        )
    if _has_two_columns(document.text, row):
        name, value = (document.text[cell.start : cell.end] for cell in cells)
        return (Cell(name, cells[1]),) if value and 0 < len(name) <= _LONGEST_NAME else ()
    names = _names_above(document.text, row)
    if len(names) == len(cells) - 1:  # the first column has none, as in a table of years
        names = ["", *names]
    # Cells that are empty at the end of a row are not written.
    return tuple(Cell(name, cell) for name, cell in zip(names, cells, strict=False) if name)


def empty_columns(document: Document, row: Span) -> tuple[str, ...]:
    """The names of the columns of its table in which `row` has nothing.

    Where each row says itself what its cells are, those are meant that others beside it have.

    >>> text = "Item | Small | Large\\nTea | 1.90 | \\nCola | 2.10 | 2.90"
    >>> empty_columns(Document("a.md", "", "", None, text), Span(21, 33))
    ('Large',)
    """
    if not is_row(document, row):
        return ()
    text = document.text
    own = {cell.name for cell in named_cells(document, row) if cell.span.end > cell.span.start}
    names = _names_above(text, row) or _names_beside(text, row)
    return tuple(dict.fromkeys(name for name in names if name and name not in own))


def names_columns(document: Document, row: Span) -> bool:
    """Whether `row` is the first of its table, and names the columns of those below."""
    text = document.text
    start = _line_start(text, row)
    if not is_row(document, row) or _table_start(text, row) != start:
        return False
    return bool(_names_in(text, start))


def with_names(document: Document, row: Span) -> str:
    """The text of `row` with the name of each cell before it; "" where it has none.

    >>> text = "Berth | Length | Fee\\nNorth quay | 12 m | 14 crowns"
    >>> with_names(Document("a.md", "", "", None, text), Span(21, len(text)))
    'Berth: North quay | Length: 12 m | Fee: 14 crowns'
    """
    cells = named_cells(document, row)
    text = document.text
    parts = [f"{cell.name}: {text[cell.span.start : cell.span.end]}" for cell in cells]
    before = text[row.start : cells[0].span.start].strip(" |") if len(cells) > 1 else ""
    return CELL_SEPARATOR.join([before, *parts] if before and ":" not in before else parts)


def row_above(document: Document, row: Span) -> str:
    """The first row of the table of two columns that `row` belongs to; "" where it is the first.

    It may name the columns, or say something of its own: of two columns one cannot tell.

    >>> text = "Town | Population\\nUlm | 126,000"
    >>> row_above(Document("a.md", "", "", None, text), Span(18, len(text)))
    'Town | Population'
    """
    text = document.text
    if not is_row(document, row) or not _has_two_columns(text, row):
        return ""
    start = _table_start(text, row)
    return "" if start == _line_start(text, row) else text[start : text.find("\n", start)].strip()


def record_of(document: Document, line: Span) -> str:
    """What the record of a line such as "Maker: Ana" is about: its first line; "" without one.

    Records are blocks of such lines, of which several begin with the same name. Where the first
    gives a number, the line that names something stands behind it.

    >>> text = "Object: Comb\\nMaker: Ana\\n\\nObject: Bowl\\nMaker: Bo"
    >>> record_of(Document("a.txt", "", "", None, text), Span(38, len(text)))
    'Object: Bowl'
    """
    text, above = document.text, _lines_above(document.text, line)
    if not above:
        return ""
    around = text[max(0, line.start - _TABLE_CHARACTERS) : line.end + _TABLE_CHARACTERS]
    name = re.escape(above[0]["name"])
    like = re.findall(rf"(?:\A|\n[^\S\n]*\n)[^\S\n]*{name}[:：]", around)
    naming = next(filter(_names_something, above), above[0])
    lines = dict.fromkeys(one.group().strip() for one in (above[0], naming))
    return ". ".join(lines) if len(like) > 1 else ""


def subject_of(document: Document, line: Span) -> str:
    """Whom or what a line such as "Born: 1979" is about: what the lines above it in its block name.

    >>> text = "Name: Ana Lind\\nBorn: 1979"
    >>> subject_of(Document("a.txt", "", "", None, text), Span(15, len(text)))
    'Ana Lind'
    """
    naming = next(filter(_names_something, _lines_above(document.text, line)), None)
    return naming["value"] if naming else ""


def _names_something(line: re.Match[str]) -> bool:
    """Whether the value is a name, and not that of a party to a message."""
    if line["name"].strip().casefold() in OF_MESSAGE:
        return False
    return bool(_NAMES.search(line["value"])) and not _FIGURE.search(line["value"])


def _lines_above(text: str, line: Span) -> list[re.Match[str]]:
    """The first lines of the block of `line` that stand above it, while they name what they say."""
    first = max(0, line.start - _TABLE_CHARACTERS)
    block = _BLOCK_STARTS.search(text[first : line.start][::-1])
    start = line.start - block.start() if block else first
    lines = text[start : line.start].split("\n")[:-1][:_NAMING_LINES]
    found = takewhile(lambda one: one is not None, map(stated, lines))
    return [one for one in found if one]


def _stated(text: str, line: Span) -> tuple[Cell, ...]:
    """The one cell of a line such as "Opened: 1968"; none where no other stands beside it.

    The value may go on in the lines below.
    """
    content, _, rest = text[line.start : line.end].partition("\n")
    found = stated(content)
    if not found or any(map(names_value, rest.split("\n"))):
        return ()
    if not any(map(names_value, _beside(text, line))):
        return ()
    return (Cell(found["name"].strip(), Span(line.start + found.start("value"), line.end)),)


def _beside(text: str, line: Span) -> list[str]:
    """The lines before and after `line`, without the blank ones between."""
    before = text[max(0, line.start - _TABLE_CHARACTERS) : line.start].rstrip()
    after = text[line.end : line.end + _TABLE_CHARACTERS].lstrip()
    return [before[before.rfind("\n") + 1 :], after.partition("\n")[0]]


def _has_two_columns(text: str, row: Span) -> bool:
    """Whether no row of the table of `row` has more than two cells, and `row` has as many."""
    return len(_contents(text[row.start : row.end])) == _FEWEST and (
        max(map(len, _rows(text, _table_start(text, row)))) == _FEWEST
    )


def _names_above(text: str, row: Span) -> list[str]:
    """The names of the columns in the first row of the table of `row`; none where it has none."""
    start = _table_start(text, row)
    return [] if start == _line_start(text, row) else _names_in(text, start)


def _names_beside(text: str, row: Span) -> list[str]:
    """The names of all cells of the rows around `row` that begin as it does; none if it has none.

    >>> text = "Ship: Anna | Built: 1903\\n\\nShip: Berta\\n\\nShip: Cora | Crew: 9"
    >>> _names_beside(text, Span(0, 24))
    ['Ship', 'Built', 'Ship', 'Ship', 'Crew']
    """
    first = _NAMED.match(text, row.start, row.end)
    if not first:
        return []
    around = text[max(0, row.start - _TABLE_CHARACTERS) : row.end + _TABLE_CHARACTERS]
    rows = (_contents(line) for line in around.split("\n") if line.startswith(first[0]))
    found = (_NAMED.match(cell) for cells in rows for cell in cells)
    return [one["name"].strip() for one in found if one]


def _names_in(text: str, start: int) -> list[str]:
    """The cells of the first row of a table, which begins at `start`, if they name its columns.

    They are short and different, and none stands again below. One with a figure that is no year
    begins with a letter or gives a range, and is of another shape than all below: "0-3 years" may
    name what "12" is, and "12-14 kg" is no name of "15-16 kg". Of two columns the first may as well
    say what the second is, so they need no names.
    """
    names, *below = _rows(text, start)
    filled = [name for name in names if name]
    if not below or len(filled) < _FEWEST or len(set(filled)) < len(filled):
        return []
    columns = zip_longest(names, *below, fillvalue="")
    if not all(_may_name(name, column) for name, *column in columns if name):
        return []
    return [] if max(len(names), *map(len, below)) == _FEWEST else names


def _may_name(name: str, column: Sequence[str]) -> bool:
    """Whether `name` may be that of the column below it."""
    if len(name) > _LONGEST_NAME or name in column:
        return False
    if not _FIGURE.search(name):
        return True
    return bool(_NAMING_FIGURE.search(name)) and _shape(name) not in map(_shape, column)


def _shape(cell: str) -> str:
    """The cell with a sign for each number and one for each word.

    >>> _shape("1,200 kg"), _shape("H-220")
    ('0 a', 'a-0')
    """
    return _LETTERS.sub("a", _NUMBER.sub("0", cell))


def _rows(text: str, start: int) -> list[list[str]]:
    """The first rows of a table, which begins at `start`, as many as are looked at.

    One without cells where the first is so long that no bar comes in sight.
    """
    lines = text[start : start + _TABLE_CHARACTERS].split("\n")[:_LOOKED_AT]
    rows = takewhile(lambda line: CELL_SEPARATOR in line, lines)
    return [_contents(line) for line in rows] or [[]]


def _table_start(text: str, row: Span) -> int:
    """Where the first of the rows above `row` begins, without a line between that is none."""
    start = _line_start(text, row)
    first = max(0, start - _TABLE_CHARACTERS)
    while start > first:
        above = text.rfind("\n", first, start - 1) + 1 or first
        if CELL_SEPARATOR not in text[above:start]:
            break
        start = above
    return start


def _line_start(text: str, row: Span) -> int:
    return text.rfind("\n", 0, row.start) + 1


def _contents(line: str) -> list[str]:
    return [cell.strip() for cell in line.split(CELL_SEPARATOR.strip())]


def _cells(text: str, row: Span) -> list[Span]:
    """The cells of `row`, without the white space around them."""
    cells, start = [], row.start
    bar = CELL_SEPARATOR.strip()
    for part in text[row.start : row.end].split(bar):
        inner = part.strip()
        at = start + part.index(inner) if inner else start
        cells.append(Span(at, at + len(inner)))
        start += len(part) + len(bar)
    return cells
