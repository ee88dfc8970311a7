"""Offices: a question for what somebody is asks who it is."""

import pytest

from index.lexical import LexicalIndex
from qa.offices import who_it_is
from qa.terms import question_terms


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What is Dai Houliang's office?", "Who is Dai Houliang?"),
        ("What is the office of Dai Houliang?", "Who is Dai Houliang?"),
        ("what office does Dai Houliang hold", "Who is Dai Houliang?"),
        ("What position did Dr. Ana M. Ribeiro hold?", "Who was Dr. Ana M. Ribeiro?"),
        ("What was James' job title?", "Who was James?"),
        ("What is O'Neill's rank?", "Who is O'Neill?"),
    ],
)
def test_an_office_of_somebody_is_asked_for_as_who_it_is(question: str, asked: str) -> None:
    assert who_it_is(question) == asked
    terms = question_terms(question, LexicalIndex())
    assert terms == question_terms(asked, LexicalIndex())


@pytest.mark.parametrize(
    "question",
    [
        "What is China's position?",
        "What is the position of China?",
        "What is the office of the mayor?",
        "What is the post office of Lisbon?",
        "What position does the World Bank hold on loans?",
        "What is Dai Houliang's office in Beijing like?",
        "Where is Dai Houliang's office?",
    ],
)
def test_what_may_ask_for_something_else_is_let_be(question: str) -> None:
    assert who_it_is(question) is None
