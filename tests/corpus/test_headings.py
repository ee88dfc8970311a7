"""Headings within headings: each is named behind those that it stands under."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import HEADING_SEPARATOR
from corpus.headings import Heading, heading_paths


def paths(*headings: tuple[int, str]) -> list[str]:
    return list(heading_paths([Heading(words, level) for level, words in headings]))


def test_a_heading_stands_under_the_nearest_one_of_a_lower_level() -> None:
    meetings = ((2, "April"), (3, "Police"), (2, "May"), (3, "Police"), (3, "Roads"))
    assert paths(*meetings) == ["April", "April > Police", "May", "May > Police", "May > Roads"]


def test_a_level_may_be_skipped() -> None:
    assert paths((2, "A"), (5, "B"), (4, "C"), (5, "D"), (1, "E")) == [
        *("A", "A > B", "A > C"),
        *("A > C > D", "E"),
    ]


def test_the_nearest_three_are_kept() -> None:
    deep = [(level, f"H{level}") for level in range(2, 7)]
    assert paths(*deep)[2:] == ["H2 > H3 > H4", "H3 > H4 > H5", "H4 > H5 > H6"]


def test_the_title_that_all_stand_under_is_in_no_path() -> None:
    assert paths((1, "Minutes"), (2, "May"), (3, "Police")) == ["Minutes", "May", "May > Police"]


def test_under_a_title_the_only_chapter_is_named() -> None:
    assert paths((1, "Minutes"), (1, "May"), (2, "Police")) == ["Minutes", "May", "May > Police"]


@pytest.mark.parametrize(
    "headings",
    [
        ((1, "April"), (2, "Police"), (1, "May")),
        ((2, "Police"), (1, "April"), (2, "Police")),
        ((2, "April"), (3, "Police")),
    ],
    ids=["one of several", "not the first", "not of the top"],
)
def test_what_is_not_above_all_is_no_title(headings: tuple[tuple[int, str], ...]) -> None:
    assert "April > Police" in paths(*headings)


def test_no_headings_have_no_paths() -> None:
    assert heading_paths(()) == ()


@given(st.lists(st.integers(0, 7)))
def test_a_path_is_what_a_search_upwards_finds(levels: list[int]) -> None:
    headings = [Heading(str(position), level) for position, level in enumerate(levels)]
    is_titled = bool(levels) and levels[0] < min(levels[1:], default=8) and levels[0] <= 1
    for position, path in enumerate(heading_paths(headings)):
        found, level = [position], levels[position]
        for before in range(position - 1, 0 if is_titled else -1, -1):
            if levels[before] < level:
                found, level = [before, *found], levels[before]
        assert path == HEADING_SEPARATOR.join(map(str, found[-3:]))
