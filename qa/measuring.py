"""The command `qa eval`: which evaluation a folder calls for, and what is printed of it."""

import argparse
import textwrap
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from corpus.folder import QUESTIONS_FILE
from qa import printing
from qa.datasets import Dataset, is_beir, read_beir, read_questions
from qa.errors import DatasetError, SettingError
from qa.evaluation import OnProgress, RetrievalReport, evaluate_retrieval, metrics_by_query
from qa.intervals import Difference
from qa.labelled_report import labelled_as_json, labelled_counts
from qa.meaning import meaning_of
from qa.opening import make_encoder, make_reader, reading_options
from qa.question_sets import QuestionSet, labelled_set, silver_set
from qa.report_place import check_report_place
from qa.retrieval_comparison import compare_retrieval
from qa.settings import Settings
from qa.setups import ANSWER_SETTINGS, RANKING_SETTINGS, Setup, other_setup
from qa.silver_evaluation import SilverReport, differences_as_json, evaluate_set
from qa.silver_text import (
    comparison_as_text,
    differences_as_text,
    measures_as_text,
    silver_as_text,
)

_OURS = "these settings"
_WIDTH = 100


def measure_folder(options: argparse.Namespace, settings: Settings) -> None:
    """Run the evaluation that `options` ask for, and print its report.

    Raises: DatasetError, SettingError, and what reading, indexing and asking raise. StorageError:
        when the report cannot be written; the figures are printed all the same.
    """
    _check(options)
    folder: Path = options.dataset
    ranked = not options.silver and is_beir(folder)
    setups = [Setup(_OURS, settings)]
    if options.compare is not None:
        applied = RANKING_SETTINGS if ranked else ANSWER_SETTINGS
        setups.append(other_setup(options.compare, settings, applied))
    if ranked:
        _measure_retrieval(options, setups)
        return
    reading = reading_options(settings)
    if not options.silver and (folder / QUESTIONS_FILE).is_file():
        questions = labelled_set(folder, read_questions(folder), reading)
    else:
        questions = silver_set(folder, options.questions, options.seed, reading)
    _measure_answers(options, questions, setups)


def _check(options: argparse.Namespace) -> None:
    if options.questions < 1 or options.seed < 0:
        raise SettingError(
            f"--questions is {options.questions}, --seed is {options.seed}",
            hint="ask at least one question, and give a seed of 0 or more",
        )
    if options.report is not None:
        check_report_place(options.report, options.dataset)


def _measure_answers(
    options: argparse.Namespace, questions: QuestionSet, setups: Sequence[Setup]
) -> None:
    with printing.stages() as on_progress:
        report = evaluate_set(questions, setups, options.seed, make_encoder, on_progress)
    try:  # first, since who reads the output may go; but what was measured is seen in any case
        if options.report is not None:
            from qa.report import write_report

            write_report(report, options.report, datetime.now().astimezone().date())
            printing.say(f"the report is in {options.report}")
    finally:
        _print_answers(report, as_json=options.json)


def _print_answers(report: SilverReport, *, as_json: bool) -> None:
    labelled = report.questions.labelled
    if as_json:
        printing.print_json(labelled_as_json(report) if labelled else report.as_json())
        return
    if labelled:
        printing.print_evaluation(labelled_counts(report))
        printing.print_text(measures_as_text(report.measures))
        if report.comparison is not None:
            printing.print_text(comparison_as_text(report.comparison))
    else:
        printing.print_text(silver_as_text(report))
    for sentence in meaning_of(report.outcomes):
        printing.print_text(textwrap.fill(sentence, _WIDTH))


def _measure_retrieval(options: argparse.Namespace, setups: Sequence[Setup]) -> None:
    if options.report is not None:
        raise DatasetError(
            f"{options.dataset} is in BEIR's layout: it has no answers to report on",
            hint="leave --report out, measure a folder of documents, or with `--silver` this one "
            "as such",
        )
    dataset = read_beir(options.dataset)
    _tell_judgements(dataset)
    with printing.stages() as on_progress:
        encoder, reader = make_encoder(setups[0].settings), make_reader(setups[0].settings)
        report = evaluate_retrieval(dataset, encoder, on_progress, reader)
        compared = [
            (other, _compared(dataset, report, other, options.seed, on_progress))
            for other in setups[1:]
        ]
    values = report.as_json()
    if not options.json:
        printing.print_evaluation(values)
    for other, differences in compared:
        values["comparison"] = {
            "settings": other.as_json(),
            "measures": differences_as_json(differences),
        }
        if not options.json:
            printing.print_text(differences_as_text(differences, other.name))
    if options.json:
        values |= {"judgements": dataset.judgements, "missing": len(dataset.missing)}
        printing.print_json(values | {"records": _records(dataset, report)})


def _compared(
    dataset: Dataset, report: RetrievalReport, other: Setup, seed: int, on_progress: OnProgress
) -> Mapping[str, Difference]:
    return compare_retrieval(
        dataset, report, other, seed, make_encoder=make_encoder, on_progress=on_progress
    )


def _tell_judgements(dataset: Dataset) -> None:
    """Which table of several was taken, and how much of it cannot be found."""
    if "/" in dataset.judgements:
        printing.say(f"judged by {dataset.judgements}")
    if dataset.missing:
        printing.say(
            f"warning: {len(dataset.missing)} of {len(dataset.relevant)} judged passages are not "
            "in corpus.jsonl; they count as not found"
        )


def _records(dataset: Dataset, report: RetrievalReport) -> list[dict[str, object]]:
    """The metrics of each query, under its id."""
    measured = metrics_by_query(dataset, report.rankings["fused"])
    return [
        {"id": query.id, "metrics": metrics.as_json()}
        for query, metrics in zip(dataset.queries, measured, strict=True)
    ]
