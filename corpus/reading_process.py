"""The process that reads documents: takes one file after another from a pipe, gives readings back.

It is started by `corpus/isolation.py`, and ends when nobody writes to its standard input any more,
or when it took far longer for a file than it was given. It loads a reader's library when the first
file of its kind comes, and nothing else of weight.
"""

import os
import signal
from contextlib import suppress
from importlib import import_module
from typing import BinaryIO

from corpus.deadline import within
from corpus.messages import (
    Request,
    length_of,
    reading_as_message,
    request_from_message,
)
from corpus.reading import Readers, Reading, read_file

# With this exit code the process says that it got no more memory.
OUT_OF_MEMORY = 79
# So long after a file's time the process ends by itself, if its parent could not end it. Ours.
_GRACE_SECONDS = 5
_PREFIX_LENGTH = 16


def main(readers: str, megabytes: int) -> None:
    """Read what comes on standard input with the table of readers in the module `readers`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests, replies = _own_pipes()
    _limit(megabytes)
    table: Readers = import_module(readers).READERS
    _send(replies, Reading())  # to say that all is ready
    while (request := _next(requests)) is not None:
        signal.setitimer(signal.ITIMER_REAL, request.seconds + _GRACE_SECONDS)
        try:
            _send(replies, _read(request, table))
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _send(replies: BinaryIO, reading: Reading) -> None:
    replies.write(reading_as_message(reading))
    replies.flush()


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The two pipes to the parent, out of reach of whoever reads or prints something."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, replies


def _limit(megabytes: int) -> None:
    """Limit the memory of this process, where the system does that, and let no crash be written."""
    import resource

    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024**2, megabytes * 1024**2))


def _next(requests: BinaryIO) -> Request | None:
    try:
        prefix = requests.read(_PREFIX_LENGTH)
        length = length_of(prefix)
        if length is None:
            return None
        rest = requests.read(length - len(prefix))
        return request_from_message(prefix + rest)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _read(request: Request, readers: Readers) -> Reading:
    with within(request.seconds):
        return read_file(request.data, request.source, readers=readers)
