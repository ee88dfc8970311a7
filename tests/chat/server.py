"""The chat over an index without a model, as a program of its own: INDEX, then settings by name.

With `slow_days` among them, to choose documents by their days takes so many seconds, and with
`slow_answers` every answer does.
"""

import sys
from pathlib import Path
from time import sleep

import uvicorn

from app import create_app
from index.library import Library
from qa import Answer, Assistant
from qa.assistant import FoundPassages
from qa.selection import Selection
from qa.settings import Settings, changed_settings
from tests.fakes import HashingEncoder, ReadingHere


class SlowAssistant(Assistant):
    """An assistant who needs time for days or answers, as one of many documents does."""

    slow_days = 0.0
    slow_answers = 0.0

    def select(self, selection: Selection) -> tuple[str, ...] | None:
        """The documents that are chosen, after a while."""
        if selection.since or selection.until:
            sleep(self.slow_days)
        return super().select(selection)

    def answer(self, found: FoundPassages) -> Answer:
        """The answer, after a while."""
        sleep(self.slow_answers)
        return super().answer(found)


def main() -> None:
    """Serve at a free port, which is printed."""
    index, *values = sys.argv[1:]
    given = dict(value.split("=") for value in values)
    SlowAssistant.slow_days = float(given.pop("slow_days", "0"))
    SlowAssistant.slow_answers = float(given.pop("slow_answers", "0"))
    settings = changed_settings(Settings(index=Path(index)), given, "the test")
    encoder = HashingEncoder()
    assistant = SlowAssistant(Library(settings.index, encoder, process=ReadingHere), encoder)
    config = uvicorn.Config(
        create_app(assistant, settings), port=0, log_level="warning", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    listener = config.bind_socket()
    listener.listen(128)
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)  # noqa: T201
    server.run(sockets=[listener])


if __name__ == "__main__":
    main()
