"""The command line and what goes wrong: one line that says what, one that says what to do."""

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from tests.index.small_disk import make_read_only, mounted
from tests.qa.command import FILES, Ran, Run, environment, json_of, program
from tests.qa.small_index import SAMPLE, change_catalog, write_files

QUESTION = "Who is China's Minister of Science and Technology?"
ANSWER = "Wang Zhigang"
HARBOUR = "Who rebuilt the harbour of Lisbon in 1903?"


def assert_error(ran: Ran, message: str, hint: str = "") -> None:
    """The command failed with this in its message and its hint, and said nothing else."""
    lines = ran.err.splitlines()
    assert ran.code == 2
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert [line.split(": ")[0] for line in lines] == ["error", "hint"], ran.err
    assert message in lines[0]
    assert hint in lines[1]
    assert len(lines[1]) > len("hint: ")


@pytest.fixture
def unharmed(sample_index: Path) -> Callable[[], None]:
    """Asserts that the index of the sample is what it was."""

    def content() -> dict[str, bytes]:
        return {
            path.name: path.read_bytes()
            for path in sample_index.iterdir()
            if path.is_file() and path.stat().st_size and not path.name.endswith("-shm")
        }

    before = content()

    def check() -> None:
        assert content() == before

    return check


# -- what is typed ---------------------------------------------------------------------------------

BAD_INPUT = [
    (["index", "nowhere"], "nowhere does not exist", "check the path"),
    (["index", "documents", "nowhere"], "nowhere does not exist", "check the path"),
    (["index", "empty"], "there is no document in", "name a folder that holds"),
    (["index"], "PATH", "qa index --help"),
    (["index", "documents", "--encoder", "no/such-model"], "no model no/such-model", "folder"),
    (["index", "documents", "--encoder", "empty"], "holds no weights", "model.safetensors"),
    (["index", "documents", "--encoder", ""], "encoder", "encoder"),
    (["ask", ""], "the question is blank", "ask in a few words"),
    (["ask", " \n\t"], "the question is blank", "ask in a few words"),
    (["ask", "epidemic " * 10_000], "10000 words", "one or two sentences"),
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
    (["verify", "nowhere.json"], "nowhere.json cannot be read", "qa ask QUESTION --json"),
    (["verify", "note.txt"], "note.txt is not a saved answer", "qa ask QUESTION --json"),
    (["verify", "empty"], "empty cannot be read", "qa ask QUESTION --json"),
    (["eval", "nowhere"], "nowhere/questions.jsonl does not exist", "BEIR"),
    (["eval", "documents"], "documents/questions.jsonl does not exist", "BEIR"),
    (["eval", "broken"], "broken/queries.jsonl does not exist", "BEIR"),
    (["serve", "--port", "99999"], "sets port to '99999'", "0 to 65535"),
    (["serve", "--port", "http"], "sets port to 'http'", "0 to 65535"),
    (["serve", "--host", ""], "sets host to ''", "host"),
    (["answer", "who?"], "answer", "qa --help"),
    ([], "COMMAND", "qa --help"),
    (["--version-of-what"], "COMMAND", "qa --help"),
]
WITH_AN_INDEX = [["index"], ["ask"], ["serve"], ["status"], ["show"], ["verify"]]


