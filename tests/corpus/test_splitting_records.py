"""Splitting records: rows that a reader has set apart, each to be understood by itself."""

import pytest

from corpus import SplitOptions, split
from corpus.lines import logical_lines
from corpus.tokens import count_tokens
from tests.corpus.texts import document, quotes

ROWS = [f"Country: Land {number} | Masks: {number},000 | Date: 2020-03-12" for number in range(40)]
PROSE = (
    "The masks were brought by two vans to all four hundred schools of the district, and not one "
    "of the schools had to wait for longer than a week."
)


def passages_of(text: str, max_tokens: int = 200) -> list[str]:
    return [passage.text for passage in split(document(text), SplitOptions(max_tokens=max_tokens))]


def test_of_many_records_each_is_a_passage_and_a_quote() -> None:
    passages = split(document("\n\n".join(ROWS)))
    assert [passage.text for passage in passages] == ROWS
    assert [quotes(passage) for passage in passages] == [[row] for row in ROWS]


def test_a_few_records_stand_together_and_are_quoted_one_by_one() -> None:
    (passage,) = split(document("\n\n".join(ROWS[:4])))
    assert quotes(passage) == ROWS[:4]


def test_a_few_records_that_are_too_long_together_stand_apart() -> None:
    assert passages_of("\n\n".join(ROWS[:4]), max_tokens=60) == ROWS[:4]


def test_a_title_stands_with_the_first_record_under_it() -> None:
    text = "\n\n".join(["Masks that were sent", *ROWS])
    assert passages_of(text) == [f"Masks that were sent\n\n{ROWS[0]}", *ROWS[1:]]


def test_a_record_stands_with_the_text_that_belongs_to_it() -> None:
    text = "\n\n".join([ROWS[0], PROSE, ROWS[1], PROSE, ROWS[2]])
    assert passages_of(text) == [f"{ROWS[0]}\n\n{PROSE}", f"{ROWS[1]}\n\n{PROSE}", ROWS[2]]


def test_the_last_of_several_records_heads_the_paragraph_after_it() -> None:
    assert passages_of("\n\n".join([*ROWS[:3], PROSE])) == [
        "\n\n".join(ROWS[:2]),
        f"{ROWS[2]}\n\n{PROSE}",
    ]


def test_a_note_of_several_sentences_does_not_part_a_record() -> None:
    row = "Country: Italy | Note: It came late. It was torn. | Date: 2020-03-12"
    (passage,) = split(document(row))
    assert quotes(passage) == [row]


def test_a_record_over_the_limit_is_cut_between_its_cells() -> None:
    cells = [f"Column {number}: {number},000 masks" for number in range(30)]
    passages = split(document(" | ".join(cells)), SplitOptions(max_tokens=80))
    assert all(count_tokens(passage.text) <= 80 for passage in passages)
    found = [cell for passage in passages for cell in passage.text.rstrip(" |").split(" | ")]
    assert found == cells


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("Country: Italy | Masks: 5", True),
        ("Country: Italy | Masks: 5\n\nMore.", True),
        ("Country: Italy | Masks: 5\nCountry: France | Masks: 6", False),
        ("Country: Italy", False),
        (f"FIGURE 4 | {PROSE}", False),
    ],
    ids=["by itself", "before a blank line", "in a table", "one cell", "a caption"],
)
def test_a_record_is_a_row_between_blank_lines_that_is_no_running_text(
    text: str,
    record: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    assert logical_lines(text)[0].record is record


def test_a_lone_row_among_short_lines_is_one_of_them() -> None:
    text = "The Harbour Council\n\nNews | Contact\n\nA letter to all parents\n\nMay 2021"
    assert passages_of(text) == [text]
