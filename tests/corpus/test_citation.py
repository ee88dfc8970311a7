"""Citations: a quote is the text at its offsets, and one that is not is refused."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Citation, Document, Mark, Span, check_citation, cite
from corpus.errors import CitationMismatch
from tests.corpus.texts import UNTIDY_TEXTS, document

TEXT = "Schools open on Monday. Parents are asked to wait outside."
LETTER = Document(
    source="letters/april.txt",
    sha256="cd" * 32,
    title="Schools open",
    date=None,
    text=TEXT,
    marks=(Mark(0, "line 1"), Mark(24, "line 2")),
)
WHOLE_SECOND = Span(24, 58)


def test_a_citation_says_where_its_quote_stands() -> None:
    assert cite(LETTER, WHOLE_SECOND) == Citation(
        source="letters/april.txt",
        sha256="cd" * 32,
        title="Schools open",
        label="line 2",
        start=24,
        end=58,
        quote="Parents are asked to wait outside.",
        prefix="Schools open on Monday. ",
        suffix="",
    )


def test_a_citation_carries_forty_characters_from_either_side() -> None:
    text = "a" * 50 + "QUOTE" + "z" * 50
    citation = cite(document(text), Span(50, 55))
    assert (citation.prefix, citation.suffix) == ("a" * 40, "z" * 40)


def test_a_repeated_quote_carries_what_tells_its_place_from_the_others_in_whole_lines() -> None:
    text = "".join(
        f"{name}\n\nIt is\nso.\n\nYes.\n\nThank you.\n" for name in ("Ann", "Eve", "Joe")
    )
    second = text.index("Yes.", text.index("Eve"))
    citation = cite(document(text), Span(second, second + 4))
    assert citation.prefix == "Eve\n\nIt is\nso.\n\n"
    assert citation.suffix == "\n\nThank you.\nJoe"
    assert (citation.occurrence, citation.occurrences) == (2, 3)


def test_a_quote_that_stands_within_itself_is_counted_in_each_of_its_places() -> None:
    citation = cite(document("No. No. No."), Span(4, 11))
    assert (citation.occurrence, citation.occurrences) == (2, 2)


def test_what_tells_a_quote_apart_is_looked_for_no_further_than_a_page() -> None:
    line = "The same again. "
    citation = cite(document(line * 1_000), Span(500 * len(line), 501 * len(line) - 1))
    assert (citation.occurrence, citation.occurrences) == (501, 1_000)
    assert 2_000 <= len(citation.prefix) == len(citation.suffix) <= 2_040


@settings(max_examples=50, deadline=None)
@given(UNTIDY_TEXTS.filter(bool), st.data())
def test_what_is_kept_around_a_quote_is_the_text_around_it(text: str, data: st.DataObject) -> None:
    text *= data.draw(st.integers(1, 4))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    citation = cite(document(text), Span(start, end))
    assert text[:start].endswith(citation.prefix)
    assert text[end:].startswith(citation.suffix)


def test_a_citation_names_the_place_where_the_quote_begins() -> None:
    assert cite(LETTER, Span(16, 31)).label == "line 1"
    assert cite(LETTER, Span(16, 31)).quote == "Monday. Parents"


def test_a_document_without_a_title_is_cited_by_its_file_name() -> None:
    assert cite(replace(LETTER, title=""), WHOLE_SECOND).title == "april"


def test_offsets_count_code_points_and_not_bytes() -> None:
    assert cite(document("😀😀 naïve 新型"), Span(3, 8)).quote == "naïve"


@settings(max_examples=100, deadline=None)
@given(UNTIDY_TEXTS.filter(bool), st.data())
def test_any_stretch_of_any_text_is_quoted_and_found_again(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    held = document(text)
    citation = cite(held, Span(start, end))
    check_citation(citation, held)
    assert citation.quote == text[start:end]
    assert text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    "span",
    [Span(5, 5), Span(0, 0), Span(9, 4), Span(-3, 4), Span(0, 59), Span(58, 59), Span(70, 80)],
)
def test_a_span_that_is_empty_or_outside_the_text_cannot_be_cited(span: Span) -> None:
    with pytest.raises(CitationMismatch) as caught:
        cite(LETTER, span)
    assert caught.value.message == (
        f"letters/april.txt has 58 characters, the span is {span.start} to {span.end}"
    )
    assert "qa index --rebuild" in caught.value.hint


def test_a_citation_of_the_whole_text_is_allowed() -> None:
    assert cite(LETTER, Span(0, 58)).quote == TEXT


@pytest.mark.parametrize(
    ("other", "what"),
    [
        (replace(LETTER, source="letters/may.txt"), "another file of the same text"),
        (replace(LETTER, sha256="ef" * 32), "another version of the file"),
        (replace(LETTER, text=TEXT.replace("wait", "stay")), "another text"),
        (replace(LETTER, text=" " + TEXT), "the text one character on"),
        (replace(LETTER, text=TEXT[:40]), "a text that ends within the quote"),
        (replace(LETTER, text=""), "no text"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_quote_is_refused_when_the_document_is(other: Document, what: str) -> None:
    citation = cite(LETTER, WHOLE_SECOND)
    with pytest.raises(CitationMismatch) as caught:
        check_citation(citation, other)
    assert caught.value.message == "the quote from letters/april.txt is not its text at 24 to 58", (
        what
    )
    assert "qa index" in caught.value.hint


@pytest.mark.parametrize(("shift_start", "shift_end"), [(1, 1), (-1, -1), (1, 0), (0, -1), (0, 1)])
def test_a_quote_with_shifted_offsets_is_refused(shift_start: int, shift_end: int) -> None:
    citation = cite(LETTER, Span(10, 20))
    moved = replace(citation, start=citation.start + shift_start, end=citation.end + shift_end)
    with pytest.raises(CitationMismatch):
        check_citation(moved, LETTER)


def test_a_quote_that_was_altered_is_refused() -> None:
    with pytest.raises(CitationMismatch):
        check_citation(replace(cite(LETTER, WHOLE_SECOND), quote="Parents are asked."), LETTER)


def test_offsets_that_count_from_the_end_are_refused() -> None:
    # text[-8:-1] is "outside" as well: the slice alone would let it pass.
    citation = replace(cite(LETTER, Span(50, 57)), start=-8, end=-1)
    assert TEXT[-8:-1] == citation.quote == "outside"
    with pytest.raises(CitationMismatch):
        check_citation(citation, LETTER)


def test_an_empty_quote_is_refused() -> None:
    with pytest.raises(CitationMismatch):
        check_citation(replace(cite(LETTER, WHOLE_SECOND), start=5, end=5, quote=""), LETTER)
