"""Programs that are measured beside each other: each in a process of its own, one step at a time.

A partner takes requests as lines of JSON and answers each with one. So its libraries are loaded
once, its memory is its own, and two partners can be measured turn by turn.
"""

import compileall
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from qa.errors import BenchError

Reply = dict[str, Any]
# The folder that our packages are in.
ROOT = Path(__file__).parent.parent
_START = (
    "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); "
    "runpy.run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)"
)
_SHOWN_OF_ERRORS = 500
_PATIENCE_SECONDS = 10


class Partner:
    """A running program that answers requests; to be used in a `with` statement."""

    def __init__(self, command: Sequence[str]) -> None:
        """Start the program. What it writes to standard error is shown only where it fails.

        Raises: BenchError: when it cannot be started.
        """
        self._name = program_name(command)
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - closed with the partner
        try:
            self._process = subprocess.Popen(  # noqa: S603 - a program of ours, or one that was named
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                text=True,
                encoding="utf-8",
            )
        except OSError as error:
            self._errors.close()
            raise BenchError(
                f"{self._name} cannot be started: {error.strerror or error}",
                hint="name a Python that is there",
            ) from error

    def ask(self, what: str, **values: object) -> Reply:
        """What the program replies to the request `what`.

        Raises: BenchError: when it ends instead.
        """
        requests, replies = self._process.stdin, self._process.stdout
        assert requests
        assert replies
        try:
            requests.write(json.dumps({"what": what, **values}) + "\n")
            requests.flush()
            line = replies.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise self._failed(what)
        reply: Reply = json.loads(line)
        return reply

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """Let the program end, and end it where it does not."""
        if self._process.stdin:
            with suppress(BrokenPipeError):  # it has ended, with a request that it did not read
                self._process.stdin.close()
        try:
            self._process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._errors.close()

    def _failed(self, what: str) -> BenchError:
        self._process.wait(_PATIENCE_SECONDS)
        self._errors.seek(0)
        said = self._errors.read().strip()[-_SHOWN_OF_ERRORS:]
        return BenchError(
            f"{self._name} ended with code {self._process.returncode} at “{what}”: {said}",
            hint="run it by itself to see more",
        )


def program_name(command: Sequence[str]) -> str:
    """What errors call a program: a module of ours by its name, another by how it begins."""
    ours = _START in command
    return command[command.index(_START) + 2] if ours else " ".join(command[:3])


def python_program(module: str, *arguments: str) -> list[str]:
    """The command line of a module of ours, in the Python that runs, from any folder.

    As `python -m`, but that would take what is called as our packages in the current folder.
    """
    return [sys.executable, "-P", "-c", _START, str(ROOT), module, *arguments]


def compile_packages() -> None:
    """Compile our packages, as an installer does, for where Python is told to keep nothing."""
    for name in ("corpus", "index", "qa"):
        compileall.compile_dir(ROOT / name, quiet=2)


def answer_requests(handlers: Mapping[str, Callable[..., Reply]]) -> None:
    """Answer each request on standard input by its handler, until there are no more.

    Whatever else is printed goes to standard error.
    """
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as replies:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        for line in sys.stdin:
            request = json.loads(line)
            reply = handlers[request.pop("what")](**request)
            replies.write(json.dumps(reply) + "\n")
            replies.flush()
