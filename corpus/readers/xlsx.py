"""Excel workbooks (XLSX): every sheet row by row, as a person sees the cells.

The parts are read with the expat parser of Python itself. Of the libraries, calamine does not tell
how numbers are shown (7.5% would be 0.075), and its issues report files that abort the process;
openpyxl was last released in 2024, and needs a second pass to tell formulas without results.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from posixpath import normpath

from corpus.characters import clean
from corpus.dates import parse_date
from corpus.errors import DamagedFile, NeedsPassword, UnsupportedFormat
from corpus.extract import Extract, TextBuilder
from corpus.readers.xlsx_parts import (
    BrokenPart,
    Element,
    Sheet,
    Style,
    elements,
    read_sheet,
    shared_strings,
    style_of,
)
from corpus.records import Field
from corpus.stated_dates import document_date
from corpus.tables import Row, TableWriter
from corpus.zipped import ZippedFile

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# A document of more cells is a database. Ours; each row becomes a passage.
_MOST_CELLS = 5_000_000
# The names that programs give to sheets say nothing: "Sheet1", "Tabelle1", "Лист1".
_GIVEN_NAME = re.compile(r"(?:Sheet|Tabelle|Feuil|Hoja|Foglio|Planilha|Blad|Ark|Лист|工作表) ?\d+")
# Programs that write their own name where the author's should stand.
_NO_AUTHORS = frozenset(("openpyxl", "apache poi", "xlsxwriter", "unknown", "user", "windows user"))
_NAMED_CELLS = 5
_WORKBOOK = "xl/workbook.xml"
_LEFT_OUT = {
    "chart": re.compile(r"xl/charts/chart[^/]*\.xml"),
    "picture": re.compile(r"xl/media/[^/]+"),
    "embedded file": re.compile(r"xl/embeddings/[^/]+"),
    "macro project": re.compile(r"xl/vbaProject\.bin"),
}
_COMMENTS = re.compile(r"xl/(?:.*/)?(?:comments?|threadedComment)[^/]*\.xml")
_DRAWINGS = re.compile(r"xl/drawings/[^/]+\.xml")


def read_xlsx(data: bytes, source: str) -> Extract:
    """Read an Excel workbook. Each row of each sheet is a place: "sheet Prices, row 4".

    Where several sheets hold something, the sheet's name stands in each row. Hidden sheets are
    read too, and noted.

    Raises: NeedsPassword: when it is encrypted. DamagedFile: when it is no workbook, or a part of
    it is broken. LimitReached: when too much would be unpacked. UnsupportedFormat: when it is a
    workbook of another kind under this name.
    """
    _check_container(data, source)
    workbook = _Workbook(ZippedFile(data, source), source)
    sheets = workbook.sheets()
    read = [(sheet.name, workbook.rows(sheet)) for sheet in sheets]
    several = sum(bool(rows) for _, rows in read) > 1
    builder = TextBuilder()
    for name, rows in read:
        lead = (Field("Sheet", name),) if several and not _GIVEN_NAME.fullmatch(name) else ()
        writer = TableWriter(builder, f"sheet {name}, row", lead)
        writer.write(Row(number, rows[number]) for number in sorted(rows))
        workbook.notes.extend(f"sheet {name}: {note}" for note in writer.notes())
    properties = workbook.properties()
    return Extract(
        text=builder.text,
        marks=builder.marks,
        title=properties.get("title", ""),
        date=document_date("\n".join(line for _, rows in read for line in _above_table(rows)))
        or parse_date(properties.get("modified") or properties.get("created", "")),
        how=f"XLSX, {len(sheets)} {'sheet' if len(sheets) == 1 else 'sheets'}",
        issuer=_author(properties.get("creator", "")),
        notes=(*workbook.notes, *workbook.left_out()),
    )


def _check_container(data: bytes, source: str) -> None:
    if not data.startswith(_OLE):
        return
    if _ENCRYPTED in data:
        raise NeedsPassword(
            f"{source} needs a password: it is encrypted",
            hint="save a copy without a password, and index that",
        )
    raise UnsupportedFormat(
        f"{source} is an old Excel workbook, of the kind before 2007 (.xls)",
        hint="open it in a spreadsheet program and save it as .xlsx",
    )


def _above_table(rows: Mapping[int, Mapping[int, str]]) -> list[str]:
    """The lone cells above the first row of several: what stands over the table."""
    lone = takewhile(lambda number: len(rows[number]) == 1, sorted(rows))
    return [cell for number in lone for cell in rows[number].values()]


def _author(creator: str) -> str:
    return "" if creator.casefold() in _NO_AUTHORS else creator


@dataclass(frozen=True, slots=True)
class _SheetPart:
    """A sheet as the workbook lists it: its name, and the part that holds its cells."""

    name: str
    part: str


@dataclass(slots=True)
class _Workbook:
    """An open workbook; what is not read of it is added to `notes`."""

    zipped: ZippedFile
    source: str
    notes: list[str] = field(default_factory=list)
    cells: int = 0
    _strings: tuple[str, ...] = ()
    _style: Style = field(default_factory=lambda: Style(()))

    def sheets(self) -> list[_SheetPart]:
        """The sheets that hold cells, in their order; also takes in strings and styles."""
        if _WORKBOOK not in self.zipped.names():
            raise self._no_workbook()
        relations = self._relations()
        sheets: list[_SheetPart] = []
        from_1904 = False
        for element in self._elements(_WORKBOOK, "sheet", "workbookPr"):
            attributes = element.attributes
            if element.name == "workbookPr":
                from_1904 = attributes.get("date1904") in ("1", "true")
                continue
            name = " ".join(clean(attributes.get("name", "")).split()) or f"{len(sheets) + 1}"
            part = relations.get(attributes.get("id", ""), "")
            if attributes.get("state") in ("hidden", "veryHidden"):
                self.notes.append(f"sheet {name} is hidden in the file; it was read all the same")
            if "worksheets/" in part and part in self.zipped.names():
                sheets.append(_SheetPart(name, part))
            else:
                self.notes.append(f"sheet {name} holds no cells that could be read")
        self._strings = self._shared_strings()
        self._style = self._styles(from_1904=from_1904)
        return sheets

    def rows(self, sheet: _SheetPart) -> dict[int, dict[int, str]]:
        """The cells of one sheet, by row number and column."""
        data = self.zipped.read(sheet.part)
        try:
            content = read_sheet(
                data, self._strings, self._style, most_cells=_MOST_CELLS - self.cells
            )
        except BrokenPart as error:
            raise self._broken(sheet.part, error) from error
        self.cells += content.cells
        self._note(sheet.name, content)
        return content.rows

    def properties(self) -> dict[str, str]:
        """What the workbook says of itself: title, creator, created, modified."""
        found = self._elements("docProps/core.xml", "title", "creator", "created", "modified")
        return {element.name: " ".join(clean(element.text).split()) for element in found}

    def left_out(self) -> list[str]:
        """What is in the workbook besides cells."""
        names = self.zipped.names()
        counts = {
            what: sum(1 for name in names if pattern.fullmatch(name))
            for what, pattern in _LEFT_OUT.items()
        }
        counts["comment"] = self._count(_COMMENTS, "comment", "threadedComment")
        counts["paragraph of text in drawings"] = self._count(_DRAWINGS, "t")
        return [
            f"1 {what} was not read" if count == 1 else f"{count:,} {_plural(what)} were not read"
            for what, count in counts.items()
            if count
        ]

    def _count(self, parts: re.Pattern[str], *elements_of: str) -> int:
        found = (name for name in self.zipped.names() if parts.fullmatch(name))
        return sum(len(self._elements(name, *elements_of)) for name in found)

    def _relations(self) -> dict[str, str]:
        """The parts that the workbook names, by its names for them."""
        found = self._elements("xl/_rels/workbook.xml.rels", "Relationship")
        targets = {one.attributes.get("Id", ""): one.attributes.get("Target", "") for one in found}
        return {
            name: normpath(target if target.startswith("/") else f"/xl/{target}").lstrip("/")
            for name, target in targets.items()
        }

    def _shared_strings(self) -> tuple[str, ...]:
        part = "xl/sharedStrings.xml"
        if part not in self.zipped.names():
            return ()
        try:
            return shared_strings(self.zipped.read(part))
        except BrokenPart as error:
            raise self._broken(part, error) from error

    def _styles(self, *, from_1904: bool) -> Style:
        part = "xl/styles.xml"
        if part not in self.zipped.names():
            return Style((), from_1904=from_1904)
        try:
            return style_of(self.zipped.read(part), from_1904=from_1904)
        except BrokenPart as error:
            raise self._broken(part, error) from error

    def _elements(self, part: str, *names: str) -> Sequence[Element]:
        if part not in self.zipped.names():
            return ()
        try:
            return elements(self.zipped.read(part), *names)
        except BrokenPart as error:
            raise self._broken(part, error) from error

    def _note(self, name: str, content: Sheet) -> None:
        formulas = content.formulas_without_result
        if formulas:
            more = ", ..." if len(formulas) > _NAMED_CELLS else ""
            cells = ", ".join(formulas[:_NAMED_CELLS])
            self.notes.append(
                f"sheet {name}: {len(formulas):,} formulas have no result in the file: "
                f"{clean(cells)}{more}"
            )
        if content.unread_rows:
            self.notes.append(
                f"sheet {name}: {content.unread_rows:,} rows were not read: the file has more "
                f"than {_MOST_CELLS:,} cells"
            )

    def _no_workbook(self) -> UnsupportedFormat | DamagedFile:
        if "xl/workbook.bin" in self.zipped.names():
            return UnsupportedFormat(
                f"{self.source} is a binary Excel workbook (.xlsb)",
                hint="open it in a spreadsheet program and save it as .xlsx",
            )
        return DamagedFile(
            f"{self.source} is a zip file, but no Excel workbook",
            hint="give it the suffix of its real format, or get the file again",
        )

    def _broken(self, part: str, error: BrokenPart) -> DamagedFile:
        return DamagedFile(
            f"{self.source} is broken at {part}: {error}",
            hint="get the file again, or save it anew from its program",
        )


def _plural(what: str) -> str:
    return what.replace("paragraph ", "paragraphs ") if " of " in what else f"{what}s"
