"""Where the time goes: seconds by stage, taken at the seams between the parts.

While a `Stopwatch` runs, the functions named here note how long they took. A function inside
another one counts for its own stage only, so that the stages of one thread add up to its time.
"""

import functools
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Seam:
    """A function of a module, or a method of its class, and the stage that it counts for."""

    stage: str
    module: str
    name: str


QUESTION_SEAMS = (
    Seam("checking the question", "qa.assistant", "Assistant._check"),
    Seam("question's vector", "index.sentence_encoder", "SentenceEncoder.encode_question"),
    Seam("vector search", "index.faiss_store", "FaissStore.search"),
    Seam("word search", "index.lexical", "LexicalIndex.search"),
    Seam("word search", "index.lexical", "LexicalIndex.search_words"),
    Seam("word scores of candidates", "index.lexical", "LexicalIndex.score"),
    Seam("word scores of candidates", "index.lexical", "LexicalIndex.score_pairs"),
    Seam("rows from the catalogue", "index.snapshot", "Snapshot.rows"),
    Seam("texts from the catalogue", "index.snapshot", "Snapshot.passage"),
    Seam("texts from the catalogue", "index.snapshot", "Snapshot.document"),
    Seam("ranking", "qa.retrieval", "FusedRetriever.search"),
    Seam("reader", "qa.reader", "OwnReader.read"),
    Seam("reader", "qa.reader", "OwnReader.tells"),
    Seam("choosing the answer", "qa.assistant", "Assistant._answer"),
    Seam("verification", "qa.assistant", "check_citation"),
)
BUILD_SEAMS = (
    Seam("reading the files", "corpus.isolation", "ReadingProcess.read"),
    Seam("splitting", "index.update", "split"),
    Seam("counting tokens", "index.sentence_encoder", "SentenceEncoder.fits"),
    Seam("encoding", "index.sentence_encoder", "SentenceEncoder.encode"),
    Seam("catalogue", "index.catalog", "Catalog.replace"),
    Seam("catalogue", "index.catalog", "Catalog.vectors_by_key"),
    Seam("catalogue", "index.catalog", "Catalog.rows"),
    Seam("catalogue", "index.catalog", "Catalog.document"),
    Seam("catalogue", "index.catalog", "Catalog.finish"),
    Seam("vector store", "index.faiss_store", "FaissStore.add"),
    Seam("vector store", "index.faiss_store", "FaissStore.save"),
    Seam("lexical indexes", "index.library", "build_caches"),
    Seam("lexical indexes", "index.library", "change_caches"),
)
OTHER = "all else"


class Stopwatch:
    """Takes the seconds by stage of what runs in its `with` block, in every thread together."""

    def __init__(
        self, seams: Sequence[Seam], clock: Callable[[], float] = time.perf_counter
    ) -> None:
        """Choose the seams, and a clock that tells seconds; nothing is changed yet."""
        self._seams = seams
        self._clock = clock
        self._originals: list[tuple[Any, str, Any]] = []
        self._seconds: dict[str, float] = defaultdict(float)
        self._inside = threading.local()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        try:
            for seam in self._seams:
                owner, name = _place(seam)
                original = vars(owner)[name]
                setattr(owner, name, self._timed(original, seam.stage))
                self._originals.append((owner, name, original))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        for owner, name, original in reversed(self._originals):
            setattr(owner, name, original)
        self._originals.clear()

    def taken(self) -> dict[str, float]:
        """The seconds by stage since the last time that this was asked."""
        with self._lock:
            seconds = dict(self._seconds)
            self._seconds.clear()
        return seconds

    def _timed(self, function: Callable[..., Any], stage: str) -> Callable[..., Any]:
        @functools.wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the function takes and gives
            # What runs inside takes its seconds off the function around it.
            around = getattr(self._inside, "seconds", 0.0)
            self._inside.seconds = 0.0
            began = self._clock()
            try:
                return function(*arguments, **named)
            finally:
                whole = self._clock() - began
                with self._lock:
                    self._seconds[stage] += whole - self._inside.seconds
                self._inside.seconds = around + whole

        return timed


def shares_of(taken: Mapping[str, float], whole: float, seams: Sequence[Seam]) -> dict[str, float]:
    """The seconds of every stage in the order of the seams, and what is left of the `whole`.

    >>> shares_of({"a": 1.0}, 3.0, [Seam("a", "", ""), Seam("b", "", "")])
    {'a': 1.0, 'b': 0.0, 'all else': 2.0}
    """
    stages = {stage: taken.get(stage, 0.0) for stage in dict.fromkeys(one.stage for one in seams)}
    return {**stages, OTHER: max(0.0, whole - sum(stages.values()))}


def _place(seam: Seam) -> tuple[Any, str]:
    """The module or class that holds the function, and its name there."""
    *classes, name = seam.name.split(".")
    owner: Any = import_module(seam.module)
    for one in classes:
        owner = getattr(owner, one)
    return owner, name
