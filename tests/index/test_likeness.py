"""Likeness: copies are found whatever their layout, other texts are not, and nothing is drawn."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.likeness import ALIKE, alike, likeness, sketch_of


def words(seed: int, number: int) -> list[str]:
    draw = random.Random(seed)
    return [f"word{draw.randrange(3_000)}" for _ in range(number)]


def exact(one: str, other: str) -> float:
    """The likeness by definition."""
    first, second = (
        {tuple(found[n : n + 5]) for n in range(max(1, len(found) - 4))}
        for found in (re.findall(r"\w+", text.lower()) for text in (one, other))
    )
    return len(first & second) / len(first | second)


def test_layout_case_and_marks_do_not_count() -> None:
    text = "It rained all day; nobody left the house. The king was asleep."
    other = "IT RAINED all day\n\nnobody left | the house -- The King was asleep"
    assert likeness(sketch_of(text), sketch_of(other)) == 1.0


@given(
    st.lists(st.sampled_from("abcde"), max_size=60), st.lists(st.sampled_from("abcde"), max_size=60)
)
def test_short_texts_are_compared_exactly(first: list[str], second: list[str]) -> None:
    one, other = " ".join(first), " ".join(second)
    if first and second:
        assert likeness(sketch_of(one), sketch_of(other)) == exact(one, other)
    elif first or second:
        assert likeness(sketch_of(one), sketch_of(other)) == 0


@pytest.mark.parametrize("changed_every", [10, 25, 45, 100, 400])
def test_the_likeness_of_long_texts_is_estimated(changed_every: int) -> None:
    errors = []
    for seed in range(20):
        one = words(seed, 3_000)
        other = [f"new{n}" if n % changed_every == 0 else word for n, word in enumerate(one)]
        a, b = " ".join(one), " ".join(other)
        errors.append(likeness(sketch_of(a), sketch_of(b)) - exact(a, b))
    assert max(map(abs, errors)) < 0.14
    assert abs(sum(errors) / len(errors)) < 0.03


def test_texts_without_words_are_like_nothing() -> None:
    assert likeness(sketch_of(""), sketch_of(" - ! ")) == 0
    assert alike({"a": sketch_of(""), "b": sketch_of("")}) == ()


def test_copies_are_grouped_and_others_are_not() -> None:
    texts = {f"{seed}.txt": " ".join(words(seed, 500)) for seed in range(30)}
    texts["copy of 3.txt"] = texts["3.txt"].upper()
    texts["nearly 3.txt"] = texts["3.txt"].replace("word1", "other1", 3)
    texts["twice 5.txt"] = f"{texts['5.txt']} {' '.join(words(99, 500))}"
    texts["9 again.txt"] = texts["9.txt"] + " The end."
    sketches = {name: sketch_of(text) for name, text in texts.items()}
    assert alike(sketches) == (
        ("3.txt", "copy of 3.txt", "nearly 3.txt"),
        ("9 again.txt", "9.txt"),
    )


def test_many_copies_make_one_group() -> None:
    text = " ".join(words(1, 400))
    sketches = {f"{number:04}.txt": sketch_of(f"{text} number {number}") for number in range(300)}
    (group,) = alike(sketches)
    assert len(group) == 300


def test_letters_under_one_letterhead_are_not_copies() -> None:
    head = " ".join(words(1, 60))
    sketches = {
        f"{number}.txt": sketch_of(f"{head} {' '.join(words(number + 2, 200))}")
        for number in range(300)
    }
    assert alike(sketches) == ()
    assert 0 < likeness(sketches["0.txt"], sketches["1.txt"]) < ALIKE
