"""Following folders: the real file system, and a real command that keeps an index up to date."""

import json
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue

import pytest

from qa.watching import changes

ROOT = Path(__file__).parent.parent.parent
PATIENCE_SECONDS = 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "documents"
    (place / "sub").mkdir(parents=True)
    (place / ".hidden").mkdir()
    (place / "index").mkdir()
    (place / "a.txt").write_text("It rained.")
    return place


@pytest.fixture
def bursts(folder: Path) -> Iterator["Queue[tuple[Path, ...]]"]:
    """The bursts of changes in the folder, as they come."""
    found: Queue[tuple[Path, ...]] = Queue()
    stop = threading.Event()

    def follow() -> None:
        for burst in changes([folder], leave_out=folder / "index", stop=stop):
            found.put(burst)

    thread = threading.Thread(target=follow)
    thread.start()

    # It follows once the first change is told.
    def started() -> bool:
        touch(folder / "start.txt")
        return not found.empty()

    until(started)
    drain(found)
    yield found
    stop.set()
    thread.join(PATIENCE_SECONDS)


def touch(path: Path) -> None:
    path.write_text(str(time.monotonic()))


def until(done: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def drain(found: "Queue[tuple[Path, ...]]") -> None:
    while True:
        try:
            found.get(timeout=1.5)
        except Empty:
            return


def test_a_file_that_is_saved_by_renaming_is_told_under_its_name(
    folder: Path, bursts: "Queue[tuple[Path, ...]]"
) -> None:
    (folder / ".a.txt.swp").write_text("It snowed.")
    (folder / ".a.txt.swp").replace(folder / "a.txt")
    assert bursts.get(timeout=PATIENCE_SECONDS) == (folder / "a.txt",)


def test_hidden_files_and_the_index_are_passed_over(
    folder: Path, bursts: "Queue[tuple[Path, ...]]"
) -> None:
    touch(folder / ".hidden" / "b.txt")
    touch(folder / "index" / "catalog.sqlite")
    touch(folder / "sub" / "c.txt")
    assert bursts.get(timeout=PATIENCE_SECONDS) == (folder / "sub" / "c.txt",)


def test_a_burst_of_changes_is_told_at_once(
    folder: Path, bursts: "Queue[tuple[Path, ...]]"
) -> None:
    for number in range(50):
        touch(folder / "sub" / f"{number}.txt")
    first = bursts.get(timeout=PATIENCE_SECONDS)
    rest: list[Path] = list(first)
    while len(set(rest)) < 50:
        rest.extend(bursts.get(timeout=PATIENCE_SECONDS))
    assert len(first) > 25  # most of them together; a slow machine may part them


def test_a_folder_that_is_taken_away_is_told_and_the_new_one_is_followed(
    folder: Path, bursts: "Queue[tuple[Path, ...]]"
) -> None:
    def told(path: Path) -> None:
        until(lambda: path in bursts.get(timeout=PATIENCE_SECONDS))

    for _ in range(2):
        folder.rename(folder.with_name("away"))
        told(folder)
        (folder / "sub").mkdir(parents=True)
        told(folder)
        touch(folder / "sub" / "new.txt")
        told(folder / "sub" / "new.txt")
        shutil.rmtree(folder.with_name("away"))


def test_while_one_folder_is_gone_others_are_followed(tmp_path: Path) -> None:
    gone, stays = tmp_path / "gone", tmp_path / "stays"
    for place in (gone, stays):
        place.mkdir()
    stop = threading.Event()
    found = changes([gone, stays], leave_out=tmp_path / "index", stop=stop)
    told: Queue[tuple[Path, ...]] = Queue()

    def follow() -> None:
        for burst in found:
            told.put(burst)

    thread = threading.Thread(target=follow)
    thread.start()
    try:

        def is_told(path: Path) -> bool:
            touch(stays / "a.txt")  # once more, since what comes before it is watched is not told
            with suppress(Empty):
                return path in told.get(timeout=2)
            return False

        until(lambda: is_told(stays / "a.txt"))
        gone.rmdir()
        until(lambda: is_told(gone))
        until(lambda: is_told(stays / "a.txt"))
        gone.mkdir()
        until(lambda: is_told(gone))
    finally:
        stop.set()
        thread.join(PATIENCE_SECONDS)


@pytest.mark.slow
def test_the_command_follows_a_folder_until_it_is_stopped(tmp_path: Path, folder: Path) -> None:
    index = tmp_path / "index"
    # In the background of a shell, Ctrl-C is ignored here, and so it would be by the command.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "qa", "index", str(folder)),
            *("--index", str(index), "--watch", "--json"),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    reports: Queue[dict[str, list[str]]] = Queue()
    assert process.stdout is not None
    output = process.stdout

    def collect() -> None:
        text = ""
        for line in output:
            text += line
            try:
                reports.put(json.loads(text))
            except ValueError:
                continue
            text = ""

    thread = threading.Thread(target=collect)
    thread.start()
    try:
        assert reports.get(timeout=PATIENCE_SECONDS)["added"] == ["a.txt"]
        seen: set[str] = set()

        def added() -> bool:
            (folder / "b.txt").write_text("The harbour was built in 1903.")
            try:
                seen.update(reports.get(timeout=2)["added"])
            except Empty:
                return False
            return "b.txt" in seen

        until(added)
        (folder / "a.txt").unlink()
        until(lambda: "a.txt" in reports.get(timeout=PATIENCE_SECONDS)["removed"])
        (folder / "b.txt").unlink()
        until(lambda: "b.txt" in reports.get(timeout=PATIENCE_SECONDS)["removed"])
        folder.rename(tmp_path / "away")
        (tmp_path / "new").mkdir()
        (tmp_path / "new" / "c.txt").write_text("It snowed.")
        (tmp_path / "new").rename(folder)
        until(lambda: "c.txt" in reports.get(timeout=PATIENCE_SECONDS)["added"])
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_SECONDS) in {0, 130}
        thread.join(PATIENCE_SECONDS)
        output.close()
