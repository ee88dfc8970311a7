"""Kinds of answers: whether a question asks for a date, a number, a person, a place or a name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from corpus.letters import PARTICLES
from qa.values import NAME_WORD


class Kind(StrEnum):
    """What a question asks for."""

    DATE = "date"
    NUMBER = "number"
    PERSON = "person"
    PLACE = "place"
    NAME = "name"


_NOUNS = {
    Kind.DATE: "year|date|day|month|decade|century|weekday",
    Kind.NUMBER: (
        "per cent|percent|percentage|proportion|share|fraction|number|rate|ratio|age|amount|sum"
        "|total|size|price|cost|fee|fare|rent|tax|budget|salary|wage|income|revenue|profit|turnover"
        "|population|length|width|height|depth|weight|mass|distance|speed|area(?!s)|volume|capacity"
        "|temperature|duration|altitude|elevation|diameter|thickness|score|dose|frequency|value"
        "|odds|probability|prevalence|incidence|density|circulation|attendance"
    ),
    Kind.PERSON: (
        "person|man|woman|poet|author|writer|artist|painter|composer|singer|actor|king|queen|emperor"
        "|pope|president|minister|mayor|governor|general|captain|director|scientist|doctor|physician"
        "|architect|engineer|player|footballer|philosopher|historian|explorer|politician"
    ),
    Kind.NAME: (
        "name(?!s?\\s+for)|company|firm|country|organi[sz]ation|institution|institute|city|town"
        "|village|place|region|state(?!\\s+of)|province|location|university|school|agency|team|club"
        "|band|river|island|continent|newspaper|ship|nickname|surname"
    ),
}
_HOW = (
    "many|much|long|old|large|big|often|far|tall|high|fast|deep|wide|thick|heavy|small|short|low"
    "|hot|cold|quickly|expensive|frequently|broad|loud|strong"
)
_ARE = r"(?:is|are|was|were|be|been|has been|have been|had been)"
_VERB = (
    rf"(?:{_ARE}|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must"
    r"|isn['’]t|wasn['’]t|don['’]t|doesn['’]t|didn['’]t)"
)
# What may stand behind the noun that is asked for: "the price of", but not "the price controls".
_NOUN_ENDS = (
    r"(?=\W*$|\s*[,;(]|\s+(?:of|for|in|on|at|to|from|by|per|when|that|which|with|between|among"
    r"|during|after|before|and|or|he|she|it|they|we|you|people|came|went|left|made|took|fell|rose"
    rf"|\w+ed|{_VERB})\b)"
)
# "The average annual price", but not "the fee per day", which is no day.
_NOT_BETWEEN = rf"(?:of|per|for|in|on|at|to|by|from|with|types?|kinds?|sorts?|{_VERB})"
_WORDS_BETWEEN = rf"(?:(?!{_NOT_BETWEEN}\s)[\w-]+\s+){{0,2}}?"


def _asking(kind: Kind) -> Iterator[str]:
    nouns = "|".join(
        f"{noun[:-1]}(?:y|ies)" if noun.endswith("y") else rf"{noun}s?"
        for noun in _NOUNS[kind].split("|")
    )
    # "What year", "which southern city". Only a noun of numbers may be part of a longer one.
    ends = _NOUN_ENDS if kind is Kind.NUMBER else ""
    yield rf"(?:what|which)\s+{_WORDS_BETWEEN}(?:{nouns}){ends}"
    # "What was the total price of".
    yield (
        rf"(?:(?:what|which)(?:['’]s|\s+{_ARE})|(?:give|name|state|tell)(?:\s+(?:me|us))?)\s+"
        rf"(?:the|its|their|his|her|your|our)\s+{_WORDS_BETWEEN}(?:{nouns}){_NOUN_ENDS}"
    )


_PATTERNS = {
    Kind.DATE: [*_asking(Kind.DATE), "when"],
    Kind.NUMBER: [
        *_asking(Kind.NUMBER),
        rf"how\s+(?:{_HOW})",
        # "What does the ticket cost?"
        rf"what\s+{_VERB}\s[^?]{{1,80}}\s(?:cost|weigh|earn|pay)(?=\W*$)",
    ],
    Kind.NAME: [*_asking(Kind.NAME)],
    Kind.PERSON: [*_asking(Kind.PERSON), "who", "whom", "whose", r"who['’]s"],
    Kind.PLACE: ["where"],
}
_ASKS = re.compile(
    r"\b(?:"
    + "|".join(f"(?P<{kind}>{'|'.join(patterns)})" for kind, patterns in _PATTERNS.items())
    + r"|(?P<other>what|which|how|why))(?![\w-])",
    re.IGNORECASE,
)
# These may join a clause instead: "who was mayor when the dam broke", "people who smoke".
_TIMES_AND_PLACES = frozenset(("when", "where"))
_PEOPLE = frozenset(("who", "who's", "who’s", "whom", "whose"))
_ASKS_AT_ONCE = re.compile(
    rf"(?:['’]s\b|\s+(?:(?:else|exactly|precisely)\s+)?{_VERB}\b|\W*$)", re.IGNORECASE
)
_OPENS = re.compile(
    r"(?:.*,)?\W*(?:(?:and|but|so|in|at|on|to|from|for|with|by|of|since|until)\s+)*$", re.IGNORECASE
)
_IS_YES_OR_NO = re.compile(rf"\W*{_VERB}\b", re.IGNORECASE)
# Where nothing special is asked for; also in a clause that follows another, as in "Early discharge,
# is it safe?"
_ASKS_YES_OR_NO = re.compile(
    r"(?:^\W*(?:(?:and|but|so|or|then)\b\W*)?|[:,;.?!–—-]\s+(?:(?:and|but|so|or|then)\s+)?)"
    rf"(?:{_VERB}|am|need|(?:are|has|have|had|were|ca|could|wo|would|should|must|need)n['’]t)\s",
    re.IGNORECASE,
)
# "Who was Ada Lovelace?" asks for what is said of her, and not for another name.
_OF_NAME = rf"(?:{NAME_WORD}|{'|'.join(PARTICLES)})"
_WHO_IS = re.compile(
    r"\W*[Ww]ho(?:['’]s|\s+(?:is|was|are|were))\s+(?!.*['’]s\b)"
    rf"{_OF_NAME}(?:\s+{_OF_NAME})*\W*"
)
# "Do you know when", "can you tell me who": what is asked for comes after.
_INDIRECT = re.compile(
    r"\b(?:know|tell|say|says|said|known|find\s+out|remember|state|explain|clear|ask|asks|wonder)"
    r"(?:\s+(?:me|us|exactly))?(?:\s+(?:at|in|on|to|from|by|of))?\s*$",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"\bwhy\b|\b(?:for\s+)?what\s+(?:(?:is|was|are|were)\s+the\s+)?(?:reason|cause|ground)s?\b"
    r"|\bwhat\s+(?:has\s+|had\s+)?(?:caused|causes|led\s+to|prompted|started)\b|\bhow\s+come\b",
    re.IGNORECASE,
)
# What is counted stands behind "how many", before a verb or a preposition.
_COUNTED = re.compile(
    rf"\bhow\s+(?:many|much)\s+((?:(?!{_VERB}\b|(?:of|in|on|at|to|from|for|by|with)\b)[\w'’-]+\s*)"
    r"{1,3})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Asking:
    """One place of a question that may ask: what for, and whether it surely does."""

    kind: Kind | None
    sure: bool


def kind_asked(question: str) -> Kind | None:
    """The kind of answer that `question` asks for; None where it is none of these.

    >>> kind_asked("Who was mayor when the dam broke?"), kind_asked("What was the price of milk?")
    (<Kind.PERSON: 'person'>, <Kind.NUMBER: 'number'>)
    """
    if _WHO_IS.fullmatch(question):
        return None
    asking = list(_places_that_ask(question))
    if _IS_YES_OR_NO.match(question):
        asking = [one for one in asking if one.sure]
    first = min(asking, key=lambda one: not one.sure, default=None)
    return first.kind if first else None


def asks_for_a_part(question: str) -> bool:
    """Whether a word of `question` says what it leaves out: who, when, which, how, why.

    >>> asks_for_a_part("Do you know who came?"), asks_for_a_part("Did all who know him come?")
    (True, False)
    """
    return any(one.sure for one in _places_that_ask(question))


def asks_yes_or_no(question: str) -> bool:
    """Whether `question` begins as one of yes or no does, or a clause of it.

    >>> asks_yes_or_no("Early discharge: is it safe?"), asks_yes_or_no("Safe discharge?")
    (True, False)
    """
    return bool(_ASKS_YES_OR_NO.search(question))


def asks_why(question: str) -> bool:
    """Whether `question` asks for a reason or a cause.

    >>> asks_why("For what reason was it closed?"), asks_why("When was it closed?")
    (True, False)
    """
    return bool(_WHY.search(question))


def counted(question: str) -> str:
    """The words behind "how many" that say what is counted, and one or two more; "" for none.

    >>> counted("How many Dutch ships were lost in May?")
    'Dutch ships'
    """
    found = _COUNTED.search(question)
    if not found:
        return ""
    words = found.group(1).strip()
    # "How many came?" counts what is not said.
    ends = not question[found.end() :].strip(" ?")
    return " ".join(words.split()[:-1]) if ends else words


def _places_that_ask(question: str) -> Iterator[_Asking]:
    opened = not _IS_YES_OR_NO.match(question)
    for found in _ASKS.finditer(question):
        before, after = question[: found.start()], question[found.end() :]
        word = found.group().casefold()
        if _INDIRECT.search(before):
            sure = True
        elif word in _TIMES_AND_PLACES:
            sure = opened and bool(_ASKS_AT_ONCE.match(after))
        elif word in _PEOPLE:
            sure = opened and bool(_OPENS.fullmatch(before) or not after.strip(" ?"))
        else:
            sure = opened
        group = found.lastgroup
        yield _Asking(None if group == "other" else Kind(str(group)), sure)
