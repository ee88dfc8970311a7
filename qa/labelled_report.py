"""The report of labelled questions: the outcomes counted by what the labels say of each."""

from collections.abc import Sequence

from qa.outcomes import Outcome
from qa.silver_evaluation import SilverReport

_SHOWN = 5
_AS_OF_SILVER = (
    "seed", "settings", "documents", "passages", "left_out", "measures", "least_aurc",
    "comparison", "records",
)  # fmt: skip


def labelled_as_json(report: SilverReport) -> dict[str, object]:
    """The report in the form that `qa eval --json` prints: counts, measures and every question."""
    whole = report.as_json()
    return {
        **labelled_counts(report),
        **{name: whole[name] for name in _AS_OF_SILVER if name in whole},
    }


def labelled_counts(report: SilverReport) -> dict[str, object]:
    """How many questions were answered and refused, rightly and wrongly, near ones and far ones."""
    answerable = [one for one in report.outcomes if one.question.answerable]
    others = [one for one in report.outcomes if not one.question.answerable]
    near = [one for one in others if one.question.kind == "near"]
    far = [one for one in others if one.question.kind != "near"]
    count = max(1, len(answerable))
    right = sum(one.right for one in answerable)
    return {
        "dataset": report.questions.name,
        "queries": len(report.outcomes),
        "answerable": len(answerable),
        "metrics": {
            "Success@1": round(sum(one.rank == 1 for one in answerable) / count, 4),
            f"Success@{_SHOWN}": round(
                sum(1 <= one.rank <= _SHOWN for one in answerable) / count, 4
            ),
            "Answered right": round(right / count, 4),
        },
        "answered": {
            "right": right,
            "wrong": sum(one.found and not one.right for one in report.outcomes),
        },
        "refused": {"right": _refused(others), "wrong": _refused(answerable)},
        "unanswerable": {
            "near": {"questions": len(near), "refused": _refused(near)},
            "far": {"questions": len(far), "refused": _refused(far)},
        },
    }


def _refused(outcomes: Sequence[Outcome]) -> int:
    return sum(not one.found for one in outcomes)
