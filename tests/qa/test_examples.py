"""Example questions: about what the documents name, and answered from there."""

from pathlib import Path

import pytest

from qa.assistant import Assistant, AssistantOptions
from qa.examples import example_questions
from tests.fakes import HashingEncoder
from tests.qa.small_index import library_of

FILES = {
    "a.txt": "In May the Society of Chemical Engineers met. Few people of Oslo came.",
    "b.txt": "We heard that Aino Korhonen kept the lighthouse. It was high.",
    "c.txt": "nothing here has a name that could be asked about.",
}


def test_examples_are_questions_about_names_that_are_answered_from_their_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.examples._LEAST_CONFIDENCE", 0.0)  # the encoder here is no good one
    encoder = HashingEncoder()
    options = AssistantOptions(minimum_confidence=0.0)
    assistant = Assistant(library_of(tmp_path, FILES, encoder), encoder, options)
    assert set(example_questions(assistant)) == {
        "What is said about Society of Chemical Engineers?",
        "What is said about Aino Korhonen?",
    }
    assert example_questions(assistant) == example_questions(assistant)
    assert len(example_questions(assistant, 1)) == 1


def test_a_question_whose_answer_is_not_sure_is_no_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.examples._LEAST_CONFIDENCE", 1.1)
    encoder = HashingEncoder()
    assistant = Assistant(library_of(tmp_path, FILES, encoder), encoder)
    assert example_questions(assistant) == ()
