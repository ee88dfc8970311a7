"""Compound files: what they wrap comes out, and broken ones wrap nothing."""

import pytest
from hypothesis import given, settings

from corpus.compound import PackagedFile, packaged_file
from tests.corpus.compound_files import compound
from tests.corpus.readers.hostile import damaged


@pytest.mark.parametrize("size", [1, 63, 64, 3000, 5000, 40_000])
def test_the_wrapped_file_comes_out_under_its_own_name(size: int) -> None:
    data = bytes(number % 251 for number in range(size))
    assert packaged_file(compound(data)) == PackagedFile("a.zip", data)


@pytest.mark.parametrize("path", ["a.zip", "/tmp/files/a.zip", "\\\\server\\files\\a.zip"])
def test_folders_are_no_part_of_the_name(path: str) -> None:
    assert packaged_file(compound(b"x", path)) == PackagedFile("a.zip", b"x")


@pytest.mark.parametrize("data", [b"", b"PK", compound(b"x")[:8], compound(b"x")[:600]])
def test_what_wraps_nothing_gives_nothing(data: bytes) -> None:
    assert packaged_file(data) is None


@settings(max_examples=200)
@given(damaged(compound(b"file" * 20)))
def test_damage_is_survived(data: bytes) -> None:
    packaged = packaged_file(data)
    assert packaged is None or len(packaged.data) <= len(data)
