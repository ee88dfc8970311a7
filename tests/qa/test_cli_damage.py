"""The command line and an index that is not what it should be: nothing is mixed, nothing lost."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from index.catalog import Catalog
from index.records import Identity
from index.schema import SCHEMA_VERSION
from tests.index.small_disk import make_read_only, mounted
from tests.qa.command import FILES, Ran, Run, assert_error, environment, json_of, program
from tests.qa.small_index import SAMPLE, change_catalog, write_files

pytestmark = pytest.mark.usefixtures("own_folder")

QUESTION = "Who is China's Minister of Science and Technology?"
ANSWER = "Wang Zhigang"


def answered(ran: Ran) -> bool:
    return ran.code == 0 and ANSWER in json_of(ran.out)["text"]


def test_an_index_of_another_encoder_is_not_mixed_with_this_one(run: Run, own_index: Path) -> None:
    shutil.rmtree(own_index)
    own_index.mkdir()
    Catalog.create(own_index, Identity("B", "B 768", 768, 200)).close()
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
        assert_error(
            ran,
            f"has format 99, this version of Chapterverse reads up to {SCHEMA_VERSION}",
            "update",
        )
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


def test_after_damage_the_index_is_built_again_as_the_hint_says(run: Run, own_index: Path) -> None:
    (own_index / "catalog.sqlite").write_bytes(b"damaged")
    ran = run("index", SAMPLE, "--index", own_index)
    assert_error(ran, "is damaged", "`qa index FOLDER --rebuild`")
    assert run("index", SAMPLE, "--index", own_index, "--rebuild").code == 0
    assert answered(run("ask", QUESTION, "--index", own_index, "--json"))


def test_a_damaged_text_is_never_quoted(run: Run, own_index: Path) -> None:
    change_catalog(
        own_index, "UPDATE texts SET text = replace(text, 'Wang Zhigang', 'Wang Nobody!')"
    )
    ran = run("ask", QUESTION, "--index", own_index, "--json")
    assert_error(ran, "is damaged: the text of", "build the index again")


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
        program("ask", QUESTION, "--index", own_index, "--json"),
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json_of(ran.stdout)["found"]
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
        assert kept in ({"catalog.sqlite", "writer.lock"}, {"writer.lock"})
