"""Overlap: where the words of a question stand in a passage, counted once for all signals.

The words of the question that have a weight are numbered; a set of them is an integer with a bit
for each, so that what several sentences hold together is an "or".
"""

from collections.abc import Mapping
from dataclasses import dataclass

from qa.terms import QuestionTerms
from qa.wording import Wording


@dataclass(frozen=True, slots=True)
class Overlap:
    """The question's words in one passage.

    `title` and each of `sentences` are sets of words, as bits. `pairs` says for each sentence which
    share of the question's neighbouring words stand together in it. `places` says where each word
    stands, counted in words from the title on.
    """

    title: int
    sentences: tuple[int, ...]
    pairs: tuple[float, ...]
    places: Mapping[str, tuple[int, ...]]

    @property
    def every(self) -> int:
        """The words in the passage and its title."""
        return self.window(0, len(self.sentences)) | self.title

    def window(self, first: int, end: int) -> int:
        """The words in the sentences from `first` on, before `end`."""
        together = 0
        for words in self.sentences[first:end]:
            together |= words
        return together


class Overlaps:
    """Finds the overlap of one question with passages, and weighs it."""

    def __init__(self, terms: QuestionTerms) -> None:
        """Look for the words of `terms`."""
        self._terms = terms
        self._bits = {word: 1 << number for number, word in enumerate(terms.weights)}
        self._pairs = terms.pairs
        self._names = self._bits_of(terms.names)
        self._total = sum(terms.weights.values())
        self._coverages: dict[int, float] = {}

    def overlap(self, wording: Wording) -> Overlap:
        """Where the question's words stand in a passage with these words."""
        masks = [0] * (wording.sentences + 1)  # the title's is the last, under -1
        places: dict[str, tuple[int, ...]] = {}
        for word, bit in self._bits.items():
            where = wording.places.get(word)
            if where:
                places[word] = where
                for place in where:
                    masks[wording.sentence_at[place]] |= bit
        title = masks.pop()
        return Overlap(title, tuple(masks), self._shares_of_pairs(wording), places)

    def coverage(self, words: int) -> float:
        """The share of the question's weight that a set of its words holds, 0 to 1."""
        known = self._coverages.get(words)
        if known is None:
            weights = self._terms.weights.items()
            held = sum(weight for word, weight in weights if self._bits[word] & words)
            known = self._coverages[words] = held / self._total if self._total else 0.0
        return known

    def share_of_names(self, words: int) -> float:
        """The share of the question's names and numbers in a set of its words; 1 without any."""
        if not self._names:
            return 1.0
        return (self._names & words).bit_count() / self._names.bit_count()

    def _shares_of_pairs(self, wording: Wording) -> tuple[float, ...]:
        """For each sentence, which share of the question's neighbouring words it holds."""
        counts = [0] * (wording.sentences + 1)
        for first, second in self._pairs:
            after = wording.places.get(second)
            before = wording.places.get(first) if after else None
            if not after or not before:
                continue
            following = {place + 1 for place in before}.intersection(after)
            together = {
                wording.sentence_at[place]
                for place in following
                if wording.sentence_at[place - 1] == wording.sentence_at[place]
            }
            for number in together:
                counts[number] += 1
        return tuple(count / len(self._pairs) if self._pairs else 0.0 for count in counts[:-1])

    def _bits_of(self, words: frozenset[str]) -> int:
        return sum(self._bits[word] for word in words)
