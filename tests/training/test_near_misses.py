"""Near misses of open questions, made by rule."""

import pytest

from training.near_misses import NearMisses, as_topic

ASKED = "Does zinc shorten colds in children?"
OTHERS = [ASKED, "Do herbs prevent fevers in horses?", "Does tea sharpen the eyes?"]


def made(question: str, told: str, others: list[str]) -> set[str | None]:
    return {NearMisses(others, seed).of(question, told) for seed in range(60)}


def test_one_word_gives_way_to_another_that_ends_alike() -> None:
    expected = {"Does zinc sharpen colds in children?", "Does zinc shorten colds in sharpen?"}
    assert made(ASKED, "Zinc shortens colds.", OTHERS) - {None} == expected


def test_what_the_text_tells_in_any_form_is_not_put_in() -> None:
    assert made(ASKED, "Zinc sharpened colds.", OTHERS) == {None}


PASTE = "Does zinc-free paste help?"


def test_a_part_of_a_compound_is_not_exchanged() -> None:
    made_of = made(PASTE, "", [PASTE, "Is waste melted?"])
    assert made_of == {"Does zinc-free waste help?"}


def test_a_question_of_one_word_has_no_near_miss() -> None:
    assert made("Is it raining?", "", [*OTHERS, "Is it snowing?"]) == {None}


def test_the_same_seed_draws_the_same() -> None:
    drawn = [[NearMisses(OTHERS, 4).of(one, "") for one in OTHERS] for _ in range(2)]
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Is there a ferry to the island?", "a ferry to the island"),
        ("does zinc shorten colds ?", "zinc shorten colds"),
        ("Who came?", None),
        ("Issues of zinc?", None),
        ("Is", None),
    ],
)
def test_a_question_of_yes_or_no_is_a_topic_without_its_first_word(
    question: str, topic: str | None
) -> None:
    assert as_topic(question) == topic
