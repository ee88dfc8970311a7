"""Cited files that were renamed or moved: found by their bytes, wherever they lie in the folder."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from corpus.document import sha256_of
from qa import cited_file
from qa.verification import Verdict, VerifiedCitation, verify_saved
from tests.qa.small_index import write_files

TEXT = "It rained in March. The harbour was built in 1903. Nobody came."
OTHER = "The bell was cast in Oslo."
CITATION: Mapping[str, object] = {
    "number": 1,
    "source": "notes/harbour.txt",
    "sha256": sha256_of(TEXT.encode()),
    "label": "line 1",
    "start": 20,
    "end": 50,
    "quote": "The harbour was built in 1903.",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of documents without the one that the citation is about."""
    return write_files(tmp_path / "documents", {"bell.txt": OTHER, "notes/rain.md": "It rains."})


def verdict(root: Path, **changed: object) -> VerifiedCitation:
    """What is said of the citation with these changes."""
    file = root.parent / "saved.json"
    file.write_text(json.dumps({"citations": [{**CITATION, **changed}]}))
    (one,) = verify_saved(file, [root])
    return one


@pytest.mark.parametrize("name", ["kept/harbour.txt", "port.txt", "notes/harbour", "port.md"])
def test_a_file_that_was_renamed_or_moved_holds_and_where_it_is_now_is_said(
    root: Path, name: str
) -> None:
    write_files(root, {name: TEXT})
    one = verdict(root)
    assert (one.verdict, one.detail) == (Verdict.HOLDS, f"the file is {root / name} now")
    assert one.source == "notes/harbour.txt"


def test_a_file_with_other_bytes_is_not_taken_for_it(root: Path) -> None:
    write_files(root, {"kept/harbour.txt": TEXT + " Later, many came."})
    one = verdict(root)
    assert (one.verdict, one.detail) == (Verdict.GONE, f"no file notes/harbour.txt in {root}")


def test_a_file_at_its_place_counts_before_any_other(root: Path) -> None:
    write_files(root, {"notes/harbour.txt": f"Changed. {OTHER}", "kept/harbour.txt": TEXT})
    assert verdict(root).verdict is Verdict.CHANGED


def test_what_the_file_never_said_does_not_hold_in_the_one_that_was_moved(root: Path) -> None:
    write_files(root, {"port.txt": TEXT})
    one = verdict(root, quote="The harbour was built in 1904.")
    assert one.verdict is Verdict.CHANGED
    assert one.detail.startswith(f"the file is {root / 'port.txt'} now; ")


def test_a_file_in_an_archive_that_was_renamed_holds(root: Path) -> None:
    with zipfile.ZipFile(root / "renamed.zip", "w") as archive:
        archive.writestr("in/harbour.txt", TEXT)
    one = verdict(root, source="letters.zip/in/harbour.txt")
    place = root / "renamed.zip" / "in" / "harbour.txt"
    assert (one.verdict, one.detail) == (Verdict.HOLDS, f"the file is {place} now")


def test_a_hidden_file_and_one_outside_the_folder_are_not_looked_into(root: Path) -> None:
    write_files(root.parent, {"harbour.txt": TEXT})
    write_files(root, {".hidden/harbour.txt": TEXT})
    (root / "link.txt").symlink_to(root.parent / "harbour.txt")
    assert verdict(root).verdict is Verdict.GONE


def test_after_so_many_bytes_the_search_ends_and_says_so(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(root, {"a.bin": TEXT, "long.txt": "x" * 1000})
    monkeypatch.setattr(cited_file, "_MOST_BYTES", len(OTHER) + len(TEXT) - 1)
    one = verdict(root)
    assert one.verdict is Verdict.GONE
    assert one.detail == (
        f"no file notes/harbour.txt in {root}; its bytes were looked for in 2 of 4 files"
    )
    # Files of the same name come first, then those of the same suffix.
    (root / "a.bin").rename(root / "zz.txt")
    monkeypatch.setattr(cited_file, "_MOST_BYTES", len(OTHER) + len(TEXT))
    assert verdict(root).verdict is Verdict.HOLDS
    (root / "zz.txt").rename(root / "harbour.txt")
    monkeypatch.setattr(cited_file, "_MOST_BYTES", len(TEXT))
    assert verdict(root).verdict is Verdict.HOLDS
