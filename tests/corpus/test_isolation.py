"""Reading in a process of its own: whatever a file does, the next one is read."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, Mark
from corpus.errors import (
    ChapterverseError,
    DamagedFile,
    LimitReached,
    ReaderNotStarted,
    UnreadableDocument,
    UnsupportedFormat,
)
from corpus.isolation import ReadingOptions, ReadingProcess
from corpus.messages import (
    GarbledMessage,
    Request,
    length_of,
    reading_as_message,
    reading_from_message,
    request_as_message,
    request_from_message,
)
from corpus.reading import Container, Reading, UnreadFile, read_file
from tests.fake_readers import READERS, box

ROOT = Path(__file__).parents[2]
OPTIONS = ReadingOptions(readers="tests.fake_readers")


@pytest.fixture
def process() -> Iterator[ReadingProcess]:
    with ReadingProcess(OPTIONS) as process:
        yield process


def text_of(process: ReadingProcess, data: bytes, source: str) -> str:
    reading = process.read(data, source)
    assert reading.left_out == ()
    return reading.documents[0].text


def failure_of(process: ReadingProcess, data: bytes, source: str) -> UnreadableDocument:
    reading = process.read(data, source)
    assert reading.documents == ()
    (failed,) = reading.left_out
    assert failed.source == source
    assert failed.error.hint
    return failed.error


def is_there(number: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(number, 0)
        stat = Path(f"/proc/{number}/stat")
        return not (stat.exists() and ") Z " in stat.read_text())
    return False


def assert_ends(number: int, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while is_there(number):
        assert time.monotonic() < deadline, "the child lives on"
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("content", "source"),
    [
        ("---\ntitle: Meals\ndate: 2021-05-14\n---\n# Vans\n\nTwo *vans*, καλημέρα 🌧️.\n", "a.md"),
        (box({"b.txt": "Rain.", "c.xyz": "", "locked": ""}, "Letter", notes=["one"]), "a.box"),
        (box({"b.txt": "Rain."}, notes=["one", "two"]), "a.box"),
        ("", "sub/a.txt"),
        ("text", "a.xyz"),
    ],
)
def test_a_file_is_read_as_it_is_without_a_process(
    process: ReadingProcess, content: str, source: str
) -> None:
    data = content.encode()
    found, expected = process.read(data, source), read_file(data, source, readers=READERS)
    assert (found.documents, found.containers) == (expected.documents, expected.containers)
    assert [described(file) for file in found.left_out] == [
        described(file) for file in expected.left_out
    ]


def described(file: UnreadFile) -> tuple[object, ...]:
    return (file.source, type(file.error), file.error.message, file.error.hint)


def test_one_child_reads_file_after_file_and_ends_with_the_block() -> None:
    with ReadingProcess(OPTIONS) as process:
        numbers = {text_of(process, b"", "a.pid") for _ in range(3)}
        (number,) = map(int, numbers)
        assert number != os.getpid()
        assert is_there(number)
    assert not is_there(number)


def test_no_child_is_started_before_there_is_a_file_to_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with (
        ReadingProcess(OPTIONS) as process,
        pytest.raises(ReaderNotStarted, match="No such file or directory"),
    ):
        process.read(b"Rain.", "a.txt")


def test_a_child_that_cannot_start_says_why() -> None:
    with (
        ReadingProcess(ReadingOptions(readers="tests.no_such_module")) as process,
        pytest.raises(ReaderNotStarted, match=r"No module named 'tests\.no_such_module'"),
    ):
        process.read(b"Rain.", "a.txt")


@pytest.mark.parametrize("data", [b"sleep", b"compute"])
def test_a_file_that_takes_too_long_is_told_and_the_next_one_is_read(data: bytes) -> None:
    with ReadingProcess(ReadingOptions(0.4, readers="tests.fake_readers")) as process:
        number = int(text_of(process, b"", "a.pid"))
        started = time.monotonic()
        error = failure_of(process, data, "sub/a.hang")
        assert time.monotonic() - started < 5
        assert type(error) is LimitReached
        assert error.message == "sub/a.hang took longer than 0.4 s to read"
        assert "read_seconds" in error.hint
        assert not is_there(number)
        assert text_of(process, b"Rain.", "a.txt") == "Rain."


def test_a_larger_file_gets_more_time() -> None:
    options = ReadingOptions(60)
    sizes = (0, 1_000, 10_000_000, 25_000_000)
    assert [options.seconds_for(size) for size in sizes] == [60, 60, 60, 150]


@pytest.mark.skipif(sys.platform != "linux", reason="this system sets no limit of memory")
def test_a_file_that_eats_memory_is_told_and_the_next_one_is_read() -> None:
    options = ReadingOptions(60, megabytes=300, readers="tests.fake_readers")
    with ReadingProcess(options) as process:
        assert text_of(process, b"Rain.", "a.txt") == "Rain."
        error = failure_of(process, b"", "a.hungry")
        assert type(error) is LimitReached
        assert error.message == "a.hungry took more than 300 MB of memory to read"
        assert "read_megabytes" in error.hint
        too_large = failure_of(process, bytes(400_000_000), "b.txt")
        assert too_large.message == "b.txt took more than 300 MB of memory to read"
        assert text_of(process, b"Rain.", "a.txt") == "Rain."


def test_too_little_memory_where_the_reading_is_asked_for_is_told_and_the_next_file_is_read(
    process: ReadingProcess,
) -> None:
    class Starved(bytes):
        def __len__(self) -> int:
            raise MemoryError

    assert text_of(process, b"Two vans.", "a.txt") == "Two vans."
    error = failure_of(process, Starved(b"Two vans."), "b.txt")
    assert isinstance(error, LimitReached)
    assert error.message == "b.txt was not read: there is too little free memory for it"
    assert text_of(process, b"Two vans.", "c.txt") == "Two vans."


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT", "SIGFPE"])
def test_a_file_that_crashes_the_reader_is_told_and_the_next_one_is_read(
    process: ReadingProcess, name: str
) -> None:
    assert text_of(process, b"Rain.", "a.txt") == "Rain."
    error = failure_of(process, name.encode(), "a.crash")
    assert type(error) is DamagedFile
    number = int(signal.Signals[name])
    assert error.message == f"reading a.crash crashed the reader (signal {number})"
    assert text_of(process, b"Rain.", "a.txt") == "Rain."


def test_a_reader_that_the_system_killed_took_too_much_memory(process: ReadingProcess) -> None:
    error = failure_of(process, b"SIGKILL", "a.crash")
    assert type(error) is LimitReached
    assert "(signal 9)" in error.message


def test_a_reader_that_ends_by_itself_is_told(process: ReadingProcess) -> None:
    error = failure_of(process, b"", "a.exit")
    assert (type(error), error.message) == (
        DamagedFile,
        "reading a.exit ended the reader (exit code 3)",
    )


def test_an_error_that_no_reader_should_raise_is_told(process: ReadingProcess) -> None:
    before = text_of(process, b"", "a.pid")
    error = failure_of(process, b"", "a.boom")
    assert type(error) is DamagedFile
    assert error.message == "a.boom cannot be read: its reader failed with KeyError: '/Root'"
    assert text_of(process, b"", "a.pid") == before


def test_a_child_that_was_killed_meanwhile_is_replaced_and_no_file_is_blamed(
    process: ReadingProcess,
) -> None:
    number = int(text_of(process, b"", "a.pid"))
    os.kill(number, signal.SIGKILL)
    assert_ends(number)
    assert int(text_of(process, b"", "a.pid")) != number


@pytest.mark.parametrize(
    "message",
    [b"x", b"half", bytes(15), bytes(7) + b"\x09" + bytes(7) + b"\x09", b"\xff" * 40],
)
def test_half_a_message_is_told_and_the_next_file_is_read(
    process: ReadingProcess, message: bytes
) -> None:
    error = failure_of(process, message + b"|exits", "a.half")
    assert type(error) is DamagedFile
    assert error.message.startswith("reading a.half ")
    assert text_of(process, b"Rain.", "a.txt") == "Rain."


def test_half_a_message_is_not_waited_for_longer_than_the_limit() -> None:
    with ReadingProcess(ReadingOptions(0.4, readers="tests.fake_readers")) as process:
        error = failure_of(process, b"half|sleeps", "a.half")
        assert error.message == "a.half took longer than 0.4 s to read"


def test_large_files_and_large_texts_go_through(process: ReadingProcess) -> None:
    text = "It rained all day. " * 1_000_000
    assert text_of(process, text.encode(), "a.twice") == text.upper() * 2


def test_what_a_reader_prints_disturbs_nobody(
    process: ReadingProcess, capfd: pytest.CaptureFixture[str]
) -> None:
    assert text_of(process, b"", "a.loud") == "Nobody heard the noise."
    assert text_of(process, b"Rain.", "a.txt") == "Rain."
    assert capfd.readouterr() == ("", "")


def test_the_child_takes_no_notice_of_ctrl_c(process: ReadingProcess) -> None:
    number = int(text_of(process, b"", "a.pid"))
    os.kill(number, signal.SIGINT)
    assert int(text_of(process, b"", "a.pid")) == number


@pytest.mark.parametrize("busy", [False, True])
def test_the_child_ends_when_its_parent_is_killed(busy: bool) -> None:  # noqa: FBT001
    program = (
        "from corpus.isolation import *; import sys\n"
        "p = ReadingProcess(ReadingOptions(1, readers='tests.fake_readers'))\n"
        "print(p.read(b'', 'a.pid').documents[0].text, flush=True)\n"
        + ("p.read(b'compute', 'a.hang')" if busy else "sys.stdin.read()")
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        number = int(parent.stdout.readline())
        time.sleep(0.2)
        parent.kill()
        parent.wait()
        assert_ends(number)


def test_the_child_loads_nothing_of_weight_and_nothing_from_the_current_folder(
    tmp_path: Path,
) -> None:
    for name in ("json", "corpus", "struct", "sys"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('loaded')\n")
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "import tests.fake_readers\n"
        "from corpus.isolation import *\n"
        "import os; os.chdir(sys.argv[1])\n"
        "with ReadingProcess(ReadingOptions(readers='tests.fake_readers')) as p:\n"
        "    print(p.read(b'', 'a.modules').documents[0].text)\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", program, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    loaded = set(done.stdout.split())
    assert "corpus" in loaded
    assert loaded & {"numpy", "torch", "faiss", "tantivy", "tiktoken", "syntok", "socket"} == set()


def test_the_real_readers_are_the_default() -> None:
    with ReadingProcess() as process:
        assert text_of(process, b"<p>It rained.", "a.html") == "It rained."
        error = failure_of(process, b"", "a.pid")
        assert type(error) is UnsupportedFormat


any_text = st.text(st.characters(exclude_characters="\0"), max_size=20)
documents = st.builds(
    Document,
    any_text,
    any_text,
    any_text,
    st.none() | st.dates(),
    any_text,
    st.lists(st.builds(Mark, st.integers(0, 60), any_text), max_size=3).map(tuple),
    any_text,
    any_text,
    st.lists(any_text, max_size=3).map(tuple),
)


@given(
    st.lists(documents, max_size=3), st.lists(st.tuples(any_text, any_text, any_text), max_size=3)
)
def test_any_reading_goes_through_a_message(
    found: list[Document], faults: list[tuple[str, str, str]]
) -> None:
    left_out = tuple(UnreadFile(a, LimitReached(b, hint=c)) for a, b, c in faults)
    containers = tuple(Container(a, b, (c,)) for a, b, c in faults)
    message = reading_as_message(Reading(tuple(found), left_out, containers))
    assert length_of(message) == len(message)
    reading = reading_from_message(message)
    assert reading.documents == tuple(found)
    assert reading.containers == containers
    assert [described(one) for one in reading.left_out] == [described(one) for one in left_out]


@given(any_text, st.floats(0, 1e6), st.binary())
def test_any_request_goes_through_a_message(source: str, seconds: float, data: bytes) -> None:
    request = Request(source, seconds, data)
    assert request_from_message(request_as_message(request)) == request


WHOLE = reading_as_message(
    Reading((Document("a.txt", "00", "", date(2020, 1, 1), "Rain.", (Mark(0, "x"),), "text"),))
)


@given(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_message_that_was_damaged_is_a_reading_or_garbled(end: int, at: int, byte: int) -> None:
    damaged = bytearray(WHOLE)
    damaged[at] = byte
    with suppress(GarbledMessage, ChapterverseError):
        reading_from_message(bytes(damaged[:end]))
