"""Logical lines: the lines that the author ended on purpose, with wrapped ones joined again."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.passage import Span
from corpus.sentences import stripped

# What mail programs put before a line each time it is quoted: "> text", "> > text", ">>text".
_QUOTE_MARKS = re.compile(r"(?:>(?:[^\S\n]*>)*[^\S\n]?)?")
# By itself such a line compares, "> 500 mg", or is one that a mailbox may not begin with "From".
_NO_QUOTE = re.compile(r">[^\S\n]?[\d=]|>+From ")
# A word, or one sign of a script that puts no spaces between words.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
_SENTENCE_END = re.compile(r"[.!?。！？][\"'”’)\]]*$")
_ITEM = re.compile(r"^[\s>]*(?:[-*•‣◦–]|\(?[0-9]{1,3}[.)]|\(?[a-zA-Z][.)]|[ivxIVX]+[.)])\s")

# "Opened: 1968", of which both parts are short; times and addresses have no space behind the colon.
_STATES = re.compile(
    r"\s*(?:[-*•‣◦–]\s+)?(?P<name>(?:[^\W\d_][^:：|\n?!]{0,39}|[12]\d{3}))(?::[^\S\n]+|：)"
    r"(?P<value>\S[^\n]{0,159})\s*"
)
# What ends so is no sentence: "Builder: Hale & Co."
_ABBREVIATED = re.compile(
    r"\b(?:Co|Ltd|Inc|Corp|Bros|Jr|Sr|St|Ave|Rd|etc|a\.m|p\.m|B\.C|A\.D|[A-Z])\.$"
)

# What stands at the head of a message, and says together who wrote when to whom.
OF_MESSAGE = frozenset(("from", "to", "cc", "bcc", "date", "sent", "subject", "re"))

# What readers put between the cells of a table.
CELL_SEPARATOR = " | "
# Nobody wraps text at fewer or at more columns than these, so outside them a line ends where its
# author wanted. Ours; too narrow a range and wrapped paragraphs fall apart into lines, too wide a
# one and addresses, or paragraphs written as one long line each, run into each other.
_NARROWEST_WRAP = 45
_WIDEST_WRAP = 160
# A line with less than this share of the width left over may be full by another's measure. Ours.
_NEARLY_FULL = 0.12
# Prose has a sentence's length and a sentence's end, or more words than any heading. Ours, from
# reading letters and articles; too low and headings stand alone, too high and paragraphs join.
_PROSE_WORDS = 12
_PROSE_WORDS_WITHOUT_END = 25
# With so many words before it a colon ends a sentence that announces a list; with fewer it is a
# label, such as "Signed:". Ours.
_ANNOUNCING_WORDS = 5
# With more words to a cell, a line between blank ones is running text in which bars stand, such as
# a caption, and no record. Ours; too high and paragraphs are quoted whole.
_CELL_WORDS = 12

# A block of at least so many lines, none longer than so many words, is a menu: it belongs to the
# page and not to the text beside it. Ours; too loose and address blocks would count as menus.
_MENU_LINES = 4
_MENU_WORDS = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One logical line: its span in the document's text, and what kind of line it is.

    `block` counts the stretches between blank lines. `words` is the number of words. `item` says
    that it begins like an item of a list, `row` that it is a row of a table, and `record` that it
    is one that was set apart from all others, to be understood without them.
    """

    span: Span
    block: int
    words: int
    ends_sentence: bool
    item: bool
    row: bool
    record: bool

    @property
    def prose(self) -> bool:
        """Whether the line is running text, which stands as a paragraph of its own."""
        if self.record:
            return False
        short = self.ends_sentence and not self.item
        return self.words >= (_PROSE_WORDS if short else _PROSE_WORDS_WITHOUT_END)


def logical_lines(text: str) -> tuple[Line, ...]:
    """The logical lines of `text`, in order; together they hold all that is not white space.

    >>> text = "The committee met on the first day of the month in\\nLisbon.\\n\\nYours,\\nAda"
    >>> [text[line.span.start : line.span.end] for line in logical_lines(text)]
    ['The committee met on the first day of the month in\\nLisbon.', 'Yours,', 'Ada']
    """
    lines: list[Line] = []
    for number, block in enumerate(_blocks(text)):
        spans = _unwrapped(block)
        lines.extend(_line(text, span, number, alone=len(spans) == 1) for span in spans)
    return tuple(lines)


def ends_sentence(text: str) -> bool:
    """Whether the last logical line of `text` ends as a sentence does, by its last signs alone.

    >>> ends_sentence("Who came? (Ada.)  "), ends_sentence("Yours,")
    (True, False)
    """
    return bool(_SENTENCE_END.search(text.rstrip()))


