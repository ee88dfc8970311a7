"""The flow of a word processor's document: paragraphs, lists, tables and notes become one text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import chain, repeat

from corpus.document import Mark
from corpus.errors import LimitReached
from corpus.headings import TOP_LEVEL, Heading, heading_paths
from corpus.lines import CELL_SEPARATOR

# Stands where a page begins until the text is put together; taken out of what is written.
_PAGE = "\x01"
# Boxes within cells within notes and so on: documents that people wrote stay far below. Ours.
_DEEPEST = 100
# A title stands among so many blocks from the top. Ours.
_TITLE_BLOCKS = 4
_LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# "3", "- 3 -", "Page 3 of 9", and nothing at all.
_PAGE_NUMBER = re.compile(r"\W*+(?:page\b)?\s*+\d*+\s*+(?:(?:of|/)\s*+\d++)?\W*+", re.IGNORECASE)
# Soft hyphens and byte order marks are for setting text, controls and surrogates for nobody.
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f\xad\ufeff\ud800-\udfff]")


class Kind(Enum):
    """What a block is to the blocks around it."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    TITLE = "title"
    ITEM = "item"
    ROWS = "rows"


_HEADINGS = frozenset((Kind.HEADING, Kind.TITLE))


@dataclass(frozen=True, slots=True)
class _Block:
    text: str
    kind: Kind = Kind.PARAGRAPH
    place: str = ""  # a mark that says where it stands, outside of pages and sections
    level: int = TOP_LEVEL  # of a heading


@dataclass(slots=True)
class _Table:
    """A table being read: what is done of it, and the cells of the row that is open."""

    blocks: list[_Block] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)  # rows that are not in `blocks` yet
    cells: list[list[_Block]] = field(default_factory=list)

    def end_lines(self) -> None:
        if self.lines:
            self.blocks.append(_Block("\n".join(self.lines), Kind.ROWS))
            self.lines = []

    def end_row(self) -> None:
        cells, self.cells = self.cells, []
        filled = [cell for cell in cells if cell]
        if len(filled) == 1 and (len(filled[0]) > 1 or filled[0][0].kind is not Kind.PARAGRAPH):
            # A row of one cell is there for the looks: what is in it stands for itself.
            self.end_lines()
            self.blocks.extend(filled[0])
        elif filled:
            self.lines.append(_row(cells))
            nested = [block for cell in filled for block in cell if block.kind is Kind.ROWS]
            self.lines.extend(chain.from_iterable(block.text.split("\n") for block in nested))


@dataclass(slots=True)
class _Frame:
    """What holds blocks: the body, a box, or the open cell of a table."""

    table: _Table | None = None
    blocks: list[_Block] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    boxes: list[_Block] = field(default_factory=list)  # to stand after the open paragraph


@dataclass(frozen=True, slots=True)
class FlowedText:
    """The text, its marks, the title that stands at its top, and its pages (0: not to be told)."""

    text: str
    marks: tuple[Mark, ...]
    title: str
    pages: int


