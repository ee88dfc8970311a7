"""Choosing: how the model is fitted that says which sentence answers."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from qa.answer_model import FEATURES, AnswerModel, features_of
from training.answer_cases import Case

Numbers = npt.NDArray[np.float64]

_HOLD = 1e-3
# A heading is never the answer, so that what it has says nothing of what answers.
_NO_CHANCE = -1e3
# Among sentences whose scores say nothing of what is right, a logit counts no more than for ten.
_LEAST_OF_SCORES = 0.1


def fit_choosing(cases: Sequence[Case], shares: Numbers) -> AnswerModel:
    """The weights that give the right sentences the highest share of a softmax over all.

    Then that of what the reader says that the likeliest tell, by a softmax over these, and that of
    what it says of the foremost alone, by one over these. Each case counts its share, (n,), if a
    right sentence was found for it.
    """
    useful = [at for at, case in enumerate(cases) if _has_a_right_sentence(case)]
    some, counted = [cases[at] for at in useful], shares[useful]
    rows = np.concatenate([features_of(case.evidence) for case in some])
    headings = np.concatenate([[one.heading for one in case.evidence] for case in some])
    right = np.concatenate([case.right for case in some])
    counts = np.array([len(case.right) for case in some])
    weights = _fitted(rows, np.where(headings, _NO_CHANCE, 0.0), right, counts, counted)
    model = AnswerModel(weights)
    told = [_told(case, model) for case in some]
    model = replace(model, tells=_weight_beside(told, counted))
    read = [_read(case, model) for case in some]
    return replace(model, alone=_weight_beside(read, counted))


def _has_a_right_sentence(case: Case) -> bool:
    """Whether a sentence of `case` that is no heading is right."""
    return any(
        right and not one.heading for one, right in zip(case.evidence, case.right, strict=True)
    )


# Of some of a case's sentences what is known before, what a reader says, and which are right: (n,).
_Weighed = tuple[Numbers, Numbers, npt.NDArray[np.bool_]]


def _told(case: Case, model: AnswerModel) -> _Weighed:
    """What the reader says that the likeliest sentences tell, beside their scores by `model`."""
    evidence = case.told_for(model)
    some = [at for at, one in enumerate(evidence) if one.tells is not None]
    logits = np.array([evidence[at].tells for at in some], float)
    return model.scores(evidence)[some], logits, case.right[some]


def _read(case: Case, model: AnswerModel) -> _Weighed:
    """What the reader says of the foremost sentences alone, beside what was known before."""
    evidence = case.evidence_for(model)
    some = [at for at, one in enumerate(evidence) if one.alone is not None]
    logits = np.array([evidence[at].alone for at in some], float)
    return model.told_scores(evidence)[some], logits, case.right[some]


def _weight_beside(said: Sequence[_Weighed], shares: Numbers) -> float:
    """What a reader's logits count beside the scores, where one of the sentences is right."""
    useful = [at for at, (_, _, right) in enumerate(said) if right.any()]
    if not useful:
        return 0.0
    scores, logits, right = zip(*(said[at] for at in useful), strict=True)
    weights = _fitted(
        np.column_stack([np.concatenate(scores), np.concatenate(logits)]),
        np.zeros(sum(map(len, scores))),
        np.concatenate(right),
        np.array([len(one) for one in scores]),
        shares[useful],
    )
    return float(weights[1]) / max(_LEAST_OF_SCORES, float(weights[0]))


def _fitted(
    rows: Numbers,
    known: Numbers,
    right: npt.NDArray[np.bool_],
    counts: npt.NDArray[np.intp],
    shares: Numbers,
) -> Numbers:
    """The weights of `rows`, (n, signals), of cases of so many rows each, that have these shares.

    They are to give the right rows of a case the highest share of its softmax; `known`, (n,), is
    what each row has beforehand.
    """
    deviation = rows.std(axis=0)
    # A signal that is not there, for want of a reader, gets no weight.
    scale = np.where(deviation > 0, deviation, np.inf)
    scaled = rows / scale
    starts = np.cumsum(counts) - counts
    of_row = np.repeat(np.arange(len(counts)), counts)
    share = shares / shares.sum()

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        scores = scaled @ weights + known
        raised = np.exp(scores - np.maximum.reduceat(scores, starts)[of_row])
        chances = raised / np.add.reduceat(raised, starts)[of_row]
        of_right = np.maximum(np.add.reduceat(chances * right, starts), 1e-300)
        gradient = scaled.T @ (share[of_row] * (chances - chances * right / of_right[of_row]))
        held = _HOLD * (weights @ weights) / 2
        return float(-(share @ np.log(of_right)) + held), gradient + _HOLD * weights

    weights: Numbers = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x
    return weights / scale


def named(model: AnswerModel) -> dict[str, float]:
    """The weights of `model` by name."""
    values = (*model.weights, model.tells, model.alone)
    names = (*FEATURES, "tells", "alone")
    return {name: round(float(one), 4) for name, one in zip(names, values, strict=True)}
