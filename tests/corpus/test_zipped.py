"""Zip files with limits: what comes out is counted, also of what is given up."""

import io
import warnings
import zipfile
from collections.abc import Sequence

import pytest

from corpus.errors import DamagedFile, LimitReached
from corpus.zipped import ZipLimits, ZippedFile


def zipped(*members: tuple[str, bytes], limits: ZipLimits | None = None) -> ZippedFile:
    written = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that stand twice
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members:
                archive.writestr(name, content)
    return ZippedFile(written.getvalue(), "a.zip", limits)


def refusals(file: ZippedFile, names: Sequence[str]) -> list[str]:
    """Which of the members are refused."""
    refused = []
    for name in names:
        try:
            file.read(name)
        except LimitReached:
            refused.append(name)
    return refused


def test_each_member_gives_its_bytes() -> None:
    file = zipped(("a.txt", b"one"), ("b/", b""), ("b/c.txt", b"two"))
    assert [(name, file.read(name)) for name in file.names()] == [
        ("a.txt", b"one"),
        ("b/c.txt", b"two"),
    ]


def test_members_of_one_name_are_told_apart() -> None:
    file = zipped(("a", b"one"), ("a", b"two"), ("a (2)", b"three"), ("a", b"four"))
    assert [(name, file.read(name)) for name in file.names()] == [
        ("a", b"one"),
        ("a (2)", b"two"),
        ("a (2) (2)", b"three"),
        ("a (3)", b"four"),
    ]


def test_what_is_given_up_counts_to_the_total() -> None:
    members = [(f"{number}", bytes(300)) for number in range(10)]
    limits = ZipLimits(member_bytes=200, total_bytes=1000)
    file = zipped(*members, ("small", b"x"), limits=limits)
    assert refusals(file, [*file.names()]) == [*map(str, range(10)), "small"]


def test_a_member_that_is_not_there_is_named() -> None:
    with pytest.raises(DamagedFile, match=r"a\.zip has no b inside"):
        zipped(("a", b"one")).read("b")
