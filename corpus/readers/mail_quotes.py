"""Quoted mail: a message in stretches, without the marks that mail programs put before lines."""

from dataclasses import dataclass
from itertools import groupby

from corpus.lines import quote_marks

MESSAGE = "message"
_QUOTED = "message, quoted"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines of a message that stand together, and the place in the e-mail where they do."""

    text: str
    place: str = MESSAGE


def stretches(text: str) -> tuple[Stretch, ...]:
    """Plain `text` in stretches of lines that were quoted as often, none of them blank.

    >>> [(one.place, one.text) for one in stretches("> Can you\\n> come?\\nYes.")]
    [('message, quoted', 'Can you\\ncome?'), ('message', 'Yes.')]
    """
    lines = text.split("\n")
    marked = zip(quote_marks(lines), lines, strict=True)
    runs = groupby(marked, key=lambda pair: pair[0].count(">"))
    found = (
        Stretch(
            "\n".join(line.removeprefix(marks) for marks, line in run),
            _QUOTED if depth else MESSAGE,
        )
        for depth, run in runs
    )
    return tuple(one for one in found if one.text.strip())
