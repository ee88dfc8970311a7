"""Matching: what speaks for each of the passages that a search found, beside its similarity."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from index.encoding import Vectors
from index.hit import Hit
from qa.nearness import nearness
from qa.overlap import Shares, overlap_of
from qa.proximity import proximity
from qa.terms import QuestionTerms, function_stems
from qa.wording import Wordings, offered_text, wordings_of

# The best passages, by whose vectors and words others are found like them. Three and five did
# best on cranfield and cacm, of three, five and ten.
_BEST_BY_VECTOR = 3
_BEST_BY_WORDS = 5
_WORDS_OF_BEST = 20


@dataclass(frozen=True, slots=True, eq=False)
class MatchSignals:
    """What speaks for each of n passages; all are (n,) float64, and compare within a question.

    Each is higher for more of it. Coverages are shares of the question's weight in words, 0 to 1.
    """

    passage: Shares
    """Cosine of the passage and the question."""
    sentence: Shares
    """Cosine of its nearest sentence."""
    sentences: Shares
    """Mean cosine of its sentences."""
    words: Shares
    """BM25 of the passage with its title, as a share of the highest."""
    words_lead: Shares
    """The same, as deviations above the mean of the candidates."""
    sentence_words: Shares
    """BM25 of its best sentence, as a share of the highest."""
    word_pairs: Shares
    """BM25 of the question's neighbouring words, as a share of the highest."""
    coverage: Shares
    """Coverage by the passage with its title."""
    title_coverage: Shares
    """Coverage by the title alone."""
    window_coverage: Shares
    """Coverage by the best three sentences in a row."""
    sentence_coverage: Shares
    """Coverage by the best sentence."""
    sentence_pairs: Shares
    """Share of the question's neighbouring words that stand together in the best sentence."""
    proximity: Shares
    """How near the question's words stand to each other, as a share of the highest."""
    names: Shares
    """Share of the question's names and numbers that stand in the passage."""
    spelling: Shares
    """How much like a word of the passage the question's unknown words are spelt, 0 to 1."""
    fit: Shares
    """1 where the nearest sentence offers the kind of answer asked for, -1 where not, else 0."""
    like_best: Shares
    """Cosine to the mean of the best passages (of the other ones, for these)."""
    like_best_words: Shares
    """Share of the weight of the words that mark the best passages."""
    nearness: Shares
    """How near the question's words have others in the passage or its title."""
    sentence_nearness: Shares
    """How near they have others in its best sentence, or in the title alone."""
    rarest_nearness: Shares
    """How near the question's rarest word has another in the passage or its title."""


def match(
    terms: QuestionTerms, question: Vectors, hits: Sequence[Hit], rarity: Callable[[str], float]
) -> MatchSignals:
    """The signals for `hits`, which come best first.

    `question` is the question's vector, (dim,) float32 of unit length; `rarity` gives the inverse
    document frequency of a word.
    """
    if not hits:
        return MatchSignals(*[np.zeros(0)] * len(fields(MatchSignals)))
    wordings = wordings_of([hit.passage for hit in hits])
    overlap = overlap_of(terms, wordings)
    near = nearness(terms.written, wordings)
    cosines = [hit.sentence_vectors @ question for hit in hits]
    words = np.array([hit.parts.words for hit in hits])
    return MatchSignals(
        passage=np.array([hit.parts.passage for hit in hits]),
        sentence=np.array([hit.parts.sentence for hit in hits]),
        sentences=_means(cosines),
        words=_shares(words),
        words_lead=(words - words.mean()) / (words.std() or 1.0),
        sentence_words=_shares(np.array([hit.parts.sentence_words for hit in hits])),
        word_pairs=_shares(np.array([hit.parts.word_pairs for hit in hits])),
        coverage=overlap.passage_coverage,
        title_coverage=overlap.coverage[overlap.titles],
        window_coverage=overlap.best_of_sentences(overlap.context),
        sentence_coverage=overlap.best_of_sentences(overlap.coverage),
        sentence_pairs=overlap.best_of_sentences(overlap.pairs),
        proximity=_shares(proximity(terms, wordings)),
        names=overlap.names,
        spelling=_spelling(terms, wordings),
        fit=np.array([_fit(terms, hit, own) for hit, own in zip(hits, cosines, strict=True)]),
        like_best=_likeness(hits),
        like_best_words=_likeness_in_words(hits, wordings, rarity),
        nearness=near.every,
        sentence_nearness=near.sentence,
        rarest_nearness=near.rarest,
    )


def as_matrix(signals: MatchSignals) -> npt.NDArray[np.float64]:
    """The signals as (n, number of signals) float64, in the order of the class."""
    return np.stack([getattr(signals, field.name) for field in fields(signals)], axis=1)


