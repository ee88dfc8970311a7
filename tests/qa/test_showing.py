"""Showing: links that lead back to their place, documents with it marked, answers as a whole."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus import Citation, Document, Mark, Passage, Span
from corpus.reading import Container
from index.coverage import coverage_of
from index.records import FileReading, FileRecord, LeftOut, Origin
from qa import Answer, Seconds
from qa.showing import (
    REFERENCE_PREFIX,
    Reference,
    answer_as_html,
    document_as_html,
    first_reference,
    library_as_html,
)
from tests.qa.hits import hit_of
from tests.qa.page import Page, page_of

FILE = FileRecord("a.txt", Origin("/", "/a.txt"), "00", "Title", "2020-02-19", "text", 9, 3)
SPANS = st.tuples(st.integers(0, 10**12), st.integers(1, 10**6)).map(
    lambda pair: Span(pair[0], pair[0] + pair[1])
)


@settings(deadline=None)
@given(st.text(), st.text("0123456789abcdef", max_size=64), SPANS, st.none() | SPANS)
@example("a:b%20#c?d&e=f.txt", "ab", Span(0, 1), None)
@example("#cite-x:00:1:2:3:4", "ab", Span(0, 1), Span(0, 1))
@example("报告/ü n\u202e.md", "ab", Span(0, 1), None)
@example("", "", Span(0, 1), None)
def test_a_reference_is_read_back_from_its_link(
    source: str, sha256: str, passage: Span, quote: Span | None
) -> None:
    reference = Reference(source, sha256, passage, quote)
    link = reference.link()
    assert link.startswith(REFERENCE_PREFIX)
    assert link.isascii()
    assert not set(link.removeprefix(REFERENCE_PREFIX)) & set(" \"'<>&#\n")
    assert Reference.parse(link) == reference


@pytest.mark.parametrize(
    "link",
    [
        "",
        "#cite-",
        "#",
        "javascript:alert(1)",
        "#cite-a.txt",
        "#cite-a.txt:00",
        "#cite-a.txt:00:1:2:3",
        "#cite-a.txt:00:1:2:3:4:5",
        "#cite-a.txt:00:-1:2:3:4",
        "#cite-a.txt:00:1.5:2:3:4",
        "#cite-a.txt:00: 1:2:3:4",
        "#cite-a.txt:00::::",
        "#cite-a.txt:00:x:2:3:4",
        "#cite-a.txt:00:²:2:3:4",
        f"#cite-a.txt:00:{'9' * 5000}:2:3:4",
        "https://evil.example:00:1:2:3:4",
    ],
    ids=lambda link: link[:30],
)
def test_what_no_reference_makes_is_read_as_none(link: str) -> None:
    assert Reference.parse(link) is None


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
    return page_of(document_as_html(document, reference))


def test_exactly_the_passage_and_the_quote_are_marked() -> None:
    page = shown(LETTER, PASSAGE, QUOTE)
    assert page.only("div", "cv-text").text == LETTER.text
    assert page.only("mark", "cv-passage").text == "Schools open on Monday. Please wait <outside>."
    assert page.only("mark", "cv-quote").text == "Please wait <outside>."
    assert page.all("p", "cv-cut") == []


def test_the_head_names_the_document_and_the_place_of_the_quote() -> None:
    head = shown(LETTER, PASSAGE, QUOTE).only("header", "cv-head")
    assert head.text == "Schools open\nletters/april.txt, 2020-04-02, line 3"
    untitled = replace(LETTER, title="", date=None, marks=())
    assert shown(untitled, PASSAGE).only("header").text == "april\nletters/april.txt"


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
    page = page_of(document_as_html(LETTER, reference))
    assert page.only("p", "cv-error").text.startswith("This document has changed")
    assert page.all("mark") == page.all("div") == []
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
        page = page_of(document_as_html(LETTER, reference))
        boxes = page.all("div", "cv-text")
        assert [box.text for box in boxes] in ([], [LETTER.text])
        assert page.all("p", "cv-cut") == []


HIT = hit_of(Passage(LETTER, 15, 61, (Span(15, 38), QUOTE)), score=1.234)
OTHER = hit_of(Passage(replace(LETTER, source="b.txt", title=""), 0, 13, (Span(0, 13),)), score=0.5)
CITATION = Citation(
    "letters/april.txt", "cd" * 32, "Schools open", "line 3", 39, 61, "Please wait <outside>."
)
ANSWER = Answer(
    question="Where do I wait?",
    found=True,
    confidence=0.876,
    text="Please wait <outside>.",
    citations=(CITATION,),
    passages=(OTHER, HIT),
    seconds=Seconds(0.1, 0.1, 0.2),
)
REFUSAL = replace(ANSWER, found=False, confidence=0.123, text="", citations=())


def links_of(answer: Answer) -> list[Reference | None]:
    page = page_of(answer_as_html(answer))
    return [Reference.parse(dict(link.attributes)["href"] or "") for link in page.all("a")]


def test_what_exactly_was_asked_for_stands_in_strong_letters() -> None:
    answer = replace(ANSWER, exact=(replace(CITATION, start=51, end=60, quote="<outside>"),))
    page = page_of(answer_as_html(answer))
    assert page.only("strong").text == "<outside>"
    assert page.only("blockquote", "cv-answer").text == "Please wait <outside>. [1]"


def test_an_answer_is_shown_with_its_number_its_place_and_its_confidence() -> None:
    page = page_of(answer_as_html(ANSWER))
    assert page.only("blockquote", "cv-answer").text == "Please wait <outside>. [1]"
    assert page.only("ul", "cv-sources").text == "[1] Schools open, letters/april.txt, line 3"
    assert page.only("p", "cv-confidence").text == "Confidence 88%"
    assert page.only("summary").text == "Passages (2)"
    assert page.only("details").attributes == (("class", "cv-passages"),)


def test_a_citation_leads_to_its_quote_within_its_passage() -> None:
    quoted = Reference("letters/april.txt", "cd" * 32, PASSAGE, QUOTE)
    other = Reference("b.txt", "cd" * 32, Span(0, 13), None)
    assert links_of(ANSWER) == [quoted, other, quoted]


def test_a_citation_outside_the_passages_leads_to_the_quote_itself() -> None:
    answer = replace(ANSWER, passages=(OTHER,))
    quoted = Reference("letters/april.txt", "cd" * 32, QUOTE, QUOTE)
    assert links_of(answer)[0] == quoted
    assert first_reference(answer) == quoted


def test_a_refusal_says_so_before_the_nearest_passages_which_are_folded() -> None:
    page = page_of(answer_as_html(REFUSAL))
    refusal = page.only("div", "cv-refusal").text
    assert refusal.startswith("The documents do not answer this.\n")
    assert "a probability of 12%" in refusal
    assert page.all("blockquote") == []
    summary = "Nearest passages, which do not answer the question (2)"
    assert page.only("summary").text == summary
    assert page.only("details").attributes == (("class", "cv-passages"),)
    assert page.text.index(refusal) < page.text.index(summary)


def test_what_is_shown_beside_an_answer_is_the_place_of_its_first_citation() -> None:
    assert first_reference(ANSWER) == Reference("letters/april.txt", "cd" * 32, PASSAGE, QUOTE)


def test_what_is_shown_beside_a_refusal_is_the_nearest_passage_if_any() -> None:
    assert first_reference(REFUSAL) == Reference("b.txt", "cd" * 32, Span(0, 13), None)
    assert first_reference(replace(REFUSAL, passages=())) is None


def test_the_list_of_documents_counts_them_and_names_what_is_missing() -> None:
    left_out = LeftOut("b.pdf", "/", "b.pdf: no reader", "convert it", supported=False)
    second = replace(FILE, source="c.txt", sha256="01", date=None, issuer="The Society")
    page = page_of(library_as_html(coverage_of([FILE, second], [], [left_out]), 6))
    count = (
        "2 documents, 6 passages; 1 files are not among them. "
        "1 of 2 files can be asked about (50%), 18 characters."
    )
    assert page.only("p", "cv-count").text == count
    assert [cell.text for cell in page.all("td")] == [
        *("a.txt", "Title", "2020-02-19", "", "3", "text", ""),
        *("c.txt", "Title", "", "The Society", "3", "text", ""),
    ]
    assert page.only("li").text == "b.pdf: no reader\nconvert it"


def test_the_list_of_documents_says_what_is_to_be_known_of_each() -> None:
    noted = replace(FILE, notes=("page 3 has no text layer", "2 pictures were not read"))
    copy = replace(FILE, source="b.txt", origin=Origin("/", "/b.zip", "b.zip"))
    reading = FileReading("/b.zip", "/", "b.zip", "02", 1, 9, (Container("b.zip", "ZIP", ("x",)),))
    page = page_of(library_as_html(coverage_of([noted, copy], [reading], []), 6))
    cells = [cell.text for cell in page.all("td")]
    assert cells[6] == (
        "page 3 has no text layer\n2 pictures were not read\nthe same bytes as b.txt"
    )
    assert cells[7:14] == ["b.zip", "", "", "", "", "ZIP", "x"]
    assert cells[20] == "the same bytes as a.txt"


def test_a_list_without_missing_files_says_nothing_of_them() -> None:
    page = page_of(library_as_html(coverage_of([FILE], [], []), 3))
    assert page.only("p", "cv-count").text == (
        "1 documents, 3 passages. 1 of 1 files can be asked about (100%), 9 characters."
    )
    assert page.all("li") == []
