"""Check silver questions against human ones: both should put three settings in the same order.

    python -m training.check_silver COVIDQA [--questions N] [--seed N]

COVIDQA is a data set in BEIR's layout whose `documents` folder holds the same articles as files.
Three settings of clearly different quality are ranked twice by MRR@10: by the questions that people
asked, over the passages of the data set, and by silver questions made from the files. Passages and
questions are not the same in both, so that only the order can be compared, not the figures.
"""

import argparse
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from index.sentence_encoder import SentenceEncoder
from qa.calibration import Column, Counts, ratio
from qa.datasets import read_beir
from qa.evaluation import evaluate_retrieval
from qa.intervals import Columns, Estimate, estimate
from qa.metrics import reciprocal_rank
from qa.outcomes import MEASURES, columns_of
from qa.question_sets import silver_set
from qa.repetition import content_stems
from qa.settings import Settings
from qa.setups import Ranking, Setup
from qa.silver_evaluation import ask_setups

_METRIC = "MRR@10"
_DEPTH = 10


def main() -> None:
    """Rank the three settings by both kinds of questions, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("covidqa", type=Path)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    encoder = SentenceEncoder()
    human = _by_people(arguments.covidqa, encoder, arguments.seed)
    silver = _by_rule(arguments.covidqa / "documents", encoder, arguments)
    for name, figures in (("people's questions", human), ("silver questions", silver)):
        print(f"{name}, {_METRIC}:")
        for setting, one in figures.items():
            print(f"  {setting:6} {one.value:.3f}  (95%: {one.low:.3f} to {one.high:.3f})")
    orders = [sorted(figures, key=lambda name: figures[name].value) for figures in (human, silver)]
    print(f"worst to best: {' < '.join(orders[0])}; {' < '.join(orders[1])}")
    print("the order is the same" if orders[0] == orders[1] else "the order is another one")


def _by_people(folder: Path, encoder: SentenceEncoder, seed: int) -> Mapping[str, Estimate]:
    dataset = read_beir(folder)
    report = evaluate_retrieval(dataset, encoder, lambda *_: None)
    _print_length("people's questions", [query.text for query in dataset.queries])
    figures: dict[str, Estimate] = {}
    for name in ("dense", "bm25", "fused"):
        ranks = [
            reciprocal_rank(ranking, query.relevant, _DEPTH)
            for ranking, query in zip(report.rankings[name], dataset.queries, strict=True)
        ]
        figures[name] = estimate(_mean, {"values": np.array(ranks)}, seed)
    return figures


def _by_rule(
    folder: Path, encoder: SentenceEncoder, arguments: argparse.Namespace
) -> Mapping[str, Estimate]:
    questions = silver_set(folder, arguments.questions, arguments.seed)
    _print_length("silver questions", [one.text for one in questions.questions if one.answerable])
    settings = Settings()
    setups = [
        Setup("dense", settings, Ranking.DENSE),
        Setup("bm25", settings, Ranking.BM25),
        Setup("fused", settings),
    ]
    asked = ask_setups(questions, setups, lambda _: encoder, lambda *_: None)
    whole = columns_of(asked[-1].outcomes)
    print("silver evaluation of the fused setting:")
    for name, measure in MEASURES.items():
        one = estimate(measure, whole, arguments.seed)
        print(f"  {name:18} {one.value:.3f}  (95%: {one.low:.3f} to {one.high:.3f})")
    return {
        one.setup.name: estimate(MEASURES[_METRIC], columns_of(one.outcomes), arguments.seed)
        for one in asked
    }


def _mean(columns: Columns, counts: Counts) -> Column:
    return ratio(columns["values"], np.ones_like(columns["values"]), counts)


def _print_length(name: str, texts: list[str]) -> None:
    words = np.mean([len(text.split()) for text in texts])
    content = np.mean([len(content_stems(text)) for text in texts])
    print(f"{len(texts)} {name}: {words:.1f} words, {content:.1f} content words each", flush=True)


if __name__ == "__main__":
    main()
