"""What the figures of an evaluation mean for the folder, in plain sentences, and what to try."""

from collections.abc import Sequence

from qa.outcomes import Outcome, least_risk_area

# Where so many of the answers given are right, more answers are worth a try; else fewer. Ours.
_ENOUGH = 0.9
_STEPS = 100


def meaning_of(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """Sentences for whoever owns the folder, each computed from the outcomes."""
    given = [one for one in outcomes if one.found]
    answerable = [one for one in outcomes if one.question.answerable]
    others = [one for one in outcomes if not one.question.answerable]
    right = sum(one.right for one in given)
    sentences = [
        f"Of {_number(len(given), 'answer')} given {right} are right.",
        _said_of_refusals(answerable, "that the documents answer"),
    ]
    if others:
        sentences.append(_said_of_refusals(others, "without an answer in the index"))
        sentences.append(
            f"AURC cannot be below {least_risk_area(outcomes):.3f} here: so much comes of the "
            "questions without an answer alone."
        )
    return (*sentences, _advice(outcomes, given))


def _said_of_refusals(asked: Sequence[Outcome], which: str) -> str:
    return f"Of {_number(len(asked), 'question')} {which} {_refused(asked)} were refused."


def _advice(outcomes: Sequence[Outcome], given: Sequence[Outcome]) -> str:
    if _right_enough(given):
        return _what_lower_gives(outcomes, min(one.confidence for one in given))
    refused = [one.confidence for one in outcomes if not one.found]
    if not given:
        return _what_lower_gives(outcomes, max(refused, default=0.0))
    # A lower threshold would give answers that were not seen.
    for step in range(1, _STEPS):
        threshold = step / _STEPS
        kept = [one for one in given if one.confidence >= threshold]
        if threshold > max(refused, default=0.0) and _right_enough(kept):
            return _what_higher_gives(outcomes, kept, threshold)
    return "No higher minimum_confidence makes nine in ten of the answers right."


def _right_enough(given: Sequence[Outcome]) -> bool:
    return bool(given) and sum(one.right for one in given) >= _ENOUGH * len(given)


def _what_higher_gives(
    outcomes: Sequence[Outcome], kept: Sequence[Outcome], threshold: float
) -> str:
    others = [one for one in outcomes if not one.question.answerable]
    refused = len(others) - sum(not one.question.answerable for one in kept)
    among = f", and {refused} of the {len(others)} without an answer refused" if others else ""
    return (
        f"A higher minimum_confidence gives fewer answers, and surer ones: with {threshold:.2f}, "
        f"{_number(len(kept), 'answer')} would have been given, "
        f"{sum(one.right for one in kept)} of them right{among}."
    )


def _what_lower_gives(outcomes: Sequence[Outcome], confidence: float) -> str:
    """What half of `confidence` as the threshold would have given."""
    threshold = round(confidence / 2, 2)
    more = [one for one in outcomes if not one.found and one.confidence >= threshold > 0]
    answerable = sum(one.question.answerable for one in more)
    if not answerable:
        return "A lower minimum_confidence would hardly give more right answers."
    return (
        f"A lower minimum_confidence gives more answers, and less sure ones: with {threshold:.2f}, "
        f"{answerable} more of the questions that the documents answer would have got one, and "
        f"{len(more) - answerable} of the others; `--compare minimum_confidence={threshold:.2f}` "
        "says how many of these are right."
    )


def _refused(outcomes: Sequence[Outcome]) -> int:
    return sum(not one.found for one in outcomes)


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
