"""Fit the answer model and the confidence model; write qa/answers.json and qa/confidence.json.

    python -m training.fit_answers SQUAD2 COVIDQA PUBMEDQA --squad2-readers READER...
        --covidqa-readers READER...

SQUAD2 and COVIDQA are data sets in BEIR's layout whose queries.jsonl also has, for each question,
`answers` (any of which the right sentence contains) or `spans` (one of which it overlaps), and for
those without an answer `answerable: false`. The readers are folders as `training/train_reader.py`
writes them. Of n readers the first has not seen the first of n parts of the set's articles, and so
on; one reader has seen none. People's folders are of all sizes, so the questions are asked of each
whole set and of small indexes of four articles each. There are four kinds:

    answerable     the right answer is in the index
    adversarial    the article is in the index, the answer is not (SQuAD 2.0)
    withheld       the article is not in the index, others of the same set are
    foreign        the question is about another set

They are weighed as `_SHARES` says. An answer is right if its sentence is the judged one.

Few of these questions are open (`qa.terms.QuestionTerms.open`), and confidence is fitted for such
ones once more, held at what holds for others, with every other question of PUBMEDQA, in BEIR's
layout: an answer is right there if it is of the right abstract. COVIDQA's first reader judges them;
it may have been trained on the others of them.

All models are checked on articles that they have not seen, in five folds; what is written is fitted
on all. The reliability diagram of the check is written to docs/reliability.svg.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize, minimize_scalar
from scipy.special import softmax
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import GroupKFold

from qa.answer_model import FEATURES, AnswerModel, features_of
from qa.answering import choose
from qa.confidence import Signals, signals_for
from qa.plots import Series, reliability_plot
from qa.reader import OwnReader
from training.answer_cases import Case, collect, collect_open, plain
from training.figures import DOCS, keep
from training.rating import Told, fit_rating

Numbers = npt.NDArray[np.float64]

# What people ask is not known; half of it unanswerable is what SQuAD 2.0 chose, too.
_SHARES = {"answerable": 0.5, "adversarial": 0.2, "withheld": 0.2, "foreign": 0.1}
_OPEN_SHARES = {"answerable": 0.5, "withheld": 0.5}
_KINDS = (_SHARES, _OPEN_SHARES)
# A right answer gains 1, a wrong one costs this, a refusal nothing. Ours: a wrong sentence comes
# with its confidence, its place and the other passages, so it misleads less than a right one that
# is withheld; a higher cost refuses more.
_COST_OF_WRONG = 0.25
_THRESHOLD = round(_COST_OF_WRONG / (1 + _COST_OF_WRONG), 4)
_FOLDS = 5
_BINS = 15
_DRAWN = 20_000
_HOLD = 1e-3
_MOST_ALONE = 3.0
_PACKAGE = Path(__file__).parent.parent / "qa"


def main() -> None:
    """Collect the cases, fit, print what was measured, write the models."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    for name in ("squad2", "covidqa", "pubmedqa"):
        parser.add_argument(name, type=Path)
    for name in ("--squad2-readers", "--covidqa-readers"):
        parser.add_argument(name, type=Path, nargs="+", required=True)
    given = parser.parse_args()
    folders = (given.squad2, given.covidqa)
    readers = [
        [OwnReader(folder) for folder in of_set]
        for of_set in (given.squad2_readers, given.covidqa_readers)
    ]
    answers: dict[str, object] = {}
    confidence: dict[str, object] = {}
    figures: dict[str, object] = {}
    plotted: list[Series] = []
    for name, with_reader in (("without_reader", False), ("with_reader", True)):
        cases = collect(folders, readers if with_reader else [[] for _ in folders])
        cases_open = collect_open(given.pubmedqa, readers[1] if with_reader else [])
        print(f"{name}: {len(cases)} cases, and {len(cases_open)} of open questions")
        check, check_open = checked(cases, cases_open)
        figures[name] = report(check) | report_open(check_open)
        plotted.append(_series(name.replace("_", " "), check))
        answers[name], confidence[name] = fitted(cases, cases_open)
    made_by = {"made_by": "python -m training.fit_answers"}
    _write("answers.json", {**made_by, **answers})
    _write("confidence.json", {**made_by, **confidence, "threshold": _THRESHOLD})
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


