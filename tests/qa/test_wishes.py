"""Wishes: what they are about, and texts that are none."""

import time

import pytest

from qa.wishes import Wish, as_question, be_before, wish_in


@pytest.mark.parametrize(
    "wish",
    [
        "I want to know about {}",
        "I'd like to know more about {}",
        "i would really like to learn about {}",
        "Please tell me about {}",
        "please, tell us everything about {}",
        "Tell me everything you know about {}",
        "Tell me, please, about {}",
        "Describe to me everything about {}",
        "Could you please tell me about {}",
        "Hello! Can you give me some information on {}",
        "Would you mind telling me more about {}",
        "Let me know about {}",
        "Inform me of {}",
        "Find out about {}",
    ],
)
def test_who_wants_to_be_told_about_something_names_it(wish: str) -> None:
    expected = Wish("the old harbour.", told=False)
    assert wish_in(wish.format("the old harbour.")) == expected


@pytest.mark.parametrize(
    "wish",
    [
        "Tell me {}",
        "Show me {}",
        "Can you show us {}",
        "Explain {}",
        "Explain to me {}",
        "Summarise {}",
        "I would like to know {}",
        "I want to know: {}",
        "I'd like you to tell me {}",
        "I would like to know, please, {}",
        "May I ask {}",
        "Can anyone tell me {}",
        "Can you tell me, please, {}",
        "Tell me exactly {}",
        "Could you please let me know {}",
        "I wonder {}",
        "I was wondering {}",
        "Please please find out {}",
    ],
)
def test_who_wants_to_be_told_something_names_it(wish: str) -> None:
    assert wish_in(wish.format("when it opens?")) == Wish("when it opens?", told=True)


@pytest.mark.parametrize(
    "wish",
    [
        "I want {}",
        "I need {}",
        "We'd love to see {}",
        "I will need {}",
        "I’m interested in {}",
        "We are looking for {}",
        "I'd be interested in {}",
        "looking for {}",
        "List {}",
        "Find me {}",
        "Hi, I would like {}",
        '"I want to see {}"',
        "I want {} please",
    ],
)
def test_who_wants_something_names_it(wish: str) -> None:
    assert wish_in(wish.format("the old harbour")) == Wish("the old harbour")


@pytest.mark.parametrize(
    "text",
    [
        "the old harbour",
        "Internet in the harbour",
        "I left my umbrella on the ship",
        "Wanted: a harbour master",
        "Finding the harbour",
        "List of harbours",
        "List price of the boat",
        "Find My Device",
        "The harbour that I want to see",
        "Could you find the harbour?",
        "Can I see the harbour?",
        "Tell me",
        "Show Me",
        "Show Me State",
        "I want to",
        "I want to know?",
        "I Love Lucy",
        "I like Ike",
        "We Need New Names",
        "We need more than 30 members",
        "I hope the fee stays",
        "I must pay a deposit",
        "We are interested parties",
        "I am looking after children",
        "Needles of pines",
        "",
    ],
)
def test_what_is_no_wish_stays_as_it_is(text: str) -> None:
    assert wish_in(text) == Wish(text)


def test_what_is_wished_for_keeps_its_own_words() -> None:
    for wish, about in (
        ("I need to bring my bicycle on the bus", "bring my bicycle on the bus"),
        ("I want to get married on the ship", "get married on the ship"),
        ("I want all inclusive", "all inclusive"),
        ("Show me All Saints church", "All Saints church"),
        ("Tell me only the price", "only the price"),
        ("I need a list of mistakes", "a list of mistakes"),
        ("I want a bit rate converter", "a bit rate converter"),
        ("Tell me about The Who", "The Who"),
    ):
        assert wish_in(wish).about == about


def test_a_greeting_is_no_part_of_a_question() -> None:
    assert wish_in("Hello, is smoking forbidden?") == Wish("is smoking forbidden?")
    assert wish_in("Hi-fi sets") == Wish("Hi-fi sets")


def test_what_is_to_be_affirmed_or_denied_is_told_apart() -> None:
    wish = wish_in("Can you tell me if dogs are allowed?")
    assert wish == Wish("dogs are allowed?", told=True, whether=True)
    assert wish_in("I wonder whether it is open").whether
    assert as_question("it is open") == "is it open?"
    assert as_question("the shop opens on Sundays") is None


@pytest.mark.parametrize(
    ("about", "be"),
    [
        ("the price of milk", "is"),
        ("the names of the rooms", "are"),
        ("its last bus for the city", "is"),
        ("the mass of the boat", "is"),
        ("the price", None),
        ("prices of milk", None),
    ],
)
def test_is_or_are_stands_before_a_noun_with_more_behind_it(about: str, be: str | None) -> None:
    assert be_before(about) == be


@pytest.mark.parametrize("text", ["please ", "I really ", "tell me ", "hello ", "I want to know, "])
def test_a_long_wish_takes_no_longer_than_its_length(text: str) -> None:
    began = time.process_time()
    wish_in(text * 5000)
    assert time.process_time() - began < 2
