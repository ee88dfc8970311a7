"""Fit the fusion of signals and write qa/fusion.json and qa/ranking.json.

    python -m training.fit_fusion SET... [--ablation]

Each SET is a data set in BEIR's layout; the written questions (`training/written_sets.py`) are
taken, too. The linear model is fitted on what a search finds for each question such that right
passages get the highest scores (softmax over the candidates), held near the weights of the prior;
then the network that corrects it for questions (`training/fit_network.py`). Both are checked on
thirds of each set's questions that they have not seen (neighbours in the file, which are about the
same articles), and on sets that they have not seen. The scores of statements are smoothed where
they are measured, and not where the model is fitted.
"""

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import torch
from scipy.optimize import minimize

from qa.fusion import FusionModel, FusionWeights, ReaderWeights
from qa.matching import MatchSignals
from qa.ranking_network import Numbers, RankingNetwork
from training.asked import Asked, asked_of_set, asked_of_written
from training.figures import keep
from training.fit_network import SCALE, fit_network, write_network
from training.written_sets import WRITTEN, places_in

Sets = Mapping[str, Sequence[Asked]]

_NAMES = tuple(field.name for field in fields(MatchSignals))
_EVERY = range(len(_NAMES))
_TARGET = Path(__file__).parent.parent / "qa" / "fusion.json"
# How strongly the model is held at the prior, on signals of deviation 1; 0.01 to 0.5 were tried.
_HOLD = 0.1
_FOLDS = 3
_WRITTEN_QUESTIONS = "written questions"
_WRITTEN_OTHERS = "written topics, wishes, claims"
# What a set counts, whatever number of questions it has; 1 where nothing is said. CACM has few
# questions, squad1-extra is of the same kind as squad2-dev, and PubMedQA judges whole abstracts:
# with a full share it took 0.02 from COVID-QA and 0.004 from SQuAD. With a share of 0.5 written
# topics took 0.002 from SciFact and Cranfield each, and 0.006 from CACM.
_SHARES = {"cacm": 0.6, "squad1-extra": 0.6, "pubmedqa": 0.3, _WRITTEN_OTHERS: 0.3}
# The network alone learns from written questions. Where the sums are fitted on them, too, it ranks
# questions as well, and the weights of statements, which are held near, do worse: CACM lost 0.01.
_FOR_NETWORK = (_WRITTEN_QUESTIONS,)
# What a reader's relevance counts, by hand: 0.05 and 0.15 did within 0.007 as well for readers on
# articles that they had not seen. Presence beside it brought nothing.
_RELEVANCE = 0.1
# Of so many candidates, the best, the scores are to deviate by as much with the network as without:
# confidence, the reader and copies go by how far they are apart.
_COMPARED = 5


