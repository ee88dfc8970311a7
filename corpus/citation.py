"""Citations: what anyone needs to find a quote in the file again, and the check that it holds."""

from bisect import bisect_left
from dataclasses import dataclass

from corpus.document import Document, label_at
from corpus.errors import CitationMismatch
from corpus.passage import Span


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and its exact place in one version of one document.

    `start` and `end` are code points of the document's extracted text, end exclusive. `sha256` is
    of the file's bytes, so that a changed file is noticed. `label` names the place for people.
    `prefix` and `suffix` are what stands before and after the quote: where it stands in the
    document more than once, each reaches as far as it must to be there only once. `occurrence` is
    the number of this place among them, from 1, and `occurrences` how many there are. So the right
    one is found again when offsets have changed.

    Source: quote, prefix and suffix, and offsets are the selectors of the W3C's Web Annotation Data
    Model, section 4.2.
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
    occurrence: int = 1
    occurrences: int = 1


# So many characters on either side of a quote that stands once; ours. What tells repeated quotes
# apart is kept with at most so many more, to the end of its line.
_CONTEXT = 40
# No more are kept on either side; ours, about a page. Records that are the same for longer are told
# apart by their number alone.
_MOST_CONTEXT = 2_000


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
    quote = document.text[span.start : span.end]
    places = places_of(quote, document.text)
    before, after = _surroundings(document.text, span)
    return Citation(
        source=document.source,
        sha256=document.sha256,
        title=document.name,
        label=label_at(document.marks, span.start),
        start=span.start,
        end=span.end,
        quote=quote,
        prefix=document.text[before.start : before.end],
        suffix=document.text[after.start : after.end],
        occurrence=bisect_left(places, span.start) + 1,
        occurrences=len(places),
    )


def places_of(quote: str, text: str) -> tuple[int, ...]:
    """The offsets at which `quote` stands in `text`, in order; they may overlap.

    >>> places_of("No. No.", "No. No. No.")
    (0, 4)
    """
    places: list[int] = []
    at = text.find(quote)
    while at >= 0:
        places.append(at)
        at = text.find(quote, at + 1)
    return tuple(places)


def _surroundings(text: str, span: Span) -> tuple[Span, Span]:
    """What stands before and after `span`: as much as tells it from its like, in whole lines."""

    def repeats(before: int, after: int) -> bool:
        around = text[span.start - before : span.end + after]
        first = text.find(around)
        return first < span.start - before or text.find(around, first + 1) >= 0

    if not repeats(0, 0):
        return Span(max(0, span.start - _CONTEXT), span.start), Span(span.end, span.end + _CONTEXT)
    most_before = range(min(span.start, _MOST_CONTEXT))
    most_after = range(min(len(text) - span.end, _MOST_CONTEXT))
    start = span.start - bisect_left(most_before, 0, key=lambda count: -repeats(count, 0))
    end = span.end + bisect_left(most_after, 0, key=lambda count: -repeats(0, count))
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end, end + _CONTEXT)
    return (
        Span(max(line_start, start - _CONTEXT), span.start),
        Span(span.end, line_end if line_end >= 0 else end + _CONTEXT),
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
