"""The plain sentences about a folder: each figure in them is counted by hand."""

from corpus import Span
from qa.meaning import meaning_of
from qa.outcomes import Outcome
from qa.silver import Group, SilverQuestion

SPAN = Span(0, 9)
ASKED = SilverQuestion("a1", "How old?", Group.ANSWERABLE, "number", "a.txt", SPAN, "It rained.")
OTHER = SilverQuestion("o1", "Who won?", Group.NOT_ANSWERED, "far")


def right(confidence: float) -> Outcome:
    return Outcome(ASKED, 1, True, confidence, "It rained.", "a.txt", 0, 9)  # noqa: FBT003


def wrong(confidence: float, question: SilverQuestion = ASKED) -> Outcome:
    return Outcome(question, 0, True, confidence, "No.", "b.txt", 0, 3)  # noqa: FBT003


def refused(confidence: float, question: SilverQuestion = ASKED) -> Outcome:
    return Outcome(question, 0, False, confidence)  # noqa: FBT003


def test_answers_and_refusals_are_told_in_plain_sentences() -> None:
    outcomes = [right(0.9), refused(0.05), wrong(0.5, OTHER), refused(0.1, OTHER)]
    assert meaning_of(outcomes)[:4] == (
        "Of 2 answers given 1 are right.",
        "Of 2 questions that the documents answer 1 were refused.",
        "Of 2 questions without an answer in the index 1 were refused.",
        "AURC cannot be below 0.208 here: so much comes of the questions without an answer alone.",
    )


def test_a_higher_threshold_is_named_with_what_it_would_have_given() -> None:
    outcomes = [right(0.9), right(0.8), wrong(0.505), wrong(0.3, OTHER), refused(0.1, OTHER)]
    assert meaning_of(outcomes)[-1] == (
        "A higher minimum_confidence gives fewer answers, and surer ones: with 0.51, 2 answers "
        "would have been given, 2 of them right, and 2 of the 2 without an answer refused."
    )


def test_a_threshold_below_a_refusal_is_not_named_as_its_answer_was_not_seen() -> None:
    # Questions may have thresholds of their own: this one was refused in spite of 0.7.
    outcomes = [right(0.9), right(0.6), wrong(0.5), refused(0.7)]
    assert "with 0.71, 1 answer would have been given, 1 of them right." in meaning_of(outcomes)[-1]


def test_where_no_threshold_helps_that_is_said() -> None:
    assert meaning_of([wrong(0.995), right(0.4)])[-1].startswith("No higher minimum_confidence")


def test_where_nearly_all_is_right_a_lower_threshold_is_named() -> None:
    outcomes = [right(0.9), right(0.4), refused(0.25), refused(0.1), refused(0.2, OTHER)]
    assert meaning_of(outcomes)[-1] == (
        "A lower minimum_confidence gives more answers, and less sure ones: with 0.20, 1 more of "
        "the questions that the documents answer would have got one, and 1 of the others; "
        "`--compare minimum_confidence=0.20` says how many of these are right."
    )
    assert "hardly" in meaning_of([right(0.9), refused(0.0)])[-1]


def test_where_nothing_was_answered_a_lower_threshold_is_named_too() -> None:
    assert "with 0.08, 1 more" in meaning_of([refused(0.16), refused(0.02, OTHER)])[-1]
