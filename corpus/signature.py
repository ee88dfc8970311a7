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
