"""What a reader gets out of a file, and the helper that builds text and marks together."""

from dataclasses import dataclass, field
from datetime import date

from corpus.document import Mark
from corpus.errors import UnreadableDocument
from corpus.headings import TOP_LEVEL, Heading, heading_paths


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a file: its path in there, and its bytes or why they cannot be had."""

    name: str
    data: bytes
    refusal: UnreadableDocument | None = None


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of one file, its marks, and what the file says of itself.

    `text` has "\\n" as its only line break. `how` says by what means it was read, for people.
    `title` and `issuer` are empty and `date` is None where the file does not state them. `notes`
    say what is in the file and not in the text, such as "page 3 has no text layer". `members` are
    the files inside this file, which become documents of their own.
    """

    text: str
    marks: tuple[Mark, ...]
    title: str
    date: date | None
    how: str
    issuer: str = ""
    notes: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()


@dataclass(slots=True)
class TextBuilder:
    """Builds a text block by block, with a blank line between blocks and marks at headings.

    >>> builder = TextBuilder()
    >>> builder.heading("Findings")
    >>> builder.block("It works.")
    >>> builder.text, builder.marks
    ('Findings\\n\\nIt works.', (Mark(offset=0, label='section Findings'),))
    """

    _places: list[tuple[int, str | Heading]] = field(default_factory=list)  # with their offsets
    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _waiting: list[str | Heading] = field(default_factory=list)  # for the next block

    @property
    def text(self) -> str:
        """All blocks so far."""
        return "".join(self._parts)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """A mark for each heading and place, and one for what stands before the first.

        Only all headings together tell which of them are above the others.
        """
        headings = [place for _, place in self._places if isinstance(place, Heading)]
        paths = iter(heading_paths(headings))
        marks = tuple(
            Mark(offset, f"section {next(paths)}" if isinstance(place, Heading) else place)
            for offset, place in self._places
        )
        before = () if marks and not marks[0].offset else (Mark(0, "beginning"),)
        return (*before, *marks)

    def block(self, content: str) -> None:
        """Add one block; one that is blank adds nothing."""
        content = content.strip()
        if not content:
            return
        if self._parts:
            self._add("\n\n")
        self._places.extend((self._length, place) for place in self._waiting)
        self._waiting.clear()
        self._add(content)

    def heading(self, content: str, level: int = TOP_LEVEL) -> None:
        """Add a heading, and mark all that follows as standing under it.

        It stands itself under the nearest one before it of a lower level.
        """
        content = " ".join(content.replace("\u200b", "").split())
        if content:
            self._waiting.append(Heading(content, level))
            self.block(content)

    def place(self, label: str) -> None:
        """Mark the next block, and all that follows, as standing at `label`, such as "page 3"."""
        self._waiting.append(label)

    def _add(self, part: str) -> None:
        self._parts.append(part)
        self._length += len(part)
