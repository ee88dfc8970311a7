"""Nearness of a passage's words to a question's."""

import numpy as np
import pytest

from index.word_pieces import pieces_of, vectors_of
from qa.nearness import Nearness, nearness
from qa.wording import Wording, wording_of
from tests.qa.hits import passage_of


def worded(*texts: str, title: str = "") -> list[Wording]:
    return [wording_of(passage_of(text, title=title)) for text in texts]


def near(one: str, other: str) -> float:
    """The nearness of two words, of one piece each."""
    vectors = vectors_of(np.array([*pieces_of(one), *pieces_of(other)], np.int32))
    assert len(vectors) == 2
    return float(vectors[0] @ vectors[1])


def test_words_that_all_stand_there_are_as_near_as_can_be() -> None:
    (found,) = nearness({"harbour": 2.0, "ship": 1.0}, worded("The ship left the harbour."))
    assert (found.every, found.sentence, found.rarest) == pytest.approx((1, 1, 1))


def test_a_word_that_does_not_stand_there_is_met_by_the_nearest() -> None:
    (found,) = nearness({"harbour": 3.0, "ship": 1.0}, worded("A ship in the port rusted."))
    nearest = max(near("harbour", word) for word in ("ship", "port"))
    assert 0.3 < nearest < 0.9
    assert found.rarest == pytest.approx(nearest, abs=1e-6)
    assert found.every == pytest.approx((3 * nearest + 1) / 4, abs=1e-6)


def test_what_stands_together_is_told_from_what_stands_apart() -> None:
    apart, together = nearness(
        {"harbour": 1.0, "ship": 1.0},
        worded("The harbour froze. No ship left.", "The ship left the harbour. It froze."),
    )
    assert (apart.every, together.every) == pytest.approx((1, 1))
    assert together.sentence == pytest.approx(1)
    assert apart.sentence == pytest.approx((1 + near("harbour", "ship")) / 2, abs=1e-6)


def test_a_title_is_a_text_of_its_own() -> None:
    (found,) = nearness({"harbour": 1.0}, worded("It froze.", title="The harbour"))
    assert (found.every, found.sentence) == pytest.approx((1, 1))


def test_each_passage_is_measured_as_it_is_by_itself() -> None:
    weights = {"harbours": 2.0, "1903": 1.5, "Zyxomma": 4.0}
    passages = worded("Ports of 1904.", "", "?!", "The zyxomma. A harbour.", title="Insects")
    together = nearness(weights, passages)
    by_themselves = [one for passage in passages for one in nearness(weights, [passage])]
    for one, other in zip(together, by_themselves, strict=True):
        assert (one.every, one.sentence, one.rarest) == pytest.approx(
            (other.every, other.sentence, other.rarest), abs=1e-6
        )


def test_a_passage_of_function_words_is_near_to_nothing() -> None:
    assert nearness({"harbour": 1.0}, worded("It was there.")) == [Nearness(0.0, 0.0, 0.0)]


def test_a_question_without_words_is_near_to_nothing() -> None:
    assert nearness({}, worded("A ship.")) == [Nearness(0.0, 0.0, 0.0)]


def test_without_passages_there_is_nothing_to_measure() -> None:
    assert nearness({"harbour": 1.0}, []) == []
