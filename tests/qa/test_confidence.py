"""Confidence: a probability from a few signals, and the signals from the evidence."""

import json
import math
from dataclasses import asdict, fields, replace
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Mark
from corpus.passage import Span
from index.hit import ScoreParts
from index.lexical import LexicalIndex
from qa.answering import Reading
from qa.confidence import ConfidenceModel, Signals, confidence_model, signals_for
from qa.terms import question_terms
from tests.qa.hits import NO_EVIDENCE, hit_of, passage_of, terms_of

NAMES = [field.name for field in fields(Signals)]
NOTHING = Signals(*[0.0] * len(NAMES))
FINITE = st.floats(-1e6, 1e6)


def model_of(intercept: float = 0.0, threshold: float = 0.5, **weights: float) -> ConfidenceModel:
    """A model that looks at the named signals only."""
    return ConfidenceModel(intercept, tuple(weights.get(name, 0.0) for name in NAMES), threshold)


def test_the_probability_is_the_logistic_function_of_the_weighted_sum() -> None:
    model = model_of(-1.0, similarity=2.0, fit=0.5, size=-0.25)
    signals = replace(NOTHING, similarity=0.8, fit=1.0, size=2.0)
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


EVERY_MODEL = [(reader, opened) for reader in (False, True) for opened in (False, True)]


@pytest.mark.parametrize("row", [False, True])
@pytest.mark.parametrize(("with_reader", "opened"), EVERY_MODEL)
def test_the_fitted_model_knows_every_signal_and_no_other(
    *, with_reader: bool, opened: bool, row: bool
) -> None:
    data = json.loads(files("qa").joinpath("confidence.json").read_text(encoding="utf-8"))
    kind = ("open" if opened else "part") + (", row" if row else "")
    fitted = data["with_reader" if with_reader else "without_reader"][kind]
    assert sorted(fitted["weights"]) == sorted(NAMES)
    model = confidence_model(with_reader=with_reader, opened=opened, row=row)
    assert dict(zip(NAMES, model.weights, strict=True)) == fitted["weights"]
    assert model.intercept == fitted["intercept"]
    assert model.threshold == data["threshold"]


@pytest.mark.parametrize(("with_reader", "opened"), EVERY_MODEL)
def test_the_fitted_model_is_one_that_can_be_used(*, with_reader: bool, opened: bool) -> None:
    model = confidence_model(with_reader=with_reader, opened=opened)
    assert all(map(math.isfinite, (model.intercept, *model.weights)))
    assert 0 <= model.threshold <= 1
    nothing_fits = replace(
        NOTHING, names=0.0, size=3.0, presence=-4.0 * with_reader, alone=-4.0 * with_reader
    )
    all_fits = Signals(
        similarity=0.9,
        passage_similarity=0.9,
        coverage=1.0,
        context=1.0,
        contradicted=0.0,
        passage_coverage=1.0,
        known=1.0,
        names=1.0,
        nearness=1.0,
        farthest=1.0,
        pairs=0.8,
        fit=1.0,
        lacking=0.0,
        chance=0.95,
        lead=4.0,
        best_passage_lead=1.0,
        size=1.0,
        begins=0.9 * with_reader,
        presence=4.0 * with_reader,
        alone=4.0 * with_reader,
        tells=0.0,
    )
    assert model.probability(nothing_fits) < model.threshold < model.probability(all_fits)


def reading_of(**evidence: float) -> Reading:
    best = replace(NO_EVIDENCE, hit=1, **evidence)  # type: ignore[arg-type]
    return Reading(best, best.span, (), chance=0.7, lead=9.0, presence=1.5)


def test_the_signals_are_taken_from_the_evidence_for_the_chosen_sentence() -> None:
    passage = passage_of("One. Two.")
    hits = [
        hit_of(passage, score=1.5, parts=ScoreParts(passage=0.4)),
        hit_of(passage, score=0.9, parts=ScoreParts(passage=0.3)),
        hit_of(passage, score=0.5, parts=ScoreParts(passage=0.2)),
    ]
    reading = reading_of(
        similarity=0.8,
        coverage=0.6,
        context=0.65,
        passage_coverage=0.7,
        names=0.25,
        nearness=0.55,
        farthest=0.15,
        pairs=0.5,
        fit=-1,
        begins=0.35,
        presence=-1.5,
        alone=-0.5,
        tells=0.75,
    )
    terms = terms_of({"one": 3.0, "zebra": 1.0}, unknown=frozenset({"zebra"}))
    assert asdict(signals_for(reading, terms, hits, 1000)) == pytest.approx(
        {
            "similarity": 0.8,
            "passage_similarity": 0.3,
            "coverage": 0.6,
            "context": 0.65,
            "contradicted": 0.0,
            "passage_coverage": 0.7,
            "known": 0.75,
            "names": 0.25,
            "nearness": 0.55,
            "farthest": 0.15,
            "pairs": 0.5,
            "fit": -1,
            "lacking": 0.0,
            "chance": 0.7,
            "lead": 5.0,
            "best_passage_lead": 1.5 - (0.9 + 0.5) / 2,
            "size": 3.0,
            "begins": 0.35,
            "presence": 1.5,
            "alone": -0.5,
            "tells": 0.75,
        }
    )


