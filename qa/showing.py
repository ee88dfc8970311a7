"""Texts, places and the list of documents as HTML: what is not ours is escaped."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import repeat
from urllib.parse import quote, unquote

from corpus.passage import Span
from index.coverage import Copies, Coverage, FileCoverage
from qa.status import remarks_on, summary_of

# What Markdown, LaTeX or a template would take for a sign of theirs.
_SIGNS = {ord(sign): f"&#{ord(sign)};" for sign in "\\`*_{}[]()#+-.!|~$<>&\"'=:/@^"}
# How much of a document is shown around a passage. Ours: about 60 pages; a browser scrolls through
# it at once, and what is left out is said.
_SHOWN_CHARACTERS = 150_000
_EXCERPT_CHARACTERS = 400
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


def library_as_html(coverage: Coverage, passages: int, *, unfinished: bool = False) -> str:
    """The documents that can be asked about, and the files that cannot, each with the reason."""
    documents, left_out = coverage.documents, coverage.left_out
    counts = f"{len(documents)} documents, {passages} passages"
    if left_out:
        counts += f"; {len(left_out)} files are not among them"
    if unfinished:
        counts += "; unfinished, since indexing still runs or was stopped"
    rows = "".join(map(_file_rows, coverage.files, repeat(coverage.copies_of())))
    missing = "".join(
        f"<li>{as_text(file.reason)}<br><em>{as_text(file.hint)}</em></li>" for file in left_out
    )
    heads = ("document", "title", "date", "by", "passages", "read as", "remarks")
    table = (
        f'<p class="cv-count">{counts}. {as_text(summary_of(coverage))}.</p>'
        '<table class="cv-files"><thead><tr>'
        + "".join(f"<th>{head}</th>" for head in heads)
        + f"</tr></thead><tbody>{rows}</tbody></table>"
    )
    return table + (f"<p>Not among them:</p><ul>{missing}</ul>" if missing else "")


def _file_rows(file: FileCoverage, copies: Mapping[str, Copies]) -> str:
    """The rows of a file: what has only files inside it, and each document."""
    rows = [(one.source, "", "", "", "", one.how, "\n".join(one.notes)) for one in file.containers]
    rows += [
        (
            one.source,
            one.title,
            one.date or "",
            one.issuer,
            str(one.passages),
            one.reader,
            "\n".join(remarks_on(one, copies.get(one.source))),
        )
        for one in file.documents
    ]
    return "".join(
        "<tr>" + "".join(f"<td>{as_text(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )


def as_plain_text(text: str, span: Span) -> str:
    """A stretch of `text` for where no Markdown is read, and templates and HTML are."""
    stretch = text[span.start : span.end]
    return html.escape(stretch).translate({ord(sign): f"&#{ord(sign)};" for sign in "${}`"})
