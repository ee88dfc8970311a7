"""Fusion: from several measures of how well a passage matches to one score."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.hit import ScoreParts


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """What each part of a score counts.

    Cosines enter as they are; each kind of BM25 score is divided by its highest among the
    question's candidates. Fitted by hand on covidqa-dev, squad2-dev, scifact-train, cranfield
    and cacm, such that every one of them gains over 0.5 z(passage) + 0.5 z(sentence) + z(words);
    the ranking is flat around these values.
    """

    passage: float = 0.75
    sentence: float = 0.75
    words: float = 0.7
    sentence_words: float = 0.3
    word_pairs: float = 0.12


def fuse(parts: Sequence[ScoreParts], weights: FusionWeights) -> list[float]:
    """The score of each candidate, from the parts of all candidates of one question.

    >>> fuse([ScoreParts(passage=0.5, words=8.0), ScoreParts(passage=0.4)], FusionWeights())
    [1.075, 0.3]
    """
    highest_words = max((part.words for part in parts), default=0.0) or 1.0
    highest_sentence_words = max((part.sentence_words for part in parts), default=0.0) or 1.0
    highest_pairs = max((part.word_pairs for part in parts), default=0.0) or 1.0
    return [
        round(
            weights.passage * part.passage
            + weights.sentence * part.sentence
            + weights.words * part.words / highest_words
            + weights.sentence_words * part.sentence_words / highest_sentence_words
            + weights.word_pairs * part.word_pairs / highest_pairs,
            6,
        )
        for part in parts
    ]
