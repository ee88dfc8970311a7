"""What the tests of the index share: folders of documents, and the encoders."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.encoding import Encoder
from index.sentence_encoder import SentenceEncoder
from tests.fakes import HashingEncoder
from tests.index.small_disk import mounted


@pytest.fixture(scope="session")
def real_encoder() -> SentenceEncoder:
    """The default encoder, loaded once."""
    encoder = SentenceEncoder()
    assert encoder.dimension == 384
    return encoder


@pytest.fixture(params=["hashing", "sentence"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    """Each encoder that there is."""
    if request.param == "hashing":
        return HashingEncoder()
    found: SentenceEncoder = request.getfixturevalue("real_encoder")
    return found


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    with mounted(tmp_path / "small-disk", "size=1m") as folder:
        yield folder
