"""Letters: which lines say who wrote one, to whom, when and where, though no word there says so."""

import re
from dataclasses import dataclass

from corpus.lines import is_menu, logical_lines
from corpus.passage import Passage, Span

_KIN = (
    "brother|sister|son|daughter|mother|father|uncle|aunt|cousin|nephew|niece|husband|wife|friend"
)
_CLOSING = re.compile(
    r"^[^\S\n]*+(?:(?:(?:with|my|our|your|ever|always|most|very|best|kind|kindest|warm|warmest)\s++)"
    r"{0,6}+"
    r"(?:yours|sincerely|faithfully|respectfully|cordially|regards|wishes|love|signed)\b[^\n]{0,30}"
    r"|as\s++ever\b[^\n]{0,30}"
    rf"|(?:(?:ever|always)\s++)?your\s++(?:\w++\s++){{0,4}}?(?:servant|{_KIN})\W*)$",
    re.IGNORECASE | re.MULTILINE,
)
_LEAST_LINES = 2
# What stands above a greeting says whom the letter goes to, in so many lines and characters, and
# a greeting is no longer than so many. With the sender's address above it, it is longer. Ours.
_HEAD_LINES = 5
_HEAD_CHARACTERS = 160
_GREETING_CHARACTERS = 80
_LETTERHEAD_LINES = 12
_LETTERHEAD_CHARACTERS = 500
# A letter is no longer than this; further away its greeting, or what follows it, is not looked for.
_LETTER_CHARACTERS = 20_000
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_GREETING = re.compile(
    r"(?:\A|\n[^\S\n]*\n)[^\S\n]*"
    r"(?:(?:Dear|Dearest|My[^\S\n]+dear(?:est)?)[^\S\n]+(?P<named>[^\n]+)"
    r"|To whom it may concern[^\n]*|(?:Sirs?|Madam|Gentlemen)[,:;.!]?[^\S\n]*(?=\n|\Z))"
)
# The signature under a closing formula: the rest of its line, and the lines that stand together
# there or below.
_UNDER_CLOSING = re.compile(r"[^\n]*\n?(?:[^\S\n]*\n)*(?:[^\n]*\S[^\n]*(?:\n|\Z))*")
_SALUTATION = re.compile(
    r"^[^\S\n]*(?:(?:My[^\S\n]+d|D)ear(?:est)?\s|To whom it may concern"
    r"|(?:Sirs?|Madam|Gentlemen)[,:;.!]?[^\S\n]*$)",
    re.MULTILINE,
)
# The name under a closing formula is no longer than so many words.
_NAME_WORDS = 6
# The name may stand behind the formula, and its office behind the name: "Your obedient servant, Sir
# Edmund Crake, Keeper of the Mint". So do all lines of a signature where a file joins its lines.
# The formula opens its line or clause, as no "your brother, Karl" in the midst of one does.
_SIGNED_IN_LINE = re.compile(
    r"(?:^|[,.;:!][^\S\n]+)"
    r"(?i:(?:(?:with|my|our|your|ever|always|most|very|best|kind|kindest|warm|warmest|obedient|humble"
    r"|loving|affectionate|devoted|faithful|dutiful|sincere|old|much|all)[^\S\n]+){0,5}"
    r"(?:yours|sincerely|faithfully|truly|respectfully|cordially|regards|wishes|love|servant"
    rf"|{_KIN})(?:[^\S\n]\w+)?),[^\S\n]+(?P<name>[^\W\d_][^\n,]{{0,40}}?)"
    r"(?:,[^\S\n]+[A-Z][^\n.!?]{0,80})?(?=[^\S\n]*(?:\n[^\S\n]*(?:\n|\Z)|\Z))",
    re.MULTILINE,
)
_WORD_OF_NAME = re.compile(r"[^\W\d_][\w'’-]*|[^\W\d_]\.")
# Small words that a name may begin with, or have inside: "van der Berg".
PARTICLES = tuple("von van der den de da di del della du la le al bin ibn ter ten zu".split())


@dataclass(frozen=True, slots=True)
class Letter:
    """What the lines above and below a letter say of it, each empty where they do not.

    `addressee` is whom its head and its greeting name, `dated` the line with its date, often with
    a place, and `signer` the name under it.
    """

    addressee: str
    dated: str
    signer: str


def is_signature(passage: Passage, sentence: Span) -> bool:
    """Whether `sentence` is the block under a letter that names who signed it.

    That is a block of at least two short lines with a closing formula, or one that no paragraph
    follows in a text that greets somebody.

    >>> from corpus.document import Document
    >>> text = "Yours sincerely,\\nAda Lovelace\\nPresident of the Society"
    >>> span = Span(0, len(text))
    >>> is_signature(Passage(Document("a.txt", "", "", None, text), 0, len(text), (span,)), span)
    True
    """
    text = passage.document.text
    content = text[sentence.start : sentence.end]
    if "\n" not in content:
        return False
    lines = logical_lines(content)
    if len(lines) < _LEAST_LINES or is_menu(content, lines):
        return False
    if any(line.prose or line.ends_sentence for line in lines):
        return False
    if _CLOSING.search(content):
        return True
    if not _SALUTATION.search(text, max(0, sentence.start - _LETTER_CHARACTERS), sentence.start):
        return False
    following = text[sentence.end : sentence.end + _LETTER_CHARACTERS]
    return not any(line.prose for line in logical_lines(following))


