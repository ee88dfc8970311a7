"""Proximity: how near a question's words stand to each other, beside every pair of places."""

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
