"""Opposites: whether a text says the contrary of a word that a question is about."""

import pytest

from qa.opposites import OPPOSITES, contradicts


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who won the first race?", "Bo won the LAST race."),
        ("Which wall is the highest?", "The lowest wall is of 1999."),
        ("What happened before the war?", "After the war the harbour was rebuilt."),
        ("Where is the price lower?", "The price is higher."),
        ("Who lost the race?", "They won the race."),
        ("Who was present?", "Ana was absent."),
        ("Who did not sign the letter?", "Ana and Bo signed the letter."),
        ("Which town hasn't got a harbour?", "Lisbon has a harbour."),
        ("Which town hasn’t got a harbour?", "Lisbon has a harbour."),
        ("Where does bus 43 go?", "Bus 42 goes to Ulm."),
        ("What happened on March 26?", "On March 12 a ship came."),
        ("Where does bus no. 43 go?", "Bus no. 42 goes to Ulm."),
        ("Where does line 41 go?", "Lines 42 and 43 go to Ulm."),
        ("When does it open on Mondays?", "It opens on Saturdays at ten."),
        ("When was the first bridge closed?", "The second bridge was closed in May."),
        ("What does Article 7a say?", "Article 7b says nothing."),
        ("How many came in 2020?", "In 2019 many came."),
        ("What does code E09 mean?", "E01 | Water too hot"),
        ("How heavy is the H-220?", "The H-180 weighs 12 kg."),
        ("How deep is the shallow end?", "The deep end is 3.1 metres."),
        ("How many came in the 1980s?", "In the 1990s many came."),
    ],
)
def test_the_contrary_is_noticed(question: str, text: str) -> None:
    assert contradicts(text, question)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who won the first race?", "Ana won the first race, Bo the last."),
        ("Who won the race?", "Bo won the last race."),
        ("Where does bus 43 go?", "Bus 42 goes to Ulm, bus 43 to Bonn."),
        ("Where does bus 43 go?", "Bus 42 goes to Ulm, and the 43 to Bonn."),
        ("Where does bus 43 go?", "It goes to Ulm every 42 minutes."),
        ("Who has run it since 1904?", "Ana has run it since 1904 and the mill since 1903."),
        ("What happened in 1903?", "It was built then."),
        ("When did it open?", "The lab opened in 1987, and was closed in 2001."),
        ("What happened in the 1980s?", "It was built in 1987."),
        ("What happened in 2020?", "It cost 2019.50 in all, and 1,987 came."),
        ("Who won the first race?", "Ana won it."),
        ("How many ships came?", "A few ships came."),
        ("Did some of them come?", "None of them came."),
        ("Who did not sign the letter?", "Ana didn't sign the letter."),
        ("Who signed the letter?", "Ana didn't sign the letter."),
        ("Who lives in house no. 5?", "Ana lives there."),
        ("Why did nobody see the rust?", "A collar held water where it was hidden."),
        ("Who bought the cup?", "Ana sold the cup to Bo."),
        ("What does code E09 mean?", "E01 and E09 mean that water is missing."),
        ("How heavy is the H-220?", "The H220 weighs 12 kg, the H-180 nine."),
        ("What does code E09 mean?", "The A4 road is closed."),
        ("", ""),
    ],
)
def test_what_is_not_the_contrary_is_let_be(question: str, text: str) -> None:
    assert not contradicts(text, question)


def test_opposites_are_mutual_and_a_word_may_have_several() -> None:
    assert OPPOSITES["more"] == ("fewer", "less")
    assert OPPOSITES["lost"] == ("won", "gained")
    assert all(word in OPPOSITES[other] for word, all_of in OPPOSITES.items() for other in all_of)
    assert all(word not in all_of for word, all_of in OPPOSITES.items())
