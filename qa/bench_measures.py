"""What `qa bench` measures: builds, first answers from a cold start, questions one after another.

Ours and the plain program run in processes of their own, turn by turn, so that on a shared machine
both of a pair are disturbed alike.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qa import bench_plain
from qa.bench_figures import percentile
from qa.bench_partners import Partner, compile_packages, program_name, python_program
from qa.bench_report import Row, medians_of, of_ours, rates_of, times_of
from qa.bench_subject import Subject, write_documents
from qa.errors import BenchError
from qa.settings import Settings

Say = Callable[[str], None]
# The plain program, which is slow, indexes so many paragraphs; its rate does not depend on it.
_PLAIN_PARAGRAPHS = 96
_SHOWN_OF_ERRORS = 500
# `qa ask` ends with 1 where the documents do not answer.
_ANSWERED = (0, 1)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured, and how often; `work` is for files, `model` the encoder's folder."""

    settings: Settings
    model: Path
    runs: int
    work: Path
    subject: Subject
    say: Say


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of a record, and what else is to be told with them."""

    rows: tuple[Row, ...]
    details: Mapping[str, object] = field(default_factory=dict)


def measure_builds(plan: Plan) -> Part:
    """Paragraphs a second, once both programs are running."""
    documents, warm = plan.work / "documents", plan.work / "warm"
    write_documents(plan.subject.documents, documents)
    write_documents(plan.subject.documents[:1], warm)
    texts, encoder = plan.work / "texts.json", plan.settings.encoder
    paragraphs = plan.subject.paragraphs[:_PLAIN_PARAGRAPHS]
    texts.write_text(json.dumps(paragraphs), encoding="utf-8")
    rates: dict[str, list[float]] = {"ours": [], "plain": []}
    stages, passages, threads = [], 0, 0
    with (
        Partner(python_program("qa.bench_work")) as ours,
        Partner(python_program("qa.bench_plain", str(plan.model))) as plain,
    ):
        ours.ask("build", folder=str(warm), index=str(plan.work / "first"), encoder=encoder)
        plain.ask("build", texts=str(texts), folder=str(plan.work))
        threads = plain.ask("threads")["threads"]
        for run in range(plan.runs):
            plan.say(f"building, run {run + 1} of {plan.runs}")
            index = plan.work / f"built-{run}"
            built = ours.ask("build", folder=str(documents), index=str(index), encoder=encoder)
            rates["ours"].append(built["passages"] / built["seconds"])
            stages.append(built["stages"])
            passages = built["passages"]
            slow = plain.ask("build", texts=str(texts), folder=str(plan.work))
            rates["plain"].append(slow["passages"] / slow["seconds"])
        peak = ours.ask("memory")["peak_megabytes"]
    return Part(
        rows=(
            rates_of("build, once running", "passages/s", rates),
            of_ours("build, most memory", "MB", [peak]),
        ),
        details={
            "passages built": f"{passages}, by the plain program {len(paragraphs)}",
            "threads": threads,
            "a build by stage, ms": medians_of(stages),
        },
    )


def measure_first_answers(plan: Plan) -> Row:
    """Seconds from the start of a process to its first answer; run `measure_builds` before."""
    settings = plan.settings
    ask = python_program("qa", "ask", plan.subject.questions[0], "--index", str(settings.index))
    ask += ["--reader", settings.reader]
    plain = plain_process(plan.model, "ask", plan.subject.questions[0], str(plan.work))
    seconds: dict[str, list[float]] = {"ours": [], "plain": []}
    compile_packages()
    for run in range(plan.runs):
        plan.say(f"first answers from a cold start, run {run + 1} of {plan.runs}")
        seconds["ours"].append(process_seconds(ask, _ANSWERED))
        seconds["plain"].append(process_seconds(plain))
    return times_of("first answer, cold start", "s", seconds)


def measure_questions(plan: Plan) -> Part:
    """Opening the index, and questions one after another; beside a plain question's vector."""
    settings, questions = plan.settings, plan.subject.questions
    each = max(1, len(questions) // (plan.runs + 1))
    runs = [questions[first : first + each] for first in range(0, each * (plan.runs + 1), each)]
    opened: list[float] = []
    middle: dict[str, list[float]] = {"ours": [], "plain": []}
    slow: list[float] = []
    stages: list[Mapping[str, float]] = []
    found = 0
    with (
        Partner(python_program("qa.bench_work")) as ours,
        Partner(python_program("qa.bench_plain", str(plan.model))) as plain,
    ):
        for run, asked in enumerate(some or questions for some in runs):
            plan.say(f"questions, run {run + 1} of {len(runs)}")
            seconds = ours.ask(
                "open", index=str(settings.index), encoder=settings.encoder, reader=settings.reader
            )["seconds"]
            answers = ours.ask("ask", questions=asked)
            vectors = [plain.ask("vector", question=question)["seconds"] for question in asked]
            if run == 0:  # both are warm from now on
                continue
            opened.append(seconds)
            middle["ours"].append(1000 * percentile(answers["seconds"], 0.5))
            middle["plain"].append(1000 * percentile(vectors, 0.5))
            slow.append(1000 * percentile(answers["seconds"], 0.95))
            stages += answers["stages"]
            found += answers["found"]
        memory = ours.ask("memory")["resident_megabytes"]
    return Part(
        rows=(
            of_ours("opening the index", "s", opened),
            times_of(
                "a question, p50",
                "ms",
                middle,
                note="the plain program makes the question's vector only; ours is all of it",
            ),
            of_ours("a question, p95", "ms", slow),
            of_ours("memory while answering", "MB", [memory]),
        ),
        details={
            "answers given": f"{found} of {len(stages)}",
            "a question by stage, ms": medians_of(stages),
        },
    )


def plain_process(model: Path, *arguments: str) -> list[str]:
    """The plain program from a cold start: by its path, so that nothing of ours is loaded."""
    return [sys.executable, "-P", str(bench_plain.__file__), str(model), *arguments]


def process_seconds(command: Sequence[str], expected: Sequence[int] = (0,)) -> float:
    """The seconds that a process takes from its start to its end.

    Raises: BenchError: when it ends with a code that is not `expected`.
    """
    began = time.perf_counter()
    run = subprocess.run(  # noqa: S603 - a program of ours, or one that was named
        command, capture_output=True, text=True, errors="replace", check=False
    )
    seconds = time.perf_counter() - began
    if run.returncode not in expected:
        said = run.stderr.strip()[-_SHOWN_OF_ERRORS:]
        raise BenchError(
            f"{program_name(command)} ended with code {run.returncode}: {said}",
            hint="run it by itself to see more",
        )
    return seconds
