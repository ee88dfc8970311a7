"""Comparing two setups' retrieval on a data set in BEIR's layout, question by question."""

from collections.abc import Callable, Mapping

import numpy as np

from index.encoding import Encoder
from qa.calibration import Column, Counts, ratio
from qa.datasets import Dataset
from qa.evaluation import (
    OnProgress,
    Rankings,
    RetrievalReport,
    metrics_by_query,
    rank_queries,
    temporary_assistant,
)
from qa.intervals import Columns, Difference, Measure, difference
from qa.opening import make_reader
from qa.reading import Reader
from qa.settings import Settings
from qa.setups import Ranking, Setup


def compare_retrieval(
    dataset: Dataset,
    report: RetrievalReport,
    other: Setup,
    seed: int,
    *,
    make_encoder: Callable[[Settings], Encoder],
    on_progress: OnProgress,
) -> Mapping[str, Difference]:
    """Each metric of the fused ranking in `report` and of `other`, and their difference.

    Every line of the corpus is a passage as it stands, so that of the settings only the encoder
    and the reader matter. `other` may be one of the baselines.

    Raises: EncoderError: when the other model is not there.
    """
    if other.ranking is Ranking.ANSWERS:
        reader = make_reader(other.settings)
        rankings = _fused(dataset, make_encoder(other.settings), reader, on_progress)
    else:
        rankings = report.rankings[other.ranking.value]
    first, second = _columns(dataset, report.rankings["fused"]), _columns(dataset, rankings)
    return {name: difference(_mean_of(name), first, second, seed) for name in first}


def _fused(
    dataset: Dataset, encoder: Encoder, reader: Reader | None, on_progress: OnProgress
) -> Rankings:
    with temporary_assistant(dataset.corpus, encoder, on_progress, reader) as assistant:
        retriever = assistant.retriever(assistant.snapshot)
        return rank_queries(
            dataset, retriever, lambda done, total: on_progress("other", done, total)
        )


def _columns(dataset: Dataset, rankings: Rankings) -> Columns:
    """Each metric as a column, one row a question."""
    rows = [metrics.by_name() for metrics in metrics_by_query(dataset, rankings)]
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def _mean_of(name: str) -> Measure:
    def mean(columns: Columns, counts: Counts) -> Column:
        return ratio(columns[name], np.ones_like(columns[name]), counts)

    return mean
