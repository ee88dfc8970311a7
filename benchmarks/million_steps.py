"""The steps of `benchmarks.million`, requested as `qa/bench_partners.py` describes.

    python -m benchmarks.million_steps

Each step is run in a process of its own, so that its memory is its own.
"""

import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from benchmarks.exact_search import Ids, exact_nearest, recall_of
from benchmarks.made_vectors import MadeEncoder, RealVectors
from benchmarks.passages import Split, made_documents, topics_in
from index.catalog import Catalog
from index.encoding import Vectors, spanned_text
from index.library import Library
from index.records import unit_rows
from index.sentence_encoder import SentenceEncoder
from qa.bench_machine import peak_megabytes
from qa.bench_partners import Reply, answer_requests
from qa.bench_stages import BUILD_SEAMS, Seam, Stopwatch, shares_of

# Documents that are given to the library at a time: what it holds of them bounds the memory.
_DOCUMENTS_AT_ONCE = 200
_ROWS_AT_ONCE = 20_000
_NEAREST = 10
_MADE = "made vectors"
_SEAMS = (*BUILD_SEAMS, Seam(_MADE, "benchmarks.made_vectors", "MadeEncoder.encode"))


def encode(data: str, passages: int, file: str) -> Reply:
    """Encode the first made passages with the real encoder, and keep their vectors in `file`."""
    split = made_documents(topics_in(Path(data)), passages)
    texts = [spanned_text(passage) for _, own in split for passage in own]
    began = time.perf_counter()
    encoded = SentenceEncoder().encode(texts)
    seconds = time.perf_counter() - began
    RealVectors.of(encoded).save(Path(file))
    return {"seconds": seconds}


def build(data: str, passages: int, real: str, index: str) -> Reply:
    """Build an index of made passages: seconds but for making texts and vectors, and by stage."""
    topics = topics_in(Path(data))
    library = Library(Path(index), MadeEncoder(SentenceEncoder(), RealVectors.load(Path(real))))
    before = peak_megabytes()
    calls: list[float] = []
    began = time.perf_counter()
    with Stopwatch(_SEAMS) as stopwatch:
        for some in _in_parts(made_documents(topics, passages)):
            called = time.perf_counter()
            library.add(some)
            calls.append(time.perf_counter() - called)
        whole = time.perf_counter() - began
        stages = shares_of(stopwatch.taken(), sum(calls), _SEAMS)
    return {
        "seconds": sum(calls) - stages.pop(_MADE),
        "with_making": whole,
        "first_call": calls[0],
        "last_call": calls[-1],
        "stages": stages,
        "before_megabytes": before,
        "peak_megabytes": peak_megabytes(),
    }


def recall(index: str, questions: list[str]) -> Reply:
    """The share of the exact nearest ten that the vector store finds, and its milliseconds."""
    encoder = SentenceEncoder()
    library = Library(Path(index), encoder)
    store = library.snapshot().caches.vectors
    vectors = np.stack([encoder.encode_question(question) for question in questions])
    began = time.perf_counter()
    found = [[one.id for one in store.search(vector, _NEAREST)] for vector in vectors]
    seconds = time.perf_counter() - began
    catalog = library.catalog()
    exact, _ = exact_nearest(_blocks(catalog), vectors, _NEAREST)
    catalog.close()
    return {"recall": recall_of(found, exact), "search_ms": 1000 * seconds / len(questions)}


def _in_parts(documents: Iterable[Split]) -> Iterator[list[Split]]:
    remaining = iter(documents)
    while some := list(islice(remaining, _DOCUMENTS_AT_ONCE)):
        yield some


def _blocks(catalog: Catalog) -> Iterator[tuple[Ids, Vectors]]:
    """The stored vectors as float32, with their passages' numbers."""
    rows = catalog.all_rows()
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        numbers = np.array([row.id for row in some], np.int64)
        yield numbers, unit_rows(np.stack([row.vectors.passage for row in some]))


def main() -> None:
    """Answer requests."""
    answer_requests({"encode": encode, "build": build, "recall": recall})


if __name__ == "__main__":
    main()
