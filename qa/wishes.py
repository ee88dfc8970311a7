"""Wishes: who wants to know something may say so instead of asking, or name no more than a topic.

"I would like to know about the museum's hours", "Tell me about parking", "the harbour of Lisbon".
"""

import re

_PLEASE = r"(?:please\W+|kindly\s+)?"
_CAN_YOU = rf"(?:can|could|would|will)\s+you\s+{_PLEASE}"
_MORE = r"(?:\s+(?:more|something|anything|everything|all|a\s+(?:bit|little)))?"
_ABOUT = r"(?:\s+(?:about|on|regarding|concerning))?"
_WANT = (
    r"(?:(?:would|['’]d|should|will)\s+)?(?:really\s+|also\s+)?"
    r"(?:like|love|want|need|wish|hope)(?:\s+to)?+"
    r"|(?:am|['’]m|are|['’]re)\s+(?:looking|searching|asking)(?:\s+for)?"
    r"|(?:am|['’]m|are|['’]re)\s+interested(?:\s+in)?"
    r"|(?:must|have\s+to|have\s+got\s+to)"
)
_DETERMINER = "the|its|their|his|her|your|our"
_TO_KNOW = r"(?:\s+(?:know|learn|hear|read|see|find(?:\s+out)?|ask|understand))?"
# Whatever may stand before what is wished for.
_WISH = re.compile(
    rf"\W*{_PLEASE}(?:"
    rf"(?:I|we)(?:\s+|(?=['’]))(?:{_WANT}){_TO_KNOW}"
    rf"|(?:{_CAN_YOU})?(?:tell|show|give|inform)(?:\s+(?:me|us))"
    rf"|(?:{_CAN_YOU})?(?:describe|explain|list(?!\s+of)|summari[sz]e)(?:\s+(?:to\s+)?(?:me|us))?"
    rf"|find(?:\s+out)?(?:\s+(?:me|us))?|(?:looking|searching)\s+for"
    rf"){_MORE}{_ABOUT}\s+",
    re.IGNORECASE,
)

_WANTS_TO_BE_TOLD = re.compile(
    rf"\W*{_PLEASE}(?:{_CAN_YOU}(?:tell|give)\s+(?:me|us)"
    rf"|(?:I|we)(?:\s+|(?=['’]))(?:{_WANT})\s+(?:know|learn|hear|find\s+out))\s+"
    r"(?!about|on|more|something|anything|everything)",
    re.IGNORECASE,
)
_NOUN_FOLLOWS = re.compile(rf"(?:{_DETERMINER})\s", re.IGNORECASE)


def subject_of(text: str) -> str:
    """What `text` is about: without the words that only wish to know it, or ask to be told.

    >>> subject_of("I would like to know more about the old harbour.")
    'the old harbour.'
    >>> subject_of("Tell me about the fee"), subject_of("the fee")
    ('the fee', 'the fee')
    """
    wish = _WISH.match(text)
    return text[wish.end() :] if wish and wish.end() < len(text) else text


def as_told(text: str) -> str:
    """`text` as it tells somebody to say what is wanted, if it asks politely or wishes to know.

    >>> as_told("Could you give me the price?"), as_told("I'd like to know who came")
    ('tell me the price?', 'tell me who came')
    """
    wish = _WANTS_TO_BE_TOLD.match(text)
    return f"tell me {text[wish.end() :]}" if wish else text


def names_a_thing(about: str) -> bool:
    """Whether `about` begins as what "what is" may stand before.

    >>> names_a_thing("the price of milk"), names_a_thing("parking")
    (True, False)
    """
    return bool(_NOUN_FOLLOWS.match(about))
