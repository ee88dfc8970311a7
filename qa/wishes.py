"""Wishes: what a text is about that asks politely, or says that something is wanted.

"I would like to know about the museum's hours", "Can you tell me when it opens?", "I need a boat".
"""

import re
from dataclasses import dataclass

_GREETING = r"(?:(?:hello|hi|hey|good\s+(?:morning|day|afternoon|evening))(?=[\s,.!])\W*)?+"
_PLEASE = r"(?:(?:please|kindly)\b\W*)*+"
_CAN_YOU = (
    rf"(?:(?:(?:can|could|would|will)\s+(?:you|anyone|anybody|someone|somebody)"
    rf"|would\s+you\s+mind)\s+{_PLEASE})?"
)
_I = r"(?:[Ii]|we)(?:\s+|(?=['’]))"
_SURELY = r"(?:(?:really|also|just)\s+)*+"
# "I like" and "I love" say what somebody is like.
_WANT = (
    rf"(?:(?:would|should|['’]d)\s+{_SURELY}(?:like|love)"
    rf"|(?:(?:will|['’]ll)\s+)?{_SURELY}(?:want|need|wish)(?!\s+more\s+than))"
)
_KNOW = r"(?:know|learn|hear|read|understand|find\s+out|ask(?:\s+you)?|tell\s+(?:me|us))"
_AM = r"(?:am|['’]m|are|['’]re|was|were|(?:would|['’]d)\s+be)"
_SOME = r"(?:the|an?|all|any|some|every|more|its|their|his|her|your|our)"
# Whoever says so wants to be told what follows.
_ASKS = (
    rf"(?:{_CAN_YOU}(?:(?:tell|tells|telling|show|showing|give|giving|inform)\s+(?:me|us)"
    rf"|(?:describe|explain|summari[sz]e)(?:\s+(?:to\s+)?(?:me|us))?)"
    rf"|{_I}{_WANT}\s+(?:you\s+)?to\s+{_KNOW}|{_I}(?:{_AM}\s+)?wonder(?:ing)?"
    rf"|{_CAN_YOU}let\s+(?:me|us)\s+know|(?:may|can|could)\s+[Ii]\s+(?:ask|know)(?:\s+you)?|find\s+out)"
)
# Whoever says so wants what follows.
_WISHES = (
    rf"(?:{_I}{_WANT}(?:\s+to)?+(?!\s+{_KNOW}\W*$)(?:\s+(?:see|get|have|find)(?=\s+{_SOME}\s))?"
    rf"|(?:{_I}{_AM}\s+)?(?:looking|searching)\s+for|{_I}{_AM}\s+interested\s+in"
    rf"|(?:list|find)(?:\s+(?:me|us))?(?=\s+{_SOME}\s))"
)
_ABOUT = (
    rf"(?:(?:{_SOME}\s+|further\s+)*"
    r"(?:information|info|details?|facts|something|anything|everything|more|all|bit|little)\s+"
    r"(?:more\s+)?(?:(?:that\s+)?(?:you|we)\s+(?:know|have)\s+)?"
    r"(?:about|on|of|regarding|concerning)|about|of|regarding|concerning)\s+"
)
_BEGINS = re.compile(rf"\W*{_GREETING}{_PLEASE}", re.IGNORECASE)
_WISH = re.compile(
    rf"(?:(?P<asks>{_ASKS})|{_WISHES})(?=[\s,:])[\s,:]*{_PLEASE}(?:exactly\s+)?"
    rf"(?P<about>{_ABOUT})?(?P<whether>(?:if|whether)\s+)?"
)
_PLEASE_AT_THE_END = re.compile(r",?\s+please(?=\W*$)")
_QUOTES = "\"'“”„‘’»« "
_FINITE = re.compile(
    r"(?P<who>.{1,80}?)\s+(?P<verb>is|are|was|were|can|could|will|would|shall|should|must|may|might"
    r"|has|have|had)\s+(?P<rest>.+)"
)
_NOUN_FOLLOWS = re.compile(
    r"(?:the|its|their|his|her|your|our)\s+(?:[\w-]+\s+){0,2}?(?P<noun>[\w-]+?)\s+(?:of|for|in)\b"
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a text wants: `about` what, and whether it wants to be told just that.

    `told` is False where it wants to be told about it, too. `whether` is whether what follows is to
    be affirmed or denied. A text that is no wish is about all that it says.
    """

    about: str
    told: bool = False
    whether: bool = False


def wish_in(text: str) -> Wish:
    """What `text`, with one space between its words, wishes for or asks politely.

    >>> wish_in("I'd like to know more about the harbour.")
    Wish(about='the harbour.', told=False, whether=False)
    >>> wish_in("Hello, can you please tell me the price?")
    Wish(about='the price?', told=True, whether=False)
    """
    begins = _BEGINS.match(text)
    rest = text[begins.end() :] if begins else text
    # Names and titles are left alone: "Show Me State", "I Need New Names".
    wish = _WISH.match(f"{rest[:1].lower()}{rest[1:]}")
    about = _PLEASE_AT_THE_END.sub("", rest[wish.end() :] if wish else rest)
    if not about.strip(" ?!.,:"):
        return Wish(text)
    if about != text:
        about = about.strip(_QUOTES)
    if not wish:
        return Wish(about)
    return Wish(about, bool(wish["asks"]) and not wish["about"], bool(wish["whether"]))


def as_question(bare: str) -> str | None:
    """What is to be affirmed or denied as a question; None where its verb is not found.

    >>> as_question("dogs are allowed in the garden")
    'are dogs allowed in the garden?'
    """
    found = _FINITE.fullmatch(bare)
    return f"{found['verb']} {found['who']} {found['rest']}?" if found else None


def be_before(about: str) -> str | None:
    """How "what is" goes before `about`; None where it does not.

    >>> be_before("the price of milk"), be_before("the names of the rooms"), be_before("parking")
    ('is', 'are', None)
    """
    found = _NOUN_FOLLOWS.match(about)
    if not found:
        return None
    return "are" if re.search(r"[^su]s$", found["noun"]) else "is"
