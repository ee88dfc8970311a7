"""What an encoder takes and gives, and the text by which a passage is encoded."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corpus.document import HEADING_SEPARATOR, Document, section_at
from corpus.letters import is_letter_head, is_signature, letter_of
from corpus.passage import Passage, Span
from corpus.speakers import speaker_of

Vectors = npt.NDArray[np.float32]

# What a reader sees in the block under a letter, and in that at its head, and no word there says.
SIGNED = "signed by who wrote it: "
SENT = "written and sent: "
# A title or a heading of more characters than this is a sentence; the rest of it would push the
# passage's own words out of what the encoder reads. Ours.
_TITLE_CHARACTERS = 160
_HEADING_CHARACTERS = 100


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


def heading_of(passage: Passage) -> str:
    """What stands before `passage` when it is encoded: its document's title, and its headings.

    The one that the passage opens with is left out.
    """
    document = passage.document
    above = _headings_at(document, passage.start)
    opening = " ".join(passage.text[: 2 * _HEADING_CHARACTERS].split())
    return _before(document, above[:-1] if above and opening.startswith(above[-1]) else above)


def longest_heading(document: Document) -> str:
    """The longest that stands before any passage of `document` when it is encoded."""
    sections = {mark.label: mark.offset for mark in document.marks if "section " in mark.label}
    headings = (_headings_at(document, at) for at in (0, *sections.values()))
    return max((_before(document, above) for above in headings), key=len)


def title_of(document: Document) -> str:
    """The title of `document`, as far as it stands before what is under it."""
    return document.title[:_TITLE_CHARACTERS]


def _headings_at(document: Document, offset: int) -> list[str]:
    headings = section_at(document.marks, offset).split(HEADING_SEPARATOR)
    return [one[:_HEADING_CHARACTERS] for one in headings if one]


def _before(document: Document, headings: Sequence[str]) -> str:
    parts = dict.fromkeys(filter(None, (title_of(document), *headings)))
    return "".join(f"{part}. " for part in parts)


def said_of_letter(passage: Passage, sentence: Span) -> str:
    """What a reader sees of the head of a letter, or of the block under it; empty for others.

    Their words do not say that there is a letter, and each says a part only of who wrote when to
    whom.
    """
    under = is_signature(passage, sentence)
    if not under and not is_letter_head(passage, sentence):
        return ""
    letter = letter_of(passage, sentence)
    parts = [
        "Letter",
        f"from {letter.signer}" if letter.signer and not under else "",
        f"to {letter.addressee}" if letter.addressee else "",
        f"of {letter.dated}" if letter.dated and under else "",
        SIGNED if under else SENT,
    ]
    return " ".join(filter(None, parts))


def said_by(passage: Passage, *sentences: Span) -> str:
    """Who says these sentences of a conversation, as a reader sees it; empty for other texts."""
    speakers = (speaker_of(passage.document, sentence) for sentence in sentences)
    names = dict.fromkeys(filter(None, speakers))
    return f"{' and '.join(names)} said: " if names else ""


def spanned_text(passage: Passage) -> SpannedText:
    """The text by which `passage` is encoded: under title and headings, unless it opens with those.

    A block that shows who wrote a letter, or when, says so, and one of a conversation who speaks.
    The spans are its sentences.
    """
    heading, text, title = heading_of(passage), passage.text, title_of(passage.document)
    if title and text.startswith(title):
        heading = heading.removeprefix(f"{title}. ")
    heading += next(filter(None, (said_of_letter(passage, one) for one in passage.sentences)), "")
    heading += said_by(passage, *passage.sentences)
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