def checked(cases: Sequence[Case], cases_open: Sequence[Case]) -> tuple[Check, Check]:
    """Answer and rate every case by models that were fitted on other articles."""
    every = (cases, cases_open)
    checks = tuple(_unrated(some, shares) for some, shares in zip(every, _KINDS, strict=True))
    splits = (GroupKFold(_FOLDS).split(some, groups=[one.group for one in some]) for some in every)
    for folds in zip(*splits, strict=True):
        answer = fit_answers([cases[at] for at in folds[0][0]])
        seen, seen_open = (
            _told([some[at] for at in fold[0]], answer, check.shares[fold[0]])
            for some, fold, check in zip(every, folds, checks, strict=True)
        )
        rating = fit_rating(seen, seen_open)
        for some, (_, unseen), check in zip(every, folds, checks, strict=True):
            told = _told([some[at] for at in unseen], answer, check.shares[unseen])
            check.chance[unseen] = rating.chances(told.signals, told.opened)
            check.right[unseen] = told.right
            for at in unseen:
                check.first[at], check.held[at] = _holds_reference(some[at], answer)
    return checks[0], checks[1]


def _unrated(cases: Sequence[Case], shares: Mapping[str, float]) -> Check:
    """The check of cases that is to be filled."""
    right, first, held = (np.zeros(len(cases), bool) for _ in range(3))
    kinds = np.array([case.kind for case in cases])
    sets = np.array([case.set_name for case in cases])
    weights = _weights_of(cases, shares)
    return Check(kinds, np.zeros(len(cases)), right, weights, first, held, sets)


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


def fitted(
    cases: Sequence[Case], cases_open: Sequence[Case]
) -> tuple[dict[str, float], dict[str, object]]:
    """The answer model's weights and the confidence models', fitted on all cases."""
    answer = fit_answers(cases)
    every = zip((cases, cases_open), _KINDS, strict=True)
    told = [_told(some, answer, _weights_of(some, shares)) for some, shares in every]
    rating = fit_rating(*told)
    opened = sum(int(one.opened.sum()) for one in told)
    names = [field.name for field in fields(Signals)]
    return (
        {
            name: round(float(one), 4)
            for name, one in zip((*FEATURES, "alone"), (*answer.weights, answer.alone), strict=True)
        },
        {
            kind: {
                "cases": number,
                "intercept": round(float(model[0]), 4),
                "weights": {
                    name: round(float(one), 4) for name, one in zip(names, model[1:], strict=True)
                },
            }
            for kind, number, model in (
                ("part", len(cases), rating.part),
                ("open", opened, rating.open),
            )
        },
    )


def fit_answers(cases: Sequence[Case]) -> AnswerModel:
    """The weights that give the judged sentences the highest share of a softmax over all.

    And then the weight of what the reader says of the likeliest alone, by a softmax over these.
    """
    useful = [case for case in cases if case.right.any()]
    rows = np.concatenate([features_of(case.evidence) for case in useful])
    deviation = rows.std(axis=0)
    # A signal that is not there, for want of a reader, gets no weight.
    scale = np.where(deviation > 0, deviation, np.inf)
    rows = rows / scale
    right = np.concatenate([case.right for case in useful])
    counts = np.array([len(case.right) for case in useful])
    starts = np.r_[0, np.cumsum(counts)[:-1]]
    of_row = np.repeat(np.arange(len(useful)), counts)

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        scores = rows @ weights
        raised = np.exp(scores - np.maximum.reduceat(scores, starts)[of_row])
        chances = raised / np.add.reduceat(raised, starts)[of_row]
        of_right = np.add.reduceat(chances * right, starts)
        gradient = rows.T @ (chances - chances * right / of_right[of_row]) / len(useful)
        held = _HOLD * (weights @ weights) / 2
        return float(-np.log(of_right).mean() + held), gradient + _HOLD * weights

    start = np.zeros(rows.shape[1])
    model = AnswerModel(minimize(loss, start, jac=True, method="L-BFGS-B").x / scale)
    return replace(model, alone=_weight_alone(useful, model))


def _weight_alone(cases: Sequence[Case], model: AnswerModel) -> float:
    """What a reader's logit for a sentence alone counts beside the scores of `model`."""
    tried = []
    for case in cases:
        evidence = case.evidence_for(model)
        read = [at for at, one in enumerate(evidence) if one.alone is not None]
        if case.right[read].any():
            alone = np.array([evidence[at].alone for at in read], float)
            tried.append((model.scores(evidence)[read], alone, case.right[read]))

    def loss(weight: float) -> float:
        of_right = [softmax(scores + weight * alone)[right].sum() for scores, alone, right in tried]
        return float(-np.log(of_right).mean())

    return float(minimize_scalar(loss, bounds=(0, _MOST_ALONE), method="bounded").x) if tried else 0


