"""Fit what it counts whether an answer holds the part that is asked for.

    python -m training.fit_lacking

Of the written questions (`training/written.py`) those that leave out a part (who, why, how many)
tell how much less likely an answer is that lacks it (`qa/lacking.py`), and how much it counts that
the reader says that it tells it. All else of that model, which `training/fit_answers.py` writes,
stays as it is. It is checked on each set by what was fitted on the others, and written into
qa/confidence.json. `training/fit_open.py` comes after it.
"""

from collections.abc import Sequence

import numpy as np
from sklearn.metrics import roc_auc_score

from index.sentence_encoder import SentenceEncoder
from qa.reader import OwnReader
from qa.reading import Reader
from training.figures import keep
from training.rating import (
    TELLING,
    Numbers,
    Told,
    chances,
    fit_telling,
    keep_model,
    kept_model,
    near_figures,
    printed,
)
from training.written import WrittenCase, ask_written, told_of


def main() -> None:
    """Ask the written questions, fit, print what was measured, write the models."""
    encoder = SentenceEncoder()
    figures: dict[str, dict[str, float]] = {}
    readers: dict[str, Reader | None] = {"without_reader": None, "with_reader": OwnReader()}
    for name, reader in readers.items():
        written = [one for one in ask_written(encoder, reader) if not one.open]
        print(f"{name}: {len(written)} written questions leave out a part")
        part, measured = fit_lacking(kept_model(name, "part"), written)
        keep_model(name, "part", part)
        figures[name] = printed(measured)
    keep("lacking", figures)


def fit_lacking(part: Numbers, written: Sequence[WrittenCase]) -> tuple[Numbers, dict[str, float]]:
    """The model of questions that leave out a part, with what lacking it counts; and figures.

    These are of each set by what was fitted on the others, and, as before, without it.
    """
    told = told_of(written, np.ones(len(written)))
    sets = np.array([one.set_name for one in written])
    near = np.array([one.near for one in written])
    without = part.copy()
    without[[1 + at for at in TELLING]] = 0
    checked = np.zeros(len(written))
    for name in sorted(set(sets)):
        seen, unseen = sets != name, sets == name
        some = Told(told.signals[seen], told.right[seen], told.shares[seen])
        checked[unseen] = chances(fit_telling(part, some), told.signals[unseen])
    before = near_figures(chances(without, told.signals), told.right, near)
    among = told.right | near
    alone = roc_auc_score(told.right[among], told.signals[among, TELLING[-1]])
    figures = {
        **{f"before, {label}": value for label, value in before.items()},
        **near_figures(checked, told.right, near),
        "AUROC by tells alone": float(alone),
    }
    return fit_telling(part, told), figures


if __name__ == "__main__":
    main()
