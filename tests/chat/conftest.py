"""A chat that runs, over a small index of documents that are the test's own."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

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


@contextmanager
def serving(folder: Path, **settings: object) -> Iterator[Served]:
    """The chat over the small index, made in `folder`, as a program of its own."""
    library_of(folder, DOCUMENTS, HashingEncoder())
    index = folder / "index"
    values = [f"{name}={value}" for name, value in settings.items()]
    command = [sys.executable, "-m", "tests.chat.server", str(index), *values]
    gone = str(folder / "temporary")
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(GRADIO_TEMP_DIR=gone),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        assert address.startswith("http://"), address
        yield Served(address, index, folder / "documents", server.pid)
    finally:
        server.terminate()
        server.wait(timeout=20)
        if server.stdout is not None:
            server.stdout.close()


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A chat that all tests of programs may ask, and none may change."""
    with serving(tmp_path_factory.mktemp("served"), mcp="on") as chat:
        yield chat
