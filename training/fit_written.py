"""Fit confidence to what people ask, near misses among it, and write it into qa/confidence.json.

    python -m training.fit_written CASES SQUAD2

CASES is the folder of `training/ask_written.py`, after `training/train_telling.py`. The models of
questions that leave out a part and of open ones are fitted on written questions and held at those
from evaluation sets (training/held_confidence.json, by `training/fit_answers.py` and
`training/fit_open.py`). A written question counts as what it was asked of says in `_SHARES`. An
answer is right if it is one of the sentences that were named.

The near misses that were written have more words in common with the documents than what these
answer, for so the brief wanted it. That it may not be learned as a rule, some questions of SQUAD2
are fitted, too: half of them answerable, half of them adversarial, asked of all of the set. The
reader has seen its articles, so that they are not what is measured. Of open questions it has next
to none.

The written questions have few answers that are rows of tables, and the reader does not say of rows
whether they tell what is asked; these are rated as before, but for a part that is lacking.

All is checked on written sets that neither the model nor, of what the reader says, its head had
seen.
"""

import argparse
import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.encoding import Encoder
from index.sentence_encoder import SentenceEncoder
from qa.answer_model import answer_model
from qa.datasets import read_beir
from qa.evaluation import temporary_assistant
from qa.reader import OwnReader
from qa.reading import Reader
from training.answer_cases import Asker, Case
from training.articles import article_of, parts_of
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
    near_figures,
    printed,
    threshold,
    told_by,
    weights_of,
)
from training.written import Among, WrittenCase, kept_cases, told_of

# Ours. With half as much for others a seventh of these got an answer instead of a tenth.
_SHARES: Mapping[str, float] = {Among.OWN: 0.55, Among.MANY: 0.15, Among.OTHERS: 0.3}
_OF_EACH_KIND = 350
# What SQuAD's questions count together beside the written ones.
_SQUAD_SHARE = 0.35
_SEED = 3
_PARTS = 5


def main() -> None:
    """Fit, print what was measured, write the models."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("cases", type=Path)
    parser.add_argument("squad2", type=Path)
    given = parser.parse_args()
    encoder = SentenceEncoder()
    figures: dict[str, dict[str, float]] = {}
    readers: dict[str, Reader | None] = {"without_reader": None, "with_reader": OwnReader()}
    for name, reader in readers.items():
        written = kept_cases(given.cases / f"{name}.jsonl")
        model = answer_model(with_reader=reader is not None)
        squad = [one for one in squad_cases(given.squad2, encoder, reader) if not one.terms.open]
        beside = {"part": told_by(squad, model, np.ones(len(squad))), "open": None}
        for kind, others in beside.items():
            some = [one for one in written if one.open is (kind == "open") and not one.row]
            print(f"{name}, {kind}: {len(some)} cases")
            fitted, measured = fit_checked(kept_model(HELD, name, kind), some, others)
            count = len(some) + (len(others.right) if others else 0)
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


def squad_cases(folder: Path, encoder: Encoder, reader: Reader | None) -> list[Case]:
    """Some questions of the set, as many answerable as adversarial, asked of all its passages."""
    dataset = read_beir(folder)
    lines = (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    asked: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for question in map(json.loads, lines):
        asked[question.get("answerable", True)].append(question)
    chance = random.Random(_SEED)  # noqa: S311
    articles = frozenset(article_of(line.id) for line in dataset.corpus)
    with temporary_assistant(dataset.corpus, encoder, lambda *_: None) as assistant:
        judges = ((reader, articles),) if reader else ()
        asker = Asker(dataset.name, assistant.snapshot, encoder, judges)
        cases = [
            asker.case("answerable" if answerable else "adversarial", question)
            for answerable, questions in asked.items()
            for question in chance.sample(questions, min(_OF_EACH_KIND, len(questions)))
        ]
    return [case for case in cases if case.evidence]


def fit_checked(
    before: Numbers, written: Sequence[WrittenCase], others: Told | None
) -> tuple[Numbers, dict[str, float]]:
    """The model fitted on all of `written`, and `others`; figures of sets it was not fitted on."""
    told = told_of(written, weights_of([str(one.among) for one in written], _SHARES))
    checked = np.zeros(len(written))
    names = np.array([one.set_name for one in written])
    for part in parts_of(names.tolist(), _PARTS):
        unseen = np.isin(names, sorted(part))
        fitted = _fitted(before, told.some(~unseen), others)
        checked[unseen] = chances(fitted, told.signals[unseen])
    held = _report(chances(before, told.signals), written)
    figures = {f"before, {label}": value for label, value in held.items()}
    return _fitted(before, told, others), figures | _report(checked, written)


def _fitted(before: Numbers, told: Told, others: Told | None) -> Numbers:
    """A model of written questions, with `others` beside them, if there are some."""
    if others is None:
        return fit_written(before, told)
    share = _SQUAD_SHARE / (1 - _SQUAD_SHARE) * told.shares.sum() / len(others.right)
    beside = Told(others.signals, others.right, np.full(len(others.right), share))
    return fit_written(before, joined(told, beside))


def _report(chance: Numbers, written: Sequence[WrittenCase]) -> dict[str, float]:
    """What probabilities say of the cases, by what was asked."""
    right = np.array([one.right for one in written])
    near = np.array([one.near for one in written])
    among = np.array([str(one.among) for one in written])
    found: dict[str, float] = {}
    for name, label in ((Among.OWN, ""), (Among.MANY, " among many")):
        some = among == name
        if some.any():
            figures = near_figures(chance[some], right[some], near[some])
            figures["calibration error"] = calibration_error(
                chance[some], right[some], np.ones(int(some.sum()))
            )
            found |= {f"{key}{label}": value for key, value in figures.items()}
    others = among == Among.OTHERS
    if others.any():
        found["others answered"] = float((chance[others] >= threshold()).mean())
    return found


if __name__ == "__main__":
    main()