def is_letter_head(passage: Passage, sentence: Span) -> bool:
    """Whether `sentence` is the block with a date above the greeting of a letter, or holds both.

    >>> from corpus.document import Document
    >>> text = "4 May 1843\\n\\nDear Charles,\\n\\nIt works.\\n\\nYours,\\nAda"
    >>> is_letter_head(Passage(Document("a.txt", "", "", None, text), 0, 25, ()), Span(0, 25))
    True
    """
    return opens_letter(passage.document.text, sentence)


def ends_letter(text: str, span: Span) -> bool:
    """Whether this stretch of `text` holds the formula with which a letter ends."""
    return _CLOSING.search(text[span.start : span.end]) is not None


def opens_letter(text: str, span: Span) -> bool:
    """Whether this stretch of `text` has a date, and the greeting of a letter in it or below."""
    # Most have no year, and of the others most no greeting; lines take longer to look at.
    if not _YEAR.search(text, span.start, span.end):
        return False
    greeting = _greeting_from(text, span.start)
    if greeting is None:
        return False
    above = logical_lines(text[span.start : greeting.start()])
    own = logical_lines(text[span.start : span.end])
    return len(above) <= _LETTERHEAD_LINES and not any(line.prose for line in (*above, *own))


def letter_of(passage: Passage, part: Span) -> Letter:
    """What is told of the letter of which `part` is the head or the signature.

    >>> from corpus.document import Document
    >>> text = "4 May 1843\\n\\nProf. Babbage\\n\\nDear Charles,\\n\\nIt works.\\n\\nYours,\\nAda"
    >>> letter_of(Passage(Document("a.txt", "", "", None, text), 0, len(text), ()), Span(53, 63))
    Letter(addressee='Prof. Babbage, Charles', dated='4 May 1843', signer='Ada')
    """
    text = passage.document.text
    at_head = is_letter_head(passage, part)
    greeting = (_greeting_from if at_head else _greeting_before)(text, part.start)
    if greeting is None:
        return Letter("", "", "")
    named = (greeting["named"] or "").strip(" \t\r,:;.!，：；。！")
    first = max(0, greeting.start() - _LETTER_CHARACTERS)
    above = _since_last_letter(text[first : greeting.start()])
    words, dated = _head_of(above, [named] if named else [])
    return Letter(", ".join(words), dated, _signer_below(text, greeting.end()))


def _head_of(above: str, named: list[str]) -> tuple[list[str], str]:
    """To whom a letter goes by what stands above its greeting, before `named`; its line of date.

    Above the date stands who sends it, unless nothing stands below.
    """
    words, dated = named, ""
    for line in reversed(logical_lines(above)[-_LETTERHEAD_LINES:]):
        content = " ".join(above[line.span.start : line.span.end].split())
        if line.prose:
            break
        if _YEAR.search(content):
            dated = dated or content
            if len(words) > len(named):
                break
        elif len(words) - len(named) < _HEAD_LINES and (
            len(", ".join([content, *words])) <= _HEAD_CHARACTERS
        ):
            words = [content, *words]
    return words, dated


def _greeting_from(text: str, start: int) -> re.Match[str] | None:
    """The greeting that stands at `start`, or below a few lines from there."""
    end = start + _LETTERHEAD_CHARACTERS + _GREETING_CHARACTERS
    return next(filter(_is_short, _GREETING.finditer(text, start, end)), None)


def _greeting_before(text: str, end: int) -> re.Match[str] | None:
    """The last greeting above `end`, if it is near."""
    found = _GREETING.finditer(text, max(0, end - _LETTER_CHARACTERS), end)
    return next((one for one in reversed(list(found)) if _is_short(one)), None)


def _signer_below(text: str, start: int) -> str:
    """The name at or below the first closing formula after `start`, and in this letter."""
    next_letter = _GREETING.search(text, start, start + _LETTER_CHARACTERS)
    end = next_letter.start() if next_letter else start + _LETTER_CHARACTERS
    closing = _CLOSING.search(text, start, end)
    signed = _SIGNED_IN_LINE.search(text, closing.start() if closing else start, end)
    behind = signed and (not closing or signed.start() <= closing.end())
    if signed and behind and _is_name(signed["name"]):
        return signed["name"].strip()
    if closing is None:
        return ""
    below = text[closing.end() : min(end, closing.end() + _HEAD_CHARACTERS)].strip()
    lines = (line.strip() for line in below.split("\n"))
    # One formula may follow another: "Yours truly, / With kind regards,".
    name = next((line for line in lines if line and not _CLOSING.fullmatch(line)), "")
    return "" if len(name.split()) > _NAME_WORDS or _YEAR.search(name) else name


def _is_name(text: str) -> bool:
    words = text.split()
    return len(words) <= _NAME_WORDS and all(
        (word[0].isupper() and _WORD_OF_NAME.fullmatch(word)) or word in PARTICLES for word in words
    )


def _is_short(greeting: re.Match[str]) -> bool:
    """Whether a line that begins as a greeting does is one, and no sentence."""
    return len(greeting.group().strip()) <= _GREETING_CHARACTERS


def _since_last_letter(above: str) -> str:
    """What stands in `above` after the signature of the letter before, if any."""
    closing = None
    for found in _CLOSING.finditer(above):
        closing = found
    if closing is None:
        return above[-10 * _HEAD_CHARACTERS :]
    under = _UNDER_CLOSING.match(above, closing.end())
    end = under.end() if under else closing.end()
    dated = _YEAR.search(above, closing.end(), end)  # that is the head of the next letter
    return above[above.rfind("\n", 0, dated.start()) + 1 if dated else end :]
