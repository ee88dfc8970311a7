"""Fit how sure answers are, and check answers, on articles that no model has seen.

    python -m training.fit_answers SQUAD2 COVIDQA CASES --readers READER...

SQUAD2 and COVIDQA are data sets in BEIR's layout whose queries.jsonl also has, for each question,
`answers` (any of which the right sentence contains) or `spans` (one of which it overlaps), and for
those without an answer `answerable: false`. The readers are folders as `training/train_reader.py`
writes them. Of n readers the first has not seen the first of n parts of SQUAD2's articles, and so
on; none has seen COVIDQA. People's folders are of all sizes, so the questions are asked of each
whole set and of small indexes of four articles each. There are four kinds:

    answerable     the right answer is in the index
    adversarial    the article is in the index, the answer is not (SQuAD 2.0)
    withheld       the article is not in the index, others of the same set are
    foreign        the question is about another set

They are weighed as `SHARES` says. An answer is right if its sentence is the judged one.

The confidence model goes into training/held_confidence.json. Few of these questions are open
(`qa.terms.QuestionTerms.open`); `training/fit_open.py` fits the confidence of such ones once more,
and `training/fit_written.py` that of both. The answers are those of a model that is fitted on these
questions alone; the package's is fitted by `training/fit_choosing.py`.

All models are checked on articles that they have not seen, in five folds; what is written is fitted
on all. The reliability diagram of the check is written to docs/reliability.svg. What the package's
own model chooses for the same questions is kept in the folder CASES, for `training/fit_written.py`.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import GroupKFold

from qa.answer_model import AnswerModel, answer_model
from qa.answering import choose
from qa.plots import Series, reliability_plot
from qa.reading import Reader
from training.answer_cases import SHARES, Case, collect, plain
from training.articles import readers_in
from training.choosing import fit_choosing
from training.evaluated import evaluated, keep_evaluated
from training.figures import DOCS, keep
from training.rating import (
    HELD,
    chances,
    fit_part,
    keep_model,
    kind_figures,
    printed,
    told_by,
    weights_of,
)

Numbers = npt.NDArray[np.float64]

# A right answer gains 1, a wrong one costs this, a refusal nothing. Ours: a wrong sentence comes
# with its confidence, its place and the other passages, so it misleads less than a right one that
# is withheld; a higher cost refuses more.
_COST_OF_WRONG = 0.25
_THRESHOLD = round(_COST_OF_WRONG / (1 + _COST_OF_WRONG), 4)
_FOLDS = 5
_DRAWN = 20_000


def main() -> None:
    """Collect the cases, fit, print what was measured, write the models."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    for name in ("squad2", "covidqa", "cases"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--readers", type=Path, nargs="+", required=True)
    given = parser.parse_args()
    folders = (given.squad2, given.covidqa)
    judges = readers_in(given.readers)
    given.cases.mkdir(parents=True, exist_ok=True)
    figures: dict[str, object] = {}
    plotted: list[Series] = []
    readers: dict[str, Sequence[Reader]] = {"without_reader": (), "with_reader": judges}
    for name, of_kind in readers.items():
        cases = collect(folders, (of_kind, of_kind[:1]))
        print(f"{name}: {len(cases)} cases")
        check = checked(cases)
        figures[name] = report(check)
        own = answer_model(with_reader=bool(of_kind))
        keep_evaluated(given.cases / f"{name}.npz", evaluated(cases, own))
        plotted.append(_series(name.replace("_", " "), check))
        shares = _weights_of(cases)
        part = fit_part(told_by(cases, fit_choosing(cases, shares), shares))
        keep_model(HELD, name, "part", part, cases=len(cases), threshold=_THRESHOLD)
    keep("answers", figures)
    (DOCS / "reliability.svg").write_text(reliability_plot(plotted), encoding="utf-8")


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """What models say about cases that they have not seen: columns of one entry a case, (n,).

    `held` is whether the answer as it would be shown holds a reference answer, in `first` cases:
    answerable ones whose right passage came first.
    """

    kinds: npt.NDArray[np.str_]
    chance: Numbers
    right: npt.NDArray[np.bool_]
    shares: Numbers
    first: npt.NDArray[np.bool_]
    held: npt.NDArray[np.bool_]
    sets: npt.NDArray[np.str_]


def checked(cases: Sequence[Case]) -> Check:
    """Answer and rate every case by models that were fitted on other articles."""
    right, first, held = (np.zeros(len(cases), bool) for _ in range(3))
    kinds = np.array([case.kind for case in cases])
    sets = np.array([case.set_name for case in cases])
    chance = np.zeros(len(cases))
    check = Check(kinds, chance, right, _weights_of(cases), first, held, sets)
    split = GroupKFold(_FOLDS).split(cases, groups=[case.group for case in cases])
    for seen, unseen in split:
        answer = fit_choosing([cases[at] for at in seen], check.shares[seen])
        part = fit_part(told_by([cases[at] for at in seen], answer, check.shares[seen]))
        told = told_by([cases[at] for at in unseen], answer, check.shares[unseen])
        check.chance[unseen] = chances(part, told.signals)
        check.right[unseen] = told.right
        for at in unseen:
            check.first[at], check.held[at] = _holds_reference(cases[at], answer)
    return check


def _holds_reference(case: Case, model: AnswerModel) -> tuple[bool, bool]:
    """Whether the first passage is the right one, and then whether the answer holds a reference."""
    if case.kind != "answerable" or case.hits[0].passage.document.source not in case.judged:
        return False, False
    reading = choose(case.evidence_for(model), case.hits, model)
    assert reading is not None
    document = case.hits[reading.best.hit].passage.document
    answer = plain(document.text[reading.span.start : reading.span.end])
    held = document.source in case.judged and any(plain(one) in answer for one in case.references)
    return True, held


def _weights_of(cases: Sequence[Case]) -> Numbers:
    """What each case counts, so that the kinds have the shares that they should."""
    return weights_of([case.kind for case in cases], SHARES)


def report(check: Check) -> dict[str, float]:
    """Print and give how well answers and probabilities do on unseen articles."""
    figures = rated(check)
    for name in np.unique(check.sets):
        of_set = check.first & (check.sets == name)
        figures[f"holds reference, {name}"] = check.held[of_set].mean()
    return printed(figures)


def rated(check: Check) -> dict[str, float]:
    """How well probabilities do, and how many questions of each kind got an answer by them."""
    chance, right, kinds = check.chance, check.right, check.kinds
    figures = kind_figures(chance, right, check.shares, kinds, check.sets)
    for kind in SHARES:
        given = (kinds == kind) & (chance >= _THRESHOLD)
        figures[f"{kind} answered"] = given.sum() / (kinds == kind).sum()
        if kind == "answerable":
            figures["answerable right of answered"] = right[given].mean() if given.any() else 0.0
    return figures


def _series(name: str, check: Check) -> Series:
    """What the plot needs, with cases drawn by their weight."""
    drawn = np.random.default_rng(1).choice(
        len(check.chance), _DRAWN, p=check.shares / check.shares.sum()
    )
    chance, right = check.chance[drawn], check.right[drawn].astype(float)
    return Series(name, chance, right, chance, right)


if __name__ == "__main__":
    main()