class Flow:
    """Takes a document in its order and puts its text together.

    >>> flow = Flow("a.docx")
    >>> flow.write("Findings")
    >>> flow.end_paragraph(Kind.HEADING)
    >>> flow.write("It works.")
    >>> flow.end_paragraph()
    >>> flow.finish().text
    'Findings\\n\\nIt works.'
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._frames = [_Frame()]
        self._apart: dict[str, list[_Block]] = {}
        self._edges: list[str] = []

    def write(self, content: str) -> None:
        """Add to the open paragraph."""
        content = _NOT_TEXT.sub("", _LINE_BREAKS.sub("\n", content))
        if content:
            self._frames[-1].inline.append(content)

    def start_page(self) -> None:
        """What follows stands on the next page."""
        self._frames[-1].inline.append(_PAGE)

    def is_blank(self) -> bool:
        """Whether nothing was written to the open paragraph."""
        return not any(piece.strip() and piece != _PAGE for piece in self._frames[-1].inline)

    def drop_paragraph(self) -> None:
        """Forget what was written to the open paragraph."""
        frame = self._frames[-1]
        frame.inline = [piece for piece in frame.inline if piece == _PAGE]

    def end_paragraph(
        self, kind: Kind = Kind.PARAGRAPH, marker: str = "", level: int = TOP_LEVEL
    ) -> None:
        """Close the open paragraph; `marker` stands before it, such as "2.1" or "-".

        A heading of a `level` stands under the nearest one before it of a lower level.
        """
        frame = self._frames[-1]
        if not (frame.inline or frame.boxes):
            return
        content = "".join(frame.inline)
        bare = content.replace(_PAGE, "").strip()
        if bare:
            start = content.index(bare[0])
            end = content.rindex(bare[-1]) + 1
            lead = _PAGE * content.count(_PAGE, 0, start) + (f"{marker} " if marker else "")
            text = lead + _tidy(content[start:end], kind)
            frame.blocks.append(_Block(text, kind, level=level))
            content = content[end:]
        frame.inline = [_PAGE] * content.count(_PAGE)  # for the next paragraph to begin with
        frame.blocks.extend(frame.boxes)
        frame.boxes = []

    def start_box(self) -> None:
        """A frame of text opens; it will stand after the paragraph that it is anchored in."""
        self._open(_Frame())

    def end_box(self) -> None:
        """Close the innermost box."""
        blocks = self._close()
        self._frames[-1].boxes.extend(blocks)

    def end_box_apart(self, place: str, lead: str = "") -> None:
        """Close the innermost box; its text comes to stand at the end, at `place`."""
        texts = [block.text.replace(_PAGE, "") for block in self._close()]
        if texts and lead:
            texts[0] = f"{lead} {texts[0]}"
        self._add_apart(place, texts)

    def start_table(self) -> None:
        """A table opens: what is written until its end stands in its cells."""
        self.end_paragraph()
        self._open(_Frame(table=_Table()))

    def end_cell(self) -> None:
        """Close the open cell, of the innermost table."""
        self.end_paragraph()
        frame = self._frames[-1]
        if frame.table is not None:
            frame.table.cells.append(frame.blocks)
            frame.blocks = []

    def end_row(self) -> None:
        """Close the open row of the innermost table."""
        table = self._frames[-1].table
        if table is not None:
            table.end_row()

    def end_table(self) -> None:
        """Close the innermost table."""
        blocks = self._close()
        self._frames[-1].blocks.extend(blocks)

    def end_page_edge(self) -> None:
        """Close the innermost box, which is a page's header or footer, to stand at the end."""
        self._edges.append("\n\n".join(block.text.replace(_PAGE, "") for block in self._close()))

    def end_all(self) -> None:
        """Close all that is open: the document ends, or a part of it breaks off."""
        while len(self._frames) > 1:
            self.end_box()
        self.end_paragraph()

    def finish(self, stated_pages: int = 0) -> FlowedText:
        """The text of all that was written.

        The pages count where the file itself states as many as there were begun.
        """
        self.end_all()
        edges = (text for text in dict.fromkeys(self._edges) if not _PAGE_NUMBER.fullmatch(text))
        self._add_apart("page headers and footers", edges)
        body = self._frames[0].blocks
        begun = 1 + sum(block.text.count(_PAGE) for block in body)
        begun += self._frames[0].inline.count(_PAGE)  # with nothing on them
        pages = begun if begun == stated_pages > 1 else 0
        apart = [
            _Block(block.text, block.kind, place=place if first else "")
            for place, blocks in self._apart.items()
            for first, block in zip(chain((True,), repeat(False)), blocks, strict=False)  # noqa: FBT003
        ]
        text, marks = _assembled([*body, *apart], in_pages=pages > 0)
        return FlowedText(text, marks, _title(body), pages)

    def _add_apart(self, place: str, blocks: Iterable[str]) -> None:
        self._apart.setdefault(place, []).extend(map(_Block, blocks))

    def _open(self, frame: _Frame) -> None:
        if len(self._frames) > _DEEPEST:
            raise LimitReached(
                f"{self._source}: its tables and boxes stand within each other "
                f"more than {_DEEPEST} deep",
                hint="save its text as a plain text file, and index that",
            )
        self._frames.append(frame)

    def _close(self) -> list[_Block]:
        """The blocks of the innermost frame, which is closed; the body stays open."""
        self.end_paragraph()
        if len(self._frames) == 1:
            return []
        frame = self._frames[-1]
        if frame.table is not None:
            if frame.blocks or frame.table.cells:
                self.end_cell()
            frame.table.end_row()
            frame.table.end_lines()
            frame.blocks = frame.table.blocks
        self._frames.pop()
        self._frames[-1].inline.extend(frame.inline)  # pages that begin after it
        return frame.blocks


