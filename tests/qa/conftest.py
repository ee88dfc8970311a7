"""What the tests of `qa` share: the real encoder, an index of the sample, and the command line."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index.library import Library
from index.sentence_encoder import SentenceEncoder
from qa import Assistant
from qa.cli import main
from tests.qa.command import Ran, Run
from tests.qa.small_index import SAMPLE


@pytest.fixture(scope="session")
def real_encoder() -> SentenceEncoder:
    """The default encoder, loaded once.

    One thread: where other programs compute, two that wait for each other take ten times as long.
    """
    import torch

    torch.set_num_threads(1)
    encoder = SentenceEncoder()
    assert encoder.dimension == 384
    return encoder


@pytest.fixture(scope="session")
def sample_index(real_encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample documents. Not to be changed; `own_index` may be."""
    folder = tmp_path_factory.mktemp("sample") / "index"
    report = Library(folder, real_encoder).update([SAMPLE])
    assert [file.source for file in report.left_out] == ["questions.jsonl"]
    return folder


@pytest.fixture(scope="session")
def sample_assistant(sample_index: Path, real_encoder: SentenceEncoder) -> Assistant:
    """An assistant over the sample documents."""
    return Assistant(Library(sample_index, real_encoder), real_encoder)


@pytest.fixture
def own_index(sample_index: Path, tmp_path: Path) -> Path:
    """A copy of the index of the sample documents, for one test to spoil."""
    return shutil.copytree(sample_index, tmp_path / "own-index")


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder of the test's own, without a qa.toml, and no QA_ variables."""
    for name in [name for name in os.environ if name.startswith("QA_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], own_folder: Path, real_encoder: SentenceEncoder) -> Run:
    """Runs the command `qa` with these arguments, in this process and in a folder of its own.

    It loads a model of its own; that of the fixture has set how many threads may compute.
    """
    del own_folder, real_encoder

    def run_command(*arguments: object) -> Ran:
        capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        written = capsys.readouterr()
        return Ran(code, written.out, written.err)

    return run_command


@pytest.fixture
def unharmed(sample_index: Path) -> Callable[[], None]:
    """Asserts that the index of the sample is what it was."""

    def content() -> dict[str, bytes]:
        return {
            path.name: path.read_bytes()
            for path in sample_index.iterdir()
            if path.is_file() and path.stat().st_size and not path.name.endswith("-shm")
        }

    before = content()

    def check() -> None:
        assert content() == before

    return check
