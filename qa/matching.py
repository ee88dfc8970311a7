"""Matching: what speaks for each of the passages that a search found, beside its similarity."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from index.encoding import Vectors
from index.hit import Hit
from qa.nearness import nearness
from qa.overlap import Overlap, Overlaps
from qa.terms import QuestionTerms, function_stems
from qa.wording import Wording, sentence_text, wording_of

# Neighbouring sentences that are looked at together.
_WINDOW = 3
# The best passages, by whose vectors and words others are found like them. Three and five did
# best on cranfield and cacm, of three, five and ten.
_BEST_BY_VECTOR = 3
_BEST_BY_WORDS = 5
_WORDS_OF_BEST = 20
# A passage's words of the question that stand near each other: of each word so many that follow.
_FOLLOWING = 3


@dataclass(frozen=True, slots=True)
class MatchSignals:
    """What speaks for a passage; each is higher for more of it, and compares within a question.

    Coverages are shares of the question's weight in words, 0 to 1.
    """

    passage: float
    """Cosine of the passage and the question."""
    sentence: float
    """Cosine of its nearest sentence."""
    sentences: float
    """Mean cosine of its sentences."""
    words: float
    """BM25 of the passage with its title, as a share of the highest."""
    words_lead: float
    """The same, as deviations above the mean of the candidates."""
    sentence_words: float
    """BM25 of its best sentence, as a share of the highest."""
    word_pairs: float
    """BM25 of the question's neighbouring words, as a share of the highest."""
    coverage: float
    """Coverage by the passage with its title."""
    title_coverage: float
    """Coverage by the title alone."""
    window_coverage: float
    """Coverage by the best three sentences in a row."""
    sentence_coverage: float
    """Coverage by the best sentence."""
    sentence_pairs: float
    """Share of the question's neighbouring words that stand together in the best sentence."""
    proximity: float
    """How near the question's words stand to each other, as a share of the highest."""
    names: float
    """Share of the question's names and numbers that stand in the passage."""
    spelling: float
    """How much like a word of the passage the question's unknown words are spelt, 0 to 1."""
    fit: float
    """1 where the nearest sentence offers the kind of answer asked for, -1 where not, else 0."""
    like_best: float
    """Cosine to the mean of the best passages (of the other ones, for these)."""
    like_best_words: float
    """Share of the weight of the words that mark the best passages."""
    nearness: float
    """How near the question's words have others in the passage or its title."""
    sentence_nearness: float
    """How near they have others in its best sentence, or in the title alone."""
    rarest_nearness: float
    """How near the question's rarest word has another in the passage or its title."""


def match(
    terms: QuestionTerms, question: Vectors, hits: Sequence[Hit], rarity: Callable[[str], float]
) -> tuple[MatchSignals, ...]:
    """The signals for each of `hits`, which come best first.

    `question` is the question's vector, (dim,) float32 of unit length; `rarity` gives the inverse
    document frequency of a word.
    """
    if not hits:
        return ()
    wordings = [wording_of(hit.passage) for hit in hits]
    overlaps = Overlaps(terms)
    found = [overlaps.overlap(wording) for wording in wordings]
    words = np.array([hit.parts.words for hit in hits])
    deviation = float(words.std()) or 1.0
    mean = float(words.mean())
    columns = zip(
        hits,
        found,
        _shares(list(words)),
        _shares([hit.parts.sentence_words for hit in hits]),
        _shares([hit.parts.word_pairs for hit in hits]),
        _shares([_proximity(terms, overlap) for overlap in found]),
        _spelling(terms, wordings),
        _likeness(hits),
        _likeness_in_words(hits, wordings, rarity),
        nearness(terms.written, wordings),
        strict=True,
    )
    signals: list[MatchSignals] = []
    for (
        hit,
        overlap,
        of_words,
        of_sentence,
        of_pairs,
        together,
        spelt,
        like,
        like_words,
        near,
    ) in columns:
        cosines = hit.sentence_vectors @ question
        signals.append(
            MatchSignals(
                passage=hit.parts.passage,
                sentence=hit.parts.sentence,
                sentences=float(cosines.mean()) if len(cosines) else 0.0,
                words=of_words,
                words_lead=(hit.parts.words - mean) / deviation,
                sentence_words=of_sentence,
                word_pairs=of_pairs,
                coverage=overlaps.coverage(overlap.every),
                title_coverage=overlaps.coverage(overlap.title),
                window_coverage=max(map(overlaps.coverage, _windows(overlap)), default=0.0),
                sentence_coverage=max(map(overlaps.coverage, overlap.sentences), default=0.0),
                sentence_pairs=max(overlap.pairs, default=0.0),
                proximity=together,
                names=overlaps.share_of_names(overlap.every),
                spelling=spelt,
                fit=_fit(terms, hit, cosines),
                like_best=like,
                like_best_words=like_words,
                nearness=near.every,
                sentence_nearness=near.sentence,
                rarest_nearness=near.rarest,
            )
        )
    return tuple(signals)


