"""The parts of an Excel workbook (SpreadsheetML) as values: relations, strings, styles, cells.

Names are compared without their namespaces, which differ between the two editions of the standard.
Document types, and with them entities, are refused: no office program writes them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol
from xml.parsers import expat

from corpus.number_formats import built_in_code, shown

# The last column of a spreadsheet is XFD, its last row 1,048,576.
_MOST_COLUMNS = 16_384
_MOST_ROWS = 1_048_576
_MOST_DIGITS = 9
# No part that lists things needs more of them. Ours.
_MOST_ELEMENTS = 1_000_000
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NO_TIME = re.compile(r"T00:00(?::00(?:\.0+)?)?Z?$")


class BrokenPart(Exception):
    """A part is no XML, or holds what no workbook may hold."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its name and its parent's, its attributes, and the text directly in it."""

    name: str
    parent: str
    attributes: Mapping[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class Style:
    """How the numbers of a workbook are shown: the format code of each cell style."""

    codes: Sequence[str]
    from_1904: bool = False

    def shown(self, stored: str, style: str) -> str:
        """What a person sees of a number in a cell of this style."""
        at = _number(style)
        code = self.codes[at] if 0 <= at < len(self.codes) else "General"
        if code == "General" and stored.isdecimal():
            return stored
        return shown(stored, code, from_1904=self.from_1904)


@dataclass(slots=True)
class Sheet:
    """The cells of one sheet that are not blank, by row number and column; what was left out."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    cells: int = 0
    unread_rows: int = 0
    formulas_without_result: list[str] = field(default_factory=list)


class _Handler(Protocol):
    def start(self, name: str, attributes: dict[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, content: str) -> None: ...


def elements(data: bytes, *names: str) -> tuple[Element, ...]:
    """The elements of these names, in the order in which they end.

    Raises: BrokenPart: when `data` is no XML, or has too many of them.
    """
    collector = _Collector(frozenset(names))
    _parse(data, collector)
    return tuple(collector.found)


def shared_strings(data: bytes) -> tuple[str, ...]:
    """The strings that cells name by number.

    Raises: BrokenPart: when `data` is no XML.
    """
    collector = _Strings()
    _parse(data, collector)
    return tuple(collector.found)


def style_of(data: bytes, *, from_1904: bool) -> Style:
    """The styles of a workbook.

    Raises: BrokenPart: when `data` is no XML.
    """
    own: dict[str, str] = {}
    codes: list[str] = []
    for element in elements(data, "numFmt", "xf"):
        attributes = element.attributes
        if element.name == "numFmt":
            own[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif element.parent == "cellXfs":
            number = attributes.get("numFmtId", "0")
            codes.append(own.get(number) or built_in_code(_number(number)))
    return Style(codes, from_1904=from_1904)


def read_sheet(data: bytes, strings: Sequence[str], style: Style, *, most_cells: int) -> Sheet:
    """The cells of one sheet; after `most_cells` the rows are only counted.

    A value in cells that were merged downwards stands in each of their rows that holds anything.

    Raises: BrokenPart: when `data` is no XML.
    """
    reader = _SheetReader(strings, style, most_cells)
    _parse(data, reader)
    _fill_merged(reader.sheet.rows, reader.merged)
    return reader.sheet


def _parse(data: bytes, handler: _Handler) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, found: handler.start(_local(name), found)
    parser.EndElementHandler = lambda name: handler.end(_local(name))
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes no keywords
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise BrokenPart(str(error)) from error


def _refuse(*_: object) -> None:
    raise BrokenPart("it declares a document type")


@lru_cache(maxsize=1000)
def _local(name: str) -> str:
    return name.rpartition(":")[2]


@dataclass(slots=True)
class _Collector:
    names: frozenset[str]
    found: list[Element] = field(default_factory=list)
    open: list[tuple[str, dict[str, str], list[str]]] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.open.append((name, {_local(key): value for key, value in attributes.items()}, []))

    def end(self, name: str) -> None:
        _, attributes, texts = self.open.pop()
        if name in self.names:
            parent = self.open[-1][0] if self.open else ""
            self.found.append(Element(name, parent, attributes, "".join(texts)))
            if len(self.found) > _MOST_ELEMENTS:
                raise BrokenPart(f"it has more than {_MOST_ELEMENTS:,} of {name}")

    def text(self, content: str) -> None:
        if self.open and self.open[-1][0] in self.names:
            self.open[-1][2].append(content)


@dataclass(slots=True)
class _Strings:
    """Each string is one or several runs of text; phonetic guides beside it are left out."""

    found: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    in_text: bool = False
    guides: int = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self.guides += name == "rPh"
        self.in_text = name == "t" and not self.guides
        if name == "si":
            self.parts.clear()

    def end(self, name: str) -> None:
        self.in_text = False
        self.guides -= name == "rPh"
        if name == "si":
            self.found.append(_unescaped("".join(self.parts)))

    def text(self, content: str) -> None:
        if self.in_text:
            self.parts.append(content)


@dataclass(slots=True)
class _SheetReader:
    strings: Sequence[str]
    style: Style
    most_cells: int
    sheet: Sheet = field(default_factory=Sheet)
    merged: list[str] = field(default_factory=list)
    row: int = 0
    column: int = 0  # counted from 1
    cell: dict[str, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    within: str = ""  # the element whose text is being taken
    formula: bool = False
    guides: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.within = name if name in ("v", "t") and not self.guides else ""
        if name == "c":
            self._start_cell(attributes)
        elif name == "row":
            given = _number(attributes.get("r", ""))
            self.row = given if 1 <= given <= _MOST_ROWS else self.row + 1
            self.column = 0
            self.sheet.unread_rows += self.sheet.cells >= self.most_cells
        elif name == "f":
            self.formula = True
        elif name == "rPh":
            self.guides += 1
        elif name == "mergeCell" and len(self.merged) < _MOST_ELEMENTS:
            self.merged.append(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        self.within = ""
        if name == "rPh":
            self.guides -= 1
        elif name == "c":
            self._end_cell()

    def text(self, content: str) -> None:
        if self.within:
            self.parts.append(content)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        column, _ = _position(attributes.get("r", ""))
        self.column = column or self.column + 1
        self.cell = attributes
        self.parts.clear()
        self.formula = False

    def _end_cell(self) -> None:
        stored = "".join(self.parts)
        if self.formula and not stored and self.cell.get("t") != "str":
            self.sheet.formulas_without_result.append(self.cell.get("r", f"row {self.row}"))
        if not stored or stored.isspace() or self.sheet.cells >= self.most_cells:
            return
        content = self._content(stored)
        if content and not content.isspace():
            self.sheet.rows.setdefault(self.row, {})[self.column] = content
            self.sheet.cells += 1

    def _content(self, stored: str) -> str:
        match self.cell.get("t", "n"):
            case "s":
                number = _number(stored)
                return self.strings[number] if 0 <= number < len(self.strings) else ""
            case "b":
                return "FALSE" if stored.strip() == "0" else "TRUE"
            case "n":
                return self.style.shown(stored.strip(), self.cell.get("s", "0"))
            case "d":
                return _NO_TIME.sub("", stored).replace("T", " ")
            case _:  # text, the text that a formula gave, an error such as #DIV/0!
                return _unescaped(stored)


def _number(stated: str) -> int:
    """The whole number that is stated; -1 for what is none, or larger than any in a workbook."""
    return int(stated) if stated.isdecimal() and len(stated) <= _MOST_DIGITS else -1


def _position(reference: str) -> tuple[int, int]:
    """Column and row of a cell's name, both counted from 1; zeros where it is none.

    >>> _position("AB12")
    (28, 12)
    """
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return 0, 0
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return (column, int(match[2])) if column <= _MOST_COLUMNS else (0, 0)


def _fill_merged(rows: dict[int, dict[int, str]], merged: Sequence[str]) -> None:
    """Write the value of cells that were merged downwards into each of their rows."""
    left = _MOST_ELEMENTS
    for reference in merged:
        first, _, last = reference.partition(":")
        column, top = _position(first)
        content = rows.get(top, {}).get(column, "")
        below = range(top + 1, _position(last)[1] + 1) if content else range(0)
        for number in below[:left]:
            if number in rows:
                rows[number].setdefault(column, content)
        left -= len(below[:left])


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
