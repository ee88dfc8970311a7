"""Texts and links to places in documents as HTML: what is not ours is escaped."""

import html
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from corpus.passage import Span

# What Markdown, LaTeX or a template would take for a sign of theirs.
_SIGNS = {ord(sign): f"&#{ord(sign)};" for sign in "\\`*_{}[]()#+-.!|~$<>&\"'=:/@^"}
REFERENCE_PREFIX = "#cite-"
_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Reference:
    """What a link to a place in a document says: which version of it, and the spans to mark."""

    source: str
    sha256: str
    passage: Span
    quote: Span | None

    def link(self) -> str:
        """The reference as the target of a link within the page."""
        quoted = (self.quote.start, self.quote.end) if self.quote else (0, 0)
        numbers = (self.passage.start, self.passage.end, *quoted)
        parts = (quote(self.source, safe=""), self.sha256, *map(str, numbers))
        return REFERENCE_PREFIX + ":".join(parts)

    @classmethod
    def parse(cls, link: str) -> "Reference | None":
        """The reference that `link` makes, or None where it makes none.

        >>> reference = Reference("a b.txt", "00", Span(0, 9), Span(2, 4))
        >>> Reference.parse(reference.link()) == reference
        True
        """
        parts = link.removeprefix(REFERENCE_PREFIX).split(":")
        source, numbers = parts[0], parts[2:]
        if len(numbers) != 4 or not all(map(_NUMBER.fullmatch, numbers)):  # noqa: PLR2004
            return None
        start, end, quote_start, quote_end = map(int, numbers)
        if start > end:
            return None
        quoted = Span(quote_start, quote_end) if quote_end > quote_start else None
        return cls(unquote(source), parts[1], Span(start, end), quoted)


def as_text(text: str) -> str:
    """`text` such that neither HTML nor Markdown finds anything in it but text.

    >>> as_text("<b>*x*")
    '&#60;b&#62;&#42;x&#42;'
    """
    return text.translate(_SIGNS).replace("\n", "<br>")


def as_plain_text(text: str, span: Span) -> str:
    """A stretch of `text` for where no Markdown is read, and templates and HTML are."""
    stretch = text[span.start : span.end]
    return html.escape(stretch).translate({ord(sign): f"&#{ord(sign)};" for sign in "${}`"})
