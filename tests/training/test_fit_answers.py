"""Fitting how sure answers are: what is measured of probabilities and answers."""

import numpy as np
import pytest

from training.fit_answers import Check, rated


def test_each_kind_has_its_share_of_answers_and_only_what_is_there_can_be_right() -> None:
    kinds = np.array(["answerable"] * 4 + ["adversarial", "withheld", "foreign", "foreign"])
    nothing = np.zeros(8, bool)
    figures = rated(
        Check(
            kinds=kinds,
            chance=np.array([0.9, 0.8, 0.7, 0.01, 0.85, 0.02, 0.03, 0.6]),
            right=np.array([True, True, False, True, False, False, False, False]),
            shares=np.ones(8),
            first=nothing,
            held=nothing,
            sets=np.array(["one"] * 8),
        )
    )
    answered = {kind: figures[f"{kind} answered"] for kind in dict.fromkeys(kinds.tolist())}
    assert answered == {"answerable": 0.75, "adversarial": 1, "withheld": 0, "foreign": 0.5}
    assert figures["answerable right of answered"] == pytest.approx(2 / 3)
    assert figures["AUROC adversarial"] == pytest.approx(1 / 4)
