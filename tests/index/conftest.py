"""What the tests of the index share: folders of documents, and the encoders."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from index.encoding import Encoder
from index.sentence_encoder import SentenceEncoder
from tests.fakes import HashingEncoder
from tests.index.small_disk import mounted

_IN_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 300_000_000


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
def tmp_path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of the test's own, in memory where there is room: an index waits for its disk."""
    in_memory = _IN_MEMORY.is_dir() and shutil.disk_usage(_IN_MEMORY).free > _ROOM_BYTES
    beside = _IN_MEMORY if in_memory else tmp_path_factory.getbasetemp()
    with TemporaryDirectory(
        prefix="chapterverse-", dir=beside, ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder).resolve()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    with mounted(tmp_path / "small-disk", "size=1m") as folder:
        yield folder
