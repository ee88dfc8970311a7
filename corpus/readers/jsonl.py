"""JSON and JSON lines: every object a record, numbers as written, places by line or item."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, cast

from corpus.characters import clean
from corpus.decoding import DecodedText, decode
from corpus.errors import DamagedFile
from corpus.extract import Extract, TextBuilder
from corpus.records import Field, record_blocks

# A value of JSON: an object is a tuple of names and values, so that a name that stands twice keeps
# both, and a number is what was written.
_Json: TypeAlias = "str | bool | list[_Json] | tuple[tuple[str, _Json], ...] | None"

# The names under which programs keep running text: it stands without its name.
_TEXTS = frozenset(("text", "body", "content", "contents"))
# A list of simple values is one value up to so many characters, and a path of names one name. Ours.
_LONGEST_LIST = 240
_LONGEST_NAME = 100
_NAMED_LINES = 10


def read_jsonl(data: bytes, source: str) -> Extract:
    """Read JSON lines: one value a line, each line a place. Lines that are no JSON are noted.

    Raises: NotText: when the bytes are no text in any encoding. DamagedFile: when no line is JSON.
    """
    decoded = decode(data, source)
    lines = _read_lines(decoded.text)
    if lines.broken and not lines.count:
        return _read_whole(decoded, source)  # one value over many lines, under the wrong name
    return _extract_of(lines, decoded)


def read_json(data: bytes, source: str) -> Extract:
    """Read JSON. Each item of an array is a place, also of an array within the outermost object.

    Raises: NotText: when the bytes are no text in any encoding. DamagedFile: when they are no JSON.
    """
    decoded = decode(data, source)
    try:
        return _read_whole(decoded, source)
    except DamagedFile:
        lines = _read_lines(decoded.text)  # JSON lines under the wrong name
        if not lines.count:
            raise
        return _extract_of(lines, decoded)


@dataclass(slots=True)
class _Lines:
    """The lines that were JSON, as text, and the numbers of those that were not."""

    builder: TextBuilder = field(default_factory=TextBuilder)
    count: int = 0
    broken: list[int] = field(default_factory=list)


def _read_lines(text: str) -> _Lines:
    lines = _Lines()
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = _parsed(line)
        except ValueError:
            lines.broken.append(number)
        else:
            lines.count += 1
            _write(lines.builder, value, f"line {number}")
    return lines


def _extract_of(lines: _Lines, decoded: DecodedText) -> Extract:
    broken = lines.broken
    named = ", ".join(map(str, broken[:_NAMED_LINES])) + ", ..." * (len(broken) > _NAMED_LINES)
    what = "line is no JSON and was" if len(broken) == 1 else "lines are no JSON and were"
    return Extract(
        text=lines.builder.text,
        marks=lines.builder.marks,
        title="",
        date=None,
        how=f"JSON lines, {decoded.encoding}, {lines.count:,} lines",
        notes=decoded.notes + ((f"{len(broken):,} {what} not read: {named}",) if broken else ()),
    )


def _read_whole(decoded: DecodedText, source: str) -> Extract:
    builder = TextBuilder()
    try:
        value = _parsed(decoded.text) if decoded.text.strip() else None
    except ValueError as error:
        raise DamagedFile(
            f"{source} is no JSON: {error}",
            hint="get the file again, or give it the suffix of its real format",
        ) from error
    if isinstance(value, list):
        _write_items(builder, value, "item")
    elif isinstance(value, tuple):
        _write(builder, tuple(pair for pair in value if not _is_table(pair[1])), "beginning")
        for name, items in value:
            if _is_table(items):
                label = " ".join(clean(name).split())
                _write_items(builder, cast("list[_Json]", items), f"{label}, item")
    else:
        _write(builder, value, "beginning")
    return Extract(
        text=builder.text,
        marks=builder.marks,
        title="",
        date=None,
        how=f"JSON, {decoded.encoding}",
        notes=decoded.notes,
    )


def _parsed(text: str) -> _Json:
    """The value that `text` is.

    Raises: ValueError: when it is no JSON, or is nested deeper than any data.
    """
    try:
        value = json.loads(
            text, object_pairs_hook=tuple, parse_int=str, parse_float=str, parse_constant=str
        )
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    return cast("_Json", value)


def _is_table(value: _Json) -> bool:
    """Whether it is an array of objects."""
    return isinstance(value, list) and any(isinstance(item, tuple) for item in value)


def _write_items(builder: TextBuilder, items: Sequence[_Json], label: str) -> None:
    for number, item in enumerate(items, start=1):
        _write(builder, item, f"{label} {number}")


def _write(builder: TextBuilder, value: _Json, place: str) -> None:
    """Write one value as a record at its place; one that holds nothing leaves nothing."""
    blocks = record_blocks(_fields(value))
    if blocks:
        builder.place(place)
    for block in blocks:
        builder.block(block)


def _fields(value: _Json) -> Iterator[Field]:
    """All that is in a value, depth first, under names such as "author.name"."""
    stack = [("", value)]
    while stack:
        name, current = stack.pop()
        if isinstance(current, tuple):
            stack.extend((_path(name, key), inner) for key, inner in reversed(current))
        elif isinstance(current, list) and not _is_one_value(current):
            numbered = enumerate(current, start=1)
            stack.extend(reversed([(_path(name, str(at)), item) for at, item in numbered]))
        else:
            label = "" if name.rpartition(".")[2].casefold() in _TEXTS else name
            yield Field(label, _simple(current))


def _path(name: str, key: str) -> str:
    key = " ".join(key.split())[:_LONGEST_NAME]
    return f"{name}.{key}" if name and len(name) + len(key) < _LONGEST_NAME else key


def _is_one_value(items: Sequence[_Json]) -> bool:
    """Whether a list of simple values is short enough to be read as one."""
    if any(isinstance(item, (list, tuple)) for item in items):
        return False
    return sum(len(_simple(item)) + 2 for item in items) <= _LONGEST_LIST


def _simple(value: _Json) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(_simple, value)) if isinstance(value, list) else ""
