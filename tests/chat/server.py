"""Chats over indexes without a model, from one program that forks a chat a request.

To load Gradio takes longer than most tests of a chat do, so it is loaded once. Requests and replies
are lines of JSON. To be served are an index, settings by name and an environment; the reply is the
chat's address and process. With `slow_days` among the settings, to choose documents by their days
takes so many seconds, and with `slow_answers` every answer does. `end` names a process to end.
"""

import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from time import monotonic, sleep

import uvicorn

from app import create_app
from chat.gradio_import import import_gradio
from index.library import Library
from qa import Answer, Assistant
from qa.assistant import FoundPassages
from qa.selection import Selection
from qa.settings import Settings, changed_settings, keep_offline
from tests.fakes import HashingEncoder, ReadingHere

_PATIENCE_SECONDS = 20


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
    """Answer requests until there are no more, and end the chats that still run then."""
    keep_offline()
    import_gradio()
    import_module("chat.page")
    running: set[int] = set()
    for line in sys.stdin:
        request = json.loads(line)
        if "end" in request:
            running.discard(request["end"])
            reply: Mapping[str, object] = {"ended": _ended(request["end"])}
        else:
            reply = _forked(**request)
            running.add(int(str(reply["process"])))
        print(json.dumps(reply), flush=True)  # noqa: T201
    for process in running:
        _ended(process)


def _forked(
    index: str, settings: dict[str, str], environment: dict[str, str]
) -> Mapping[str, object]:
    """The address of a new chat, "" where it failed, and its process."""
    assert threading.active_count() == 1  # what others hold, a fork would never get
    read_end, write_end = os.pipe()
    process = os.fork()
    if not process:
        os.close(read_end)
        try:
            os.environ.update(environment)
            _serve(Path(index), settings, write_end)
        except BaseException:  # noqa: BLE001 - told, and never back into the parent's loop
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end) as told:
        return {"address": told.read(), "process": process}


def _serve(index: Path, given: dict[str, str], told: int) -> None:
    """Serve at a free port, which is written to `told`."""
    SlowAssistant.slow_days = float(given.pop("slow_days", "0"))
    SlowAssistant.slow_answers = float(given.pop("slow_answers", "0"))
    settings = changed_settings(Settings(index=index), given, "the test")
    encoder = HashingEncoder()
    assistant = SlowAssistant(Library(settings.index, encoder, process=ReadingHere), encoder)
    config = uvicorn.Config(
        create_app(assistant, settings), port=0, log_level="warning", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    listener = config.bind_socket()
    listener.listen(128)
    with os.fdopen(told, "w") as address:
        address.write(f"http://127.0.0.1:{listener.getsockname()[1]}")
    server.run(sockets=[listener])


def _ended(process: int) -> bool:
    """Whether the process ended when it was asked to; it is gone in any case."""
    os.kill(process, signal.SIGTERM)
    until = monotonic() + _PATIENCE_SECONDS
    while monotonic() < until:
        if os.waitpid(process, os.WNOHANG)[0]:
            return True
        sleep(0.02)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return False


if __name__ == "__main__":
    main()
