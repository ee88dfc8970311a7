"""Confidence: a probability from a few signals, and the signals from the evidence."""

import json
import math
from dataclasses import asdict, fields, replace
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.hit import ScoreParts
from qa.confidence import ConfidenceModel, Signals, confidence_model, signals_for
from qa.evidence import SentenceEvidence
from tests.qa.hits import NO_EVIDENCE, hit_of, passage_of

NAMES = [field.name for field in fields(Signals)]
NOTHING = Signals(*[0.0] * len(NAMES))
FINITE = st.floats(-1e6, 1e6)


def model_of(intercept: float = 0.0, threshold: float = 0.5, **weights: float) -> ConfidenceModel:
    """A model that looks at the named signals only."""
    return ConfidenceModel(intercept, tuple(weights.get(name, 0.0) for name in NAMES), threshold)


def test_the_probability_is_the_logistic_function_of_the_weighted_sum() -> None:
    model = model_of(-1.0, similarity=2.0, number=0.5, size=-0.25)
    signals = replace(NOTHING, similarity=0.8, number=1.0, size=2.0)
    odds = -1.0 + 2.0 * 0.8 + 0.5 * 1.0 - 0.25 * 2.0
    assert model.probability(signals) == pytest.approx(1 / (1 + math.exp(-odds)))
    assert model_of().probability(signals) == 0.5
    assert model_of(math.log(3)).probability(NOTHING) == pytest.approx(0.75)


@given(st.sampled_from(NAMES), st.floats(0, 20), FINITE, FINITE)
def test_more_of_a_signal_with_a_positive_weight_makes_surer(
    name: str, weight: float, one: float, other: float
) -> None:
    model = model_of(**{name: weight})
    low, high = sorted([one, other])
    less, more = replace(NOTHING, **{name: low}), replace(NOTHING, **{name: high})
    assert model.probability(less) <= model.probability(more)


@pytest.mark.parametrize("value", [1e308, -1e308, math.inf, -math.inf, 1e6, -1e6])
def test_extreme_values_give_a_probability_all_the_same(value: float) -> None:
    probability = model_of(similarity=10.0).probability(replace(NOTHING, similarity=value))
    assert 0 < probability < 1
    assert probability == pytest.approx(1.0 if value > 0 else 0.0, abs=1e-9)


def test_the_fitted_model_knows_every_signal_and_no_other() -> None:
    data = json.loads(files("qa").joinpath("confidence.json").read_text(encoding="utf-8"))
    assert sorted(data["weights"]) == sorted(NAMES)
    model = confidence_model()
    assert dict(zip(NAMES, model.weights, strict=True)) == data["weights"]
    assert model.intercept == data["intercept"]
    assert model.threshold == data["threshold"]


def test_the_fitted_model_is_one_that_can_be_used() -> None:
    model = confidence_model()
    assert all(map(math.isfinite, (model.intercept, *model.weights)))
    assert 0 <= model.threshold <= 1
    nothing_fits = replace(NOTHING, names=0.0, size=3.0)
    all_fits = Signals(0.9, 0.9, 1.0, 1.0, 1.0, 0.8, 1.0, 1.0, 1.0, 1.0)
    assert model.probability(nothing_fits) < model.threshold < model.probability(all_fits)


def test_the_signals_are_taken_from_the_evidence_for_the_chosen_sentence() -> None:
    passage = passage_of("One. Two.")
    hits = [
        hit_of(passage, score=1.5, parts=ScoreParts(passage=0.4)),
        hit_of(passage, score=0.9, parts=ScoreParts(passage=0.3)),
        hit_of(passage, score=0.5, parts=ScoreParts(passage=0.2)),
    ]

    def evidence(hit: int, similarity: float) -> SentenceEvidence:
        known = replace(NO_EVIDENCE, coverage=0.6, passage_coverage=0.7, names=0.25, pairs=0.5)
        return replace(known, hit=hit, similarity=similarity, number=-1)

    chosen = evidence(1, 0.8)
    others = [evidence(0, 0.3), evidence(1, 0.79), evidence(2, 0.5)]
    signals = signals_for(chosen, [*others, chosen], hits, 1000)
    # The other sentence of its own passage is no rival, so it leads over 0.5 and not over 0.79.
    assert asdict(signals) == pytest.approx(
        {
            "similarity": 0.8,
            "passage_similarity": 0.3,
            "coverage": 0.6,
            "passage_coverage": 0.7,
            "names": 0.25,
            "pairs": 0.5,
            "number": -1,
            "lead": 0.8 - 0.5,
            "best_passage_lead": 1.5 - (0.9 + 0.5) / 2,
            "size": 3.0,
        }
    )


def test_a_lone_passage_leads_by_nothing() -> None:
    hits = [hit_of(passage_of("One."), score=1.5)]
    chosen = replace(NO_EVIDENCE, similarity=0.8, passage_score=1.5)
    signals = signals_for(chosen, [chosen], hits, 1)
    assert (signals.lead, signals.best_passage_lead, signals.size) == (0, 0, 0)