def as_matrix(signals: Sequence[MatchSignals]) -> npt.NDArray[np.float64]:
    """The signals as (n, number of signals) float64, in the order of the class."""
    return np.array([_values(one) for one in signals])


_values = attrgetter(*(field.name for field in fields(MatchSignals)))


def _shares(values: Sequence[float]) -> list[float]:
    highest = max(values, default=0.0) or 1.0
    return [value / highest for value in values]


def _fit(terms: QuestionTerms, hit: Hit, cosines: Vectors) -> float:
    if not len(cosines):
        return 0.0
    return float(terms.fit(sentence_text(hit.passage, int(np.argmax(cosines)))))


def _windows(overlap: Overlap) -> set[int]:
    """The question's words in each three sentences in a row."""
    first_ones = range(max(1, len(overlap.sentences) - _WINDOW + 1))
    return {overlap.window(first, first + _WINDOW) for first in first_ones}


def _proximity(terms: QuestionTerms, overlap: Overlap) -> float:
    """The sum over pairs of the question's words of the lesser weight, divided by their distance.

    Source: the idea is Rasolofo and Savoy 2003, Term Proximity Scoring, section 3.
    """
    places = overlap.places
    order = [word for word in terms.weights if word in places]
    total = 0.0
    for at, word in enumerate(order):
        for other in order[at + 1 : at + 1 + _FOLLOWING]:
            distance = min(abs(one - two) for one in places[word] for two in places[other])
            total += min(terms.weights[word], terms.weights[other]) / (1 + distance)
    return total


def _spelling(terms: QuestionTerms, wordings: Sequence[Wording]) -> list[float]:
    """For each passage, how like its words the question's unknown ones are, a share of all words.

    That is the likeness of each unknown word to the likest word of the passage.
    """
    totals = [0.0] * len(wordings)
    for word in terms.unknown:
        parts = _trigrams(word)
        every = frozenset[str]().union(*(wording.places for wording in wordings))
        likeness = {other: _share_in_common(parts, _trigrams(other)) for other in every}
        for at, wording in enumerate(wordings):
            totals[at] += max(map(likeness.__getitem__, wording.places), default=0.0)
    return [total / max(1, len(terms.weights)) for total in totals]


def _share_in_common(one: frozenset[str], other: frozenset[str]) -> float:
    if one.isdisjoint(other):  # as most words are, and quicker to see
        return 0.0
    common = len(one & other)
    return common / (len(one) + len(other) - common)


@lru_cache(50_000)
def _trigrams(word: str) -> frozenset[str]:
    whole = f"^{word}$"
    return frozenset(whole[at : at + 3] for at in range(len(word)))


def _likeness(hits: Sequence[Hit]) -> list[float]:
    """The cosine of each passage to the best ones; one of these is compared to the others.

    Pseudo-relevance feedback by vectors. Source: Li et al. 2021, arXiv 2108.11044, section 3.
    """
    vectors = np.stack([hit.vector for hit in hits])
    best = vectors[:_BEST_BY_VECTOR]
    together = vectors @ best.sum(axis=0)
    own = np.einsum("ij,ij->i", best, best)
    together[: len(best)] -= own
    counts = np.full(len(hits), float(len(best)))
    counts[: len(best)] -= 1
    return [float(value) for value in together / np.maximum(counts, 1)]


def _likeness_in_words(
    hits: Sequence[Hit], wordings: Sequence[Wording], rarity: Callable[[str], float]
) -> list[float]:
    """How much of the weight of the words that mark the best passages each passage holds.

    Source: Lavrenko and Croft 2001, Relevance-Based Language Models, as RM3 weighs words.
    """
    marks = _marking_words(hits[:_BEST_BY_WORDS], wordings, rarity)
    total = sum(marks.values()) or 1.0
    return [
        sum(weight for word, weight in marks.items() if word in wording.places) / total
        for wording in wordings
    ]


def _marking_words(
    best: Sequence[Hit], wordings: Sequence[Wording], rarity: Callable[[str], float]
) -> Mapping[str, float]:
    """The words that mark the best passages, with their weights."""
    weights: dict[str, float] = {}
    for hit, wording in zip(best, wordings, strict=False):
        trust = math.exp(2 * (hit.score - best[0].score)) / max(1, len(wording.words))
        for word, places in wording.places.items():
            weights[word] = weights.get(word, 0.0) + trust * len(places)
    ignored = function_stems()
    weighed = {
        word: weight * rarity(word) for word, weight in weights.items() if word not in ignored
    }
    top = sorted(weighed, key=lambda word: (-weighed[word], word))[:_WORDS_OF_BEST]
    return {word: weighed[word] for word in top}
