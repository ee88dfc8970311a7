"""Offices: a question for what somebody is, asked as texts tell it, by saying who it is.

"What is Ana Ribeiro's office?" is answered by "Ana Ribeiro, the engineer of the harbour, signed";
neither words nor vectors see an office in that.
"""

import re

from qa.values import NAME_WORD

_OFFICE = r"(?:office|post|job|rank|occupation|profession|job\s+title)"
# A country has a position on something; only a person holds one.
_HELD = rf"(?:{_OFFICE}|position)"
_NAME = rf"{NAME_WORD}(?:\s+{NAME_WORD}){{0,4}}"
_ASKED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"[Ww]hat\s+(?P<be>is|was)\s+(?P<name>{_NAME}?)['’]s?\s+{_OFFICE}\W*",
        rf"[Ww]hat\s+(?P<be>is|was)\s+the\s+{_OFFICE}\s+of\s+(?P<name>{_NAME})\W*",
        rf"[Ww]hat\s+{_HELD}\s+(?P<be>does|did)\s+(?P<name>{_NAME})\s+(?:hold|have)\W*",
    )
)
_BE = {"is": "is", "was": "was", "does": "is", "did": "was"}


def who_it_is(question: str) -> str | None:
    """`question` as one for who somebody is, where it asks for the office; None where it does not.

    >>> who_it_is("What post did Ana Ribeiro hold?"), who_it_is("What is China's position?")
    ('Who was Ana Ribeiro?', None)
    """
    for pattern in _ASKED:
        if found := pattern.fullmatch(question):
            return f"Who {_BE[found['be']]} {found['name']}?"
    return None
