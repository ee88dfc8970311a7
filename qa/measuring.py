"""The command `qa eval`: which evaluation a folder calls for, and what is printed of it."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from corpus.folder import QUESTIONS_FILE
from qa import printing
from qa.datasets import is_beir, read_beir, read_questions
from qa.errors import DatasetError, SettingError
from qa.evaluation import evaluate_answers, evaluate_retrieval
from qa.opening import make_encoder, make_library, make_reader, reading_options
from qa.question_sets import QuestionSet, labelled_set, silver_set
from qa.retrieval_comparison import compare_retrieval
from qa.settings import Settings
from qa.setups import Setup, other_setup
from qa.silver_evaluation import (
    SilverReport,
    comparison_as_json,
    differences_as_json,
    evaluate_set,
)
from qa.silver_text import comparison_as_text, differences_as_text, silver_as_text

_OURS = "these settings"


def measure_folder(options: argparse.Namespace, settings: Settings) -> None:
    """Run the evaluation that `options` ask for, and print its report.

    Raises: DatasetError, SettingError, and what reading, indexing and asking raise.
    """
    _check(options)
    setups = [Setup(_OURS, settings)]
    if options.compare is not None:
        setups.append(other_setup(options.compare, settings))
    folder: Path = options.dataset
    if options.silver:
        _measure_silver(options, setups)
    elif is_beir(folder):
        _measure_retrieval(options, setups)
    elif (folder / QUESTIONS_FILE).is_file():
        _measure_labelled(options, setups)
    else:
        _measure_silver(options, setups)


def _check(options: argparse.Namespace) -> None:
    if options.questions < 1 or options.seed < 0:
        raise SettingError(
            f"--questions is {options.questions}, --seed is {options.seed}",
            hint="ask at least one question, and give a seed of 0 or more",
        )
    if options.report is not None and not options.report.absolute().parent.is_dir():
        raise SettingError(
            f"there is no folder {options.report.parent} for the report",
            hint="make it, or choose another file with `--report`",
        )


def _measure_silver(options: argparse.Namespace, setups: Sequence[Setup]) -> None:
    reading = reading_options(setups[0].settings)
    questions = silver_set(options.dataset, options.questions, options.seed, reading)
    report = _evaluated(options, questions, setups)
    if options.json:
        printing.print_json(report.as_json())
    else:
        printing.print_text(silver_as_text(report))


def _evaluated(
    options: argparse.Namespace, questions: QuestionSet, setups: Sequence[Setup]
) -> SilverReport:
    with printing.stages() as on_progress:
        report = evaluate_set(questions, setups, options.seed, make_encoder, on_progress)
    if options.report is not None:
        from qa.report import write_report

        write_report(report, options.report)
        printing.say(f"the report is in {options.report}")
    return report


def _measure_retrieval(options: argparse.Namespace, setups: Sequence[Setup]) -> None:
    if options.report is not None:
        raise DatasetError(
            f"{options.dataset} is in BEIR's layout: it has no answers to report on",
            hint="leave --report out, or measure a folder of documents",
        )
    dataset = read_beir(options.dataset)
    encoder = make_encoder(setups[0].settings)
    with printing.stages() as on_progress:
        reader = make_reader(setups[0].settings)
        report = evaluate_retrieval(dataset, encoder, on_progress, reader)
        compared = [
            (
                other,
                compare_retrieval(
                    dataset,
                    report,
                    other,
                    options.seed,
                    make_encoder=make_encoder,
                    on_progress=on_progress,
                ),
            )
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
        printing.print_json(values)


def _measure_labelled(options: argparse.Namespace, setups: Sequence[Setup]) -> None:
    settings = setups[0].settings
    questions = read_questions(options.dataset)
    encoder = make_encoder(settings)
    with printing.stages() as on_progress:
        report = evaluate_answers(
            options.dataset,
            questions,
            lambda folder: make_library(replace(settings, index=folder), encoder),
            encoder,
            on_progress,
            reader=make_reader(settings),
        ).as_json()
    comparison = None
    if len(setups) > 1 or options.report is not None:
        labelled = labelled_set(options.dataset, questions, reading_options(settings))
        comparison = _evaluated(options, labelled, setups).comparison
    if options.json:
        added = {} if comparison is None else {"comparison": comparison_as_json(comparison)}
        printing.print_json({**report, **added})
        return
    printing.print_evaluation(report)
    if comparison is not None:
        printing.print_text(comparison_as_text(comparison))
