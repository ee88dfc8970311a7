"""Opposites: whether a text says the contrary of a word that a question is about.

Where it does, it may well answer another question: who won the first race, and not the last; where
bus 42 goes, and not bus 43.
"""

import re

from index.lexical import words_of
from qa.kinds import asks_why
from qa.terms import function_stems
from qa.values import SURELY_YEAR, WEEKDAY

_OPPOSITES = """
first last|first second|first third|second third
most least|more fewer|more less|largest smallest|biggest smallest|highest lowest
higher lower|best worst|before after|earlier later|early late|increase decrease|increased decreased
increasing decreasing|oldest newest|old new|longest shortest|long short|north south
northern southern|east west|eastern western|begin end|began ended|start stop|started stopped
win lose|won lost
gain lose|gained lost|support oppose|supported opposed|accept reject|accepted rejected
allow forbid|allowed forbidden|include exclude|included excluded|major minor|majority minority
maximum minimum|rich poor|strong weak|stronger weaker|common rare|public private|male female
men women|man woman|positive negative|same different|with without|above below|inside outside
internal external|upper lower|success failure|victory defeat|peace war|enemy ally
create destroy|created destroyed|build destroy|built destroyed|open closed|always never
cause prevent|caused prevented|causes prevents|help hinder|helped hindered|present absent
present past|modern ancient|urban rural|hot cold|dry wet|heavy light|fast slow|thick thin
wide narrow|deep shallow|rise fall|rose fell|up down|left stayed|arrived departed|parent child
teacher student|few many|some none|only also|join leave|joined left|agree disagree|agreed disagreed
likely unlikely|legal illegal|direct indirect|able unable|known unknown|necessary unnecessary
imported exported|imports exports|deep shallow
appointed dismissed|hired fired|summer winter|morning evening|morning afternoon|arrival departure
income expenditure|profit loss|profits losses|birth death|entrance exit
approved refused|published withheld|active passive|greater smaller|friend enemy|youngest oldest
"""
# Says that something is not so.
_NEGATION = re.compile(
    r"\b(?:not|never|no(?!\.)|none|nobody|nothing|neither|nor|cannot|without)\b|n['’]t\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z'’]+")
# A word with its numbers: "bus 42", "Article 7a", "March 26", "buses no. 42 and 43".
_NUMBERED = re.compile(
    r"\b([^\W\d_]+)\s+(?:nos?\.?\s+)?(\d+[a-z]?(?:\s*(?:,|and|or|to|[-–])\s*\d+[a-z]?)*)"
    r"(?![\w%]|[.,]\d)"
)
_NUMBER = re.compile(r"\d+[a-z]?")
# "E09", "H-220": letters and a number that together name one of several of a kind.
_CODE = re.compile(r"(?<![\w-])([A-Z]{1,4})-?(\d{1,5}[a-z]?)(?![\w-])")
# Before these a number counts or dates, and tells no two things apart.
_NO_THINGS = frozenset(
    "since until till before after over under nearly almost only just some".split()
)
_WEEKDAY = re.compile(WEEKDAY)
_YEAR = re.compile(rf"\b{SURELY_YEAR}(?:s\b|(?![\w.,-]*\d))")


def _opposites() -> dict[str, tuple[str, ...]]:
    """Of each word its opposites, in the order of the list."""
    found: dict[str, tuple[str, ...]] = {}
    for pair in _OPPOSITES.replace("\n", "|").strip("|").split("|"):
        one, other = pair.split()
        found[one] = (*found.get(one, ()), other)
        found[other] = (*found.get(other, ()), one)
    return found


OPPOSITES = _opposites()


def contradicts(text: str, question: str) -> bool:
    """Whether `text` has the opposite of a word of `question`, and not the word itself.

    Or a word stands there with another number, or another code, year or day of the week than the
    one that is asked about; or `question` asks for what is not so, and nothing in `text` says that
    something is not. Why it is not may be told without that.

    >>> contradicts("Ana won the last race.", "Who won the first race?")
    True
    >>> contradicts("Bus 42 goes to Ulm.", "Where does bus 43 go?")
    True
    >>> contradicts("Ana signed the letter.", "Who didn't sign the letter?")
    True
    """
    denied = _NEGATION.search(question) and not asks_why(question)
    if denied and not _NEGATION.search(text):
        return True
    another = (_numbers_another, _names_another_code, _names_another_year)
    if any(one(text, question) for one in another):
        return True
    asked, said = set(_WEEKDAY.findall(question)), set(_WEEKDAY.findall(text))
    if asked and said and asked.isdisjoint(said):
        return True
    held = _words(text)
    stems = set(words_of(text))
    turned = {
        word
        for word in _words(question) - held
        if held.intersection(OPPOSITES.get(word, ())) and stems.isdisjoint(words_of(word))
    }
    # "How many ships came?" is not about many instead of few.
    return any(not function_stems().issuperset(words_of(word)) for word in turned)


def _names_another_code(text: str, question: str) -> bool:
    """Whether `question` names a code, and `text` only others that begin with its letters."""
    asked, said = set(_CODE.findall(question)), set(_CODE.findall(text))
    alike = {letters for letters, _ in asked} & {letters for letters, _ in said}
    return bool(alike) and asked.isdisjoint(said)


def _names_another_year(text: str, question: str) -> bool:
    """Whether `question` names a year or a decade, and `text` others, and not that one."""
    asked, said = _YEAR.findall(question), _YEAR.findall(text)
    return bool(asked and said) and not any(
        one == other or (one[:3] == other[:3] and "s" in one + other)
        for one in asked
        for other in said
    )


def _numbers_another(text: str, question: str) -> bool:
    """Whether a word of `question` stands in `text` with other numbers, and not with its own."""
    asked, said = _numbered(question), _numbered(text)
    anywhere = set(_NUMBER.findall(text.lower()))
    return any(
        word in said and not numbers & (said[word] | anywhere) for word, numbers in asked.items()
    )


def _numbered(text: str) -> dict[str, set[str]]:
    """The words of `text` that have numbers, in the form in which words are compared."""
    found: dict[str, set[str]] = {}
    for word, numbers in _NUMBERED.findall(text):
        stems = words_of(word)
        if word.lower() not in _NO_THINGS and not function_stems().issuperset(stems):
            found.setdefault(" ".join(stems), set()).update(_NUMBER.findall(numbers.lower()))
    return found


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}
