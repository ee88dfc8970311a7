"""Tables in text files (CSV, TSV): finds out what parts the cells, and writes row by row."""

import csv
import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from corpus.decoding import decode
from corpus.errors import DamagedFile, LimitReached
from corpus.extract import Extract, TextBuilder
from corpus.tables import Row, TableWriter

# Where several fit equally well the first one counts: a comma also stands within numbers.
_DELIMITERS = {"\t": "tab", ";": "semicolon", "|": "bar", ",": "comma"}
# Enough to tell what parts the cells.
_SAMPLE_ROWS = 100
_SAMPLE_CHARACTERS = 100_000
# More than such a share of the rows has one number of cells, or the file is no table. Ours.
_LEAST_REGULAR = 0.4
# A document of more cells is a database. Ours; each row becomes a passage.
_MOST_CELLS = 5_000_000
# Ours; a spreadsheet has at most 16,384 columns.
_MOST_COLUMNS = 100_000
# After so many quotation marks that nothing closes, they are taken for plain signs. Ours.
_OPEN_QUOTES = 10
# "# Levels in centimetres, at the gauge of the pier" is said of the table, and is no row of it.
_REMARK = re.compile(r"#+\s+\S")
_SENTENCE_ENDS = (".", "!", "?", ":")
# A line that no decoded text can hold: half of a UTF-16 pair.
_END = "\udc00"


def read_csv(data: bytes, source: str) -> Extract:
    """Read a table of cells parted by commas, semicolons, tabs or bars. Each row is a place.

    Raises: NotText: when the bytes are no text in any encoding. DamagedFile: when the rows cannot
    be told apart. LimitReached: when one row has too many cells.
    """
    return _read(data, source, delimiter="")


def read_tsv(data: bytes, source: str) -> Extract:
    """Read a table of cells parted by tabs, or as `read_csv` does where it holds no tab.

    Raises: as `read_csv`.
    """
    return _read(data, source, delimiter="\t")


def _read(data: bytes, source: str, *, delimiter: str) -> Extract:
    decoded = decode(data, source)
    lines = decoded.text.split("\n")
    announced = _announced(lines[0])
    if announced:
        lines[0] = ""
        delimiter = announced
    elif delimiter not in decoded.text or not delimiter:
        delimiter = _delimiter(decoded.text)
    records = _Records(lines, source, delimiter, _usual_width(decoded.text, delimiter))
    builder = TextBuilder()
    writer = TableWriter(builder, "row")
    with _fields_up_to(len(decoded.text)):
        writer.write(records.rows())
    parted = f"cells parted by {_DELIMITERS[delimiter]}s" if delimiter else "one column"
    return Extract(
        text=builder.text,
        marks=builder.marks,
        title="",
        date=None,
        how=f"table, {decoded.encoding}, {parted}, {records.count:,} rows",
        notes=(*decoded.notes, *records.notes, *writer.notes()),
    )


@contextmanager
def _fields_up_to(characters: int) -> Iterator[None]:
    """Let one cell have so many characters; Python's limit is there to find unclosed quotes."""
    before = csv.field_size_limit(characters + len(_END))
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _announced(first_line: str) -> str:
    """The delimiter that Excel writes into the first line ("sep=;"), or ""."""
    content = first_line.strip("\ufeff\"' ")
    name, _, delimiter = content.partition("=")
    return delimiter if name.lower() == "sep" and delimiter in _DELIMITERS else ""


def _delimiter(text: str) -> str:
    """What parts the cells: what gives the most rows of one length; "" where nothing does."""
    lines = _first_lines(text)
    best, most = "", _LEAST_REGULAR
    for delimiter in _DELIMITERS:
        regular = _regularity(lines, delimiter)
        if regular > most:
            best, most = delimiter, regular
    return best


def _first_lines(text: str) -> Sequence[str]:
    """Some lines, whole where there is more than one, to tell what all are like; no remarks."""
    lines = text[:_SAMPLE_CHARACTERS].split("\n")
    whole = (lines[:-1] if len(text) > _SAMPLE_CHARACTERS else lines) or lines
    return [line for line in whole if not _REMARK.match(line)][:_SAMPLE_ROWS]


