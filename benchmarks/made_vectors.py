"""Vectors for very many passages: real ones for the first, and for the rest mixtures of real ones.

To encode a million passages takes hours, and what is measured of an index that large does not
depend on the encoder. A mixture leans on one real passage, has a share of another, and noise.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.encoding import EncodedText, Encoder, SpannedText, Vectors
from index.records import stored, unit_rows

# How a mixture is made: a vector, so much of another one, and noise of so large a length. Two
# mixtures of one passage have a cosine of about 0.7, as neighbouring passages of an article have.
_OF_ANOTHER = 0.5
_NOISE = 0.4
HOW = (
    f"vectors by the encoder for the first {{real}} passages; the others' are a real one, "
    f"{_OF_ANOTHER} of a second one and noise of length {_NOISE}, scaled to length 1; "
    "sentence vectors likewise"
)


@dataclass(frozen=True, slots=True, eq=False)
class RealVectors:
    """Vectors of real passages, as the catalogue keeps them.

    `passages` is (n, dim) float16; `sentences` (m, dim) int8, of which those of passage i are the
    rows `starts[i]` to `starts[i + 1]`.
    """

    passages: npt.NDArray[np.float16]
    sentences: npt.NDArray[np.int8]
    starts: npt.NDArray[np.int64]

    def save(self, file: Path) -> None:
        """Write the arrays to `file`."""
        np.savez(file, passages=self.passages, sentences=self.sentences, starts=self.starts)

    @classmethod
    def load(cls, file: Path) -> "RealVectors":
        """The arrays in `file`."""
        with np.load(file) as arrays:
            return cls(arrays["passages"], arrays["sentences"], arrays["starts"])

    @classmethod
    def of(cls, encoded: Sequence[EncodedText]) -> "RealVectors":
        """The vectors of encoded passages, in the form in which they are kept."""
        kept = [stored(one) for one in encoded]
        counts = [len(one.sentences) for one in kept]
        return cls(
            np.stack([one.passage for one in kept]),
            np.concatenate([one.sentences for one in kept]),
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        )

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self.passages)

    def sentences_of(self, number: int, wanted: int) -> npt.NDArray[np.int8]:
        """So many sentence vectors of a passage, from the first again where it has fewer."""
        first, last = self.starts[number], self.starts[number + 1]
        rows: npt.NDArray[np.int8] = self.sentences[first + np.arange(wanted) % (last - first)]
        return rows


class MadeEncoder:
    """An `Encoder` that gives these vectors in place of computing any; questions are encoded.

    Its name and fingerprint are the real encoder's, so that the index can be asked as any other.
    """

    def __init__(self, encoder: Encoder, real: RealVectors, seed: int = 0) -> None:
        """Give the vectors `real` for the first texts, and mixtures of them for those after."""
        self.name = encoder.name
        self.fingerprint = encoder.fingerprint
        self.dimension = encoder.dimension
        self._encoder = encoder
        self._real = real
        self._drawn = np.random.default_rng(seed)
        self._given = 0

    def fits(self, text: str) -> bool:
        """Whether the real encoder reads all of `text` in one pass."""
        return self._encoder.fits(text)

    def encode_question(self, question: str) -> Vectors:
        """The real vector of a question."""
        return self._encoder.encode_question(question)

    def encode(
        self, texts: Sequence[SpannedText], on_encoded: Callable[[int], None] | None = None
    ) -> list[EncodedText]:
        """The next vectors, one for each text and each of its spans."""
        encoded = []
        for text in texts:
            if self._given < len(self._real):
                vector = unit_rows(self._real.passages[self._given])[0]
                spans = unit_rows(self._real.sentences_of(self._given, len(text.spans)))
            else:
                vector, spans = self._mixture(len(text.spans))
            self._given += 1
            encoded.append(EncodedText(vector, spans))
        if on_encoded:
            on_encoded(len(texts))
        return encoded

    def _mixture(self, spans: int) -> tuple[Vectors, Vectors]:
        real = self._real
        one, other = self._drawn.integers(len(real), size=2).tolist()
        noise = self._drawn.standard_normal((spans + 1, self.dimension), np.float32)
        first = np.concatenate(
            [unit_rows(real.passages[one]), unit_rows(real.sentences_of(one, spans))]
        )
        second = np.concatenate(
            [unit_rows(real.passages[other]), unit_rows(real.sentences_of(other, spans))]
        )
        mixed = first + _OF_ANOTHER * second + _NOISE / np.sqrt(self.dimension) * noise
        mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
        return mixed[0], mixed[1:]
