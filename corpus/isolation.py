"""Reading in a process of its own, so that no file can hang, starve or crash the one that asks.

A reader's libraries are large, and files come from anywhere. So bytes become text in a child
process, with a limit of time for each file and of memory; a file that passes one, or kills the
child, is told like any other that cannot be read, and the next one is read by a new child.

Linux enforces the limit of memory; macOS does not, and there a file that eats memory meets the
limit of time or the system's own.
"""

import os
import selectors
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Self, cast

from corpus.errors import DamagedFile, LimitReached, ReaderNotStarted, UnreadableDocument
from corpus.messages import (
    GarbledMessage,
    Request,
    length_of,
    reading_from_message,
    request_as_message,
)
from corpus.reading import Readers, Reading, UnreadFile
from corpus.reading_process import OUT_OF_MEMORY

# A file gets its seconds once for each so many bytes. Ours: the slowest readers, of PDF and of
# office formats, go through ten megabytes in much less than a minute.
_BYTES_AT_ONCE = 10_000_000
_START_SECONDS = 60
_PIECE = 1 << 16
_SAID_KEPT = 500
_END_SECONDS = 5
_KILLED = -9
# The child sees exactly the modules that we see, and none that lies in the current folder.
_START = (
    "import sys; sys.path[:] = sys.argv[3:]; from corpus.reading_process import main; "
    "main(sys.argv[1], int(sys.argv[2]))"
)


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How much reading one file may take: seconds for each ten megabytes of it, and memory.

    `readers` is the module whose table READERS says who reads what, and whose READERS_VERSION says
    which version of them that is; tests have one of their own.
    """

    seconds: float = 120
    megabytes: int = 2048
    readers: str = "corpus.reading"

    @property
    def table(self) -> Readers:
        """The suffixes that can be read, and by whom."""
        return cast("Readers", import_module(self.readers).READERS)

    @property
    def version(self) -> int:
        """The version of the readers: files that another one read are read again."""
        return cast("int", import_module(self.readers).READERS_VERSION)

    def seconds_for(self, size: int) -> float:
        """The seconds that a file of `size` bytes gets."""
        return self.seconds * max(1, size / _BYTES_AT_ONCE)


class ReadingProcess:
    """Reads files in a child process, which starts with the first file and ends with the block.

    Not to be shared by threads.
    """

    def __init__(self, options: ReadingOptions | None = None) -> None:
        """Choose the limits; nothing is started yet."""
        self.options = options or ReadingOptions()
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def read(self, data: bytes, source: str) -> Reading:
        """All documents in `data`, the bytes of the file at `source`, and in the files inside it.

        What goes wrong with the file, whatever it is, is in the reading. A child that died over a
        file after it had read others is given the blame once: the file is read again by a new one.

        Raises: ReaderNotStarted: when there can be no child.
        """
        used = self._child is not None
        try:
            return self._ask(data, source)
        except MemoryError:  # here, where the bytes are sent and the answer is put together
            self._stop()
            error = LimitReached(
                f"{source} was not read: there is too little free memory for it",
                hint="close other programs, or split the file",
            )
            return Reading(left_out=(UnreadFile(source, error),))
        except _Stopped as stopped:
            self._stop()
            if not used or stopped.too_slow:
                return Reading(left_out=(UnreadFile(source, self._fault(data, source, stopped)),))
        return self.read(data, source)

    def _ask(self, data: bytes, source: str) -> Reading:
        if self._child is None:
            self._child = _Child(self.options)
        seconds = self.options.seconds_for(len(data))
        request = request_as_message(Request(source, seconds, data))
        try:
            return reading_from_message(self._child.answer(request, seconds))
        except GarbledMessage as error:
            raise _Stopped from error

    def _stop(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None

    def _fault(self, data: bytes, source: str, stopped: "_Stopped") -> UnreadableDocument:
        code = stopped.exit_code
        if stopped.too_slow:
            seconds = f"{round(self.options.seconds_for(len(data)), 1):g} s"
            return LimitReached(
                f"{source} took longer than {seconds} to read",
                hint="split the file, or allow more with the setting read_seconds",
            )
        if code in {OUT_OF_MEMORY, _KILLED}:
            return LimitReached(
                f"{source} took more than {self.options.megabytes} MB of memory to read"
                if code == OUT_OF_MEMORY
                else f"{source} took more memory to read than the system gave (signal 9)",
                hint="split the file, or allow more with the setting read_megabytes",
            )
        what = "broke off its answer" if code is None else f"ended the reader (exit code {code})"
        if code is not None and code < 0:
            what = f"crashed the reader (signal {-code})"
        return DamagedFile(
            f"reading {source} {what}",
            hint="get the file again, or save it anew from its program",
        )


class _Stopped(Exception):
    """The child gave no answer: it was too slow, or ended with `exit_code`, or made no sense."""

    def __init__(self, exit_code: int | None = None, *, too_slow: bool = False) -> None:
        super().__init__()
        self.exit_code = exit_code
        self.too_slow = too_slow


class _Child:
    """One running child: bytes go in, bytes come out, and neither side waits for the other."""

    def __init__(self, options: ReadingOptions) -> None:
        """Start it, and wait until it is ready.

        Raises: ReaderNotStarted.
        """
        self._largest = options.megabytes * 1024**2
        self._said = b""
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [
                    *(sys.executable, "-P", "-c", _START),
                    *(options.readers, str(options.megabytes), *sys.path),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,  # a Ctrl-C at the terminal is for us
            )
        except OSError as error:
            raise _not_started(error.strerror or str(error)) from error
        stdin, stdout, stderr = self._process.stdin, self._process.stdout, self._process.stderr
        assert stdin is not None
        assert stdout is not None
        assert stderr is not None
        self._stdin, self._stdout, self._stderr = stdin.fileno(), stdout.fileno(), stderr.fileno()
        os.set_blocking(self._stdin, False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._stdout, selectors.EVENT_READ)
        self._selector.register(self._stderr, selectors.EVENT_READ)
        self._await_first_sign()

    def _await_first_sign(self) -> None:
        try:
            self.answer(b"", _START_SECONDS)
        except _Stopped as error:
            self.end()
            lines = self._said.decode("utf-8", "replace").strip().splitlines()
            raise _not_started(lines[-1] if lines else "it gave no sign of life") from error
        except BaseException:
            self.end()
            raise

    def answer(self, request: bytes, seconds: float) -> bytes:
        """Send a message and give the one that comes back.

        Raises: _Stopped: when none comes, or not in time.
        """
        deadline = time.monotonic() + seconds
        unsent, received = memoryview(request), bytearray()
        if request:
            self._selector.register(self._stdin, selectors.EVENT_WRITE)
        while not self._is_whole(received):
            ready = self._selector.select(max(0, deadline - time.monotonic()))
            if time.monotonic() >= deadline:
                raise _Stopped(too_slow=True)
            for key, _ in ready:
                if key.fd == self._stdin:
                    unsent = self._send(unsent)
                elif key.fd == self._stdout:
                    received += self._receive()
                else:
                    self._listen()
        if unsent:
            raise _Stopped
        return bytes(received)

    def end(self) -> None:
        """End the child, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._selector.close()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def _is_whole(self, received: bytearray) -> bool:
        length = length_of(received)
        if length is None:
            return False
        if max(length, len(received)) > min(length, self._largest):
            raise _Stopped
        return len(received) == length

    def _send(self, unsent: memoryview) -> memoryview:
        try:
            unsent = unsent[os.write(self._stdin, unsent[:_PIECE]) :]
        except BlockingIOError:
            return unsent
        except OSError:  # the child has gone; its end is told by what it does not send
            unsent = unsent[:0]
        if not unsent:
            self._selector.unregister(self._stdin)
        return unsent

    def _receive(self) -> bytes:
        part = os.read(self._stdout, _PIECE)
        if part:
            return part
        with suppress(subprocess.TimeoutExpired):
            raise _Stopped(self._process.wait(_END_SECONDS))
        raise _Stopped

    def _listen(self) -> None:
        """Take what is said on standard error, so that nothing waits there; keep the last of it."""
        part = os.read(self._stderr, _PIECE)
        self._said = (self._said + part)[-_SAID_KEPT:]
        if not part:
            self._selector.unregister(self._stderr)


def _not_started(why: str) -> ReaderNotStarted:
    return ReaderNotStarted(
        f"the process that reads documents cannot be started: {why}",
        hint="make room in memory, allow more with the setting read_megabytes, or install "
        "Chapterverse again",
    )
