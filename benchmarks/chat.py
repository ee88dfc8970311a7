"""What the web chat takes: to start, to answer in a browser, to answer many people, and to idle.

    python -m benchmarks.chat INDEX QUESTIONS.jsonl [--people N] [--seconds N] [--pause N] [--json]

INDEX is an index folder; QUESTIONS has a question under `text` in each line. The chat runs as a
program of its own, as `qa serve` starts it; whoever asks is in this process, on the same computer,
and takes part of it. People ask as the page does, over its queue, until the answer is whole; after
it each waits, twice the pause at most and the pause at the mean, and asks something else. Without a
pause this shows how many answers a second there are. Without Chromium the browser is left out.
"""

import argparse
import asyncio
import json
import os
import platform
import random
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np
from playwright.sync_api import sync_playwright

_STARTS = 3
_IN_BROWSER = 30
_IDLE_SECONDS = 20
_PATIENCE_SECONDS = 120
_TICKS = os.sysconf("SC_CLK_TCK")
# From a click on the button to the moment when there is one answer, or refusal, more to be seen.
_CLICK = """
() => new Promise((resolve) => {
  const count = () => document.querySelectorAll('#cv-chat .cv-answer, #cv-chat .cv-refusal').length;
  const before = count(), began = performance.now();
  const look = () => count() > before
    ? requestAnimationFrame(() => resolve(performance.now() - began))
    : requestAnimationFrame(look);
  document.querySelector('#cv-ask').click();
  look();
})
"""


def main() -> None:
    """Measure one after the other, and print what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("file", type=Path)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=10, help="seconds between questions (10)")
    parser.add_argument("--reader", default="own")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    lines = arguments.file.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["text"] for line in lines]
    starts = []
    for _ in range(_STARTS):
        with _served(arguments.index, arguments.reader) as (_, _, seconds):
            starts.append(seconds)
    report: dict[str, object] = _circumstances(arguments)
    report["seconds from start to first byte"] = _spread(starts)
    with _served(arguments.index, arguments.reader) as (address, server, _):
        health = json.loads(_get(f"{address}/health"))
        report["passages"] = health["passages"]
        _wait_for_models(address, questions[0])
        report["idle: share of a core"] = round(_share_of_a_core(server, _IDLE_SECONDS), 4)
        report["milliseconds from click to answer"] = _in_browser(address, questions)
        load = _Load(address, questions, arguments.people, arguments.pause)
        report["people asking at once"] = asyncio.run(load.run(arguments.seconds))
    if arguments.json:
        print(json.dumps(report))
    else:
        for name, value in report.items():
            print(f"{name}: {value}")


def _circumstances(arguments: argparse.Namespace) -> dict[str, object]:
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"],  # noqa: S607 - the one that is installed
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} before",
        "commit": commit.stdout.strip(),
        "reader": arguments.reader,
    }


@contextmanager
def _served(index: Path, reader: str) -> Iterator[tuple[str, int, float]]:
    """The chat as a program: its address, its number, and the seconds until it sent a byte."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    flags = ["--index", str(index), "--port", str(port), "--reader", reader]
    began = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "qa", "serve", *flags], stdout=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                _get(f"{address}/", 1)
                break
            except OSError:
                if server.poll() is not None or time.perf_counter() - began > _PATIENCE_SECONDS:
                    raise
                time.sleep(0.01)
        yield address, server.pid, time.perf_counter() - began
    finally:
        server.terminate()
        server.wait()


def _get(address: str, size: int = -1) -> bytes:
    with urllib.request.urlopen(address) as reply:  # noqa: S310 - our own address
        content: bytes = reply.read(size)
    return content


def _wait_for_models(address: str, question: str) -> None:
    """Ask once: the page is there before the models are loaded, and an answer is not."""
    values = json.dumps({"data": [question, 5, None, None, None, "", ""]}).encode()
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(f"{address}/gradio_api/run/ask", values, headers)  # noqa: S310
    urllib.request.urlopen(request).close()  # noqa: S310 - our own address


