"""Lacking: answers that repeat the question and leave out what it asks for."""

import pytest

from corpus import Document, Span
from index.lexical import LexicalIndex
from qa.lacking import lacks_the_cell, lacks_what_is_asked, tells_of_another_year
from qa.terms import question_terms


def lacks(question: str, text: str) -> bool:
    return lacks_what_is_asked(question_terms(question, LexicalIndex()), text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Why did the fire officer refuse the beds?", "Beds were refused by the fire officer."),
        ("Why was the gate closed?", "The gate was closed on 3 May 1903."),
        ("Why are dogs never allowed in the water?", "Dogs are never allowed in the water."),
        ("Why do pensioners pay half?", "Pensioners pay half."),
        ("Warum ist das Tor geschlossen?", "Das Tor ist geschlossen."),
        ("Who painted the gate?", "The gate was painted on 3 May."),
        ("How many beds were refused?", "14. Beds were refused by the fire officer."),
        ("How many beds were refused?", "4.12 Beds were refused by the officer."),
        ("Which of the gates was painted?", "The gates were painted."),
        ("Which firm painted the gate?", "The gate was painted by the firm in 1903."),
        ("Where is the key kept?", "The key is kept there."),
        ("When will the hall be open again?", "The hall will be open again."),
        ("How many boats does the club have?", "The club has boats of oak."),
        ("How many of the 86 members fish?", "The 86 members fish for eel."),
        ("How many came on 6 May 1933?", "The guests came on 6 May 1933."),
        ("How many guests were at the opening?", "The opening of the hall was on 6 May 1933."),
        ("How much did the sale bring in?", "The sale was put off for forty-two years."),
        ("How much did the study cost?", "The study took two years."),
        ("How much did the study cost?", "It is of two years and is 30 centimetres high."),
        ("How much was the captain paid?", "The captain was paid on 3 June."),
        ("What is the depot for?", "The depot is for what?"),
        ("Tell me who laid the pipe.", "The pipe was laid there."),
    ],
)
def test_what_brings_no_such_part_lacks_it(question: str, text: str) -> None:
    assert lacks(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Why did he refuse the beds?", "He refused the beds because of smoke."),
        ("Why was the pool closed?", "The pool was closed. A pipe burst."),
        ("Why was the pool closed?", "The pool was closed out of caution."),
        ("Who painted the gate?", "The gate was painted by Ana Ruiz."),
        ("Who painted the gate?", "The gate was painted by volunteers."),
        ("Who painted the gate?", "ana painted the gate"),
        ("Who was there?", "Most of the guests were there."),
        ("Who was there?", "All of them were there."),
        ("Which firm built the bridge?", "The bridge is the work of Marsh and Oduya."),
        ("Where is the key kept?", "The key is kept in the tea caddy."),
        ("Where is the key kept?", "The key is kept upstairs."),
        ("When will the hall be open again?", "The hall will be open at dawn."),
        ("How many boats does the club have?", "The club has seven boats."),
        ("How many of the 86 members fish?", "Of the 86 members 12 fish."),
        ("How many boats does the club have?", "The club has no boats."),
        ("How many boats does the club have?", "The club has a boat."),
        ("How many guests came?", "To the hall 1957 guests came."),
        ("How much is left?", "Nothing of it is left."),
        ("How often does it meet?", "It meets on Mondays and is open to all."),
        ("How long has it been open?", "It has been open since the war."),
        ("How much did the study cost?", "The study cost 38,000 pounds."),
        ("How much did the shed cost?", "The shed cost two sacks of flour."),
        ("How cold is the lake?", "The lake is freezing."),
        ("What colour is the badge?", "The badge is red."),
        ("How much is the entry?", "Der Eintritt kostet vier Euro."),
        ("How many boats are there?", "item: boat; stock: low"),
        ("How many are there?", ""),
    ],
)
def test_what_may_tell_it_does_not_lack_it(question: str, text: str) -> None:
    assert not lacks(question, text)


@pytest.mark.parametrize(
    "question", ["Is the gate painted?", "gate painted", "The gate is painted."]
)
def test_an_open_question_leaves_out_no_part(question: str) -> None:
    assert not lacks(question, "The gate is painted.")


def of_another_year(question: str, text: str, around: str = "") -> bool:
    terms = question_terms(question, LexicalIndex())
    return tells_of_another_year(terms, text, around or text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many visitors came in 2021?", "Visitors in 2019 | 84,200"),
        ("Who was the mayor in 1957?", "In 1956 Ana Ruiz was the mayor."),
        ("What was the fee for 2024?", "The fee for 2023 was 40 crowns."),
        ("Wer war im Jahr 1957 Bürgermeister?", "Im Jahr 1956 war es Ana Ruiz."),
    ],
)
def test_what_is_told_of_another_year_answers_nothing(question: str, text: str) -> None:
    assert of_another_year(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many visitors came in 2019?", "Visitors in 2019 | 84,200"),
        ("How many visitors came?", "Visitors in 2019 | 84,200"),
        ("How many visitors came in 2021?", "84,200 visitors came."),
        ("Who was the mayor in 1957?", "Ana Ruiz was the mayor from 1950 to 1960."),
        ("Who was the mayor in 1957?", "Ana Ruiz was the mayor since 1950."),
        ("Who was the mayor in 1957?", "Ana Ruiz was the mayor in the 1950s."),
        ("Who was the mayor before 1957?", "In 1956 Ana Ruiz was the mayor."),
        ("Who was the mayor in 1957 and in 1958?", "In 1956 Ana Ruiz was the mayor."),
        ("Who was the mayor in 1957 or 1958?", "In 1956 Ana Ruiz was the mayor."),
        ("Was Ana the mayor in 1957?", "In 1956 Ana Ruiz was the mayor."),
    ],
)
def test_what_may_be_told_of_the_year_that_is_asked_for_may_answer(
    question: str, text: str
) -> None:
    assert not of_another_year(question, text)


def test_a_sentence_may_be_about_a_year_that_its_passage_names() -> None:
    passage = "This was in 1921. Eleven were women; in 1919 there had been 14."
    question = "How many women were elected in 1921?"
    assert not of_another_year(question, passage.partition(". ")[2], passage)


TEA = "Item | Small cup | Large cup | By | Note\nTea | 1.90 | | | from Sarn"


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("What does a large cup of tea cost?", True),
        ("large cup of tea price", True),
        ("How much is paid for tea by the members?", False),
        ("What does a small cup of tea cost?", False),
        ("What does tea cost?", False),
        # it tells what another column holds that is asked for, too
        ("What is the note on a large cup of tea?", False),
        # an empty cell may say no, and another why it is empty
        ("Is there a large cup of tea?", False),
        ("A large cup of tea is sold.", False),
        ("Why is there no large cup of tea?", False),
    ],
)
def test_a_row_with_nothing_in_the_column_that_is_named_lacks_it(
    question: str, *, lacking: bool
) -> None:
    document = Document("a.md", "", "", None, TEA)
    row = Span(TEA.index("\n") + 1, len(TEA))
    assert lacks_the_cell(question_terms(question, LexicalIndex()), document, row) is lacking
