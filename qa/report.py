"""The report of an evaluation as one HTML page, which asks nothing of any other place."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from index.errors import StorageError
from index.whole_file import write_whole
from qa.failures import what_was_answered, what_was_expected, worst_failures
from qa.intervals import Columns
from qa.meaning import meaning_of
from qa.outcomes import LOWER_IS_BETTER, Outcome, columns_of, least_risk_area, risk_order
from qa.plots import Series, confidence_plot, reliability_plot, risk_coverage_plot
from qa.report_place import MARK
from qa.setups import ANSWER_SETTINGS, Ranking, Setup
from qa.silver import kinds_of
from qa.silver_evaluation import Comparison, SilverReport
from qa.silver_text import chance, figure

_FAILURES = 40
# Control characters: HTML has no way to write them.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_BY_RULE = (
    "The questions were made from the documents by rule, and nobody has judged them: use them to "
    "compare settings on the same folder, and read the figures as such."
)
_BY_LABELS = (
    "The questions, and the words that answer them, were given in questions.jsonl. An answer is "
    "right where it cites a place at which these words stand in the document that was named."
)
_INTERVALS = (
    "An interval is of the questions: so far the figure would move with others of their kind. That "
    "of a share (Success, answer sentence, refusals) is Wilson's, the others are by bootstrap."
)
_TERMS: Mapping[str, str] = MappingProxyType(
    {
        "Success@1, Success@5": "the share of the questions that the documents answer whose "
        "passage comes first, or is among the first five",
        "MRR@10": "mean reciprocal rank: one over the right passage's rank, 0 behind the tenth",
        "nDCG@10": "normalised discounted cumulative gain: as MRR, but lower ranks cost less",
        "Answer sentence": "the share of these questions whose answer cites the right place",
        "Refusal precision, recall": "of the questions refused, the share that has no answer; of "
        "the questions that have none, the share that was refused",
        "AURC": "area under the risk-coverage curve: the mean share of questions not answered "
        "right, over every number of them, surest answers first",
        "AUROC": "area under the receiver operating characteristic: the chance that of a right and "
        "a wrong answer the right one has the higher confidence; 0.5 is guessing",
        "Brier": "mean squared difference of confidence and outcome",
        "ECE": "expected calibration error: by how much confidence and the share of right answers "
        "differ, in fifteen bins",
    }
)


def write_report(report: SilverReport, path: Path, day: date) -> None:
    """Write the page to `path`, whole or not at all; `day` is when it was measured.

    Raises: StorageError: when the disk does not take it.
    """
    try:
        write_whole(path, report_as_html(report, day).encode())
    except StorageError as error:
        raise StorageError(
            error.message, hint="make room on the disk, or choose another file with `--report`"
        ) from error


def report_as_html(report: SilverReport, day: date) -> str:
    """The page; all that comes from documents, files and arguments is escaped."""
    style = files("qa").joinpath("report.css").read_text(encoding="utf-8")
    title = f"How well {_text(report.questions.name)} is answered"
    parts = [f"<h1>{title}</h1>", _summary(report)]
    parts += ["<h2>What it means</h2>", _list(meaning_of(report.outcomes))]
    parts += ["<h2>Measures</h2>", _measures(report), _terms()]
    if report.comparison is not None:
        parts += ["<h2>Comparison</h2>", _comparison(report.comparison)]
    parts += ["<h2>Plots</h2>", _plots(report), "<h2>The worst failures</h2>", _failures(report)]
    parts += ["<h2>How it was made</h2>", _how_made(report, day)]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{MARK}'
        f"<title>{title}</title><style>{style}</style></head><body>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def _summary(report: SilverReport) -> str:
    questions = report.questions
    rows = [
        ("documents, passages", f"{len(questions.documents)}, {report.passages}"),
        *(_labelled_questions(report) if questions.labelled else _silver_questions(report)),
        ("files that could not be read", ", ".join(questions.left_out) or "none"),
    ]
    said = _BY_LABELS if questions.labelled else _BY_RULE
    return f"<p>{said} {_INTERVALS}</p>{_pairs(rows)}"


def _silver_questions(report: SilverReport) -> list[tuple[str, str]]:
    groups = report.groups
    held = ", ".join(report.questions.held_out) or "nothing"
    return [
        ("questions that they answer", f"{groups['answerable']} ({_counted(report.kinds)})"),
        ("about what was held out", f"{groups['held out']}; taken out: {held}"),
        ("of other topics", str(groups["other topic"])),
    ]


def _labelled_questions(report: SilverReport) -> list[tuple[str, str]]:
    groups = report.groups
    others = kinds_of([one for one in report.questions.questions if not one.answerable])
    kinds = f" ({_counted(dict(sorted(others.items(), reverse=True)))})" if others else ""
    return [
        ("questions that they answer", str(groups["answerable"])),
        ("that they do not answer", f"{groups['not answered']}{kinds}"),
    ]


def _counted(kinds: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in kinds.items())


def _how_made(report: SilverReport, day: date) -> str:
    setups = [report.setup, *([report.comparison.setup] if report.comparison else [])]
    rows = [
        [name, *(_setting(name, setup) for setup in setups)]
        for name in (*ANSWER_SETTINGS, "ranking")
    ]
    program = f"Chapterverse {version('chapterverse')}"
    made = f"Measured by {program} on {day.isoformat()}, with seed {report.seed} and:"
    head = ["setting", *(setup.name for setup in setups)]
    return f"<p>{_text(made)}</p>{_table(head, rows)}"


def _setting(name: str, setup: Setup) -> str:
    value = setup.as_json()[name]
    return "as fitted" if value is None else str(value)


def _terms() -> str:
    return _list(f"{name}: {meaning}." for name, meaning in _TERMS.items())


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{_text(item)}</li>' for item in items)}</ul>"


def _pairs(rows: Iterable[tuple[str, str]]) -> str:
    body = "".join(
        f"<tr><th>{_text(name)}</th><td>{_text(value)}</td></tr>" for name, value in rows
    )
    return f"<table>{body}</table>"


def _measures(report: SilverReport) -> str:
    least = {"AURC": f"{figure(least_risk_area(report.outcomes))} at the least"}
    rows = [
        [
            _named(name),
            figure(one.value),
            f"{figure(one.low)} to {figure(one.high)}",
            least.get(name, ""),
        ]
        for name, one in report.measures.items()
    ]
    return _table(["measure", "value", "95% interval", "with these questions"], rows)


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
    if question.further:
        place += f", or in {len(question.further)} more places"
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
