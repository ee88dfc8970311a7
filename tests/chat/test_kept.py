"""What a browser keeps comes back as it went there, or not at all."""

import json
from dataclasses import replace

import pytest

from chat.asking import Wish, wish_from_json
from chat.chats_panel import KeptChat, chats_as_json, chats_from_json
from chat.kept import (
    KeptPassage,
    KeptTurn,
    Place,
    passage_around,
    quote_in,
    turns_as_json,
    turns_from_json,
)
from corpus import Citation, Span
from qa.follow_up import Exchange, Understood

PLACE = Place("a.txt", "ab", "A", "line 1", 10, 50)
CITATION = Citation("a.txt", "ab", "A", "line 1", 20, 30, "ten signs.")
PASSAGE = KeptPassage(PLACE, "2020-04-02", 1.5, "…", ("ten",), 0.5, (replace(PLACE, start=60),))
TURN = KeptTurn(
    understood=Understood("Who?", "Who signs?", ("signs",)),
    found=True,
    confidence=0.5,
    text="ten signs.",
    citations=(CITATION,),
    passages=(PASSAGE,),
    exact=(0, 3),
    unknown=("x",),
    only=("a.txt",),
)


def sent(value: object) -> object:
    """What comes back from a browser that was sent `value`."""
    return json.loads(json.dumps(value))


def test_turns_come_back_as_they_were() -> None:
    turns = (TURN, replace(TURN, found=False, citations=(), passages=(), exact=()))
    assert turns_from_json(sent(turns_as_json(turns))) == turns


def test_chats_come_back_as_they_were_newest_first_and_not_more_than_twenty() -> None:
    chats = tuple(KeptChat((replace(TURN, text=str(number)),)) for number in range(25))
    assert chats_from_json(sent(chats_as_json(chats))) == chats[:20]


@pytest.mark.parametrize(
    "value", [None, 7, "turns", {}, [None], [{}], [{"text": "x"}], [[[[]]]], {"a": [1]}]
)
def test_anything_else_is_no_conversation(value: object) -> None:
    assert turns_from_json(value) == ()
    assert chats_from_json(value) == ()


@pytest.mark.parametrize("value", [None, [], "x", {"keep": "many"}, {"only": 3}])
def test_any_other_wish_is_the_usual_one(value: object) -> None:
    assert wish_from_json(value) == Wish()


def test_a_wish_is_what_the_browser_says() -> None:
    said = {"keep": 2, "as_typed": True, "only": ["a.txt"]}
    assert wish_from_json(said) == Wish(2, as_typed=True, only=("a.txt",))


def test_the_oldest_turns_make_room_for_the_newest() -> None:
    long = [replace(TURN, text=str(number) * 800_000) for number in range(4)]
    kept = turns_from_json(turns_as_json(long))
    assert [turn.text[0] for turn in kept] == ["2", "3"]


def test_a_citation_is_found_in_its_passage_and_in_copies_of_the_same_version_only() -> None:
    assert passage_around(TURN, CITATION) == Span(10, 50)
    elsewhere = replace(CITATION, sha256="cd")
    assert passage_around(TURN, elsewhere) == Span(20, 30)
    assert quote_in(TURN, PLACE) == Span(20, 30)
    assert quote_in(TURN, replace(PLACE, sha256="cd")) is None
    assert quote_in(TURN, replace(PLACE, start=21)) is None


def test_later_questions_lean_on_what_was_understood() -> None:
    assert TURN.exchange == Exchange("Who signs?", "ten signs.", ("a.txt",))


def test_a_saved_turn_has_both_questions_and_the_citations() -> None:
    saved = TURN.saved
    assert (saved.asked, saved.question, saved.carried) == ("Who?", "Who signs?", ("signs",))
    assert (saved.text, saved.citations) == ("ten signs.", (CITATION,))


def test_a_chat_is_named_by_the_beginning_of_its_first_question() -> None:
    assert KeptChat((TURN,)).title == "Who?"
    long = replace(TURN, understood=Understood("why\n" * 40, "why"))
    assert KeptChat((long,)).title == ("why " * 15) + " …"
    assert KeptChat(()).title == ""
