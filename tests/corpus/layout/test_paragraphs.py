"""Paragraphs: where one ends, told from the places and the words of its lines."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from corpus.layout.pages import Line
from corpus.layout.paragraphs import paragraphs_of

EDGE = 300


def line(
    text: str, y: float, left: float = 0, *, size: float = 10, bold: bool = False, row: bool = False
) -> Line:
    """A line of signs five points wide, in a column of sixty of them."""
    right = left + 0.5 * size * len(text)
    return Line(text, left, right, y, size, bold, page=1, edge=EDGE, row=row)


def stacked(*texts: str, step: float = 12, left: float = 0) -> list[Line]:
    return [line(text, 100 + step * number, left) for number, text in enumerate(texts)]


def read(lines: Sequence[Line]) -> list[str]:
    """The paragraphs, "/" where a line of the text begins and " " where one was wrapped."""
    return [
        "".join(
            ("/" if breaks and number else " " if number else "") + line.text
            for number, (line, breaks) in enumerate(zip(found.lines, found.breaks, strict=True))
        )
        for found in paragraphs_of(lines)
    ]


FULL = "Two vans came over the pass to Tromness in that long winter"
MORE = "and the drivers, who had not slept, were given beds and tea"


def test_a_full_line_goes_on_and_a_short_one_ends() -> None:
    assert read(stacked(FULL, MORE, "at the school.", "They slept.")) == [
        f"{FULL} {MORE} at the school.",
        "They slept.",
    ]


def test_an_indented_line_begins_a_paragraph_and_the_next_one_goes_on() -> None:
    ended = f"{MORE[:-8]} bread."
    lines = [*stacked(FULL, ended), line(FULL[:56], 124, left=15), line("went on.", 136)]
    assert read(lines) == [f"{FULL} {ended}", f"{FULL[:56]} went on."]


def test_a_hanging_line_goes_on() -> None:
    lines = [line(f"1. {FULL[:54]}", 100), line("and stayed.", 112, left=12), line("2. Then", 124)]
    assert read(lines) == [f"1. {FULL[:54]} and stayed./2. Then"]


def test_items_in_full_lines_are_parted_where_the_sign_says_so() -> None:
    full = "x" * 26
    assert read(stacked(*(f"- {full} {full}" for _ in range(3)))) == [
        "/".join([f"- {full} {full}"] * 3)
    ]
    assert read(stacked(f"{full} x {full}", f"• {full}")) == [f"{full} x {full}/• {full}"]
    line_end = f"{full} xx xxx {full}"
    assert read(stacked(line_end, f"- {full}")) == [f"{line_end} - {full}"]


def test_white_size_and_weight_part_paragraphs() -> None:
    lines = [
        line("What came", 100, size=14),
        line("The winter", 116, bold=True),
        *[line(text, y) for text, y in ((FULL, 128), (MORE, 140), ("and more.", 152))],
        line(FULL, 176),
    ]
    assert read(lines) == ["What came", "The winter", f"{FULL} {MORE} and more.", FULL]


def test_white_in_the_middle_of_a_sentence_does_not_part_it() -> None:
    lines = [line(FULL, 100), line(MORE, 112), line("and one more, so that all of them", 130)]
    assert read(lines) == [f"{FULL} {MORE} and one more, so that all of them"]


def test_lines_that_leave_room_are_lines_of_their_own() -> None:
    assert read(stacked("The Council", "12 Harbour Lane", "Tromness")) == [
        "The Council/12 Harbour Lane/Tromness"
    ]


def test_centred_lines_are_not_run_together() -> None:
    lines = [line("x" * 40, 100, left=50), line("yes, of the council", 112, left=102.5)]
    assert read(lines) == [f"{'x' * 40}/yes, of the council"]


def test_a_line_of_contents_ends_with_its_page() -> None:
    first, second = (
        f"{name} {'of the town in winter ' * 2}... {n}" for name, n in (("A", 1), ("B", 2))
    )
    assert read(stacked(first.ljust(59, "1"), second)) == [f"{first.ljust(59, '1')}/{second}"]


def test_rows_of_a_table_stand_together_and_apart_from_the_text() -> None:
    lines = [
        line(FULL, 100),
        line("Town | Vans", 112, row=True),
        line("Skerray | 2", 124, row=True),
        line(MORE, 136),
    ]
    assert read(lines) == [FULL, "Town | Vans/Skerray | 2", MORE]


BESIDE = [
    "Two vans came over the pass in",
    "and the drivers, who were not",
    "Skerray men, had slept badly,",
]


def test_text_beside_a_picture_is_wrapped_at_the_picture() -> None:
    lines = [line(FULL, 88), *stacked(*BESIDE)]
    assert read(lines)[-1].endswith(" ".join(BESIDE))


def test_short_words_one_under_the_other_are_a_list() -> None:
    assert read(stacked("Apples", "Oranges", "Bananas")) == ["Apples/Oranges/Bananas"]


LINES = st.lists(
    st.tuples(
        st.text("Ab1-.• ", min_size=1, max_size=70).filter(str.strip),
        st.floats(0, 500),
        st.floats(0, 200),
        st.sampled_from([8.0, 10.0, 14.0]),
        st.booleans(),
    )
)


@given(LINES)
def test_every_line_is_in_one_paragraph_in_its_order(
    placed: list[tuple[str, float, float, float, bool]],
) -> None:
    lines = [line(text, y, left, size=size, row=row) for text, y, left, size, row in placed]
    found = paragraphs_of(lines)
    assert [one for paragraph in found for one in paragraph.lines] == lines
    assert all(paragraph.breaks[0] for paragraph in found)
