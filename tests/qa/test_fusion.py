"""Fusion: one score from several measures of how well a passage matches."""

import json
import math
from dataclasses import fields, replace
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.hit import ScoreParts
from qa.fusion import FusionModel, FusionWeights, ReaderWeights, fuse, fusion_model
from qa.matching import MatchSignals
from qa.ranking_network import RankingNetwork, ranking_network
from qa.reading import Judgement

WEIGHTS = FusionWeights(passage=0.75, sentence=0.75, words=0.7, sentence_words=0.3, word_pairs=0.12)
COSINES = st.floats(-1, 1, allow_subnormal=False)
BM25 = st.floats(0, 100, allow_subnormal=False)
PARTS = st.builds(ScoreParts, COSINES, COSINES, BM25, BM25, BM25)
PART_NAMES = ("passage", "sentence", "words", "sentence_words", "word_pairs")
# Scores are rounded to six digits.
ROUNDING = 1.1e-6


def test_a_score_is_the_weighted_sum_of_cosines_and_shares_of_the_highest_bm25() -> None:
    parts = [
        ScoreParts(passage=0.6, sentence=0.4, words=10.0, sentence_words=4.0, word_pairs=2.0),
        ScoreParts(passage=0.5, sentence=0.7, words=5.0, sentence_words=8.0, word_pairs=0.0),
        ScoreParts(passage=-0.2, sentence=0.0, words=0.0, sentence_words=0.0, word_pairs=0.5),
    ]
    assert fuse(parts, WEIGHTS) == [
        pytest.approx(0.45 + 0.30 + 0.70 + 0.15 + 0.12),
        pytest.approx(0.375 + 0.525 + 0.35 + 0.30 + 0.0),
        pytest.approx(-0.15 + 0.0 + 0.0 + 0.0 + 0.03),
    ]


def test_bm25_scores_count_relative_to_the_highest_among_the_candidates() -> None:
    small = [ScoreParts(words=1.0, sentence_words=2.0, word_pairs=0.5), ScoreParts(words=4.0)]
    large = [ScoreParts(words=10.0, sentence_words=20.0, word_pairs=5.0), ScoreParts(words=40.0)]
    assert fuse(small, WEIGHTS) == [pytest.approx(0.7 / 4 + 0.3 + 0.12), pytest.approx(0.7)]
    assert fuse(large, WEIGHTS) == fuse(small, WEIGHTS)


def test_cosines_count_as_they_are() -> None:
    assert fuse([ScoreParts(passage=0.1), ScoreParts(passage=0.2)], WEIGHTS) == [0.075, 0.15]


def test_without_candidates_there_are_no_scores() -> None:
    assert fuse([], WEIGHTS) == []


def test_where_no_word_matches_the_cosines_decide() -> None:
    parts = [ScoreParts(passage=0.4, sentence=0.2), ScoreParts(passage=0.2, sentence=0.6)]
    assert fuse(parts, WEIGHTS) == [pytest.approx(0.45), pytest.approx(0.6)]


def test_a_weight_of_zero_takes_a_part_out() -> None:
    parts = [ScoreParts(passage=0.4, words=3.0), ScoreParts(passage=0.6, words=1.0)]
    assert fuse(parts, replace(WEIGHTS, words=0.0)) == [pytest.approx(0.3), pytest.approx(0.45)]


@settings(deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=8), st.data())
def test_a_higher_part_never_lowers_the_score(parts: list[ScoreParts], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(parts) - 1))
    name = data.draw(st.sampled_from(PART_NAMES))
    value = getattr(parts[at], name)
    most = 1.0 if name in {"passage", "sentence"} else 200.0
    higher = replace(parts[at], **{name: data.draw(st.floats(value, most, allow_subnormal=False))})
    before = fuse(parts, WEIGHTS)[at]
    after = fuse([*parts[:at], higher, *parts[at + 1 :]], WEIGHTS)[at]
    assert after >= before - ROUNDING


