"""An index says whether its last run came to the end, and a run with nothing to do does nothing."""

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from index.encoding import EncodedText, SpannedText
from index.library import Library
from index.update import Step
from tests.fakes import HashingEncoder, ReadingHere
from tests.index.folders import snapshot_of, write

FILES = {"a.txt": "The ferry left the harbour at noon.", "b.txt": "The baker sold forty loaves."}


class Stopped(Exception):
    """The run was stopped."""


class CountingEncoder(HashingEncoder):
    """Counts how often it was asked to encode, be it nothing."""

    calls = 0

    def encode(
        self, texts: Sequence[SpannedText], on_encoded: Callable[[int], None] | None = None
    ) -> list[EncodedText]:
        self.calls += 1
        return super().encode(texts, on_encoded)


def stop_when_stored(step: Step) -> None:
    if step.what == "stored":
        raise Stopped


def test_a_run_that_was_stopped_leaves_an_index_that_says_so(tmp_path: Path) -> None:
    documents = write(tmp_path / "documents", FILES)
    library = Library(tmp_path / "index", HashingEncoder(), process=ReadingHere)
    with pytest.raises(Stopped):
        library.update([documents], stop_when_stored)
    with snapshot_of(library) as snapshot:
        assert snapshot.unfinished
        assert [file.source for file in snapshot.files()] == ["a.txt"]
    library.update([documents])
    with snapshot_of(library) as snapshot:
        assert not snapshot.unfinished
        assert [file.source for file in snapshot.files()] == ["a.txt", "b.txt"]


def test_a_stopped_run_is_finished_by_one_that_finds_nothing_to_do(tmp_path: Path) -> None:
    documents = write(tmp_path / "documents", {"a.txt": FILES["a.txt"]})
    library = Library(tmp_path / "index", HashingEncoder(), process=ReadingHere)
    with pytest.raises(Stopped):
        library.update([documents], stop_when_stored)
    library.update([documents])
    with closing(library.catalog()) as catalog:
        assert not catalog.unfinished()


def test_a_run_with_nothing_new_does_not_wake_the_encoder(tmp_path: Path) -> None:
    documents = write(tmp_path / "documents", FILES)
    encoder = CountingEncoder()
    library = Library(tmp_path / "index", encoder, process=ReadingHere)
    library.update([documents])
    calls = encoder.calls
    assert calls > 0
    report = library.update([documents])
    assert report.unchanged == ("a.txt", "b.txt")
    assert encoder.calls == calls
