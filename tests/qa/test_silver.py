"""Silver questions: their sentences are where they say, and what gives none is passed over."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document, Passage
from corpus.splitting import split
from qa.repetition import PassageWords, content_stems
from qa.silver import Group, SilverQuestion, is_informative, kinds_of, silver_questions
from tests.qa.hits import document_of, passage_of
from tests.qa.small_folder import DOCUMENTS


def passages_of(files: dict[str, str]) -> list[Passage]:
    return [
        passage for source, text in files.items() for passage in split(document_of(text, source))
    ]


def made_from(
    passages: list[Passage], most: int = 100, seed: int = 0
) -> tuple[SilverQuestion, ...]:
    words = PassageWords(passages)
    return silver_questions(passages, words, most, seed, Group.ANSWERABLE)


@pytest.mark.parametrize("seed", range(5))
def test_every_question_knows_its_sentence_and_does_not_hold_its_answer(seed: int) -> None:
    questions = made_from(passages_of(DOCUMENTS), seed=seed)
    assert len(questions) >= 20
    for question in questions:
        text = DOCUMENTS[question.source]
        assert text[question.span.start : question.span.end] == question.sentence
        assert question.answer in question.sentence
        assert question.answer.casefold() not in question.text.casefold()
        assert content_stems(question.sentence) - content_stems(question.text)
        assert question.answerable
    assert len({question.id for question in questions}) == len(questions)
    assert len({(question.source, question.span) for question in questions}) == len(questions)


def test_the_same_seed_gives_the_same_questions_and_another_one_others() -> None:
    passages = passages_of(DOCUMENTS)
    assert made_from(passages, 12, 7) == made_from(passages, 12, 7)
    assert made_from(passages, 12, 7) != made_from(passages, 12, 8)


def test_the_questions_are_spread_over_the_documents() -> None:
    questions = made_from(passages_of(DOCUMENTS), most=len(DOCUMENTS))
    assert {question.source for question in questions} == set(DOCUMENTS)
    assert sum(kinds_of(questions).values()) == len(DOCUMENTS)


def test_what_is_asked_of_a_document_does_not_depend_on_its_neighbours() -> None:
    alone = made_from(passages_of({"bridge.txt": DOCUMENTS["bridge.txt"]}))
    among = [one for one in made_from(passages_of(DOCUMENTS)) if one.source == "bridge.txt"]
    assert [one.text for one in alone] == [one.text for one in among]


def test_a_sentence_that_another_passage_says_too_is_left_alone() -> None:
    twice = {**DOCUMENTS, "copy.txt": DOCUMENTS["bridge.txt"]}
    sources = {question.source for question in made_from(passages_of(twice))}
    assert sources == set(DOCUMENTS) - {"bridge.txt"}


PROSE = "The stone bridge over the river was finished by the town in the summer of 1887."


@pytest.mark.parametrize(
    "text",
    [
        "Stone bridges and other works of the town since the year of its foundation",
        "It was finished by the town in the summer of 1887 after nine years of work.",
        "and the stone bridge over the river was finished by the town in the summer of 1887.",
        "Who finished the stone bridge over the river in the summer of the year 1887?",
        "The bridge was long.",
        "Bridge | 1887 | The town finished the stone bridge over the river in summer.",
        "The bridge is described by Ribeiro et al. 1999, and the harbour by others later.",
        "The stone bridge over the river is shown on www.example.org with all its arches.",
        "A. B. Smith, C. D. Jones and E. F. Brown wrote about the stone bridge over the river.",
        "The bridge had 12 34 56 78 90 12 34 56 78 90 12 34 56 78 90 and 11 12 13 arches.",
        "- The stone bridge over the river was finished by the town in the summer of 1887.",
    ],
)
def test_what_is_no_running_text_is_not_asked_about(text: str) -> None:
    assert is_informative(passage_of(PROSE), passage_of(PROSE).sentences[0])
    passage = passage_of(text)
    assert not any(is_informative(passage, sentence) for sentence in passage.sentences)


def test_the_list_of_references_is_not_asked_about() -> None:
    text = f"{PROSE}\n\nReferences\n\nThe mill of the town was described by the miller in 1901.\n"
    questions = made_from(passages_of({"a.txt": text}))
    assert {question.sentence for question in questions} == {PROSE}


def test_a_folder_in_another_language_gives_questions_of_key_terms() -> None:
    text = (
        "Das Museum zeigt seit dem Frühling viele Gemälde aus verschiedenen Jahrhunderten. "
        "Die Brücke über den Fluss wurde von der Stadt im Sommer nach langer Arbeit vollendet."
    )
    assert kinds_of(made_from(passages_of({"a.txt": text}))) == {"terms": 2}


@settings(max_examples=50)
@given(st.text(max_size=400))
def test_no_text_makes_it_stumble_and_spans_hold(text: str) -> None:
    document = Document("a.txt", "", "", None, text)
    for question in made_from(list(split(document))):
        assert text[question.span.start : question.span.end] == question.sentence


def test_how_much_of_some_words_another_passage_holds() -> None:
    passages = [passage_of("The oak is old.", "a.txt"), passage_of("The old oak tree.", "b.txt")]
    words = PassageWords(passages)
    wanted = content_stems("old oak trees")
    assert words.most_held(wanted) == 1
    assert words.most_held(wanted, "b.txt", passages[1].sentences[0]) == pytest.approx(2 / 3)
    assert words.most_held(content_stems("harbour")) == 0
    assert PassageWords([]).most_held(wanted) == 0
