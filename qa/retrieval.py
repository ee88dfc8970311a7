"""Retrieval: the passages that match a question best, from one snapshot of an index."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.encoding import Encoder, Vectors
from index.hit import Hit, ScoreParts
from index.lexical import words_of
from index.neighbour import Neighbour
from index.records import PassageRow, unit_rows
from qa.copies import united
from qa.fusion import FusionWeights, fuse, fusion_model
from qa.matching import match
from qa.reading import Reader, excerpt_of
from qa.side_by_side import SideBySide
from qa.smoothing import smoothed
from qa.terms import function_stems, question_terms
from qa.wishes import wish_in

if TYPE_CHECKING:
    from index.snapshot import Snapshot

# No more than one in so many passages found is there only because it was sure to be.
_SHARE_OF_SURE = 4
# Among more passages the parts of a search take some milliseconds each, and are made side by side.
_MANY_PASSAGES = 50_000
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

    # Where no more than `ranked` passages are asked for: 50, 64 and 100 gave the same nDCG@10 and
    # MRR@10 on the tuning sets, 40 lost 0.003.
    candidates: int = 50
    # Where more are asked for: fewer candidates lose Recall@100.
    many_candidates: int = 100
    # So many of the candidates are ranked by all signals; the model was fitted on as many.
    ranked: int = 40
    # So many of these the reader judges, where there is one and a question is asked: as many as an
    # answer is looked for in. What they cost is time: with 6, 8 and 10 MRR@10 was 0.001, 0.001 and
    # 0.000 better on COVID-QA, 0.001, 0.001 and 0.004 on SQuAD (standard errors 0.002). On claims
    # and topics a reader lowered the ranking (CACM 0.03, Cranfield 0.02).
    read: int = 5
    # So many that match the words of the subject best are always among them. Where documents are
    # tables, the words that only hold a question together are rare, and outweigh a name in it.
    sure: int = 5
    weights: FusionWeights = FusionWeights()


class FusedRetriever:
    """Unites the nearest vectors with the best lexical matches, and ranks them by all signals."""

    def __init__(
        self,
        snapshot: "Snapshot",
        encoder: Encoder,
        options: RetrievalOptions | None = None,
        reader: Reader | None = None,
    ) -> None:
        """Search `snapshot` with questions encoded by `encoder`; `reader` judges the best."""
        self._snapshot = snapshot
        self._encoder = encoder
        self._options = options or RetrievalOptions()
        self._reader = reader

    def search(
        self, question: str, k: int, sources: Sequence[str] | None = None
    ) -> tuple[Hit, ...]:
        """The best `k` passages, best first; only from the documents `sources` if given."""
        ranked = self._ranked(question, self.found(question, self._options.ranked, sources))
        vector = self._encoder.encode_question(question)
        hits = united(vector, ranked)
        wanted = k if k <= self._options.ranked else k + len(ranked)
        # Copies are one hit, so that more may have to be found than are wanted.
        while len(hits) < k:
            found = self.found(question, wanted + len(ranked), sources)
            known = {hit.passage_id for hit in ranked}
            others = [hit for hit in found if hit.passage_id not in known]
            hits = united(vector, ranked, _joined(ranked, others)[len(ranked) :])
            if len(found) < wanted:
                break
            wanted *= 2
        return hits[:k]

    def found(self, question: str, k: int, sources: Sequence[str] | None = None) -> tuple[Hit, ...]:
        """The best `k` passages by the prior alone, best first."""
        options = self._options
        most = options.candidates if k <= options.ranked else max(k, options.many_candidates)
        allowed = None if sources is None else self._snapshot.passage_ids(sources)
        with SideBySide(long=len(self._snapshot) > _MANY_PASSAGES) as steps:
            by_words = steps.begin(lambda: self._by_words(question, most, allowed))
            vector = self._encoder.encode_question(question)
            nearest = self._snapshot.caches.vectors.search(vector, most, allowed)
            ids = sorted({one.id for one in (*nearest, *by_words())})
            scored = [steps.begin(step) for step in self._word_scores(question, ids)]
            rows = self._snapshot.rows(ids)
            if not rows:
                return ()
            vectors = _vectors(rows)
            best_sentences = _best_sentences(rows, vector)
            words, sentence_words, word_pairs = (scores() for scores in scored)
        columns = zip(
            vectors @ vector, best_sentences, words, sentence_words, word_pairs, strict=True
        )
        parts = [
            ScoreParts(
                passage=float(cosine),
                sentence=float(sentence),
                words=of_words,
                sentence_words=of_sentence,
                word_pairs=of_pairs,
            )
            for cosine, sentence, of_words, of_sentence, of_pairs in columns
        ]
        sure = {one.id for one in by_words()[: options.sure]}
        scores = fuse(parts, self._options.weights)
        # Of equal scores the passage with the lower number comes first, so that runs agree.
        order = sorted(range(len(rows)), key=lambda at: (-scores[at], rows[at].id))
        left_over = [at for at in order[k:] if rows[at].id in sure][: k // _SHARE_OF_SURE]
        order = [*order[: max(0, k - len(left_over))], *left_over][:k]
        sentence_vectors = _sentence_vectors([rows[at] for at in order])
        return tuple(
            Hit(
                passage_id=rows[at].id,
                passage=self._snapshot.passage(rows[at]),
                score=scores[at],
                parts=parts[at],
                vector=vectors[at],
                sentence_vectors=sentences,
            )
            for at, sentences in zip(order, sentence_vectors, strict=True)
        )

    def _ranked(self, question: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """`hits` in a better order, by all signals."""
        words = self._snapshot.caches.words
        terms = question_terms(question, words)
        vector = self._encoder.encode_question(question)
        signals = match(terms, vector, hits, words.rarity)
        scores = fusion_model().scores(signals, asks=terms.asks)
        if not terms.asks:
            scores = smoothed(scores, [hit.vector for hit in hits])
        ranked = sorted(
            (hit.scored(score) for hit, score in zip(hits, scores, strict=True)),
            key=lambda hit: (-hit.score, hit.passage_id),
        )
        if self._reader is not None and terms.asks:
            ranked = self._read(self._reader, terms.put, vector, ranked)
        return tuple(ranked)

    def _read(
        self, reader: Reader, question: str, vector: Vectors, hits: Sequence[Hit]
    ) -> list[Hit]:
        """`hits`, of which the first few are put in the order that the reader prefers."""
        first, rest = hits[: self._options.read], hits[self._options.read :]
        judgements = reader.read(question, [excerpt_of(hit, vector) for hit in first])
        scores = fusion_model().with_reader([hit.score for hit in first], judgements)
        ranked = sorted(
            (hit.scored(score) for hit, score in zip(first, scores, strict=True)),
            key=lambda hit: (-hit.score, hit.passage_id),
        )
        return list(_joined(ranked, rest))

    def _by_words(
        self, question: str, limit: int, allowed: Sequence[int] | None
    ) -> tuple[Neighbour, ...]:
        """The passages that share words with the question, best first.

        Words that only hold a question together find nothing that the others do not, and neither
        does a search for single sentences: without either nDCG@10 and MRR@10 were the same on the
        tuning sets, within 0.002, and on a million passages they take longest of all.
        """
        every = words_of(wish_in(" ".join(question.split())).about)
        words = [word for word in every if word not in function_stems()] or every
        return self._snapshot.caches.words.search_words(words, limit, allowed)

    def _word_scores(
        self, question: str, ids: Sequence[int]
    ) -> tuple[Callable[[], Sequence[float]], ...]:
        """What gives the BM25 scores of the passages `ids`: of words, of a sentence's, of pairs."""
        words, sentences = self._snapshot.caches.words, self._snapshot.caches.sentence_words
        texts = _SENTENCES_OF_A_PASSAGE * len(ids)

        def in_order(scores: Mapping[int, float]) -> Sequence[float]:
            return [scores.get(number, 0.0) for number in ids]

        return (
            lambda: in_order(words.score(question, ids, len(ids))),
            lambda: in_order(sentences.score(question, ids, texts)),
            lambda: in_order(words.score_pairs(question, ids, function_stems())),
        )


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


