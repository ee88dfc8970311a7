"""The cited document: its text with the place marked, or the picture of its page."""

from dataclasses import replace
from datetime import date

import pytest

from chat.document_html import PageView, document_as_html, missing_as_html
from chat.words import WORDS as ALL_WORDS
from corpus import Document, Mark, Span
from corpus.page_picture import BoxOnPage, PagePicture
from qa.showing import REFERENCE_PREFIX, Reference
from tests.qa.page import Page, page_of

WORDS = ALL_WORDS["en"]
LETTER = Document(
    source="letters/april.txt",
    sha256="cd" * 32,
    title="Schools open",
    date=date(2020, 4, 2),
    text="Dear parents,\n\nSchools open on Monday. Please wait <outside>.\n\nYours, Ada",
    marks=(Mark(0, "line 1"), Mark(15, "line 3"), Mark(63, "line 5")),
)
PASSAGE, QUOTE = Span(15, 61), Span(39, 61)


def shown(document: Document, passage: Span, quote: Span | None = None) -> Page:
    reference = Reference(document.source, document.sha256, passage, quote)
    return page_of(document_as_html(document, reference, WORDS))


def test_exactly_the_passage_and_the_quote_are_marked() -> None:
    page = shown(LETTER, PASSAGE, QUOTE)
    assert page.only("div", "cv-text").text == LETTER.text
    assert page.only("mark", "cv-passage").text == "Schools open on Monday. Please wait <outside>."
    assert page.only("mark", "cv-quote").text == "Please wait <outside>."
    assert page.all("p", "cv-cut") == []


def test_the_head_names_the_document_and_the_place_of_the_quote() -> None:
    head = shown(LETTER, PASSAGE, QUOTE).only("header", "cv-head")
    assert head.text == "‹›Schools open\nletters/april.txt, 2020-04-02, line 3"
    untitled = replace(LETTER, title="", date=None, marks=())
    assert shown(untitled, PASSAGE).only("header").text == "‹›april\nletters/april.txt"


@pytest.mark.parametrize(
    "quote",
    [PASSAGE, Span(15, 16), Span(60, 61)],
    ids=["the whole passage", "its first character", "its last character"],
)
def test_a_quote_may_be_anywhere_in_its_passage(quote: Span) -> None:
    page = shown(LETTER, PASSAGE, quote)
    assert page.only("mark", "cv-quote").text == LETTER.text[quote.start : quote.end]
    assert page.only("mark", "cv-passage").text == LETTER.text[15:61]
    assert page.only("div", "cv-text").text == LETTER.text


@pytest.mark.parametrize("quote", [None, Span(0, 4), Span(14, 20), Span(60, 70)])
def test_without_a_quote_in_it_the_passage_alone_is_marked(quote: Span | None) -> None:
    page = shown(LETTER, PASSAGE, quote)
    assert page.all("mark", "cv-quote") == []
    assert page.only("mark", "cv-passage").text == LETTER.text[15:61]
    assert page.only("div", "cv-text").text == LETTER.text


def test_a_document_that_has_changed_says_so_and_shows_nothing_else() -> None:
    reference = Reference(LETTER.source, "ef" * 32, PASSAGE, QUOTE)
    page = page_of(document_as_html(LETTER, reference, WORDS))
    assert page.only("p", "cv-error").text.startswith("This document has changed")
    assert page.all("mark") == page.all("div", "cv-text") == []
    assert "Monday" not in page.text


@pytest.mark.parametrize(
    ("length", "passage", "before", "after"),
    [
        (400_000, Span(200_000, 200_100), 125_000, 124_900),
        (400_000, Span(0, 100), 0, 324_900),
        (400_000, Span(399_900, 400_000), 324_900, 0),
        (150_000, Span(75_000, 75_000), 0, 0),
        (150_001, Span(75_001, 75_001), 1, 0),
        (150_001, Span(75_000, 75_000), 0, 1),
    ],
)
def test_a_long_document_is_cut_and_what_is_left_out_is_counted(
    length: int, passage: Span, before: int, after: int
) -> None:
    text = "".join(chr(ord("a") + number % 26) for number in range(length))
    document = replace(LETTER, text=text)
    page = shown(document, passage)
    counts = [f"[… {count:,} characters are not shown here]" for count in (before, after) if count]
    assert [element.text for element in page.all("p", "cv-cut")] == counts
    assert page.only("div", "cv-text").text == text[before : length - after]
    assert page.only("mark", "cv-passage").text == text[passage.start : passage.end]


@pytest.mark.parametrize(
    "passage", [Span(50, 20), Span(60, 999), Span(900, 999), Span(900_000, 900_001)]
)
def test_a_link_to_a_place_that_the_document_does_not_have_shows_nothing_twice(
    passage: Span,
) -> None:
    # Such a link can only be typed: no answer has one.
    link = (
        f"{REFERENCE_PREFIX}letters%2Fapril.txt:{LETTER.sha256}:{passage.start}:{passage.end}:0:0"
    )
    reference = Reference.parse(link)
    if reference is not None:
        page = page_of(document_as_html(LETTER, reference, WORDS))
        boxes = page.all("div", "cv-text")
        assert [box.text for box in boxes] in ([], [LETTER.text])
        assert page.all("p", "cv-cut") == []


PICTURE = PagePicture(b"png", 1100, 1556, 3, ((BoxOnPage(0.1, 0.2, 0.3, 0.025),), ()))
QUOTED = Reference(LETTER.source, LETTER.sha256, PASSAGE, QUOTE)


def test_a_page_is_shown_as_its_picture_with_the_places_marked_and_its_text_beside() -> None:
    page = page_of(document_as_html(LETTER, QUOTED, WORDS, PageView(2, PICTURE)))
    picture = dict(page.only("img").attributes)
    assert picture["src"] == "data:image/png;base64,cG5n"
    assert picture["alt"] == "Page 2 as it is in the file"
    box = dict(page.only("div", "cv-box-passage").attributes)
    assert box["style"] == "left:10.000%;top:20.000%;width:30.000%;height:2.500%"
    assert page.only("mark", "cv-quote").text == "Please wait <outside>."
    turns = [dict(one.attributes)["data-page"] for one in page.all("button", "cv-turn-page")]
    assert turns == ["1", "3"]


def test_a_cited_page_without_the_quote_says_so_and_another_page_does_not() -> None:
    bare = replace(PICTURE, boxes=((), ()))
    said = "The quote could not be found on the picture of the page."
    cited = page_of(document_as_html(LETTER, QUOTED, WORDS, PageView(1, bare)))
    assert cited.only("p", "cv-note").text == said
    other = page_of(document_as_html(LETTER, QUOTED, WORDS, PageView(3, bare, cited=False)))
    assert other.all("p", "cv-note") == []


def test_without_a_picture_the_text_is_shown_with_the_reason() -> None:
    view = PageView(1, None, why_not="file_gone")
    page = page_of(document_as_html(LETTER, QUOTED, WORDS, view))
    assert page.only("p", "cv-note").text.startswith("The file is no longer there.")
    assert page.only("mark", "cv-quote").text == "Please wait <outside>."
    assert page.all("img") == []


def test_a_document_that_is_no_longer_there_is_named() -> None:
    page = page_of(missing_as_html("a.txt", WORDS))
    assert page.only("p", "cv-error").text == "a.txt is no longer among the documents."
