"""Rating: how confidence is fitted, for open questions and for others."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

Numbers = npt.NDArray[np.float64]

# How strongly the model of open questions is held at the other, on signals of deviation 1. With 3
# to 100 it did within 0.012 in AUROC on these cases.
_HOLD_OPEN = 30.0
# The odds of open questions are halved: none of these asks for what its article does not tell, and
# a sentence of the right abstract is not always an answer. Ours.
_SHIFT_OPEN = -math.log(2)


@dataclass(frozen=True, slots=True, eq=False)
class Rating:
    """Confidence as it is fitted: intercept and weights, (1 + signals,), for either questions."""

    part: Numbers
    open: Numbers

    def chances(self, signals: Numbers, opened: npt.NDArray[np.bool_]) -> Numbers:
        """The probability that each answer is right, (n,); `signals` is (n, signals)."""
        rows = _with_ones(signals)
        chances: Numbers = expit(np.where(opened, rows @ self.open, rows @ self.part))
        return chances


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What the chosen sentences of cases are rated by: signals, (n, signals), and more, (n,)."""

    signals: Numbers
    right: npt.NDArray[np.bool_]
    opened: npt.NDArray[np.bool_]
    shares: Numbers


def fit_rating(told: Told, more: Told) -> Rating:
    """Confidence, fitted on `told`, and for open questions once more on those, and on `more`."""
    model = LogisticRegression(C=10.0, max_iter=5000)
    model.fit(told.signals, told.right, sample_weight=told.shares)
    part = np.concatenate([model.intercept_, model.coef_[0]])
    signals, right, shares = (
        np.concatenate([getattr(some, name)[some.opened] for some in (told, more)])
        for name in ("signals", "right", "shares")
    )
    deviation = signals.std(axis=0)
    scale = np.concatenate([[1.0], np.where(deviation > 0, deviation, np.inf)])
    known, rows = _with_ones(signals) @ part, _with_ones(signals) / scale
    held = np.concatenate([[0.0], np.full(signals.shape[1], _HOLD_OPEN)])

    def loss(away: Numbers) -> tuple[float, Numbers]:
        odds = known + rows @ away
        missed = np.where(right, np.logaddexp(0, -odds), np.logaddexp(0, odds))
        gradient = rows.T @ (shares * (expit(odds) - right)) + held * away
        return float(shares @ missed + held @ away**2 / 2), gradient

    away = minimize(loss, np.zeros(len(part)), jac=True, method="L-BFGS-B").x / scale
    opened: Numbers = part + away
    opened[0] += _SHIFT_OPEN
    return Rating(part, opened)


def _with_ones(signals: Numbers) -> Numbers:
    """The rows with a one before each, which the intercept counts."""
    return np.concatenate([np.ones((len(signals), 1)), signals], axis=1)
