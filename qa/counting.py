"""Numbers that count: no names of pages or paragraphs, no years and no parts of words."""

import re
from collections.abc import Iterator

from corpus.passage import Span
from qa.values import DATE, MONTH, NUMBER, PARAGRAPH_NUMBER, RANGE, UNIT

# A number behind such a word is a name: that of a picture, a place in a text, a part of a list.
_NUMBERED = re.compile(
    r"\b(?:photos?|pictures?|fig(?:ure)?s?|tables?|box(?:es)?|chapters?|sections?|articles?"
    r"|annex(?:es)?|appendix|pages?|pp?|vol(?:ume)?s?|no|nos|numbers?|parts?|steps?|items?|lines?"
    r"|rows?|rooms?|phases?|types?|versions?|lots?|grades?|levels?)\.?\s+"
    r"(?:\d+\s*(?:,|and|to|or|&|[-–—])\s*)*$",
    re.IGNORECASE,
)
# "Six-pointed" counts nothing; "a nine-year study" does.
_IN_WORD = re.compile(r"-[^\W\d]")
# What stands before a year, and seldom before another number.
_BEFORE_YEAR = re.compile(
    rf"(?:\b(?:in|since|until|till|during|years?|early|late|mid|spring|summer|autumn|winter|{MONTH})"
    r"\s+(?:of\s+)?|(?<!total )(?<!number )\bof\s+|\()$",
    re.IGNORECASE,
)
_TIMES = {
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "mn": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
}
_SCALE = re.compile("|".join(_TIMES), re.IGNORECASE | re.ASCII)
# What stands before a number and says what it is, is no longer than this.
_BEFORE_CHARACTERS = 40


def counting_numbers(text: str, span: Span) -> Iterator[Span]:
    """The numbers in `span`, a range as one, and none that are names or years."""
    end = span.start
    for found in RANGE.finditer(text, span.start, span.end):
        if _rises(found):
            yield from _counts(text, span, end, found.start())
            if not _is_numbered(text, span, found.start()) and not _is_year(text, span, found):
                yield Span(*found.span())
            end = found.end()
    yield from _counts(text, span, end, span.end)


def _counts(text: str, span: Span, first: int, last: int) -> Iterator[Span]:
    for found in NUMBER.finditer(text, first, last):
        in_word = _IN_WORD.match(text, found.end()) and not UNIT.match(text, found.end())
        if (
            not in_word
            and not _is_numbered(text, span, found.start())
            and not _is_year(text, span, found)
        ):
            yield Span(*found.span())


def _is_year(text: str, span: Span, found: re.Match[str]) -> bool:
    """Whether a number is written as a year is, and stands where one does: "in 1953"."""
    before = text[max(span.start, found.start() - _BEFORE_CHARACTERS) : found.start()]
    return (
        bool(DATE.fullmatch(found.group()))
        and bool(_BEFORE_YEAR.search(before))
        and not UNIT.match(text, found.end(), span.end)
    )


def _rises(found: re.Match[str]) -> bool:
    """Whether the second number of a range is the larger one."""
    low, high = (
        _value(found[one] or found[other]) for one, other in (("low", "from"), ("high", "to"))
    )
    return low < high


def _value(number: str) -> float:
    """What a number in digits comes to: "1.2 million" to 1,200,000."""
    scale = _SCALE.search(number)
    times = _TIMES[scale[0].casefold()] if scale else 1.0
    return times * float(re.sub(r"[^\d.]", "", number))


def _is_numbered(text: str, span: Span, start: int) -> bool:
    """Whether the number at `start` tells paragraphs, pictures, pages or the like apart."""
    heads = (one.start("number") for one in PARAGRAPH_NUMBER.finditer(text[span.start : span.end]))
    if start - span.start in heads:
        return True
    return bool(_NUMBERED.search(text[max(span.start, start - _BEFORE_CHARACTERS) : start]))
