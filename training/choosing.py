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

    And then those of what the reader says of the likeliest alone, by a softmax over these. Each
    case counts its share, (n,), if a right sentence was found for it.
    """
    useful = [at for at, case in enumerate(cases) if _has_a_right_sentence(case)]
    some, counted = [cases[at] for at in useful], shares[useful]
    rows = np.concatenate([features_of(case.evidence) for case in some])
    headings = np.concatenate([[one.heading for one in case.evidence] for case in some])
    right = np.concatenate([case.right for case in some])
    counts = np.array([len(case.right) for case in some])
    weights = _fitted(rows, np.where(headings, _NO_CHANCE, 0.0), right, counts, counted)
    model = AnswerModel(weights)
    alone, tells = _weights_alone(some, counted, model)
    return replace(model, alone=alone, tells=tells)


def _has_a_right_sentence(case: Case) -> bool:
    """Whether a sentence of `case` that is no heading is right."""
    return any(
        right and not one.heading for one, right in zip(case.evidence, case.right, strict=True)
    )


def _weights_alone(
    cases: Sequence[Case], shares: Numbers, model: AnswerModel
) -> tuple[float, float]:
    """What a reader's logits for a sentence alone count beside the scores of `model`."""
    rows, right, counts, counted = [], [], [], []
    for case, share in zip(cases, shares, strict=True):
        evidence = case.evidence_for(model)
        read = [at for at, one in enumerate(evidence) if one.alone is not None]
        if not case.right[read].any():
            continue
        scores = model.scores(evidence)[read]
        logits = [(evidence[at].alone or 0.0, evidence[at].tells) for at in read]
        rows.append(np.column_stack([scores, logits]))
        right.append(case.right[read])
        counts.append(len(read))
        counted.append(share)
    if not rows:
        return 0.0, 0.0
    weights = _fitted(
        np.concatenate(rows),
        np.zeros(sum(counts)),
        np.concatenate(right),
        np.array(counts),
        np.array(counted),
    )
    of_scores = max(_LEAST_OF_SCORES, float(weights[0]))
    return float(weights[1]) / of_scores, float(weights[2]) / of_scores


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
    values = (*model.weights, model.alone, model.tells)
    names = (*FEATURES, "alone", "tells")
    return {name: round(float(one), 4) for name, one in zip(names, values, strict=True)}
