"""The command `qa bench`: what it measures, on the user's index or on the sample."""

from pathlib import Path

import pytest

from index.library import Library
from qa.bench_machine import bytes_by_part, machine, peak_megabytes, resident_megabytes, versions
from qa.bench_measures import process_seconds
from qa.bench_partners import python_program
from qa.bench_subject import subject_of, write_documents
from qa.errors import BenchError
from tests.fakes import HashingEncoder
from tests.qa.command import Run, assert_error, json_of
from tests.qa.small_index import SAMPLE


def test_it_measures_at_least_once(run: Run) -> None:
    assert_error(run("bench", "--runs", "0"), "--runs is 0", "measure once")


def test_an_index_without_running_text_cannot_be_measured(run: Run) -> None:
    Path("notes").mkdir()
    Path("notes", "a.txt").write_text("Cats.\n", encoding="utf-8")
    run("index", "notes")
    assert_error(run("bench"), "no question can be made", "running text")


@pytest.mark.slow
def test_the_index_is_measured_beside_a_plain_program(
    run: Run, sample_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.bench._QUESTIONS_A_RUN", 4)
    monkeypatch.setattr("qa.bench._PARAGRAPHS", 8)
    # The plain program's threads wait for each other while they spin, where others compute.
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    record = json_of(
        run("bench", "--runs", "1", "--reader", "off", "--index", sample_index, "--json").out
    )
    assert record["benchmark"] == f"qa bench on {sample_index}"
    assert {row["name"]: sorted(row["figures"]) for row in record["rows"]} == {
        "build, once running": ["ours", "plain"],
        "build, most memory": ["ours"],
        "first answer, cold start": ["ours", "plain"],
        "opening the index": ["ours"],
        "a question, p50": ["ours", "plain"],
        "a question, p95": ["ours"],
        "memory while answering": ["ours"],
        "on the disk": ["ours"],
    }
    assert all(row["figures"]["ours"]["median"] > 0 for row in record["rows"])
    assert record["settings"] == {"encoder": "all-MiniLM-L6-v2", "reader": "off", "runs": 1}
    assert record["details"]["a question by stage, ms"]["question's vector"] > 0
    assert record["details"]["a question by stage, ms"]["reader"] == 0.0
    assert record["details"]["a build by stage, ms"]["encoding"] > 0


def test_questions_and_paragraphs_come_from_the_index(tmp_path: Path) -> None:
    library = Library(tmp_path / "index", HashingEncoder())
    library.update([SAMPLE])
    snapshot = library.snapshot()
    subject = subject_of(snapshot, 10, 20)
    texts = {snapshot.document(record.source).text for record in snapshot.files()}
    assert len(set(subject.questions)) == 10
    assert len(subject.paragraphs) == 20
    assert all(any(paragraph in text for text in texts) for paragraph in subject.paragraphs)
    assert subject == subject_of(snapshot, 10, 20)
    write_documents(subject.documents, tmp_path / "written")
    written = [path.read_text(encoding="utf-8") for path in (tmp_path / "written").iterdir()]
    assert all(any(paragraph in text for text in written) for paragraph in subject.paragraphs)


def test_a_process_that_fails_is_told_with_what_it_said() -> None:
    with pytest.raises(
        BenchError, match=r"^qa ended with code 2: error: there is no index in /none"
    ):
        process_seconds(python_program("qa", "ask", "Who?", "--index", "/none"))


def test_the_files_of_an_index_are_counted_by_part(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    for name, size in (("words/a", 3), ("words/b", 4), ("catalog.sqlite", 5), ("empty", 0)):
        (tmp_path / name).write_bytes(b"x" * size)
    (tmp_path / "catalog.sqlite-shm").write_bytes(b"xx")
    assert bytes_by_part(tmp_path) == {"catalog.sqlite": 5, "words": 7}


def test_the_machine_is_described() -> None:
    described = machine()
    assert described["cores"]
    assert described["processor"]
    assert versions()["faiss-cpu"]
    assert peak_megabytes() >= resident_megabytes() > 10
