"""Exact answers: inside the sentence that answers, the number, date or name that was asked for."""

import re
from collections.abc import Iterator

from corpus.passage import Passage, Span
from index.lexical import words_of
from qa.reading import Judgement
from qa.terms import QuestionTerms

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?:,?\s+\d{{4}})?\b"
    rf"|\b{_MONTH}(?:\s+\d{{1,2}}(?:st|nd|rd|th)?\b)?(?:,?\s+\d{{4}})?(?![\w-])"
    r"|\b(?:1[0-9]{3}|20[0-9]{2})s?\b(?![,.]\d)"
)
_NUMBER = re.compile(
    r"(?:(?:(?:US|A|C)?[$€£¥]|\b(?:USD|EUR|CNY|RMB|GBP|JPY))\s?|(?<![\w.,]))"
    r"\d[\d,]*(?:\.\d+)?"
    r"(?:\s?(?:%|per\s?cent\b|percent\b|thousand\b|million\b|billion\b|trillion\b))?(?!\w)"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
    r"|hundreds?|thousands?)\b",
    re.IGNORECASE,
)
_PART_OF_NAME = r"[A-Z][\w'’.-]*\w"
_NAME = re.compile(
    rf"\b{_PART_OF_NAME}(?:\s+(?:(?:of|the|de|von|van|and|for)\s+)*{_PART_OF_NAME})*"
)
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
    candidates = [one for one in _candidates(text, span, terms) if _is_new(text, one, terms)]
    said = {text[one.start : one.end].casefold() for one in candidates}
    if len(said) == 1:
        return (candidates[0],)
    shift = passage.start
    within = Span(span.start - shift, span.end - shift)
    pointed = judged.best_in(within, _MOST_TOKENS) if judged else None
    if pointed is None or pointed[1] < _SURE:
        return ()
    start, end = pointed[0].start + shift, pointed[0].end + shift
    met = [one for one in candidates if one.start < end and start < one.end]
    return (met[0],) if len(met) == 1 else ()


def _candidates(text: str, span: Span, terms: QuestionTerms) -> Iterator[Span]:
    if terms.asks_date:
        patterns = [_DATE]
    elif terms.asks_number:
        patterns = [_NUMBER]
    elif terms.asks_name:
        patterns = [_NAME]
    else:
        patterns = []
    for pattern in patterns:
        for found in pattern.finditer(text, span.start, span.end):
            # The first word of a sentence has a capital in any case.
            opens = found.start() == span.start and " " not in found.group()
            if not (pattern is _NAME and opens):
                yield Span(found.start(), found.end())


def _is_new(text: str, candidate: Span, terms: QuestionTerms) -> bool:
    """Whether a candidate says more than the question does."""
    words = words_of(text[candidate.start : candidate.end])
    return bool(words) and not set(words) <= set(terms.words)
