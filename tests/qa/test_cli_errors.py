"""The command line and what goes wrong: one line that says what, one that says what to do."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.qa.command import FILES, Ran, Run, assert_error, environment, json_of, program
from tests.qa.small_index import write_files

QUESTION = "Who is China's Minister of Science and Technology?"
ANSWER = "Wang Zhigang"
HARBOUR = "Who rebuilt the harbour of Lisbon in 1903?"
CITATION = {"number": 1, "source": "a.txt", "sha256": "0", "start": 0, "end": 1, "quote": "A"}
SAVED = {"question": "What?", "found": True, "citations": [CITATION]}


# -- what is typed ---------------------------------------------------------------------------------

BAD_INPUT = [
    (["index", "nowhere"], "nowhere does not exist", "check the path"),
    (["index", "documents", "nowhere"], "nowhere does not exist", "check the path"),
    (["index", "empty"], "there is no document in", "name a folder that holds"),
    (["index"], "PATH", "qa index --help"),
    (["index", "documents", "--encoder", "no/such-model"], "no model no/such-model", "folder"),
    (["index", "documents", "--encoder", "empty"], "holds no weights", "model.safetensors"),
    (["index", "documents", "--encoder", ""], "encoder", "encoder"),
    (["ask", "who?", "--reader", "nope"], "there is no reader nope on this", "give own, off, or"),
    (["ask", ""], "the question is blank", "ask in a few words"),
    (["ask", " \n\t"], "the question is blank", "ask in a few words"),
    (["ask", "epidemic " * 10_000], "10,000 words, and only its first 254 words can", "one or"),
    (["ask", "who?", "-k", "0"], "sets k to '0'", "1 to 100"),
    (["ask", "who?", "-k", "101"], "sets k to '101'", "1 to 100"),
    (["ask", "who?", "-k", "-3"], "k", "1 to 100"),
    (["ask", "who?", "-k", "x"], "sets k to 'x'", "1 to 100"),
    (["ask", "who?", "-k", "2.5"], "sets k to '2.5'", "1 to 100"),
    (["ask", "who?", "-k", ""], "sets k to ''", "1 to 100"),
    (["ask", "who?", "-k"], "-k", "qa ask --help"),
    (["ask"], "question", "qa ask --help"),
    (["ask", "who", "signed?"], "signed?", "--help"),
    (["ask", "who?", "--depth", "3"], "--depth", "--help"),
    (["ask", "who?", "--source", "cellar.txt"], "no document cellar.txt", "qa status"),
    (["ask", "who\udcff?"], "question", ""),
    (["ask", "who?", "--source", "half\udcff.txt"], "no document half", "qa status"),
    (["show", "cellar.txt"], "no document cellar.txt", "qa status"),
    (["show", "half\udcff.txt"], "no document half", "qa status"),
    (["show"], "SOURCE", "qa show --help"),
    (["verify", "nowhere.json"], "nowhere.json cannot be read", "qa ask QUESTION --save"),
    (["verify", "saved.json", "--root", "nowhere"], "there is no folder nowhere", "documents"),
    (["verify", "note.txt", "--root", "nowhere"], "note.txt is not a saved answer", "--save"),
    (["verify", "note.txt"], "note.txt is not a saved answer", "qa ask QUESTION --save"),
    (["verify", "empty"], "empty cannot be read", "qa ask QUESTION --save"),
    (["eval", "nowhere"], "there is no folder nowhere", "BEIR"),
    (["eval", "note.txt"], "note.txt is a file, and no folder", "the folder that holds it"),
    (["eval", "empty"], "there is no document in", "name a folder that holds"),
    (["eval", "documents"], "documents gives 1 questions, from 2 documents", "running text"),
    (["eval", "broken", "--silver"], "broken gives 0 questions, from 1 documents", "at least 5"),
    (["eval", "documents", "--questions", "0"], "--questions is 0", "at least one"),
    (["eval", "documents", "--questions", "x"], "--questions", "qa eval --help"),
    (["eval", "documents", "--seed", "-1"], "--seed is -1", "0 or more"),
    (["eval", "documents", "--compare", "nothing"], "nothing is no index folder", "key=value"),
    (["eval", "documents", "--compare", "kk=3"], "the unknown setting kk", "did you mean k"),
    (["eval", "documents", "--compare", "max_tokens=1"], "max_tokens to '1'", "20 to 2000"),
    (["eval", "documents", "--compare", "empty"], "there is no index in empty", "qa index"),
    (["eval", "documents", "--report", "no/where.html"], "no folder no", "--report"),
    (["eval", "broken"], "broken/queries.jsonl does not exist", "BEIR"),
    (["eval", "broken"], "broken/queries.jsonl does not exist", "--silver"),
    (["serve", "--port", "99999"], "sets port to '99999'", "0 to 65535"),
    (["serve", "--port", "http"], "sets port to 'http'", "0 to 65535"),
    (["serve", "--host", ""], "sets host to ''", "host"),
    (["answer", "who?"], "answer", "qa --help"),
    ([], "COMMAND", "qa --help"),
    (["--version-of-what"], "COMMAND", "qa --help"),
]
WITH_AN_INDEX = [["index"], ["ask"], ["chat"], ["serve"], ["status"], ["show"], ["verify"]]


@pytest.fixture
def surroundings(own_folder: Path) -> None:
    """What the bad input is about, in the current folder."""
    write_files(own_folder / "documents", FILES)
    write_files(own_folder / "broken", {"corpus.jsonl": '{"_id": "c1"}\n'})
    (own_folder / "empty").mkdir()
    (own_folder / "note.txt").write_text("no JSON")
    (own_folder / "saved.json").write_text(json.dumps(SAVED))


@pytest.mark.usefixtures("surroundings")
@pytest.mark.parametrize("case", BAD_INPUT, ids=lambda case: ascii(" ".join(case[0]))[:60])
def test_what_is_typed_wrong_is_said_with_what_to_do(
    run: Run, sample_index: Path, unharmed: Callable[[], None], case: tuple[list[str], str, str]
) -> None:
    arguments, message, hint = case
    flags = ["--index", str(sample_index)] if arguments[:1] in WITH_AN_INDEX else []
    assert_error(run(*arguments, *flags), message, hint)
    unharmed()


@pytest.mark.parametrize("command", [["ask", "who?"], ["status"], ["show", "a.txt"]])
def test_without_an_index_the_command_that_builds_one_is_named(
    run: Run, command: list[str]
) -> None:
    ran = run(*command)
    assert_error(ran, "there is no index in .qa-index", "build one with `qa index FOLDER`")
    assert list(Path().iterdir()) == []


def test_verifying_without_an_index_names_it_too(run: Run) -> None:
    Path("answer.json").write_text(json.dumps(SAVED))
    assert_error(run("verify", "answer.json"), "there is no index in .qa-index", "--root FOLDER")
    assert_error(run("verify", "missing.json"), "missing.json cannot be read", "--save FILE")


@pytest.mark.usefixtures("own_folder")
def test_the_chat_without_an_index_says_the_same() -> None:
    ran = subprocess.run(
        program("serve", "--port", "0"),
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert_error(Ran(ran.returncode, ran.stdout, ran.stderr), "there is no index in .qa-index")


@pytest.mark.parametrize(
    ("index", "message"),
    [
        ("note.txt", "there is no index in note.txt"),
        ("note.txt/index", "there is no index in note.txt/index"),
        ("", "index"),
        ("~nobody-of-that-name/index", "index"),
        ("a" * 300, ""),
        ("half\udcff", "there is no index in half"),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_an_index_that_cannot_be_one_is_said(run: Run, index: str, message: str) -> None:
    Path("note.txt").write_text("no folder")
    assert_error(run("ask", "who?", "--index", index), message)


@pytest.mark.parametrize(
    "index",
    ["note.txt", "note.txt/index", "/proc/nowhere/index", "/dev/null", "a" * 300],
    ids=lambda value: value[:30],
)
def test_a_place_that_cannot_be_written_is_named(run: Run, index: str) -> None:
    Path("note.txt").write_text("no folder")
    folder = write_files(Path("documents"), FILES)
    assert_error(run("index", folder, "--index", index), index[:200], "--index")
    assert Path("note.txt").read_text() == "no folder"


def test_a_path_that_is_too_long_does_not_exist(run: Run) -> None:
    assert_error(run("index", "a" * 300), "a" * 200)


def test_a_question_from_standard_input_may_be_refused(
    run: Run, sample_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(" \n"))
    assert_error(run("ask", "-", "--index", sample_index), "the question is blank")


def test_standard_input_that_is_no_text_is_an_error(
    run: Run, sample_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = io.TextIOWrapper(io.BytesIO(b"who signed\xff\xfe?"), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", raw)
    assert_error(run("ask", "-", "--index", sample_index), "")


@pytest.mark.parametrize("command", [["status"], ["ask", "who?"], ["index", "."]])
def test_a_setting_that_is_unknown_is_said_by_every_command(run: Run, command: list[str]) -> None:
    Path("qa.toml").write_text("encodr = 1\n")
    assert_error(run(*command), "qa.toml has the unknown setting encodr", "did you mean encoder?")
    Path("qa.toml").write_text("k = [\n")
    assert_error(run(*command), "qa.toml cannot be read", "mend or remove it")


# -- files that cannot be read ---------------------------------------------------------------------


def test_one_bad_file_is_reported_and_the_others_are_indexed(run: Run) -> None:
    bad: dict[str, str | bytes] = {
        "binary.txt": bytes(range(256)) * 20,
        "empty.md": "",
        "blank.html": "<p> </p>",
    }
    folder = write_files(Path("documents"), {**FILES, **bad})
    ran = run("index", folder)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith(".qa-index: 2 added, 3 failed\n")
    for name in bad:
        assert f"  failed   {name} " in ran.out
    assert ran.out.count("           ") >= 3  # a hint under each
    answer = json_of(run("ask", HARBOUR, "--json").out)
    assert "Ana Ribeiro" in answer["text"]
    left_out = json_of(run("status", "--json").out)["left_out"]
    assert sorted(one["source"] for one in left_out) == sorted(bad)
    assert all(one["reason"] and one["hint"] for one in left_out)


def test_a_format_that_is_not_read_is_reported_and_no_failure(run: Run) -> None:
    folder = write_files(Path("documents"), {**FILES, "slides.ppt": "x"})
    ran = run("index", folder)
    assert ran.code == 0
    assert ran.out.startswith(".qa-index: 2 added, 1 left out\n")
    assert "  not read slides.ppt" in ran.out


def test_an_index_of_bad_files_only_is_empty_and_says_so_when_asked(run: Run) -> None:
    assert run("index", write_files(Path("documents"), {"empty.txt": ""})).code == 1
    assert_error(run("ask", "who?"), ".qa-index holds no document", "qa index FOLDER")
    assert json_of(run("status", "--json").out)["passages"] == 0


def test_a_file_that_becomes_unreadable_is_reported(run: Run) -> None:
    folder = write_files(Path("documents"), FILES)
    run("index", folder)
    (folder / "harbour.txt").write_bytes(bytes(range(256)) * 20)
    ran = run("index", folder)
    assert ran.code == 1
    assert "  failed   harbour.txt is not text" in ran.out
