"""Which rows of a table a question passes over."""

import pytest

from corpus import split
from index.lexical import LexicalIndex
from qa.named_row import rows_beside_the_named
from qa.terms import question_terms
from tests.qa.hits import document_of

LEXICAL = LexicalIndex()
WATER = "Water | Dose | Price\nSoft | 40 ml | 2 €\nMedium | 65 ml | 3 €\nHard | 95 ml | 4 €"


def passed_over(question: str, text: str = WATER) -> list[str]:
    """The first cells of the rows that are passed over."""
    (passage,) = split(document_of(text))
    rows = rows_beside_the_named(passage, question_terms(question, LEXICAL))
    spans = [passage.sentences[number] for number in sorted(rows)]
    return [text[span.start : span.end].partition(" | ")[0] for span in spans]


def test_beside_the_row_that_is_named_the_others_are_passed_over() -> None:
    assert passed_over("How much is taken for hard water?") == ["Soft", "Medium"]
    assert passed_over("Hard: what dose?") == ["Soft", "Medium"]


@pytest.mark.parametrize(
    "question",
    [
        "How much is taken for water?",  # the row that names the columns is none
        "How much is taken for soft or hard water?",
        "How much is taken?",
        "How much is taken in the hardware?",
    ],
)
def test_where_not_just_one_is_named_none_is_passed_over(question: str) -> None:
    assert passed_over(question) == []


def test_a_name_counts_as_a_whole_and_in_its_order() -> None:
    ships = "Ship | Tons | Built\nCorran Star | 412 | 1886\nStar of Ulm | 90 | 1903\nIs it | 1 | 2"
    assert passed_over("How heavy was the Corran Star?", ships) == ["Star of Ulm", "Is it"]
    assert passed_over("How heavy was the Star, and is it old?", ships) == []


def test_a_name_counts_without_that_of_its_column() -> None:
    parts = (
        "Item: Bolt M8 | Price: 0.35 | Stock: 220\n\n"
        "Item: Washer M8 | Price: 0.05 | Stock: 900\n\n"
        "Item: Hinge | Price: 4.20"
    )
    beside = ["Item: Bolt M8", "Item: Hinge"]
    assert passed_over("What does the washer M8 cost?", parts) == beside
    assert passed_over("Which item is cheapest?", parts) == []


def test_prose_has_no_rows() -> None:
    assert passed_over("Is hard water bad?", "Hard water is bad for the kettle, says Ana.") == []
