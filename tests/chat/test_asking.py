"""What is seen of a question, step by step, and what is kept of it."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from chat.asking import Asking, Step, Wish
from chat.chosen import Chosen
from chat.kept import KeptTurn
from chat.words import WORDS as ALL_WORDS
from qa.answer import Answer
from qa.assistant import Assistant, FoundPassages
from tests.fakes import HashingEncoder
from tests.qa.small_index import library_of

WORDS = ALL_WORDS["en"]
FILES = {
    "letter.txt": "Dai Houliang signed the letter to Japan on 20 February 2020.",
    "tower.txt": "The tower of Vellamo is forty metres high.",
}


@pytest.fixture
def asking(tmp_path: Path) -> Asking:
    encoder = HashingEncoder()
    return Asking(Assistant(library_of(tmp_path, FILES, encoder), encoder), k=2)


def asked(
    asking: Asking,
    question: str,
    turns: tuple[KeptTurn, ...] = (),
    wish: Wish | None = None,
    chosen: Chosen | None = None,
) -> list[Step]:
    return list(asking.steps(question, turns, wish or Wish(), chosen or Chosen(), WORDS))


class SlowAssistant(Assistant):
    """Answers after a while."""

    def answer(self, found: FoundPassages) -> Answer:
        """The answer, half a second later."""
        time.sleep(0.5)
        return super().answer(found)


def test_the_passages_are_seen_before_an_answer_that_takes_long(tmp_path: Path) -> None:
    encoder = HashingEncoder()
    slow = Asking(SlowAssistant(library_of(tmp_path, FILES, encoder), encoder), k=2)
    steps = asked(slow, "How high is the tower of Vellamo?")
    last = [step.messages[-1]["content"] for step in steps]
    assert "Searching the documents" in last[0]
    assert "2 passages found" in last[1]
    assert "forty metres" in last[1].replace("&#46;", ".")
    assert "cv-actions" in last[2]
    assert [step.turns is None for step in steps] == [True, True, False]
    assert [len(step.messages) for step in steps] == [2, 2, 2]


def test_the_chosen_documents_alone_are_asked(asking: Asking) -> None:
    question = "How high is the tower of Vellamo?"
    (*_, last) = asked(asking, question, chosen=Chosen(names=("letter.txt",)))
    assert last.turns is not None
    assert not last.turns[0].found
    assert "forty metres" not in last.messages[-1]["content"]
    # A wish for certain documents, from an address, comes before what is chosen.
    wish = Wish(only=("tower.txt",))
    (*_, last) = asked(asking, question, wish=wish, chosen=Chosen(names=("letter.txt",)))
    assert "forty metres" in last.messages[-1]["content"].replace("&#46;", ".")


def test_a_choice_that_makes_no_sense_is_told_and_nothing_is_asked(asking: Asking) -> None:
    (*_, last) = asked(asking, "How high is the tower of Vellamo?", chosen=Chosen(since="May"))
    assert last.turns == ()
    assert "is no date" in last.messages[-1]["content"]


def test_an_answer_that_is_there_at_once_is_not_kept_waiting(asking: Asking) -> None:
    patient = replace(asking, patience_seconds=60)
    steps = asked(patient, "How high is the tower of Vellamo?")
    assert [step.turns is None for step in steps] == [True, False]
    assert "cv-actions" in steps[-1].messages[-1]["content"]


def test_the_answer_is_that_of_the_assistant(asking: Asking) -> None:
    question = "How high is the tower of Vellamo?"
    (turn,) = asked(asking, question)[-1].turns or ()
    answer = asking.assistant.ask(question, 2)
    assert (turn.found, turn.text, turn.citations) == (
        answer.found,
        answer.text,
        answer.citations,
    )
    assert turn.confidence == answer.confidence
    assert [one.place.source for one in turn.passages] == [
        hit.passage.document.source for hit in answer.passages
    ]


def test_a_follow_up_leans_on_the_turns_before_it_unless_it_is_asked_as_typed(
    asking: Asking,
) -> None:
    first = asked(asking, "Who signed the letter to Japan?")[-1].turns or ()
    leaning = (asked(asking, "When did he sign it?", first)[-1].turns or ())[-1]
    assert leaning.understood.asked == "When did he sign it?"
    assert leaning.understood.text != "When did he sign it?"
    typed = (asked(asking, "When did he sign it?", first, Wish(as_typed=True))[-1].turns or ())[-1]
    assert typed.understood.text == "When did he sign it?"


def test_a_question_that_is_changed_takes_the_place_of_what_came_after(asking: Asking) -> None:
    turns = asked(asking, "Who signed the letter?")[-1].turns or ()
    turns = asked(asking, "How high is the tower?", turns)[-1].turns or ()
    changed = asked(asking, "What is the tower?", turns, Wish(keep=1))[-1]
    assert [turn.understood.asked for turn in changed.turns or ()] == [
        "Who signed the letter?",
        "What is the tower?",
    ]
    assert len(changed.messages) == 4


def test_a_question_that_cannot_be_asked_says_why_and_is_no_turn(asking: Asking) -> None:
    turns = asked(asking, "Who signed the letter?")[-1].turns or ()
    step = asked(asking, "Who?", turns, Wish(only=("missing.txt",)))[-1]
    assert step.turns == turns
    assert "cv-error" in step.messages[-1]["content"]


def test_a_fault_of_the_program_is_said_and_ends_nothing(
    asking: Asking, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Assistant, "answer", fail)
    step = asked(asking, "Who signed the letter?")[-1]
    assert "Something went wrong here" in step.messages[-1]["content"]
    assert step.turns == ()
    assert "ZeroDivisionError" in caplog.text
