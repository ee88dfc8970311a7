"""A deadline: how much of the time that a file may take is used up, for readers that can stop."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Time:
    began: float
    seconds: float


_GIVEN: ContextVar[_Time | None] = ContextVar("deadline", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Give what runs in the block so many seconds; nothing is stopped that does not ask."""
    token = _GIVEN.set(_Time(time.monotonic(), seconds))
    try:
        yield
    finally:
        _GIVEN.reset(token)


def share_used() -> float:
    """The share of the time that is used up, 0 to 1 and more; 0 where there is no limit."""
    given = _GIVEN.get()
    return 0.0 if given is None else (time.monotonic() - given.began) / given.seconds
