"""The text that a silver evaluation prints for a person at a terminal."""

import math
import textwrap
from collections.abc import Mapping

from qa.failures import what_was_answered, what_was_expected, worst_failures
from qa.intervals import Difference, Estimate
from qa.outcomes import LOWER_IS_BETTER, Outcome
from qa.silver_evaluation import Comparison, SilverReport

_FAILURES = 5
_SENTENCE = 160


def silver_as_text(report: SilverReport) -> str:
    """Counts, a table of measures, the comparison if there is one, and the worst failures."""
    parts = [_heading(report), measures_as_text(report.measures)]
    if report.comparison is not None:
        parts.append(comparison_as_text(report.comparison))
    failures = worst_failures(report.outcomes, _FAILURES)
    if failures:
        parts.append("The worst failures:")
    parts.extend(_failure(one) for one in failures)
    return "\n".join(parts)


def _failure(one: Outcome) -> str:
    return (
        f"  {one.question.text}\n"
        f"    expected  {_short(what_was_expected(one))}\n"
        f"    answered  {_short(what_was_answered(one))} (confidence {one.confidence:.2f})"
    )


def measures_as_text(measures: Mapping[str, Estimate]) -> str:
    """A line for each measure: its value and its 95% interval."""
    lines = [f"{'':24}{'value':>8}   95% interval"]
    for name, one in measures.items():
        lines.append(f"{_named(name):24}{figure(one.value):>8}   {_interval(one)}")
    return "\n".join(lines)


def comparison_as_text(comparison: Comparison) -> str:
    """The comparison with another setup, as `differences_as_text` gives it."""
    return differences_as_text(comparison.differences, comparison.setup.name)


def differences_as_text(differences: Mapping[str, Difference], name: str) -> str:
    """A line for each measure: both values, the difference, its interval, the chance of noise."""
    lines = [
        f"Compared with {name}, paired by question:",
        f"{'':24}{'value':>8}{'other':>8}{'change':>9}   {'95% interval':20}by chance",
    ]
    for measure, one in differences.items():
        lines.append(
            f"{_named(measure):24}{figure(one.value):>8}{figure(one.other):>8}"
            f"{figure(one.difference, sign=True):>9}   {_interval(one, sign=True):20}"
            f"{chance(one.chance)}"
        )
    return "\n".join(lines)


def figure(value: float, *, sign: bool = False) -> str:
    """A value with three decimals, a dash where nothing was measured."""
    if math.isnan(value):
        return "-"
    return f"{value:+.3f}" if sign else f"{value:.3f}"


def chance(value: float) -> str:
    """The chance that a difference is noise, as far as 10,000 flips can tell."""
    if math.isnan(value):
        return "-"
    return f"{value:.4f}" if value >= 0.0002 else "below 0.0002"  # noqa: PLR2004


def _heading(report: SilverReport) -> str:
    groups, questions = report.groups, report.questions
    kinds = ", ".join(f"{number} {kind}" for kind, number in report.kinds.items())
    counts = (
        f"{questions.name}: {len(questions.documents)} documents, {report.passages} passages; "
        f"{groups['answerable']} questions that they answer, {groups['held out']} about what was "
        f"held out, {groups['other topic']} of other topics (seed {report.seed})"
    )
    lines = [counts, f"asked for: {kinds}"]
    if questions.left_out:
        lines.append(f"{len(questions.left_out)} files could not be read; `qa index` says why")
    return "\n".join(lines)


def _named(measure: str) -> str:
    return f"{measure} (less is better)" if measure in LOWER_IS_BETTER else measure


def _interval(one: Estimate | Difference, *, sign: bool = False) -> str:
    return f"{figure(one.low, sign=sign)} to {figure(one.high, sign=sign)}"


def _short(text: str) -> str:
    return textwrap.shorten(text, _SENTENCE, placeholder=" …")
