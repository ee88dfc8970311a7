"""Lists of Word documents: what stands before each item, counted as Word counts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.numbering import number_text
from corpus.xml_walk import Attributes

_FORMS = {
    "decimalZero": "01",
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
}
_LEVELS = 9
_PLACEHOLDER = re.compile(r"%([1-9])")
# No list counts from further on; longer digits would not even become numbers. Ours.
_START_DIGITS = 9
_BULLET = "-"


@dataclass(slots=True)
class _Level:
    """One level of a list: how it counts, and what it writes, such as "%1.%2"."""

    form: str = "decimal"
    pattern: str = ""
    start: int = 1
    style: str = ""
    digits: bool = False  # all numbers in digits, "legal style"

    def set(self, name: str, attributes: Attributes) -> None:
        """Take what one element says of the level."""
        value = attributes.get("w:val", "")
        match name:
            case "w:start":
                self.start = _number(value, self.start)
            case "w:numFmt":
                self.form = value
            case "w:lvlText":
                self.pattern = value
            case "w:pStyle":
                self.style = value
            case "w:isLgl":
                self.digits = value not in ("0", "false", "off")


@dataclass(slots=True)
class _Definition:
    """A list as it is defined, which lists in the text share; `counts` is where it has got to."""

    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)

    def next(self, level: int) -> str:
        """Count one item further at `level`, and give what stands before it."""
        own = self.levels.get(level)
        if own is None:
            return _BULLET
        self.counts[level] = self.counts.get(level, own.start - 1) + 1
        for deeper in range(level + 1, _LEVELS):
            self.counts.pop(deeper, None)
        if own.form == "bullet":
            return _BULLET
        if own.form == "none":
            return ""
        return _PLACEHOLDER.sub(lambda match: self._number(int(match[1]) - 1, own), own.pattern)

    def _number(self, level: int, asking: _Level) -> str:
        found = self.levels.get(level) or _Level()
        form = "1" if asking.digits else _FORMS.get(found.form, "1")
        return number_text(self.counts.get(level, found.start), form)


@dataclass(slots=True)
class Lists:
    """The lists of a document, read by walking through its numbering."""

    _definitions: dict[str, _Definition] = field(default_factory=dict)
    _lists: dict[str, str] = field(default_factory=dict)  # id of the list -> of its definition
    _restarts: dict[tuple[str, int], int] = field(default_factory=dict)
    _definition: _Definition | None = None
    _list: str = ""
    _level: int = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        match name:
            case "w:abstractNum":
                self._definition = _Definition()
                self._definitions[attributes.get("w:abstractNumId", "")] = self._definition
            case "w:num":
                self._list = attributes.get("w:numId", "")
                self._definition = None
            case "w:abstractNumId":
                self._lists[self._list] = attributes.get("w:val", "")
            case "w:lvl" | "w:lvlOverride":
                self._level = _number(attributes.get("w:ilvl", ""), 0)
                if name == "w:lvl" and self._definition is not None:
                    self._definition.levels[self._level] = _Level()
            case "w:startOverride":
                start = _number(attributes.get("w:val", ""), 1)
                self._restarts[(self._list, self._level)] = start
            case _ if self._definition is not None and self._level in self._definition.levels:
                self._definition.levels[self._level].set(name, attributes)

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, content: str) -> None:
        """Text: numbering holds none."""

    def marker(self, list_id: str, level: int | None, style: str = "") -> str:
        """What stands before the next item of the list; "" where the list has no such thing.

        Where no level is given it is that which the list has for the style.
        """
        definition = self._definitions.get(self._lists.get(list_id, ""))
        if definition is None:
            return ""
        if level is None:
            level = _level_for(definition.levels, style)
        restart = self._restarts.pop((list_id, level), None)
        if restart is not None:
            definition.counts[level] = restart - 1
        return definition.next(level)


def _level_for(levels: Mapping[int, _Level], style: str) -> int:
    return next((level for level, found in levels.items() if style and found.style == style), 0)


def _number(value: str, otherwise: int) -> int:
    usable = value.isascii() and value.isdecimal() and len(value) <= _START_DIGITS
    return int(value) if usable else otherwise