@pytest.fixture
def surroundings() -> None:
    """What the bad input is about, in the current folder."""
    write_files(Path("documents"), FILES)
    write_files(Path("broken"), {"corpus.jsonl": '{"_id": "c1"}\n'})
    Path("empty").mkdir()
    Path("note.txt").write_text("no JSON")


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
    Path("answer.json").write_text('{"citations": []}')
    assert_error(run("verify", "answer.json"), "there is no index in .qa-index", "qa index")


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
def test_a_setting_that_is_unknown_is_said_by_every_command(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    Path("qa.toml").write_text("encodr = 1\n")
    assert_error(run(*command), "qa.toml has the unknown setting encodr", "did you mean encoder?")
    Path("qa.toml").write_text("k = [\n")
    assert_error(run(*command), "qa.toml cannot be read", "mend or remove it")
    Path("qa.toml").unlink()
    monkeypatch.setenv("QA_INDXE", "x")
    assert_error(run(*command), "the environment has the unknown setting indxe", "mean index?")


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
    assert ran.out.startswith(".qa-index: 2 added, 1 of a format that is not read\n")
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


# -- an index that is not what it should be --------------------------------------------------------


def answered(ran: Ran) -> bool:
    return ran.code == 0 and ANSWER in json_of(ran.out)["text"]


def test_an_index_of_another_encoder_is_not_mixed_with_this_one(run: Run, own_index: Path) -> None:
    identity = {"encoder": "B", "fingerprint": "B 768", "dimension": 768, "max_tokens": 200}
    change_catalog(
        own_index, "UPDATE meta SET value = ? WHERE key = 'identity'", json.dumps(identity)
    )
    before = (own_index / "catalog.sqlite").read_bytes()
    for command in (["ask", "who?"], ["status"], ["show", "a.txt"], ["index", str(SAMPLE)]):
        ran = run(*command, "--index", own_index)
        assert_error(ran, "was built with the encoder B (B 768)", "set encoder to B")
        assert "all-MiniLM-L6-v2" in ran.err
        assert "--rebuild" in ran.err
    assert (own_index / "catalog.sqlite").read_bytes() == before
    assert run("index", SAMPLE, "--index", own_index, "--rebuild").code == 0
    assert answered(run("ask", QUESTION, "--index", own_index, "--json"))


def test_an_index_that_was_split_otherwise_is_not_mixed_either(
    run: Run, sample_index: Path, monkeypatch: pytest.MonkeyPatch, unharmed: Callable[[], None]
) -> None:
    monkeypatch.setenv("QA_MAX_TOKENS", "100")
    for command in (["ask", "who?"], ["index", str(SAMPLE)]):
        ran = run(*command, "--index", sample_index)
        assert_error(ran, "split at 200 tokens, the settings ask for 100", "max_tokens to 200")
    monkeypatch.delenv("QA_MAX_TOKENS")
    unharmed()


def test_an_index_of_a_later_version_is_left_alone(run: Run, own_index: Path) -> None:
    change_catalog(own_index, "UPDATE meta SET value = '99' WHERE key = 'schema'")
    before = (own_index / "catalog.sqlite").read_bytes()
    for command in (["ask", "who?"], ["status"], ["index", str(SAMPLE)]):
        ran = run(*command, "--index", own_index)
        assert_error(ran, "has format 99, this version of Chapterverse reads up to 1", "update")
    assert (own_index / "catalog.sqlite").read_bytes() == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: bytes(number * 7 % 251 for number in range(len(data))),
        lambda _: b"",
        lambda data: data[: len(data) // 2],
        lambda data: b"\x00" * 100 + data[100:],
        lambda data: data[:100] + b"\xff" * 4000 + data[4100:],
        lambda _: b"SQLite format 3\x00",
    ],
    ids=["random", "empty", "half", "without a head", "first page", "head only"],
)
def test_a_damaged_catalogue_is_said_and_can_be_built_again(
    run: Run, own_index: Path, damage: Callable[[bytes], bytes]
) -> None:
    catalog = own_index / "catalog.sqlite"
    for name in ("catalog.sqlite-wal", "catalog.sqlite-shm"):
        (own_index / name).unlink(missing_ok=True)
    spoiled = damage(catalog.read_bytes())
    catalog.write_bytes(spoiled)
    for command in (["ask", QUESTION], ["status"], ["index", str(SAMPLE)]):
        ran = run(*command, "--index", own_index)
        assert_error(ran, str(catalog), "qa index")
        assert catalog.read_bytes() == spoiled


def test_after_damage_the_folder_is_deleted_and_built_again_as_the_hint_says(
    run: Run, own_index: Path
) -> None:
    (own_index / "catalog.sqlite").write_bytes(b"damaged")
    ran = run("index", SAMPLE, "--index", own_index)
    assert_error(ran, "is damaged", "delete the index folder and build it again")
    shutil.rmtree(own_index)
    assert run("index", SAMPLE, "--index", own_index).code == 0
    assert answered(run("ask", QUESTION, "--index", own_index, "--json"))


