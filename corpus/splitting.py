"""Splitting a document into passages.

A passage is a paragraph. Short lines that belong together (letterheads, signature blocks, list
items, captions) stand together in one passage, a heading stands with the paragraph under it, and a
paragraph over the size limit is cut at sentence ends. So is a record, a row that was set apart from
the others: a few short ones stand together, of many each is a passage. The passages are ordered and
disjoint, and hold all text that is not white space; so do their sentences.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache
from itertools import groupby, takewhile

from corpus.cutting import Fits, cut
from corpus.document import Document, section_at
from corpus.letters import ends_letter, opens_letter
from corpus.lines import OF_MESSAGE, Line, is_menu, logical_lines, stated
from corpus.passage import Passage, Span
from corpus.sentences import sentence_spans
from corpus.tokens import count_tokens


@dataclass(frozen=True, slots=True)
class SplitOptions:
    """How large a passage may be, in tiktoken tokens."""

    # Ours: about 150 words, a long paragraph. All-MiniLM-L6-v2 reads 256 smaller tokens of its own.
    max_tokens: int = 200


# Up to so many short lines above a paragraph are its headings; more are a block of their own.
_HEADING_LINES = 2
_HEADING_WORDS = 15
# Short lines without a sentence's end are quoted together up to so many tokens: the name under a
# letter is worth nothing without the office in the next line. Ours.
_CARD_TOKENS = 60
# From so many lines on such as "Opened: 1968" each is quoted by itself.
_FEWEST_STATED = 2
# So many records may stand together where they fit: a small table says more as a whole. Ours.
_SMALL_TABLE = 12


def split(
    document: Document, options: SplitOptions | None = None, *, fits: Fits | None = None
) -> tuple[Passage, ...]:
    """The passages of `document`, in order.

    `fits` is a second size limit beside `options.max_tokens`: what the encoder can read.
    """
    limit = (options or SplitOptions()).max_tokens

    @cache
    def small_enough(text: str) -> bool:
        return count_tokens(text) <= limit and (fits is None or fits(text))

    text = document.text
    passages: list[Passage] = []
    for group in _groups(document, logical_lines(text), small_enough):
        for sentences in cut(text, _sentences(document, group), small_enough):
            start, end = sentences[0].start, sentences[-1].end
            passages.append(Passage(document, start, end, tuple(sentences)))
    return tuple(passages)


@dataclass(slots=True)
class _Grouping:
    """The groups made so far; each becomes one passage unless it is too large."""

    document: Document
    fits: Fits
    groups: list[list[Line]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.document.text

    def ending_section(self, lines: Sequence[Line]) -> list[Line]:
        """Those of `lines` that stand before a heading, under the one of the group before them."""
        ending = list(takewhile(self.goes_on_with, lines))
        return ending if len(ending) < len(lines) else []

    def goes_on_with(self, line: Line) -> bool:
        """Whether `line` stands under the same heading as the group before it."""
        return bool(self.groups) and self._section(self.groups[-1][-1]) == self._section(line)

    def by_section(self, lines: Sequence[Line]) -> list[list[Line]]:
        """The lines under each heading together; one empty list where there are no lines."""
        return [list(run) for _, run in groupby(lines, key=self._section)] or [[]]

    def _section(self, line: Line) -> str:
        return section_at(self.document.marks, line.span.start)

    def add(self, lines: Sequence[Line]) -> None:
        if lines:
            self.groups.append(list(lines))

    def append_to_last(self, lines: Sequence[Line]) -> None:
        """Put `lines` behind the last group, or by themselves where they do not fit there."""
        if self.groups and self.fits(self._joined(self.groups[-1], lines)):
            self.groups[-1].extend(lines)
        else:
            self.add(lines)

    def put_before(self, lines: Sequence[Line], paragraph: Line) -> None:
        """Put `lines` above `paragraph`, or by themselves where they make it too long."""
        if self.fits(self._joined(lines, [paragraph])) or not self.fit_together([paragraph]):
            self.add([*lines, paragraph])
        else:
            self.add(lines)
            self.add([paragraph])

    def fit_together(self, lines: Sequence[Line]) -> bool:
        return self.fits(self._joined(lines, ()))

    def ends_with_a_menu(self) -> bool:
        return bool(self.groups) and is_menu(self.text, self.groups[-1])

    def _joined(self, first: Sequence[Line], second: Sequence[Line]) -> str:
        lines = [*first, *second]
        return self.text[lines[0].span.start : lines[-1].span.end]


class _Kind(Enum):
    PROSE = auto()
    SHORT = auto()
    RECORD = auto()


def _groups(document: Document, lines: Sequence[Line], fits: Fits) -> list[list[Line]]:
    """The lines in groups: each paragraph with its headings, each run of short lines together."""
    grouping = _Grouping(document, fits)
    waiting: list[Line] = []
    runs = _runs(_without_menus(document.text, lines))
    for position, (kind, parts) in enumerate(runs):
        if kind is _Kind.SHORT:
            waiting = _place_short(grouping, parts)
            continue
        if kind is _Kind.RECORD:
            heads_prose = position + 1 < len(runs) and runs[position + 1][0] is _Kind.PROSE
            waiting = _place_records(grouping, waiting, parts, keep_last=heads_prose)
            continue
        for (paragraph,) in parts:
            waiting = _close_section(grouping, [*waiting, paragraph])[:-1]
            grouping.put_before(waiting, paragraph)
            waiting = []
    _place_last(grouping, waiting)
    return grouping.groups


def _close_section(grouping: _Grouping, lines: Sequence[Line]) -> list[Line]:
    """Place those of `lines` that end a section; the others come back."""
    ending = grouping.ending_section(lines)
    introduced = _items_of_a_list(grouping, ending)
    grouping.append_to_last(introduced)
    _place_last(grouping, ending[len(introduced) :])
    return list(lines[len(ending) :])


def _close_sections(grouping: _Grouping, lines: Sequence[Line]) -> list[Line]:
    """Place the sections that `lines` hold whole; those of the last one come back.

    A heading with nothing under it stands above the next one.
    """
    *ended, last = grouping.by_section(lines)
    above: list[Line] = []
    for section in ended:
        above = [*above, *section]
        if len(section) > 1:
            grouping.add(above)
            above = []
    return [*above, *last]


def _place_last(grouping: _Grouping, lines: Sequence[Line]) -> None:
    """Place short lines that nothing follows: one stands with what is before it."""
    if len(lines) == 1 and not grouping.ends_with_a_menu():
        grouping.append_to_last(lines)
    else:
        grouping.add(lines)


def _runs(parts: Sequence[Sequence[Line]]) -> list[tuple[_Kind, list[Sequence[Line]]]]:
    """Neighbouring parts of one kind together, with that kind."""
    kinds = [_kind(parts, position) for position in range(len(parts))]
    grouped = groupby(zip(kinds, parts, strict=True), key=lambda pair: pair[0])
    return [(kind, [part for _, part in run]) for kind, run in grouped]


def _kind(parts: Sequence[Sequence[Line]], position: int) -> _Kind:
    """What a part is; a lone record among short lines is one of them, such as a page's head."""
    line = parts[position][0]
    if line.prose:
        return _Kind.PROSE
    if not line.record:
        return _Kind.SHORT
    beside = [
        part[0]
        for part in (*parts[max(0, position - 1) : position], *parts[position + 1 : position + 2])
    ]
    lone = not any(other.record for other in beside)
    short_beside = any(not other.prose for other in beside)
    return _Kind.SHORT if lone and short_beside else _Kind.RECORD


