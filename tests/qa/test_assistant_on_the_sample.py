"""The real encoder on the sample documents: every quote holds, and the questions are answered."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from corpus import Document
from corpus.document import sha256_of
from corpus.reading import document_from_bytes
from index.sentence_encoder import SentenceEncoder
from qa import Answer, Assistant
from qa.assistant import AssistantOptions
from qa.confidence import confidence_model
from qa.datasets import LabelledQuestion, read_questions
from qa.errors import QuestionError
from tests.qa.small_index import SAMPLE, library_of

QUESTIONS = {question.id: question for question in read_questions(SAMPLE)}


@pytest.fixture(scope="module")
def answers(sample_assistant: Assistant) -> Mapping[str, Answer]:
    """The answer to every question of the sample, by the question's id."""
    return {number: sample_assistant.ask(one.question) for number, one in QUESTIONS.items()}


@pytest.fixture(scope="module")
def documents() -> Mapping[str, Document]:
    """The documents as they are read from the files now, by source."""
    files = [file for file in SAMPLE.iterdir() if file.suffix != ".jsonl"]
    return {file.name: document_from_bytes(file.read_bytes(), file.name) for file in files}


def holds(text: str, answer: str) -> bool:
    return " ".join(answer.split()).lower() in " ".join(text.split()).lower()


def test_every_quote_stands_in_the_file_at_its_offsets(
    answers: Mapping[str, Answer], documents: Mapping[str, Document]
) -> None:
    citations = [citation for answer in answers.values() for citation in answer.citations]
    assert len(citations) > 25
    for citation in citations:
        text = documents[citation.source].text
        assert text[citation.start : citation.end] == citation.quote
        assert citation.sha256 == sha256_of((SAMPLE / citation.source).read_bytes())
        assert citation.quote.strip() == citation.quote != ""


def test_every_passage_is_the_text_of_its_file(
    answers: Mapping[str, Answer], documents: Mapping[str, Document]
) -> None:
    for answer in answers.values():
        for hit in answer.passages:
            passage = hit.passage
            assert passage.document == documents[passage.document.source]
            text = documents[passage.document.source].text
            assert passage.text == text[passage.start : passage.end]


def test_the_answer_is_the_quote_of_the_first_citation_and_stands_in_a_passage(
    answers: Mapping[str, Answer],
) -> None:
    for answer in answers.values():
        if answer.found:
            first = answer.citations[0]
            assert answer.text == first.quote
            assert any(
                hit.passage.document.source == first.source
                and hit.passage.start <= first.start < first.end <= hit.passage.end
                for hit in answer.passages
            )
            assert len({citation.source for citation in answer.citations}) == len(answer.citations)


def test_what_is_not_answered_has_no_quote_but_the_nearest_passages(
    answers: Mapping[str, Answer],
) -> None:
    refusals = [answer for answer in answers.values() if not answer.found]
    assert refusals
    for answer in refusals:
        assert (answer.text, answer.citations) == ("", ())
        assert len(answer.passages) == 5
        assert 0 <= answer.confidence < confidence_model(with_reader=True, opened=False).threshold


def test_confidence_is_a_probability_and_decides_what_is_given(
    answers: Mapping[str, Answer],
) -> None:
    for answer in answers.values():
        assert 0 <= answer.confidence <= 1
        assert answer.found == (
            answer.confidence >= confidence_model(with_reader=True, opened=False).threshold
        )


def test_nine_in_ten_answers_stand_in_the_first_five_passages(
    answers: Mapping[str, Answer],
) -> None:
    def found(question: LabelledQuestion) -> bool:
        return any(
            hit.passage.document.source == question.source
            and holds(hit.passage.text, question.answer)
            for hit in answers[question.id].passages
        )

    answerable = [question for question in QUESTIONS.values() if question.answerable]
    missed = [question.question for question in answerable if not found(question)]
    assert len(missed) <= len(answerable) / 10, missed


def test_most_answers_that_are_given_are_right(answers: Mapping[str, Answer]) -> None:
    given = [one for one in QUESTIONS.values() if one.answerable and answers[one.id].found]
    right = [
        one
        for one in given
        if any(
            citation.source == one.source and holds(citation.quote, one.answer)
            for citation in answers[one.id].citations
        )
    ]
    assert len(given) >= 25
    assert len(right) >= 0.6 * len(given)


def test_eight_in_ten_questions_about_something_else_are_refused(
    answers: Mapping[str, Answer],
) -> None:
    far = [one for one in QUESTIONS.values() if not one.answerable and not one.near]
    answered = [one.question for one in far if answers[one.id].found]
    assert len(far) >= 10
    assert len(answered) <= len(far) / 5, answered


def test_the_same_question_has_the_same_answer_in_eight_threads(
    sample_assistant: Assistant, answers: Mapping[str, Answer]
) -> None:
    asked = list(QUESTIONS.values())[:40]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda one: sample_assistant.ask(one.question), asked))
    for question, answer in zip(asked, found, strict=True):
        alone = answers[question.id]
        assert (answer.found, answer.text) == (alone.found, alone.text)
        assert answer.citations == alone.citations
        assert answer.confidence == pytest.approx(alone.confidence, abs=1e-6)
        assert [hit.passage_id for hit in answer.passages] == [
            hit.passage_id for hit in alone.passages
        ]


def test_a_question_that_the_model_cannot_read_at_once_is_refused(
    sample_assistant: Assistant,
) -> None:
    with pytest.raises(QuestionError) as caught:
        sample_assistant.ask("epidemic " * 10_000)
    assert "10,000 words" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("question", ["?", "😀", "谁写了这封信？", "a" * 400, "\x00\x1b[31m"])
def test_an_odd_question_gets_five_passages_and_does_not_fail(
    sample_assistant: Assistant, question: str
) -> None:
    answer = sample_assistant.ask(question)
    assert len(answer.passages) == 5
    assert answer.question == question


def test_a_question_that_is_not_text_is_refused(sample_assistant: Assistant) -> None:
    with pytest.raises(QuestionError):
        sample_assistant.ask("Who signed the letter\udcff?")


LETTERS = {
    "thanks.txt": """\
Lisbon, 4 May 2021

Dear friends,

We thank you for the seventy crates of medicine that reached our harbour on Monday morning. \
The crew of the ship was received in the town hall with music and bread.

Please pass on our greetings to the schools that collected the money for the crates.

Yours sincerely,

Maria Oliveira
Head of the Harbour Office
Port of Lisbon
""",
    "crates.txt": """\
The seventy crates were packed in Rotterdam and sealed by an inspector of the customs office. \
Each crate held medicine for forty patients and a list of its content in two languages.
""",
}


def test_who_signed_a_letter_is_answered_by_the_block_under_it(
    tmp_path_factory: pytest.TempPathFactory, real_encoder: SentenceEncoder
) -> None:
    library = library_of(tmp_path_factory.mktemp("letters"), LETTERS, real_encoder)
    options = AssistantOptions(minimum_confidence=0.0)
    answer = Assistant(library, real_encoder, options).ask("Who signed the letter?")
    assert answer.citations[0].source == "thanks.txt"
    assert "Maria Oliveira\nHead of the Harbour Office" in answer.text
