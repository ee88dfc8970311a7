"""Questions made by rule that a passage only seems to answer."""

import random

import pytest

from corpus.passage import Span
from qa.pairs import Excerpt
from training.unanswerable import changed_question, without_answer

TEXT = "It was Ana Ruiz who sent 12 samples in 2019. Here Bo Lind sent 15. It rained."


def every_change(question: str, *texts: str) -> set[str | None]:
    return {changed_question(question, texts, random.Random(seed)) for seed in range(60)}


def test_a_name_gives_way_to_another_of_the_passage() -> None:
    asked = "What did Ana Ruiz send?"
    assert every_change(asked, TEXT) == {"What did Bo Lind send?"}


def test_a_part_of_the_same_name_is_not_another() -> None:
    changed = every_change("What did Ruiz send?", TEXT)
    assert changed == {"What did Bo Lind send?"}


def test_a_number_gives_way_to_another_number() -> None:
    changed = every_change("Who sent 12 samples?", TEXT)
    assert changed == {"Who sent 2019 samples?", "Who sent 15 samples?"}


def test_what_the_passage_has_none_of_comes_from_the_ones_like_it() -> None:
    changed = every_change("Who sent 12 samples?", "Ana sent 12.", "No number.", "And 40 more.")
    assert changed == {"Who sent 40 samples?"}


@pytest.mark.parametrize(
    ("question", "changed"),
    [
        ("who won the last race?", {"who lost the last race?", "who won the first race?"}),
        ("What did she send?", {"What didn't she send?"}),
        ("Which harbour?", {None}),
    ],
)
def test_a_word_gives_way_to_its_opposite(question: str, changed: set[str | None]) -> None:
    assert every_change(question, "She sang.") == changed


def test_the_sentence_with_the_answer_can_be_left_out() -> None:
    sentences = (Span(0, 44), Span(45, 66), Span(67, 77))
    assert TEXT[45:66] == "Here Bo Lind sent 15."
    excerpt = Excerpt("News", TEXT, sentences[0])
    rest = without_answer(excerpt, sentences, Span(TEXT.index("12"), TEXT.index(" samples")))
    assert rest == Excerpt("News", "Here Bo Lind sent 15. It rained.", Span(0, 21))


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Ana sent 12.", (Span(0, 12),)),
        ("Ana sent 12. Bo sent 12.", (Span(0, 12), Span(13, 24))),
    ],
)
def test_a_passage_that_would_still_answer_or_be_empty_is_not_made(
    text: str, sentences: tuple[Span, ...]
) -> None:
    assert without_answer(Excerpt("", text, Span(0, 12)), sentences, Span(9, 11)) is None
