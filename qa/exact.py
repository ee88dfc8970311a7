"""Exact answers: inside the sentence that answers, the number, date or name that was asked for."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from corpus.letters import PARTICLES, is_signature
from corpus.lines import names_value
from corpus.passage import Passage, Span
from corpus.rows import Cell, named_cells
from index.lexical import words_of
from qa.corrections import corrects, where_it_holds
from qa.counting import counting_numbers
from qa.kinds import Kind
from qa.opposites import contradicts
from qa.reading import Judgement
from qa.terms import QuestionTerms, function_stems
from qa.values import (
    DATE,
    NAME_WORD,
    TITLES,
    UNIT,
    WEEKDAY,
    WHEN,
)

# What says of a number or a date that it is not meant to the letter: "more than 80" is not 80. Only
# behind some words are "over" and the like said of the number, and not of where something is.
_NUMBER_BOUND = re.compile(
    r"(?:\b(?:neither\s+\w+\s+nor|(?:no|not|never|nor))\s+)?"
    r"(?:\b(?:(?:more|less|fewer|greater|higher|lower)\s+than|at\s+(?:least|most)|up\s+to"
    r"|as\s+(?:many|much|few|little)\s+as|close\s+to|about|roughly|approximately|some|nearly|almost"
    r"|(?:an\s+)?estimated|twice|half|minus)\s+)+$|\bnot\s+$"
    r"|(?:\A|(?<=[,;:(] )|\b(?:is|are|was|were|be|been|of|at|to|for|with|and|has|have|had|the|an?"
    r"|in)\s+)(?P<bound>(?:(?:not|never)\s+)?(?:over|under|above|below|around)\s+)$",
    re.IGNORECASE,
)
_DATE_BOUND = re.compile(
    r"\b(?:(?:before|(?:in\s+or\s+)?after|since|until|till|by|about|around|circa|ca?\.)"
    r"(?:\s+(?:early|late|mid))?|early|late|mid|(?:the\s+)?(?:beginning|start|middle|end)\s+of)"
    r"(?:\s+in)?[\s-]+$",
    re.IGNORECASE,
)
_OR_SO = re.compile(r"\+(?!\w)|\s+or\s+(?:more|less|fewer|so|over|under|above|below)\b")
# What limits a number is no longer than this.
_BOUND_CHARACTERS = 40
_TITLES = re.compile(rf"\b(?:{TITLES})\b\.?|['’]s\b")
_LEADING = "|".join(PARTICLES)
# A name may go over the end of a line, but not in a block of lines that stand for themselves.
_NAME, _NAME_ON_A_LINE = (
    re.compile(
        rf"(?<!\w)(?:(?:{_LEADING}){gap})*{NAME_WORD}"
        rf"(?:{gap}(?:(?:of|the|and|for|{_LEADING}){gap})*{NAME_WORD})*"
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
_WEEKDAYS = rf"{WEEKDAY}s?\b"
_WEEKDAY = re.compile(_WEEKDAYS)
# "Chinese companies" names no company.
_NATIONALITY = (
    r"(?:American|Asian|African|Australian|Austrian|Belgian|Brazilian|British|Canadian|Chinese"
    r"|Czech|Danish|Dutch|Egyptian|English|European|Finnish|French|German|Greek|Indian|Indonesian"
    r"|Iranian|Irish|Israeli|Italian|Japanese|Korean|Mexican|Norwegian|Pakistani|Polish|Portuguese"
    r"|Russian|Scottish|Spanish|Swedish|Swiss|Thai|Turkish|Ukrainian|Vietnamese)"
)
_ADJECTIVES = re.compile(rf"{_NATIONALITY}(?:\s+and\s+{_NATIONALITY})*(?=\s+[a-z])")
# Where something is stands behind one of these.
_WHERE = r"(?:in|at|near|into|outside|inside|across|throughout|around)(?:\s+the)?"
_IS_WHERE = re.compile(
    rf"\b(?:{_WHERE}|(?:to|from|of|on|towards?|between|through|via|over|off|along)(?:\s+the)?)\s+"
    r"(?:[^.!?]{0,30}(?:,|\b(?:and|or))\s+)?(?:\w+\s+of\s+)?$"
)
# Who did something stands behind none of these. On squad2-dev, 22 instead of 14 of 69 names of
# people were given without a reader, and 15 instead of 8 of these were right.
_IS_NOT_WHO = re.compile(
    rf"\b(?:{_WHERE}|(?:to|for|with|against|of|on|under|than|like|as|towards?)(?:\s+(?:the|an?))?)"
    r"\s+$"
)
# "To whom was it sent?", "Who was it sent to?"
_TO_WHOM = re.compile(
    r"\bwho\b.*\b(?:to|for|with|against|of|from|on|under|about|at)\W*$|\bwhom\b|\bwhose\b",
    re.IGNORECASE,
)
# Says that something is not so; "not only" and "not more than" do not.
_DENIES = re.compile(
    r"\b(?:not|never|nobody|except|without)\b(?!\s+(?:only|just|more|less|fewer|over|under|until|before))"
    r"|n['’]t\b",
    re.IGNORECASE,
)
_CLAUSE_ENDS = re.compile(r"[,;:.!?()]\s|\s(?:and|but|or|while|whereas)\s")
# The few words behind a number, up to the next one.
_BEHIND = re.compile(r"(?:[\s-]+[^\W\d][\w'’]*){0,3}")
# The reader's probability from which its place counts, among several candidates and against the
# only one. On squad2-dev, with a reader that had not seen the articles, 700 questions got 144
# exact answers, of which 0.90 were right.
_SURE = 0.2
# An exact answer is no longer than so many tokens.
_MOST_TOKENS = 12


def exact_answer(
    passage: Passage, span: Span, terms: QuestionTerms, judged: Judgement | None
) -> tuple[Span, ...]:
    """The number, date or name in `span` that the question asks for, as one span; none if unsure.

    Spans are offsets of the document; what `judged` tells is of the passage's own text. Sure is:
    there is one candidate of the kind asked for that the question does not hold itself, or the
    reader points at one of several. A number comes with its unit, and a number or a date with what
    limits it. Of a row that names its columns it is the cell that is asked for. Where a sentence
    takes back what stands before it, it tells the answer.
    """
    document, text = passage.document, passage.document.text
    within = [one for one in passage.sentences if span.start <= one.start < span.end]
    # Where it is not sure which of several rows answers, no cell is.
    if len(within) > 1 and any(named_cells(document, one) for one in within):
        return ()
    taking_back = [one for one in within[1:] if corrects(text[one.start : one.end])]
    if taking_back:
        return _what_holds(text, taking_back[-1], terms)
    return _told(passage, span, terms, judged)


def _told(
    passage: Passage, span: Span, terms: QuestionTerms, judged: Judgement | None
) -> tuple[Span, ...]:
    """The exact answer in `span`, where nothing is taken back."""
    document, text = passage.document, passage.document.text
    cells = named_cells(document, span)
    asked = _asked_cell(text, cells, terms)
    if asked and terms.kind is None:
        return (asked,)
    pieces = [asked] if asked else [cell.span for cell in cells] or [span]
    in_lines = is_signature(passage, span) or any(
        map(names_value, text[span.start : span.end].split("\n"))
    )
    name = _NAME_ON_A_LINE if in_lines else _NAME
    openings = {one.start for one in passage.sentences}

    def candidates_in(pieces: Sequence[Span]) -> Sequence[Span]:
        found = [one for piece in pieces for one in _candidates(text, piece, terms, name, openings)]
        return [one for one in found if _is_new(text, one, terms)]

    # What the only cell is called may be the answer, as in a table of years and events.
    candidates = candidates_in(pieces) or candidates_in([span] if len(cells) == 1 else [])
    said_there = text[span.start : span.end]
    if not candidates or contradicts(said_there, terms.text):
        return ()
    if asked:
        one = _the_only(text, candidates)
        return (_whole(text, one, span, terms),) if one else ()
    pointed = _pointed_at(passage, span, judged)
    right, sure = _in_the_right_clause(text, span, terms, candidates, pointed)
    candidates = _those_counted(text, span, terms, right if sure else candidates)
    if pointed:
        candidates = [one for one in candidates if _overlap(one, pointed)]
    one = _the_only(text, candidates)
    if not one or one not in right or _is_denied(text, span, terms, one):
        return ()
    return (_whole(text, one, span, terms),)


def _what_holds(text: str, correction: Span, terms: QuestionTerms) -> tuple[Span, ...]:
    """The number, date or name that stands where a sentence that takes one back says what holds."""
    at = where_it_holds(text[correction.start : correction.end], terms.text)
    if at is None:
        return ()
    span = Span(correction.start + at, correction.end)
    first = next(_candidates(text, span, terms, _NAME, frozenset()), None)
    return (_whole(text, first, span, terms),) if first and first.start == span.start else ()


def _the_only(text: str, candidates: Sequence[Span]) -> Span | None:
    """The first of `candidates`, if all say the same."""
    said = {text[one.start : one.end].casefold() for one in candidates}
    return candidates[0] if len(said) == 1 else None


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _is_denied(text: str, span: Span, terms: QuestionTerms, candidate: Span) -> bool:
    """Whether the clause of `candidate` denies something, and the question does not."""
    clause = _clause_around(text, span, candidate)
    return bool(_DENIES.search(clause)) and not _DENIES.search(terms.text)


def _in_the_right_clause(
    text: str,
    span: Span,
    terms: QuestionTerms,
    candidates: Sequence[Span],
    pointed: Span | None,
) -> tuple[Sequence[Span], bool]:
    """Those of `candidates` in the clause that is asked about, and whether these alone count.

    "12 came in 2019, 14 in 2020": what clauses have in common stands in the first one, and a later
    one has what is its own. Where that is a name or a number of the question, it is the one; where
    it is another word, the reader has to agree. Among dates they alone count; of numbers and names
    more were wrong than right on squad2-dev that nothing but their clause spoke for.
    """
    clauses: dict[str, list[Span]] = {}
    for one in candidates:
        clauses.setdefault(_clause_around(text, span, one), []).append(one)
    asked = frozenset(terms.words) - function_stems()
    before: frozenset[str] = frozenset()
    own: list[frozenset[str]] = []
    for clause in clauses:
        words = asked & set(words_of(clause))
        own.append(words - before)
        before |= words
    latest = max((at for at, words in enumerate(own) if at and words), default=0)
    if not latest:
        return candidates, False
    there = list(clauses.values())[latest]
    believed = pointed and any(_overlap(one, pointed) for one in there)
    if own[latest] & terms.names or believed or not own[0]:
        return there, terms.kind is Kind.DATE
    return (), False


def _asked_cell(text: str, cells: Sequence[Cell], terms: QuestionTerms) -> Span | None:
    """Of a row the cell whose column the question names, most of all; None where it is unsure."""
    asked = terms.weights.keys()
    shares = [
        (len(asked & set(words_of(cell.name))), cell.span)
        for cell in cells
        if _is_new(text, cell.span, terms)
    ]
    most = max((share for share, _ in shares), default=0)
    named = [span for share, span in shares if share == most]
    return named[0] if most and len(named) == 1 else None


def _pointed_at(passage: Passage, span: Span, judged: Judgement | None) -> Span | None:
    """Where in `span` the reader is sure that the answer stands; None where it is not."""
    shift = passage.start
    within = Span(span.start - shift, span.end - shift)
    pointed = judged.best_in(within, _MOST_TOKENS) if judged else None
    if pointed is None or pointed[1] < _SURE:
        return None
    return Span(pointed[0].start + shift, pointed[0].end + shift)


def _those_counted(
    text: str, span: Span, terms: QuestionTerms, candidates: Sequence[Span]
) -> Sequence[Span]:
    """Those of `candidates` behind which stands what the question counts; all if there are none."""
    return [one for one in candidates if _is_counted(text, span, terms, one)] or candidates


def _is_counted(text: str, span: Span, terms: QuestionTerms, candidate: Span) -> bool:
    behind = _BEHIND.match(text, candidate.end, span.end)
    return bool(behind and terms.counted.intersection(words_of(behind.group())))


def _clause_around(text: str, span: Span, candidate: Span) -> str:
    """The part of `span` between commas and the like in which `candidate` stands."""
    start = span.start
    for found in _CLAUSE_ENDS.finditer(text, span.start, candidate.start):
        start = found.end()
    after = _CLAUSE_ENDS.search(text, candidate.end, span.end)
    return text[start : after.start() if after else span.end]


def _whole(text: str, candidate: Span, within: Span, terms: QuestionTerms) -> Span:
    """`candidate` with what limits it before and after, and with its unit."""
    start, end = candidate.start, candidate.end
    if terms.kind is Kind.NUMBER:
        for after in (UNIT, _OR_SO):
            found = after.match(text, end, within.end)
            end = found.end() if found else end
    elif terms.kind is not Kind.DATE:
        return candidate
    before = text[max(within.start, start - _BOUND_CHARACTERS) : start]
    bound = (_DATE_BOUND if terms.kind is Kind.DATE else _NUMBER_BOUND).search(before)
    if bound:
        own = bound.start("bound") if bound.groupdict().get("bound") else bound.start()
        start -= len(before) - own
    return Span(start, end)


def _candidates(
    text: str, span: Span, terms: QuestionTerms, name: re.Pattern[str], openings: AbstractSet[int]
) -> Iterator[Span]:
    if terms.kind is Kind.DATE:
        yield from (Span(*found.span()) for found in WHEN.finditer(text, span.start, span.end))
    elif terms.kind is Kind.NUMBER:
        yield from counting_numbers(text, span)
    elif terms.kind is not None:
        for one in _names(text, span, name, openings):
            before = text[max(span.start, one.start - _BOUND_CHARACTERS) : one.start]
            owner = text[one.start : one.end].endswith(("'s", "’s"))
            if _has_the_role(before, terms, owner=owner):
                yield Span(one.start, one.end - 2) if owner else one


def _has_the_role(before: str, terms: QuestionTerms, *, owner: bool) -> bool:
    """Whether a name behind `before` may be the place, or the one who did what is asked about.

    The `owner` of something ("Ana's brother") did not do what that one did.
    """
    if terms.kind is Kind.PLACE:
        return bool(_IS_WHERE.search(before))
    if terms.kind is Kind.PERSON and not _TO_WHOM.search(terms.text):
        return not owner and not _IS_NOT_WHO.search(before)
    return True


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
        is_day = any(day.fullmatch(text, start, end) for day in (DATE, _WEEKDAY))
        if start < end and not is_day and not (adjectives and adjectives.end() == end):
            yield Span(start, end)


def _after_no_names(text: str, start: int, end: int) -> int:
    """Where the name begins in `text[start:end]`, behind words that are none."""
    for word in re.finditer(r"\S+", text[start:end]):
        if word.group().casefold() not in _NO_NAMES:
            return start + word.start()
    return end


def _is_new(text: str, candidate: Span, terms: QuestionTerms) -> bool:
    """Whether a candidate says more than the question does; titles such as "Prof." do not count."""
    words = set(words_of(_TITLES.sub(" ", text[candidate.start : candidate.end])))
    return bool(words) and not words <= set(terms.words)
