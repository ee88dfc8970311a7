"""The command `qa bench`: how fast this is here, on an index of yours, beside a plain program."""

import argparse
import tempfile
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from qa import printing
from qa.bench_machine import bytes_by_part
from qa.bench_measures import Plan, Say, measure_builds, measure_first_answers, measure_questions
from qa.bench_report import Record, of_ours, record_as_text
from qa.bench_subject import subject_of
from qa.errors import BenchError, IndexEmpty, IndexNotFound, SettingError
from qa.settings import Settings

if TYPE_CHECKING:
    from index.encoding import Encoder
    from index.snapshot import Snapshot

# Questions of a run: with fewer, one slow question is the 95th percentile.
_QUESTIONS_A_RUN = 40
# Paragraphs of a build: enough for full batches, and a plain program needs ten seconds for them.
_PARAGRAPHS = 256


def bench(options: argparse.Namespace, settings: Settings) -> None:
    """Measure, and print the record.

    Raises: SettingError: when `--runs` is below 1. BenchError: when a program to be measured does
        not run, or the index gives no question. And what opening and asking an index raise.
    """
    if options.runs < 1:
        raise SettingError(f"--runs is {options.runs}", hint="measure once at least; 5 is usual")
    record = measure(settings, options.runs, printing.say).as_json()
    if options.json:
        printing.print_json(record)
    else:
        printing.print_text(record_as_text(record))


def measure(settings: Settings, runs: int, say: Say) -> Record:
    """Measure the index that the settings name, or one of the sample where there is none."""
    from index.model_folder import find_folder
    from qa.opening import make_encoder

    encoder = make_encoder(settings)
    with tempfile.TemporaryDirectory(prefix="chapterverse-") as place:
        name, settings, snapshot = _opened(settings, encoder, Path(place), say)
        subject = subject_of(snapshot, _QUESTIONS_A_RUN * (runs + 1), _PARAGRAPHS)
        passages = len(snapshot)
        if not subject.questions or not subject.paragraphs:
            raise BenchError(
                f"no question can be made of the sentences in {settings.index}",
                hint="measure an index with more running text",
            )
        plan = Plan(settings, find_folder(settings.encoder), runs, Path(place), subject, say)
        built, asked = measure_builds(plan), measure_questions(plan)
        sizes = bytes_by_part(settings.index)
        on_disk = of_ours("on the disk", "bytes a passage", [sum(sizes.values()) / passages])
        return Record(
            benchmark=f"qa bench on {name}",
            settings={"encoder": settings.encoder, "reader": settings.reader, "runs": runs},
            rows=(*built.rows, measure_first_answers(plan), *asked.rows, on_disk),
            details={
                "passages": passages,
                "different questions, made of the index's sentences": len(subject.questions),
                **built.details,
                **asked.details,
                "bytes a passage": {part: round(size / passages) for part, size in sizes.items()},
            },
        )


def _opened(
    settings: Settings, encoder: "Encoder", work: Path, say: Say
) -> tuple[str, Settings, "Snapshot"]:
    """The name, the settings and the snapshot of the index to measure."""
    from qa.opening import make_library

    name = str(settings.index)
    try:
        snapshot = make_library(settings, encoder).snapshot()
    except IndexNotFound:
        say(f"there is no index in {settings.index}: the sample documents are measured")
        name, settings = "the sample documents", replace(settings, index=work / "sample")
        library = make_library(settings, encoder)
        library.update([Path(str(files("corpus") / "sample"))])
        snapshot = library.snapshot()
    if not len(snapshot):
        raise IndexEmpty(
            f"the index in {settings.index} holds no document",
            hint="put documents into it with `qa index FOLDER`",
        )
    return name, settings, snapshot
