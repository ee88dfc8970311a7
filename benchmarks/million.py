"""How time, memory and disk grow with the index: a thousand to a million passages.

    python -m benchmarks.million DATA --work FOLDER [--sizes 1000,10000,...] [--real N]
        [--questions N] [--keep] [--built] [--runs N] [--threads N] [--json FILE]

DATA holds the evaluation sets, of whose sentences the passages are made. The vectors of the first
passages are the encoder's, those of the rest are made of these (`benchmarks/made_vectors.py`). Each
size has a record of its own: `--json growth.json` writes growth-1000.json and so on, of which
`python -m benchmarks.report` draws the growth. The reader is off.

Opening and asking is done in new processes, once a run, after the files of the index were dropped
from the system's memory. "Cold" are the first questions of a process, "warm" are other ones after
them; no question is asked twice in a process.
"""

import argparse
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from benchmarks.made_vectors import HOW
from benchmarks.measuring import finish, parsed, parser_for, say
from benchmarks.passages import real_questions
from qa.bench_figures import percentile
from qa.bench_machine import bytes_by_part
from qa.bench_partners import Partner, Reply, python_program
from qa.bench_report import Record, Row, medians_of, of_ours
from qa.settings import Settings

_SIZES = (1_000, 10_000, 100_000, 1_000_000)


def main() -> None:
    """Measure each size, print and keep its record."""
    options = _options()
    options.work.mkdir(parents=True, exist_ok=True)
    questions = real_questions(options.data, 2 * options.questions)
    for size in options.sizes:
        record = _measured(options, size, questions)
        file = options.json and options.json.with_stem(f"{options.json.stem}-{size}")
        finish(record, file)


def _options() -> argparse.Namespace:
    parser = parser_for(__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="a folder for the indexes")
    parser.add_argument("--sizes", type=_numbers, default=_SIZES, help="passages, by comma")
    parser.add_argument("--real", type=int, default=20_000, help="encoded for real (20000)")
    parser.add_argument("--questions", type=int, default=200, help="cold, and as many warm (200)")
    parser.add_argument("--keep", action="store_true", help="keep the indexes in WORK")
    parser.add_argument(
        "--built", action="store_true", help="do not build, but open and ask what was kept in WORK"
    )
    return parsed(parser)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _measured(options: argparse.Namespace, size: int, questions: Sequence[str]) -> Record:
    real = min(size, options.real)
    vectors, index = options.work / f"real-{real}.npz", options.work / f"made-{size}"
    if not vectors.exists():
        say(f"encoding {real} passages")
        _step("encode", data=str(options.data), passages=real, file=str(vectors))
    built = None if options.built else _built(options, size, vectors, index)
    sizes = bytes_by_part(index)
    rows, stages = _asked(options, index, questions)
    say("comparing with the exact nearest vectors")
    exact = _step("recall", index=str(index), questions=questions[: options.questions])
    if not options.keep:
        shutil.rmtree(index)
    building = _rows_of_build(built, size) if built else ()
    about_building = _details_of_build(built) if built else {}
    return Record(
        benchmark=f"growth, {size} passages",
        settings={
            "runs": options.runs,
            "threads": options.threads,
            "questions": options.questions,
            "reader": "off",
        },
        rows=(
            *building,
            _row("on the disk", "bytes a passage", [sum(sizes.values()) / size]),
            *rows,
            _row("vector search alone", "ms", [exact["search_ms"]]),
            _row("recall of the exact nearest 10", "share", [exact["recall"]]),
        ),
        details={
            "passages": size,
            "vectors": HOW.format(real=real),
            **about_building,
            "a warm question by stage, ms": stages,
            "bytes a passage": {part: round(count / size) for part, count in sizes.items()},
        },
    )


def _built(options: argparse.Namespace, size: int, vectors: Path, index: Path) -> Reply:
    shutil.rmtree(index, ignore_errors=True)
    say(f"building an index of {size} passages")
    return _step(
        "build", data=str(options.data), passages=size, real=str(vectors), index=str(index)
    )


def _rows_of_build(built: Reply, size: int) -> tuple[Row, ...]:
    return (
        _row("build but for the encoder", "s", [built["seconds"]]),
        _row("build but for the encoder", "ms a passage", [1000 * built["seconds"] / size]),
        _row("build, most memory", "MB", [built["peak_megabytes"]]),
    )


def _details_of_build(built: Reply) -> dict[str, object]:
    return {
        "memory before the build, MB": round(built["before_megabytes"]),
        "the whole process of the build, s": round(built["with_making"], 1),
        "a build by stage, ms": medians_of([built["stages"]]),
    }


def _row(name: str, unit: str, values: Sequence[float]) -> Row:
    return of_ours(name, unit, values)


def _step(what: str, **values: object) -> Reply:
    with Partner(python_program("benchmarks.million_steps")) as partner:
        return partner.ask(what, **values)


def _asked(
    options: argparse.Namespace, index: Path, questions: Sequence[str]
) -> tuple[list[Row], dict[str, float]]:
    """Opening and asking, once for each run; and a warm question by stage, in milliseconds."""
    names = ("first", "cold p50", "cold p95", "warm p50", "warm p95")
    times: dict[str, list[float]] = {name: [] for name in names}
    opened, memory, stages = [], [], []
    for run in range(options.runs):
        say(f"asking, run {run + 1} of {options.runs}")
        drop_from_memory(index)
        with Partner(python_program("qa.bench_work")) as ours:
            opening = ours.ask("open", index=str(index), encoder=Settings().encoder, reader="off")
            cold = ours.ask("ask", questions=questions[: options.questions])
            warm = ours.ask("ask", questions=questions[options.questions :])
            memory.append(ours.ask("memory")["resident_megabytes"])
        opened.append(opening["seconds"])
        times["first"].append(1000 * cold["seconds"][0])
        for name, asked in (("cold", cold), ("warm", warm)):
            for share, at in ((0.5, "p50"), (0.95, "p95")):
                times[f"{name} {at}"].append(1000 * percentile(asked["seconds"], share))
        stages += warm["stages"]
    rows = [
        _row("opening the index", "s", opened),
        *(_row(f"a question, {name}", "ms", values) for name, values in times.items()),
        _row("memory while answering", "MB", memory),
    ]
    return rows, medians_of(stages)


def drop_from_memory(folder: Path) -> None:
    """Ask the system to forget the files' content, so that it is read from the disk again.

    Only where the system can be asked, which macOS cannot; what is not written yet stays.
    """
    if not hasattr(os, "posix_fadvise"):
        return
    for path in folder.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(descriptor)


if __name__ == "__main__":
    main()
