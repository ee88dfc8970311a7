"""Answers and documents as HTML: every text that is not ours is escaped, here and only here."""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import repeat
from urllib.parse import quote, unquote

from corpus.citation import Citation
from corpus.document import Document, label_at
from corpus.passage import Span
from index.coverage import Copies, Coverage, FileCoverage
from index.hit import Hit
from qa.answer import Answer
from qa.errors import ChapterverseError
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


def question_as_html(question: str) -> str:
    """The question as it was typed."""
    return f"<bdi>{as_text(question)}</bdi>"


def answer_as_html(answer: Answer) -> str:
    """One turn of the chat: the answer with numbered citations, and the passages."""
    parts = [_answer_head(answer)]
    summary = "Passages" if answer.found else "Nearest passages, which do not answer the question"
    items = "".join(
        _passage_item(rank, hit, _quote_in(hit, answer.citations))
        for rank, hit in enumerate(answer.passages, start=1)
    )
    parts.append(
        f'<details class="cv-passages"><summary>{summary} ({len(answer.passages)})'
        f"</summary><ol>{items}</ol></details>"
    )
    return "".join(parts)


def error_as_html(error: ChapterverseError) -> str:
    """What went wrong, and what to do."""
    return (
        f'<div class="cv-error"><strong>{as_text(error.message)}</strong><br>'
        f"{as_text(error.hint)}</div>"
    )


def first_reference(answer: Answer) -> Reference | None:
    """What to show beside the answer: the answering sentence, else the nearest passage."""
    if answer.citations:
        return _reference_to(answer.citations[0], answer.passages)
    if answer.passages:
        return _reference_to_hit(answer.passages[0], None)
    return None


