"""EPUB books: their pages in reading order, with a mark for each chapter and heading."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpus.document import Mark
from corpus.errors import DamagedFile, LimitReached, UnreadableDocument
from corpus.extract import Extract, TextBuilder
from corpus.readers.epub_package import SECTION, Book, Item, chapter_label, open_book, section_label
from corpus.readers.html import write_book_page
from corpus.statements import not_read
from corpus.zipped import ZippedFile

_CONTENTS = "the table of contents was left out"
_HEADING = "section "
_PAGE = ""  # the label of where a page of the book begins, until the chapters are told


def read_epub(data: bytes, source: str) -> Extract:
    """Read a book. Its chapters are those of its table of contents, or begin at headings.

    Raises: NeedsPassword: when it is protected against copying. DamagedFile, LimitReached: when
    it cannot be read. A page that cannot is noted, and the others are read.
    """
    zipped = ZippedFile(data, source)
    book = open_book(zipped)
    reading = _Reading(list(book.faults))
    for item in book.pages:
        reading.add(item, zipped, book.contents.get(item.path, {}))
    reading.unread["page outside of the reading order"] = _left_over(book)
    text = reading.builder.text
    if not text and reading.notes:
        raise DamagedFile(
            f"{source} has no page that can be read: {reading.notes[0]}",
            hint="get the file again from where it came",
        )
    marks = _marks(reading.builder.marks)
    chapters = {mark.label.partition(SECTION)[0] for mark in marks} - {"beginning"}
    return Extract(
        text=text,
        marks=marks,
        title=book.title,
        date=book.date,
        how=f"EPUB, {len(chapters)} chapter{'' if len(chapters) == 1 else 's'}",
        issuer=book.issuer,
        notes=(*not_read(reading.unread), *reading.notes),
    )


@dataclass(slots=True)
class _Reading:
    """The text of a book as it grows page by page, and what is not in it."""

    notes: list[str]
    builder: TextBuilder = field(default_factory=TextBuilder)
    unread: Counter[str] = field(default_factory=Counter)

    def add(self, item: Item, zipped: ZippedFile, contents: Mapping[str, str]) -> None:
        """Add one part of the book; `contents` gives the labels of its chapters by id."""
        if not item.is_page:
            self.unread["picture"] += 1
            return
        self.builder.place(_PAGE)
        try:
            counts = write_book_page(zipped.read(item.path), item.path, self.builder, contents)
        except LimitReached:
            raise
        except UnreadableDocument as error:
            self.notes.append(f"{item.path} was not read: {error.message}")
            return
        self.notes.extend(f"{item.path}: {note}" for note in counts.notes)
        self.unread["picture"] += counts.pictures
        if counts.letters_of_navigation and _CONTENTS not in self.notes:
            self.notes.append(_CONTENTS)


def _left_over(book: Book) -> int:
    """How many pages stand in the book and not in its reading order, but for its contents."""
    return sum(1 for item in book.others if item.is_page and "nav" not in item.properties)


def _marks(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """The chapters, and the sections within them; one mark for each offset.

    A page that begins with a heading begins a chapter, unless the contents name one there.
    """
    labels = {0: "beginning"}
    chapter = ""
    chapter_begins = page_begins = -1
    for mark in marks:
        heading = mark.label.removeprefix(_HEADING)
        if mark.label == _PAGE:
            page_begins = mark.offset
        elif heading == mark.label:
            chapter, chapter_begins = mark.label.partition(SECTION)[0], mark.offset
            labels[mark.offset] = mark.label
        elif mark.offset == page_begins != chapter_begins:
            chapter = labels[mark.offset] = chapter_label(heading)
        elif heading.casefold() not in labels.get(mark.offset, "").casefold():
            labels[mark.offset] = section_label(chapter, heading)
    return tuple(Mark(offset, label) for offset, label in labels.items())
