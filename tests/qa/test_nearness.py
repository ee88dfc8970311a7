"""Nearness of a passage's words to a question's."""

import numpy as np
import pytest

from index.word_pieces import pieces_of, vectors_of
from qa.nearness import Nearness, nearness, reach
from qa.wording import Wordings, wordings_of
from tests.qa.hits import passage_of


def worded(*texts: str, title: str = "") -> Wordings:
    return wordings_of([passage_of(text, title=title) for text in texts])


def values(found: Nearness) -> list[tuple[float, float, float]]:
    """The nearness of each passage: of all its words, of its best sentence's, of the rarest."""
    return list(zip(found.every, found.sentence, found.rarest, strict=True))


def near(one: str, other: str) -> float:
    """The nearness of two words, of one piece each."""
    vectors = vectors_of(np.array([*pieces_of(one), *pieces_of(other)], np.int64))
    assert len(vectors) == 2
    return float(vectors[0] @ vectors[1])


def test_words_that_all_stand_there_are_as_near_as_can_be() -> None:
    found = nearness({"harbour": 2.0, "ship": 1.0}, worded("The ship left the harbour."))
    assert values(found) == [pytest.approx((1, 1, 1))]


def test_a_word_that_does_not_stand_there_is_met_by_the_nearest() -> None:
    found = nearness({"harbour": 3.0, "ship": 1.0}, worded("A ship in the port rusted."))
    nearest = max(near("harbour", word) for word in ("ship", "port"))
    assert 0.3 < nearest < 0.9
    assert found.rarest == pytest.approx([nearest], abs=1e-6)
    assert found.every == pytest.approx([(3 * nearest + 1) / 4], abs=1e-6)


def test_what_stands_together_is_told_from_what_stands_apart() -> None:
    found = nearness(
        {"harbour": 1.0, "ship": 1.0},
        worded("The harbour froze. No ship left.", "The ship left the harbour. It froze."),
    )
    assert found.every == pytest.approx([1, 1])
    apart = (1 + near("harbour", "ship")) / 2
    assert found.sentence == pytest.approx([apart, 1], abs=1e-6)


def test_a_title_is_a_text_of_its_own() -> None:
    found = nearness({"harbour": 1.0}, worded("It froze.", title="The harbour"))
    assert values(found)[0][:2] == pytest.approx((1, 1))


def test_each_passage_is_measured_as_it_is_by_itself() -> None:
    weights = {"harbours": 2.0, "1903": 1.5, "Zyxomma": 4.0}
    texts = ("Ports of 1904.", "", "?!", "The zyxomma. A harbour.")
    together = values(nearness(weights, worded(*texts, title="Insects")))
    by_themselves = [values(nearness(weights, worded(one, title="Insects")))[0] for one in texts]
    assert together == [pytest.approx(one, abs=1e-6) for one in by_themselves]


def test_a_passage_of_function_words_is_near_to_nothing() -> None:
    assert values(nearness({"harbour": 1.0}, worded("It was there."))) == [(0, 0, 0)]


def test_a_question_without_words_is_near_to_nothing() -> None:
    assert values(nearness({}, worded("A ship."))) == [(0, 0, 0)]


def test_a_passage_reaches_words_by_the_nearest_and_the_farthest_of_them() -> None:
    found = reach({"harbour": 3.0, "ship": 1.0}, worded("A ship in the port rusted.", "Ports."))
    first = max(near("harbour", word) for word in ("ship", "port"))
    second = near("harbour", "ports"), near("ship", "ports")
    assert found.every == pytest.approx(
        [(3 * first + 1) / 4, (3 * second[0] + second[1]) / 4], abs=1e-6
    )
    assert found.farthest == pytest.approx([first, min(second)], abs=1e-6)


def test_a_word_in_another_form_is_reached_wherever_it_stands_in_the_passage() -> None:
    assert near("ship", "ships") < 0.95
    found = reach({"ship": 1.0}, worded("It froze. The ships were stuck.", "It froze."))
    assert found.every[0] == 1
    assert found.farthest[1] < 0.5
    assert reach({"ship": 1.0}, worded("It froze.", title="Ships")).farthest == [1]


def test_a_clause_of_chinese_is_reached_by_what_holds_all_of_it() -> None:
    found = reach({"学校图书馆": 1.0}, worded("宾馆有停车场。", "学校有图书馆。"))
    assert found.farthest[0] < 0.6 < found.farthest[1]
    whole = reach({"图书馆": 1.0, "泳池": 1.0}, worded("学校的图书馆。"))
    assert whole.farthest[0] < 0.2 < whole.every[0]


def test_what_asks_for_nothing_is_reached_by_everything() -> None:
    found = reach({}, worded("A ship.", "Another."))
    assert found.every.tolist() == found.farthest.tolist() == [1, 1]
