"""Exact answers: inside the sentence that answers, the number, date or name that was asked for."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from corpus.passage import Passage, Span
from corpus.signature import is_signature
from index.lexical import words_of
from qa.reading import Judgement
from qa.terms import QuestionTerms

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_SHORT_MONTH = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_DATE = re.compile(
    r"\b(?:1[0-9]{3}|20[0-9]{2})-\d\d-\d\d\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH}|{_SHORT_MONTH})(?:,?\s+\d{{4}}\b)?(?!\w)"
    rf"|\b{_MONTH}(?:\s+\d{{1,2}}(?:st|nd|rd|th)?\b)?(?:,?\s+\d{{4}})?(?![\w-])"
    r"|(?<![$€£¥])\b(?:1[0-9]{3}|20[0-9]{2})s?\b(?![,.]\d)"
)
_SCALE = (
    r"(?:\s?(?:%|per\s?cent\b|percent\b|thousand\b|million\b|billion\b|trillion\b)|(?:bn|mn|k|m)\b)"
)
_CURRENCY = r"(?:(?:US|A|C)?[$€£¥]|\b(?:USD|EUR|CNY|RMB|GBP|JPY))\s?"
_DIGITS = rf"\d+(?:,\d+)*(?:\.\d+)?{_SCALE}?"
# What a number is no part of: a word, a longer number, a fraction, a score, a telephone number.
_NO_MORE = r"(?!\w|[.,]\d|[-/–—]\d)"
_NO_LESS = r"(?<![\w.,])(?<!\w[-/–—])"
_SMALL = (
    "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|two|three|four|five|six|seven|eight|nine"
    "|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
)
_LARGE = "hundreds?|thousands?|millions?|billions?"
_NUMBER = re.compile(
    rf"(?:{_CURRENCY}|{_NO_LESS}){_DIGITS}{_NO_MORE}"
    rf"|\b(?:{_SMALL}|{_LARGE})(?:[\s-](?:one|{_SMALL}|{_LARGE}))*\b",
    re.IGNORECASE,
)
# A number behind such a word is a name: that of a picture, a place in a text, a part of a list.
_NUMBERED = re.compile(
    r"\b(?:photos?|pictures?|fig(?:ure)?s?|tables?|box(?:es)?|chapters?|sections?|articles?"
    r"|annex(?:es)?|appendix|pages?|pp?|vol(?:ume)?s?|no|nos|numbers?|parts?|steps?|items?|lines?"
    r"|rows?|rooms?|phases?|types?|versions?|lots?|grades?|levels?)\.?\s+"
    r"(?:\d+\s*(?:,|and|to|or|&|[-–—])\s*)*$",
    re.IGNORECASE,
)
# Two numbers that are one answer, where the second is the larger one.
_RANGE = re.compile(
    rf"\bbetween\s+(?P<low>{_DIGITS})\s+and\s+(?P<high>{_DIGITS})(?!\w)"
    rf"|{_NO_LESS}(?P<from>{_DIGITS})\s?[-–—]\s?(?P<to>{_DIGITS}){_NO_MORE}",
    re.IGNORECASE,
)
# What says of a number or a date that it is not meant to the letter: "more than 80" is not 80. Only
# behind some words are "over" and the like said of the number, and not of where something is.
_NUMBER_BOUND = re.compile(
    r"(?:\b(?:neither\s+\w+\s+nor|(?:no|not|never|nor))\s+)?"
    r"(?:\b(?:(?:more|less|fewer|greater|higher|lower)\s+than|at\s+(?:least|most)|up\s+to"
    r"|as\s+(?:many|much|few|little)\s+as|close\s+to|about|roughly|approximately|some|nearly|almost"
    r"|(?:an\s+)?estimated)\s+)+$"
    r"|(?:\A|(?<=[,;:(] )|\b(?:is|are|was|were|be|been|of|at|to|for|with|and|has|have|had|the|an?"
    r"|in)\s+)(?P<bound>(?:(?:not|never)\s+)?(?:over|under|above|below|around)\s+)$",
    re.IGNORECASE,
)
_DATE_BOUND = re.compile(
    r"\b(?:(?:before|after|since|until|till|by|about|around|circa)(?:\s+(?:early|late|mid))?"
    r"|early|late|mid|(?:the\s+)?(?:beginning|start|middle|end)\s+of)(?:\s+in)?[\s-]+$",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"[\s-]?(?:(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|cent(?:ury|uries)"
    r"|(?:centi|milli|kilo)?met(?:er|re)s?|miles?|feet|inch(?:es)?|(?:kilo|milli)?grams?|tons?"
    r"|tonnes?|(?:milli)?lit(?:er|re)s?|degrees?|dollars?|euros?|pounds?|yuan|yen"
    r"|km|cm|mm|kg|mg|ml|m|g)\b|°\s?[CF]\b)(?:/\w+|\s+per\s+\w+)?(?![-'’\w])"
)
_OR_SO = re.compile(r"\s+or\s+(?:more|less|fewer|so|over|under|above|below)\b")
# What limits a number is no longer than this.
_BOUND_CHARACTERS = 40
_PART_OF_NAME = r"[A-Z][\w'’.-]*\w"
# A name may go over the end of a line, but not in a block of lines that stand for themselves.
_NAME, _NAME_ON_A_LINE = (
    re.compile(
        rf"\b{_PART_OF_NAME}(?:{gap}(?:(?:of|the|de|von|van|and|for){gap})*{_PART_OF_NAME})*"
    )
    for gap in (r"(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*)", r"[^\S\n]+")
)
# Words that open a sentence, or join two names, and belong to none.
_NO_NAMES = frozenset(
    "a after also although an and as at because before besides but by during each even every few"
    " first following for from given he her here his how however i if in into it its many"
    " meanwhile more moreover most my no nobody nor not now of on once one only or other our over"
    " she since so some such that the their then there these they this those though through thus"
    " to today under unlike until upon we what when where whereas which while who with within"
    " without you your".split()
)
_WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?")
# "Chinese companies" names no company.
_NATIONALITY = (
    r"(?:American|Asian|African|Australian|Austrian|Belgian|Brazilian|British|Canadian|Chinese"
    r"|Czech|Danish|Dutch|Egyptian|English|European|Finnish|French|German|Greek|Indian|Indonesian"
    r"|Iranian|Irish|Israeli|Italian|Japanese|Korean|Mexican|Norwegian|Pakistani|Polish|Portuguese"
    r"|Russian|Scottish|Spanish|Swedish|Swiss|Thai|Turkish|Ukrainian|Vietnamese)"
)
_ADJECTIVES = re.compile(rf"{_NATIONALITY}(?:\s+and\s+{_NATIONALITY})*(?=\s+[a-z])")
# The reader's probability from which its place is taken, where the signs allow several. Ours.
_SURE = 0.4
# An exact answer is no longer than so many tokens.
_MOST_TOKENS = 12


def exact_answer(
    passage: Passage, span: Span, terms: QuestionTerms, judged: Judgement | None
) -> tuple[Span, ...]:
    """The number, date or name in `span` that the question asks for, as one span; none if unsure.

    Spans are offsets of the document; what `judged` tells is of the passage's own text. Sure is:
    there is one candidate of the kind asked for that the question does not hold itself, or the
    reader points at one of several. A number comes with its unit, and a number or a date with what
    limits it.
    """
    text = passage.document.text
    name = _NAME_ON_A_LINE if is_signature(passage, span) else _NAME
    found = _candidates(text, span, terms, name, {one.start for one in passage.sentences})
    candidates = [one for one in found if _is_new(text, one, terms)]
    said = {text[one.start : one.end].casefold() for one in candidates}
    if len(said) == 1:
        return (_whole(text, candidates[0], span, terms),)
    shift = passage.start
    within = Span(span.start - shift, span.end - shift)
    pointed = judged.best_in(within, _MOST_TOKENS) if judged else None
    if pointed is None or pointed[1] < _SURE:
        return ()
    start, end = pointed[0].start + shift, pointed[0].end + shift
    met = [one for one in candidates if one.start < end and start < one.end]
    return (_whole(text, met[0], span, terms),) if len(met) == 1 else ()


def _whole(text: str, candidate: Span, within: Span, terms: QuestionTerms) -> Span:
    """`candidate` with what limits it before and after, and with its unit."""
    start, end = candidate.start, candidate.end
    if terms.asks_number and not terms.asks_date:
        for after in (_UNIT, _OR_SO):
            found = after.match(text, end, within.end)
            end = found.end() if found else end
    elif not terms.asks_date:
        return candidate
    before = text[max(within.start, start - _BOUND_CHARACTERS) : start]
    bound = (_DATE_BOUND if terms.asks_date else _NUMBER_BOUND).search(before)
    if bound:
        own = bound.start("bound") if bound.groupdict().get("bound") else bound.start()
        start -= len(before) - own
    return Span(start, end)


def _candidates(
    text: str, span: Span, terms: QuestionTerms, name: re.Pattern[str], openings: AbstractSet[int]
) -> Iterator[Span]:
    if terms.asks_date:
        yield from (Span(*found.span()) for found in _DATE.finditer(text, span.start, span.end))
    elif terms.asks_number:
        yield from _numbers(text, span)
    elif terms.asks_name:
        yield from _names(text, span, name, openings)


def _numbers(text: str, span: Span) -> Iterator[Span]:
    """The numbers in `span`, a range as one, and none that are names."""
    end = span.start
    for found in _RANGE.finditer(text, span.start, span.end):
        if _rises(found):
            yield from _counts(text, span, end, found.start())
            if not _is_numbered(text, span, found.start()):
                yield Span(*found.span())
            end = found.end()
    yield from _counts(text, span, end, span.end)


def _counts(text: str, span: Span, first: int, last: int) -> Iterator[Span]:
    for found in _NUMBER.finditer(text, first, last):
        if not _is_numbered(text, span, found.start()):
            yield Span(*found.span())


def _rises(found: re.Match[str]) -> bool:
    """Whether the second number of a range is the larger one."""
    low, high = (
        float(re.sub(r"[^\d.]", "", found[one] or found[other]))
        for one, other in (("low", "from"), ("high", "to"))
    )
    return low < high


def _is_numbered(text: str, span: Span, start: int) -> bool:
    """Whether the number at `start` tells pictures, pages or the like apart."""
    return bool(_NUMBERED.search(text[max(span.start, start - _BOUND_CHARACTERS) : start]))


def _names(
    text: str, span: Span, pattern: re.Pattern[str], openings: AbstractSet[int]
) -> Iterator[Span]:
    """The names in `span`, and no day, nationality or word that only opens a sentence.

    `openings` is where sentences begin.
    """
    for found in pattern.finditer(text, span.start, span.end):
        start, end = found.span()
        if start in openings:
            # The first word of a sentence has a capital in any case.
            if not re.search(r"\s", found.group()):
                continue
            start = _after_no_names(text, start, end)
        adjectives = _ADJECTIVES.match(text, start, span.end)
        is_day = any(day.fullmatch(text, start, end) for day in (_DATE, _WEEKDAY))
        if start < end and not is_day and not (adjectives and adjectives.end() == end):
            yield Span(start, end)


def _after_no_names(text: str, start: int, end: int) -> int:
    """Where the name begins in `text[start:end]`, behind words that are none."""
    for word in re.finditer(r"\S+", text[start:end]):
        if word.group().casefold() not in _NO_NAMES:
            return start + word.start()
    return end


def _is_new(text: str, candidate: Span, terms: QuestionTerms) -> bool:
    """Whether a candidate says more than the question does."""
    words = words_of(text[candidate.start : candidate.end])
    return bool(words) and not set(words) <= set(terms.words)
