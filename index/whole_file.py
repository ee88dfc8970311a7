"""Writing a file such that it is there whole, as it was or as it is to be, at every moment."""

import os
from contextlib import suppress
from pathlib import Path

from index.errors import StorageError


def write_whole(path: Path, data: bytes | memoryview) -> None:
    """Put `data` into the file at `path`: beside it first, on the disk, then in its place.

    Raises: StorageError: when the disk does not take it; then the old file is as it was.
    """
    beside = path.with_name(f"{path.name}.new")
    try:
        with beside.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise StorageError(
            f"{path} cannot be written: {error.strerror or error}",
            hint="make room on the disk or choose another place with `--index`; "
            "nothing that was stored is lost",
        ) from error
