"""Example questions: about what the documents name, and answered from there."""

from pathlib import Path

from qa.assistant import Assistant, AssistantOptions
from qa.examples import example_questions
from tests.fakes import HashingEncoder
from tests.qa.small_index import library_of

FILES = {
    "a.txt": "In May the Society of Chemical Engineers met. Few people of Oslo came.",
    "b.txt": "We heard that Aino Korhonen kept the lighthouse. It was high.",
    "c.txt": "nothing here has a name that could be asked about.",
}


def test_examples_are_questions_about_names_of_several_documents(
    tmp_path: Path, monkeypatch: object
) -> None:
    encoder = HashingEncoder()
    options = AssistantOptions(minimum_confidence=0.0)
    assistant = Assistant(library_of(tmp_path, FILES, encoder), encoder, options)
    examples = example_questions(assistant)
    assert set(examples) <= {
        "What is said about Society of Chemical Engineers?",
        "What is said about Aino Korhonen?",
    }
    for question in examples:
        answer = assistant.ask(question)
        assert answer.found
        assert answer.confidence >= 0.5
    assert example_questions(assistant) == examples
    assert len(example_questions(assistant, 1)) <= 1
