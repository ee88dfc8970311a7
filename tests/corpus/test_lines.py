"""Logical lines: wrapped lines are joined, lines that were ended on purpose are not."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.lines import Line, ends_sentence, logical_lines, quote_marks
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


LONGEST = "The pilots have asked for more light on the way through all the"
NEARLY_FULL = "narrows, and so has everybody else who knows it with a "


@pytest.mark.parametrize(
    ("upper", "lower"),
    [(f"{NEARLY_FULL}full", "net on deck."), (f"{NEARLY_FULL}big", "net on deck.")],
)
def test_a_line_that_is_nearly_full_goes_on_in_small_letters(upper: str, lower: str) -> None:
    text = f"{LONGEST}\n{upper}\n{lower}"
    assert line_texts(text) == [text]


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (f"{NEARLY_FULL}full", "Net on deck."),
        (f"{NEARLY_FULL}net.", "net on deck."),
        ("narrows, and so has everybody", "net on deck."),
    ],
)
def test_other_lines_end_where_the_next_word_would_have_fitted(upper: str, lower: str) -> None:
    assert line_texts(f"{LONGEST}\n{upper}\n{lower}")[-1] == lower


CLAUSE = (
    "3.2 The first three months are a period of probation. During it either side may\n"
    "    give notice of seven days. For trainees the period of probation is five\n"
    "    months."
)


@pytest.mark.parametrize("indent", ["    ", "\t", "  "])
def test_a_clause_with_a_hanging_indent_is_one_line(indent: str) -> None:
    width = CLAUSE.index("\n")
    wrapped = textwrap.fill(PARAGRAPH, width, subsequent_indent=indent, expand_tabs=False)
    for clause in (CLAUSE, wrapped):
        assert line_texts(clause) == [clause]


def test_a_paragraph_with_an_indented_first_line_is_one_line() -> None:
    first = "It ran at dusk from the pier to the outer islands, and came back when"
    second = "the tide had turned, for the harbour has no more than four fathoms by day,"
    text = f"     {first}\n{second}\nand less by night."
    assert line_texts(text) == [text.strip()]


def test_a_longer_line_further_right_does_not_part_the_lines_above_it() -> None:
    first = "* The ferry to the outer islands will leave an hour later from"
    text = f"{first}\n  September on, and so will the boats."
    further = "of which the notes that the harbour's office keeps tell us more now"
    assert line_texts(f"{text}\n      {further}") == [text, further]


def test_an_address_that_stands_far_to_the_right_stays_apart() -> None:
    text = textwrap.indent(ADDRESS, " " * 50)
    assert line_texts(text) == ADDRESS.split("\n")


def quoted(text: str, marks: str) -> str:
    return textwrap.indent(text, marks, lambda _: True)


@pytest.mark.parametrize("marks", [">", "> ", ">> ", "> > ", ">>>", "> >> "])
@pytest.mark.parametrize("columns", [50, 72])
def test_wrapped_lines_that_a_mail_quotes_are_one_line(marks: str, columns: int) -> None:
    text = quoted(textwrap.fill(PARAGRAPH, columns), marks)
    assert line_texts(text) == [text]


def test_a_line_with_nothing_but_quote_marks_is_blank_and_kept() -> None:
    paragraph = textwrap.fill(PARAGRAPH, 60)
    text = quoted(f"{paragraph}\n\n{paragraph}", "> ")
    first = quoted(paragraph, "> ")
    assert line_texts(text) == [first, ">", first]
    assert [line.block for line in logical_lines(text)] == [0, 1, 2]


def test_what_is_quoted_more_often_is_a_block_of_its_own_width() -> None:
    outer, inner = textwrap.fill(PARAGRAPH, 76), textwrap.fill(PARAGRAPH, 55)
    answer = "The harbour agrees, and so do the pilots."
    texts = [quoted(outer, "> "), quoted(inner, ">> "), answer]
    assert line_texts("\n".join(texts)) == texts
    assert [line.block for line in logical_lines("\n".join(texts))] == [0, 1, 2]


def test_an_item_of_a_list_that_a_mail_quotes_is_one() -> None:
    assert only_line("> - one").item
    assert only_line(">> 1. one").item


@pytest.mark.parametrize("line", ["> 500 crowns", ">= 3", ">500", ">From here on", ">>From here"])
def test_a_lone_line_may_begin_with_a_mark_that_quotes_nothing(line: str) -> None:
    assert quote_marks(["The fee is", line, "or more."]) == ["", "", ""]
    assert quote_marks(["> The fee is", line]) != ["> ", ""]


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
