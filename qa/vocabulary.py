"""The vocabulary: runs of letters and digits by number, with the words and word pieces in them.

Texts are made of few different runs, so each is analysed once; what stands in many texts is then
looked up for all of them together, in arrays.
"""

import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from index.lexical import words_of, words_of_run
from index.word_pieces import pieces_of
from qa.terms import function_stems

_WRITTEN_WORD = re.compile(r"\w+")
Numbers = npt.NDArray[np.int64]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """The numbers that n wholes hold, one whole after the other, and how many each holds, (n,)."""

    numbers: Numbers
    counts: Places


class Vocabulary:
    """The runs that were met so far, and what they hold. For one thread at a time.

    A word is what the index compares, a stem in small letters. The pieces are of the words that say
    something, as they are written.
    """

    def __init__(self) -> None:
        """Know no run and no word."""
        self._runs = _RunNumbers(self._take_in)
        self._numbers: dict[str, int] = {}
        self._names: list[str] = []
        self._words = _PartsOfAll()
        self._pieces = _PartsOfAll()

    @property
    def word_count(self) -> int:
        """How many different words there are."""
        return len(self._names)

    @property
    def size(self) -> int:
        """How many runs there are, and words and pieces in them: what takes memory."""
        return len(self._runs) + len(self._words) + len(self._pieces)

    def runs(self, written: Iterable[str]) -> Numbers:
        """The numbers of these runs, as they are written: (n,)."""
        return np.fromiter(map(self._runs.__getitem__, written), np.int64)

    def words_of(self, runs: Numbers) -> Parts:
        """The numbers of the words of each of these runs."""
        return self._words.of(runs)

    def pieces_of(self, runs: Numbers) -> Parts:
        """The pieces of each of these runs."""
        return self._pieces.of(runs)

    def numbers(self, words: Iterable[str]) -> Numbers:
        """The numbers of these words, (n,); -1 for one that no run holds."""
        return np.array([self._numbers.get(word, -1) for word in words], np.int64)

    def named(self, numbers: Numbers) -> list[str]:
        """The words that have these numbers."""
        return list(map(self._names.__getitem__, numbers.tolist()))

    def _take_in(self, run: str) -> None:
        words = words_of_run(run)
        # What can fail comes before anything is noted.
        pieces = list(_pieces_of_run(run, words))
        for word in words:
            if word not in self._numbers:
                self._numbers[word] = len(self._names)
                self._names.append(word)
        self._words.add(self._numbers[word] for word in words)
        self._pieces.add(pieces)


class _RunNumbers(dict[str, int]):
    """The numbers of runs in the order in which they were first asked for."""

    def __init__(self, take_in: Callable[[str], None]) -> None:
        super().__init__()
        self._take_in = take_in

    def __missing__(self, run: str) -> int:
        self._take_in(run)
        number = self[run] = len(self)
        return number


class _PartsOfAll:
    """The numbers that each of a growing row of wholes holds."""

    def __init__(self) -> None:
        self._numbers = array("q")
        self._starts = array("q", [0])

    def __len__(self) -> int:
        """How many numbers all wholes hold together."""
        return len(self._numbers)

    def add(self, numbers: Iterable[int]) -> None:
        """Add a whole that holds `numbers`."""
        self._numbers.extend(numbers)
        self._starts.append(len(self._numbers))

    def of(self, wholes: Numbers) -> Parts:
        """What these wholes hold, one after the other."""
        starts = np.frombuffer(self._starts, np.int64)
        first, counts = starts[wholes], starts[wholes + 1] - starts[wholes]
        places = np.repeat(first - (np.cumsum(counts) - counts), counts)
        places += np.arange(len(places))
        if not len(places):
            return Parts(places, counts)
        return Parts(np.frombuffer(self._numbers, np.int64)[places], counts)


def _pieces_of_run(run: str, words: Sequence[str]) -> Iterable[int]:
    """The pieces of what is written in a run that has these `words`, but for what says nothing."""
    if run.isascii() and run.isalnum():  # one word, as most runs are
        return () if function_stems().issuperset(words) else pieces_of(run)
    said = (
        word
        for word in _WRITTEN_WORD.findall(run)
        if not function_stems().issuperset(words_of(word))
    )
    return chain.from_iterable(map(pieces_of, said))
