"""The command `qa`: what it gave, and how it is run as a program of its own."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.qa.small_index import ROOT

FILES = {
    "harbour.txt": "The harbour of Lisbon was rebuilt in 1903 by the engineer Ana Ribeiro.",
    "notes/garden.md": "# The garden\n\nThe botanical garden keeps an oak of four hundred years.\n",
}


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command gave: its exit code, and what it wrote to either stream."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def json_of(out: str) -> Any:  # noqa: ANN401 - whatever the command prints
    """The one JSON object that standard output is to be."""
    value = json.loads(out)
    assert isinstance(value, dict)
    assert out.count("\n") == 1
    assert out.endswith("\n")
    return value


def program(*arguments: object) -> list[str]:
    """The command line of `python -m qa` with these arguments."""
    return [sys.executable, "-m", "qa", *map(str, arguments)]


def environment(**changed: str) -> dict[str, str]:
    """An environment as people have it, in which the package can be found."""
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return {**plain, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", **changed}


def assert_error(ran: Ran, message: str, hint: str = "") -> None:
    """The command failed with this in its message and its hint, and said nothing else."""
    lines = ran.err.splitlines()
    assert ran.code == 2
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert [line.split(": ")[0] for line in lines] == ["error", "hint"], ran.err
    assert message in lines[0]
    assert hint in lines[1]
    assert len(lines[1]) > len("hint: ")
