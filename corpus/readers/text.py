"""Plain text: the encoding, the title and the date are found out from the text itself."""

import re
from datetime import date

from corpus.columns import with_cells
from corpus.dates import parse_date
from corpus.decoding import decode
from corpus.document import Mark
from corpus.extract import Extract
from corpus.lines import Line, logical_lines

# Where a title or a date line may stand: so many logical lines from either end. Ours; further in,
# a line with nothing but a date belongs to what is told.
_HEAD_LINES = 8
_TAIL_LINES = 20
_TITLE_WORDS = range(4, 31)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


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
        title=_title(text, lines),
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


def _title(text: str, lines: tuple[Line, ...]) -> str:
    """The first line that stands alone and reads like a title; "" for letters and where unsure."""
    blocks = [line.block for line in lines[: _HEAD_LINES + 1]]
    for position, line in enumerate(lines[:_HEAD_LINES]):
        content = _content(text, line)
        if line.prose or (position == 0 and parse_date(content)):
            return ""  # the text has begun, or this is the head of a letter
        alone = blocks.count(line.block) == 1
        if alone and _reads_like_a_title(content, line):
            return " ".join(content.split())
    return ""


def _reads_like_a_title(content: str, line: Line) -> bool:
    if line.words not in _TITLE_WORDS or line.item or content.endswith((".", ":", ",", ";")):
        return False
    if content.lower().startswith("dear ") or parse_date(content):
        return False
    letters = [sign for sign in content if sign.isalpha()]
    latin = sum(1 for sign in letters if _LATIN.match(sign))
    return latin in (0, len(letters))  # a line in several scripts is a choice of languages


def _date(text: str, lines: tuple[Line, ...]) -> date | None:
    """The date on a line of its own near the top, or else near the end."""
    for line in (*lines[:_HEAD_LINES], *reversed(lines[-_TAIL_LINES:])):
        found = parse_date(_content(text, line))
        if found:
            return found
    return None


def _content(text: str, line: Line) -> str:
    return text[line.span.start : line.span.end]
