"""Proximity: how near the words of a question stand to each other in passages."""

import numpy as np

from qa.overlap import Shares
from qa.terms import QuestionTerms
from qa.vocabulary import Numbers, Places
from qa.wording import Wordings, starts_of

# A passage's words of the question that stand near each other: of each word so many that follow.
_FOLLOWING = 3
# So many words are looked at, those of the highest weight: what is worked out for each two of them
# grows with the square of their number. Ours; no question that a person types has as many.
_MOST_WORDS = 100
# Further apart than any two words of one passage.
_FAR = 1 << 40


def proximity(terms: QuestionTerms, wordings: Wordings) -> Shares:
    """The sum over pairs of the question's words of the lesser weight, divided by their distance.

    That is for each passage, (p,). A word is paired with the few next ones of those that the
    passage holds, in the question's order. Of a very long question only some words count.
    Source: the idea is Rasolofo and Savoy 2003, Term Proximity Scoring, section 3.
    """
    words = _looked_at(terms)
    weights = np.array([terms.weights[word] for word in words], float)
    found = wordings.find(words)
    distances = _distances(len(weights), wordings, found.places, found.words)
    together = distances < _FAR
    held = np.diagonal(together, axis1=1, axis2=2)
    rank: Places = np.cumsum(held, axis=1)
    following: Places = rank[:, None, :] - rank[:, :, None]
    paired = together & (following > 0) & (following <= _FOLLOWING)
    lesser = np.minimum(weights[:, None], weights)
    sums: Shares = np.where(paired, lesser / (1 + distances), 0.0).sum(axis=(1, 2))
    return sums


def _looked_at(terms: QuestionTerms) -> list[str]:
    """The words that documents hold, in order; of too many those of the highest weight."""
    known = [word for word in terms.weights if word not in terms.unknown]
    if len(known) <= _MOST_WORDS:
        return known
    heaviest = set(sorted(known, key=lambda word: -terms.weights[word])[:_MOST_WORDS])
    return [word for word in known if word in heaviest]


def _distances(count: int, wordings: Wordings, places: Places, words: Places) -> Numbers:
    """The least distance of each two of `count` words in each passage, (p, count, count).

    At `places` stand those `words`. Two that are not both in the passage are far apart; a word
    that is there has no distance to itself.
    """
    apart = np.full((len(wordings.titles) * count, count), 2 * _FAR)
    if len(places):
        passages = wordings.passages(places)
        at = places + 2 * _FAR * (passages + 1)
        # The last place of each word at or before each place: the nearest one to look back to.
        last = np.zeros((len(places), count), np.int64)
        last[np.arange(len(places)), words] = at
        back = at[:, None] - np.maximum.accumulate(last, axis=0)
        group = passages * count + words
        order = np.argsort(group, kind="stable")
        sizes = np.bincount(group, minlength=len(apart))
        there = np.flatnonzero(sizes)
        apart[there] = np.minimum.reduceat(back[order], starts_of(sizes[there]))
    by_passage = apart.reshape(len(wordings.titles), count, count)
    least: Numbers = np.minimum(by_passage, by_passage.transpose(0, 2, 1))
    return least
