"""A hit: one passage that was found, with the score it was ranked by."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.passage import Passage


@dataclass(frozen=True, slots=True)
class ScoreParts:
    """What a hit's score is made of; each is higher for a better match, 0.0 where there is none.

    `passage` and `sentence` are cosines, of the passage and of its best sentence to the question.
    `words`, `sentence_words` and `word_pairs` are BM25 scores: of the passage with its title, of
    its best sentence, and of neighbouring words that stand together in the passage, too.
    """

    passage: float = 0.0
    sentence: float = 0.0
    words: float = 0.0
    sentence_words: float = 0.0
    word_pairs: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Hit:
    """A passage, its score (higher is better) and the parts that made the score.

    `passage_id` is the passage's number in the index. `vector` is (dim,) float32 of unit length;
    `sentence_vectors` is (n, dim) float32, rows of unit length, one for each of the passage's n
    sentences. `copies` are the other places, in this document or in others, where the same
    paragraph stands.
    """

    passage_id: int
    passage: Passage
    score: float
    parts: ScoreParts
    vector: npt.NDArray[np.float32]
    sentence_vectors: npt.NDArray[np.float32]
    copies: tuple[Passage, ...] = ()

    def scored(self, score: float) -> "Hit":
        """The same hit with another score."""
        return Hit(
            self.passage_id,
            self.passage,
            score,
            self.parts,
            self.vector,
            self.sentence_vectors,
            self.copies,
        )

    @property
    def places(self) -> tuple[Passage, ...]:
        """The passage and its copies."""
        return (self.passage, *self.copies)
