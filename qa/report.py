"""The report of an evaluation as one HTML page, which asks nothing of any other place."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path

from index.errors import StorageError
from index.whole_file import write_whole
from qa.failures import what_was_answered, what_was_expected, worst_failures
from qa.intervals import Columns
from qa.outcomes import LOWER_IS_BETTER, Outcome, columns_of, risk_order
from qa.plots import Series, confidence_plot, reliability_plot, risk_coverage_plot
from qa.setups import Ranking
from qa.silver_evaluation import Comparison, SilverReport
from qa.silver_text import chance, figure

_FAILURES = 40
# Control characters: HTML has no way to write them.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_HOW_MADE = (
    "The questions were made from the documents by rule, and nobody has judged them: use them to "
    "compare settings on the same folder, and read the figures as such. An interval is of the "
    "questions, by bootstrap: so far the figure would move with others of their kind."
)


def write_report(report: SilverReport, path: Path) -> None:
    """Write the page to `path`, whole or not at all.

    Raises: StorageError: when the disk does not take it.
    """
    try:
        write_whole(path, report_as_html(report).encode())
    except StorageError as error:
        raise StorageError(
            error.message, hint="make room on the disk, or choose another file with `--report`"
        ) from error


def report_as_html(report: SilverReport) -> str:
    """The page; all that comes from documents, files and arguments is escaped."""
    style = files("qa").joinpath("report.css").read_text(encoding="utf-8")
    title = f"How well {_text(report.questions.name)} is answered"
    parts = [f"<h1>{title}</h1>", _summary(report), "<h2>Measures</h2>", _measures(report)]
    if report.comparison is not None:
        parts += ["<h2>Comparison</h2>", _comparison(report.comparison)]
    parts += ["<h2>Plots</h2>", _plots(report), "<h2>The worst failures</h2>", _failures(report)]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{style}</style></head><body>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def _summary(report: SilverReport) -> str:
    groups, questions = report.groups, report.questions
    kinds = ", ".join(f"{number} {kind}" for kind, number in report.kinds.items())
    held = ", ".join(questions.held_out) or "nothing"
    rows = [
        ("documents, passages", f"{len(questions.documents)}, {report.passages}"),
        ("questions that they answer", f"{groups['answerable']} ({kinds})"),
        ("about what was held out", f"{groups['held out']}; taken out: {held}"),
        ("of other topics", str(groups["other topic"])),
        ("files that could not be read", ", ".join(questions.left_out) or "none"),
        (
            "encoder, max_tokens",
            f"{report.setup.settings.encoder}, {report.setup.settings.max_tokens}",
        ),
        ("seed", str(report.seed)),
    ]
    body = "".join(
        f"<tr><th>{_text(name)}</th><td>{_text(value)}</td></tr>" for name, value in rows
    )
    return f"<p>{_HOW_MADE}</p><table>{body}</table>"


def _measures(report: SilverReport) -> str:
    rows = [
        [_named(name), figure(one.value), f"{figure(one.low)} to {figure(one.high)}"]
        for name, one in report.measures.items()
    ]
    return _table(["measure", "value", "95% interval"], rows)


def _comparison(comparison: Comparison) -> str:
    rows = [
        [
            _named(name),
            figure(one.value),
            figure(one.other),
            figure(one.difference, sign=True),
            f"{figure(one.low, sign=True)} to {figure(one.high, sign=True)}",
            chance(one.chance),
        ]
        for name, one in comparison.differences.items()
    ]
    names = ["measure", "value", "other", "change", "95% interval", "by chance"]
    said = (
        f"The other setting is {comparison.setup.name}; both were asked the same questions. The "
        "last column says how often a difference as large comes about by chance alone."
    )
    return f"<p>{_text(said)}</p>{_table(names, rows)}"


def _plots(report: SilverReport) -> str:
    series = [_series("these settings", columns_of(report.outcomes))]
    other = report.comparison
    if other is not None and other.setup.ranking is Ranking.ANSWERS:
        series.append(_series(other.setup.name, columns_of(other.outcomes)))
    plots = [
        (
            risk_coverage_plot(series),
            (
                "Risk and coverage: answering only the surest questions, up to a share of them "
                "(coverage), this share is not answered right (risk). Refusals come last."
            ),
        ),
        (
            reliability_plot(series),
            (
                "Reliability: of the answers given with about this confidence, so many are right. "
                "On the grey line confidence keeps its word."
            ),
        ),
        (confidence_plot(series[0]), "How many answers were given with which confidence."),
    ]
    shown = (
        f"<figure>{svg}<figcaption>{_text(caption)}</figcaption></figure>" for svg, caption in plots
    )
    return f'<div class="plots">{"".join(shown)}</div>'


def _series(name: str, columns: Columns) -> Series:
    given = columns["found"] > 0
    return Series(
        name=_CONTROLS.sub("", name),
        order=risk_order(columns),
        right=columns["right"],
        confidence=columns["confidence"][given],
        given_right=columns["right"][given],
    )


def _failures(report: SilverReport) -> str:
    failures = worst_failures(report.outcomes, _FAILURES)
    if not failures:
        return "<p>There are none.</p>"
    head = _cells("th", ["question", "expected", "answered", "confidence", "rank"])
    return f"<table><tr>{head}</tr>{''.join(_failure(one) for one in failures)}</table>"


def _failure(one: Outcome) -> str:
    question = one.question
    place = f"{question.source}, characters {question.span.start}-{question.span.end}"
    cited = f"{one.source}, characters {one.start}-{one.end}"
    return (
        f"<tr><td>{_text(question.text)}</td>"
        f"<td>{_text(what_was_expected(one))}{_place(place if question.source else '')}</td>"
        f"<td>{_text(what_was_answered(one))}{_place(cited if one.source else '')}</td>"
        f'<td class="figure">{one.confidence:.2f}</td>'
        f'<td class="figure">{one.rank or "-"}</td></tr>'
    )


def _place(place: str) -> str:
    return f'<div class="place">{_text(place)}</div>' if place else ""


def _named(measure: str) -> str:
    return f"{measure} (less is better)" if measure in LOWER_IS_BETTER else measure


def _table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    body = "".join(
        f"<tr>{_cells('th', row[:1])}{_cells('td', row[1:], kind='figure')}</tr>" for row in rows
    )
    return f"<table><tr>{_cells('th', names)}</tr>{body}</table>"


def _cells(tag: str, values: Iterable[str], kind: str = "") -> str:
    opening = f'<{tag} class="{kind}">' if kind else f"<{tag}>"
    return "".join(f"{opening}{_text(value)}</{tag}>" for value in values)


def _text(value: str) -> str:
    """`value` such that a browser shows it, and only shows it."""
    return escape(_CONTROLS.sub("\N{REPLACEMENT CHARACTER}", value))
