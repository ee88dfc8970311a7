"""The answer model: scores and probabilities of sentences, and the numbers that come with it."""

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest

from qa.answer_model import FEATURES, AnswerModel, answer_model, features_of
from qa.evidence import SentenceEvidence
from tests.qa.hits import NO_EVIDENCE


def model_of(**weights: float) -> AnswerModel:
    return AnswerModel(np.array([weights.get(name, 0.0) for name in FEATURES]))


def test_a_score_is_the_weighted_sum_of_the_evidence() -> None:
    one = replace(NO_EVIDENCE, similarity=0.5, fit=-1, begins=0.25)
    scores = model_of(similarity=4.0, fit=0.5, begins=2.0).scores([one, NO_EVIDENCE])
    assert scores.tolist() == [2.0, 0.0]


def test_chances_are_the_softmax_of_the_scores() -> None:
    evidence = [replace(NO_EVIDENCE, coverage=share) for share in (0.0, 1.0)]
    chances = model_of(coverage=math.log(3)).chances(evidence)
    assert chances == pytest.approx([0.25, 0.75])


def test_chances_with_what_is_told_take_the_least_for_what_was_not_asked() -> None:
    model = replace(model_of(coverage=math.log(3)), tells=math.log(2))
    evidence = told([(0.0, 2.0, None), (0.0, 1.0, None), (0.0, None, None)])
    covering = [evidence[0], evidence[1], replace(evidence[2], coverage=1.0)]
    assert model.told_chances(covering) == pytest.approx([0.3333, 0.1667, 0.5], abs=1e-4)
    unasked = [replace(one, tells=None) for one in covering]
    assert model.told_chances(unasked) == pytest.approx([0.2, 0.2, 0.6])
    assert model.told_chances([]).tolist() == []


def test_chances_of_far_scores_stay_finite() -> None:
    evidence = [replace(NO_EVIDENCE, similarity=value) for value in (-1e6, 1e6)]
    assert model_of(similarity=1.0).chances(evidence).tolist() == [0.0, 1.0]


def test_without_evidence_there_are_no_scores() -> None:
    assert model_of().scores([]).tolist() == []
    assert model_of().chances([]).tolist() == []


def test_a_heading_scores_lower_than_any_sentence() -> None:
    best = replace(NO_EVIDENCE, similarity=0.9, coverage=1.0, pairs=1.0, heading=True)
    scores = answer_model(with_reader=False).scores([best, replace(NO_EVIDENCE, similarity=0.1)])
    assert scores[0] < scores[1]


def test_features_stand_in_the_order_of_their_names() -> None:
    one = replace(NO_EVIDENCE, similarity=0.5, presence=2.0)
    (row,) = features_of([one]).tolist()
    assert dict(zip(FEATURES, row, strict=True))["presence"] == 2.0
    assert row[0] == 0.5


@pytest.mark.parametrize("with_reader", [False, True])
def test_the_fitted_numbers_are_those_of_the_file(*, with_reader: bool) -> None:
    data = json.loads(files("qa").joinpath("answers.json").read_text(encoding="utf-8"))
    named = data["with_reader" if with_reader else "without_reader"]
    assert sorted(named) == sorted((*FEATURES, "tells", "alone"))
    model = answer_model(with_reader=with_reader)
    weights = dict(zip(FEATURES, model.weights.tolist(), strict=True))
    assert weights | {"tells": model.tells, "alone": model.alone} == named


def test_only_the_model_for_a_reader_looks_at_what_a_reader_says() -> None:
    without = dict(zip(FEATURES, answer_model(with_reader=False).weights, strict=True))
    reader = dict(zip(FEATURES, answer_model(with_reader=True).weights, strict=True))
    assert (without["begins"], without["presence"]) == (0, 0)
    assert reader["begins"] > 0
    assert answer_model(with_reader=False).alone == 0 < answer_model(with_reader=True).alone
    assert answer_model(with_reader=False).tells == 0 < answer_model(with_reader=True).tells


def test_the_likeliest_are_the_five_of_the_highest_scores() -> None:
    values = (0.1, 0.4, 0.2, 0.4, 0.3, 0.0, 0.15)
    evidence = [replace(NO_EVIDENCE, similarity=value) for value in values]
    assert model_of(similarity=1.0).likeliest(evidence) == (1, 3, 4, 2, 6)
    assert model_of(similarity=1.0).likeliest(evidence[:1]) == (0,)
    assert model_of(similarity=1.0).likeliest([]) == ()


def test_a_sentence_far_behind_is_not_among_the_likeliest() -> None:
    evidence = [replace(NO_EVIDENCE, similarity=value) for value in (0.5, 0.25, 0.75)]
    assert model_of(similarity=16.0).likeliest(evidence) == (2, 0)
    assert model_of(similarity=12.0).likeliest(evidence) == (2, 0)
    assert model_of(similarity=8.0).likeliest(evidence) == (2, 0, 1)


def test_the_best_is_the_first_of_the_highest_scores() -> None:
    evidence = [replace(NO_EVIDENCE, similarity=value) for value in (0.1, 0.4, 0.4)]
    assert model_of(similarity=1.0).best(evidence) == 1


def told(values: Sequence[tuple[float, float | None, float | None]]) -> list[SentenceEvidence]:
    """Evidence of such similarity, which tells so much, and of which so much is said alone."""
    return [
        replace(NO_EVIDENCE, similarity=similarity, tells=tells, alone=alone)
        for similarity, tells, alone in values
    ]


def test_whether_a_sentence_tells_what_is_asked_counts_beside_its_score() -> None:
    model = replace(model_of(similarity=10.0), tells=2.0)
    evidence = told([(0.9, None, None), (0.8, -1.0, None), (0.7, 0.1, None), (0.6, 0.4, None)])
    # 6.0, 7.2 and 6.8; of the first nothing is known.
    assert model.foremost(evidence) == (2, 3)
    assert replace(model, tells=0.0).foremost(evidence) == (1, 2)
    assert model.foremost(evidence[:2]) == (1,)
    assert model.foremost(evidence[:1]) == model.foremost([]) == ()


def test_what_is_said_of_sentences_alone_counts_beside_what_they_tell() -> None:
    model = replace(model_of(similarity=10.0), tells=2.0, alone=0.5)
    evidence = told([(0.9, 9.0, None), (0.8, -1.0, 0.0), (0.7, 0.0, -1.5), (0.6, 0.0, 1.0)])
    assert model.best(evidence) == 3  # 6.5, where the others have 6.0 and 6.25
    assert replace(model, alone=0.0).best(evidence) == 2
    assert replace(model, tells=0.0).best(evidence) == 1


def test_of_equals_that_were_read_alone_the_first_is_the_best() -> None:
    evidence = told([(0.0, None, None), (0.0, 0.0, 2.0), (0.0, 0.0, 2.0)])
    assert replace(model_of(), alone=1.0).best(evidence) == 1
    assert model_of().foremost(evidence) == (1, 2)


@pytest.mark.parametrize(
    "more",
    [
        replace(NO_EVIDENCE, similarity=1.0),
        replace(NO_EVIDENCE, coverage=1.0),
        replace(NO_EVIDENCE, pairs=1.0),
        replace(NO_EVIDENCE, fit=1),
        replace(NO_EVIDENCE, passage_score=1.0),
    ],
)
def test_the_fitted_model_prefers_more_of_what_speaks_for_a_sentence(
    more: SentenceEvidence,
) -> None:
    for with_reader in (False, True):
        scores = answer_model(with_reader=with_reader).scores([NO_EVIDENCE, more])
        assert scores[1] > scores[0]
