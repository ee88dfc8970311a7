"""A snapshot: one state of an index, whole, that questions are asked of."""

import threading
import weakref
from collections import OrderedDict
from collections.abc import Iterable, Sequence

from corpus.document import Document
from corpus.passage import Passage
from index.caches import Caches
from index.catalog import Catalog
from index.coverage import Coverage, coverage_of
from index.records import FileRecord, LeftOut, PassageRow

# Documents are kept in memory up to so many characters together, for the passages shown from them.
# Ours: at most 80 MB; fewer and long documents are read from the disk again for every question.
_CHARACTERS_KEPT = 20_000_000
# Rows are kept, too, once they are read and checked, since most questions find some that others
# found. Ours: at most about 80 MB, at 4 KB a row.
_ROWS_KEPT = 20_000


class Snapshot:
    """The documents, passages and caches of one generation. Safe to use from several threads."""

    def __init__(self, catalog: Catalog, caches: Caches) -> None:
        """Take over an open catalogue and the caches that belong to its generation."""
        self._catalog = catalog
        # Whoever still reads an old snapshot when a new one takes its place keeps it open.
        weakref.finalize(self, catalog.close)
        self.caches = caches
        self.identity = catalog.identity()
        self.generation = catalog.generation()
        self.unfinished = catalog.unfinished()
        self._kept: OrderedDict[int, Document] = OrderedDict()
        self._rows: OrderedDict[int, PassageRow] = OrderedDict()
        self._characters = 0
        self._coverage: Coverage | None = None
        self._lock = threading.Lock()
        self._covering = threading.Lock()

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self.caches.vectors)

    def close(self) -> None:
        """Close the catalogue; the snapshot cannot be asked any more."""
        self._catalog.close()

    def files(self) -> tuple[FileRecord, ...]:
        """The documents, by source."""
        return self._catalog.files()

    def left_out(self) -> tuple[LeftOut, ...]:
        """The files that could not become documents, by source."""
        return self._catalog.left_out()

    def coverage(self) -> Coverage:
        """What of the indexed folders can be asked about; worked out once."""
        with self._covering:
            if self._coverage is None:
                catalog = self._catalog
                self._coverage = coverage_of(
                    catalog.files(), catalog.readings(), catalog.left_out()
                )
            return self._coverage

    def document(self, source: str) -> Document:
        """The document of that source.

        Raises: UnknownSource: when there is none.
        """
        return self._document(self._catalog.document_id(source))

    def passage_ids(self, sources: Iterable[str]) -> tuple[int, ...]:
        """The numbers of all passages of these sources.

        Raises: UnknownSource: when there is no document of one of the names.
        """
        return tuple(
            number
            for source in sources
            for number in self._catalog.passage_ids(self._catalog.document_id(source))
        )

    def rows(self, ids: Sequence[int]) -> tuple[PassageRow, ...]:
        """The stored rows of the passages with these numbers, in that order."""
        with self._lock:
            found = {number: self._rows[number] for number in ids if number in self._rows}
        missing = [number for number in ids if number not in found]
        if missing:
            found |= {row.id: row for row in self._catalog.rows(missing)}
        with self._lock:
            for number in ids:
                self._rows[number] = found[number]
                self._rows.move_to_end(number)
            while len(self._rows) > _ROWS_KEPT:
                self._rows.popitem(last=False)
        return tuple(found[number] for number in ids)

    def passage(self, row: PassageRow) -> Passage:
        """The passage that a row stores."""
        return Passage(self._document(row.document_id), row.start, row.end, row.sentences)

    def _document(self, document_id: int) -> Document:
        """One document, kept until others that were used since take its room."""
        with self._lock:
            if document_id in self._kept:
                self._kept.move_to_end(document_id)
                return self._kept[document_id]
        document = self._catalog.document(document_id)
        with self._lock:
            if document_id not in self._kept:
                self._kept[document_id] = document
                self._characters += len(document.text)
            while self._characters > _CHARACTERS_KEPT and len(self._kept) > 1:
                _, dropped = self._kept.popitem(last=False)
                self._characters -= len(dropped.text)
        return document
