"""Building a text from blocks: marks stand exactly at their headings."""

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Mark
from corpus.document import label_at
from corpus.extract import TextBuilder


def test_blocks_stand_a_blank_line_apart_and_headings_are_marked() -> None:
    builder = TextBuilder()
    builder.block("Published in May.")
    builder.heading("What we found")
    builder.block("It works.")
    assert builder.text == "Published in May.\n\nWhat we found\n\nIt works."
    assert builder.marks == (Mark(0, "beginning"), Mark(19, "section What we found"))


def test_a_text_that_starts_with_a_heading_has_no_beginning_before_it() -> None:
    builder = TextBuilder()
    builder.heading("Findings")
    builder.block("It works.")
    assert builder.marks == (Mark(0, "section Findings"),)


def test_a_text_without_headings_is_all_beginning() -> None:
    builder = TextBuilder()
    builder.block("It works.")
    assert builder.marks == (Mark(0, "beginning"),)


def test_blank_blocks_and_blank_headings_leave_nothing_behind() -> None:
    builder = TextBuilder()
    for blank in ("", "  ", "\n\t\n"):
        builder.block(blank)
        builder.heading(blank)
    builder.heading("\u200b")
    builder.block("  It works.\n")
    assert (builder.text, builder.marks) == ("It works.", (Mark(0, "beginning"),))


def test_a_heading_over_several_lines_is_one_line() -> None:
    builder = TextBuilder()
    builder.heading("A letter\n   to\u200b all  schools")
    assert builder.text == "A letter to all schools"
    assert builder.marks == (Mark(0, "section A letter to all schools"),)


def test_a_heading_is_named_behind_those_that_it_stands_under() -> None:
    builder = TextBuilder()
    for level, content in ((1, "Minutes"), (2, "May"), (3, "Police")):
        builder.heading(content, level)
    assert [mark.label for mark in builder.marks] == [
        "section Minutes",
        "section May",
        "section May > Police",
    ]


def test_a_heading_that_comes_later_tells_that_the_first_is_no_title() -> None:
    builder = TextBuilder()
    builder.heading("May", 1)
    builder.heading("Police", 2)
    assert builder.marks[1] == Mark(5, "section Police")
    builder.heading("June", 1)
    assert builder.marks[1] == Mark(5, "section May > Police")


_BLOCKS = st.lists(st.tuples(st.booleans(), st.text(" \n\tab\u200bü字", max_size=6)), max_size=10)


@settings(max_examples=100, deadline=None)
@given(_BLOCKS)
def test_every_mark_stands_where_its_heading_stands(blocks: list[tuple[bool, str]]) -> None:
    builder = TextBuilder()
    expected_labels = []
    for is_heading, content in blocks:
        (builder.heading if is_heading else builder.block)(content)
        title = " ".join(content.replace("\u200b", "").split())
        if is_heading and title:
            expected_labels.append(f"section {title}")
    marks = [mark for mark in builder.marks if mark.label != "beginning"]
    assert [mark.label for mark in marks] == expected_labels
    for mark in marks:
        title = mark.label.removeprefix("section ")
        assert builder.text.startswith(title, mark.offset)
        assert label_at(builder.marks, mark.offset) == mark.label


def test_a_place_where_nothing_follows_has_no_mark() -> None:
    builder = TextBuilder()
    builder.place("row 1")
    builder.block("Rain.")
    builder.place("row 2")
    builder.block(" \n")
    builder.place("row 3")
    assert builder.marks == (Mark(0, "row 1"),)
    builder.block("Fog.")
    assert [mark.offset for mark in builder.marks] == [0, 7, 7]
    assert label_at(builder.marks, 7) == "row 3"