def _shares(values: Shares) -> Shares:
    shares: Shares = values / (values.max() or 1.0)
    return shares


def _means(parts: Sequence[Vectors]) -> Shares:
    """The mean of each part, 0 where there is nothing in it: (n,) float64."""
    ends = np.cumsum([len(part) for part in parts])
    sums = np.concatenate([[0.0], np.cumsum(np.concatenate(parts), dtype=float)])[[0, *ends]]
    means: Shares = np.diff(sums) / np.maximum(np.diff(ends, prepend=0), 1)
    return means


def _fit(terms: QuestionTerms, hit: Hit, cosines: Vectors) -> float:
    if not len(cosines) or terms.kind is None:
        return 0.0
    return float(terms.fit(offered_text(hit.passage, int(np.argmax(cosines)))))


def _spelling(terms: QuestionTerms, wordings: Wordings) -> Shares:
    """For each passage, how like its words the question's unknown ones are, a share of all words.

    That is the likeness of each unknown word to the likest word of the passage.
    """
    count = len(wordings.titles)
    totals = np.zeros(count)
    if not terms.unknown:
        return totals
    words = [frozenset(wordings.words(passage)) for passage in range(count)]
    every = frozenset[str]().union(*words)
    for word in terms.unknown:
        parts = _trigrams(word)
        likeness = {other: _share_in_common(parts, _trigrams(other)) for other in every}
        totals += [max(map(likeness.__getitem__, own), default=0.0) for own in words]
    shares: Shares = totals / max(1, len(terms.weights))
    return shares


def _share_in_common(one: frozenset[str], other: frozenset[str]) -> float:
    if one.isdisjoint(other):  # as most words are, and quicker to see
        return 0.0
    common = len(one & other)
    return common / (len(one) + len(other) - common)


@lru_cache(50_000)
def _trigrams(word: str) -> frozenset[str]:
    whole = f"^{word}$"
    return frozenset(whole[at : at + 3] for at in range(len(word)))


def _likeness(hits: Sequence[Hit]) -> Shares:
    """The cosine of each passage to the best ones; one of these is compared to the others.

    Pseudo-relevance feedback by vectors. Source: Li et al. 2021, arXiv 2108.11044, section 3.
    """
    vectors = np.stack([hit.vector for hit in hits])
    best = vectors[:_BEST_BY_VECTOR]
    together = np.einsum("ij,j->i", vectors, best.sum(axis=0))
    together[: len(best)] -= np.einsum("ij,ij->i", best, best)
    counts = np.full(len(hits), float(len(best)))
    counts[: len(best)] -= 1
    means: Shares = together / np.maximum(counts, 1)
    return means


def _likeness_in_words(
    hits: Sequence[Hit], wordings: Wordings, rarity: Callable[[str], float]
) -> Shares:
    """How much of the weight of the words that mark the best passages each passage holds.

    Source: Lavrenko and Croft 2001, Relevance-Based Language Models, as RM3 weighs words.
    """
    marks = _marking_words(hits[:_BEST_BY_WORDS], wordings, rarity)
    found = wordings.find(marks)
    held = np.zeros((len(hits), len(marks)), bool)
    held[wordings.passages(found.places), found.words] = True
    shares: Shares = held @ np.array(list(marks.values())) / (sum(marks.values()) or 1.0)
    return shares


def _marking_words(
    best: Sequence[Hit], wordings: Wordings, rarity: Callable[[str], float]
) -> Mapping[str, float]:
    """The words that mark the best passages, with their weights."""
    parts = [wordings.numbers_of(passage) for passage in range(len(best))]
    numbers, each = np.unique(np.concatenate(parts), return_inverse=True)
    weights = np.zeros(len(numbers))
    first = 0
    for hit, part in zip(best, parts, strict=True):
        trust = math.exp(2 * (hit.score - best[0].score)) / max(1, len(part))
        weights += trust * np.bincount(each[first : first + len(part)], minlength=len(numbers))
        first += len(part)
    words, light = wordings.vocabulary.named(numbers), function_stems()
    weights *= np.fromiter(map(rarity, words), float, len(words))
    weights[[word in light for word in words]] = -1.0
    # Only the highest are put in order, with their equals, which go by the alphabet.
    least = np.sort(weights)[-_WORDS_OF_BEST:].min(initial=np.inf)
    highest = np.flatnonzero(weights >= max(0.0, least)).tolist()
    weighed = sorted((-float(weights[at]), words[at]) for at in highest)
    return {word: -weight for weight, word in weighed[:_WORDS_OF_BEST]}