def _place_records(
    grouping: _Grouping, waiting: list[Line], parts: Sequence[Sequence[Line]], *, keep_last: bool
) -> list[Line]:
    """Place records under what waits for them; one that heads the paragraph after it comes back."""
    records = [part[0] for part in parts]
    last = [records.pop()] if keep_last else []
    if not records:
        return [*waiting, *last]
    if len(records) <= _SMALL_TABLE and grouping.fit_together([*waiting, *records]):
        grouping.add([*waiting, *records])
        return last
    grouping.put_before(waiting, records[0])
    for record in records[1:]:
        grouping.add([record])
    return last


def _place_short(grouping: _Grouping, parts: Sequence[Sequence[Line]]) -> list[Line]:
    """Place a run of short lines; those that may be headings of what follows come back."""
    short: list[Line] = []
    for part in parts:
        if len(part) > 1:  # a menu, which nothing is joined with
            grouping.add(short)
            grouping.add(part)
            short = []
        else:
            short.extend(part)
    short = _close_sections(grouping, _close_section(grouping, short))
    introduced = _items_of_a_list(grouping, short)
    grouping.append_to_last(introduced)
    short = short[len(introduced) :]
    if len(short) <= _HEADING_LINES:
        return short
    last = short[-1]
    if _is_heading(grouping.text, last) and last.block != short[-2].block:
        grouping.add(short[:-1])
        return [last]
    grouping.add(short)
    return []


def _without_menus(text: str, lines: Iterable[Line]) -> list[list[Line]]:
    """The lines one by one, but each menu as one part."""
    parts: list[list[Line]] = []
    for _, block in groupby(lines, key=lambda line: line.block):
        content = list(block)
        if is_menu(text, content):
            parts.append(content)
        else:
            parts.extend([line] for line in content)
    return parts


