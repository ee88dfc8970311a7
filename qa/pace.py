"""Pace: how far a piece of work is, and how many seconds the rest of it will take."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

# What is assumed until something has been measured. Ours, measured on two shared cores: 1 to 50 MB
# of a file are read in a second, 25 to 170 passages encoded. When they are wrong, the first
# estimate is, and the next ones are not.
_BYTES_A_SECOND = 2_000_000
_PASSAGES_A_SECOND = 40
_CHARACTERS_A_BYTE = 0.5
_CHARACTERS_A_PASSAGE = 600
# A rate counts as measured when it was seen for so long.
_SECONDS_TO_MEASURE = 0.5


@dataclass(slots=True)
class Pace:
    """What was read and encoded so far, and how long that took.

    `bytes` are all that are to be read. `now` gives the time in seconds.
    """

    bytes: int
    now: Callable[[], float] = time.monotonic
    _started: float = field(init=False)
    _encoding_since: float | None = None
    _read: int = 0
    _characters: int = 0
    _encoded: int = 0
    _found: int | None = None
    _share: float = 0.0

    def __post_init__(self) -> None:
        self._started = self.now()

    def has_read(self, size: int, characters: int) -> None:
        """A file of `size` bytes was read, and gave so many characters."""
        self._read += size
        self._characters += characters

    def has_encoded(self, encoded: int, found: int) -> None:
        """So many of the passages that were found are encoded by now."""
        if self._encoding_since is None:
            self._encoding_since = self.now()
        self._encoded, self._found = encoded, found

    def seconds_left(self) -> float:
        """How long the rest is likely to take."""
        now = self.now()
        reading = (self._encoding_since or now) - self._started
        unread = self.bytes - self._read
        left = unread / _rate(self._read, reading, _BYTES_A_SECOND)
        encoding = now - self._encoding_since if self._encoding_since is not None else 0.0
        speed = _rate(self._encoded, encoding, _PASSAGES_A_SECOND)
        return left + self._passages_left(unread) / speed

    def share(self) -> float:
        """Which share of the time is over, 0 to 1; it never goes back."""
        over = self.now() - self._started
        whole = over + self.seconds_left()
        self._share = max(self._share, over / whole if whole > 0 else 1.0)
        return self._share

    def _passages_left(self, unread: int) -> float:
        if self._found is not None:
            return self._found - self._encoded
        a_byte = self._characters / self._read if self._read else _CHARACTERS_A_BYTE
        return (self._characters + unread * a_byte) / _CHARACTERS_A_PASSAGE


def _rate(done: int, seconds: float, assumed: float) -> float:
    """How much is done in a second; what is assumed, where that was not seen for long enough."""
    return done / seconds if done and seconds >= _SECONDS_TO_MEASURE else assumed


def in_words(seconds: float) -> str:
    """How long that is, as people say it.

    >>> in_words(3.2), in_words(74), in_words(4000)
    ('4 seconds', '2 minutes', '1 hour 7 minutes')
    """
    whole = max(1, -int(-seconds // 1))
    if whole < 60:  # noqa: PLR2004
        return _counted(whole, "second")
    minutes = -(-whole // 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _counted(minutes, "minute")
    return (
        f"{_counted(hours, 'hour')} {_counted(rest, 'minute')}" if rest else _counted(hours, "hour")
    )


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
