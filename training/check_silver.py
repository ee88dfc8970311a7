"""Check silver questions against human ones: both should put three settings in the same order.

    python -m training.check_silver COVIDQA [--questions N] [--seed N]

COVIDQA is a data set in BEIR's layout whose `documents` folder holds the same articles as files.
Three settings (the vectors alone, BM25 alone, both fused) are ranked twice by MRR@10: by the
questions that people asked, over the passages of the data set, and by silver questions made from
the files. Passages and questions are not the same in both, so that only the order can be compared,
not the figures.
"""

import argparse
from itertools import pairwise
from pathlib import Path

import numpy as np

from index.sentence_encoder import SentenceEncoder
from qa.calibration import Column, Counts, ratio
from qa.datasets import read_beir
from qa.evaluation import evaluate_retrieval
from qa.intervals import Columns, difference, estimate
from qa.metrics import reciprocal_rank
from qa.outcomes import MEASURES, columns_of
from qa.question_sets import silver_set
from qa.repetition import content_stems
from qa.settings import Settings
from qa.setups import Ranking, Setup
from qa.silver_evaluation import ask_setups
from qa.silver_text import measures_as_text

_SETTINGS = ("dense", "bm25", "fused")
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
    human = _by_people(arguments.covidqa, encoder)
    files = arguments.covidqa / "documents"
    silver = _by_rule(files, encoder, arguments.questions, arguments.seed)
    for name, columns in (("people's questions", human), ("silver questions", silver)):
        _print_ranking(name, columns, arguments.seed)
    orders = [
        sorted(_SETTINGS, key=lambda name: float(one[name].mean())) for one in (human, silver)
    ]
    print(f"worst to best: {' < '.join(orders[0])}; {' < '.join(orders[1])}")
    print("the order is the same" if orders[0] == orders[1] else "the order is another one")


def _by_people(folder: Path, encoder: SentenceEncoder) -> Columns:
    """The reciprocal rank of each of people's questions, by setting."""
    dataset = read_beir(folder)
    report = evaluate_retrieval(dataset, encoder, lambda *_: None)
    _print_length("people's questions", [query.text for query in dataset.queries])
    return {
        name: np.array(
            [
                reciprocal_rank(ranking, query.relevant, _DEPTH)
                for ranking, query in zip(report.rankings[name], dataset.queries, strict=True)
            ]
        )
        for name in _SETTINGS
    }


def _by_rule(folder: Path, encoder: SentenceEncoder, number: int, seed: int) -> Columns:
    """The reciprocal rank of each silver question, by setting; prints the other measures."""
    questions = silver_set(folder, number, seed)
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
    print(measures_as_text({name: estimate(one, whole, seed) for name, one in MEASURES.items()}))
    answerable = whole["answerable"] > 0
    return {one.setup.name: columns_of(one.outcomes)[_METRIC][answerable] for one in asked}


def _print_ranking(name: str, columns: Columns, seed: int) -> None:
    print(f"{name}, {_METRIC}:")
    for setting in _SETTINGS:
        one = estimate(_mean, {"values": columns[setting]}, seed)
        print(f"  {setting:6} {one.value:.3f}  (95%: {one.low:.3f} to {one.high:.3f})")
    for worse, better in pairwise(_SETTINGS):
        first, second = ({"values": columns[setting]} for setting in (worse, better))
        change = difference(_mean, first, second, seed)
        print(
            f"  {better} less {worse}: {change.difference:+.3f} "
            f"(95%: {change.low:+.3f} to {change.high:+.3f}), by chance {change.chance:.4f}"
        )


def _mean(columns: Columns, counts: Counts) -> Column:
    return ratio(columns["values"], np.ones_like(columns["values"]), counts)


def _print_length(name: str, texts: list[str]) -> None:
    words = np.mean([len(text.split()) for text in texts])
    content = np.mean([len(content_stems(text)) for text in texts])
    print(f"{len(texts)} {name}: {words:.1f} words, {content:.1f} content words each", flush=True)


if __name__ == "__main__":
    main()
