"""Kinds of answers: what a question asks for."""

import pytest

from qa.kinds import Kind, counted, kind_asked


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many ships came?", Kind.NUMBER),
        ("how much did it cost", Kind.NUMBER),
        ("How deep is the harbour?", Kind.NUMBER),
        ("HOW OFTEN does it ring?", Kind.NUMBER),
        ("At what daily rate?", Kind.NUMBER),
        ("What percentage of the men stayed?", Kind.NUMBER),
        ("What percentage stayed?", Kind.NUMBER),
        ("What was the price of milk in 1903?", Kind.NUMBER),
        ("What is the total population of Ulm?", Kind.NUMBER),
        ("When was the harbour built?", Kind.DATE),
        ("In what year was it built?", Kind.DATE),
        ("On which day did they leave?", Kind.DATE),
        ("What was the date of the meeting?", Kind.DATE),
        ("Since when is she director?", Kind.DATE),
        ("The dam was built when?", Kind.DATE),
        ("Who built the harbour?", Kind.PERSON),
        ("To whom was it sent?", Kind.PERSON),
        ("Who else came?", Kind.PERSON),
        ("Which poet wrote it?", Kind.PERSON),
        ("What Belgian footballer claimed it?", Kind.PERSON),
        ("What does the ticket cost?", Kind.NUMBER),
        ("What is the fee per day at the quay?", Kind.NUMBER),
        ("Give the year of the flood.", Kind.DATE),
        ("What is the state of the roof?", None),
        ("Where is it?", Kind.PLACE),
        ("Which company makes it?", Kind.NAME),
        ("What two companies joined?", Kind.NAME),
        ("What is the name of the ship?", Kind.NAME),
        ("What other English towns were there?", Kind.NAME),
        ("How does a bill become a law?", None),
        ("Why 1903?", None),
        ("What is the show many people saw?", None),
        ("Is the whenever clause valid?", None),
        ("What is the number one cause of fires?", None),
        ("What is the rate-limiting step?", None),
        ("Who was Ada Lovelace?", None),
        ("Who is Jan van der Berg?", None),
        ("Who was the mayor of Ulm?", Kind.PERSON),
        ("Who is the President of France?", Kind.PERSON),
        ("Who is Portugal's Minister of Science?", Kind.PERSON),
        ("What types of schools are there?", None),
        ("What is another name for bread?", None),
        ("", None),
    ],
)
def test_a_question_asks_for_a_kind_of_answer(question: str, kind: Kind | None) -> None:
    assert kind_asked(question) is kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who was mayor when the dam broke?", Kind.PERSON),
        ("When the dam broke, who was mayor?", Kind.PERSON),
        ("What happens when the dam breaks?", None),
        ("What do people who live in Ulm eat?", None),
        ("How did those who came live?", None),
        ("Do people who smoke live shorter?", None),
        ("Is it open when it rains?", None),
        ("The man who built the dam was born in what year?", Kind.DATE),
        ("Where the dam stands, how many oaks were there?", Kind.NUMBER),
        ("Where does she live when it is cold?", Kind.PLACE),
    ],
)
def test_a_word_that_joins_a_clause_asks_for_nothing(question: str, kind: Kind | None) -> None:
    assert kind_asked(question) is kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Do you know when the dam broke?", Kind.DATE),
        ("Can you tell me who signed the letter?", Kind.PERSON),
        ("Is it known where he died?", Kind.PLACE),
        ("Tell me how many came", Kind.NUMBER),
    ],
)
def test_what_is_asked_for_may_come_after_a_polite_opening(question: str, kind: Kind) -> None:
    assert kind_asked(question) is kind


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How many Dutch ships were lost?", "Dutch ships"),
        ("How many of the doctors stayed?", ""),
        ("How much money did it cost?", "money"),
        ("How many doctors signed the letter?", "doctors signed the"),
        ("How many came?", ""),
        ("When were ships counted?", ""),
    ],
)
def test_what_is_counted_stands_behind_how_many(question: str, words: str) -> None:
    assert counted(question) == words
