"""Fit confidence to what people ask, near misses among it, and write it into qa/confidence.json.

    python -m training.fit_written CASES SQUAD2 COVIDQA

CASES is the folder of `training/ask_written.py`, after `training/train_telling.py`. The models of
questions that leave out a part and of open ones are fitted on written questions and held at those
from evaluation sets (training/held_confidence.json, by `training/fit_answers.py` and
`training/fit_open.py`). A written question counts as what it was asked of says in `_SHARES`. An
answer is right if it is one of the sentences that were named.

A third of the weight is on questions of SQUAD2 and COVIDQA, of the kinds and with the shares that
`training/fit_answers.py` has, where a question leaves out a part; without them the model that was
fitted was 0.085 off on these. The package's reader has learned from their articles, so that what it
says of them is too good: with it, where the article is in the index, what counts is not what was
right, but what the model says at which this one is held. Of open questions these sets have next to
none, and none is counted.

The written questions have few answers that are rows of tables, and the reader does not say of rows
whether they tell what is asked; these are rated as before, but for a part that is lacking.

All is checked on written sets that neither the model nor, of what the reader says, its head had
seen. On articles of the evaluation sets only what is fitted here is new: the model at which it is
held had seen them, and so has the reader.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa.answer_model import answer_model
from qa.reader import OwnReader
from qa.reading import Reader
from training.answer_cases import SHARES, Case, collect
from training.articles import parts_of
from training.figures import keep
from training.rating import (
    FITTED,
    HELD,
    LACKING,
    Numbers,
    Told,
    calibration_error,
    chances,
    fit_written,
    joined,
    keep_model,
    kept_model,
    kind_figures,
    near_figures,
    printed,
    threshold,
    told_by,
    weights_of,
)
from training.written import Among, WrittenCase, kept_cases, told_of

# Ours. With 0.4 for others 9 in 100 of these got an answer with the reader instead of 13, and 2 in
# 100 fewer of the right sentences were given; what is said was farther from what is right.
_SHARES: Mapping[str, float] = {Among.OWN: 0.55, Among.MANY: 0.15, Among.OTHERS: 0.3}
# Of these kinds are questions about articles that are not in the index: nothing answers them.
_NOT_THERE = ("withheld", "foreign")
# Of each evaluation set about so many are asked: enough for twenty weights that are held.
_OF_A_SET = 350
# What these count together. With less, they are rated worse, and the written ones better
# (docs/retrieval.md).
_EVALUATION_SHARE = 0.35
_PARTS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Evaluated:
    """Questions of evaluation sets: what was right, and what counts in a fit.

    Of `counted` a case may have two entries, for and against; `of_case`, (m,), says whose they are.
    `kinds`, `sets` and `groups`, the articles, are of the cases: (n,).
    """

    told: Told
    counted: Told
    of_case: npt.NDArray[np.intp]
    kinds: npt.NDArray[np.str_]
    sets: npt.NDArray[np.str_]
    groups: npt.NDArray[np.str_]

    def counting(self, cases: npt.NDArray[np.bool_], weight: float) -> Told:
        """What the cases that are marked, (n,), count in a fit; together `weight`."""
        some = self.counted.some(cases[self.of_case])
        return Told(some.signals, some.right, some.shares * (weight / some.shares.sum()))


def main() -> None:
    """Fit, print what was measured, write the models."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    for name in ("cases", "squad2", "covidqa"):
        parser.add_argument(name, type=Path)
    given = parser.parse_args()
    figures: dict[str, dict[str, float]] = {}
    readers: dict[str, Reader | None] = {"without_reader": None, "with_reader": OwnReader()}
    for name, reader in readers.items():
        written = kept_cases(given.cases / f"{name}.jsonl")
        judges = [[reader] if reader else []] * 2
        asked = collect((given.squad2, given.covidqa), judges, _OF_A_SET)
        parts = [one for one in asked if one.evidence and not one.terms.open]
        beside = evaluated(parts, reader)
        for kind, others in {"part": beside, "open": None}.items():
            some = [one for one in written if one.open is (kind == "open") and not one.row]
            print(f"{name}, {kind}: {len(some)} cases")
            fitted, measured = fit_checked(kept_model(HELD, name, kind), some, others)
            count = len(some) + (len(others.kinds) if others else 0)
            keep_model(FITTED, name, kind, fitted, cases=count, threshold=threshold())
            figures[f"{name}, {kind}"] = printed(measured)
            rows = of_rows(kept_model(HELD, name, kind), fitted)
            keep_model(FITTED, name, f"{kind}, row", rows, cases=0, threshold=threshold())
    keep("written", figures)


