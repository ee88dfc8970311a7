"""Fit the fusion of signals and write qa/fusion.json.

    python -m training.fit_fusion SET... [--ablation]

Each SET is a data set in BEIR's layout. The model is linear, fitted on what a search finds for
each question such that right passages get the highest scores (softmax over the candidates), held
near the weights of the prior. It is checked on thirds of each set's questions that it has not
seen (neighbours in the file, which are about the same articles), and on sets that it has not seen.
The scores of statements are smoothed where they are measured, and not where the model is fitted.
"""

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from index.sentence_encoder import SentenceEncoder
from qa.datasets import read_beir
from qa.evaluation import temporary_assistant
from qa.fusion import FusionWeights
from qa.matching import MatchSignals, as_matrix, match
from qa.metrics import ndcg, reciprocal_rank
from qa.retrieval import FusedRetriever, RetrievalOptions
from qa.smoothing import smoothing
from qa.terms import question_terms
from training.figures import keep

Matrix = npt.NDArray[np.float64]

_NAMES = tuple(field.name for field in fields(MatchSignals))
_TARGET = Path(__file__).parent.parent / "qa" / "fusion.json"
# How many times higher scores are in the fit than in use, where they lie around 1 to 2.
_SCALE = 8.0
# How strongly the model is held at the prior, on signals of deviation 1; 0.01 to 0.5 were tried.
_HOLD = 0.1
_FOLDS = 3
# What a set counts, whatever number of questions it has; 1 where nothing is said. CACM has few
# questions, squad1-extra is of the same kind as squad2-dev, and PubMedQA judges whole abstracts:
# with a full share it took 0.02 from COVID-QA and 0.004 from SQuAD.
_SHARES = {"cacm": 0.6, "squad1-extra": 0.6, "pubmedqa": 0.3}
_MOST_QUESTIONS = 2000
_ABOUT_ONE = 1.05
# What a reader's relevance counts, by hand: 0.05 and 0.15 did within 0.007 as well for readers on
# articles that they had not seen. Presence beside it brought nothing.
_RELEVANCE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One question's candidates: their signals, (n, signals), and their grades, (n,).

    `smoothing` is what each one's score counts in each one's smoothed score, (n, n). `ideal` are
    all grades of the question, highest first; `share` is what its set counts.
    """

    signals: Matrix
    smoothing: Matrix
    grades: npt.NDArray[np.float64]
    ideal: tuple[int, ...]
    asks: bool
    one_right: bool
    share: float = 1.0

    def rough(self) -> "Asked":
        """The same, whose scores are not smoothed."""
        return replace(self, smoothing=np.eye(len(self.grades)))

    def measure_by(self, weights: Matrix) -> float:
        """The measure of the model's ranking; `weights` is (2, signals)."""
        return self.measure(self.smoothing @ (self.signals @ weights[int(self.asks)]))

    def measure(self, scores: npt.NDArray[np.float64]) -> float:
        """MRR@10 where one passage is right, else nDCG@10."""
        order = np.argsort(-scores, kind="stable")
        names = [str(at) for at in order]
        grades = {str(at): int(grade) for at, grade in enumerate(self.grades) if grade > 0}
        if self.one_right:
            return reciprocal_rank(names, grades, 10)
        missed = list(self.ideal)
        for grade in grades.values():
            missed.remove(grade)
        unseen = {f"missed {at}": grade for at, grade in enumerate(missed)}
        return ndcg(names, grades | unseen, 10)


