"""Flow: paragraphs that are made whole over columns and pages, and exact marks in them."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Mark
from corpus.layout.flow import Block, flow_of, text_and_marks
from corpus.layout.page_head import date_of, title_of
from corpus.layout.pages import PageText, Piece

WIDTH = 500


def page(number: int, rows: Sequence[tuple[float, float, str, float]], aside: str = "") -> PageText:
    """Rows of x, y, text and size; a sign is half as wide as it is high."""
    pieces = tuple(
        Piece(text, x, x + 0.5 * size * len(text), y, size, bold=False, order=n)
        for n, (x, y, text, size) in enumerate(rows)
    )
    side = (Piece(aside, 0, 100, 10, 10, bold=False, order=len(rows)),) if aside else ()
    return PageText(number, WIDTH, 800, pieces, (side,) if side else ())


def body(*texts: str, x: float = 50, y: float = 100) -> list[tuple[float, float, str, float]]:
    return [(x, y + 12 * number, text, 10.0) for number, text in enumerate(texts)]


FULL = [
    "They sent two vans over the pass, for no ship had come to the town at the end",
    "of that winter, and the drivers were the only ones who knew how to find a way",
]


def text_of(*pages: PageText) -> tuple[str, tuple[Mark, ...]]:
    return text_and_marks(flow_of(pages).blocks)


def test_a_paragraph_goes_on_behind_a_footnote_and_a_page_break() -> None:
    first = page(1, [*body(*FULL), (50, 700, "1 Since 1914, by order of the council.", 7)])
    second = page(2, body("through the snow. They came at dawn."))
    text, marks = text_of(first, second)
    whole = " ".join([*FULL, "through the snow. They came at dawn."])
    assert text == f"1 Since 1914, by order of the council.\n\n{whole}"
    assert marks == (Mark(0, "page 1"), Mark(text.index("through"), "page 2"))


def test_a_caption_at_the_top_of_the_next_page_comes_behind_the_paragraph() -> None:
    second = page(2, [(50, 60, "Figure 1: a van.", 8), *body("through the snow, at dawn.")])
    text, marks = text_of(page(1, body(*FULL)), second)
    assert text == f"{' '.join(FULL)} through the snow, at dawn.\n\nFigure 1: a van."
    assert marks == (Mark(0, "page 1"), Mark(text.index("through"), "page 2"))


def test_text_at_the_side_does_not_part_a_paragraph() -> None:
    text, _ = text_of(page(1, body(*FULL), aside="a stamp"), page(2, body("through the snow.")))
    assert text == f"a stamp\n\n{' '.join(FULL)} through the snow."


def test_a_new_paragraph_on_the_next_page_stays_one() -> None:
    ended = [FULL[0], "of that winter, and the drivers were the only ones who knew how to find it."]
    text, _ = text_of(page(1, body(*ended)), page(2, body("Then they went home again.")))
    assert text == f"{' '.join(ended)}\n\nThen they went home again."


def test_a_heading_on_the_next_page_stays_one() -> None:
    text, _ = text_of(page(1, body(*FULL)), page(2, [(50, 100, "Through the snow", 14)]))
    assert text.endswith("find a way\n\nThrough the snow")


def test_marks_stand_where_the_page_changes_only() -> None:
    blocks = [
        Block("one two", (Mark(0, "page 1"), Mark(4, "page 2")), 10, bold=False, last_page=2),
        Block("three", (Mark(0, "page 2"),), 10, bold=False, last_page=2),
        Block("four", (Mark(0, "page 4"),), 10, bold=False, last_page=4),
    ]
    assert text_and_marks(blocks) == (
        "one two\n\nthree\n\nfour",
        (Mark(0, "page 1"), Mark(4, "page 2"), Mark(16, "page 4")),
    )


WORDS = st.text("abc-. ", min_size=1, max_size=40).filter(str.strip)
ROWS = st.lists(
    st.tuples(st.floats(0, 400), st.floats(0, 800), WORDS, st.sampled_from([7.0, 10.0, 14.0])),
    min_size=1,
    max_size=20,
)


@given(st.lists(ROWS, min_size=1, max_size=3))
def test_marks_are_in_order_and_no_letter_is_lost(
    pages: list[list[tuple[float, float, str, float]]],
) -> None:
    flow = flow_of([page(number, rows) for number, rows in enumerate(pages, start=1)])
    text, marks = text_and_marks(flow.blocks)
    letters = "".join(edge.text for edge in flow.edges) + text
    drawn = "".join(text for rows in pages for _, _, text, _ in rows)
    for sign in "abc":
        assert letters.count(sign) == drawn.count(sign)
    offsets = [mark.offset for mark in marks]
    assert offsets == sorted(set(offsets))
    assert not text or offsets[0] == 0


# --- the head of the first page ---


def block(text: str, size: float = 10, *, bold: bool = False) -> Block:
    return Block(text, (), size, bold, last_page=1)


def test_the_title_is_the_largest_text_at_the_head() -> None:
    head = [block("The Gazette", 12), block("Hot meals\nin winter", 18), block("They came.")]
    assert title_of(head, 10) == "Hot meals in winter"
    assert title_of([block("They came."), block("Then they went.")], 10) == ""
    assert title_of([*([block("They came.")] * 8), block("Late", 18)], 10) == ""
    assert title_of([block("* * *", 18), block("They came.")], 10) == ""


def test_a_bold_line_above_plain_text_is_a_title() -> None:
    assert title_of([block("Hot meals", bold=True), block("They came.")], 10) == "Hot meals"
    assert title_of([block("Hot", bold=True), block("They", bold=True)], 10) == ""


def test_the_date_is_a_line_of_its_own() -> None:
    assert str(date_of([block("They came."), block("Tromness\n14 May 2021")])) == "2021-05-14"
    assert date_of([block("They came on 14 May 2021.")]) is None
