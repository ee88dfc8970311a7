"""The place of a report: whether a page may be written there, known before anything is measured."""

import tempfile
from pathlib import Path

from qa.errors import SettingError

# Stands at the head of every page of ours: such a one may be replaced by the next.
MARK = '<meta name="generator" content="Chapterverse, qa eval">'
_HEAD_BYTES = 1000
_SUFFIXES = (".html", ".htm")
_ANOTHER = "choose another file with `--report`"


def check_report_place(path: Path, folder: Path) -> None:
    """Make sure that a report about `folder` can be written to `path`, and destroys nothing there.

    Raises: SettingError: when `path` is a folder, has no name of a page, lies within `folder`, is
        a file that is no report of ours, or cannot be written.
    """
    try:
        _check_name(path)
        _check_outside(path, folder)
        _check_not_taken(path)
        # As long a name as the file gets while it is written.
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name):
            pass
    except OSError as error:
        raise SettingError(
            f"the report {path} cannot be written: {error.strerror or error}", hint=_ANOTHER
        ) from error


def _check_name(path: Path) -> None:
    if path.is_dir():
        raise SettingError(
            f"the report is to be a file, and {path} is a folder",
            hint=f"name a file in it: `--report {path / 'report.html'}`",
        )
    if path.suffix.lower() not in _SUFFIXES:
        raise SettingError(
            f"the report is an HTML page, and {path} has not the name of one",
            hint=f"let it end in {' or '.join(_SUFFIXES)}",
        )
    if not path.absolute().parent.is_dir():
        raise SettingError(
            f"there is no folder {path.parent} for the report",
            hint="make it, or choose another file with `--report`",
        )


def _check_outside(path: Path, folder: Path) -> None:
    """Hidden files and folders are no documents, so that a report may lie in one."""
    place, measured = path.parent.resolve() / path.name, folder.resolve()
    if not place.is_relative_to(measured):
        return
    if not any(part.startswith(".") for part in place.relative_to(measured).parts):
        raise SettingError(
            f"the report {path} would lie in the folder that is measured, and be read as one of "
            "its documents the next time",
            hint=f"put it elsewhere, such as `--report {measured.parent / path.name}`",
        )


def _check_not_taken(path: Path) -> None:
    if not path.exists():
        return
    if path.is_file():
        with path.open("rb") as stream:
            if MARK.encode() in stream.read(_HEAD_BYTES):
                return
    raise SettingError(
        f"{path} is there already, and is no report of `qa eval`",
        hint=f"{_ANOTHER}; only an earlier report is replaced",
    )
