"""Plain text: the encoding, the title and the date are found out from the text itself."""

from datetime import date

from corpus.columns import with_cells
from corpus.decoding import decode
from corpus.document import Mark
from corpus.extract import Extract
from corpus.lines import Line, logical_lines
from corpus.stated_dates import document_date, line_date
from corpus.titles import title_line

# Where a date line may stand: so many logical lines from either end. Ours; further in, a line with
# nothing but a date belongs to what is told.
_HEAD_LINES = 8
_TAIL_LINES = 20


def read_text(data: bytes, source: str) -> Extract:
    """Read plain text. Each line is a place: "line 12". Columns of a table have bars between.

    Raises: NotText: when the bytes are no text in any encoding.
    """
    decoded = decode(data, source)
    text = with_cells(decoded.text)
    lines = logical_lines(text)
    return Extract(
        text=text,
        marks=line_marks(text),
        title=title_line(text),
        date=_date(text, lines),
        how=f"text, {decoded.encoding}",
        notes=decoded.notes,
    )


def line_marks(text: str) -> tuple[Mark, ...]:
    """One mark for each line that is not blank, counted from 1 as editors do."""
    marks: list[Mark] = []
    offset = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            marks.append(Mark(offset, f"line {number}"))
        offset += len(line) + 1
    return tuple(marks)


def _date(text: str, lines: tuple[Line, ...]) -> date | None:
    """The date on a line of its own near the top, or that the head states, or near the end."""
    contents = [text[line.span.start : line.span.end] for line in lines]
    dates = (
        *map(line_date, contents[:_HEAD_LINES]),
        document_date(text),
        *map(line_date, reversed(contents[-_TAIL_LINES:])),
    )
    return next((found for found in dates if found), None)
