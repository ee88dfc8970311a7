"""What was taken out of an index by hand: files that `qa index` passes over from then on.

Only the index forgets such a file; the file itself stays where it is.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from index.errors import IndexCorrupt, StorageError
from index.whole_file import write_whole

_FILE = "taken-out.json"
_VERSION = 1


def read_taken_out(folder: Path) -> frozenset[str]:
    """The paths of the files that were taken out of the index in `folder`.

    Raises: IndexCorrupt: when the list is damaged. StorageError: when it cannot be read.
    """
    path = folder / _FILE
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return frozenset(map(str, {_VERSION: content["paths"]}[content["version"]]))
    except (FileNotFoundError, NotADirectoryError):
        return frozenset()
    except OSError as error:
        raise StorageError(
            f"{path} cannot be read: {error.strerror or error}",
            hint="check that you may read it, or choose another folder with `--index`",
        ) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise IndexCorrupt(
            f"{path} is damaged, which lists the files that were taken out of the index",
            hint="delete it; `qa index FOLDER` then takes these files in again",
        ) from error


def write_taken_out(folder: Path, paths: Iterable[str]) -> None:
    """Keep the list; nothing is written where it is the same.

    Raises: as `read_taken_out`. StorageError: when the disk does not take it.
    """
    if frozenset(paths) != read_taken_out(folder):
        content = {"version": _VERSION, "paths": sorted(paths)}
        write_whole(folder / _FILE, json.dumps(content, indent=1).encode())
