"""Encoding in the background: while one batch of passages is encoded, the next one is read."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Self

from index.encoding import Encoder, SpannedText
from index.records import StoredVectors, stored

Encoded = dict[bytes, StoredVectors]
# How often who waits is told how far the encoding is.
_TOLD_EACH_SECONDS = 0.2


class _Stopped(Exception):
    """Nobody waits for the vectors any more."""


class BackgroundEncoder:
    """Encodes one batch at a time in a thread of its own; to be used in a `with` statement."""

    def __init__(self, encoder: Encoder) -> None:
        """Use `encoder`; nothing is loaded before there is something to encode."""
        self._encoder = encoder
        self._pool = ThreadPoolExecutor(1)
        self._running: Future[Encoded] | None = None
        self._done = 0
        self._stopped = False

    def __enter__(self) -> Self:
        """Nothing is started yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop: what is being encoded is given up."""
        self._stopped = True
        self._pool.shutdown(cancel_futures=True)

    def start(self, texts: Mapping[bytes, SpannedText]) -> None:
        """Begin to encode `texts`, by their keys; the batch before must have been taken."""
        self._done = 0
        # Nothing to encode should not cost the loading of the model.
        self._running = self._pool.submit(self._encode, dict(texts)) if texts else None

    def take(self, on_progress: Callable[[int], None]) -> Encoded:
        """Wait for the batch that was begun last, and give its vectors; nothing, if there is none.

        `on_progress` gets the number of texts done so far while it waits. Raises: what encoding
        raised.
        """
        if self._running is None:
            return {}
        while wait([self._running], timeout=_TOLD_EACH_SECONDS).not_done:
            on_progress(self._done)
        running, self._running = self._running, None
        return running.result()

    def _encode(self, texts: Mapping[bytes, SpannedText]) -> Encoded:
        encoded = self._encoder.encode(list(texts.values()), self._note)
        return {key: stored(one) for key, one in zip(texts, encoded, strict=True)}

    def _note(self, done: int) -> None:
        if self._stopped:
            raise _Stopped
        self._done = done
