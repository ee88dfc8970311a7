"""What the tests of `qa` share: the real encoder, and an index of the sample documents."""

import os
from pathlib import Path

import pytest

from index.library import Library
from index.sentence_encoder import SentenceEncoder
from qa import Assistant
from tests.qa.small_index import SAMPLE


@pytest.fixture(scope="session")
def real_encoder() -> SentenceEncoder:
    """The default encoder, loaded once."""
    encoder = SentenceEncoder()
    assert encoder.dimension == 384
    return encoder


@pytest.fixture(scope="session")
def sample_index(real_encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample documents. Not to be changed; `copied_index` may be."""
    folder = tmp_path_factory.mktemp("sample") / "index"
    report = Library(folder, real_encoder).update([SAMPLE])
    assert report.left_out == ()
    return folder


@pytest.fixture(scope="session")
def sample_assistant(sample_index: Path, real_encoder: SentenceEncoder) -> Assistant:
    """An assistant over the sample documents."""
    return Assistant(Library(sample_index, real_encoder), real_encoder)


@pytest.fixture(autouse=True)
def away_from_settings_of_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A current folder without a qa.toml, and an environment without QA_ variables."""
    for name in [name for name in os.environ if name.startswith("QA_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
