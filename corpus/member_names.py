"""Names of files inside files, made safe to show and to store, and each the only one of its kind.

A name may come from anyone: it must lead nowhere but to its file, and stand on one line.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from corpus.folder import printable

# Line breaks of Unicode, and what turns the direction of writing: "exe.pdf" for "fdp.exe".
_MISLEADING = re.compile("[\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_DRIVE = re.compile(r"^[A-Za-z]:")
# Longer names fit no file system. Ours, in characters.
_LONGEST = 200


def clean_path(name: str) -> str:
    """`name` as a relative path: forward slashes, no "..", what cannot be shown written out.

    >>> clean_path("C:\\\\letters\\\\..\\\\a\\n.txt")
    'letters/a\\\\n.txt'
    """
    path = _DRIVE.sub("", name.replace("\\", "/"))
    path = path.encode("utf-8", "backslashreplace").decode()  # half of a UTF-16 pair is no text
    path = _MISLEADING.sub(lambda sign: f"\\u{ord(sign[0]):04x}", path)
    parts = [part.strip() for part in path.split("/")]
    shown = [printable(part) for part in parts if part not in ("", ".", "..")]
    return _shortened("/".join(shown)) or "unnamed"


def clean_name(name: str) -> str:
    """The last part of `clean_path(name)`: a file's name without the folders it stood in."""
    return clean_path(name).rpartition("/")[2]


@dataclass(slots=True)
class UniqueNames:
    """Gives each name once: the second "a.txt" becomes "a (2).txt"."""

    _taken: set[str] = field(default_factory=set)
    _times: Counter[str] = field(default_factory=Counter)

    def unique(self, name: str) -> str:
        """`name`, or `name` with a number where it is taken; upper and lower case are one."""
        candidate, path, key = name, PurePosixPath(name), name.casefold()
        while candidate.casefold() in self._taken:
            self._times[key] += 1
            candidate = str(path.with_name(f"{path.stem} ({self._times[key] + 1}){path.suffix}"))
        self._taken.add(candidate.casefold())
        return candidate


def _shortened(name: str) -> str:
    """`name` with its middle left out where it is too long; its suffix stays."""
    if len(name) <= _LONGEST:
        return name
    half = _LONGEST // 2
    return f"{name[:half]}...{name[-half:]}".replace("/...", "...").replace(".../", "...")