def _told(cases: Sequence[Case], model: AnswerModel, shares: Numbers) -> Told:
    """The signals of the sentence that `model` chooses for each case, and whether it is right."""
    signals, right = [], []
    for case in cases:
        evidence = case.evidence_for(model)
        reading = choose(evidence, case.hits, model)
        assert reading is not None
        at = evidence.index(reading.best)
        signals.append(astuple(signals_for(reading, case.terms, case.hits, case.passages)))
        right.append(bool(case.right[at]))
    opened = np.array([case.terms.open for case in cases])
    return Told(np.array(signals, float), np.array(right), opened, shares)


def _weights_of(cases: Sequence[Case], shares: Mapping[str, float]) -> Numbers:
    """What each case counts, so that the kinds have the shares that they should."""
    kinds = [case.kind for case in cases]
    return np.array([shares[kind] * len(kinds) / kinds.count(kind) for kind in kinds])


def report(check: Check) -> dict[str, float]:
    """Print and give how well answers and probabilities do on unseen articles."""
    chance, right, shares, kinds = check.chance, check.right, check.shares, check.kinds
    figures = {
        "AUROC": roc_auc_score(right, chance, sample_weight=shares),
        "Brier score": brier_score_loss(right, chance, sample_weight=shares),
        "calibration error": _calibration_error(check),
    }
    answerable = kinds == "answerable"
    for other in ("adversarial", "withheld", "foreign"):
        # Adversarial questions are of one set only, and are compared with that one's.
        among = answerable & np.isin(check.sets, check.sets[kinds == other]) | (kinds == other)
        figures[f"AUROC {other}"] = roc_auc_score(answerable[among], chance[among])
    for name in np.unique(check.sets):
        of_set = check.first & (check.sets == name)
        figures[f"holds reference, {name}"] = check.held[of_set].mean()
    for kind in _SHARES:
        given = (kinds == kind) & (chance >= _THRESHOLD)
        figures[f"{kind} answered"] = given.sum() / (kinds == kind).sum()
        figures[f"{kind} right of answered"] = right[given].mean() if given.any() else 0.0
    return _printed(figures)


def report_open(check: Check) -> dict[str, float]:
    """Print and give how well probabilities do for open questions about unseen articles."""
    chance, there = check.chance, check.kinds == "answerable"
    given = chance >= _THRESHOLD
    figures = {
        "open, AUROC withheld": roc_auc_score(there, chance),
        "open, calibration error": _calibration_error(check),
        "open, answerable answered": given[there].mean(),
        "open, withheld answered": given[~there].mean(),
    }
    return _printed(figures)


def _printed(figures: Mapping[str, float]) -> dict[str, float]:
    rounded = {name: round(float(value), 4) for name, value in figures.items()}
    for name, value in rounded.items():
        print(f"  {name.ljust(36)} {value:.4f}")
    return rounded


def _calibration_error(check: Check) -> float:
    bins = _reliability(check.chance, check.right, check.shares)
    return sum(abs(said - was) * share for said, was, share in bins)


def _series(name: str, check: Check) -> Series:
    """What the plot needs, with cases drawn by their weight."""
    drawn = np.random.default_rng(1).choice(
        len(check.chance), _DRAWN, p=check.shares / check.shares.sum()
    )
    chance, right = check.chance[drawn], check.right[drawn].astype(float)
    return Series(name, chance, right, chance, right)


def _reliability(
    chance: Numbers, right: npt.NDArray[np.bool_], shares: Numbers
) -> list[tuple[float, float, float]]:
    """For bins of equal weight: what was said on average, what was right, the bin's share."""
    order = np.argsort(chance, kind="stable")
    ends = np.cumsum(shares[order]) / shares.sum()
    bins = np.minimum(_BINS - 1, (ends * _BINS - 1e-9).astype(int))
    rows = []
    for number in range(_BINS):
        within = order[bins == number]
        if len(within):
            weight = shares[within]
            rows.append(
                (
                    float(np.average(chance[within], weights=weight)),
                    float(np.average(right[within], weights=weight)),
                    float(weight.sum() / shares.sum()),
                )
            )
    return rows


def _write(name: str, content: Mapping[str, object]) -> None:
    (_PACKAGE / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
