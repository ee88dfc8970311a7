"""Settings: defaults, then qa.toml, then the environment (QA_...), then flags.

The only file that reads the environment. Making settings loads no model.
"""

import codecs
import difflib
import logging
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, cast

from qa.errors import SettingError

SETTINGS_FILE = "qa.toml"
_PREFIX = "QA_"
_LOG = logging.getLogger("chapterverse")


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, with its default; the names are those in qa.toml."""

    index: Path = Path(".qa-index")
    """The index folder."""
    encoder: str = "all-MiniLM-L6-v2"
    """The model for vectors: this one, a folder, or a name in the local model cache."""
    max_tokens: int = 200
    """The largest passage, in tiktoken tokens; 20 to 2000."""
    read_seconds: int = 120
    """How long reading a file may take, for each ten megabytes of it; 1 to 86400."""
    read_megabytes: int = 2048
    """How much memory reading a file may take, where the system can limit it; 256 to 1048576."""
    recognition: str = "off"
    """Whether pages of a PDF that are pictures are read by text recognition: on or off."""
    k: int = 5
    """How many passages an answer comes with; 1 to 100."""
    minimum_confidence: float | None = None
    """The least probability of being right with which an answer is given; 0 to 1."""
    reader: str = "own"
    """What judges the best passages: own, off, or a cross-encoder by name or folder."""
    host: str = "127.0.0.1"
    """The address that the chat listens on."""
    port: int = 7860
    """The port that the chat listens on; 0 to 65535, 0 for any that is free."""
    allowed_hosts: tuple[str, ...] = ()
    """The names by which the chat may be reached, a list, or with commas between; localhost always.

    Where none is given, the chat is reached by any name, as people reach it by names that the
    program cannot know; but if it listens at a loopback address only, by localhost alone.
    """
    read_only: str = "off"
    """Whether the chat takes no uploads, removals and feedback: on or off."""
    upload_megabytes: int = 50
    """The largest file that may be uploaded; 1 to 10000."""
    mcp: str = "off"
    """Whether the chat answers assistants by the Model Context Protocol: on or off."""


_RANGES: Mapping[str, tuple[float, float]] = {
    "max_tokens": (20, 2000),
    "read_seconds": (1, 86_400),
    "read_megabytes": (256, 1_048_576),
    "k": (1, 100),
    "minimum_confidence": (0, 1),
    "port": (0, 65535),
    "upload_megabytes": (1, 10_000),
}
_CHOICES: Mapping[str, tuple[str, ...]] = dict.fromkeys(
    ("recognition", "read_only", "mcp"), ("on", "off")
)
_HOST_NAME = re.compile(r"[\w.:\[\]-]+")
_NAMES = tuple(field.name for field in fields(Settings))


def load_settings(flags: Mapping[str, object], folder: Path | None = None) -> Settings:
    """The settings that hold in `folder` (or the current one), with `flags` above all.

    A flag that is None was not given. A variable QA_... that is no setting is passed over with a
    warning.

    Raises: SettingError: when another key is unknown, naming the nearest known one, or a value does
        not fit.
    """
    settings = _with(Settings(), _from_file((folder or Path()) / SETTINGS_FILE), SETTINGS_FILE)
    settings = _with(settings, _from_environment(), "the environment")
    given = {key: value for key, value in flags.items() if value is not None}
    return _with(settings, given, "an argument")


def changed_settings(settings: Settings, values: Mapping[str, object], where: str) -> Settings:
    """`settings` with `values` by name; `where` says in errors where these come from.

    Raises: SettingError: as `load_settings`.
    """
    return _with(settings, values, where)


def settings_in(path: Path) -> Mapping[str, object]:
    """The values that a file with the keys of qa.toml sets; none where there is no file.

    Raises: SettingError: when it cannot be read.
    """
    return _from_file(path)


def text_of(path: Path) -> str:
    """The text of a file of ours, in UTF-8, or in UTF-16 where its byte order mark says so.

    Some editors put that mark there, and some shells where they redirect what a program prints.

    Raises: OSError: when the file cannot be read. UnicodeDecodeError: when it is no such text.
    """
    with path.open("rb") as file:
        mark = file.read(len(codecs.BOM_UTF16))
    wide = mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    return path.read_text(encoding="utf-16" if wide else "utf-8-sig")


def _from_file(path: Path) -> dict[str, object]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(text_of(path))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingError(f"{path} cannot be read: {error}", hint="mend or remove it") from error


def _from_environment() -> dict[str, object]:
    """The settings in the environment; a variable of another name may be another program's."""
    found = {
        name.removeprefix(_PREFIX).lower(): value
        for name, value in os.environ.items()
        if name.startswith(_PREFIX)
    }
    for key in sorted(found.keys() - set(_NAMES)):
        _LOG.warning(
            "warning: %s in the environment is no setting, passed over; the nearest is %s",
            _PREFIX + key.upper(),
            _PREFIX + _nearest(key).upper(),
        )
    return {key: value for key, value in found.items() if key in _NAMES}


def _nearest(key: str) -> str:
    """The name of the setting that is most like `key`."""
    return difflib.get_close_matches(key, _NAMES, n=1, cutoff=0)[0]


def _with(settings: Settings, values: Mapping[str, object], where: str) -> Settings:
    for key, value in values.items():
        if key not in _NAMES:
            raise SettingError(
                f"{where} has the unknown setting {key}",
                hint=f"did you mean {_nearest(key)}? The settings are {', '.join(_NAMES)}",
            )
        changed = cast("dict[str, Any]", {key: _converted(key, value, where)})
        settings = replace(settings, **changed)
    return settings


def _converted(key: str, value: object, where: str) -> object:
    """`value` in the type of the setting `key`; environment and flags give text."""
    try:
        match key:
            case "index":
                return Path(_said(str(value) if isinstance(value, Path) else value)).expanduser()
            case "encoder" | "host" | "reader":
                return _said(value)
            case "allowed_hosts":
                return _hosts(value)
            case "recognition" | "read_only" | "mcp":
                return _CHOICES[key][_CHOICES[key].index(str(value))]
            case "minimum_confidence":
                return _within(key, float(str(value)))
            case _:
                return int(_within(key, int(str(value))))
    except (ValueError, RuntimeError) as error:  # RuntimeError: there is no such home folder
        raise SettingError(
            f"{where} sets {key} to {value!r}, which it cannot be", hint=_allowed(key)
        ) from error


def _said(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise ValueError("it is blank, or no text")
    return value


def _hosts(value: object) -> tuple[str, ...]:
    """The names of a list, or of a text with commas between them; none of the empty text."""
    if isinstance(value, str):
        value = [name for name in value.split(",") if name.strip()]
    names = [_said(name).strip() for name in value] if isinstance(value, list | tuple) else [""]
    if not all(map(_HOST_NAME.fullmatch, names)):
        raise ValueError("it is no list of names")
    return tuple(names)


def _within(key: str, number: float) -> float:
    low, high = _RANGES[key]
    if not low <= number <= high:
        raise ValueError(key)
    return number


def _allowed(key: str) -> str:
    if key in _CHOICES:
        return f"{key} is one of {', '.join(_CHOICES[key])}"
    if key == "allowed_hosts":
        return "allowed_hosts is a list of names such as archive.example, without http:// and path"
    if key not in _RANGES:
        return f"give {key} a value, or leave it out"
    low, high = _RANGES[key]
    kind = "a number" if key == "minimum_confidence" else "a whole number"
    return f"{key} is {kind} from {low:g} to {high:g}"


def keep_offline() -> None:
    """Turn off what libraries would ask or report over the network; before they are imported."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