def _regularity(lines: Sequence[str], delimiter: str) -> float:
    """The share of rows that have the most common number of cells above one."""
    widths = _widths(lines, delimiter)
    several = [width for width in widths if width > 1]
    return max((several.count(width) for width in set(several)), default=0) / max(1, len(widths))


def _usual_width(text: str, delimiter: str) -> int:
    """How many cells most of the first rows have; 0 of a table of one column."""
    widths = _widths(_first_lines(text), delimiter) if delimiter else []
    return max(widths, key=widths.count, default=0)


def _widths(lines: Sequence[str], delimiter: str) -> list[int]:
    """How many cells each of the rows has that has any."""
    with_end = [f"{line}\n" for line in lines]
    return [len(cells) for cells in csv.reader(with_end, delimiter=delimiter) if cells]


@dataclass(slots=True)
class _Records:
    """The rows of the file one by one; what could not be taken stands in `notes`.

    Most rows have `width` cells.
    """

    lines: list[str]
    source: str
    delimiter: str
    width: int
    count: int = 0
    notes: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[Row]:
        """The rows that have a cell, with their numbers.

        Raises: DamagedFile, LimitReached.
        """
        cells = 0
        for number, record in enumerate(self._records(), start=1):
            filled = {at: cell for at, cell in enumerate(record) if cell and not cell.isspace()}
            cells += len(filled)
            if cells > _MOST_CELLS:
                self.notes.append(
                    f"row {number:,} and what follows were not read: the file has more than "
                    f"{_MOST_CELLS:,} cells"
                )
                return
            if filled:
                self.count += 1
                yield Row(number, filled, apart=self._is_remark(record))

    def _is_remark(self, record: Sequence[str]) -> bool:
        """Whether a record is a line about the table, in which commas part no cells."""
        if not record or not _REMARK.match(record[0]):
            return False
        return len(record) != self.width or record[-1].rstrip().endswith(_SENTENCE_ENDS)

    def _records(self) -> Iterator[list[str]]:
        """All records, blank ones too; a quotation mark that nothing closes is a plain sign."""
        if not self.delimiter:
            yield from ([line] for line in self.lines)
            return
        start = 0
        for _ in range(_OPEN_QUOTES):
            start = yield from self._until_an_open_quote(start)
            if start == len(self.lines):
                return
            self.notes.append(f"line {start + 1:,} has a quotation mark that nothing closes")
            yield self.lines[start].split(self.delimiter)
            start += 1
        yield from (line.split(self.delimiter) for line in self.lines[start:])

    def _until_an_open_quote(self, start: int) -> Generator[list[str], None, int]:
        """The records from line `start` on; returns the line where a quote stays open, or the end.

        A last line of our own shows it: it is a record, unless it came to stand within quotes.
        """
        reader = csv.reader(self._fed(start), delimiter=self.delimiter)
        at = start
        try:
            for record in reader:
                if at == len(self.lines):
                    return at
                if record and record[-1].endswith(_END):
                    return at
                after = start + reader.line_num
                # As it was written: what parts and quotes cells does not do so there.
                whole = after == at + 1 and self._is_remark(record)
                yield [self.lines[at]] if whole else record
                at = after
        except csv.Error as error:
            raise DamagedFile(
                f"{self.source}: line {at + 1} cannot be told apart into cells: {error}",
                hint="save it anew from its program, as CSV in UTF-8",
            ) from error
        return at

    def _fed(self, start: int) -> Iterator[str]:
        for at in range(start, len(self.lines)):
            line = self.lines[at]
            if line.count(self.delimiter) > _MOST_COLUMNS:
                raise LimitReached(
                    f"{self.source}: line {at + 1} has more than {_MOST_COLUMNS:,} cells",
                    hint="if it is no table, give it the suffix .txt; else divide it",
                )
            yield f"{line}\n"
        yield _END
