"""Lacking: answers that repeat the question and leave out what it asks for."""

import pytest

from index.lexical import LexicalIndex
from qa.lacking import lacks_what_is_asked
from qa.terms import question_terms


def lacks(question: str, text: str) -> bool:
    return lacks_what_is_asked(question_terms(question, LexicalIndex()), text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Why did the fire officer refuse the beds?", "Beds were refused by the fire officer."),
        ("What was the reason for the delay?", "There was another delay in May."),
        ("Who painted the gate?", "The gate was painted in May."),
        ("Who was elected after Mr Rood?", "After Mr Rood was elected, the hall was closed."),
        ("Which firm built the bridge?", "The bridge was built by 1903."),
        ("Where is the key kept?", "The key is kept dry."),
        ("When will the hall be open again?", "The hall is closed."),
        ("How many boats does the club have?", "The club has boats of oak."),
        ("How many of the 86 members fish?", "The 86 members fish for eel."),
        ("How many came on 6 May 1933?", "Guests came on 6 May 1933."),
        ("How many guests were at the opening?", "The opening was on 6 May 1933."),
        ("How much did the study cost?", "The study took two years."),
        ("How much was the captain paid?", "The captain was paid on 3 June."),
        ("How deep is the lake?", "The lake has 40 islands."),
        ("How long does the crossing take?", "The crossing takes 200 passengers."),
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
        ("Why was the idea dropped?", "It was dropped after the vet advised against it."),
        ("Who painted the gate?", "The gate was painted by Ana Ruiz."),
        ("Who painted the gate?", "The gate was painted by a pupil."),
        ("Who painted the gate?", "Ruiz painted it."),
        ("Who painted the gate?", "The porter painted it."),
        ("Who painted the gate?", "Its owner painted it."),
        ("Who painted the gate?", "gate painted by ana"),
        ("Which firm built the bridge?", "The bridge is the work of Marsh and Oduya."),
        ("Where is the key kept?", "The key is kept in the tea caddy."),
        ("Where is the key kept?", "item: key | site: Tarnmouth"),
        ("When will the hall be open again?", "It will be open on 3 May."),
        ("When will the hall be open again?", "It will be open when the roof is done."),
        ("How many boats does the club have?", "The club has seven boats."),
        ("How many of the 86 members fish?", "Of the 86 members 12 fish."),
        ("How many boats does the club have?", "The club has no boats."),
        ("How often does it meet?", "It meets weekly."),
        ("How long has it been open?", "It has been open since 1957."),
        ("How much did the study cost?", "The study cost 38,000 pounds."),
        ("How much did the study cost?", "item: study | price_gbp: 22"),
        ("How deep is the lake?", "The lake is 40 m deep."),
        ("How long does the crossing take?", "The crossing takes 40 minutes."),
        ("What colour is the badge?", "The badge is red."),
    ],
)
def test_what_may_tell_it_does_not_lack_it(question: str, text: str) -> None:
    assert not lacks(question, text)


@pytest.mark.parametrize(
    "question", ["Is the gate painted?", "gate painted", "The gate is painted."]
)
def test_an_open_question_leaves_out_no_part(question: str) -> None:
    assert not lacks(question, "The gate is painted.")
