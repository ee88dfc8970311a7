"""The command line at a terminal: what may reach it, and leaving before the end."""

import io
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from corpus.reading import read_file
from tests.qa.command import Run, environment, program
from tests.qa.small_index import write_files

pytestmark = pytest.mark.usefixtures("own_folder")

# What a terminal obeys: all control characters but tab and line break.
CONTROLS = {chr(code) for code in (*range(32), *range(127, 160))} - set("\t\n")
RED = "\x1b[31m"
HOSTILE = (
    f"{RED}The harbour\x1b]0;owned\x07 of Lisbon\x9b2J was rebuilt\x85 in 1903\x7f by Ana Ribeiro. "
    + "Nothing else was ever told about the harbour of Lisbon. " * 20
)


def test_no_control_character_of_a_document_reaches_the_terminal(run: Run) -> None:
    name = f"harbour{RED}.txt"
    run("index", write_files(Path("documents"), {name: HOSTILE, f"empty{RED}.txt": ""}))
    question = "Who rebuilt the harbour of Lisbon in 1903?"
    answer = run("ask", question, "--json")
    Path("answer.json").write_text(answer.out)
    Path("documents", name).unlink()
    commands = [
        ("index", "documents", "--index", "other"),
        ("ask", question),
        ("ask", question, "--json"),
        ("ask", question, "--source", f"no{RED}.txt"),
        ("status",),
        ("status", "--json"),
        ("show", name),
        ("show", f"no{RED}.txt"),
        ("verify", "answer.json"),
        ("verify", f"no{RED}.json"),
    ]
    raw = {}
    for command in commands:
        ran = run(*command)
        found = sorted(map(ascii, CONTROLS & set(ran.out + ran.err)))
        if found:
            raw[command] = found
    assert raw == {}


def test_a_text_that_is_shown_keeps_its_length_so_that_offsets_hold(run: Run) -> None:
    run("index", write_files(Path("documents"), {"harbour.txt": HOSTILE}))
    shown = run("show", "harbour.txt").out.removesuffix("\n")
    (document,) = read_file(HOSTILE.encode(), "harbour.txt").documents
    assert CONTROLS & set(document.text)
    assert len(shown) == len(document.text)
    assert shown[-40:] == HOSTILE[-40:]


def test_signs_that_the_terminal_cannot_show_are_spelled_out(sample_index: Path) -> None:
    ran = subprocess.run(
        program("show", "open-data-platforms.md", "--index", sample_index),
        env=environment(PYTHONIOENCODING="ascii"),
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"\\u4e2d\\u534e" in ran.stdout


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_leaves_early_is_no_fault(sample_index: Path, unbuffered: str) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    try:
        ran = subprocess.run(
            program("show", "open-data-platforms.md", "--index", sample_index),
            env=environment(PYTHONUNBUFFERED=unbuffered),
            stdout=write_end,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(write_end)
    assert ran.stderr == b""


def test_stopping_a_command_leaves_a_word_and_no_traceback(
    run: Run, sample_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(io.StringIO):
        """A keyboard on which Ctrl-C is pressed."""

        def read(self, size: int | None = -1, /) -> str:
            del size
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", Stopped())
    ran = run("ask", "-", "--index", sample_index)
    assert (ran.code, ran.out) == (130, "")
    assert ran.err == "stopped; what was stored so far is kept\n"


def test_a_variable_of_another_program_is_named_in_a_line_and_the_command_goes_on() -> None:
    write_files(Path("documents"), {"a.txt": "The harbour was built in 1903."})
    ran = subprocess.run(
        program("index", "documents"),
        env=environment(QA_ENV="prod"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (0, ".qa-index: 1 added\n")
    assert ran.stderr == (
        "warning: QA_ENV in the environment is no setting, passed over; the nearest is QA_ENCODER\n"
    )


def test_a_folder_that_lost_most_of_its_files_is_told_beside_the_report(run: Run) -> None:
    files = {f"{number}.txt": f"On day {number} it rained." for number in range(12)}
    folder = write_files(Path("documents"), files)
    run("index", folder)
    for name in list(files)[:11]:
        (folder / name).unlink()
    ran = run("index", folder, "--json")
    assert ran.code == 0
    assert ran.out.startswith('{"added": []')
    assert ran.err == (
        f"warning: 11 of 12 files of {folder.resolve()} were taken out of the index: they are "
        "gone, or hold no text now\n"
    )


def test_the_version_is_said(run: Run) -> None:
    ran = run("--version")
    assert (ran.code, ran.out, ran.err) == (0, f"chapterverse {version('chapterverse')}\n", "")
