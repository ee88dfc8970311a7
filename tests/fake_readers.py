"""Readers for tests: of containers in JSON, and of files that hang, eat memory or crash."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from types import MappingProxyType

from corpus.document import Mark
from corpus.errors import NeedsPassword
from corpus.extract import Extract, Member
from corpus.reading import READERS as REAL_READERS
from corpus.reading import READERS_VERSION as REAL_VERSION

Content = str | bytes | dict[str, object]

_OURS = {
    ".box": "read_box",
    ".boom": "read_boom",
    ".crash": "read_crash",
    ".exit": "read_exit",
    ".half": "read_half",
    ".hang": "read_hang",
    ".hungry": "read_hungry",
    ".loud": "read_loud",
    ".modules": "read_modules",
    ".pid": "read_pid",
    ".twice": "read_twice",
}
READERS_VERSION = REAL_VERSION
READERS = MappingProxyType(
    {**REAL_READERS, **{suffix: (__name__, name) for suffix, name in _OURS.items()}}
)


def box(members: dict[str, str], text: str = "", **stated: object) -> str:
    """A container: a file of JSON. A member's text that begins with "{" may be one, too."""
    return json.dumps({"members": list(members.items()), "text": text, **stated})


def nested(depth: int, text: str) -> str:
    """A file `a.txt` that stands `depth` boxes deep in a box."""
    return text if depth == 0 else box({"b.box" if depth > 1 else "a.txt": nested(depth - 1, text)})


def read_box(data: bytes, source: str) -> Extract:
    """A box as `box` makes it; the member `locked` needs a password."""
    content = json.loads(data)
    refusal = NeedsPassword(f"{source}: locked is encrypted", hint="save it without a password")
    members = tuple(
        Member(name, inner.encode(), refusal if name == "locked" else None)
        for name, inner in content["members"]
    )
    text, notes = content["text"], tuple(content.get("notes", ()))
    return Extract(
        text, _marks(text), content.get("title", ""), None, "box", notes=notes, members=members
    )


def read_pid(_data: bytes, _source: str) -> Extract:
    """The number of the process that reads."""
    return _plain(str(os.getpid()))


def read_modules(_data: bytes, _source: str) -> Extract:
    """The names of the modules that the process has loaded."""
    return _plain(" ".join(sys.modules))


def read_twice(data: bytes, _source: str) -> Extract:
    """The text of the file, twice over and in capitals."""
    return _plain(data.decode().upper() * 2)


def read_loud(_data: bytes, _source: str) -> Extract:
    """A text, while much is printed that nobody asked for."""
    for line in range(20_000):
        sys.stdout.write(f"line {line} of noise\n")
        sys.stderr.write(f"line {line} of noise\n")
    os.write(1, b"x" * 100_000)
    return _plain("Nobody heard the noise.")


def read_hang(data: bytes, _source: str) -> Extract:
    """Nothing, ever: first in Python, then in C."""
    if data.startswith(b"sleep"):
        time.sleep(1_000)
    return _plain(str(sum(range(10**15))))


def read_hungry(_data: bytes, _source: str) -> Extract:
    """Nothing, with more and more memory."""
    eaten = []
    while True:
        eaten.append(bytes(10_000_000))


def read_crash(data: bytes, _source: str) -> Extract:
    """Nothing: the process dies by the signal that the file names."""
    os.kill(os.getpid(), signal.Signals[data.decode().strip()])
    time.sleep(1_000)
    raise AssertionError


def read_exit(_data: bytes, _source: str) -> Extract:
    """Nothing: the process ends by itself."""
    os._exit(3)


def read_boom(_data: bytes, _source: str) -> Extract:
    """Nothing: an error that the reader's author did not think of."""
    raise KeyError("/Root")


def read_half(data: bytes, _source: str) -> Extract:
    """Nothing: half a message, or one that is none, on every pipe that is open."""
    message, after = data.split(b"|")
    for pipe in range(3, 10):
        try:
            os.write(pipe, message)
        except OSError:
            continue
    _AFTER[after.decode()]()
    raise AssertionError


_AFTER: dict[str, Callable[[], object]] = {
    "exits": lambda: os._exit(0),
    "sleeps": lambda: time.sleep(1_000),
}


def _plain(text: str) -> Extract:
    return Extract(text, _marks(text), "", None, "fake")


def _marks(text: str) -> tuple[Mark, ...]:
    return (Mark(0, "beginning"),) if text else ()
