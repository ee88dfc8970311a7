"""Overlap: which words of a question passages hold, counted once for all signals.

Everything is worked out for all passages together, in arrays; a text is a passage's title or one
of its sentences.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa.terms import QuestionTerms
from qa.vocabulary import Places
from qa.wording import Found, Wordings

Shares = npt.NDArray[np.float64]
_Held = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """The question's words in p passages of t texts.

    Coverages are shares of the question's weight in words, 0 to 1: of each text, of each sentence
    with the two beside it, and of each passage with its title. `pairs` is the share of the
    question's neighbouring words that stand together in each sentence, `names` the share of its
    names and numbers in each passage; 1 where it has none. `titles`, (p,), says which texts are
    titles: of these `context` and `pairs` are 0.
    """

    titles: Places
    coverage: Shares
    context: Shares
    pairs: Shares
    passage_coverage: Shares
    names: Shares

    def best_of_sentences(self, values: Shares) -> Shares:
        """The highest of the `values`, (t,), of each passage's sentences; 0 without one: (p,)."""
        of_sentences = values.copy()
        of_sentences[self.titles] = 0.0
        best: Shares = np.maximum.reduceat(of_sentences, self.titles)
        return best


def overlap_of(terms: QuestionTerms, wordings: Wordings) -> Overlap:
    """Which of the question's words passages with these words hold."""
    weights = np.array(list(terms.weights.values()), float)
    # First the words that have a weight, in their order, then those that only make pairs.
    words = {word: at for at, word in enumerate(dict.fromkeys((*terms.weights, *terms.words)))}
    found = wordings.find(words)
    held = np.zeros((wordings.count, len(words)), bool)
    held[wordings.texts[found.places], found.words] = True
    held = held[:, : len(weights)]
    held_by_passage = np.logical_or.reduceat(held, wordings.titles)
    pairs = [words[first] * len(words) + words[second] for first, second in terms.pairs]
    return Overlap(
        titles=wordings.titles,
        coverage=_coverage(held, weights),
        context=_coverage(_beside(held, wordings.titles), weights),
        pairs=_shares_of_pairs(pairs, len(words), wordings, found),
        passage_coverage=_coverage(held_by_passage, weights),
        names=_shares_of_names(held_by_passage, terms),
    )


def _coverage(held: _Held, weights: Shares) -> Shares:
    """The share of the weight that each row of `held`, (n, words), holds: (n,)."""
    total = float(weights.sum())
    shares: Shares = held @ weights / total if total else np.zeros(len(held))
    return shares


def _shares_of_names(held: _Held, terms: QuestionTerms) -> Shares:
    """The share of the question's names and numbers in each row of `held`; 1 without any: (n,)."""
    if not terms.names:
        return np.ones(len(held))
    named = np.array([word in terms.names for word in terms.weights])
    shares: Shares = held[:, named].mean(axis=1)
    return shares


def _beside(held: _Held, titles: Places) -> _Held:
    """What each sentence holds together with those beside it; titles hold nothing: (t, words)."""
    sentences = held.copy()
    sentences[titles] = False  # so that a passage's sentences end at the next one's title
    together = sentences.copy()
    together[:-1] |= sentences[1:]
    together[1:] |= sentences[:-1]
    together[titles] = False
    return together


def _shares_of_pairs(pairs: list[int], words: int, wordings: Wordings, found: Found) -> Shares:
    """The share of the question's neighbouring words that stand together in each sentence: (t,).

    Of `words` the first times their number, plus the second, is a pair's number in `pairs`.
    """
    if not pairs:
        return np.zeros(wordings.count)
    texts = wordings.texts[found.places]
    numbers = found.words[:-1] * words + found.words[1:]
    together = (np.diff(found.places) == 1) & (np.diff(texts) == 0) & np.isin(numbers, pairs)
    # A pair that stands in a sentence twice counts once.
    every = words * words
    different = np.unique(texts[:-1][together] * every + numbers[together])
    counts = np.bincount(different // every, minlength=wordings.count)
    counts[wordings.titles] = 0
    return counts / len(pairs)
