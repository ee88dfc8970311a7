"""From the paragraphs of all pages to one text with marks: paragraphs that go on are made whole."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.document import Mark
from corpus.layout.hyphens import Vocabulary, join
from corpus.layout.page_edges import EdgeRow, usual_size, without_edges
from corpus.layout.pages import Line, PageText
from corpus.layout.paragraphs import (
    Paragraph,
    ends_sentence,
    is_full,
    paragraphs_of,
    same_size,
    starts_small,
)
from corpus.layout.reading_order import region_of, regions
from corpus.layout.rows import lines_of

# What is smaller than the text by more than this share is a footnote or a caption: a paragraph
# may go on behind it.
_SMALLER = 0.95
_CAPTION = re.compile(r"(?:fig(?:ure|\.)?|table|chart|box|source|note)s?\b", re.IGNORECASE)
_PROSE_WORDS = 8


@dataclass(frozen=True, slots=True)
class Block:
    """What stands between two blank lines of the text, and how it was set.

    `marks` are the pages that begin in it, with offsets from its start.
    """

    text: str
    marks: tuple[Mark, ...]
    size: float
    bold: bool
    last_page: int


@dataclass(frozen=True, slots=True)
class Flow:
    """The running text of all pages. `edges` are the rows that were taken off the pages."""

    blocks: tuple[Block, ...]
    edges: tuple[EdgeRow, ...]
    usual_size: float


def flow_of(pages: Sequence[PageText]) -> Flow:
    """The text of `pages` in reading order, without running heads and feet."""
    kept, edges = without_edges(pages)
    usual = usual_size(piece for page in kept for piece in page.pieces)
    columns = [column for page in kept for column in _columns(page)]
    vocabulary = Vocabulary(line.text for column in columns for line in column.lines)
    paragraphs = _made_whole(columns, usual)
    blocks = tuple(_block(paragraph, vocabulary) for paragraph in paragraphs)
    return Flow(blocks, edges, usual)


def text_and_marks(blocks: Iterable[Block]) -> tuple[str, tuple[Mark, ...]]:
    """The blocks with blank lines between them, and a mark at each place where the page changes."""
    parts: list[str] = []
    marks: list[Mark] = []
    length = 0
    for block in blocks:
        if parts:
            parts.append("\n\n")
            length += 2
        for mark in block.marks:
            if not marks or marks[-1].label != mark.label:
                marks.append(Mark(length + mark.offset, mark.label))
        parts.append(block.text)
        length += len(block.text)
    return "".join(parts), tuple(marks)


def page_label(number: int) -> str:
    """How a page is cited."""
    return f"page {number}"


@dataclass(frozen=True, slots=True)
class _Column:
    """Lines that are read from top to bottom; `aside` if they run in another direction."""

    lines: list[Line]
    aside: bool


def _columns(page: PageText) -> Iterator[_Column]:
    upright = regions(page.pieces, page.width)
    for region in (*upright, *map(region_of, page.aside)):
        lines = lines_of(region.pieces, region.left, region.right, page.number)
        yield _Column(lines, aside=region not in upright)


def _made_whole(columns: Iterable[_Column], usual: float) -> list[Paragraph]:
    """All paragraphs; one that goes on in the next column or on the next page is one."""
    done: list[Paragraph] = []
    last = -1  # where the last paragraph of the running text is
    for column in columns:
        first = True
        for paragraph in paragraphs_of(column.lines):
            done.append(paragraph)
            if not column.aside and _is_body(paragraph, usual):
                if first and last >= 0 and _goes_on(done[last], paragraph):
                    last = _continue(done, last)
                else:
                    last = len(done) - 1
                first = False
    return done


def _continue(done: list[Paragraph], at: int) -> int:
    """Put the last paragraph on the one at `at`, and this behind the footnotes of its page.

    Returns where the whole one is now.
    """
    rest, opened = done.pop(), done.pop(at)
    page = opened.lines[-1].page
    place = at
    while place < len(done) and done[place].lines[0].page <= page:
        place += 1
    opened.lines.extend(rest.lines)
    opened.breaks.extend([False, *rest.breaks[1:]])
    done.insert(place, opened)
    return place


def _is_body(paragraph: Paragraph, usual: float) -> bool:
    if any(line.row for line in paragraph.lines) or _CAPTION.match(paragraph.lines[0].text):
        return False
    return paragraph.size >= _SMALLER * usual


def _goes_on(opened: Paragraph, rest: Paragraph) -> bool:
    """Whether `rest`, the first of a column, goes on from the last paragraph before."""
    last, line = opened.lines[-1], rest.lines[0]
    if ends_sentence(last) or not same_size(last.size, line.size):
        return False
    if not is_full(last, line.text, last.edge):
        return False
    if starts_small(line.text) or last.text.endswith("-"):
        return True
    if rest.indented or last.bold or line.bold or len(opened.lines) == 1:
        return False
    return len(rest.lines) > 1 or rest.words >= _PROSE_WORDS


def _block(paragraph: Paragraph, vocabulary: Vocabulary) -> Block:
    parts: list[str] = []
    marks: list[Mark] = []
    length = page = 0
    for line, breaks in zip(paragraph.lines, paragraph.breaks, strict=True):
        if parts and breaks:
            parts.append("\n")
            length += 1
        elif parts:
            kept, between = join(parts[-1], line.text, vocabulary)
            length += len(kept) - len(parts[-1]) + len(between)
            parts[-1:] = [kept, between]
        if line.page != page:
            page = line.page
            marks.append(Mark(length, page_label(page)))
        parts.append(line.text)
        length += len(line.text)
    bold = all(line.bold for line in paragraph.lines)
    return Block("".join(parts), tuple(marks), paragraph.size, bold, page)
