"""Citations: what anyone needs to find a quote in the file again, and the check that it holds."""

from dataclasses import dataclass

from corpus.document import Document, label_at
from corpus.errors import CitationMismatch
from corpus.passage import Span


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and its exact place in one version of one document.

    `start` and `end` are code points of the document's extracted text, end exclusive. `sha256` is
    of the file's bytes, so that a changed file is noticed. `label` names the place for people.
    `prefix` and `suffix` are what stands before and after the quote, so that a quote that stands in
    the document twice is found again at the right place when offsets have changed.

    Source: the three selectors are those of the W3C's Web Annotation Data Model, section 4.2.
    """

    source: str
    sha256: str
    title: str
    label: str
    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""


# So many characters on either side of a quote; ours. Enough to tell two places apart that are not
# within a repeated paragraph, where the offsets decide.
_CONTEXT = 40


def cite(document: Document, span: Span) -> Citation:
    """The citation of `span` in `document`.

    >>> document = Document("a.txt", "00", "A title", None, "Yes. No.")
    >>> cite(document, Span(5, 8)).quote
    'No.'

    Raises: CitationMismatch: when the span is empty or reaches outside the document.
    """
    if not 0 <= span.start < span.end <= len(document.text):
        raise CitationMismatch(
            f"{document.source} has {len(document.text)} characters, "
            f"the span is {span.start} to {span.end}",
            hint="this is a fault of the program or of the index; run `qa index --rebuild`",
        )
    return Citation(
        source=document.source,
        sha256=document.sha256,
        title=document.name,
        label=label_at(document.marks, span.start),
        start=span.start,
        end=span.end,
        quote=document.text[span.start : span.end],
        prefix=document.text[max(0, span.start - _CONTEXT) : span.start],
        suffix=document.text[span.end : span.end + _CONTEXT],
    )


def check_citation(citation: Citation, document: Document) -> None:
    """Cut the quote from `document` again and compare.

    Raises: CitationMismatch: when the file or the text at the offsets is another one.
    """
    same_file = citation.source == document.source and citation.sha256 == document.sha256
    within = 0 <= citation.start < citation.end <= len(document.text)
    same_text = document.text[citation.start : citation.end] == citation.quote
    if not (same_file and within and same_text):
        raise CitationMismatch(
            f"the quote from {citation.source} is not its text "
            f"at {citation.start} to {citation.end}",
            hint="run `qa index` on the folder again; if it stays, run `qa index --rebuild`",
        )
