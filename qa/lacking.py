"""Lacking: whether an answer leaves out what its question leaves out, as far as words show it.

A passage may say all that a question says and still not answer it: "Beds were refused by the fire
officer" does not tell why. What answers has something that the question has not: a reason, another
number, a name, a place, a time.
"""

import re
from collections.abc import Iterator

from index.lexical import words_of
from qa.kinds import Kind
from qa.terms import QuestionTerms, function_stems
from qa.values import CAPITAL, NUMBER_IN_WORDS, WHEN

# The first word has a capital whatever it is, and may be a name; or it tells who, "the owner".
_FIRST = re.compile(
    r"^\W*(?:(?:the|an?|those|some|many|both|his|her|its|their|our)\s+)?[^\W\d_][\w'’-]*",
    re.IGNORECASE,
)
_NAME = re.compile(rf"(?<![^\W_])[{CAPITAL}][\w'’-]*")
_TELLS_WHY = re.compile(
    r"\b(?:because|since|due|owing|thanks|in\s+order|lest|reasons?|caus(?:es?|ed|ing)|grounds?"
    r"|result(?:s|ed|ing)?|led|leads?|therefore|hence|thus|otherwise|prevent(?:s|ed|ing)?"
    r"|avoid(?:s|ed|ing)?|allow(?:s|ed|ing)?|too|fear(?:s|ed|ing)?|thought|thinks?|believ\w+)\b",
    re.IGNORECASE,
)
# These may tell why where they bring some new words.
_MAY_TELL_WHY = re.compile(
    r"\b(?:as|for|after|when|so|to|by\s+\w+ing|which|where|while|but|with|without|having|being"
    r"|given|could|would|might|must|cannot|can['’]t|needs?|needed|wants?|wanted|felt|feels?)\b"
    r"|[:;–—]",
    re.IGNORECASE,
)
_FEW = 2
_PLACED = re.compile(
    r"\b(?:in|at|on|near|behind|under|beneath|beside|outside|inside|within|through|above|below"
    r"|between|among|opposite|along|off|from|to|into|onto|by|around|across|beyond|over|via|toward"
    r"|towards|throughout)\s+(?:(?!\d)[\w'’-]+\s*){1,4}",
    re.IGNORECASE,
)
_TIME = (
    r"seconds?|minutes?|hours?|days?|weeks?|fortnights?|months?|years?|decades?|centur(?:y|ies)"
    r"|nights?|summers?|winters?|seasons?|time|h|hrs?|d|s|min"
)
_LENGTH = (
    r"(?:centi|milli|kilo)?met(?:er|re)s?|miles?|yards?|feet|foot|inch(?:es)?|fathoms?|[ckm]?m"
)
_MONEY = (
    r"[$€£¥]|crowns?|pounds?|euros?|dollars?|marks?|guineas?|shillings?|pence|cents?|francs?|free"
    r"|rupees?|roubles?|yuan|yen|gbp|usd|eur|cny|florins?|guilders?|ducats?|[mb]illions?|per\s?cent"
)
_PAYING = "pays?|paid|earn(?:s|ed)?|charged?|fetch(?:es|ed)?|spend|spent|worth"
# In what a number is counted, by what is asked.
_COUNTED_IN = tuple(
    (
        re.compile(asked, re.IGNORECASE),
        re.compile(rf"(?<![^\W\d_])(?:{units})(?![^\W\d_])", re.IGNORECASE),
    )
    for asked, units in (
        (r"\bhow\s+(?:far|deep|tall|high|wide|thick)\b", f"{_LENGTH}|{_TIME}"),
        (r"\bhow\s+long\b", f"{_TIME}|{_LENGTH}"),
        (r"\bcosts?\b", _MONEY),
        (rf"\bhow\s+much\b.*\b(?:{_PAYING})\b", _MONEY),
    )
)
_A_NUMBER = re.compile(rf"\w*\d[\w.,%]*|{NUMBER_IN_WORDS}", re.IGNORECASE)
_LITTLE_NUMBER = re.compile(
    r"\b(?:one|once|twice|none|no|zero|half|both|all|single|hourly|daily|weekly|monthly|quarterly"
    r"|yearly|annually|every|each|several|few|most|free|never)\b",
    re.IGNORECASE,
)
_HOW_LONG = re.compile(r"\bhow\s+(?:long|old)\b", re.IGNORECASE)
_A_TIME = re.compile(
    rf"\b(?:{_TIME}|spring|autumn|fall|morning|evening|afternoon|noon|midnight|dawn|dusk|christmas"
    r"|easter|today|tomorrow|yesterday|ago|later|until|till|after|before|during|while|when|once"
    r"|since|soon|now|already|last|next|early|late|earlier|never|always)\b|\d",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"\bby\s+(?:an?|the|his|her|its|their)\s|\b(?:he|she|they|we|i)\b", re.IGNORECASE
)


def lacks_what_is_asked(terms: QuestionTerms, text: str) -> bool:
    """Whether `text` surely does not hold the part that the question leaves out.

    Where words do not show it, and where the question is open, it does not surely lack it.
    """
    if terms.open:
        return False
    asked = frozenset(words_of(terms.text)) | function_stems()
    if terms.kind is Kind.NUMBER:
        return not _tells_number(terms.text, text, asked)
    new = frozenset(words_of(text)) - asked
    return not new or not _tells(terms, text, asked, new)


def _tells(terms: QuestionTerms, text: str, asked: frozenset[str], new: frozenset[str]) -> bool:
    """Whether `text`, with these words that the question has not, may tell what it asks for."""
    if terms.why:
        return bool(_TELLS_WHY.search(text) or (_MAY_TELL_WHY.search(text) and len(new) > _FEW))
    match terms.kind:
        case Kind.DATE:
            return bool(_A_TIME.search(text)) or _any_new(WHEN, text, asked)
        case Kind.PERSON | Kind.NAME:
            return _tells_name(text, asked)
        case Kind.PLACE:
            return _any_new(_PLACED, text, asked) or _tells_name(text, asked)
    return True


def _tells_number(question: str, text: str, asked: frozenset[str]) -> bool:
    undated = WHEN.sub(" ", text)
    if not _any_new(_A_NUMBER, undated, asked):
        # A year may be counted from, "since 1957".
        dated = undated != text and _HOW_LONG.search(question)
        return bool(dated or _LITTLE_NUMBER.search(text))
    units = [unit for asks, unit in _COUNTED_IN if asks.search(question)]
    return all(unit.search(text) for unit in units[:1])


def _tells_name(text: str, asked: frozenset[str]) -> bool:
    """Whether a name may stand there that is not in the question, or somebody without a name.

    Where nothing has a capital, any word may be a name.
    """
    if _SOMEBODY.search(text) or not any(map(str.isupper, text)):
        return True
    return _any_new(_NAME, text, asked) or _any_new(_FIRST, text, asked)


def _any_new(pattern: re.Pattern[str], text: str, asked: frozenset[str]) -> bool:
    """Whether `pattern` finds a stretch of `text` with a word that is not in the question."""
    found: Iterator[str] = (one.group() for one in pattern.finditer(text))
    return any(not asked.issuperset(words_of(one)) for one in found)
