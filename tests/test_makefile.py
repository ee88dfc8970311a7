"""`make chat`: what it hands on to the commands, and what it leaves to the settings."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.qa.small_index import ROOT

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")


def commands(folder: Path, *arguments: str, **environment: str) -> list[str]:
    """The commands of the program that `make chat` would run in `folder`."""
    ran = subprocess.run(
        ["make", "-n", "-f", str(ROOT / "Makefile"), "chat", "DOCS=.", *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return [line for line in ran.stdout.splitlines() if "/qa " in line]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).touch()
    return tmp_path


def test_the_port_is_handed_on_where_make_was_given_one(folder: Path) -> None:
    assert commands(folder, "PORT=8000")[1].split()[-2:] == ["--port", "'8000'"]


def test_the_port_is_left_to_the_settings_else(folder: Path) -> None:
    for environment in ({}, {"QA_PORT": "7872"}, {"PORT": "8000"}):
        assert "--port" not in commands(folder, **environment)[1]


def test_each_folder_has_an_index_of_its_own(folder: Path) -> None:
    index, serve = commands(folder)
    assert "--index '.qa-index/" in index
    assert index.partition("--index ")[2].split()[0] == serve.partition("--index ")[2].split()[0]


def test_an_index_that_is_set_is_left_to_the_settings(folder: Path) -> None:
    assert "--index" not in "".join(commands(folder, QA_INDEX="mine"))
    (folder / "qa.toml").write_text('index = "mine"\n')
    assert "--index" not in "".join(commands(folder))
    assert all("--index 'this'" in line for line in commands(folder, "INDEX=this"))
