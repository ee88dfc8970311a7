"""Example questions: about what the documents name, and answered from there."""

from pathlib import Path

import pytest

from corpus.reading import document_from_bytes
from corpus.splitting import split
from qa import examples
from qa.assistant import Assistant, AssistantOptions
from qa.examples import example_questions
from tests.fakes import HashingEncoder
from tests.qa.small_index import library_of

FILES = {
    "a.txt": "In May the Society of Chemical Engineers met in Oslo by the sea. Few people came.",
    "b.txt": "For thirty years a lighthouse was kept by Aino Korhonen. It was high.",
    "c.txt": "nothing here has a name that could be asked about, or no name that is whole.",
    "d.txt": "The Battle of Drossen Ford was fought on 9 September 1571 near a village.",
}


def suggested(text: str) -> list[str]:
    """The questions that the sentences of a document suggest, before any is asked."""
    document = document_from_bytes(text.encode(), "a.txt")
    return [one.question for passage in split(document) for one in examples._examples(passage)]


def test_examples_are_facts_or_names_that_are_answered_from_their_documents(
    tmp_path: Path,
) -> None:
    encoder = HashingEncoder()
    options = AssistantOptions(minimum_confidence=0.0)  # the encoder here is no good one
    assistant = Assistant(library_of(tmp_path, FILES, encoder), encoder, options)
    assert set(example_questions(assistant)) == {
        "What is said about the Society of Chemical Engineers?",
        "What is said about Aino Korhonen?",
        "When was the Battle of Drossen Ford fought?",
    }
    assert example_questions(assistant) == example_questions(assistant)
    assert len(example_questions(assistant, 1)) == 1


def test_a_question_that_is_refused_is_no_example(tmp_path: Path) -> None:
    encoder = HashingEncoder()
    options = AssistantOptions(minimum_confidence=1.0)
    assistant = Assistant(library_of(tmp_path, FILES, encoder), encoder, options)
    assert example_questions(assistant) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Many patients were helped since Traditional Chinese medicine was given to all of them.",
        "He works at the Center for Infection and Immunity, which belongs to a school.",
        "It was sent by the Chemical Industry and Engineering Society of China in the spring.",
        "There she met the friends of the People's Republic of China who live in the town.",
        "Ask Wilf Garrity at plot nine for the key of the shed and the hose.",
        "The pills work less well where St John's wort is taken by the same people.",
        "We thank Rosalba Etxeberri of the Montalba water board, who told us of the fault.",
        "They came with the old Tarn Edge Hut in mind, where the tea is always hot.",
        "CALVANE COAST RAILWAY is what was painted on the carriages in large letters of gold.",
        "This was admired by the President of the University of Tokyo in a letter to all.",
        "Written by Dr Petronella Wace, of the Institute of Work Psychology, for the town council.",
        "Dear Editor, may I say a word for cold water and for those who swim in it?",
        "The Commission is a body of both countries that meets in the spring of each year.",
    ],
)
def test_of_a_name_that_is_not_whole_or_is_none_nothing_is_asked(text: str) -> None:
    assert suggested(text) == []


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (
            "The Queen Adela Bridge was opened to traffic in 1968 after long years of work.",
            "When was the Queen Adela Bridge opened?",
        ),
        (
            "Quayside Park opened to the public in May 1931 with a match of two school teams.",
            "When did Quayside Park open?",
        ),
        (
            "The Lissel Glassworks was founded on the river bank by the widow Eskil Thorn.",
            "Who founded the Lissel Glassworks?",
        ),
        (
            "The Marren Hiking Association is a club of four hundred people who keep the paths.",
            "What is the Marren Hiking Association?",
        ),
        (
            "The law was drafted in one winter by Judge Amalie Brandt, a member of the court.",
            "Who is Judge Amalie Brandt?",
        ),
    ],
)
def test_a_sentence_that_states_a_fact_suggests_its_question(text: str, question: str) -> None:
    assert suggested(text)[0] == question
