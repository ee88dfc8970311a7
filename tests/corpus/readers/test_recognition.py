"""Text recognition: what was seen becomes a page like any other; the real models read a scan."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from corpus.errors import MissingExtra
from corpus.layout.flow import flow_of, text_and_marks
from corpus.readers import recognition
from corpus.readers.pdf import read_pdf
from corpus.readers.recognition import RapidRecogniser, SeenText, seen_page

FILES = Path(__file__).parents[4] / "shared" / "data" / "parser-docs" / "pdf-scanned"
INSTALLED = find_spec("rapidocr") is not None


def seen(*rows: tuple[str, float, float, float]) -> list[SeenText]:
    """Lines by text, left, top and height in dots, two to the point."""
    return [
        SeenText(text, left, top, left + 0.5 * height * len(text), top + height)
        for text, left, top, height in rows
    ]


def test_what_was_seen_is_read_in_reading_order() -> None:
    lines = seen(
        ("Two vans came over the pass to Tromness in that winter, and all", 100, 200, 26),
        ("of the drivers slept.", 100, 230, 24),
        ("Hot meals", 100, 100, 60),
        (" ", 100, 400, 24),
    )
    page = seen_page(3, (500, 800), lines, scale=2)
    text, marks = text_and_marks(flow_of([page]).blocks)
    assert text == (
        "Hot meals\n\nTwo vans came over the pass to Tromness in that winter, and all of the "
        "drivers slept."
    )
    assert [mark.label for mark in marks] == ["page 3"]


def test_a_place_is_in_points_and_a_guessed_size_near_the_usual_one_is_that() -> None:
    page = seen_page(1, (500, 800), seen(("ab", 20, 100, 20), ("cd", 20, 130, 24)), scale=2)
    first, second = page.pieces
    assert (first.left, first.right, first.baseline) == (10, 20, 57.5)
    assert first.size == second.size == 8.25


def test_a_picture_without_text_is_an_empty_page() -> None:
    assert seen_page(1, (500, 800), [], scale=2).pieces == ()


def test_without_the_library_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "find_spec", lambda _: None)
    with pytest.raises(MissingExtra) as caught:
        RapidRecogniser()
    assert caught.value.hint == "pip install 'chapterverse[ocr]'"


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.skipif(not INSTALLED, reason="text recognition is not installed")
def test_a_real_scan_is_read() -> None:
    path = FILES / "docling__ocr_test.pdf"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    extract = read_pdf(path.read_bytes(), "scan.pdf", RapidRecogniser())
    assert extract.text == (
        "Docling bundles PDF document conversion to JSON and Markdown in an easy self contained "
        "package"
    )
    assert extract.notes == ("page 1 was read by text recognition",)
