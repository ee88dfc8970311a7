"""What was found for questions of evaluation sets, in a file.

`training/fit_answers.py` asks them; `training/fit_written.py` reads the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa.answer_model import AnswerModel
from training.answer_cases import SHARES, Case
from training.rating import Told, told_by, weights_of


@dataclass(frozen=True, slots=True, eq=False)
class Evaluated:
    """Questions of evaluation sets: what was right, and of each case, (n,), what it is.

    That is its kind, its set, and its article, the group.
    """

    told: Told
    kinds: npt.NDArray[np.str_]
    sets: npt.NDArray[np.str_]
    groups: npt.NDArray[np.str_]

    def counting(self, cases: npt.NDArray[np.bool_], weight: float) -> Told:
        """What the cases that are marked, (n,), count in a fit; together `weight`."""
        some = self.told.some(cases)
        return Told(some.signals, some.right, some.shares * (weight / some.shares.sum()))


def evaluated(cases: Sequence[Case], model: AnswerModel) -> Evaluated:
    """What `model` chooses for those of the cases that leave out a part.

    Of open questions the evaluation sets have next to none.
    """
    some = [case for case in cases if case.evidence and not case.terms.open]
    kinds = [case.kind for case in some]
    return Evaluated(
        told=told_by(some, model, weights_of(kinds, SHARES)),
        kinds=np.array(kinds),
        sets=np.array([case.set_name for case in some]),
        groups=np.array([case.group for case in some]),
    )


def keep_evaluated(file: Path, found: Evaluated) -> None:
    """Write what was found to `file`."""
    np.savez(
        file,
        signals=found.told.signals,
        right=found.told.right,
        shares=found.told.shares,
        kinds=found.kinds,
        sets=found.sets,
        groups=found.groups,
    )


def kept_evaluated(file: Path) -> Evaluated:
    """What `keep_evaluated` wrote to `file`."""
    with np.load(file) as of:
        told = Told(of["signals"], of["right"], of["shares"])
        return Evaluated(told, of["kinds"], of["sets"], of["groups"])
