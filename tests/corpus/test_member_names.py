"""Names of files inside files: they lead nowhere, and each stands for one file."""

import itertools
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.member_names import UniqueNames, clean_name, clean_path


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("letters/a.txt", "letters/a.txt"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\letters\\..\\a.txt", "letters/a.txt"),
        ("./a//b/./c.txt", "a/b/c.txt"),
        ("a\nb\x07.txt", "a\\nb\\x07.txt"),
        ("Übersicht 新.txt", "Übersicht 新.txt"),
        ("\ud800.txt", "\\ud800.txt"),
        ("a\u202efdp.exe", "a\\u202efdp.exe"),
        ("a\u2028b", "a\\u2028b"),
        (" . / .. /a", "a"),
        ("..", "unnamed"),
        ("", "unnamed"),
    ],
)
def test_a_path_is_relative_and_can_be_shown(name: str, cleaned: str) -> None:
    assert clean_path(name) == cleaned


def test_a_long_path_loses_its_middle_and_keeps_its_suffix() -> None:
    name = clean_path("a" * 300 + ".pdf")
    assert (len(name), name[:3], name[-6:]) == (203, "aaa", "aa.pdf")


def test_a_name_has_no_folders() -> None:
    assert clean_name("..\\letters/a.txt") == "a.txt"


@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_any_name_stays_below_its_folder_and_on_one_line(name: str) -> None:
    path = PurePosixPath(clean_path(name))
    assert not path.is_absolute()
    assert ".." not in path.parts
    assert len(str(path).splitlines()) == 1
    str(path).encode()
    assert "/" not in clean_name(name)


def test_a_name_that_is_taken_gets_a_number() -> None:
    names = UniqueNames()
    given_names = ["b/a.txt", "b/a.txt", "b/A.txt", "b/a (2).txt", "a.txt", "b/a.txt"]
    assert [names.unique(name) for name in given_names] == [
        "b/a.txt",
        "b/a (2).txt",
        "b/A (2).txt".replace("(2)", "(3)"),
        "b/a (2) (2).txt",
        "a.txt",
        "b/a (4).txt",
    ]


def test_thousands_of_names_that_differ_in_case_alone_are_told_apart() -> None:
    cases = itertools.product(*zip("abcdefghijklmno", "ABCDEFGHIJKLMNO", strict=True))
    names = UniqueNames()
    given_names = [names.unique("".join(letters)) for letters in cases]
    assert len({name.casefold() for name in given_names}) == 2**15
    assert given_names[:2] == ["abcdefghijklmno", "abcdefghijklmnO (2)"]


def test_ten_thousand_files_of_one_name_are_told_apart() -> None:
    names = UniqueNames()
    assert len({names.unique("a.txt").casefold() for _ in range(10_000)}) == 10_000
