"""Repetition: whether some other passage says much the same, as far as its words tell."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import numpy as np
import numpy.typing as npt

from corpus.passage import Passage, Span
from index.lexical import words_of
from qa.question_words import FUNCTION_WORDS


class PassageWords:
    """Which passages hold which words, stemmed; function words are left out."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        """Take down the words of `passages`."""
        postings: dict[str, list[int]] = {}
        for number, passage in enumerate(passages):
            for word in content_stems(passage.text):
                postings.setdefault(word, []).append(number)
        self._postings = {word: np.array(ids, np.int64) for word, ids in postings.items()}
        self._passages = passages

    def most_held(
        self, words: AbstractSet[str], source: str = "", span: Span | None = None
    ) -> float:
        """The largest share of `words` that one passage holds, 0 to 1.

        Passages of the document `source` that overlap `span` are left out of account.
        """
        found = [self._postings[word] for word in words if word in self._postings]
        if not found:
            return 0.0
        counts: npt.NDArray[np.int64] = np.bincount(
            np.concatenate(found), minlength=len(self._passages)
        )
        for number in np.argsort(-counts, kind="stable"):
            passage = self._passages[number]
            own = passage.document.source == source and span is not None
            if own and span and passage.start < span.end and passage.end > span.start:
                continue
            return float(counts[number]) / len(words)
        return 0.0


def content_stems(text: str) -> frozenset[str]:
    """The stemmed words of `text` that are not function words.

    >>> sorted(content_stems("The letters of the president"))
    ['letter', 'presid']
    """
    return frozenset(words_of(text)) - _FUNCTION_STEMS


_FUNCTION_STEMS = frozenset(stem for word in FUNCTION_WORDS for stem in words_of(word))
