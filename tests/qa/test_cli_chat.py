"""`qa chat`: a conversation over standard input, piped and at a terminal."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.qa.command import Ran, Run, assert_error, environment, program

ASIA = "How many countries in Asia received emergency assistance from China?"
AFRICA = "How many countries in Africa received emergency assistance from China?"
OFF_TOPIC = "How long should I boil an egg?"
Chat = Callable[..., Ran]


@pytest.fixture
def chat(run: Run, sample_index: Path, monkeypatch: pytest.MonkeyPatch) -> Chat:
    """Gives `qa chat` these lines and flags, over the sample documents.

    What is asked of a table is answered, of which the program is less sure without the reader.
    """
    monkeypatch.setenv("QA_MINIMUM_CONFIDENCE", "0.1")

    def converse(*lines: str, flags: tuple[str, ...] = ()) -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return run("chat", "--index", sample_index, "--reader", "off", "-k", "1", *flags)

    return converse


def objects(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_a_follow_up_is_shown_as_it_was_understood(chat: Chat) -> None:
    ran = chat(ASIA, "and in Africa?")
    words = " ".join(ran.out.split())
    assert (ran.code, ran.err) == (0, "")
    assert words.count("understood as: ") == 1
    assert f"understood as: {AFRICA}" in words
    assert words.index("28 countries") < words.index("understood as: ")
    assert "26 countries" in words.partition("understood as: ")[2]


def test_a_line_with_an_exclamation_mark_is_asked_as_typed(chat: Chat) -> None:
    ran = chat(ASIA, "!and in Africa?", flags=("--json",))
    turn = objects(ran.out)[1]
    assert (turn["asked"], turn["question"], turn["carried"]) == (
        *("and in Africa?", "and in Africa?"),
        [],
    )


def test_a_new_conversation_forgets_what_was_said(chat: Chat) -> None:
    ran = chat(ASIA, ":new", "and in Africa?", flags=("--json",))
    assert ran.err == "a new conversation\n"
    assert [turn["question"] for turn in objects(ran.out)] == [ASIA, "and in Africa?"]


def test_each_answer_is_one_line_of_json(chat: Chat) -> None:
    ran = chat(ASIA, "", "and in Africa?", flags=("--json",))
    first, second = objects(ran.out)
    assert list(first) == [
        *("asked", "carried", "question", "found", "confidence", "text", "exact"),
        *("citations", "passages", "seconds"),
    ]
    assert (second["asked"], second["question"]) == ("and in Africa?", AFRICA)
    assert second["citations"][0]["source"] == "assistance-to-89-countries.html"
    assert len(second["passages"]) == 1


def test_the_exit_code_tells_of_a_question_that_is_not_answered(chat: Chat) -> None:
    ran = chat(OFF_TOPIC, ASIA)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("The documents do not answer this.\n")


def test_a_line_that_cannot_be_asked_is_told_and_the_next_one_is_asked(chat: Chat) -> None:
    ran = chat("!", ":what", "epidemic " * 5000, ASIA)
    assert ran.code == 2
    assert [line.partition(" ")[0] for line in ran.err.splitlines()] == ["error:", "hint:"] * 3
    assert "the question is blank" in ran.err
    assert "there is no command :what" in ran.err
    assert "28 countries" in ran.out


def test_only_the_sources_that_are_named_are_asked(chat: Chat) -> None:
    flags = ("--json", "--source", "letter-from-ciesc.md")
    ran = chat(ASIA, "and in Africa?", flags=flags)
    passages = [passage for turn in objects(ran.out) for passage in turn["passages"]]
    assert {passage["source"] for passage in passages} == {"letter-from-ciesc.md"}


def test_an_unknown_source_is_told_before_anything_is_asked(chat: Chat) -> None:
    assert_error(chat(ASIA, flags=("--source", "cellar.txt")), "no document cellar.txt", "status")


def test_nothing_to_ask_is_no_fault(chat: Chat) -> None:
    assert chat() == Ran(0, "", "")


def test_bytes_that_are_no_text_are_told(
    run: Run, sample_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(b"who \xff?\n"), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", stdin)
    ran = run("chat", "--index", sample_index)
    assert_error(ran, "standard input is no text", "UTF-8")


def test_who_types_is_told_how_and_prompted(
    run: Run, sample_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Keyboard(io.StringIO):
        """Somebody who types."""

        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Keyboard(f"{OFF_TOPIC}\n"))
    ran = run("chat", "--index", sample_index, "--reader", "off", "--json")
    assert ran.err.startswith("one question a line")
    assert ran.err.count("> ") == 2
    assert [turn["question"] for turn in objects(ran.out)] == [OFF_TOPIC]


def test_the_program_itself_holds_a_conversation(sample_index: Path) -> None:
    ran = subprocess.run(
        program("chat", "--index", sample_index, "--reader", "off"),
        env=environment(QA_MINIMUM_CONFIDENCE="0.1"),
        input=f"{ASIA}\nand in Africa?\n".encode(),
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert AFRICA.encode() in b" ".join(ran.stdout.split())


def test_what_was_typed_comes_back_without_control_characters(chat: Chat) -> None:
    ran = chat(ASIA, "and \x1b[31min Africa?", ":\x1b[2J")
    assert "understood as: " in ran.out
    assert "\x1b" not in ran.out + ran.err