def test_a_damaged_text_is_never_quoted(run: Run, own_index: Path) -> None:
    change_catalog(
        own_index, "UPDATE documents SET text = replace(text, 'Wang Zhigang', 'Wang Nobody!')"
    )
    ran = run("ask", QUESTION, "--index", own_index, "--json")
    assert_error(ran, "is damaged: the text of", "build it again")


def spoil(*paths: Path) -> None:
    assert paths
    for path in paths:
        path.write_bytes(bytes(number * 7 % 251 for number in range(path.stat().st_size)))


@pytest.mark.parametrize(
    "damage",
    [
        lambda index: spoil(index / "vectors.faiss"),
        lambda index: (index / "vectors.faiss").write_bytes(b""),
        lambda index: (index / "vectors.faiss").unlink(),
        lambda index: spoil(index / "caches.json"),
        lambda index: (index / "caches.json").write_text("[]"),
        lambda index: (index / "caches.json").unlink(),
        lambda index: spoil(index / "words" / "meta.json"),
        lambda index: (index / "words" / "meta.json").unlink(),
        lambda index: shutil.rmtree(index / "sentence-words"),
        lambda index: spoil(*(index / "sentence-words").glob("*.*")),
    ],
    ids=[
        "random vectors",
        "empty vectors",
        "no vectors",
        "random description",
        "another description",
        "no description",
        "random words",
        "no words",
        "no sentences",
        "random sentences",
    ],
)
def test_damaged_caches_are_made_again_with_a_word_and_the_right_answer(
    run: Run, own_index: Path, caplog: pytest.LogCaptureFixture, damage: Callable[[Path], object]
) -> None:
    damage(own_index)
    assert answered(run("ask", QUESTION, "--index", own_index, "--json"))
    assert "the caches in " in caplog.text
    assert "are made again from the catalogue" in caplog.text
    caplog.clear()
    assert run("status", "--index", own_index).code == 0
    assert caplog.text == ""  # they are whole again


def test_the_word_about_caches_is_on_standard_error(own_index: Path) -> None:
    (own_index / "vectors.faiss").write_bytes(b"")
    ran = subprocess.run(
        program("status", "--index", own_index, "--json"),
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json_of(ran.stdout)["passages"] > 50
    assert ran.stderr.startswith(f"the caches in {own_index} are made again")
    assert ran.stderr.count("\n") == 1


def test_a_second_writer_is_turned_away_and_a_reader_is_not(run: Run, own_index: Path) -> None:
    before = run("status", "--index", own_index, "--json").out
    with FileLock(own_index / "writer.lock"):
        for flags in ([], ["--rebuild"]):
            ran = run("index", SAMPLE, "--index", own_index, *flags)
            assert_error(ran, "another process is writing the index", "wait")
        assert answered(run("ask", QUESTION, "--index", own_index, "--json"))
        # Even where the caches are lost, and the writer has not made them again yet.
        (own_index / "caches.json").unlink()
        assert answered(run("ask", QUESTION, "--index", own_index, "--json"))
    assert run("status", "--index", own_index, "--json").out == before
    assert run("index", SAMPLE, "--index", own_index).code == 0


def test_an_index_on_a_disk_that_cannot_be_written_is_asked_all_the_same(
    run: Run, sample_index: Path, tmp_path: Path
) -> None:
    with mounted(tmp_path / "disk", "size=20m") as disk:
        index = shutil.copytree(sample_index, disk / "index")
        (index / "caches.json").unlink()
        make_read_only(disk)
        assert answered(run("ask", QUESTION, "--index", index, "--json"))
        folder = write_files(tmp_path / "documents", FILES)
        assert_error(run("index", folder, "--index", index), str(index), "--index")


def test_a_full_disk_is_said_and_what_was_stored_is_kept(run: Run, tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "size=100k") as disk:
        index = disk / "index"
        ran = run("index", write_files(tmp_path / "documents", FILES), "--index", index)
        kept = {path.name for path in index.iterdir()}
        assert_error(ran, str(index), "")
        assert "catalog.sqlite" in kept or kept == set()