def main() -> None:
    """Collect the signals, check the model on what it has not seen, fit and write it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument(
        "--ablation", action="store_true", help="leave each signal out in turn; keep the figures"
    )
    arguments = parser.parse_args()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        names = [folder.name for folder in arguments.sets]
        collected = dict(zip(names, pool.map(collect, arguments.sets), strict=True))
    rough = {name: [one.rough() for one in asked] for name, asked in collected.items()}
    table = {"prior": {name: mean_of(asked, _prior()) for name, asked in rough.items()}}
    every = range(len(_NAMES))
    table["unseen thirds"] = in_folds(collected, every)
    table["unseen sets"] = in_turn(collected, every)
    weights = fit(list(collected.values()), every)
    table["fitted on all"] = {name: mean_of(asked, weights) for name, asked in collected.items()}
    if arguments.ablation:
        for left_out, name in enumerate(_NAMES):
            some = [at for at in every if at != left_out]
            table[f"without {name}"] = in_folds(collected, some)
        table["without smoothing"] = in_folds(rough, every)
        keep("fusion", table)
    print("set".ljust(26), *(name.rjust(14) for name in collected))
    for label, values in table.items():
        print(label.ljust(26), *(f"{value:14.4f}" for value in values.values()))
    write(weights, names)


def collect(folder: Path) -> list[Asked]:
    """Ask the questions of one set, and note the signals of what is found."""
    dataset = read_beir(folder)
    encoder = SentenceEncoder()
    every = max(1, len(dataset.queries) // _MOST_QUESTIONS)
    # Of some sets each question has one passage that was judged, though others may be right, too.
    one_right = bool(np.mean([len(query.relevant) for query in dataset.queries]) < _ABOUT_ONE)
    with temporary_assistant(dataset.corpus, encoder, lambda *_: None) as assistant:
        snapshot = assistant.snapshot
        retriever = FusedRetriever(snapshot, encoder)
        words = snapshot.caches.words
        asked: list[Asked] = []
        for query in dataset.queries[::every]:
            hits = retriever.found(query.text, RetrievalOptions().ranked)
            terms = question_terms(query.text, words)
            signals = match(terms, encoder.encode_question(query.text), hits, words.rarity)
            vectors = [np.zeros_like(hit.vector) if terms.asks else hit.vector for hit in hits]
            grades = [query.relevant.get(hit.passage.document.source, 0) for hit in hits]
            ideal = tuple(sorted(query.relevant.values(), reverse=True))
            asked.append(
                Asked(
                    as_matrix(signals),
                    smoothing(np.stack(vectors)),
                    np.array(grades, float),
                    ideal,
                    terms.asks,
                    one_right,
                    _SHARES.get(folder.name, 1.0),
                )
            )
        return asked


def in_folds(collected: Mapping[str, Sequence[Asked]], signals: Sequence[int]) -> dict[str, float]:
    """The measure of each set on thirds of its questions that the model has not seen."""
    sums = dict.fromkeys(collected, 0.0)
    for fold in range(_FOLDS):
        parts = {name: _parted(asked, fold) for name, asked in collected.items()}
        weights = fit([seen for seen, _ in parts.values()], signals)
        for name, (_, unseen) in parts.items():
            sums[name] += mean_of(unseen, weights) * len(unseen) / len(collected[name])
    return sums


def _parted(asked: Sequence[Asked], fold: int) -> tuple[Sequence[Asked], Sequence[Asked]]:
    """All but one third of the questions, and that third."""
    first, last = fold * len(asked) // _FOLDS, (fold + 1) * len(asked) // _FOLDS
    return [*asked[:first], *asked[last:]], asked[first:last]


def in_turn(collected: Mapping[str, Sequence[Asked]], signals: Sequence[int]) -> dict[str, float]:
    """The measure of each set with a model that was fitted on the other sets."""
    return {
        name: mean_of(asked, fit([some for key, some in collected.items() if key != name], signals))
        for name, asked in collected.items()
    }


def mean_of(asked: Sequence[Asked], weights: Matrix) -> float:
    """The mean measure over the questions; `weights` is (2, signals)."""
    return float(np.mean([one.measure_by(weights) for one in asked]))


def fit(sets: Sequence[Sequence[Asked]], signals: Sequence[int]) -> Matrix:
    """The weights, (2, number of signals), for statements and for questions.

    Those of signals that are not among `signals` are zero. Each set counts by its share, whatever
    number of questions it has.
    """
    asked = [one for some in sets for one in some if one.grades.any()]
    shares = [one.share / len(some) for some in sets for one in some if one.grades.any()]
    rows = np.concatenate([_styled(one, signals) for one in asked])
    deviation = rows.std(axis=0) + 1e-9
    rows = rows / deviation
    targets = np.concatenate([one.grades / one.grades.sum() for one in asked])
    counts = np.array([len(one.grades) for one in asked])
    starts = np.r_[0, np.cumsum(counts)[:-1]]
    of_row = np.repeat(np.arange(len(asked)), counts)
    share = np.array(shares)
    prior = _prior()[:, list(signals)] * _SCALE
    held = np.concatenate([prior[0], prior[1] - prior[0]]) * deviation

    def loss(weights: Matrix) -> tuple[float, Matrix]:
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
    found = found / deviation / _SCALE
    statement, more = np.split(found, 2)
    weights = np.zeros((2, len(_NAMES)))
    weights[0, list(signals)] = statement
    weights[1, list(signals)] = statement + more
    return weights


def _styled(one: Asked, signals: Sequence[int]) -> Matrix:
    """The signals, and once more what a question adds to a statement's weights."""
    some = one.signals[:, list(signals)]
    return np.concatenate([some, some * float(one.asks)], axis=1)


def _prior() -> Matrix:
    """The prior's weights, as they stand for statements and for questions."""
    weights = FusionWeights()
    known = {field.name: getattr(weights, field.name) for field in fields(weights)}
    row = np.array([known.get(name, 0.0) for name in _NAMES])
    return np.stack([row, row])


def write(weights: Matrix, names: Sequence[str]) -> None:
    """Write the model beside the code that reads it."""
    statement, question = (
        {name: round(float(number), 4) for name, number in zip(_NAMES, row, strict=True)}
        for row in weights
    )
    content = {
        "made_by": f"python -m training.fit_fusion {' '.join(names)}",
        "question": question,
        "statement": statement,
        "reader": {"relevance": _RELEVANCE},
    }
    _TARGET.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
