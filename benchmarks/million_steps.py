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
from qa.retrieval import RetrievalOptions

_ROWS_AT_ONCE = 20_000
_NEAREST = 10
# So many are asked of the store for a question, and scored again with the kept vectors.
_CANDIDATES = RetrievalOptions().candidates
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
    making = [0.0]
    began = time.perf_counter()
    with Stopwatch(_SEAMS) as stopwatch:
        library.add(_timed(made_documents(topics, passages), making))
        whole = time.perf_counter() - began
        building = whole - making[0]
        stages = shares_of(stopwatch.taken(), building, _SEAMS)
    return {
        "seconds": building - stages.pop(_MADE),
        "with_making": whole,
        "stages": stages,
        "before_megabytes": before,
        "peak_megabytes": peak_megabytes(),
    }


def recall(index: str, questions: list[str]) -> Reply:
    """The share of the exact nearest ten among the candidates of the vector store, and its time."""
    encoder = SentenceEncoder()
    library = Library(Path(index), encoder)
    store = library.snapshot().caches.vectors
    vectors = np.stack([encoder.encode_question(question) for question in questions])
    began = time.perf_counter()
    found = [[one.id for one in store.search(vector, _CANDIDATES)] for vector in vectors]
    seconds = time.perf_counter() - began
    catalog = library.catalog()
    exact, _ = exact_nearest(_blocks(catalog), vectors, _NEAREST)
    catalog.close()
    return {"recall": recall_of(found, exact), "search_ms": 1000 * seconds / len(questions)}


def _timed(documents: Iterable[Split], seconds: list[float]) -> Iterator[Split]:
    """The documents; the first of `seconds` grows by what each of them took to make."""
    remaining = iter(documents)
    while True:
        began = time.perf_counter()
        document = next(remaining, None)
        seconds[0] += time.perf_counter() - began
        if document is None:
            return
        yield document


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
