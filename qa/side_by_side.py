"""Steps of one question that are taken side by side where they are long."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Self, TypeVar

Result = TypeVar("Result")
_THREADS = 3


class SideBySide:
    """Takes steps in threads of their own; to be used in a `with` statement.

    Where they are not `long`, each step is taken at once: to begin a thread takes about a tenth of
    a millisecond. A step gains where it computes outside Python.
    """

    def __init__(self, *, long: bool) -> None:
        """Say whether the steps are worth threads; none is begun yet."""
        self._threads = ThreadPoolExecutor(_THREADS) if long else None

    def begin(self, step: Callable[[], Result]) -> Callable[[], Result]:
        """Begin `step`; what is given back waits for its result, or raises what it raised."""
        if self._threads:
            return self._threads.submit(step).result
        result = step()
        return lambda: result

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """Wait for the steps that were begun."""
        if self._threads:
            self._threads.shutdown()
