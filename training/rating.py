"""Rating: how confidence is fitted, for open questions and for others."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score

from qa.answer_model import AnswerModel
from qa.answering import choose
from qa.confidence import Signals, signals_for
from training.answer_cases import Case

Numbers = npt.NDArray[np.float64]

# The models that come with the package, and those from evaluation sets, at which they are held.
FITTED = Path(__file__).parent.parent / "qa" / "confidence.json"
HELD = Path(__file__).parent / "held_confidence.json"
_NAMES = tuple(field.name for field in fields(Signals))
# They tell near misses of open questions. Of others people's near misses have every word in the
# passage, and both took as much as they brought (docs/retrieval.md).
_FOR_OPEN = [_NAMES.index(name) for name in ("nearness", "farthest")]
# They tell whether an answer holds what is asked for. Near misses of the sets that `fit_part` and
# `fit_open` are given seldom lack only that.
_LACKING = _NAMES.index("lacking")
TELLING = [_LACKING, _NAMES.index("tells")]
# How strongly the model of open questions is held at the other, on signals of deviation 1. With 10
# and 100 it did within 0.02 in AUROC on questions that it was not fitted on.
_HOLD_OPEN = 30.0
# How strongly the models for written questions are held at the others, in the same way, and the
# weights of `TELLING` at nothing. Held less, they told written near misses better, and MTRAG's and
# SQuAD's worse (docs/retrieval.md).
_HOLD_WRITTEN = 100.0
_HOLD_TELLING = 1.0
# All written questions are asked of few documents; this stays as it is.
_SIZE = _NAMES.index("size")
_HOLD_SIZE = 1e6
# A signal that deviates by less is the same for all cases.
_NO_DEVIATION = 1e-9
_BINS = 15


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What the chosen sentences of cases are rated by: signals, (n, signals), and more, (n,)."""

    signals: Numbers
    right: npt.NDArray[np.bool_]
    shares: Numbers

    def some(self, which: npt.NDArray[np.bool_]) -> "Told":
        """The cases that `which` marks, (n,)."""
        return Told(self.signals[which], self.right[which], self.shares[which])


def joined(one: Told, other: Told) -> Told:
    """The cases of both."""
    return Told(
        np.concatenate([one.signals, other.signals]),
        np.concatenate([one.right, other.right]),
        np.concatenate([one.shares, other.shares]),
    )


def told_by(cases: Sequence[Case], model: AnswerModel, shares: Numbers) -> Told:
    """The signals of the sentence that `model` chooses for each case, and whether it is right."""
    signals, right = [], []
    for case in cases:
        evidence = case.evidence_for(model)
        reading = choose(evidence, case.hits, model)
        assert reading is not None
        at = evidence.index(reading.best)
        signals.append(astuple(signals_for(reading, case.terms, case.hits, case.passages)))
        right.append(bool(case.right[at]))
    return Told(np.array(signals, float), np.array(right), shares)


def weights_of(kinds: Sequence[str], shares: Mapping[str, float]) -> Numbers:
    """What each case counts, so that the kinds have the shares that they should."""
    return np.array([shares[kind] * len(kinds) / kinds.count(kind) for kind in kinds])


def fit_part(told: Told) -> Numbers:
    """Confidence in answers to questions that leave out a part: intercept and weights.

    What `fit_open` and `fit_written` weigh has none.
    """
    some = told.signals.copy()
    some[:, [*_FOR_OPEN, *TELLING]] = 0
    model = LogisticRegression(C=10.0, max_iter=5000)
    model.fit(some, told.right, sample_weight=told.shares)
    return np.concatenate([model.intercept_, model.coef_[0]])


def fit_open(part: Numbers, told: Told) -> Numbers:
    """Confidence in answers to open questions, fitted on `told` and held at `part`.

    What `fit_written` weighs stays as it is.
    """
    some = told.signals.copy()
    some[:, TELLING] = 0
    return _fit_held(part, replace(told, signals=some), np.full(len(_NAMES), _HOLD_OPEN))


def fit_written(before: Numbers, told: Told) -> Numbers:
    """Confidence fitted on what written questions tell, and held at what it was before."""
    hold = np.full(len(_NAMES), _HOLD_WRITTEN)
    hold[TELLING] = _HOLD_TELLING
    hold[_SIZE] = _HOLD_SIZE
    return _fit_held(before, told, hold)


def with_lacking_of(other: Numbers, model: Numbers) -> Numbers:
    """`model`, for which what an answer surely lacks counts as much as for the model `other`."""
    changed = model.copy()
    changed[1 + _LACKING] = other[1 + _LACKING]
    return changed


