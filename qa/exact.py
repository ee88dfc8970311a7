"""Exact answers: inside the sentence that answers, the number, date or name that was asked for."""

import re
from collections.abc import Iterator

from corpus.passage import Passage, Span
from corpus.signature import is_signature
from index.lexical import words_of
from qa.reading import Judgement
from qa.terms import QuestionTerms, function_stems

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_DATE = re.compile(
    r"\b(?:1[0-9]{3}|20[0-9]{2})-\d\d-\d\d\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?:,?\s+\d{{4}})?\b"
    rf"|\b{_MONTH}(?:\s+\d{{1,2}}(?:st|nd|rd|th)?\b)?(?:,?\s+\d{{4}})?(?![\w-])"
    r"|\b(?:1[0-9]{3}|20[0-9]{2})s?\b(?![,.]\d)"
)
_NUMBER = re.compile(
    r"(?:(?:(?:US|A|C)?[$€£¥]|\b(?:USD|EUR|CNY|RMB|GBP|JPY))\s?|(?<![\w.,])(?<!\w[-/]))"
    r"\d[\d,]*(?:\.\d+)?"
    r"(?:\s?(?:%|per\s?cent\b|percent\b|thousand\b|million\b|billion\b|trillion\b))?(?!\w)"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
    r"|hundreds?|thousands?)\b",
    re.IGNORECASE,
)
# A number behind such a word is a name: that of a picture, a place in a text, a part of a list.
_NUMBERED = re.compile(
    r"\b(?:photos?|pictures?|fig(?:ure)?s?|tables?|box|chapters?|sections?|articles?|annex|appendix"
    r"|pages?|pp?|vol(?:ume)?s?|no|nos|numbers?|parts?|steps?|items?|lines?|rows?|rooms?|phases?"
    r"|types?|versions?|lots?|grades?|levels?)\.?\s+$",
    re.IGNORECASE,
)
_DIGITS = r"\d[\d,]*(?:\.\d+)?(?:\s?(?:%|per\s?cent|percent|thousand|million|billion|trillion))?"
# Two numbers that are one answer. What goes from one to another is two.
_RANGE = re.compile(
    rf"\bbetween\s+{_DIGITS}\s+and\s+{_DIGITS}(?!\w)"
    rf"|(?<![\w.,–—-])(?<!\bfrom\s){_DIGITS}(?:\s?[–—-]\s?|\s+to\s+){_DIGITS}(?![\w–—-])",
    re.IGNORECASE,
)
_PART_OF_NAME = r"[A-Z][\w'’.-]*\w"
# A name may go over the end of a line, but in a block of lines that stand for themselves.
_NAME, _NAME_ON_A_LINE = (
    re.compile(
        rf"\b{_PART_OF_NAME}(?:{gap}(?:(?:of|the|de|von|van|and|for){gap})*{_PART_OF_NAME})*"
    )
    for gap in (r"(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*)", r"[^\S\n]+")
)
# What says of a number or a date that it is not meant to the letter. "More than 80" is not 80.
_NUMBER_BOUND = re.compile(
    r"\b(?:(?:no\s+)?(?:more|less|fewer|greater|higher|lower)\s+than|over|under|above|below"
    r"|at\s+(?:least|most)|up\s+to|as\s+(?:many|much|few|little)\s+as|close\s+to|about|around"
    r"|roughly|approximately|some|nearly|almost|(?:an\s+)?estimated)\s+$",
    re.IGNORECASE,
)
_DATE_BOUND = re.compile(
    r"\b(?:(?:before|after|since|until|till|by|from|about|around|circa)"
    r"(?:\s+(?:early|late|mid))?|early|late|mid|(?:the\s+)?(?:beginning|start|middle|end)\s+of)"
    r"(?:\s+in)?[\s-]+$",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"[\s-]?(?:(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|cent(?:ury|uries)"
    r"|(?:centi|milli|kilo)?met(?:er|re)s?|miles?|feet|inch(?:es)?|(?:kilo|milli)?grams?|tons?"
    r"|tonnes?|(?:milli)?lit(?:er|re)s?|degrees?|dollars?|euros?|pounds?|yuan|yen"
    r"|km|cm|mm|kg|mg|ml|m|g)\b|°\s?[CF]\b)(?![-'’\w])"
)
_OR_SO = re.compile(r"\s+or\s+(?:more|less|fewer|so|over|under|above|below)\b")
# "Chinese companies" names no company.
_NATIONALITY = (
    r"(?:\w+(?:ese|ish)|American|Asian|African|Australian|Austrian|Belgian|Brazilian|Canadian|Czech"
    r"|Dutch|Egyptian|European|French|German|Greek|Indian|Indonesian|Iranian|Israeli|Italian|Korean"
    r"|Mexican|Norwegian|Pakistani|Russian|Swiss|Thai|Ukrainian)"
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
    reader points at one of several.
    """
    text = passage.document.text
    name = _NAME_ON_A_LINE if is_signature(passage, span) else _NAME
    candidates = [one for one in _candidates(text, span, terms, name) if _is_new(text, one, terms)]
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
    if terms.asks_date:
        bound = _DATE_BOUND.search(text, within.start, start)
        return Span(bound.start() if bound else start, end)
    if not terms.asks_number:
        return candidate
    bound = _NUMBER_BOUND.search(text, within.start, start)
    for after in (_UNIT, _OR_SO):
        found = after.match(text, end, within.end)
        end = found.end() if found else end
    return Span(bound.start() if bound else start, end)


def _candidates(
    text: str, span: Span, terms: QuestionTerms, name: re.Pattern[str]
) -> Iterator[Span]:
    if terms.asks_date:
        yield from (Span(*found.span()) for found in _DATE.finditer(text, span.start, span.end))
    elif terms.asks_number:
        yield from _numbers(text, span)
    elif terms.asks_name:
        yield from _names(text, span, name)


def _names(text: str, span: Span, pattern: re.Pattern[str]) -> Iterator[Span]:
    """The names in `span`, and no day, nationality or first word that is no name."""
    for found in pattern.finditer(text, span.start, span.end):
        start, end = found.span()
        if start == span.start:
            # The first word of a sentence has a capital in any case.
            first, _, rest = found.group().partition(" ")
            if not rest:
                continue
            if first.casefold() in function_stems():
                start = end - len(rest)
        adjectives = _ADJECTIVES.match(text, start, span.end)
        if _DATE.fullmatch(text, start, end) or (adjectives and adjectives.end() == end):
            continue
        yield Span(start, end)


def _numbers(text: str, span: Span) -> Iterator[Span]:
    """The numbers in `span`, a range as one."""
    ranges = [Span(*one.span()) for one in _RANGE.finditer(text, span.start, span.end)]
    yield from ranges
    for found in _NUMBER.finditer(text, span.start, span.end):
        in_range = any(one.start <= found.start() < one.end for one in ranges)
        if not in_range and not _NUMBERED.search(text, span.start, found.start()):
            yield Span(found.start(), found.end())


def _is_new(text: str, candidate: Span, terms: QuestionTerms) -> bool:
    """Whether a candidate says more than the question does."""
    words = words_of(text[candidate.start : candidate.end])
    return bool(words) and not set(words) <= set(terms.words)
