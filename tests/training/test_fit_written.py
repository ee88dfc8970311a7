"""Fitting confidence to written questions."""

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from qa.answer_model import answer_model
from qa.confidence import Signals
from qa.evidence import weigh_sentences
from tests.qa.hits import hit_of, passage_of, terms_of
from training.answer_cases import Case
from training.evaluated import Evaluated, evaluated, keep_evaluated, kept_evaluated
from training.fit_written import fit_checked, fitted_models, together
from training.rating import HELD, Told, chances, kept_model
from training.written import Among, WrittenCase

NAMES = [field.name for field in fields(Signals)]
LACKING = NAMES.index("lacking")


def written(
    name: str, *, near: bool, right: bool, lacking: float, among: Among = Among.OWN
) -> WrittenCase:
    signals = [0.0] * len(NAMES)
    signals[LACKING] = lacking
    return WrittenCase(
        name, among, "Who?", near, open=False, row=False, signals=tuple(signals), right=right
    )


def test_what_counts_is_measured_on_sets_that_it_was_not_fitted_on() -> None:
    # Within each set what lacks the part is a near miss, but in the last, where nothing lacks it.
    cases = [
        written(name, near=at % 2 == 0, right=at % 2 == 1, lacking=float(at % 2 == 0))
        for name in ("a", "b", "c")
        for at in range(40)
    ]
    cases += [written("d", near=at % 2 == 0, right=at % 2 == 1, lacking=0.0) for at in range(40)]
    fit = fit_checked(np.zeros(1 + len(NAMES)), cases, None)
    assert fit.model[1 + LACKING] < -2
    assert fit.figures["before, AUROC written"] == 0.5
    assert fit.figures["AUROC written"] > 0.75
    assert fit.figures["before, written near answered"] == 1
    assert fit.figures["written near answered"] == 0.25
    assert fit.figures["written right answered"] == 1
    assert fit.figures["written answered rightly"] == 1
    assert fit.figures["written answered wrongly"] == 0
    assert "others answered" not in fit.figures


def test_questions_of_many_and_of_other_documents_are_reported_by_themselves() -> None:
    cases = [
        written(name, near=at % 2 == 0, right=at % 2 == 1, lacking=float(at % 2 == 0), among=among)
        for name in ("a", "b", "c", "d", "e")
        for among in (Among.OWN, Among.MANY)
        for at in range(20)
    ]
    cases += [
        written(name, near=False, right=False, lacking=1.0, among=Among.OTHERS)
        for name in ("a", "b", "c", "d", "e")
        for _ in range(20)
    ]
    fit = fit_checked(np.zeros(1 + len(NAMES)), cases, None)
    assert fit.figures["AUROC written among many"] == 1
    assert fit.figures["before, others answered"] == 1
    assert fit.figures["others answered"] == 0
    assert fit.figures["calibration error"] == pytest.approx(0.0, abs=0.2)
    assert fit.model[0] > 0 > fit.model[0] + fit.model[1 + LACKING]


def of_articles(articles: int) -> Evaluated:
    """Questions about articles, in each of which what lacks the part is right nevertheless."""
    kinds = np.array(["answerable", "adversarial", "withheld", "foreign"] * articles)
    signals = np.zeros((len(kinds), len(NAMES)))
    signals[:, LACKING] = kinds == "answerable"
    told = Told(signals, kinds == "answerable", np.ones(len(kinds)))
    groups = np.repeat([f"article {at}" for at in range(articles)], 4)
    return Evaluated(told, kinds, np.full(len(kinds), "squad2-dev"), groups)


def test_questions_of_evaluation_sets_count_beside_the_written_ones() -> None:
    cases = [
        written(name, near=at % 2 == 0, right=at % 2 == 1, lacking=float(at % 2 == 0))
        for name in ("a", "b", "c", "d", "e")
        for at in range(40)
    ]
    alone = fit_checked(np.zeros(1 + len(NAMES)), cases, None)
    beside = fit_checked(np.zeros(1 + len(NAMES)), cases, of_articles(10))
    assert alone.model[1 + LACKING] < -2
    assert beside.model[1 + LACKING] > alone.model[1 + LACKING] + 1
    assert beside.figures["before, AUROC adversarial, evaluation sets"] == 0.5
    assert beside.figures["adversarial answered, evaluation sets"] == 1


def test_what_is_left_out_counts_nothing_and_the_rest_what_it_should() -> None:
    some = of_articles(4)
    counted = some.counting(np.isin(some.groups, ["article 0", "article 1"]), 10.0)
    assert len(counted.right) == 8
    assert counted.shares.sum() == pytest.approx(10.0)
    assert counted.shares[counted.right].sum() == pytest.approx(2.5)


