"""Records: rows of tables and objects of JSON as text, each to be understood by itself."""

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.characters import clean
from corpus.lines import CELL_SEPARATOR

# A longer value is a text of its own and no cell. Ours, in characters: about 40 words; too low and
# the columns of one row come apart, too high and a row of prose is one endless line.
_LONG = 240


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a record, and its name in one line, "" where nothing names it."""

    name: str
    value: str


def record_blocks(fields: Iterable[Field]) -> list[str]:
    """The blocks of text that one record becomes: a line of short values, then the long ones.

    Each value stands behind its name; values that are blank are left out.

    >>> record_blocks([Field("Country", "Italy"), Field("Masks", "30,000"), Field("Note", " ")])
    ['Country: Italy | Masks: 30,000']
    """
    cells: list[str] = []
    long: list[str] = []
    for field in fields:
        content = " ".join(field.value.split())
        if not content:
            continue
        label = f"{field.name}: " if field.name else ""
        if len(content) > _LONG:
            long.append(clean(label + field.value.strip()))
        else:
            cells.append(label + content)
    line = clean(CELL_SEPARATOR.join(cells))
    return [line, *long] if line.strip() else long
