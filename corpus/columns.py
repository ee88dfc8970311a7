"""Columns: tables that plain text aligns with blanks, written as rows of cells."""

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from corpus.lines import CELL_SEPARATOR

_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
# Columns where no row has a sign, wide enough for what stands between cells.
_GUTTER = re.compile(rf"(?<=x) {{{len(CELL_SEPARATOR)},}}(?=x)")
# Fewer lines may be aligned by chance, and longer ones are no rows that people read. Ours.
_FEWEST_ROWS = 3
_WIDEST_ROW = 300
# "32,850", "£ 12", "3.5 %", or a sign for none, such as "-".
_FIGURE = re.compile(r"[^\w|]*(?:\d[\d\W]*)?")


def with_cells(text: str) -> str:
    """`text` with a bar in each gap between the columns of a table; all else stays in its place.

    A table is lines without a blank one between, in which one column but the first is of figures,
    and no line has another gap.

    >>> print(with_cells("Berth    Fee\\nNorth     14\\nOuter    120"))
    Berth  | Fee
    North  |  14
    Outer  | 120
    """
    lines: list[str] = []
    for has_gaps, run in groupby(text.split("\n"), key=_has_gaps):
        rows = list(run)
        lines.extend(_barred(rows) if has_gaps and len(rows) >= _FEWEST_ROWS else rows)
    return "\n".join(lines)


def _has_gaps(line: str) -> bool:
    """Whether a line may be of columns; with a tab in it one cannot tell where they stand."""
    return len(line) <= _WIDEST_ROW and "\t" not in line and bool(_GAP.search(line))


def _barred(rows: Sequence[str]) -> Sequence[str]:
    """The rows with bars between their cells; as they stand where they are no table."""
    width = max(map(len, rows))
    shape = "".join(
        " " if all(sign.isspace() for sign in column) else "x"
        for column in zip(*(row.ljust(width) for row in rows), strict=True)
    )
    ends = [gutter.end() for gutter in _GUTTER.finditer(shape)]
    table = [[row[start:end].strip() for start, end in pairwise([0, *ends, width])] for row in rows]
    if not _is_table(table):
        return rows
    barred = []
    for row in rows:
        signs = list(row)
        for end in ends:
            if end < len(row):
                signs[end - 2] = CELL_SEPARATOR.strip()
        barred.append("".join(signs))
    return barred


def _is_table(table: Sequence[Sequence[str]]) -> bool:
    """Whether each row begins with a label, no cell has a gap, and a column is of figures."""
    if any(not row[0] or _GAP.search(cell) or "|" in cell for row in table for cell in row):
        return False
    columns = [column[1:] for column in zip(*table, strict=True)][1:]
    return any(
        all(map(_FIGURE.fullmatch, column)) and any(sign.isdigit() for sign in "".join(column))
        for column in columns
    )
