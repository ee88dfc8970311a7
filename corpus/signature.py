"""Signatures: which lines of a letter say who signed it, though no word there says "signed"."""

import re

from corpus.lines import is_menu, logical_lines
from corpus.passage import Passage, Span

_CLOSING = re.compile(
    r"^[^\S\n]*(?:(?:with|my|our)\s+)*(?:(?:very|best|kind|kindest|warm|warmest)\s+)*"
    r"(?:yours|sincerely|faithfully|respectfully|cordially|regards|wishes|signed)\b[^\n]{0,30}$",
    re.IGNORECASE | re.MULTILINE,
)
_LEAST_LINES = 2
# What stands above a greeting says whom the letter goes to, in so many lines and characters, and
# a greeting is no longer than so many. Ours.
_HEAD_LINES = 5
_HEAD_CHARACTERS = 160
_GREETING_CHARACTERS = 80
# A letter is no longer than this; further away its greeting, or what follows it, is not looked for.
_LETTER_CHARACTERS = 20_000
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_GREETING = re.compile(
    r"(?:\A|\n[^\S\n]*\n)[^\S\n]*"
    r"(?:Dear[^\S\n]+(?P<named>[^\n]+)|To whom it may concern[^\n]*)"
)
# The signature under a closing formula: the rest of its line, and the lines that stand together
# there or below.
_UNDER_CLOSING = re.compile(r"[^\n]*\n?(?:[^\S\n]*\n)*(?:[^\n]*\S[^\n]*(?:\n|\Z))*")
_SALUTATION = re.compile(r"^[^\S\n]*(?:Dear\s|To whom it may concern)", re.MULTILINE)


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


def addressee_of(passage: Passage, signature: Span) -> str:
    """Whom the letter greets that `signature` stands under: the words of its head and its greeting.

    Empty where it greets nobody, or whom it may concern.

    >>> from corpus.document import Document
    >>> text = "4 May 1843\\n\\nProf. Babbage\\n\\nDear Charles,\\n\\nIt works.\\n\\nYours,\\nAda"
    >>> passage = Passage(Document("a.txt", "", "", None, text), 0, len(text), ())
    >>> addressee_of(passage, Span(53, 63))
    'Prof. Babbage, Charles'
    """
    first = max(0, signature.start - _LETTER_CHARACTERS)
    letter = passage.document.text[first : signature.start]
    greetings = [one for one in _GREETING.finditer(letter) if _is_short(one)]
    if not greetings:
        return ""
    greeting = greetings[-1]
    named = (greeting["named"] or "").strip(" \t\r,:;.!，：；。！")
    words = [named] if named else []
    above = _since_last_letter(letter[: greeting.start()])
    for line in reversed(logical_lines(above)[-_HEAD_LINES:]):
        content = " ".join(above[line.span.start : line.span.end].split())
        if line.prose or len(", ".join([content, *words])) > _HEAD_CHARACTERS:
            break
        if not _YEAR.search(content):
            words.insert(0, content)
    return ", ".join(words)


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
    return above[under.end() if under else closing.end() :]