def _share_of_a_core(process: int, seconds: float) -> float:
    """How much of one core a process uses while nobody asks."""

    def used() -> float:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2]
        user, system = fields.split()[11:13]
        return (int(user) + int(system)) / _TICKS

    time.sleep(2)
    before, began = used(), time.perf_counter()
    time.sleep(seconds)
    return (used() - before) / (time.perf_counter() - began)


def _in_browser(address: str, questions: Sequence[str]) -> object:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        return "not measured: there is no Chromium"
    times = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.set_default_timeout(1000 * _PATIENCE_SECONDS)
        page.goto(address)
        page.wait_for_selector("#cv-question textarea")
        page.wait_for_timeout(3000)  # a page that listens is never idle on the network
        for question in questions[: _IN_BROWSER + 3]:
            page.fill("#cv-question textarea", question)
            times.append(page.evaluate(_CLICK))
            page.wait_for_timeout(700)
        browser.close()
    return _spread(times[3:])  # the first ones warm up


class _Load:
    """People who ask over the queue of the page, each in a session of their own."""

    def __init__(self, address: str, questions: Sequence[str], people: int, pause: float) -> None:
        self._address = address
        self._questions = questions
        self._people = people
        self._pause = pause
        self._times: list[float] = []
        self._errors: list[str] = []
        self._handler = self._handler_of("ask_1")

    async def run(self, seconds: float) -> dict[str, object]:
        """Ask for so many seconds; an answer that has begun by then is waited for."""
        until = time.perf_counter() + seconds
        await asyncio.gather(*(self._person(number, until) for number in range(self._people)))
        return {
            "people": self._people,
            "mean pause in seconds": self._pause,
            "answers": len(self._times),
            "errors": len(self._errors),
            "first errors": sorted(set(self._errors))[:3],
            "answers a second": round(len(self._times) / seconds, 2),
            "seconds to the answer": _spread(self._times),
        }

    def _handler_of(self, name: str) -> int:
        dependencies = json.loads(_get(f"{self._address}/config"))["dependencies"]
        return next(int(one["id"]) for one in dependencies if one["api_name"] == name)

    async def _person(self, number: int, until: float) -> None:
        chance = random.Random(number)  # noqa: S311 - the same questions and pauses every time
        await asyncio.sleep(chance.uniform(0, min(self._pause, 10)))
        async with httpx.AsyncClient(base_url=self._address, timeout=_PATIENCE_SECONDS) as client:
            while time.perf_counter() < until:
                began = time.perf_counter()
                question = chance.choice(self._questions)
                session = f"{number}-{chance.random()}"
                try:
                    await self._ask(client, question, session)
                    self._times.append(time.perf_counter() - began)
                except (httpx.HTTPError, RuntimeError, ValueError) as error:
                    self._errors.append(f"{type(error).__name__}: {error}")
                await asyncio.sleep(chance.uniform(0, 2 * self._pause))

    async def _ask(self, client: httpx.AsyncClient, question: str, session: str) -> None:
        values: list[object] = [question, [], None, None]
        join = {"data": values, "fn_index": self._handler, "session_hash": session}
        reply = await client.post("/gradio_api/queue/join", json=join)
        reply.raise_for_status()
        address = f"/gradio_api/queue/data?session_hash={session}"
        async with client.stream("GET", address) as stream:
            async for line in stream.aiter_lines():
                if not line.startswith("data: "):
                    continue
                message = json.loads(line.removeprefix("data: "))
                if message["msg"] == "process_completed":
                    if not message["success"] or "cv-error" in line:
                        raise RuntimeError(line[:300])
                    return
        raise RuntimeError("the answer did not come")


def _spread(values: Sequence[float]) -> dict[str, float]:
    """The median, and how far the values spread around it."""
    if not values:
        return {"of": 0}
    low, middle, high = np.percentile(values, [5, 50, 95])
    return {
        "median": round(float(middle), 3),
        "5th percentile": round(float(low), 3),
        "95th percentile": round(float(high), 3),
        "most": round(max(values), 3),
        "of": len(values),
    }


if __name__ == "__main__":
    main()
