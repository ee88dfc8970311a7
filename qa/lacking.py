"""Lacking: whether an answer leaves out what its question leaves out, as far as words show it.

A passage may say all that a question says and still not answer it: "Beds were refused by the fire
officer" does not tell why. What answers has something that the question has not: a number where one
is counted or paid, or else any word that is new and could be it. What tells of another year than
the one that is asked for does not answer either, nor does a row of a table that has nothing in the
column that is asked for.
"""

import re
from collections.abc import Sequence

from corpus.document import Document
from corpus.passage import Span
from corpus.rows import empty_columns, named_cells
from index.lexical import words_of
from qa.kinds import Kind
from qa.terms import QuestionTerms, function_stems
from qa.values import NUMBER_IN_WORDS, PARAGRAPH_NUMBER, SURELY_YEAR, WHEN

# Where none of these stands, a text is in another language, or no sentence.
_ENGLISH = re.compile(
    r"\b(?:the|of|and|is|are|were|to|had|has|that|for|with|by|be|it|from|its|his|her|their|this"
    r"|not)\b",
    re.IGNORECASE,
)
_HOW_MUCH = re.compile(r"\bhow\s+(?:many|much)\b|\bcosts?\b", re.IGNORECASE)
_PAID = re.compile(
    r"\bcosts?\b|\bhow\s+much\b.*"
    r"\b(?:pays?|paid|earn(?:s|ed)?|charged?|fetch(?:es|ed)?|spend|spent"
    r"|brings?|brought|raise[sd]?|sells?|sold|owe[sd]?|lent|lend|borrow(?:s|ed)?|donate[sd]?"
    r"|invest(?:s|ed)?)\b",
    re.IGNORECASE,
)
_A_NUMBER = re.compile(rf"(?<!\w)\w*\d[\w.,%]*|{NUMBER_IN_WORDS}", re.IGNORECASE)
# What is counted so is not paid.
_TIME_OR_LENGTH = re.compile(
    r"\W*(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies)|miles?"
    r"|(?:centi|milli|kilo)?met(?:er|re)s?|feet|inch(?:es)?)\b",
    re.IGNORECASE,
)
# These may stand where a number could.
_NEARLY_A_NUMBER = re.compile(
    r"\b(?:one|once|twice|none|no|not|nothing|nobody|never|zero|half|both|all|every\w*|each|single"
    r"|double[ds]?|treble[ds]?|triple[ds]?|quadrupled?|halved|pair|couple|several|few|many|most|some"
    r"|more|less|plenty|enough|majority|minority|scores|countless|rest|free|any)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(rf"\b{SURELY_YEAR}(?![\w.,-]*\d)")
# A year that is asked for, and not a time that begins or ends with it.
_ASKED_YEAR = re.compile(
    rf"\b(?:in|for|of|during|im\s+Jahre?)\s+({SURELY_YEAR})\b(?!\s*(?:to|and|or|[-–])\s)"
)
# What is told of such a time, or of a decade, may hold in another year, too.
_LASTING = re.compile(
    r"\b(?:since|from|until|till|by|after|before|between|through|seit|bis|ab|von|vor|nach)\s+"
    rf"(?:\w+\s+){{0,3}}{SURELY_YEAR}|\b{SURELY_YEAR}(?:s\b|\s*[-–])",
    re.IGNORECASE,
)
# What is counted is looked for in so many characters.
_BEHIND = 60
_A = re.compile(r"\ban?\s+", re.IGNORECASE)


def lacks_what_is_asked(terms: QuestionTerms, text: str) -> bool:
    """Whether `text` surely does not hold the part that the question leaves out.

    Where words do not show it, and where the question is open, it does not surely lack it.
    """
    if terms.open or not text.strip():
        return False
    text = PARAGRAPH_NUMBER.sub(" ", text)
    asked = frozenset(words_of(terms.text)) | function_stems()
    if terms.kind is Kind.NUMBER and _HOW_MUCH.search(terms.text):
        return bool(_ENGLISH.search(text)) and not _tells_number(terms, text, asked)
    if terms.why or terms.kind in (Kind.PERSON, Kind.NAME, Kind.PLACE):
        # No reason, name or place is a date or a number alone.
        text = _A_NUMBER.sub(" ", WHEN.sub(" ", text))
    tells = not asked.issuperset(words_of(text))
    return not tells and (terms.why or not _NEARLY_A_NUMBER.search(text))


def tells_of_another_year(terms: QuestionTerms, text: str, around: str) -> bool:
    """Whether the question asks for one year, and `text` tells of another that goes no further.

    `around` is what `text` stands in and under: where that names the year, `text` may be about it.
    Where the question is open, it is not looked at.
    """
    asked = set(_ASKED_YEAR.findall(terms.text))
    if terms.open or len(asked) != 1 or len(set(_YEAR.findall(terms.text))) > 1:
        return False
    if not _YEAR.search(text) or _LASTING.search(text):
        return False
    return not any(year in around for year in asked)


def lacks_the_cell(terms: QuestionTerms, document: Document, row: Span) -> bool:
    """Whether `row` has nothing in the column that the question names.

    Where it tells what another column holds that the question names, it may answer; and an empty
    cell may answer a claim, or who wants yes or no, or the reason for it.
    """
    if terms.why or (terms.open and terms.asks) or terms.text.endswith("."):
        return False
    asked = words_of(terms.text)
    if not any(_is_named(name, asked) for name in empty_columns(document, row)):
        return False
    told = (
        words_of(document.text[cell.span.start : cell.span.end])
        for cell in named_cells(document, row)
        if _is_named(cell.name, asked)
    )
    return all(set(asked).issuperset(words) for words in told)


def _is_named(column: str, asked: Sequence[str]) -> bool:
    """Whether the words of a question name a column: all of its words that say something."""
    words = set(words_of(column)) - function_stems()
    return bool(words) and words.issubset(asked)


def _tells_number(terms: QuestionTerms, text: str, asked: frozenset[str]) -> bool:
    if _NEARLY_A_NUMBER.search(text):
        return True
    undated = WHEN.sub(" ", text)
    found = [one for one in _A_NUMBER.finditer(undated) if not asked.issuperset(words_of(one[0]))]
    if _PAID.search(terms.text):
        return any(not _TIME_OR_LENGTH.match(undated, one.end()) for one in found)
    # A number that looks like a year may count something, "1957 guests", "a guest" is one.
    counted = (*_A_NUMBER.finditer(text), *_A.finditer(text))
    return bool(found) or any(
        _is_counted(terms, text[one.end() : one.end() + _BEHIND]) for one in counted
    )


def _is_counted(terms: QuestionTerms, behind: str) -> bool:
    """Whether what the question counts is the first or second word of `behind`."""
    return bool(terms.counted.intersection(words_of(" ".join(behind.split(maxsplit=2)[:2]))))