def _joined(first: Sequence[Hit], rest: Sequence[Hit]) -> tuple[Hit, ...]:
    """`first` and, after them, `rest` in their order, with scores that fall."""
    if not first or not rest:
        return (*first, *rest)
    shift = min(0.0, first[-1].score - rest[0].score)
    return (*first, *(hit.scored(hit.score + shift) for hit in rest))


def _hits(snapshot: "Snapshot", scored: Iterable[tuple[int, ScoreParts, float]]) -> tuple[Hit, ...]:
    entries = list(scored)
    if not entries:
        return ()
    rows = snapshot.rows([number for number, _, _ in entries])
    return tuple(
        Hit(row.id, snapshot.passage(row), score, parts, vector, sentences)
        for row, (_, parts, score), vector, sentences in zip(
            rows, entries, _vectors(rows), _sentence_vectors(rows), strict=True
        )
    )


def _vectors(rows: Sequence[PassageRow]) -> Vectors:
    """The passages' vectors, (n, dim) float32, rows of unit length."""
    return unit_rows(np.concatenate([row.vectors.passage for row in rows]).reshape(len(rows), -1))


def _best_sentences(rows: Sequence[PassageRow], vector: Vectors) -> Vectors:
    """The cosine of `vector` to each passage's nearest sentence, (n,) float32; -1 without one."""
    best = np.full(len(rows), -1.0, np.float32)
    counts = np.array([len(row.vectors.sentences) for row in rows])
    having = np.flatnonzero(counts)
    if len(having):
        together = np.concatenate([rows[at].vectors.sentences for at in having.tolist()])
        together = together.astype(np.float32)
        lengths = np.sqrt(np.einsum("ij,ij->i", together, together))
        cosines = together @ vector / np.where(lengths > 0, lengths, 1)
        starts = np.cumsum(counts[having]) - counts[having]
        best[having] = np.maximum.reduceat(cosines, starts)
    return best


def _sentence_vectors(rows: Sequence[PassageRow]) -> list[Vectors]:
    """The sentences' vectors of each passage, (n, dim) float32, rows of unit length."""
    together = unit_rows(np.concatenate([row.vectors.sentences for row in rows]))
    ends = np.cumsum([len(row.vectors.sentences) for row in rows]).tolist()
    return [together[start:end] for start, end in zip([0, *ends], ends, strict=False)]
