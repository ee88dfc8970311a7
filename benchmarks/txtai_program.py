"""txtai with the same weights, hybrid: answers requests in a process of its own.

    PYTHON -P benchmarks/txtai_program.py MODEL

Runs in a Python that has txtai, and needs nothing of ours: so that txtai's dependencies cannot
change what is measured beside it. Requests and replies are lines of JSON, as in
`qa/bench_partners.py`.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from txtai import Embeddings


class Txtai:
    """A hybrid index of txtai: vectors and BM25, fused as it comes, with the texts."""

    def __init__(self, model: str) -> None:
        """Use the model in the folder `model`."""
        self._settings = {"path": model, "hybrid": True, "content": True}
        # Else every build would load the model again.
        self._models: dict[str, Any] = {}
        self._embeddings: Any = None

    def build(self, texts: str, folder: str) -> dict[str, Any]:
        """Index the texts in the JSON file `texts` in `folder`: the seconds, and how many."""
        passages = json.loads(Path(texts).read_text(encoding="utf-8"))
        began = time.perf_counter()
        self._embeddings = Embeddings(self._settings, models=self._models)
        self._embeddings.index((at, text, None) for at, text in enumerate(passages))
        self._embeddings.save(str(Path(folder) / "txtai"))
        return {"seconds": time.perf_counter() - began, "passages": len(passages)}

    def open(self, folder: str) -> dict[str, Any]:
        """Open the index in `folder`: the seconds."""
        began = time.perf_counter()
        self._embeddings = Embeddings()
        self._embeddings.load(str(Path(folder) / "txtai"))
        return {"seconds": time.perf_counter() - began}

    def search(self, question: str) -> dict[str, Any]:
        """The seconds that the best ten texts take."""
        began = time.perf_counter()
        self._embeddings.search(question, 10)
        return {"seconds": time.perf_counter() - began}

    def rank(self, questions: list[str], depth: int) -> dict[str, Any]:
        """The positions of the best `depth` texts for each question."""
        found = [self._embeddings.search(question, depth) for question in questions]
        return {"found": [[int(one["id"]) for one in hits] for hits in found]}


def main() -> None:
    """Answer requests until there are no more."""
    program = Txtai(sys.argv[1])
    handlers: dict[str, Callable[..., dict[str, Any]]] = {
        "build": program.build,
        "open": program.open,
        "search": program.search,
        "rank": program.rank,
    }
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as replies:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        for line in sys.stdin:
            request = json.loads(line)
            replies.write(json.dumps(handlers[request.pop("what")](**request)) + "\n")
            replies.flush()


if __name__ == "__main__":
    main()
