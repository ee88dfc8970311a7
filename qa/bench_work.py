"""Our side of a measurement: builds, opens and asks in a process of its own, when requested.

    python -m qa.bench_work

Requests come as `qa/bench_partners.py` describes. The model is loaded once, and stays.
"""

import time
from functools import cache
from pathlib import Path

from qa.assistant import Assistant
from qa.bench_machine import peak_megabytes, resident_megabytes
from qa.bench_partners import Reply, answer_requests
from qa.bench_stages import BUILD_SEAMS, QUESTION_SEAMS, Stopwatch, shares_of
from qa.opening import assistant_with, make_encoder, make_library
from qa.settings import Settings, load_settings


class Work:
    """What can be measured, with the assistant that was opened last."""

    def __init__(self) -> None:
        """Open nothing yet."""
        self._assistant: Assistant | None = None

    def build(self, folder: str, index: str, encoder: str) -> Reply:
        """Index the documents in `folder`: the seconds, all and by stage, and the passages."""
        settings = load_settings({"index": index, "encoder": encoder})
        library = make_library(settings, _encoder(encoder))
        began = time.perf_counter()
        with Stopwatch(BUILD_SEAMS) as stopwatch:
            library.update([Path(folder)])
            seconds = time.perf_counter() - began
        catalog = library.catalog()
        passages = catalog.count_passages()
        catalog.close()
        return {
            "seconds": seconds,
            "passages": passages,
            "stages": shares_of(stopwatch.taken(), seconds, BUILD_SEAMS),
            "peak_megabytes": peak_megabytes(),
        }

    def open(self, index: str, encoder: str, reader: str) -> Reply:
        """Open an index: the seconds, and how many passages it has."""
        settings: Settings = load_settings({"index": index, "encoder": encoder, "reader": reader})
        model = _encoder(encoder)
        began = time.perf_counter()
        self._assistant = assistant_with(settings, model)
        seconds = time.perf_counter() - began
        return {"seconds": seconds, "passages": len(self._assistant.snapshot)}

    def ask(self, questions: list[str]) -> Reply:
        """Ask each question: its seconds, all and by stage, and whether there is an answer."""
        assert self._assistant is not None
        seconds, stages, found = [], [], 0
        with Stopwatch(QUESTION_SEAMS) as stopwatch:
            for question in questions:
                stopwatch.taken()
                began = time.perf_counter()
                answer = self._assistant.ask(question)
                seconds.append(time.perf_counter() - began)
                stages.append(shares_of(stopwatch.taken(), seconds[-1], QUESTION_SEAMS))
                found += answer.found
        return {"seconds": seconds, "stages": stages, "found": found}

    def memory(self) -> Reply:
        """The memory that this process holds, and the most that it held."""
        return {"resident_megabytes": resident_megabytes(), "peak_megabytes": peak_megabytes()}


_encoder = cache(lambda name: make_encoder(load_settings({"encoder": name})))


def main() -> None:
    """Answer requests."""
    work = Work()
    answer_requests(
        {"build": work.build, "open": work.open, "ask": work.ask, "memory": work.memory}
    )


if __name__ == "__main__":
    main()