def _tidy(content: str, kind: Kind) -> str:
    """The lines of a paragraph without space around them; a heading is one line."""
    if kind in _HEADINGS:
        return " ".join(content.split())
    return "\n".join(line.strip() for line in content.split("\n"))


def _row(cells: Sequence[Sequence[_Block]]) -> str:
    """The cells of a row on one line, without empty ones at its ends."""
    texts = [
        " ".join(" ".join(block.text.split()) for block in cell if block.kind is not Kind.ROWS)
        for cell in cells
    ]
    filled = [position for position, text in enumerate(texts) if text]
    inner = texts[filled[0] : filled[-1] + 1] if filled else []
    return CELL_SEPARATOR.join(inner).replace("  ", " ")


@dataclass(frozen=True, slots=True)
class _Turn:
    """Where a page, a section or another place begins."""

    offset: int
    page: bool = False
    heading: Heading | None = None
    place: str = ""


def _assembled(blocks: Iterable[_Block], *, in_pages: bool) -> tuple[str, tuple[Mark, ...]]:
    parts: list[str] = []
    turns: list[_Turn] = []
    length = 0
    before: _Block | None = None
    for block in blocks:
        pieces = block.text.split(_PAGE)
        if before is not None:
            in_list = before.kind is block.kind is Kind.ITEM
            pieces[0] = ("\n" if in_list else "\n\n") + pieces[0]
        for number, piece in enumerate(pieces):
            if number:
                turns.append(_Turn(length, page=True))
            parts.append(piece)
            length += len(piece)
        turns.extend(_turns_of(block, length))
        before = block
    turns.sort(key=lambda turn: turn.offset)
    return "".join(parts), _marks(turns, in_pages=in_pages)


def _turns_of(block: _Block, end: int) -> Iterator[_Turn]:
    """What begins with `block`, which ends at `end`."""
    content = block.text.replace(_PAGE, "")
    if block.place:
        yield _Turn(end - len(content), place=block.place)
    elif block.kind in _HEADINGS:
        yield _Turn(end - len(content), heading=Heading(content, block.level))


def _marks(turns: Sequence[_Turn], *, in_pages: bool) -> tuple[Mark, ...]:
    """One mark for each offset at which the place changes, and one for the beginning."""
    page, section = 1, ""
    paths = iter(heading_paths([turn.heading for turn in turns if turn.heading]))
    labels = {0: "page 1" if in_pages else "beginning"}
    for turn in turns:
        page += turn.page
        section = next(paths) if turn.heading else section
        places = [f"page {page}"] if in_pages else []
        places.extend([f"section {section}"] if section else [])
        if turn.place or places:
            labels[turn.offset] = turn.place or ", ".join(places)
    return tuple(Mark(offset, label) for offset, label in labels.items())


def _title(blocks: Sequence[_Block]) -> str:
    """The title near the top, or the heading at the very top."""
    for block in blocks[:_TITLE_BLOCKS]:
        if block.kind is Kind.TITLE:
            return block.text.replace(_PAGE, "")
    first = blocks[0] if blocks else _Block("")
    return first.text.replace(_PAGE, "") if first.kind is Kind.HEADING else ""
