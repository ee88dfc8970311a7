"""Logical lines: wrapped lines are joined, lines that were ended on purpose are not."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.lines import Line, ends_sentence, logical_lines
from tests.corpus.texts import UNTIDY_TEXTS, in_order, parts, times_covered

PARAGRAPH = (
    "The ferry to the outer islands will leave an hour later from the first of June, since the "
    "pilots have asked for more light on the way through the narrows, and the harbour agrees."
)
ADDRESS = "Ferry Office\n4 Long Quay\nNorth Harbour\nThe Outer Islands"


def line_texts(text: str) -> list[str]:
    return parts(text, [line.span for line in logical_lines(text)])


def only_line(text: str) -> Line:
    (line,) = logical_lines(text)
    return line


@pytest.mark.parametrize("columns", [50, 60, 72, 79, 100, 120])
def test_hard_wrapped_lines_are_one_line(columns: int) -> None:
    wrapped = textwrap.fill(PARAGRAPH, columns)
    assert line_texts(wrapped) == [wrapped]
    assert wrapped.count("\n") >= 1


def test_lines_of_an_address_stay_apart() -> None:
    assert line_texts(ADDRESS) == ADDRESS.split("\n")


def test_paragraphs_of_one_long_line_each_stay_apart() -> None:
    text = f"{PARAGRAPH}\n{PARAGRAPH}"
    assert line_texts(text) == [PARAGRAPH, PARAGRAPH]


def test_a_wrapped_list_item_is_joined_and_the_next_one_is_not() -> None:
    first = "- bring the boat's papers and a lamp, and wait at the\n  second pier"
    second = "- sign the harbour book before you leave the office in\n  the morning"
    assert line_texts(f"{first}\n{second}") == [first, second]


def test_a_wrapped_paragraph_ends_where_the_next_word_would_have_fitted() -> None:
    text = (
        "The pilots have asked for more light on the way through the\nnarrows.\nThe harbour agrees."
    )
    assert line_texts(text) == [
        "The pilots have asked for more light on the way through the\nnarrows.",
        "The harbour agrees.",
    ]


def test_the_rows_of_a_table_are_not_joined_however_wide_they_are() -> None:
    rows = ["The red van of the council | Tomas Berg of the harbour", "The blue one | Amy Okafor"]
    assert line_texts("\n".join(rows)) == rows
    assert [line.row for line in logical_lines("\n".join(rows))] == [True, True]


def test_a_bar_within_a_word_makes_no_row() -> None:
    assert not only_line("red|blue").row


def test_nothing_is_joined_across_a_blank_line() -> None:
    first, second = textwrap.fill(PARAGRAPH, 60), textwrap.fill(PARAGRAPH, 60)
    text = f"{first}\n \t\n{second}"
    assert line_texts(text) == [first, second]
    assert [line.block for line in logical_lines(text)] == [0, 1]


def test_blocks_are_counted_from_blank_line_to_blank_line() -> None:
    text = "\n\nFerry Office\n4 Long Quay\n\n\n\nDear all,\n\u3000\nBye\n"
    assert [
        (line.block, text[line.span.start : line.span.end]) for line in logical_lines(text)
    ] == [
        (0, "Ferry Office"),
        (0, "4 Long Quay"),
        (1, "Dear all,"),
        (2, "Bye"),
    ]


def test_white_space_around_a_line_is_not_of_it() -> None:
    assert line_texts("\f \tFerry Office\u00a0 \n\u3000Quay\r") == ["Ferry Office", "Quay"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The harbour's 3 boats, a-z", 7),
        ("日本語のテキスト", 8),
        ("— * —", 0),
        ("naïve Москва", 2),
    ],
)
def test_words_are_counted_and_signs_of_scripts_without_spaces_too(text: str, words: int) -> None:
    assert only_line(text).words == words


@pytest.mark.parametrize(
    "text",
    ["It works.", "Does it?", "“It does!”", "(It works.)", "終わり。", "やった！", 'He said "no."'],
)
def test_a_line_may_end_with_its_sentence(text: str) -> None:
    assert only_line(text).ends_sentence


def test_a_colon_ends_the_sentence_that_announces_a_list_but_not_a_label() -> None:
    assert only_line("We ask for these three things:").ends_sentence
    assert not only_line("Signed by:").ends_sentence


def test_a_long_list_item_is_prose_only_from_the_length_of_a_paragraph_on() -> None:
    words = ["word"] * 24
    assert not only_line(f"- {' '.join(words)}.").prose
    assert only_line(f"- {' '.join([*words, 'word'])}.").prose


@pytest.mark.parametrize("text", ["Dear all,", "What we found", "As follows:", "1.5 km", "…and"])
def test_a_line_may_end_without_ending_a_sentence(text: str) -> None:
    assert not only_line(text).ends_sentence


@pytest.mark.parametrize(
    "text",
    ["- one", "* one", "• one", "1. one", "12) one", "(3) one", "a) one", "iv. one", "(B) one"],
)
def test_a_list_item_is_known_by_its_mark(text: str) -> None:
    assert only_line(text).item


@pytest.mark.parametrize(
    "text", ["2020 was hard", "-5 degrees", "one", "1.5 km", "Dr. Who", "a one"]
)
def test_a_line_that_only_begins_alike_is_no_list_item(text: str) -> None:
    assert not only_line(text).item


@pytest.mark.parametrize(
    ("words", "stop", "prose"),
    [(11, ".", False), (12, ".", True), (12, "", False), (24, "", False), (25, "", True)],
)
def test_prose_is_a_sentence_of_some_length_or_more_words_than_a_heading(
    words: int, stop: str, *, prose: bool
) -> None:
    assert only_line(" ".join(["word"] * words) + stop).prose is prose


@settings(max_examples=150, deadline=None)
@given(UNTIDY_TEXTS)
def test_the_lines_hold_all_that_is_not_white_space_once_and_in_order(text: str) -> None:
    lines = logical_lines(text)
    spans = [line.span for line in lines]
    assert in_order(spans)
    assert times_covered(text, spans) <= {1}
    assert [part for part in parts(text, spans) if part != part.strip()] == []
    assert [line.block for line in lines] == sorted(line.block for line in lines)


_WORDS = st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=30, max_size=60)


@settings(max_examples=60, deadline=None)
@given(_WORDS, st.integers(55, 120))
def test_any_text_that_was_wrapped_at_a_column_is_one_line_again(
    words: list[str], columns: int
) -> None:
    wrapped = textwrap.fill(" ".join(words), columns)
    assert line_texts(wrapped) == [wrapped]


@given(st.text(st.sampled_from('ab 1.!:)"。\n\t|-'), max_size=40))
def test_a_text_that_ends_as_a_sentence_has_a_last_line_that_does(text: str) -> None:
    lines = logical_lines(text)
    announces = text.rstrip().endswith(":")
    assert announces or ends_sentence(text) == bool(lines and lines[-1].ends_sentence)