def of_rows(before: Numbers, fitted: Numbers) -> Numbers:
    """The model of answers that are rows: as it was, and what `fitted` counts a lacking part."""
    rows = before.copy()
    rows[1 + LACKING] = fitted[1 + LACKING]
    return rows


def evaluated(cases: Sequence[Case], reader: Reader | None) -> Evaluated:
    """What was found for questions of evaluation sets, judged by `reader`, if by one."""
    kinds = np.array([case.kind for case in cases])
    told = told_by(
        cases, answer_model(with_reader=reader is not None), weights_of(kinds.tolist(), SHARES)
    )
    at = np.arange(len(cases))
    counted, of_case = told, at
    if reader is not None:
        chance = chances(kept_model(HELD, "with_reader", "part"), told.signals)
        chance[np.isin(kinds, _NOT_THERE)] = 0
        counted, of_case = for_and_against(told, chance), np.concatenate([at, at])
    return Evaluated(
        told=told,
        counted=counted,
        of_case=of_case,
        kinds=kinds,
        sets=np.array([case.set_name for case in cases]),
        groups=np.array([case.group for case in cases]),
    )


def for_and_against(told: Told, chance: Numbers) -> Told:
    """Each case twice, as right and as not, with the shares that `chance`, (n,), says."""
    right = np.ones(len(chance), bool)
    return joined(
        Told(told.signals, right, told.shares * chance),
        Told(told.signals, ~right, told.shares * (1 - chance)),
    )


def fit_checked(
    before: Numbers, written: Sequence[WrittenCase], others: Evaluated | None
) -> tuple[Numbers, dict[str, float]]:
    """The model fitted on all, and figures of sets and articles that it was not fitted on."""
    told = told_of(written, weights_of([str(one.among) for one in written], _SHARES))
    checked = np.zeros(len(written))
    rated = np.zeros(len(others.kinds) if others else 0)
    names = np.array([one.set_name for one in written])
    parts = parts_of(names.tolist(), _PARTS)
    articles = parts_of(others.groups.tolist(), _PARTS) if others else [frozenset[str]()] * _PARTS
    for part, some in zip(parts, articles, strict=True):
        unseen = np.isin(names, sorted(part))
        left_out = np.isin(others.groups, sorted(some)) if others else np.zeros(0, bool)
        fitted = _fitted(before, told.some(~unseen), others, ~left_out)
        checked[unseen] = chances(fitted, told.signals[unseen])
        if others:
            rated[left_out] = chances(fitted, others.told.signals[left_out])
    figures = _report(chances(before, told.signals), written, "before, ")
    figures |= _report(checked, written, "")
    if others:
        figures |= _report_of(chances(before, others.told.signals), others, "before, ")
        figures |= _report_of(rated, others, "")
    return _fitted(before, told, others, np.ones(len(rated), bool)), figures


def _fitted(
    before: Numbers, told: Told, others: Evaluated | None, which: npt.NDArray[np.bool_]
) -> Numbers:
    """A model of written questions, with `which` of `others` beside them, if there are some."""
    if others is None:
        return fit_written(before, told)
    weight = _EVALUATION_SHARE / (1 - _EVALUATION_SHARE) * float(told.shares.sum())
    return fit_written(before, joined(told, others.counting(which, weight)))


def _report_of(chance: Numbers, others: Evaluated, label: str) -> dict[str, float]:
    """What probabilities say of the questions of evaluation sets."""
    figures = kind_figures(chance, others.told.right, others.told.shares, others.kinds, others.sets)
    given = chance >= threshold()
    figures["right answered"] = float(given[others.told.right].mean())
    figures["adversarial answered"] = float(given[others.kinds == "adversarial"].mean())
    return {f"{label}{name}, evaluation sets": value for name, value in figures.items()}


def _report(chance: Numbers, written: Sequence[WrittenCase], label: str) -> dict[str, float]:
    """What probabilities say of the cases, by what was asked."""
    right = np.array([one.right for one in written])
    near = np.array([one.near for one in written])
    among = np.array([str(one.among) for one in written])
    found: dict[str, float] = {}
    for name, of in ((Among.OWN, ""), (Among.MANY, " among many")):
        some = among == name
        if some.any():
            figures = near_figures(chance[some], right[some], near[some])
            figures["calibration error"] = calibration_error(
                chance[some], right[some], np.ones(int(some.sum()))
            )
            found |= {f"{label}{key}{of}": value for key, value in figures.items()}
    others = among == Among.OTHERS
    if others.any():
        found[f"{label}others answered"] = float((chance[others] >= threshold()).mean())
    return found


if __name__ == "__main__":
    main()