def main() -> None:
    """Collect the signals, check the models on what they have not seen, fit and write them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument(
        "--ablation", action="store_true", help="leave each signal out in turn; keep the figures"
    )
    arguments = parser.parse_args()
    names = [folder.name for folder in arguments.sets]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        written = pool.submit(collect_written)
        collected = dict(zip(names, pool.map(collect, arguments.sets), strict=True))
        collected |= written.result()
        checks = {
            "unseen thirds": pool.submit(in_folds, collected, _EVERY),
            "unseen sets": pool.submit(in_turn, collected),
            "unseen thirds, linear": pool.submit(in_folds, collected, _EVERY, network=False),
            "unseen sets, linear": pool.submit(in_turn, collected, network=False),
        }
        if arguments.ablation:
            for left_out, name in enumerate(_NAMES):
                some = [at for at in _EVERY if at != left_out]
                checks[f"without {name}"] = pool.submit(in_folds, collected, some, network=False)
            plain = rough(collected)
            checks["without smoothing"] = pool.submit(in_folds, plain, _EVERY, network=False)
        model = fit(collected)
        table = {"prior": mean_of(rough(collected), prior())}
        table |= {label: check.result() for label, check in checks.items()}
        table["fitted on all"] = mean_of(collected, model)
    if arguments.ablation:
        keep("fusion", table)
    print("set".ljust(26), *(name[:14].rjust(14) for name in collected))
    for label, values in table.items():
        print(label.ljust(26), *(f"{value:14.4f}" for value in values.values()))
    write(model, f"python -m training.fit_fusion {' '.join(names)}")


def collect(folder: Path) -> list[Asked]:
    """What is found for the questions of one set, in a process of its own."""
    torch.set_num_threads(1)
    return asked_of_set(folder)


def collect_written(places: Path = WRITTEN) -> dict[str, list[Asked]]:
    """What is found for the written questions, those that ask and others.

    They are asked of the documents of half of the sets at a time.
    """
    torch.set_num_threads(1)
    sets = places_in(places)
    asked = [*asked_of_written(sets[0::2]), *asked_of_written(sets[1::2])]
    return {
        _WRITTEN_QUESTIONS: [one for one in asked if one.asks],
        _WRITTEN_OTHERS: [one for one in asked if not one.asks],
    }


def rough(collected: Sets) -> dict[str, list[Asked]]:
    """The same, whose scores are not smoothed."""
    return {name: [one.rough() for one in asked] for name, asked in collected.items()}


def in_folds(collected: Sets, signals: Sequence[int], *, network: bool = True) -> dict[str, float]:
    """The measure of each set on thirds of its questions that the model has not seen."""
    torch.set_num_threads(1)
    sums = dict.fromkeys(collected, 0.0)
    for fold in range(_FOLDS):
        parts = {name: _parted(asked, fold) for name, asked in collected.items()}
        model = fit({name: seen for name, (seen, _) in parts.items()}, signals, network=network)
        for name, value in mean_of({name: part[1] for name, part in parts.items()}, model).items():
            sums[name] += value * len(parts[name][1]) / len(collected[name])
    return sums


def _parted(asked: Sequence[Asked], fold: int) -> tuple[Sequence[Asked], Sequence[Asked]]:
    """All but one third of the questions, and that third."""
    first, last = fold * len(asked) // _FOLDS, (fold + 1) * len(asked) // _FOLDS
    return [*asked[:first], *asked[last:]], asked[first:last]


def in_turn(collected: Sets, *, network: bool = True) -> dict[str, float]:
    """The measure of each set with a model that was fitted on the other sets."""
    torch.set_num_threads(1)
    found: dict[str, float] = {}
    for name, asked in collected.items():
        others = {key: some for key, some in collected.items() if key != name}
        found |= mean_of({name: asked}, fit(others, network=network))
    return found


def mean_of(collected: Sets, model: FusionModel) -> dict[str, float]:
    """The mean measure over the questions of each set."""
    return {
        name: float(np.mean([one.measure_by(model) for one in asked]))
        for name, asked in collected.items()
    }


def fit(sets: Sets, signals: Sequence[int] = _EVERY, *, network: bool = True) -> FusionModel:
    """The model of `sets`, each of which counts by its share, whatever number of questions it has.

    All but `signals` count for nothing. Without the network it is the linear model alone.
    """
    kept = {name: [one.only(signals) for one in some] for name, some in sets.items()}
    weights = _fit_linear({name: some for name, some in kept.items() if name not in _FOR_NETWORK})
    weights[:, [at for at in _EVERY if at not in signals]] = 0
    statement, question = weights
    linear = FusionModel(question, statement, _no_network(), ReaderWeights(_RELEVANCE))
    asking, shares = _useful(kept, asking=True)
    if not network or not asking:
        return linear
    found = fit_network(asking, shares, question)
    return _on_scale(replace(linear, network=found), linear, asking)


def _useful(sets: Sets, *, asking: bool = False) -> tuple[list[Asked], list[float]]:
    """What of `sets` can be learned from, perhaps only what asks, and what each question counts."""
    counted = [
        (one, _SHARES.get(name, 1.0) / len(some))
        for name, some in sets.items()
        for one in some
        if one.grades.any() and (one.asks or not asking)
    ]
    return [one for one, _ in counted], [share for _, share in counted]


def _on_scale(model: FusionModel, before: FusionModel, asked: Sequence[Asked]) -> FusionModel:
    """`model` for whose questions the best scores deviate by as much as by the one `before`.

    Where none deviates there is nothing to rank, and it is the one `before`.
    """
    wanted, found = _spread(before, asked), _spread(model, asked)
    if not wanted or not found:
        return before
    ratio = wanted / found
    hidden = model.network.hidden.copy()
    hidden[:, -1] /= ratio
    network = replace(model.network, hidden=hidden, output=model.network.output * ratio)
    return replace(model, question=model.question * ratio, network=network)


def _spread(model: FusionModel, asked: Sequence[Asked]) -> float:
    """The mean deviation of the best scores of a question."""
    rated = (model.rate(one.signals, asks=True) for one in asked)
    return float(np.mean([np.sort(scores)[-_COMPARED:].std() for scores in rated]))


def _fit_linear(sets: Sets) -> Numbers:
    """The weights, (2, number of signals), for statements and for questions."""
    asked, shares = _useful(sets)
    rows = np.concatenate([_styled(one) for one in asked])
    deviation = rows.std(axis=0) + 1e-9
    rows = rows / deviation
    targets = np.concatenate([one.grades / one.grades.sum() for one in asked])
    counts = np.array([len(one.grades) for one in asked])
    starts = np.r_[0, np.cumsum(counts)[:-1]]
    of_row = np.repeat(np.arange(len(asked)), counts)
    share = np.array(shares)
    known = prior()
    held = np.concatenate([known.statement, known.question - known.statement]) * SCALE * deviation

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        scores = rows @ weights
        highest = np.maximum.reduceat(scores, starts)
        chances = np.exp(scores - highest[of_row])
        totals = np.add.reduceat(chances, starts)
        chances /= totals[of_row]
        likelihood = np.add.reduceat(targets * scores, starts) - highest - np.log(totals)
        away = weights - held
        gradient = rows.T @ ((chances - targets) * share[of_row]) + _HOLD * away
        return float(-likelihood @ share + _HOLD * (away @ away) / 2), gradient

    found = minimize(loss, held, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    statement, more = np.split(found / deviation / SCALE, 2)
    return np.stack([statement, statement + more])


def _styled(one: Asked) -> Numbers:
    """The signals, and once more what a question adds to a statement's weights."""
    return np.concatenate([one.signals, one.signals * float(one.asks)], axis=1)


def prior() -> FusionModel:
    """The prior as a model: its weights for statements and for questions."""
    weights = FusionWeights()
    known = {field.name: getattr(weights, field.name) for field in fields(weights)}
    row = np.array([known.get(name, 0.0) for name in _NAMES])
    return FusionModel(row, row, _no_network(), ReaderWeights(_RELEVANCE))


def _no_network() -> RankingNetwork:
    return RankingNetwork(np.zeros((0, 2 * len(_NAMES) + 1)), np.zeros(0), np.zeros(0))


def write(model: FusionModel, made_by: str) -> None:
    """Write the model beside the code that reads it."""
    question, statement = (
        {name: round(float(number), 4) for name, number in zip(_NAMES, row, strict=True)}
        for row in (model.question, model.statement)
    )
    content = {
        "made_by": made_by,
        "question": question,
        "statement": statement,
        "reader": {"relevance": model.reader.relevance},
    }
    _TARGET.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    write_network(model.network, made_by)


if __name__ == "__main__":
    main()
