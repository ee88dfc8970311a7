"""Retrieval: the passages that match a question best, from one snapshot of an index."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.encoding import Encoder, Vectors
from index.hit import Hit, ScoreParts
from index.records import PassageRow, unit_rows
from qa.fusion import FusionWeights, fuse

if TYPE_CHECKING:
    from index.snapshot import Snapshot

# Texts that a passage has in the lexical index of sentences, at most, for the limit of a search.
_SENTENCES_OF_A_PASSAGE = 12


class Retriever(Protocol):
    """Finds passages for a question."""

    def search(
        self, question: str, k: int, sources: Sequence[str] | None = None
    ) -> tuple[Hit, ...]:
        """The best `k` passages, best first; only from the documents `sources` if given.

        Raises: UnknownSource: when there is no document of one of the names.
        """


@dataclass(frozen=True, slots=True)
class RetrievalOptions:
    """How many candidates each search gives, and how their scores are fused."""

    # 50 to 200 gave the same quality on the tuning sets; fewer lose Recall@100.
    candidates: int = 100
    weights: FusionWeights = FusionWeights()


class FusedRetriever:
    """Unites the nearest vectors with the best lexical matches and fuses five measures of each."""

    def __init__(
        self, snapshot: "Snapshot", encoder: Encoder, options: RetrievalOptions | None = None
    ) -> None:
        """Search `snapshot` with questions encoded by `encoder`."""
        self._snapshot = snapshot
        self._encoder = encoder
        self._options = options or RetrievalOptions()

    def search(
        self, question: str, k: int, sources: Sequence[str] | None = None
    ) -> tuple[Hit, ...]:
        """The best `k` passages, best first; only from the documents `sources` if given."""
        vector = self._encoder.encode_question(question)
        allowed = None if sources is None else self._snapshot.passage_ids(sources)
        ids = self._candidates(question, vector, max(k, self._options.candidates), allowed)
        rows = self._snapshot.rows(ids)
        sentence_vectors = _sentence_vectors(rows)
        parts = self._parts(question, vector, rows, sentence_vectors)
        scores = fuse(parts, self._options.weights)
        # Of equal scores the passage with the lower number comes first, so that runs agree.
        order = sorted(range(len(rows)), key=lambda at: (-scores[at], rows[at].id))
        return tuple(
            Hit(
                passage_id=rows[at].id,
                passage=self._snapshot.passage(rows[at]),
                score=scores[at],
                parts=parts[at],
                sentence_vectors=sentence_vectors[at],
            )
            for at in order[:k]
        )

    def _candidates(
        self, question: str, vector: Vectors, limit: int, allowed: Sequence[int] | None
    ) -> list[int]:
        caches = self._snapshot.caches
        found = {
            neighbour.id
            for neighbours in (
                caches.vectors.search(vector, limit, allowed),
                caches.words.search(question, limit, allowed),
                caches.sentence_words.search(question, limit, allowed),
            )
            for neighbour in neighbours
        }
        return sorted(found)

    def _parts(
        self,
        question: str,
        vector: Vectors,
        rows: Sequence[PassageRow],
        sentence_vectors: Sequence[Vectors],
    ) -> list[ScoreParts]:
        caches = self._snapshot.caches
        ids = [row.id for row in rows]
        words = caches.words.score(question, ids, len(ids))
        texts = _SENTENCES_OF_A_PASSAGE * len(ids)
        sentence_words = caches.sentence_words.score(question, ids, texts)
        pairs = caches.words.score_pairs(question, ids)
        return [
            ScoreParts(
                passage=float((unit_rows(row.vectors.passage) @ vector)[0]),
                sentence=float((sentences @ vector).max(initial=-1.0)),
                words=words.get(row.id, 0.0),
                sentence_words=sentence_words.get(row.id, 0.0),
                word_pairs=pairs.get(row.id, 0.0),
            )
            for row, sentences in zip(rows, sentence_vectors, strict=True)
        ]


class DenseRetriever:
    """Ranks by the passages' vectors alone: a baseline."""

    def __init__(self, snapshot: "Snapshot", encoder: Encoder) -> None:
        """Search `snapshot` with questions encoded by `encoder`."""
        self._snapshot = snapshot
        self._encoder = encoder

    def search(
        self, question: str, k: int, sources: Sequence[str] | None = None
    ) -> tuple[Hit, ...]:
        """The `k` passages with the nearest vectors, nearest first."""
        allowed = None if sources is None else self._snapshot.passage_ids(sources)
        vector = self._encoder.encode_question(question)
        found = self._snapshot.caches.vectors.search(vector, k, allowed)
        scored = ((one.id, ScoreParts(passage=one.score), one.score) for one in found)
        return _hits(self._snapshot, scored)


class LexicalRetriever:
    """Ranks by BM25 of the passages with their titles alone: a baseline."""

    def __init__(self, snapshot: "Snapshot") -> None:
        """Search `snapshot`."""
        self._snapshot = snapshot

    def search(
        self, question: str, k: int, sources: Sequence[str] | None = None
    ) -> tuple[Hit, ...]:
        """The `k` passages with the highest BM25 scores, highest first."""
        allowed = None if sources is None else self._snapshot.passage_ids(sources)
        found = self._snapshot.caches.words.search(question, k, allowed)
        scored = ((one.id, ScoreParts(words=one.score), one.score) for one in found)
        return _hits(self._snapshot, scored)


def _hits(snapshot: "Snapshot", scored: Iterable[tuple[int, ScoreParts, float]]) -> tuple[Hit, ...]:
    entries = list(scored)
    rows = snapshot.rows([number for number, _, _ in entries])
    return tuple(
        Hit(row.id, snapshot.passage(row), score, parts, vectors)
        for row, (_, parts, score), vectors in zip(
            rows, entries, _sentence_vectors(rows), strict=True
        )
    )


def _sentence_vectors(rows: Sequence[PassageRow]) -> list[Vectors]:
    """The sentences' vectors of each passage, (n, dim) float32, rows of unit length."""
    if not rows:
        return []
    together = unit_rows(np.concatenate([row.vectors.sentences for row in rows]))
    ends = np.cumsum([len(row.vectors.sentences) for row in rows])[:-1]
    return np.split(together, ends)
