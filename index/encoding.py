"""What an encoder takes and gives, and the text by which a passage is encoded."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corpus.document import Document
from corpus.passage import Passage, Span
from corpus.signature import addressee_of, is_signature

Vectors = npt.NDArray[np.float32]

# What a reader sees in the block under a letter, and its words do not say.
SIGNED = "Letter signed by: "
# A title of more characters than this is a sentence; the rest of it would push the passage's own
# words out of what the encoder reads. Ours.
_TITLE_CHARACTERS = 160


@dataclass(frozen=True, slots=True)
class SpannedText:
    """A text to encode, and the spans within it that get a vector of their own."""

    text: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class EncodedText:
    """The vector of a text, (dim,) float32, and of its spans, (n, dim) float32; of unit length."""

    vector: Vectors
    span_vectors: Vectors


class Encoder(Protocol):
    """Turns texts into vectors whose inner product says how alike the texts are."""

    @property
    def name(self) -> str:
        """The name or folder by which the model was asked for."""

    @property
    def fingerprint(self) -> str:
        """Names the exact weights: equal only where the vectors are comparable."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    def fits(self, text: str) -> bool:
        """Whether the model reads all of `text` in one pass."""

    def encode(
        self, texts: Sequence[SpannedText], on_encoded: Callable[[int], None] | None = None
    ) -> list[EncodedText]:
        """The vectors of `texts`, in their order; `on_encoded` gets the number done so far."""

    def encode_question(self, question: str) -> Vectors:
        """The vector of a question: (dim,) float32, of unit length."""


def heading_of(document: Document) -> str:
    """What stands before each passage of `document` when it is encoded: its title, if any."""
    return f"{document.title[:_TITLE_CHARACTERS]}. " if document.title else ""


def signed(passage: Passage, sentence: Span) -> str:
    """What a reader sees of a block under a letter, and its words do not say; empty for others."""
    if not is_signature(passage, sentence):
        return ""
    addressee = addressee_of(passage, sentence)
    return f"Letter to {addressee} signed by: " if addressee else SIGNED


def spanned_text(passage: Passage) -> SpannedText:
    """The text by which `passage` is encoded: under its document's title, unless it opens with it.

    A block that shows who signed a letter says so, and to whom. The spans are its sentences.
    """
    heading = heading_of(passage.document)
    text = passage.text
    if text.startswith(heading.removesuffix(". ")):
        heading = ""
    heading += next(filter(None, (signed(passage, one) for one in passage.sentences)), "")
    shift = len(heading) - passage.start
    spans = tuple(Span(span.start + shift, span.end + shift) for span in passage.sentences)
    return SpannedText(heading + text, spans)


def encoding_key(text: SpannedText) -> bytes:
    """Sixteen bytes that are equal where the vectors would be: same text, same spans."""
    digest = hashlib.sha256(text.text.encode("utf-8", "surrogatepass"))
    digest.update(repr([(span.start, span.end) for span in text.spans]).encode())
    return digest.digest()[:16]


def unit(vectors: Vectors) -> Vectors:
    """`vectors` scaled to length 1 along the last axis; a zero vector stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vectors = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return scaled
