"""Stand-ins, simple enough to be right: an encoder without a model, a store without FAISS."""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from corpus.isolation import ReadingProcess
from corpus.reading import Reading, read_file
from index.encoding import EncodedText, SpannedText, Vectors
from index.lexical import LexicalIndex
from index.neighbour import Neighbour

_WORD = re.compile(r"\w+")


def fill(index: LexicalIndex, texts: Iterable[tuple[int, str]]) -> None:
    """Add every (id, text) of `texts`."""
    with index.filling() as add:
        for number, text in texts:
            add(number, text)


class HashingEncoder:
    """An `Encoder` whose vector of a text is the sum of vectors drawn for its words.

    Texts that share words are alike. The vectors are the same in every process. `encoded` holds
    every text that was encoded, in order.
    """

    def __init__(
        self, dimension: int = 64, *, max_words: int = 256, name: str = "hashing", version: str = ""
    ) -> None:
        """Choose the size of the vectors and how many words are read in one pass."""
        self.name = name
        self.dimension = dimension
        self.fingerprint = f"{name} {dimension}{version}"
        self.encoded: list[str] = []
        self._max_words = max_words
        self._vectors: dict[str, Vectors] = {}

    def fits(self, text: str) -> bool:
        """Whether `text` has at most `max_words` words."""
        return len(text.split()) <= self._max_words

    def encode(
        self, texts: Sequence[SpannedText], on_encoded: Callable[[int], None] | None = None
    ) -> list[EncodedText]:
        """The vectors of `texts` and, from the words within them, of their spans."""
        encoded = []
        for done, text in enumerate(texts, start=1):
            self.encoded.append(text.text)
            spans = [self._vector(text.text[span.start : span.end]) for span in text.spans]
            rows = np.array(spans, np.float32).reshape(-1, self.dimension)
            encoded.append(EncodedText(self._vector(text.text), rows))
            if on_encoded:
                on_encoded(done)
        return encoded

    def encode_question(self, question: str) -> Vectors:
        """The vector of a question, which is that of the same text."""
        return self._vector(question)

    def _vector(self, text: str) -> Vectors:
        """The words' vectors, added and scaled to length 1; signs count where there is no word."""
        words = _WORD.findall(text.lower()) or list(text.strip()) or [""]
        total = sum((self._of_word(word) for word in words), np.zeros(self.dimension, np.float32))
        unit: Vectors = total / np.linalg.norm(total)
        return unit

    def _of_word(self, word: str) -> Vectors:
        if word not in self._vectors:
            digest = hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()
            drawn = np.random.default_rng(int.from_bytes(digest[:8])).normal(size=self.dimension)
            self._vectors[word] = drawn.astype(np.float32)
        return self._vectors[word]


class ReadingHere(ReadingProcess):
    """Reads files in this process: for tests about other things, a child a run is slow."""

    def read(self, data: bytes, source: str) -> Reading:
        """All documents in `data`, and in the files inside it."""
        return read_file(data, source, readers=self.options.table)


class ExactStore:
    """A `VectorStore` that computes every inner product."""

    def __init__(self, dimension: int) -> None:
        """Make an empty store for vectors of `dimension` numbers."""
        self._dimension = dimension
        self._vectors: dict[int, Vectors] = {}

    def __len__(self) -> int:
        """How many vectors the store holds."""
        return len(self._vectors)

    def suits(self, count: int) -> bool:  # noqa: ARG002 - as the protocol says
        """Any number will do."""
        return True

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add `vectors`, (n, dim) float32 of unit length, under `ids`, which must be new."""
        rows = np.asarray(vectors, np.float32).reshape(len(ids), self._dimension)
        for number, row in zip(ids, rows, strict=True):
            if number in self._vectors:
                raise ValueError(f"there is a vector under {number} already")
            self._vectors[number] = row

    def remove(self, ids: Iterable[int]) -> None:
        """Take the vectors under `ids` out; ids that are not there are passed over."""
        for number in ids:
            self._vectors.pop(number, None)

    def search(
        self, vector: Vectors, limit: int, allowed: Sequence[int] | None = None
    ) -> tuple[Neighbour, ...]:
        """The `limit` nearest vectors to `vector`, nearest first; only among `allowed` if given."""
        among = self._vectors.keys() if allowed is None else self._vectors.keys() & set(allowed)
        found = [Neighbour(number, float(self._vectors[number] @ vector)) for number in among]
        found.sort(key=lambda neighbour: (-neighbour.score, neighbour.id))
        return tuple(found[: max(0, limit)])
