"""Corrections: whether a sentence says that what stands before it is not so, and what is.

A number that the next sentence takes back is no answer without it.
"""

import re

_THING = (
    r"(?:amount|count|date|figure|name|number|place|price|rate|score|spelling|sum|time|title|total"
    r"|value|version|wording|year)s?"
)
_CORRECTS = re.compile(
    rf"\b(?:correct(?:ed)?|right|true|actual|revised)\s+{_THING}\s+(?:is|are|was|were)\b"
    r"|\b(?:it|this|that|which)\s+(?:should|ought\s+to)\s+(?:read|have\s+read|have\s+been)\b"
    r"|\b(?:is|are)\s+(?:hereby\s+|to\s+be\s+)?(?:replaced|superseded)\s+by\b"
    rf"|\b(?:this|that|the)\s+(?:{_THING}\s+)?(?:is|was)\s+(?:wrong|a\s+mistake|an\s+error|not\s+(?:so|true"
    r"|correct))\b"
    r"|\A\W*(?:correction|erratum|corrigendum)\b",
    re.IGNORECASE,
)


def corrects(sentence: str) -> bool:
    """Whether `sentence` takes back what was said before it.

    >>> corrects("The correct number is 214."), corrects("It was rebuilt in 1950.")
    (True, False)
    """
    return bool(_CORRECTS.search(sentence))
