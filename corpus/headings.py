"""Headings that stand under each other: each is named behind those above it."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import HEADING_SEPARATOR

TOP_LEVEL = 1
# Those further out say the least of what stands under a heading, and make its place long. Ours.
_MOST_HEADINGS = 3


@dataclass(frozen=True, slots=True)
class Heading:
    """The words of a heading, and its level: those under it have higher ones."""

    words: str
    level: int = TOP_LEVEL


def heading_paths(headings: Sequence[Heading]) -> tuple[str, ...]:
    """Each of a document's headings behind those that it stands under: three at most, the nearest.

    The title, which all stand under, tells none from another: it is named by itself only.

    >>> heading_paths((Heading("Minutes", 1), Heading("4 May", 2), Heading("Police", 3)))
    ('Minutes', '4 May', '4 May > Police')
    """
    titles = 1 if _begin_with_title(headings) else 0
    paths = [heading.words for heading in headings[:titles]]
    above: list[Heading] = []
    for heading in headings[titles:]:
        while above and above[-1].level >= heading.level:
            above.pop()
        above.append(heading)
        paths.append(HEADING_SEPARATOR.join(other.words for other in above[-_MOST_HEADINGS:]))
    return tuple(paths)


def _begin_with_title(headings: Sequence[Heading]) -> bool:
    """Whether the first heading is one of the top, and all others stand under it."""
    if not headings or headings[0].level > TOP_LEVEL:
        return False
    return all(heading.level > headings[0].level for heading in headings[1:])