@pytest.mark.parametrize(
    ("chosen", "contradicted"), [(0, 0.0), (1, 1.0), (2, 1.0), (3, 1.0), (4, 0.0)]
)
def test_a_sentence_is_contradicted_by_itself_or_one_beside_it(
    chosen: int, contradicted: float
) -> None:
    passage = passage_of("It rained. Ana came. Bo was the last. He left. It snowed.")
    best = replace(NO_EVIDENCE, sentence=chosen)
    reading = Reading(best, best.span, (), chance=1.0, lead=0.0, presence=0.0)
    terms = terms_of({}, text="Who was the first?")
    signals = signals_for(reading, terms, [hit_of(passage)], 1)
    assert signals.contradicted == contradicted


@pytest.mark.parametrize(
    ("title", "section", "lacking"),
    [
        ("Ewes", "Lambs", 1.0),
        ("Report of 2024", "Lambs", 0.0),
        ("Ewes", "Lambs of 2024", 0.0),
    ],
)
def test_what_tells_of_another_year_lacks_the_one_that_nothing_above_it_names(
    title: str, section: str, lacking: float
) -> None:
    passage = passage_of("Juniper, born in 2017, had three lambs.", title=title)
    marks = (Mark(0, f"section {section}"),)
    passage = replace(passage, document=replace(passage.document, marks=marks))
    best = replace(NO_EVIDENCE, span=passage.sentences[0])
    reading = Reading(best, best.span, (), chance=1.0, lead=0.0, presence=0.0)
    terms = question_terms("How many lambs did Juniper have in 2024?", LexicalIndex())
    assert signals_for(reading, terms, [hit_of(passage)], 1).lacking == lacking


@pytest.mark.parametrize(
    ("last", "lacking"), [("Beds were refused.", 1.0), ("Beds were refused. It was for fear.", 0.0)]
)
def test_what_is_asked_for_may_stand_in_any_sentence_that_is_shown(
    last: str, lacking: float
) -> None:
    passage = passage_of(f"One. {last}")
    best = replace(NO_EVIDENCE, sentence=1, span=passage.sentences[1])
    shown = Span(passage.sentences[1].start, passage.end)
    reading = Reading(best, shown, (), chance=1.0, lead=0.0, presence=0.0)
    terms = question_terms("Why were beds refused?", LexicalIndex())
    assert signals_for(reading, terms, [hit_of(passage)], 1).lacking == lacking


@pytest.mark.parametrize(
    ("question", "lacking"), [("large tea price", 1.0), ("small tea price", 0.0)]
)
def test_a_row_with_nothing_in_the_column_that_is_asked_for_lacks_it(
    question: str, lacking: float
) -> None:
    passage = passage_of("Item | Small | Large\nTea | 1.90 |")
    best = replace(NO_EVIDENCE, span=Span(21, 33))
    reading = Reading(best, best.span, (), chance=1.0, lead=0.0, presence=0.0)
    terms = question_terms(question, LexicalIndex())
    assert signals_for(reading, terms, [hit_of(passage)], 1).lacking == lacking


@pytest.mark.parametrize("question", ["Who was there?", "Was he there?"])
def test_a_sentence_may_tell_what_any_question_asks(question: str) -> None:
    best = replace(NO_EVIDENCE, tells=1.5)
    reading = Reading(best, best.span, (), chance=1.0, lead=0.0, presence=0.0)
    terms = question_terms(question, LexicalIndex())
    assert signals_for(reading, terms, [hit_of(passage_of("One."))], 1).tells == 1.5


def test_a_lone_passage_leads_by_nothing() -> None:
    hits = [hit_of(passage_of("One."), score=1.5)]
    reading = Reading(NO_EVIDENCE, NO_EVIDENCE.span, (), chance=1.0, lead=0.0, presence=0.0)
    signals = signals_for(reading, terms_of({}), hits, 1)
    assert (signals.lead, signals.best_passage_lead, signals.size) == (0, 0, 0)


def test_a_sentence_that_is_like_an_open_question_counts_though_no_part_of_it_answers() -> None:
    signals = Signals(
        similarity=0.7,
        passage_similarity=0.65,
        coverage=0.4,
        context=0.5,
        contradicted=0.0,
        passage_coverage=0.7,
        known=1.0,
        names=0.0,
        nearness=0.8,
        farthest=0.6,
        pairs=0.1,
        fit=0.0,
        lacking=0.0,
        chance=0.4,
        lead=2.0,
        best_passage_lead=0.5,
        size=2.0,
        begins=0.2,
        presence=-1.5,
        alone=-2.5,
        tells=0.0,
    )
    part, opened = (confidence_model(with_reader=True, opened=one) for one in (False, True))
    assert part.probability(signals) < part.threshold
    assert opened.probability(signals) > 2 * opened.threshold
