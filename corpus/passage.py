"""A passage: one paragraph of a document, with the spans of its sentences."""

from dataclasses import dataclass

from corpus.document import Document


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text: code points of `Document.text`, end exclusive."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one document that is retrieved as a whole.

    `start` and `end` are code points of `document.text`, end exclusive. The spans in `sentences`
    are offsets of the document too; they are ordered, disjoint, and lie within the passage.
    """

    document: Document
    start: int
    end: int
    sentences: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The passage's own text, cut from the document."""
        return self.document.text[self.start : self.end]
