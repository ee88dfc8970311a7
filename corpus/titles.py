"""Titles: the line at the top of a text that is one, where nothing else says what it is called."""

import re
from collections.abc import Sequence

from corpus.lines import Line, logical_lines
from corpus.stated_dates import line_date

# A title stands among so many logical lines at the top, which are no longer than this. Ours.
_HEAD_LINES = 8
_HEAD_CHARACTERS = 20_000
_TITLE_WORDS = range(4, 31)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def title_line(text: str) -> str:
    """The first line that stands alone and reads like a title; "" for letters and where unsure.

    >>> title_line("Report on the school meals\\n\\nThe vans came on time each day.")
    'Report on the school meals'
    """
    head = text[:_HEAD_CHARACTERS]
    return _title(head, logical_lines(head)[: _HEAD_LINES + 1])


def _title(text: str, lines: Sequence[Line]) -> str:
    blocks = [line.block for line in lines]
    for position, line in enumerate(lines[:_HEAD_LINES]):
        content = text[line.span.start : line.span.end]
        if line.prose or (position == 0 and line_date(content)):
            return ""  # the text has begun, or this is the head of a letter
        alone = blocks.count(line.block) == 1
        if alone and _reads_like_a_title(content, line):
            return " ".join(content.split())
    return ""


def _reads_like_a_title(content: str, line: Line) -> bool:
    if line.words not in _TITLE_WORDS or line.item or content.endswith((".", ":", ",", ";")):
        return False
    if line.row or content.lower().startswith("dear ") or line_date(content):
        return False
    letters = [sign for sign in content if sign.isalpha()]
    latin = sum(1 for sign in letters if _LATIN.match(sign))
    return latin in (0, len(letters))  # a line in several scripts is a choice of languages
