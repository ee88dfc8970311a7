"""Our own set of follow-up questions is what it says it is, and is read in halves."""

import pytest

from benchmarks.follow_up_sets import (
    FollowUp,
    exchanges,
    in_first_half,
    own_follow_ups,
)
from corpus.reading import document_from_bytes
from qa.follow_up import Exchange
from tests.qa.small_index import SAMPLE

TURNS = own_follow_ups()


def test_there_are_sixty_follow_ups_and_some_questions_that_stand_alone() -> None:
    assert sum(turn.leans for turn in TURNS) >= 60
    assert sum(not turn.leans for turn in TURNS) >= 15
    assert len({turn.expected.id for turn in TURNS}) == len(TURNS)
    assert {len(turn.earlier) for turn in TURNS} == {1, 2}


@pytest.mark.parametrize("source", sorted({turn.expected.source for turn in TURNS}))
def test_what_is_expected_stands_in_its_document(source: str) -> None:
    read = document_from_bytes((SAMPLE / source).read_bytes(), source)
    text = " ".join(read.text.split())
    expected = [turn.expected.answer for turn in TURNS if turn.expected.source == source]
    assert [answer for answer in expected if answer not in text] == []


def test_only_a_question_that_leans_is_rewritten() -> None:
    def rewritten(turn: FollowUp) -> bool:
        return turn.expected.question != turn.last

    assert [turn.last for turn in TURNS if rewritten(turn) is not turn.leans] == []


def test_the_halves_depend_on_the_name_alone() -> None:
    assert [in_first_half(name) for name in ("f01", "f02", "f03")] == [False, True, False]
    share = sum(in_first_half(str(number)) for number in range(1000)) / 1000
    assert 0.45 < share < 0.55


def test_earlier_turns_are_understood_one_after_the_other() -> None:
    told = (("How many live in Asia?", "Many."), ("and in Africa?", ""))
    assert exchanges(told, lambda _: 0.0) == [
        Exchange("How many live in Asia?", "Many."),
        Exchange("How many live in Africa?", ""),
    ]
