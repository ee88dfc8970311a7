"""Pictures of pages: drawn in a process of their own, with the places of texts on them."""

import zlib
from itertools import pairwise

import pytest

from corpus.page_box import Box, joined
from corpus.page_picture import picture_of
from tests.corpus.readers.pdf_files import SIGN_WIDTH, Page, Words, column, pdf

LINES = ["The tower of Vellamo is", "forty metres high. It", "was built in 1886."]
FILE = pdf([Page([Words(72, 700, "A first page")]), Page(column(72, 500, LINES, size=10))])


def rows_of(png: bytes, width: int) -> list[bytes]:
    """The rows of pixels of a picture as we write it: one part of data, rows as they are."""
    start = png.index(b"IDAT") + 4
    length = int.from_bytes(png[start - 8 : start - 4])
    data = zlib.decompress(png[start : start + length])
    step = width * 3 + 1
    return [data[at + 1 : at + step] for at in range(0, len(data), step)]


def test_a_page_is_drawn_with_a_box_for_each_line_of_a_text() -> None:
    picture = picture_of(FILE, 2, ["forty metres high. It was built", "1886"])
    assert picture is not None
    assert (picture.width, picture.height, picture.pages) == (1100, 1557, 2)
    text, year = picture.boxes
    assert len(text) == 2
    first, second = text
    assert first.left == pytest.approx(72 / 595, abs=0.002)
    assert first.width == pytest.approx(len(LINES[1]) * 10 * SIGN_WIDTH / 595, abs=0.003)
    assert second.width == pytest.approx(len("was built") * 10 * SIGN_WIDTH / 595, abs=0.003)
    # The baseline of the second line is 488 points above the foot of 842.
    assert first.top < 1 - 488 / 842 < first.top + first.height
    assert len(year) == 1
    assert year[0].left > second.left + second.width


def test_what_is_drawn_is_a_picture_of_the_page() -> None:
    picture = picture_of(FILE, 2, ["The tower of Vellamo"])
    assert picture is not None
    assert picture.png.startswith(b"\x89PNG\r\n\x1a\n")
    rows = rows_of(picture.png, picture.width)
    assert len(rows) == picture.height
    box = picture.boxes[0][0]
    inside = rows[round(picture.height * (box.top + box.height / 2))]
    first, last = (round(picture.width * at) * 3 for at in (box.left, box.left + box.width))
    assert min(inside[first:last]) < 100
    assert set(rows[10]) == {255}


@pytest.mark.parametrize(
    "data",
    [b"", b"no PDF file", FILE[:200], pdf([Page(column(72, 700, LINES))], user_password="x")],
    ids=["nothing", "no PDF file", "cut off", "encrypted"],
)
def test_what_cannot_be_drawn_gives_no_picture(data: bytes) -> None:
    assert picture_of(data, 1) is None


@pytest.mark.parametrize("number", [0, 3, 10**9])
def test_a_page_that_is_not_there_gives_no_picture(number: int) -> None:
    assert picture_of(FILE, number) is None


def test_a_file_that_is_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.page_picture._MOST_BYTES", len(FILE) - 1)
    assert picture_of(FILE, 1) is None


def test_a_page_that_takes_too_long_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.page_picture._START", "import time; time.sleep(60)")
    monkeypatch.setattr("corpus.page_picture._SECONDS", -1)
    assert picture_of(FILE, 1) is None


def test_a_process_that_dies_gives_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.page_picture._START", "import os; os.kill(os.getpid(), 11)")
    assert picture_of(FILE, 1) is None


def test_boxes_are_joined_on_a_line_in_either_direction_and_not_over_a_gap() -> None:
    leftwards = [Box(at, 0, at + 5, 10) for at in (50, 44, 38)]
    assert list(joined(leftwards)) == [Box(38, 0, 55, 10)]
    apart = [Box(0, 0, 5, 10), Box(100, 0, 105, 10)]
    assert list(joined(apart)) == apart
    assert list(joined([Box(0, 0, 0, 10), Box(0, 5, 5, 5)])) == []
    below = [Box(0, number * 12, 5, number * 12 + 10) for number in range(3)]
    assert [one.top < two.top for one, two in pairwise(joined(below))] == [True, True]
