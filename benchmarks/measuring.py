"""What all benchmarks share: their arguments, threads, a record that is printed and kept."""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qa.bench_report import Record, record_as_text

# What libraries read when they are loaded, here and in every process that is started from here.
_THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")


def parser_for(documentation: str | None, runs: int = 5) -> argparse.ArgumentParser:
    """A parser with the arguments of every benchmark, described by the module's first line.

    Without `--runs` where the benchmark measures nothing that varies: `runs` is 0.
    """
    parser = argparse.ArgumentParser(description=(documentation or "").split("\n")[0])
    if runs:
        parser.add_argument("--runs", type=int, default=runs, help=f"how often to measure ({runs})")
    parser.add_argument("--threads", type=int, help="threads of every program (one a core)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the record as JSON, too")
    return parser


def parsed(
    parser: argparse.ArgumentParser, arguments: Sequence[str] | None = None
) -> argparse.Namespace:
    """The arguments given; programs started from now on all compute in as many threads.

    So do libraries that are loaded in this process from now on.
    """
    options = parser.parse_args(arguments)
    options.threads = options.threads or os.cpu_count() or 1
    for name in _THREAD_VARIABLES:
        os.environ[name] = str(options.threads)
    # Nothing that is measured may wait for the network.
    os.environ["HF_HUB_OFFLINE"] = "1"
    return options


def finish(record: Record, file: Path | None, more: Mapping[str, object] | None = None) -> None:
    """Print the record, and keep it in `file` if there is one, with `more` that is not printed."""
    values = record.as_json()
    print(record_as_text(values))
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({**values, **(more or {})}, indent=1, ensure_ascii=False)
        file.write_text(text + "\n", encoding="utf-8")


def read_record(file: Path) -> dict[str, Any]:
    """A record that was kept."""
    record: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return record


def say(text: str) -> None:
    """A line about how far the benchmark is, out of the way of its figures."""
    print(text, file=sys.stderr, flush=True)