def _fit_held(before: Numbers, told: Told, hold: Numbers) -> Numbers:
    """A model of `told`, each of whose weights is held at that of `before`; not so the intercept.

    `hold`, (signals,), says how strongly, on signals of deviation 1.
    """
    deviation = told.signals.std(axis=0)
    scale = np.concatenate([[1.0], np.where(deviation > _NO_DEVIATION, deviation, np.inf)])
    known, rows = _with_ones(told.signals) @ before, _with_ones(told.signals) / scale
    held = np.concatenate([[0.0], hold])

    def loss(away: Numbers) -> tuple[float, Numbers]:
        odds = known + rows @ away
        missed = np.where(told.right, np.logaddexp(0, -odds), np.logaddexp(0, odds))
        gradient = rows.T @ (told.shares * (expit(odds) - told.right)) + held * away
        return float(told.shares @ missed + held @ away**2 / 2), gradient

    away = minimize(loss, np.zeros(len(before)), jac=True, method="L-BFGS-B").x / scale
    fitted: Numbers = before + away
    return fitted


def chances(model: Numbers, signals: Numbers) -> Numbers:
    """The probability that each answer is right, (n,); `signals` is (n, signals)."""
    rated: Numbers = expit(_with_ones(signals) @ model)
    return rated


def near_figures(
    chance: Numbers, right: npt.NDArray[np.bool_], near: npt.NDArray[np.bool_]
) -> dict[str, float]:
    """How well probabilities tell right answers to written questions from near misses; all (n,)."""
    given = chance >= threshold()
    among = right | near
    return {
        "AUROC written": float(roc_auc_score(right[among], chance[among])),
        "written answered rightly": float((given & right)[~near].mean()),
        "written answered wrongly": float((given & ~right)[~near].mean()),
        "written right answered": float(given[right].mean()),
        "written near answered": float(given[near].mean()),
    }


def kind_figures(
    chance: Numbers,
    right: npt.NDArray[np.bool_],
    shares: Numbers,
    kinds: npt.NDArray[np.str_],
    sets: npt.NDArray[np.str_],
) -> dict[str, float]:
    """How well probabilities do for questions of evaluation sets, by their kinds; all (n,)."""
    figures = {
        "AUROC": roc_auc_score(right, chance, sample_weight=shares),
        "Brier score": brier_score_loss(right, chance, sample_weight=shares),
        "calibration error": calibration_error(chance, right, shares),
    }
    answerable = kinds == "answerable"
    for other in ("adversarial", "withheld", "foreign"):
        # Adversarial questions are of one set only, and are compared with that one's.
        among = answerable & np.isin(sets, sets[kinds == other]) | (kinds == other)
        figures[f"AUROC {other}"] = roc_auc_score(answerable[among], chance[among])
    return figures


def threshold() -> float:
    """The confidence from which on an answer is given, as it was written last."""
    return float(json.loads(HELD.read_text(encoding="utf-8"))["threshold"])


def _with_ones(signals: Numbers) -> Numbers:
    """The rows with a one before each, which the intercept counts."""
    return np.concatenate([np.ones((len(signals), 1)), signals], axis=1)


def keep_model(
    file: Path,
    reader: str,
    kind: str,
    model: Numbers,
    *,
    cases: int,
    threshold: float | None = None,
) -> None:
    """Write one model, fitted on so many cases, and perhaps the threshold, beside the others."""
    content = json.loads(file.read_text(encoding="utf-8"))
    weights = {name: round(float(one), 4) for name, one in zip(_NAMES, model[1:], strict=True)}
    content[reader][kind] = {
        "cases": cases,
        "intercept": round(float(model[0]), 4),
        "weights": weights,
    }
    content["threshold"] = content["threshold"] if threshold is None else threshold
    file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def kept_model(file: Path, reader: str, kind: str) -> Numbers:
    """One of the models that were written: intercept and weights, (1 + signals,)."""
    fitted = json.loads(file.read_text(encoding="utf-8"))[reader][kind]
    return np.array([fitted["intercept"], *(fitted["weights"][name] for name in _NAMES)], float)


def printed(figures: Mapping[str, float]) -> dict[str, float]:
    """Print `figures`, and give them rounded."""
    rounded = {name: round(float(value), 4) for name, value in figures.items()}
    for name, value in rounded.items():
        print(f"  {name.ljust(36)} {value:.4f}")
    return rounded


def calibration_error(chance: Numbers, right: npt.NDArray[np.bool_], shares: Numbers) -> float:
    """How far what was said is from what was right, over bins of equal weight."""
    order = np.argsort(chance, kind="stable")
    ends = np.cumsum(shares[order]) / shares.sum()
    bins = np.minimum(_BINS - 1, (ends * _BINS - 1e-9).astype(int))
    error = 0.0
    for number in range(_BINS):
        within = order[bins == number]
        if len(within):
            weight = shares[within]
            missed = np.average(chance[within] - right[within], weights=weight)
            error += abs(float(missed)) * float(weight.sum() / shares.sum())
    return error
