"""Runs that are killed at a chosen moment: a process of its own, which forks one child a run.

Forking from here, where nothing was opened yet, is quick and takes no thread of a test along.
"""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Literal, Self

from corpus.errors import UnreadableDocument

Command = Literal["update", "rebuild"]
Moment = Literal["step", "effect", "time"]

# The functions in C by which a run may leave something on a disk, or take it away.
EFFECTS = frozenset(
    "close connect fsync mkdir open rename replace rmdir unlink Connection.close Connection.execute"
    " Connection.executemany IndexWriter.add_document IndexWriter.commit"
    " IndexWriter.delete_documents_by_query IndexWriter.wait_merging_threads Index.writer".split()
)


@dataclass(frozen=True, slots=True)
class Run:
    """What to run, and when to kill it: at before the n-th step or effect, or after n milliseconds.

    With the number 0 it is not killed.
    """

    command: Command
    index: str
    folder: str
    moment: Moment = "step"
    number: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the run was killed; if not, its steps, its effects by name, and how long it took."""

    killed: bool
    steps: int = 0
    effects: tuple[str, ...] = ()
    milliseconds: int = 0


class Killer:
    """The process that forks the runs; it ends with the block."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        return self

    def __exit__(self, *_: object) -> None:
        with self._process as process:
            process.communicate()

    def run(self, run: Run) -> Outcome:
        """Run, and kill at the chosen moment."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(asdict(run)) + "\n")
        process.stdin.flush()
        told = json.loads(process.stdout.readline())
        return Outcome(**{**told, "effects": tuple(told["effects"])})


def _serve() -> None:
    for line in sys.stdin:
        sys.stdout.write(json.dumps(asdict(_forked(Run(**json.loads(line))))) + "\n")
        sys.stdout.flush()


def _forked(run: Run) -> Outcome:
    read_end, write_end = os.pipe()
    child = os.fork()
    if not child:
        os.close(read_end)
        try:
            _work(run, write_end)
        finally:
            os._exit(1)
    os.close(write_end)
    if run.moment == "time" and run.number:
        time.sleep(run.number / 1000)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(read_end) as told:
        counts = told.read()
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    if not killed and os.waitstatus_to_exitcode(status):
        sys.exit(f"{run} failed by itself")
    return Outcome(killed=killed, **(json.loads(counts) if counts and not killed else {}))


def _work(run: Run, told: int) -> None:
    """The child's part: never comes back."""
    from index.library import Library
    from index.update import Step
    from tests.fakes import HashingEncoder, ReadingHere

    steps: list[str] = []
    effects: list[str] = []

    def note(moment: Moment, passed: list[str], name: str) -> None:
        passed.append(name)
        if run.moment == moment and len(passed) == run.number:
            os.kill(os.getpid(), signal.SIGKILL)

    def on_step(step: Step) -> None:
        note("step", steps, step.what)

    def on_call(_frame: FrameType, event: str, called: object) -> None:
        name = getattr(called, "__qualname__", "")
        if event == "c_call" and name in EFFECTS:
            note("effect", effects, name)

    library = Library(Path(run.index), HashingEncoder(), process=ReadingHere)
    started = time.perf_counter()
    sys.setprofile(on_call)
    {"update": library.update, "rebuild": library.rebuild}[run.command]([Path(run.folder)], on_step)
    sys.setprofile(None)
    milliseconds = round((time.perf_counter() - started) * 1000)
    outcome = {"steps": len(steps), "effects": effects, "milliseconds": milliseconds}
    os.write(told, json.dumps(outcome).encode())
    os._exit(0)


def _load() -> None:
    """Load what every run needs, so that no child has to."""
    import_module("index.library")
    import_module("tests.fakes")
    from corpus.reading import document_from_bytes
    from corpus.splitting import split

    for text in (b"A text. Of two sentences.", bytes(range(1, 128))):
        with suppress(UnreadableDocument):
            split(document_from_bytes(text, "a.txt"))


if __name__ == "__main__":
    _load()
    _serve()
