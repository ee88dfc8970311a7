"""Zip archives: clean names, refusals that name their member, archives within archives."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Mark
from corpus.errors import DamagedFile, LimitReached, NeedsPassword
from corpus.extract import Extract, Member
from corpus.readers.archive import read_archive
from tests.corpus.readers.mutations import damaged, extract_of
from tests.corpus.readers.workbooks import packed

FILES = Path(__file__).parents[4] / "shared" / "data" / "parser-docs"


def names_of(data: bytes) -> list[str]:
    return [member.name for member in read_archive(data, "a.zip").members]


def raw_named(names: list[bytes]) -> bytes:
    """An archive whose names are these bytes, and are not said to be in UTF-8."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for number, name in enumerate(names):
            archive.writestr(f"{number}".rjust(len(name), "#"), b"x")
    data = written.getvalue()
    for number, name in enumerate(names):
        data = data.replace(f"{number}".rjust(len(name), "#").encode(), name)
    return data


def encrypted(data: bytes) -> bytes:
    """The archive with every member said to be encrypted."""
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(signature)
        while start >= 0:
            at = start + offset
            (bits,) = struct.unpack("<H", data[at : at + 2])
            data = data[:at] + struct.pack("<H", bits | 1) + data[at + 2 :]
            start = data.find(signature, start + 4)
    return data


def test_the_files_of_an_archive_are_its_members() -> None:
    assert read_archive(packed({"a.txt": "one", "b/": "", "b/c.txt": "two"}), "a.zip") == Extract(
        text="",
        marks=(Mark(0, "beginning"),),
        title="",
        date=None,
        how="zip archive, 2 files",
        members=(Member("a.txt", b"one"), Member("b/c.txt", b"two")),
    )


def test_names_lead_nowhere_and_stand_for_one_file_each() -> None:
    parts = {"../../a.txt": "1", "/a.txt": "2", "C:\\A.txt": "3", "b\n.txt": "4", "..": "5"}
    assert names_of(packed(parts)) == ["a.txt", "a (2).txt", "A (3).txt", "b\\n.txt", "unnamed"]


def test_hidden_files_are_counted() -> None:
    parts = {".DS_Store": "x", "__MACOSX/._a.txt": "x", "b/.git/c": "x", "a.txt": "one"}
    extract = read_archive(packed(parts), "a.zip")
    assert [member.name for member in extract.members] == ["a.txt"]
    assert extract.notes == ("3 hidden files were passed over",)


@pytest.mark.parametrize("encoding", ["cp437", "utf-8"])
def test_western_names_are_read_in_either_encoding(encoding: str) -> None:
    names = ["Größe.txt", "Übersicht.txt"]
    assert names_of(raw_named([name.encode(encoding) for name in names])) == names


@pytest.mark.parametrize(
    ("names", "encoding"),
    [
        (["报告二零二零.txt", "会议记录.txt"], "gbk"),
        (["報告書.txt", "会議の記録.txt"], "shift_jis"),
        (["보고서 이천이십.txt", "회의록.txt"], "cp949"),
    ],
)
def test_eastern_names_are_read_in_their_encoding(names: list[str], encoding: str) -> None:
    assert names_of(raw_named([name.encode(encoding) for name in names])) == names


def test_an_encrypted_file_is_refused_by_its_name() -> None:
    (member,) = read_archive(encrypted(packed({"b/c.txt": "two"})), "in/a.zip").members
    assert (member.name, member.data) == ("b/c.txt", b"")
    assert isinstance(member.refusal, NeedsPassword)
    assert member.refusal.message.startswith("in/a.zip/b/c.txt needs a password")


def test_a_file_far_larger_than_its_packed_size_is_refused_and_the_others_are_read() -> None:
    data = packed({"bomb.txt": bytes(20_000_000), "a.txt": "one"})
    bomb, other = read_archive(data, "a.zip").members
    assert isinstance(bomb.refusal, LimitReached)
    assert bomb.refusal.message.startswith("a.zip/bomb.txt is too large")
    assert other == Member("a.txt", b"one")


def test_a_broken_file_is_refused_and_the_others_are_read() -> None:
    data = bytearray(packed({"a.txt": "one " * 50, "b.txt": "two " * 50}))
    data[data.index(b"a.txt") + 8] ^= 0xFF
    broken, other = read_archive(bytes(data), "a.zip").members
    assert isinstance(broken.refusal, DamagedFile)
    assert broken.refusal.message.startswith("a.zip/a.txt is broken")
    assert other == Member("b.txt", b"two " * 50)


def test_an_archive_within_is_a_member_like_others() -> None:
    inner = packed({"a.txt": "one"})
    assert read_archive(packed({"b.zip": inner}), "a.zip").members == (Member("b.zip", inner),)


def test_an_archive_of_too_many_files_is_refused() -> None:
    with pytest.raises(LimitReached, match=r"a\.zip holds 10001 files"):
        read_archive(packed({f"{number}": "" for number in range(10_001)}), "a.zip")


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    extract_of(read_archive, data, "a.zip")
    extract_of(read_archive, b"PK\x03\x04" + data, "a.zip")


def test_damaged_archives_are_read_or_refused() -> None:
    parts: dict[str, str | bytes] = {
        "a.txt": "one " * 40,
        "b/Größe.txt": bytes(range(30)),
        "c.zip": packed({"d": "e"}),
    }
    for data in damaged(packed(parts), 400):
        extract_of(read_archive, data, "a.zip")


@pytest.mark.data
@pytest.mark.parametrize(
    ("file", "names"),
    [
        ("zip-broken/tika__droste.zip", ["droste.jpg", "droste.zip"]),
        ("zip-password/tika__testZipEncrypted.zip", ["unencrypted.txt", "encrypted.txt"]),
    ],
)
def test_archives_of_other_projects_are_read(file: str, names: list[str]) -> None:
    path = FILES / file
    if not path.exists():
        pytest.skip("the files of many formats are not beside the checkout")
    members = read_archive(path.read_bytes(), "a.zip").members
    assert [member.name for member in members] == names
    refused = [member.name for member in members if member.refusal]
    assert refused == [name for name in names if name == "encrypted.txt"]


@pytest.mark.data
def test_an_archive_that_claims_a_huge_file_is_refused() -> None:
    path = FILES / "zip-broken/tika__testZIP_corrupted_oom.zip"
    if not path.exists():
        pytest.skip("the files of many formats are not beside the checkout")
    with pytest.raises(DamagedFile, match=r"^a\.zip is not a zip file"):
        read_archive(path.read_bytes(), "a.zip")
