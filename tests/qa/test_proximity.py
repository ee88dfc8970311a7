"""Proximity: how near a question's words stand to each other, beside every pair of places."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.proximity import proximity
from qa.wording import wordings_of
from tests.qa.hits import passage_of, terms_of

WEIGHTS = {"ab": 3.0, "cd": 1.0, "ef": 2.0, "gh": 5.0, "ij": 4.0}
TEXTS = st.lists(st.sampled_from([*WEIGHTS, "went"]), max_size=12).map(" ".join)


def near(weights: dict[str, float], *texts: str) -> list[float]:
    wordings = wordings_of([passage_of(text) for text in texts])
    values: list[float] = proximity(terms_of(weights), wordings).tolist()
    return values


def test_the_lesser_weight_counts_by_the_distance() -> None:
    weights = {"harbour": 3.0, "wall": 2.0}
    texts = ("The harbour wall fell.", "The wall of the harbour.", "The harbour.", "")
    assert near(weights, *texts) == pytest.approx([2 / 2, 2 / 4, 0, 0])


def test_the_nearest_places_of_two_words_count() -> None:
    assert near({"harbour": 3.0, "wall": 2.0}, "Wall one two harbour three wall.") == [2 / 3]


def test_a_question_without_weight_has_no_distances() -> None:
    assert near({}, "The harbour.") == [0]


def test_of_a_very_long_question_the_weightiest_words_count() -> None:
    light = {f"light{number}": 0.5 for number in range(200)}
    heavy = {"harbour": 3.0, "wall": 2.0, "tide": 1.0}
    text = "Light0 light1 harbour wall. The tide."
    filled = {**heavy, **dict.fromkeys((f"heavy{number}" for number in range(98)), 9.0)}
    assert near({**light, **heavy}, text)[0] >= near(heavy, text)[0]
    assert near({**light, **filled}, text) == near({"harbour": 3.0, "wall": 2.0}, text)


def test_a_question_of_thousands_of_words_takes_little_memory() -> None:
    weights = {f"w{number}": 1.0 for number in range(4000)}
    tracemalloc.start()
    near(weights, *[" ".join(list(weights)[first : first + 100]) for first in range(0, 4000, 100)])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000_000


def test_words_that_no_document_holds_do_not_count() -> None:
    weights = {"harbour": 3.0, "wall": 2.0}
    wordings = wordings_of([passage_of("The harbour wall fell.")])
    lost = {f"lost{number}": 9.0 for number in range(300)}
    terms = terms_of({**lost, **weights}, unknown=frozenset(lost))
    assert proximity(terms, wordings).tolist() == near(weights, "The harbour wall fell.")


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_it_is_the_sum_over_all_pairs_of_places(texts: list[str]) -> None:
    assert near(WEIGHTS, *texts) == pytest.approx([_slow(text.split()) for text in texts])


def _slow(words: list[str]) -> float:
    held = [word for word in WEIGHTS if word in words]
    total = 0.0
    for at, word in enumerate(held):
        for other in held[at + 1 : at + 4]:
            distance = min(
                abs(one - two)
                for one, first in enumerate(words)
                for two, second in enumerate(words)
                if (first, second) == (word, other)
            )
            total += min(WEIGHTS[word], WEIGHTS[other]) / (1 + distance)
    return total
