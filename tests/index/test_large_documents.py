"""A large document among small ones: they do not wait for it, and nothing is encoded twice."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index.encoding import EncodedText, SpannedText
from index.library import Library
from tests.fakes import HashingEncoder, ReadingHere
from tests.index.folders import assert_whole, paragraph, snapshot_of, text_of, write

SMALL = {f"{number:02}.txt": paragraph("harbour", number) for number in range(30)}
LARGE = text_of(*(paragraph("mountain", day) for day in range(300)))


class FailingEncoder(HashingEncoder):
    """A `HashingEncoder` that is stopped in whatever is about a mountain."""

    def encode(
        self, texts: Sequence[SpannedText], on_encoded: Callable[[int], None] | None = None
    ) -> list[EncodedText]:
        """The vectors of `texts`, or an error."""
        if any("mountain" in text.text for text in texts):
            raise KeyboardInterrupt
        return super().encode(texts, on_encoded)


def sources(library: Library) -> list[str]:
    with snapshot_of(library) as snapshot:
        return [record.source for record in snapshot.files()]


def test_what_waits_is_stored_before_a_large_document_is_encoded(tmp_path: Path) -> None:
    folder = write(tmp_path / "documents", {**SMALL, "large.txt": LARGE})
    with pytest.raises(KeyboardInterrupt):
        Library(tmp_path / "index", FailingEncoder(), process=ReadingHere).update([folder])
    library = Library(tmp_path / "index", HashingEncoder(), process=ReadingHere)
    assert sources(library) == sorted(SMALL)
    report = library.update([folder])
    assert (report.added, report.unchanged) == (("large.txt",), tuple(SMALL))
    assert report.encoded == 300


def test_a_large_document_is_stored_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = write(tmp_path / "documents", {"large.txt": LARGE})
    library = Library(tmp_path / "index", FailingEncoder(), process=ReadingHere)
    with pytest.raises(KeyboardInterrupt):
        library.update([folder])
    assert sources(library) == []


def test_what_a_large_document_shares_with_those_before_is_encoded_once(tmp_path: Path) -> None:
    before = text_of(*(paragraph("river", day) for day in range(256)))
    texts = {
        "a.txt": before,  # is being encoded while the others are read
        "b.txt": paragraph("winter"),
        "c.txt": text_of(LARGE, paragraph("river", 7), paragraph("winter")),
    }
    encoder = HashingEncoder()
    library = Library(tmp_path / "index", encoder, process=ReadingHere)
    report = library.update([write(tmp_path / "documents", texts)])
    assert report.encoded == len(encoder.encoded) == len(set(encoder.encoded)) == 256 + 1 + 300
    with snapshot_of(library) as snapshot:
        assert_whole(snapshot, encoder)
