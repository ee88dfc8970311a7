"""A chat that runs, over a small index of documents that are the test's own."""

import atexit
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import HashingEncoder
from tests.qa.command import environment
from tests.qa.small_index import ROOT, library_of

HARBOUR = "The harbour of Lisbon was rebuilt in 1903 by the engineer Ana Ribeiro."
LETTER = (
    "---\ntitle: A letter\ndate: 2020-02-20\nissuer: The Academy of Bridges\n---\n\n"
    "# A letter\n\nThe letter of the academy was signed by the president Marta Lopes.\n"
)
DOCUMENTS: Mapping[str, str] = {
    "harbour.txt": HARBOUR,
    "letters/academy.md": LETTER,
    "empty.txt": "",
}


@dataclass(frozen=True, slots=True)
class Served:
    """A chat that runs: its address, its index folder, the folder of its documents, its process."""

    address: str
    index: Path
    documents: Path
    process: int


class ChatProgram:
    """The program that forks chats, `tests/chat/server.py`; it runs until this process ends."""

    def __init__(self) -> None:
        """Start it."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chat.server"],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        atexit.register(self._process.communicate)

    def ask(self, **request: object) -> dict[str, Any]:
        """What it replies to a request."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        reply: dict[str, Any] = json.loads(self._process.stdout.readline())
        return reply


# One a process of tests: a chat may be started by any test, in whatever folder it stands.
chat_program = cache(ChatProgram)


@contextmanager
def serving(folder: Path, **settings: object) -> Iterator[Served]:
    """The chat over the small index, made in `folder`, in a process of its own."""
    library_of(folder, DOCUMENTS, HashingEncoder())
    index = folder / "index"
    chat = chat_program().ask(
        index=str(index),
        settings={name: str(value) for name, value in settings.items()},
        environment={"GRADIO_TEMP_DIR": str(folder / "temporary")},
    )
    try:
        assert chat["address"], "the chat ended before it served"
        yield Served(chat["address"], index, folder / "documents", chat["process"])
    finally:
        assert chat_program().ask(end=chat["process"]) == {"ended": True}


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A chat that all tests of programs may ask, and none may change."""
    with serving(tmp_path_factory.mktemp("served"), mcp="on") as chat:
        yield chat
