"""The flow: blocks parted by blank lines, marks where they belong, boxes after paragraphs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Mark
from corpus.errors import LimitReached
from corpus.flow import Flow, Kind


def test_a_paragraph_of_white_space_is_none() -> None:
    flow = Flow("a")
    for content in (" ", "\n\t", "", "\u00a0"):
        flow.write(content)
        flow.end_paragraph()
    assert flow.finish().text == ""


def test_a_page_that_begins_in_nothing_begins_with_the_next_words() -> None:
    flow = Flow("a")
    flow.write("One.")
    flow.start_page()
    flow.end_paragraph()
    flow.start_page()
    flow.end_paragraph()
    flow.write("Two.")
    assert flow.finish(3).marks == (Mark(0, "page 1"), Mark(6, "page 3"))


def test_what_is_written_can_not_be_taken_for_a_page() -> None:
    flow = Flow("a")
    flow.write("a\x01b\x02c\x7f\x00d\ud800e")
    flowed = flow.finish(2)
    assert (flowed.text, flowed.pages) == ("abcde", 0)


@pytest.mark.parametrize(
    ("edge", "kept"),
    [
        ("3", False),
        ("- 3 -", False),
        ("Page 3 of 9", False),
        ("page 3/9", False),
        ("Page", False),
        ("The Council", True),
        ("Pages", True),
        ("Council, page 3", True),
        ("2021 Report", True),
    ],
)
def test_page_edges_are_kept_but_for_numbers(edge: str, *, kept: bool) -> None:
    flow = Flow("a")
    flow.start_box()
    flow.write(edge)
    flow.end_page_edge()
    assert flow.finish().text == (edge if kept else "")


def test_what_is_open_at_the_end_is_closed() -> None:
    flow = Flow("a")
    flow.write("One.")
    flow.start_table()
    flow.write("a")
    flow.end_cell()
    flow.start_box()
    flow.write("b")
    assert flow.finish().text == "One.\n\na | b"


def test_ends_without_a_beginning_do_nothing() -> None:
    flow = Flow("a")
    for end in (flow.end_box, flow.end_cell, flow.end_row, flow.end_table, flow.end_page_edge):
        flow.write("x")
        end()
    assert flow.finish().text.replace("\n", "").strip("x") == ""


def test_there_is_a_depth_that_is_too_deep() -> None:
    flow = Flow("a.odt")
    for _ in range(100):
        flow.start_box()
    with pytest.raises(LimitReached, match=r"^a\.odt: "):
        flow.start_box()


def test_a_title_of_two_lines_stands_in_no_path() -> None:
    flow = Flow("a.docx")
    for words, kind, level in (
        ("The meals", Kind.TITLE, 1),
        ("of the winter", Kind.TITLE, 1),
        ("Costs", Kind.HEADING, 1),
        ("Vans", Kind.HEADING, 2),
    ):
        flow.write(words)
        flow.end_paragraph(kind, level=level)
    labels = [mark.label for mark in flow.finish().marks]
    assert labels[-2:] == ["section Costs", "section Costs > Vans"]


def test_headings_are_named_behind_those_above_them_on_every_page() -> None:
    flow = Flow("a")
    for kind, level, content in (
        (Kind.TITLE, 1, "Minutes"),
        (Kind.HEADING, 1, "May"),
        (Kind.HEADING, 2, "Police"),
    ):
        flow.write(content)
        flow.end_paragraph(kind, level=level)
    flow.start_page()
    flow.write("One van.")
    assert [mark.label for mark in flow.finish(2).marks] == [
        "page 1, section Minutes",
        "page 1, section May",
        "page 1, section May > Police",
        "page 2, section May > Police",
    ]


_WORDS = st.text("abc", min_size=1, max_size=3)
_STEPS = st.lists(
    st.tuples(st.sampled_from(("paragraph", "heading", "item", "row", "page")), _WORDS)
)


@given(_STEPS)
def test_marks_stand_at_their_headings_and_nothing_is_lost(steps: list[tuple[str, str]]) -> None:
    flow = Flow("a")
    for step, words in steps:
        if step == "page":
            flow.start_page()
        elif step == "row":
            flow.start_table()
            flow.write(words)
            flow.end_cell()
            flow.end_row()
            flow.end_table()
        else:
            flow.write(words)
            flow.end_paragraph(Kind(step))
    pages = 1 + sum(step == "page" for step, _ in steps)
    flowed = flow.finish(pages)
    assert flowed.text.split() == [words for step, words in steps if step != "page"]
    for mark in flowed.marks:
        _, found, heading = mark.label.partition("section ")
        before = flowed.text[: mark.offset].split()
        assert not found or heading in (*before, flowed.text[mark.offset :].split()[0])
    assert flowed.pages == (pages if pages > 1 else 0)