def stated(text: str) -> re.Match[str] | None:
    """The `name` and `value` of a line such as "Opened: 1968"; None where it is no such line.

    A line that ends as a sentence does is none, such as one of a conversation.

    >>> stated("Opened: 1968")["value"], stated("Ada: I did not see it."), stated("Opened")
    ('1968', None, None)
    """
    found = names_value(text)
    ends = found and ends_sentence(text) and not _ABBREVIATED.search(text.rstrip())
    return None if ends else found


def names_value(text: str) -> re.Match[str] | None:
    """The same, also where the line ends as a sentence does."""
    return _STATES.fullmatch(text)


def is_menu(text: str, block: Sequence[Line]) -> bool:
    """Whether `block`, lines without a blank one between, is a list of places to go to."""
    if len(block) < _MENU_LINES or any(line.item or line.words > _MENU_WORDS for line in block):
        return False
    content = text[block[0].span.start : block[-1].span.end]
    return not any(sign.isdigit() or sign in ".,;:!?" for sign in content)


def quote_marks(lines: Sequence[str]) -> list[str]:
    """The marks before each of `lines` that say how often it was quoted; "" where it was not.

    >>> quote_marks(["Yes.", "> > Can you", "> > come?", "> 500 crowns", "", "> 500 crowns"])
    ['', '> > ', '> > ', '> ', '', '']
    """
    marks = [found[0] if (found := _QUOTE_MARKS.match(line)) else "" for line in lines]
    beside = zip(["", *marks], [*marks[1:], ""], strict=False)
    return [
        "" if not any(others) and _NO_QUOTE.match(line) else own
        for line, own, others in zip(lines, marks, beside, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Written:
    """A line as it was written: its span, what it says, and the column where that ends.

    `span` is without the white space around, and with the quote marks, of which there are `depth`
    and behind which the columns are counted.
    """

    span: Span
    says: str
    right: int
    depth: int

    def goes_on_in(self, following: "_Written") -> bool:
        """Whether the line below is of the same block; quote marks alone are a blank line."""
        return self.depth == following.depth and bool(self.says and following.says)


def _written(text: str) -> Iterator[_Written]:
    """The lines of `text`, blank ones too."""
    start = 0
    lines = text.split("\n")
    for line, marks in zip(lines, quote_marks(lines), strict=True):
        end = start + len(line)
        content = line[len(marks) :].rstrip()
        yield _Written(
            span=stripped(text, Span(start, end)),
            says=content.lstrip(),
            right=len(content.expandtabs()),
            depth=marks.count(">"),
        )
        start = end + 1


def _blocks(text: str) -> list[list[_Written]]:
    """The lines that are not blank, grouped where blank lines or other quotes part them."""
    blocks: list[list[_Written]] = []
    before: _Written | None = None
    for line in _written(text):
        if len(line.span):
            if before and before.goes_on_in(line):
                blocks[-1].append(line)
            else:
                blocks.append([line])
        before = line
    return blocks


def _unwrapped(block: Sequence[_Written]) -> list[Span]:
    """Join each line with the next where the next one's first word would not have fitted on it.

    That is told by the columns where lines end, for the first of an item may stand further left
    than the others, and by their lengths, for one line may stand further right.
    """
    right = max(line.right for line in block)
    longest = max(len(line.says) for line in block)
    if not _NARROWEST_WRAP <= longest <= _WIDEST_WRAP:
        return [line.span for line in block]
    joined = [block[0].span]
    for upper, lower in pairwise(block):
        left_over = min(right - upper.right, longest - len(upper.says))
        full = 1 + len(lower.says.split(maxsplit=1)[0]) > left_over
        nearly = left_over <= _NEARLY_FULL * longest and not _SENTENCE_END.search(upper.says)
        apart = (
            _ITEM.match(lower.says)
            or CELL_SEPARATOR in upper.says
            or CELL_SEPARATOR in lower.says
            or (stated(upper.says) and stated(lower.says))
        )
        if (full or (nearly and lower.says[0].islower())) and not apart:
            joined[-1] = Span(joined[-1].start, lower.span.end)
        else:
            joined.append(lower.span)
    return joined


def _line(text: str, span: Span, block: int, *, alone: bool) -> Line:
    content = text[span.start : span.end]
    words = len(_WORD.findall(content))
    cells = content.count(CELL_SEPARATOR) + 1
    announces = words >= _ANNOUNCING_WORDS and content.endswith((":", "："))
    return Line(
        span=span,
        block=block,
        words=words,
        ends_sentence=announces or bool(_SENTENCE_END.search(content)),
        item=bool(_ITEM.match(content)),
        row=cells > 1,
        record=alone and cells > 1 and words <= _CELL_WORDS * cells,
    )
