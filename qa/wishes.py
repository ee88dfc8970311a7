"""Wishes: who wants to know something may say so instead of asking, or name no more than a topic.

"I would like to know about the museum's hours", "Tell me about parking", "the harbour of Lisbon".
"""

import re

_PLEASE = r"(?:please\W+|kindly\s+)?"
_MORE = r"(?:\s+(?:more|something|anything|everything|all|a\s+(?:bit|little)))?"
_ABOUT = r"(?:\s+(?:about|on|regarding|concerning))?"
_WANT = (
    r"(?:(?:would|['’]d|should|will)\s+)?(?:really\s+|also\s+)?"
    r"(?:like|love|want|need|wish|hope)(?:\s+to)?+"
    r"|(?:am|['’]m|are|['’]re)\s+(?:looking|searching|asking)(?:\s+for)?"
    r"|(?:am|['’]m|are|['’]re)\s+interested(?:\s+in)?"
    r"|(?:must|have\s+to|have\s+got\s+to)"
)
_TO_KNOW = r"(?:\s+(?:know|learn|hear|read|see|find(?:\s+out)?|ask|understand))?"
# Whatever may stand before what is wished for.
_WISH = re.compile(
    rf"\W*{_PLEASE}(?:"
    rf"(?:I|we)(?:\s+|(?=['’]))(?:{_WANT}){_TO_KNOW}"
    rf"|(?:tell|show|give|inform)(?:\s+(?:me|us))|(?:describe|explain|list|find|summari[sz]e)"
    rf"(?:\s+(?:me|us|to\s+me|to\s+us))?|(?:looking|searching)\s+for"
    rf"){_MORE}{_ABOUT}\s+",
    re.IGNORECASE,
)


def subject_of(text: str) -> str:
    """What `text` is about: without the words that only wish to know it, or ask to be told.

    >>> subject_of("I would like to know more about the old harbour.")
    'the old harbour.'
    >>> subject_of("Tell me about the fee"), subject_of("the fee")
    ('the fee', 'the fee')
    """
    wish = _WISH.match(text)
    return text[wish.end() :] if wish and wish.end() < len(text) else text
