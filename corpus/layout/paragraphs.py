"""From the lines of a region to its paragraphs: where one ends, told from places and words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from corpus.layout.pages import Line

# In multiples of the size; ours, from looking at typeset pages.
# A line that starts so much further in than the one above is indented.
_INDENT = 0.6
# What is larger than the text, and what is smaller, such as a footnote.
_OTHER_SIZE = 0.08
# Text recognition guesses sizes: within a sentence they may differ by so much.
_NEAR_SIZE = 0.25
# In centred lines, left and right edge are off by the same; by this share more or less.
_CENTRED = 0.3
# In steps from line to line: a wider one parts paragraphs, one below _FLOW never parts a sentence.
_WIDE_STEP = 1.25
_FLOW_STEP = 2.2
# Steps wider than this many sizes are no steps within a paragraph.
_LINE_STEP = 2.2
_USUAL_STEP = 1.25
# A line that leaves this share of the column white was ended on purpose.
_MUCH_ROOM = 0.4
# Prose that leaves less than this share, and ends no sentence there, goes on.
_LITTLE_ROOM = 0.2
# So many of the lines around one, within so many sizes, show where the column ends there, if it is
# so many sizes wide.
_SAME_EDGE = 1.0
_LINES_AT_EDGE = 3
_AROUND = 3
_WRAPPED = 12
_PROSE_WORDS = 8
_SENTENCE_END = re.compile(r"[.!?。！？؟۔…][\"'”’»)\]\d⁰-⁹¹²³*†‡]*$")
# What is nothing but a bullet; a dash or a number may stand in a sentence, too.
_BULLETS = "•‣◦▪●○■□"
# A line of a table of contents.
_CONTENTS = re.compile(r" \.\.\. ?[\divxlc]*$")
_ITEM = re.compile(
    r"(?:[•‣◦▪●○■□–—*·-]|\(?\d{1,3}[.)]|\(\d{1,3}\)|\[\d{1,4}\]|\(?[a-zA-Z][.)]|\(?[ivx]+[.)])\s"
)


@dataclass(slots=True)
class Paragraph:
    """Lines that are read as one, or short ones that stand together.

    `breaks[n]` tells whether line n begins a line of the text, rather than going on from the line
    before it. `indented` tells that the first line starts further in than those around it.
    """

    lines: list[Line] = field(default_factory=list)
    breaks: list[bool] = field(default_factory=list)
    indented: bool = False
    start_index: int = 0

    @property
    def start(self) -> Line:
        """The last line that begins a line of the text."""
        return self.lines[self.start_index]

    def add(self, line: Line, *, breaks: bool) -> None:
        """Put a line behind the others."""
        if breaks:
            self.start_index = len(self.lines)
        self.lines.append(line)
        self.breaks.append(breaks)

    @property
    def size(self) -> float:
        """The size of the longest line."""
        return max(self.lines, key=lambda line: len(line.text)).size

    @property
    def words(self) -> int:
        """How many words there are."""
        return sum(len(line.text.split()) for line in self.lines)


def paragraphs_of(lines: Sequence[Line]) -> list[Paragraph]:
    """The paragraphs that `lines`, one region from top to bottom, make up."""
    if not lines:
        return []
    column = _Column(lines)
    paragraphs = [Paragraph([lines[0]], [True], column.is_indented(0))]
    for index in range(1, len(lines)):
        current = paragraphs[-1]
        match column.joint(index, current):
            case "paragraph":
                paragraphs.append(Paragraph([lines[index]], [True], column.is_indented(index)))
            case joint:
                current.add(lines[index], breaks=joint == "line")
    return paragraphs


def ends_sentence(line: Line) -> bool:
    """Whether a sentence ends with the line."""
    return bool(_SENTENCE_END.search(line.text))


def is_full(line: Line, following: str, edge: float) -> bool:
    """Whether the first word of `following` would not have fitted behind `line`."""
    word = following.split(maxsplit=1)[0] if following else ""
    if word[:1] >= "\u2e80":
        word = word[:2]
    sign = (line.right - line.left) / max(1, len(line.text))
    return edge - line.right < (len(word) + 1) * sign + 0.3 * line.size


def _marker(text: str) -> str:
    """The kind of sign that an item begins with; "" where the text begins no item."""
    sign = text[0] if _ITEM.match(text) else ""
    return "1" if sign.isdigit() else sign


def _breaks_off(line: Line, edge: float) -> bool:
    """Whether many words end near the edge without an end of their sentence, set ragged."""
    near = edge - line.right < _LITTLE_ROOM * edge
    return near and len(line.text.split()) >= _PROSE_WORDS and not ends_sentence(line)


def starts_small(text: str) -> bool:
    """Whether `text` goes on with a small letter, as the middle of a sentence does."""
    return text[:1].islower()


def same_size(one: float, other: float, share: float = _OTHER_SIZE) -> bool:
    """Whether two sizes are the same to the eye: they differ by `share` at most."""
    return abs(one - other) <= share * max(one, other)


class _Column:
    """The lines of one region, and the measures that they are judged by."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        steps = [after.baseline - before.baseline for before, after in pairwise(lines)]
        sizes = [max(pair[0].size, pair[1].size) for pair in pairwise(lines)]
        near = [
            step / size
            for step, size in zip(steps, sizes, strict=True)
            if 0 < step <= _LINE_STEP * size
        ]
        self._usual_step = median(near) if near else _USUAL_STEP

    def is_indented(self, index: int) -> bool:
        """Whether the line starts further in than its neighbours, as a paragraph's first does."""
        line = self._lines[index]
        beside = [self._lines[n] for n in (index - 1, index + 1) if 0 <= n < len(self._lines)]
        return any(line.left > other.left + _INDENT * line.size for other in beside)

    def joint(self, index: int, current: Paragraph) -> str:
        """How the line goes on from the one before: "paragraph", "line", or "" for a wrap."""
        before, line = self._lines[index - 1], self._lines[index]
        if before.row or line.row:
            apart = self._step(index) > _FLOW_STEP * self._usual_step
            return "line" if before.row and line.row and not apart else "paragraph"
        if self._is_centred(index):
            return "paragraph" if self._is_apart(index, _OTHER_SIZE) else "line"
        flows = self._flows(index)
        if self._is_apart(index, _NEAR_SIZE if flows else _OTHER_SIZE, flows=flows):
            return "paragraph"
        if self._is_item(index, current) or _CONTENTS.search(before.text):
            return "line"
        return "" if flows else self._by_indent(index, current)

    def _is_apart(self, index: int, share: float, *, flows: bool = False) -> bool:
        """Whether size, weight or white part the line from the one before."""
        before, line = self._lines[index - 1], self._lines[index]
        if not same_size(before.size, line.size, share):
            return True
        return (self._wide(index) or before.bold != line.bold) and not flows

    def _by_indent(self, index: int, current: Paragraph) -> str:
        """What the places of two lines of one kind, at a usual step, say."""
        before, line = self._lines[index - 1], self._lines[index]
        edge = self._edge(index - 1)
        full = is_full(before, line.text, edge) or _breaks_off(before, edge)
        shift = line.left - before.left
        if shift > _INDENT * line.size:
            hanging = bool(_ITEM.match(before.text)) and len(current.lines) == 1
            wrapped = full and (hanging or not ends_sentence(before))
            return "" if wrapped else self._ended(index)
        if shift < -_INDENT * line.size and (len(current.lines) > 1 or not full):
            return "paragraph" if full else self._ended(index)
        return "" if full else self._ended(index)

    def _ended(self, index: int) -> str:
        """The joint behind a line that was ended on purpose."""
        before, line = self._lines[index - 1], self._lines[index]
        indented = line.left > before.left + _INDENT * line.size
        prose = ends_sentence(before) and len(before.text.split()) > 1
        return "paragraph" if prose or indented else "line"

    def _is_centred(self, index: int) -> bool:
        """Whether the line and the one before are centred: what one side lacks the other does."""
        before, line = self._lines[index - 1], self._lines[index]
        left, right = line.left - before.left, line.right - before.right
        shift = max(abs(left), abs(right))
        return shift > _INDENT * line.size and abs(left + right) < _CENTRED * shift

    def _flows(self, index: int) -> bool:
        """Whether the words say that a sentence goes on from the line before."""
        before, line = self._lines[index - 1], self._lines[index]
        if ends_sentence(before) or self._step(index) > _FLOW_STEP * self._usual_step:
            return False
        room = self._edge(index - 1) - before.right
        broken = before.text.endswith("-") and room < _MUCH_ROOM * line.edge
        if not (starts_small(line.text) or broken) or _ITEM.match(line.text):
            return False
        if is_full(before, line.text, self._edge(index - 1)):
            return True
        return room < _MUCH_ROOM * line.edge and not self._wide(index)

    def _is_item(self, index: int, current: Paragraph) -> bool:
        """Whether the line begins an item of a list."""
        before, line = self._lines[index - 1], self._lines[index]
        if not _ITEM.match(line.text):
            return False
        if line.text[0] in _BULLETS or _marker(current.start.text) == _marker(line.text):
            return True
        moved = abs(line.left - before.left) > _INDENT * line.size
        full = is_full(before, line.text, self._edge(index - 1))
        return (
            moved or not full or before.text.endswith((".", ":", ";", ",")) or ends_sentence(before)
        )

    def _step(self, index: int) -> float:
        before, line = self._lines[index - 1], self._lines[index]
        return (line.baseline - before.baseline) / max(before.size, line.size, 0.1)

    def _wide(self, index: int) -> bool:
        step = self._step(index)
        return step > _WIDE_STEP * self._usual_step or step < 0

    def _edge(self, index: int) -> float:
        """How far the column reaches at this line: less where a picture stands beside the text.

        That is where several lines around it end, unless they are too short to have been wrapped.
        """
        line = self._lines[index]
        around = self._lines[max(0, index - _AROUND) : index + _AROUND + 1]
        rights = sorted((near.right for near in around), reverse=True)
        for place, reach in enumerate(rights[: 1 - _LINES_AT_EDGE]):
            same = rights[place + _LINES_AT_EDGE - 1] >= reach - _SAME_EDGE * line.size
            if same and reach - line.left >= _WRAPPED * line.size:
                return max(reach, line.right)
        return line.edge
