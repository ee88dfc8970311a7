"""The vocabulary: what runs hold, beside what is worked out for each by itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import RUN, words_of
from index.word_pieces import pieces_of
from qa.vocabulary import Vocabulary

RUNS = st.lists(st.from_regex(RUN, fullmatch=True).filter(lambda run: len(run) < 30), max_size=20)


def test_a_run_has_one_number_and_so_has_a_word_that_stands_in_several() -> None:
    vocabulary = Vocabulary()
    runs = vocabulary.runs(["ships", "harbour", "ship", "ships"])
    assert runs.tolist() == [0, 1, 2, 0]
    words = vocabulary.words_of(runs)
    assert words.numbers.tolist() == [0, 1, 0, 0]
    assert vocabulary.named(words.numbers) == ["ship", "harbour", "ship", "ship"]
    assert vocabulary.numbers(["harbour", "zebra", "ship"]).tolist() == [1, -1, 0]
    assert vocabulary.word_count == 2


def test_runs_words_and_pieces_count_as_what_takes_memory() -> None:
    vocabulary = Vocabulary()
    vocabulary.runs(["the", "ships", "ships", "x" * 300])
    # Three runs, two words and the piece of one: what is too long is no word.
    assert vocabulary.size == 3 + 2 + 1


def test_words_that_say_nothing_have_no_pieces() -> None:
    vocabulary = Vocabulary()
    pieces = vocabulary.pieces_of(vocabulary.runs(["the", "Harbour", "of"]))
    assert pieces.numbers.tolist() == list(pieces_of("Harbour"))
    assert pieces.counts.tolist() == [0, 1, 0]


def test_a_run_that_could_not_be_taken_in_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> tuple[int, ...]:
        raise MemoryError

    vocabulary = Vocabulary()
    with monkeypatch.context() as broken:
        broken.setattr("qa.vocabulary.pieces_of", fail)
        with pytest.raises(MemoryError):
            vocabulary.runs(["Häfen"])
    words = vocabulary.words_of(vocabulary.runs(["mill"]))
    assert vocabulary.named(words.numbers) == ["mill"]


def test_no_runs_hold_nothing() -> None:
    vocabulary = Vocabulary()
    none = vocabulary.words_of(vocabulary.runs([]))
    assert (none.numbers.tolist(), none.counts.tolist()) == ([], [])


@given(RUNS, RUNS)
def test_runs_hold_their_own_words_whatever_was_asked_before(
    before: list[str], runs: list[str]
) -> None:
    vocabulary = Vocabulary()
    vocabulary.runs(before)
    parts = vocabulary.words_of(vocabulary.runs(runs))
    by_run = np.split(parts.numbers, np.cumsum(parts.counts)[:-1]) if runs else []
    assert [vocabulary.named(one) for one in by_run] == [list(words_of(run)) for run in runs]