@settings(deadline=None)
@given(st.lists(PARTS, min_size=2, max_size=8))
def test_a_passage_that_is_better_in_every_part_is_ranked_higher(parts: list[ScoreParts]) -> None:
    scores = fuse(parts, WEIGHTS)
    for one, one_score in zip(parts, scores, strict=True):
        for other, other_score in zip(parts, scores, strict=True):
            if all(getattr(one, name) >= getattr(other, name) for name in PART_NAMES):
                assert one_score >= other_score - ROUNDING


@settings(deadline=None)
@given(st.lists(PARTS, max_size=8), st.data())
def test_the_order_of_the_candidates_changes_no_score(
    parts: list[ScoreParts], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(parts))))
    scores = fuse(parts, WEIGHTS)
    assert fuse([parts[at] for at in order], WEIGHTS) == [scores[at] for at in order]


SIGNALS = [field.name for field in fields(MatchSignals)]


def signals_of(count: int, **values: list[float]) -> MatchSignals:
    return MatchSignals(**{name: np.array(values.get(name, [0.0] * count)) for name in SIGNALS})


NO_NETWORK = RankingNetwork(np.zeros((0, 2 * len(SIGNALS) + 1)), np.zeros(0), np.zeros(0))


def model_of(relevance: float = 0.0, network: RankingNetwork = NO_NETWORK) -> FusionModel:
    """A model by which questions want covered sentences, and statements covered titles."""
    return FusionModel(
        question=np.array([2.0 * (name == "sentence_coverage") for name in SIGNALS]),
        statement=np.array([3.0 * (name == "title_coverage") for name in SIGNALS]),
        network=network,
        reader=ReaderWeights(relevance),
    )


def test_questions_and_statements_have_weights_of_their_own() -> None:
    signals = signals_of(2, sentence_coverage=[0.5, 0.0], title_coverage=[0.0, 0.25])
    assert model_of().scores(signals, asks=True) == [1.0, 0.0]
    assert model_of().scores(signals, asks=False) == [0.0, 0.75]
    assert model_of().scores(signals_of(0), asks=True) == []


def test_the_network_corrects_the_scores_of_questions_alone() -> None:
    hidden = np.zeros((1, 2 * len(SIGNALS) + 1))
    hidden[0, -1] = 1.0  # how far a candidate is behind the best
    model = model_of(network=RankingNetwork(hidden, np.zeros(1), np.array([0.5])))
    signals = signals_of(2, sentence_coverage=[0.5, 0.0], title_coverage=[0.0, 0.25])
    lowered = round(0.5 * math.tanh(-1.0), 6)
    assert model.scores(signals, asks=True) == [1.0, lowered]
    assert model.scores(signals, asks=False) == [0.0, 0.75]
    assert model.scores(signals_of(0), asks=True) == []


def test_a_readers_judgements_count_as_deviations_from_their_mean() -> None:
    judgements = [Judgement(relevance=5.0, presence=1.0), Judgement(relevance=1.0, presence=1.0)]
    scores = model_of(relevance=0.5).with_reader([1.0, 1.25], judgements)
    assert scores == [1.5, 0.75]


def test_a_reader_that_says_the_same_of_all_changes_nothing() -> None:
    judgements = [Judgement(0.3, 0.3)] * 3
    assert model_of(1.0).with_reader([0.1, 0.3, 0.2], judgements) == [0.1, 0.3, 0.2]
    assert model_of(1.0).with_reader([], []) == []


def test_judgements_on_another_scale_count_the_same() -> None:
    small = [Judgement(value, 0.0) for value in (0.1, 0.2, 0.6)]
    large = [Judgement(50 + 100 * value, 0.0) for value in (0.1, 0.2, 0.6)]
    scores = [1.0, 1.1, 0.9]
    model = model_of(relevance=0.2)
    assert model.with_reader(scores, large) == pytest.approx(model.with_reader(scores, small))


def test_the_fitted_model_knows_every_signal_and_no_other() -> None:
    data = json.loads(files("qa").joinpath("fusion.json").read_text(encoding="utf-8"))
    model = fusion_model()
    for style, weights in (("question", model.question), ("statement", model.statement)):
        assert data[style] == dict(zip(SIGNALS, weights.tolist(), strict=True))
        assert all(map(math.isfinite, weights))
    assert model.reader.relevance == data["reader"]["relevance"] > 0
    assert model.network is ranking_network()
