"""The date that the head of a text states as its own: on a line by itself, or behind a word."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from corpus.dates import parse_date
from corpus.lines import CELL_SEPARATOR

# A date on a line of its own further in than this many blocks belongs to what is told, and one
# behind a word further down than this many lines. Ours.
_HEAD_BLOCKS = 6
_HEAD_LINES = 16
_LONGEST_LINE = 400
_DAY = (
    r"(?P<date>\d{1,2}(?:st|nd|rd|th)?\s+(?:day\s+)?(?:of\s+)?[a-z]{3,9}\.?,?\s+\d{4}"
    r"|[a-z]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{4}-\d\d-\d\d)"
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+(?:the\s+)?)?"
_TIME = r"(?:,?\s+(?:at\s+)?\d{1,2}(?:[.:]\d\d)?(?:\s?[ap]\.?m\b\.?)?)?"
_DAY_LINE = re.compile(rf"{_WEEKDAY}{_DAY}{_TIME}", re.IGNORECASE)
# A place and a date, as at the head of a letter: "Harrow Lodge, 4 March 1931".
_PLACE_LINE = re.compile(
    r"(?!Born|Died)(?:[A-Z][\w'’.-]*\s?(?:(?:of|the|upon|on|am)\s)?){1,4},\s+"
    rf"(?:the\s+)?(?i:{_WEEKDAY}{_DAY})"
)
# Who signs, an office, and a date: "Ada Strom, Chair, 18 March 2022".
_SIGNED_LINE = re.compile(
    r"[A-Z][\w'’.-]*(?:\s+[\w'’.-]+){1,4},\s+[\w'’ -]{0,30}?\b"
    r"(?i:chair|chairman|chairwoman|president|director|executive|secretary|clerk|editor|minister"
    rf"|treasurer|manager),\s+(?i:{_DAY})"
)
# Words that say that a date is the document's own; the first kind that stands there counts.
_REVISED = r"(?:last\s+)?(?:revised|updated|amended|modified|corrected)"
_ISSUED = (
    r"date(?:\s+of\s+(?:issue|publication))?|(?:publication|issue)\s+date|dated|published|issued"
    r"|released|posted|(?:judge?ment\s+)?(?:handed\s+down|delivered)"
)
_MADE = (
    r"adopted|approved|accepted|made|signed|prepared|written|presented"
    r"|(?:this|the)\s+(?:\w+\s+){1,4}(?:made|dated)(?:\s+and\s+entered\s+into)?"
)
# Such a word begins a line or a sentence, and the date ends it.
_CLAUSES = tuple(
    re.compile(
        rf"(?:^\(?|[.;|]\s+)(?:as\s+)?(?:{words})(?:\s+by\s[^.;:,]{{1,60}}?)?"
        rf"(?:\s*[:,]\s*|\s+)(?:(?:on|as\s+of)\s+)?(?:the\s+)?{_WEEKDAY}{_DAY}"
        r"(?=\s*(?:$|[.;)|]|\bbetween\b))",
        re.IGNORECASE,
    )
    for words in (_REVISED, _ISSUED, _MADE)
)


def document_date(text: str) -> date | None:
    """The date that the head of `text` states as the document's own, or None.

    That is a date on a line of its own, also with a weekday, an hour or a place; or one behind a
    word such as "revised", "published" or "made on", where all that stand behind such words agree.

    >>> document_date("Budget\\n\\nPrepared by the clerk, 2 May 2021; revised 30 June 2021")
    datetime.date(2021, 6, 30)
    >>> document_date("Herring in the years 2019 to 2021") is None
    True
    """
    head = text.split("\n\n", _HEAD_BLOCKS)[:_HEAD_BLOCKS]
    lines = [line for block in head for line in block.split("\n") if len(line) <= _LONGEST_LINE]
    first = next((found for found in map(line_date, lines) if found), None)
    outside_tables = [line.strip() for line in lines[:_HEAD_LINES] if CELL_SEPARATOR not in line]
    return first or _at_place(outside_tables) or _behind_words(outside_tables)


def line_date(line: str) -> date | None:
    """The date that is all of a line, but for a weekday before it and an hour behind it; or None.

    >>> line_date("Wednesday 8 December 2021, 11.00")
    datetime.date(2021, 12, 8)
    """
    found = _DAY_LINE.fullmatch(line.strip())
    return parse_date(line) or (_parsed(found) if found else None)


def signed_date(lines: Iterable[str]) -> date | None:
    """The date behind name and office of who signs, where there is one only; or None.

    >>> signed_date(["We thank you.", "Ada Strom, Chair, 18 March 2022"])
    datetime.date(2022, 3, 18)
    """
    signed = {_parsed(found) for found in map(_SIGNED_LINE.fullmatch, lines) if found} - {None}
    return signed.pop() if len(signed) == 1 else None


def _at_place(lines: Iterable[str]) -> date | None:
    """The date behind the name of a place, where there is one only; or None."""
    dates = {_parsed(found) for found in map(_PLACE_LINE.fullmatch, lines) if found} - {None}
    return dates.pop() if len(dates) == 1 else None


def _behind_words(lines: Sequence[str]) -> date | None:
    """The date behind words of the first kind that any have; of revisions the last; or None."""
    for kind, clause in enumerate(_CLAUSES):
        told = {found for line in lines for found in map(_parsed, clause.finditer(line)) if found}
        if told:
            return max(told) if kind == 0 or len(told) == 1 else None
    return None


def _parsed(found: re.Match[str]) -> date | None:
    stated = re.sub(r"\bday\s+of\b", "of", found["date"], flags=re.IGNORECASE)
    return parse_date(stated)
