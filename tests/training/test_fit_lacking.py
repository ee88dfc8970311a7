"""Fitting what it counts that an answer lacks the part that is asked for."""

from dataclasses import fields

import numpy as np
import pytest

from qa.confidence import Signals
from training.fit_lacking import fit_lacking
from training.written import WrittenCase

LACKING = [field.name for field in fields(Signals)].index("lacking")


def written(name: str, *, near: bool, right: bool, lacking: float) -> WrittenCase:
    signals = [0.0] * len(fields(Signals))
    signals[LACKING] = lacking
    return WrittenCase(name, near, open=False, signals=tuple(signals), right=right)


def test_what_a_lacking_part_counts_is_measured_on_sets_that_it_was_not_fitted_on() -> None:
    # Within each set what lacks the part is a near miss, but in the last, where nothing lacks it.
    cases = [
        written(name, near=at % 2 == 0, right=at % 2 == 1, lacking=float(at % 2 == 0))
        for name in ("a", "b", "c")
        for at in range(40)
    ]
    cases += [written("d", near=at % 2 == 0, right=at % 2 == 1, lacking=0.0) for at in range(40)]
    part = np.zeros(1 + len(fields(Signals)))
    fitted, figures = fit_lacking(part, cases)
    assert fitted[1 + LACKING] < -2
    assert figures["before, AUROC written"] == 0.5
    assert figures["AUROC written"] == pytest.approx(1 - 0.25 / 2)
    assert figures["before, written near answered"] == 1
    assert figures["written near answered"] == 0.25
    assert figures["written right answered"] == 1
