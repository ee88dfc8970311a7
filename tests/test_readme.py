"""The README cannot rot: what it names exists, and what exists it names."""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from index.library import Library
from index.sentence_encoder import SentenceEncoder
from qa.commands import command_parser
from qa.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in command_parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_every_command_is_documented_with_all_its_flags(name: str) -> None:
    rows = [row for row in README.splitlines() if row.startswith(f"| `qa {name} ")]
    assert len(rows) == 1
    parser = dict(commands())[name]
    flags = {
        flag
        for action in parser._actions
        for flag in action.option_strings
        if flag not in {"-h", "--help"}
    }
    assert {flag for flag in flags if flag not in rows[0]} == set()


def test_every_documented_command_exists() -> None:
    documented = set(re.findall(r"`qa ([a-z]+)", README))
    assert documented == {name for name, _ in commands()}


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_every_setting_is_documented(name: str) -> None:
    assert f"| `{name}` | `QA_{name.upper()}` |" in README


def test_every_file_that_is_named_exists() -> None:
    table = README.partition("## The files")[2].partition("How passages")[0]
    for row in table.splitlines():
        names = re.findall(r"`([^`]+)`", row.split("|")[1]) if row.startswith("| `") else []
        folder = Path(names[0]).parent if names else Path()
        for position, name in enumerate(names):
            path = ROOT / (name if position == 0 or "/" in name.rstrip("/") else folder / name)
            assert path.exists(), f"{path} is named in the README"


def test_every_module_is_in_the_map_of_files() -> None:
    table = README.partition("## The files")[2].partition("## Dependencies")[0]
    modules = {
        path.name
        for package in ("corpus", "index", "qa", "chat")
        for path in (ROOT / package).glob("*.py")
        if not path.name.startswith("__")
    }
    unnamed = {name for name in modules if name not in table}
    assert unnamed == {"errors.py", "hit.py", "neighbour.py", "tokens.py"}


def test_every_dependency_has_its_reason() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = project.partition("dependencies = [")[2].partition("]")[0]
    names = re.findall(r'"([A-Za-z0-9-]+)', block)
    table = README.partition("## Dependencies")[2].lower()
    assert {name for name in names if name.lower() not in table} == set()


def test_the_example_in_python_runs(tmp_path: Path) -> None:
    program = README.partition("```python\n")[2].partition("```")[0]
    Library(tmp_path / ".qa-index", SentenceEncoder()).update([ROOT / "corpus" / "sample"])
    run = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{program}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.startswith("True 0.")
    assert "Dai Houliang" in run.stdout
