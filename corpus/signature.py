"""Signatures: which lines of a letter say who signed it, though no word there says "signed"."""

import re

from corpus.lines import is_menu, logical_lines
from corpus.passage import Passage, Span

_CLOSING = re.compile(
    r"^\s*(?:(?:with|my|our)\s+)*(?:(?:very|best|kind|kindest|warm|warmest)\s+)*"
    r"(?:yours|sincerely|faithfully|respectfully|cordially|regards|wishes|signed)\b[^\n]{0,30}$",
    re.IGNORECASE | re.MULTILINE,
)
_LEAST_LINES = 2
# What stands above a greeting says whom the letter goes to, in so many lines and characters. Ours.
_HEAD_LINES = 5
_HEAD_CHARACTERS = 160
_YEAR = re.compile(r"\b\d{4}\b")
_SALUTATION = re.compile(r"^\s*(?:Dear\s|To whom it may concern)", re.MULTILINE)


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
    if not _SALUTATION.search(text, 0, sentence.start):
        return False
    return not any(line.prose for line in logical_lines(text[sentence.end :]))


def addressee_of(passage: Passage, signature: Span) -> str:
    """Whom the letter greets that `signature` stands under: the words of its head and its greeting.

    Empty where it greets nobody, or whom it may concern.

    >>> from corpus.document import Document
    >>> text = "4 May 1843\\n\\nProf. Babbage\\n\\nDear Charles,\\n\\nIt works.\\n\\nYours,\\nAda"
    >>> passage = Passage(Document("a.txt", "", "", None, text), 0, len(text), ())
    >>> addressee_of(passage, Span(53, 63))
    'Prof. Babbage, Charles'
    """
    text = passage.document.text
    greeting = None
    for found in _SALUTATION.finditer(text, 0, signature.start):
        greeting = found
    if greeting is None:
        return ""
    named = text[greeting.end() : signature.start].partition("\n")[0].strip(" \t\r,:;.!")
    if not greeting.group().strip().startswith("Dear"):
        named = ""
    words = [named] if named else []
    # Further above than this is no head of a letter.
    above = text[max(0, greeting.start() - 10 * _HEAD_CHARACTERS) : greeting.start()]
    for line in reversed(logical_lines(above)[-_HEAD_LINES:]):
        content = " ".join(above[line.span.start : line.span.end].split())
        if line.prose or len(", ".join([content, *words])) > _HEAD_CHARACTERS:
            break
        if not _YEAR.search(content):
            words.insert(0, content)
    return ", ".join(words)
