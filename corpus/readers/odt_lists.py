"""Lists and numbered headings of OpenDocument text: what stands before each item."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.numbering import number_text
from corpus.xml_walk import Attributes

BULLET = "-"
_OUTLINE = "outline"  # stands for the style that numbers headings
# No list counts from further on; longer digits would not even become numbers. Ours.
_START_DIGITS = 9
_STYLES = {"text:list-style": "style:name", "text:outline-style": ""}
_NUMBERED = frozenset(("text:list-level-style-number", "text:outline-level-style"))
_MOST_LEVELS = 10


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    before: str
    after: str
    shown: int  # how many levels are written, this one among them
    start: int


@dataclass(slots=True)
class _OpenList:
    style: str
    item_is_new: bool = False


@dataclass(slots=True)
class ListStyles:
    """How lists count, by the names of their styles, and where the open ones have got to."""

    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)  # by style: level -> number
    _style: str = ""
    _open: list[_OpenList] = field(default_factory=list)

    def define(self, name: str, attributes: Attributes) -> None:
        """Take in what an element of a style says, whatever element it is."""
        if name in _STYLES:
            self._style = attributes.get(_STYLES[name], "") if _STYLES[name] else _OUTLINE
        elif name in _NUMBERED:
            level = number(attributes.get("text:level", ""), 1)
            self._levels.setdefault(self._style, {})[level] = _Level(
                form=attributes.get("style:num-format", ""),
                before=attributes.get("style:num-prefix", ""),
                after=attributes.get("style:num-suffix", ""),
                shown=number(attributes.get("text:display-levels", ""), 1),
                start=number(attributes.get("text:start-value", ""), 1),
            )

    def open_list(self, attributes: Attributes) -> None:
        """A list begins, perhaps within an item of another."""
        outer = self._open[-1].style if self._open else ""
        style = attributes.get("text:style-name", outer)
        self._open.append(_OpenList(style))
        going_on = "text:continue-list" in attributes or (
            attributes.get("text:continue-numbering") == "true"
        )
        if not going_on:
            self._counts.get(style, {}).pop(len(self._open), None)

    def close_list(self) -> None:
        """The innermost list ends."""
        self._open.pop()

    def open_item(self, attributes: Attributes) -> None:
        """An item of the innermost list begins."""
        if self._open:
            opened = self._open[-1]
            opened.item_is_new = True
            start = attributes.get("text:start-value", "")
            if start:
                counts = self._counts.setdefault(opened.style, {})
                counts[len(self._open)] = number(start, 1) - 1

    @property
    def in_list(self) -> bool:
        """Whether a list is open."""
        return bool(self._open)

    def marker(self) -> str:
        """What stands before the paragraph that comes now: nothing but for an item's first."""
        if not self._open or not self._open[-1].item_is_new:
            return ""
        for opened in reversed(self._open):
            if not opened.item_is_new:
                break
            opened.item_is_new = False
        style, level = self._open[-1].style, len(self._open)
        return self._next(style, level, otherwise=BULLET)

    def heading_marker(self, level: int) -> str:
        """What stands before the next heading of `level`; "" where headings are not numbered."""
        return self._next(_OUTLINE, level, otherwise="")

    def _next(self, style: str, level: int, *, otherwise: str) -> str:
        levels = self._levels.get(style, {})
        own = levels.get(level)
        if own is None or not own.form:
            return otherwise
        counts = self._counts.setdefault(style, {})
        counts[level] = counts.get(level, own.start - 1) + 1
        for deeper in [found for found in counts if found > level]:
            del counts[deeper]
        shown = range(max(1, level - min(own.shown, _MOST_LEVELS) + 1), level + 1)
        numbers = [_number_at(place, levels, counts) for place in shown]
        return f"{own.before}{'.'.join(text for text in numbers if text)}{own.after}".strip()


def _number_at(level: int, levels: Mapping[int, _Level], counts: Mapping[int, int]) -> str:
    found = levels.get(level)
    if found is None or not found.form:
        return ""
    return number_text(counts.get(level, found.start), found.form)


def number(value: str, otherwise: int) -> int:
    """The number that an attribute states, or `otherwise`."""
    usable = value.isascii() and value.isdecimal() and len(value) <= _START_DIGITS
    return int(value) if usable else otherwise
