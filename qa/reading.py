"""The reader: looks at question and passage together, and says how well one answers the other.

It is the second stage of a search, over the best few passages, and is slower by far than the
first. The project's own reader also says where in the passage the answer stands; any
cross-encoder of sentence-transformers can take its place and says how relevant a passage is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corpus.passage import Span
from index.encoding import Vectors
from index.hit import Hit
from qa.pairs import Excerpt

_NOTHING = np.zeros(0, np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """What a reader says about one excerpt.

    `relevance` and `presence` (that the answer stands there) are logits. `starts` and `ends` are
    the probabilities, (n,) float32, that the answer begins and ends with the token at the same
    position in `tokens`, whose offsets are of the excerpt's text; a reader that does not tell
    leaves them empty.
    """

    relevance: float
    presence: float
    tokens: tuple[Span, ...] = ()
    starts: npt.NDArray[np.float32] = field(default_factory=lambda: _NOTHING)
    ends: npt.NDArray[np.float32] = field(default_factory=lambda: _NOTHING)

    def begins_in(self, span: Span) -> float:
        """The probability that the answer begins in `span`, given that it is in the excerpt."""
        return float(self.starts[self._within(span)].sum())

    def best_in(self, span: Span, most_tokens: int) -> tuple[Span, float] | None:
        """The likeliest answer of at most `most_tokens` tokens in `span`, with its probability."""
        within = np.flatnonzero(self._within(span))
        best: tuple[Span, float] | None = None
        for first in within:
            lasts = within[(within >= first) & (within < first + most_tokens)]
            last = int(lasts[np.argmax(self.ends[lasts])])
            chance = float(self.starts[first] * self.ends[last])
            if best is None or chance > best[1]:
                best = Span(self.tokens[first].start, self.tokens[last].end), chance
        return best

    def _within(self, span: Span) -> npt.NDArray[np.bool_]:
        return np.array(
            [span.start <= token.start and token.end <= span.end for token in self.tokens], bool
        )


class Reader(Protocol):
    """Judges excerpts for a question."""

    @property
    def name(self) -> str:
        """The name by which the reader was asked for."""

    @property
    def tells_places(self) -> bool:
        """Whether its judgements say where in an excerpt the answer stands."""

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[Judgement, ...]:
        """A judgement of each of `excerpts`, in their order."""

    def tells(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[float, ...]:
        """Whether the sentence in the focus of each of `excerpts` tells what is asked for.

        Logits, high where it does not only repeat the question; 0 from a reader that does not say.
        """


def excerpt_of(hit: Hit, question: Vectors) -> Excerpt:
    """What is read of a hit: its passage, under its title, around its nearest sentence.

    `question` is the question's vector, (dim,) float32.
    """
    passage = hit.passage
    if not passage.sentences:
        return Excerpt(passage.document.title, passage.text, Span(0, len(passage.text)))
    nearest = passage.sentences[int(np.argmax(hit.sentence_vectors @ question))]
    focus = Span(nearest.start - passage.start, nearest.end - passage.start)
    title = passage.document.title
    return Excerpt("" if passage.text.startswith(title) else title, passage.text, focus)