def test_what_is_kept_is_read_as_it_was(tmp_path: Path) -> None:
    some = of_articles(3)
    keep_evaluated(tmp_path / "with_reader.npz", some)
    again = kept_evaluated(tmp_path / "with_reader.npz")
    for one, other in (
        (some.told.signals, again.told.signals),
        (some.told.right, again.told.right),
        (some.told.shares, again.told.shares),
        (some.kinds, again.kinds),
        (some.sets, again.sets),
        (some.groups, again.groups),
    ):
        assert one.tolist() == other.tolist()


def test_rows_have_a_model_of_their_own_that_is_held_at_the_others() -> None:
    # What lacks the part is a near miss in prose, and right in a row.
    cases = [
        replace(
            written(name, near=at % 2 == 0, right=at % 2 == 1, lacking=float((at % 2 == 0) ^ row)),
            open=opened,
            row=row,
        )
        for name in ("a", "b", "c", "d", "e")
        for opened in (False, True)
        for row in (False, True)
        for at in range(200 if row else 100)
    ]
    fits = dict(fitted_models("with_reader", cases, of_articles(5)))
    models = {kind: fit.model for kind, fit in fits.items()}
    assert list(models) == ["part", "part, row", "open", "open, row"]
    for kind in ("part", "open"):
        assert models[f"{kind}, row"][1 + LACKING] > models[kind][1 + LACKING] + 1
        same = np.delete(models[kind] - models[f"{kind}, row"], [0, 1 + LACKING])
        assert np.abs(same).max() < 1e-6
    # Half of each kind are near misses, and where all are told apart the others are all right.
    assert together(list(fits.values()))["written answered rightly"] == 1


def of_all_kinds(lacking: Callable[[bool, bool], bool]) -> list[WrittenCase]:
    """Cases of five sets, open and others, rows and prose; near misses lack what `lacking` says.

    It is told whether a question is open and its answer a row. Every other case is a near miss.
    """
    return [
        replace(
            written(
                name,
                near=near,
                right=not near,
                lacking=float(near and lacking(opened, row)),
            ),
            open=opened,
            row=row,
        )
        for name in ("a", "b", "c", "d", "e")
        for opened in (False, True)
        for row in (False, True)
        for near in 20 * (True, False)
    ]


def test_where_rows_show_nothing_they_are_rated_as_the_others() -> None:
    cases = of_all_kinds(lambda _, row: not row)
    fits = dict(fitted_models("with_reader", cases, of_articles(5)))
    for kind in ("part", "open"):
        weight = fits[kind].model[1 + LACKING]
        assert fits[f"{kind}, row"].model[1 + LACKING] == weight
        assert weight < kept_model(HELD, "with_reader", kind)[1 + LACKING]


def test_what_lacks_the_part_counts_for_open_questions_as_for_others() -> None:
    # Of open questions it is never said.
    cases = of_all_kinds(lambda opened, _: not opened)
    fits = dict(fitted_models("with_reader", cases, of_articles(5)))
    weights = {kind: fit.model[1 + LACKING] for kind, fit in fits.items()}
    assert weights["open"] == weights["open, row"] == weights["part"] < -1


def test_what_is_chosen_for_questions_that_leave_out_a_part_is_kept() -> None:
    hits = (hit_of(passage_of("It rained. The gate is red.")),)
    cases = [
        Case(
            kind="answerable",
            group=f"article {opened}",
            terms=terms_of({"gate": 1.0}, opened=opened),
            hits=hits,
            evidence=weigh_sentences(hits[0].vector, terms_of({"gate": 1.0}), hits),
            right=np.array([False, True]),
            passages=1,
            set_name="squad2-dev",
            judged=frozenset(),
            references=(),
            reader=None,
        )
        for opened in (False, True)
    ]
    found = evaluated(cases, answer_model(with_reader=False))
    assert found.groups.tolist() == ["article False"]
    assert found.told.right.tolist() == [True]
    assert found.told.signals.shape == (1, len(NAMES))


def test_an_article_is_rated_by_what_was_fitted_on_others() -> None:
    cases = [
        written(name, near=at % 2 == 0, right=at % 2 == 1, lacking=0.0)
        for name in ("a", "b", "c", "d", "e")
        for at in range(8)
    ]
    some = of_articles(5)
    # Each article has a signal of its own, which tells what is right there and says nothing else.
    signals = np.zeros_like(some.told.signals)
    for number in range(5):
        own = some.groups == f"article {number}"
        signals[own, number] = np.where(some.told.right[own], 1.0, -1.0)
    told = replace(some.told, signals=signals)
    others = replace(some, told=told)
    fit = fit_checked(np.zeros(1 + len(NAMES)), cases, others)
    assert (
        chances(fit.model, signals)[told.right].min()
        > chances(fit.model, signals)[~told.right].max()
    )
    assert fit.figures["AUROC, evaluation sets"] == 0.5
