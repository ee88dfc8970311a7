"""Corrections: whether a sentence says that what stands before it is not so, and what is.

A number that the next sentence takes back is no answer without it.
"""

import re

_THING = (
    r"(?:amount|attribution|count|date|figure|name|number|place|price|rate|score|spelling|sum|time"
    r"|title|total|value|version|wording|year)s?"
)
_IS = r"(?:is|are|was|were)"
# What stands behind this is what holds.
_HOLDS = re.compile(
    rf"\b(?:correct(?:ed)?|right|true|actual|revised)\s+{_THING}\s+{_IS}\s+"
    rf"|\b(?:it|this|that|which|the\s+{_THING})\s+(?:should|ought\s+to)\s+"
    r"(?:read|be|have\s+read|have\s+been)\s+"
    rf"|\b(?:{_IS}|has\s+(?:since\s+)?been)\s+(?:hereby\s+|to\s+be\s+)?"
    r"(?:replaced\s+by|superseded\s+by|corrected\s+to)\s+"
    r"|\bfor\s+\S+(?:\s\S+)?\s+read\s+"
    r"|\A\W*(?:correction|erratum|corrigendum)\W+",
    re.IGNORECASE,
)
_WRONG = re.compile(
    rf"\b(?:this|that|the)\s+(?:{_THING}\s+)?{_IS}\s+"
    r"(?:wrong|a\s+mistake|an\s+error|not\s+(?:so|true|correct))\b",
    re.IGNORECASE,
)
# "What depth was given in the second edition?" asks for what was said, be it right or not.
_ASKS_WHAT_WAS_SAID = re.compile(
    r"\b(?:announced|claimed|edition|earlier|first|given|originally|previous(?:ly)?|printed|quoted"
    r"|reported|said|stated|version)\b",
    re.IGNORECASE,
)


def corrects(sentence: str) -> bool:
    """Whether `sentence` takes back what was said before it.

    >>> corrects("The correct number is 214."), corrects("It was rebuilt in 1950.")
    (True, False)
    """
    return bool(_HOLDS.search(sentence) or _WRONG.search(sentence))


def where_it_holds(sentence: str, question: str) -> int | None:
    """Where in a `sentence` that takes something back that begins which holds; None if unsure.

    >>> where_it_holds("The correct number is 214.", "How many came?")
    22
    """
    found = _HOLDS.search(sentence)
    return None if found is None or _ASKS_WHAT_WAS_SAID.search(question) else found.end()
