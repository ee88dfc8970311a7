"""Wishes: what they are about, and texts that are none."""

import pytest

from qa.wishes import subject_of


@pytest.mark.parametrize(
    "wish",
    [
        "I want to know about {}",
        "I'd like to know more about {}",
        "i would really like to learn about {}",
        "We are looking for {}",
        "I’m interested in {}",
        "I need {}",
        "Please tell me about {}",
        "please, tell us everything about {}",
        "Tell me {}",
        "Show me {}",
        "Describe {}",
        "Explain to me {}",
        "Find {}",
        "Summarise {}",
        "looking for {}",
        "Could you please tell me about {}",
        "Can you show us {}",
        "Would you explain {}",
        "Find out about {}",
    ],
)
def test_a_wish_is_about_what_follows(wish: str) -> None:
    assert subject_of(wish.format("the old harbour.")) == "the old harbour."


@pytest.mark.parametrize(
    "text",
    [
        "the old harbour",
        "Internet in the harbour",
        "I left my umbrella on the ship",
        "Wanted: a harbour master",
        "Finding the harbour",
        "Listed harbours",
        "List of harbours",
        "Could you find the harbour?",
        "Can I see the harbour?",
        "The harbour that I want to see",
        "Tell me",
        "I want to",
        "Needles of pines",
        "",
    ],
)
def test_what_is_no_wish_stays_as_it_is(text: str) -> None:
    assert subject_of(text) == text


def test_what_is_wished_for_keeps_its_own_words() -> None:
    assert subject_of("I need to bring my bicycle on the bus") == "bring my bicycle on the bus"
    assert subject_of("I want to get married on the ship") == "get married on the ship"
