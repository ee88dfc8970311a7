"""Reading an upload once: to see whether it gives a document, and to index it."""

from typing import Self

from corpus.document import sha256_of
from corpus.isolation import ReadingProcess
from corpus.reading import Reading


class RememberingProcess(ReadingProcess):
    """Reads with another process, and does not read again what it was asked to read first."""

    def __init__(self, process: ReadingProcess) -> None:
        """Ask `process`, which ends with this one."""
        super().__init__(process.options)
        self._process = process
        self._readings: dict[tuple[str, str], Reading] = {}

    def __enter__(self) -> Self:
        """The other process is started when it is first asked."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the other process."""
        self._process.__exit__()

    def read_first(self, data: bytes, source: str) -> Reading:
        """What `read` will give for these bytes.

        Raises: UnreadableDocument: when there is no document in it.
        """
        reading = self._process.read(data, source)
        if not reading.documents:
            raise reading.left_out[0].error
        self._readings[sha256_of(data), source] = reading
        return reading

    def read(self, data: bytes, source: str) -> Reading:
        """All documents in `data`, and in the files inside it."""
        known = self._readings.get((sha256_of(data), source))
        return known or self._process.read(data, source)