def _items_of_a_list(grouping: _Grouping, short: Sequence[Line]) -> list[Line]:
    """The leading lines of a run that are a list under the paragraph before it."""
    if not (short and grouping.goes_on_with(short[0])):
        return []
    before = grouping.groups[-1][-1]
    announced = grouping.text[: before.span.end].endswith((":", "："))
    items = list(
        takewhile(lambda line: line.item or (announced and line.block == short[0].block), short)
    )
    # One numbered line that nothing announces is a heading: "II. What was done".
    return items if announced or len(items) > 1 else []


def _is_heading(text: str, line: Line) -> bool:
    content = text[line.span.start : line.span.end]
    lettered = any(sign.isalpha() for sign in content)
    return lettered and not line.ends_sentence and line.words <= _HEADING_WORDS


def _sentences(document: Document, group: Sequence[Line]) -> list[Span]:
    """The sentences of a group; neighbouring short lines without a sentence's end are one card.

    But the document's title, which says nothing of its own, stands by itself, unless it is of the
    head of a letter. A row of a table that is not long is one sentence.
    """
    text = document.text
    sentences: list[Span] = []
    for on_card, run in groupby(group, key=_on_a_card):
        if on_card:
            lines = list(run)
            titled = _content(text, lines[0]) == document.title
            if titled and not opens_letter(text, _span_of(lines)):
                sentences.append(lines.pop(0).span)
            sentences.extend(_cards(text, lines))
            continue
        for line in run:
            whole = line.record or (line.row and _fits_on_a_card(text, [line]))
            sentences.extend([line.span] if whole else sentence_spans(text, line.span))
    return sentences


def _on_a_card(line: Line) -> bool:
    return not (line.prose or line.ends_sentence or line.item or line.row)


def _cards(text: str, lines: Sequence[Line]) -> list[Span]:
    """Short lines as one card, or as several; those that name what they say stand by themselves."""
    cards: list[Span] = []
    waiting: list[Line] = []
    for stretch in _stretches(text, lines):
        states = _states(text, stretch)
        next_letter = waiting and opens_letter(text, _span_of(stretch))
        if waiting and (states or (next_letter and ends_letter(text, _span_of(waiting)))):
            cards.extend(_cards_of_one_kind(text, waiting))
            waiting = []
        if states:
            cards.extend(_one_by_one(text, stretch))
        else:
            waiting.extend(stretch)
    return [*cards, *(_cards_of_one_kind(text, waiting) if waiting else [])]


def _stretches(text: str, lines: Sequence[Line]) -> list[list[Line]]:
    """The blocks of `lines`; blocks of one line that names what it says stand together."""
    stretches: list[list[Line]] = []
    lone_before = False
    for _, run in groupby(lines, key=lambda line: line.block):
        block = list(run)
        lone = len(block) == 1 and stated(_content(text, block[0])) is not None
        if lone and lone_before:
            stretches[-1].extend(block)
        else:
            stretches.append(block)
        lone_before = lone
    return stretches


def _states(text: str, lines: Sequence[Line]) -> bool:
    """Whether most of `lines` name what they say, each something else.

    The turns of a conversation come back to a name. The head of a letter or of a message says
    together who wrote when to whom, and so does what stands under it.
    """
    found = [one for line in lines if (one := stated(_content(text, line)))]
    names = {one["name"].strip().casefold() for one in found}
    enough = len(found) >= _FEWEST_STATED and 2 * len(found) >= len(lines)
    of_message = len(names & OF_MESSAGE) > 1
    alone = enough and len(names) == len(found) and not of_message
    span = _span_of(lines)
    return alone and not opens_letter(text, span) and not ends_letter(text, span)


def _one_by_one(text: str, lines: Sequence[Line]) -> list[Span]:
    """Each of `lines` that names what it says, with those below it that do not."""
    cards: list[list[Line]] = []
    for line in lines:
        if cards and stated(_content(text, line)) is None:
            cards[-1].append(line)
        else:
            cards.append([line])
    return [_span_of(card) for card in cards]


def _content(text: str, line: Line) -> str:
    return text[line.span.start : line.span.end]


def _cards_of_one_kind(text: str, lines: Sequence[Line]) -> list[Span]:
    """Short lines as one card, or as several, parted at blank lines, where they are too many."""
    if _fits_on_a_card(text, lines):
        return [_span_of(lines)]
    cards: list[list[Line]] = []
    for _, run in groupby(lines, key=lambda line: line.block):
        block = list(run)
        lone = len(block) == 1 and bool(cards)
        if lone and _fits_on_a_card(text, [*cards[-1], *block]):
            cards[-1].extend(block)
        elif _fits_on_a_card(text, block):
            cards.append(block)
        else:
            cards.extend([line] for line in block)
    return [_span_of(card) for card in cards]


def _fits_on_a_card(text: str, lines: Sequence[Line]) -> bool:
    span = _span_of(lines)
    return count_tokens(text[span.start : span.end]) <= _CARD_TOKENS


def _span_of(lines: Sequence[Line]) -> Span:
    return Span(lines[0].span.start, lines[-1].span.end)
