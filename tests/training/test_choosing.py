"""Fitting the model that chooses the sentence that answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest

from index.hit import Hit
from qa.answer_model import FEATURES
from qa.evidence import SentenceEvidence
from qa.kinds import Kind
from qa.pairs import Excerpt
from qa.reading import Judgement
from tests.qa.hits import NO_EVIDENCE, hit_of, passage_of, terms_of
from training.answer_cases import Case
from training.choosing import fit_choosing, named


@dataclass(frozen=True, slots=True)
class Scripted:
    """A reader that says of each sentence what the test has put down."""

    said: dict[str, tuple[float, float]]
    name: str = "scripted"
    tells_places: bool = True

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[Judgement, ...]:
        del question
        sure = np.ones(1, np.float32)
        said = [self.said[one.text[one.focus.start : one.focus.end]] for one in excerpts]
        return tuple(
            Judgement(0.0, presence, (one.focus,), sure, sure)
            for one, (presence, _) in zip(excerpts, said, strict=True)
        )

    def tells(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[float, ...]:
        del question
        return tuple(self.said[one.text[one.focus.start : one.focus.end]][1] for one in excerpts)


def case_of(
    evidence: Sequence[SentenceEvidence],
    right: int,
    hits: tuple[Hit, ...] = (),
    reader: Scripted | None = None,
) -> Case:
    return Case(
        kind="answerable",
        group="a",
        terms=terms_of({"harbour": 1.0}, kind=Kind.PERSON),
        hits=hits,
        evidence=tuple(evidence),
        right=np.arange(len(evidence)) == right,
        passages=1,
        set_name="a",
        judged=frozenset(),
        references=(),
        reader=reader,
    )


def test_what_the_right_sentences_have_more_of_than_others_gets_weight() -> None:
    low, high = (replace(NO_EVIDENCE, coverage=value, names=0.5) for value in (0.2, 0.8))
    cases = [case_of((low, high, low), 1), case_of((high, low), 0), case_of((high, low), 0)]
    model = fit_choosing(cases, np.ones(3))
    weights = dict(zip(FEATURES, model.weights, strict=True))
    assert weights["coverage"] > 5
    assert weights["names"] == weights["similarity"] == 0
    assert (model.alone, model.tells) == (0, 0)


def test_cases_count_by_their_shares() -> None:
    low, high = (replace(NO_EVIDENCE, coverage=value) for value in (0.2, 0.8))
    cases = [case_of((low, high), 1), case_of((low, high), 0)]
    for shares, more in (((3.0, 1.0), True), ((1.0, 3.0), False)):
        model = fit_choosing(cases, np.array(shares))
        scores = model.scores([low, high]).tolist()
        assert (scores[1] > scores[0]) is more


def test_what_a_heading_has_is_not_learned() -> None:
    heading = replace(NO_EVIDENCE, coverage=1.0, heading=True)
    low, high = (replace(NO_EVIDENCE, coverage=value) for value in (0.2, 0.8))
    with_headings = [case_of((heading, low, high), 2), case_of((heading, high, low), 1)]
    without = [case_of((low, high), 1), case_of((high, low), 0)]
    fitted, expected = (fit_choosing(cases, np.ones(2)) for cases in (with_headings, without))
    weights = (model.weights[FEATURES.index("coverage")] for model in (fitted, expected))
    assert next(weights) == pytest.approx(next(weights), rel=0.2)


NAMES = ("Ana", "Bo", "Cleo")
# Of each case, which is right: mostly the likeliest.
RIGHT = (0, 0, 1, 2)


def read_cases(tells: float, alone: float) -> list[Case]:
    """Cases whose right sentence tells so much, and alone is so sure; the others as little."""
    passage = passage_of(" ".join(f"{name} kept the harbour." for name in NAMES))
    hits = (hit_of(passage),)
    evidence = [
        replace(NO_EVIDENCE, sentence=at, span=span, coverage=coverage)
        for at, (span, coverage) in enumerate(zip(passage.sentences, (0.8, 0.7, 0.7), strict=True))
    ]
    texts = [passage.document.text[span.start : span.end] for span in passage.sentences]
    cases = []
    for right in RIGHT:
        said = {
            text: (alone, tells) if at == right else (-alone, -tells)
            for at, text in enumerate(texts)
        }
        cases.append(case_of(evidence, right, hits, Scripted(said)))
    return cases


def test_what_sentences_tell_is_weighed_beside_their_scores() -> None:
    cases = read_cases(tells=2.0, alone=0.0)
    model = fit_choosing(cases, np.ones(4))
    assert model.tells > 0.1
    assert model.alone == 0
    for case, right in zip(cases, RIGHT, strict=True):
        assert model.best(case.evidence_for(model)) == right
    weights = named(model)
    assert weights["tells"] == round(model.tells, 4)
    assert list(weights) == [*FEATURES, "tells", "alone"]


def test_what_is_said_of_sentences_alone_is_weighed_beside_what_they_tell() -> None:
    model = fit_choosing(read_cases(tells=0.0, alone=2.0), np.ones(4))
    assert model.tells == 0
    assert model.alone > 0.1
    assert named(model)["alone"] == round(model.alone, 4)
