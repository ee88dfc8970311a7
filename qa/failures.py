"""Failures: the questions that went wrong, the most misleading ones first."""

from collections.abc import Sequence

from qa.outcomes import Outcome
from qa.silver import Group


def worst_failures(outcomes: Sequence[Outcome], most: int) -> tuple[Outcome, ...]:
    """Up to `most` questions: wrong answers, surest first, then refusals of what is there."""
    wrong = [one for one in outcomes if one.found and not one.right]
    refused = [one for one in outcomes if not one.found and one.question.answerable]
    return tuple(
        [
            *sorted(wrong, key=lambda one: -one.confidence),
            *sorted(refused, key=lambda one: one.confidence),
        ][:most]
    )


def what_was_expected(outcome: Outcome) -> str:
    """The sentence that answers, or why there is none."""
    question = outcome.question
    if question.answerable:
        return question.sentence
    if question.sentence:
        return f"a refusal: held out of the index was: {question.sentence}"
    if question.group is Group.NOT_ANSWERED:
        return "a refusal: the documents do not answer this"
    return "a refusal: the documents are about other topics"


def what_was_answered(outcome: Outcome) -> str:
    """The answer given, or that there was none."""
    return outcome.answer if outcome.found else "refused"
