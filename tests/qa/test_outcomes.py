"""Outcomes: when an answer is right, and each measure worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from corpus import Citation, Passage, Span
from qa import Answer, Seconds
from qa.calibration import ones
from qa.failures import what_was_answered, what_was_expected, worst_failures
from qa.outcomes import MEASURES, Outcome, columns_of, least_risk_area, outcome_of, rank_of
from qa.silver import Group, SilverQuestion
from tests.qa.hits import document_of, hit_of

SENTENCE = "The oak is four hundred years old."
TEXT = f"It rained. {SENTENCE} The harbour is new."
SPAN = Span(11, 11 + len(SENTENCE))
ASKED = SilverQuestion(
    "a1", "How old?", Group.ANSWERABLE, "number", "a.txt", SPAN, SENTENCE, "four"
)
HELD_OUT = SilverQuestion("h1", "When?", Group.HELD_OUT, "date", "b.txt", Span(0, 9), "It rained.")
LABELLED = replace(ASKED, kind="labelled", further=(Span(0, 10),))
OTHER = SilverQuestion("o1", "Who won?", Group.OTHER_TOPIC, "other topic")


def given(
    question: SilverQuestion = ASKED,
    confidence: float = 0.5,
    source: str = "a.txt",
    span: Span = SPAN,
    rank: int = 1,
) -> Outcome:
    """An answer that was given, from that place."""
    return Outcome(question, rank, True, confidence, "text", source, span.start, span.end)  # noqa: FBT003


def refused(question: SilverQuestion = ASKED, confidence: float = 0.1, rank: int = 0) -> Outcome:
    return Outcome(question, rank, False, confidence)  # noqa: FBT003


@pytest.mark.parametrize(
    ("outcome", "right"),
    [
        (given(), True),
        (given(span=Span(0, 12)), True),
        (given(span=Span(0, 11)), False),
        (given(span=Span(SPAN.end, SPAN.end + 5)), False),
        (given(source="b.txt"), False),
        (given(LABELLED), True),
        (given(LABELLED, span=Span(0, 3)), True),
        (given(LABELLED, source="b.txt", span=Span(0, 3)), False),
        (given(HELD_OUT, source="b.txt", span=Span(0, 9)), False),
        (given(OTHER, source="", span=Span(0, 9)), False),
        (refused(), False),
    ],
)
def test_an_answer_is_right_where_its_citation_overlaps_a_place_that_answers(
    outcome: Outcome,
    right: bool,  # noqa: FBT001
) -> None:
    assert outcome.right is right


def test_the_rank_is_that_of_the_first_passage_that_overlaps_the_sentence() -> None:
    document, elsewhere = document_of(TEXT, "a.txt"), document_of(TEXT, "b.txt")
    parts = [
        Passage(elsewhere, 0, len(TEXT), ()),
        Passage(document, 0, 10, ()),
        Passage(document, 11, SPAN.end, ()),
        Passage(document, 0, len(TEXT), ()),
    ]
    hits = tuple(hit_of(passage) for passage in parts)
    assert rank_of(ASKED, hits) == 3
    assert rank_of(ASKED, hits[:2]) == 0
    assert rank_of(ASKED, hits[:2] * 5 + hits) == 0
    assert rank_of(OTHER, hits) == 0
    # A label's words stand in the second passage, too.
    assert rank_of(LABELLED, hits) == 2


def test_an_outcome_is_made_of_an_answer_and_its_first_citation() -> None:
    first = Citation("a.txt", "", "", "", SPAN.start, SPAN.end, SENTENCE)
    second = Citation("b.txt", "", "", "", 0, 3, "It ")
    hit = hit_of(Passage(document_of(TEXT), 0, len(TEXT), ()))
    seconds = Seconds(0.0, 0.0, 0.0)
    answer = Answer("How old?", True, 0.7, SENTENCE, (first, second), (hit,), seconds)  # noqa: FBT003
    expected = Outcome(ASKED, 1, True, 0.7, SENTENCE, "a.txt", SPAN.start, SPAN.end)  # noqa: FBT003
    assert outcome_of(ASKED, answer) == expected
    # The citations say the same, so that it may be any of them.
    assert outcome_of(ASKED, replace(answer, citations=(second, first))) == expected
    nothing = Answer("How old?", False, 0.1, "", (), (), seconds)  # noqa: FBT003
    assert outcome_of(ASKED, nothing) == refused()


def measured(outcomes: list[Outcome]) -> dict[str, float]:
    columns = columns_of(outcomes)
    return {
        name: float(measure(columns, ones(len(outcomes)))[0]) for name, measure in MEASURES.items()
    }


def test_the_measures_are_those_worked_out_by_hand() -> None:
    figures = measured(
        [
            given(confidence=0.9),  # right
            given(confidence=0.6, source="b.txt", rank=2),  # wrong
            refused(confidence=0.15, rank=8),  # it was there
            refused(confidence=0.1, rank=0),  # it was there
            given(HELD_OUT, confidence=0.7, rank=0),  # nothing to be right about
            refused(OTHER, confidence=0.18),  # rightly
        ]
    )
    assert figures == {
        "Success@1": 1 / 4,
        "Success@5": 2 / 4,
        "MRR@10": pytest.approx((1 + 1 / 2 + 1 / 8) / 4),
        "nDCG@10": pytest.approx((1 + 1 / np.log2(3) + 1 / np.log2(9)) / 4),
        "Answer sentence": 1 / 4,
        "Refusal precision": pytest.approx(1 / 3),
        "Refusal recall": 1 / 2,
        # By confidence right, wrong, wrong; then the refused ones: 0, 1/2, 2/3, 3/4, 4/5, 5/6.
        "AURC": pytest.approx((0 + 1 / 2 + 2 / 3 + 3 / 4 + 4 / 5 + 5 / 6) / 6),
        "AUROC": 1.0,
        "Brier": pytest.approx((0.1**2 + 0.6**2 + 0.7**2) / 3),
        "ECE": pytest.approx((0.1 + 0.6 + 0.7) / 3),
    }


def test_a_refusal_with_high_confidence_comes_after_every_answer() -> None:
    assert measured([given(confidence=0.3), refused(confidence=0.99)])["AURC"] == 0.25


def test_the_least_area_is_what_unanswerable_questions_alone_give() -> None:
    outcomes = [refused(OTHER), given(source="b.txt"), refused(), given(HELD_OUT)]
    best = [given(confidence=0.9), given(confidence=0.8), refused(OTHER), refused(HELD_OUT)]
    assert least_risk_area(outcomes) == pytest.approx((0 + 0 + 1 / 3 + 2 / 4) / 4)
    assert least_risk_area(outcomes) == measured(best)["AURC"]


def test_what_cannot_be_measured_is_no_number() -> None:
    figures = measured([refused()])
    nothing = {"Refusal recall", "AUROC", "Brier", "ECE"}
    assert {name for name, value in figures.items() if np.isnan(value)} == nothing


def test_the_worst_failures_are_sure_and_wrong() -> None:
    sure = given(confidence=0.9, source="b.txt")
    less_sure = given(HELD_OUT, confidence=0.4, source="c.txt")
    outcomes = [given(), refused(confidence=0.15), less_sure, refused(OTHER), refused(), sure]
    expected = (sure, less_sure, refused(), refused(confidence=0.15))
    assert worst_failures(outcomes, 9) == expected
    assert worst_failures(outcomes, 1) == (sure,)
    assert [what_was_answered(one) for one in expected] == ["text", "text", "refused", "refused"]
    assert what_was_expected(sure) == SENTENCE
    assert what_was_expected(less_sure) == "a refusal: held out of the index was: It rained."
    assert what_was_expected(refused(OTHER)) == "a refusal: the documents are about other topics"
    near = SilverQuestion("l1", "Who won?", Group.NOT_ANSWERED, "near")
    assert what_was_expected(refused(near)) == "a refusal: the documents do not answer this"