def document_as_html(document: Document, reference: Reference) -> str:
    """The document with the passage marked, and the quote in it marked more strongly."""
    head = (
        f'<header class="cv-head"><strong>{as_text(document.name)}</strong><br>'
        f"<span>{as_text(_details(document, reference))}</span></header>"
    )
    if reference.sha256 != document.sha256 or reference.passage.end > len(document.text):
        return (
            f'{head}<p class="cv-error">This document has changed since the answer was given. '
            "Ask again to see where the answer stands now.</p>"
        )
    start = max(0, reference.passage.start - _SHOWN_CHARACTERS // 2)
    end = min(len(document.text), reference.passage.end + _SHOWN_CHARACTERS // 2)
    cut = '<p class="cv-cut">[… {:,} characters are not shown here]</p>'
    before = cut.format(start) if start else ""
    after = cut.format(len(document.text) - end) if end < len(document.text) else ""
    body = _marked(document.text, Span(start, end), reference)
    return f'{head}{before}<div class="cv-text" dir="auto">{body}</div>{after}'


def missing_as_html(source: str) -> str:
    """What is shown in a document's place when it is no longer in the index."""
    return f'<p class="cv-error">{as_text(source)} is no longer among the documents.</p>'


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


def _answer_head(answer: Answer) -> str:
    if not answer.found:
        return (
            '<div class="cv-refusal"><strong>The documents do not answer this.</strong><br>'
            f"The best sentence found is right with a probability of {answer.confidence:.0%}. "
            "Try the words that the documents would use.</div>"
        )
    links = "".join(
        f' <a class="cv-cite" href="{_reference_to(citation, answer.passages).link()}">'
        f"[{number}]</a>"
        for number, citation in enumerate(answer.citations, start=1)
    )
    sources = "".join(
        f"<li>[{number}] {as_text(_place(citation.title, citation.source, citation.label))}</li>"
        for number, citation in enumerate(answer.citations, start=1)
    )
    return (
        f'<blockquote class="cv-answer"><bdi>{_answer_text(answer)}</bdi>{links}</blockquote>'
        f'<ul class="cv-sources">{sources}</ul>'
        f'<p class="cv-confidence">Confidence {answer.confidence:.0%}</p>'
    )


def _answer_text(answer: Answer) -> str:
    """The answer's text, with what exactly was asked for in strong letters."""
    if not answer.exact:
        return as_text(answer.text)
    first, exact = answer.citations[0], answer.exact[0]
    start, end = exact.start - first.start, exact.end - first.start
    before, inside, after = answer.text[:start], answer.text[start:end], answer.text[end:]
    return f"{as_text(before)}<strong>{as_text(inside)}</strong>{as_text(after)}"


def _passage_item(rank: int, hit: Hit, quoted: Span | None) -> str:
    document = hit.passage.document
    place = _place(document.name, document.source, label_at(document.marks, hit.passage.start))
    text = hit.passage.text
    more = " …" if len(text) > _EXCERPT_CHARACTERS else ""
    link = _reference_to_hit(hit, quoted).link()
    return (
        f'<li><a class="cv-cite" href="{link}">passage {rank}</a> {as_text(place)} '
        f'<span class="cv-score">score {hit.score:.2f}</span><br>'
        f"<bdi>{as_text(text[:_EXCERPT_CHARACTERS])}{more}</bdi>{_copies(hit)}</li>"
    )


def _copies(hit: Hit) -> str:
    """Links to the other places where the same paragraph stands."""
    if not hit.copies:
        return ""
    links = []
    for copy in hit.copies:
        place = _place(
            copy.document.name, copy.document.source, label_at(copy.document.marks, copy.start)
        )
        span = Span(copy.start, copy.end)
        reference = Reference(copy.document.source, copy.document.sha256, span, None)
        links.append(f'<a class="cv-cite" href="{reference.link()}">{as_text(place)}</a>')
    return f'<br><span class="cv-copies">also in {"; ".join(links)}</span>'


def _reference_to(citation: Citation, hits: Iterable[Hit]) -> Reference:
    quoted = Span(citation.start, citation.end)
    for hit in hits:
        passage = hit.passage
        if passage.document.source == citation.source and (
            passage.start <= citation.start and citation.end <= passage.end
        ):
            span = Span(passage.start, passage.end)
            return Reference(citation.source, citation.sha256, span, quoted)
    return Reference(citation.source, citation.sha256, quoted, quoted)


def _reference_to_hit(hit: Hit, quoted: Span | None) -> Reference:
    document = hit.passage.document
    span = Span(hit.passage.start, hit.passage.end)
    return Reference(document.source, document.sha256, span, quoted)


def _quote_in(hit: Hit, citations: Iterable[Citation]) -> Span | None:
    for citation in citations:
        inside = hit.passage.start <= citation.start and citation.end <= hit.passage.end
        if inside and citation.source == hit.passage.document.source:
            return Span(citation.start, citation.end)
    return None


def _place(title: str, source: str, label: str) -> str:
    return ", ".join(part for part in (title, source, label) if part)


def _details(document: Document, reference: Reference) -> str:
    place = label_at(document.marks, (reference.quote or reference.passage).start)
    stated = document.date.isoformat() if document.date else ""
    parts = (document.source, document.issuer, stated, place)
    return ", ".join(part for part in parts if part)


def _marked(text: str, shown: Span, reference: Reference) -> str:
    """The shown stretch of `text`, with the passage and the quote in mark elements."""
    passage, quoted = reference.passage, reference.quote
    if quoted is None or not passage.start <= quoted.start < quoted.end <= passage.end:
        inner = _plain(text, passage)
    else:
        inner = (
            _plain(text, Span(passage.start, quoted.start))
            + f'<mark class="cv-quote">{_plain(text, quoted)}</mark>'
            + _plain(text, Span(quoted.end, passage.end))
        )
    return (
        _plain(text, Span(shown.start, passage.start))
        + f'<mark class="cv-passage">{inner}</mark>'
        + _plain(text, Span(passage.end, shown.end))
    )


def _plain(text: str, span: Span) -> str:
    stretch = text[span.start : span.end]
    return html.escape(stretch).translate({ord(sign): f"&#{ord(sign)};" for sign in "${}`"})
