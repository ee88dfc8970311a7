"""Matching: every signal is worked out by hand on a few passages."""

import math
from dataclasses import fields

import numpy as np
import pytest

from index.hit import ScoreParts
from qa.kinds import Kind
from qa.matching import MatchSignals, as_matrix, match
from tests.qa.hits import hit_of, passage_of, terms_of

SIGNALS = [field.name for field in fields(MatchSignals)]
QUESTION = np.array([1.0, 0.0], np.float32)


def rarity(word: str) -> float:
    """Every word weighs as many as it has letters."""
    return float(len(word))


def alone(text: str, title: str = "", **terms: object) -> MatchSignals:
    """The signals of one passage that is the only one."""
    weights = terms.pop("weights")
    assert isinstance(weights, dict)
    hit = hit_of(passage_of(text, title=title))
    return match(terms_of(weights, **terms), QUESTION, [hit], rarity)  # type: ignore[arg-type]


def test_without_hits_there_are_no_signals() -> None:
    assert as_matrix(match(terms_of({}), QUESTION, [], rarity)).shape == (0, len(SIGNALS))


def test_coverages_are_of_the_passage_its_title_and_its_sentences() -> None:
    signals = alone(
        "Ana came. It rained. She built it. The harbour shone.",
        title="Lisbon",
        weights={"ana": 1.0, "built": 2.0, "harbour": 4.0, "lisbon": 8.0, "zebra": 1.0},
    )
    assert signals.coverage.tolist() == [15 / 16]
    assert signals.title_coverage.tolist() == [8 / 16]
    assert signals.sentence_coverage.tolist() == [4 / 16]
    assert signals.window_coverage.tolist() == [6 / 16]


def test_bm25_scores_are_shares_of_the_highest_and_deviations_from_the_mean() -> None:
    hits = [
        hit_of(passage_of("One."), parts=ScoreParts(words=8.0, sentence_words=1.0)),
        hit_of(passage_of("Two."), parts=ScoreParts(words=4.0, sentence_words=2.0)),
        hit_of(passage_of("Three."), parts=ScoreParts(word_pairs=5.0)),
    ]
    signals = match(terms_of({"one": 1.0}), QUESTION, hits, rarity)
    assert signals.words.tolist() == [1.0, 0.5, 0.0]
    assert signals.sentence_words.tolist() == [0.5, 1.0, 0.0]
    assert signals.word_pairs.tolist() == [0.0, 0.0, 1.0]
    deviation = math.sqrt(32 / 3)
    assert signals.words_lead == pytest.approx([4 / deviation, 0, -4 / deviation])


def test_words_that_stand_near_each_other_count_more() -> None:
    hits = [
        hit_of(passage_of("The harbour wall fell.")),
        hit_of(passage_of("The harbour has a long and old wall.")),
        hit_of(passage_of("The harbour fell.")),
    ]
    terms = terms_of({"harbour": 3.0, "wall": 2.0})
    near = match(terms, QUESTION, hits, rarity).proximity
    # One word apart: 2 / 2. Six words apart: 2 / 7. Then as shares of the highest.
    assert near == pytest.approx([1.0, 2 / 7, 0.0])


def test_an_unknown_word_is_met_by_one_that_is_spelt_like_it() -> None:
    weights = {"harbor": 1.0, "built": 1.0}
    unknown = frozenset({"harbor"})
    met = alone("The harbour.", weights=weights, unknown=unknown).spelling
    # ^ha har arb rbo bor or$ against ^ha har arb rbo bou our ur$: four of nine, over two words.
    assert met == pytest.approx([4 / 9 / 2])
    assert alone("A zoo.", weights=weights, unknown=unknown).spelling.tolist() == [0]
    assert alone("The harbour.", weights=weights).spelling.tolist() == [0]


def test_the_nearest_sentence_has_to_offer_what_is_asked_for() -> None:
    passage = passage_of("It was built in 1903. Men came.")
    near_number = hit_of(passage, [[1.0, 0.0], [0.0, 1.0]])
    near_men = hit_of(passage, [[0.0, 1.0], [1.0, 0.0]])
    terms = terms_of({}, kind=Kind.NUMBER)
    signals = match(terms, QUESTION, [near_number, near_men], rarity)
    assert signals.fit.tolist() == [1, -1]


def test_the_mean_of_the_sentences_counts_beside_the_best() -> None:
    hit = hit_of(passage_of("One. Two."), [[1.0, 0.0], [0.6, 0.8]])
    none = hit_of(passage_of(""))
    signals = match(terms_of({}), QUESTION, [none, hit], rarity)
    assert signals.sentences == pytest.approx([0, 0.8])


def test_passages_like_the_best_ones_are_told_by_their_vectors() -> None:
    vectors = [[1.0, 0.0], [0.6, 0.8], [0.8, 0.6], [0.0, 1.0]]
    hits = [hit_of(passage_of(f"P{at}."), vector=vector) for at, vector in enumerate(vectors)]
    like = match(terms_of({}), QUESTION, hits, rarity).like_best
    # The best three are compared with the two others of them, the fourth with all three.
    assert like == pytest.approx([(0.6 + 0.8) / 2, (0.6 + 0.96) / 2, (0.8 + 0.96) / 2, 1.4 / 3])


def test_passages_like_the_best_ones_are_told_by_their_words() -> None:
    texts = ["Quay quay.", "Storm.", "Fog.", "Rain.", "Hail.", "Quay."]
    scores = [1.0, -9.0, -9.0, -9.0, -9.0, -9.0]
    hits = [
        hit_of(passage_of(text), score=score) for text, score in zip(texts, scores, strict=True)
    ]
    like = match(terms_of({}), QUESTION, hits, rarity).like_best_words.tolist()
    assert like[0] == like[5] > 0.99
    assert max(like[1:5]) < 0.01


def test_of_the_best_ones_each_has_its_share_and_words_that_say_nothing_have_none() -> None:
    texts = ["Quay of the quay.", "Storm.", "Fog.", "Rain.", "Hail.", "Storm.", "Of the."]
    scores = [1.0, 1.0, -9.0, -9.0, -9.0, -9.0, -9.0]
    hits = [
        hit_of(passage_of(text), score=score) for text, score in zip(texts, scores, strict=True)
    ]
    like = match(terms_of({}), QUESTION, hits, rarity).like_best_words.tolist()
    # Half of the first one's words mark it, of four letters; the second one's only word has five.
    assert like[0] == pytest.approx(2 / 7, abs=1e-3)
    assert like[1] == like[5] == pytest.approx(5 / 7, abs=1e-3)
    assert like[6] == 0.0


def test_the_matrix_has_one_row_a_passage_in_the_order_of_the_signals() -> None:
    columns = np.arange(2.0 * len(SIGNALS)).reshape(-1, 2)
    assert as_matrix(MatchSignals(*columns)).tolist() == columns.T.tolist()
