"""Made passages: as many as asked for, the same for a seed, cut where they say."""

from itertools import islice
from pathlib import Path

import pytest

from benchmarks.passages import Topic, made_documents, real_documents, real_questions, topics_in

DATA = Path(__file__).parents[3] / "shared" / "data"
TOPICS = (
    Topic("Harbours", ("The harbour of Lisbon was rebuilt.", "Ships wait outside for the pilot.")),
    Topic("Gardens", ("The oak is four hundred years old.", "Nobody may walk on the lawn here.")),
)


@pytest.mark.parametrize("passages", [0, 1, 50, 51, 120])
def test_there_are_as_many_passages_as_were_asked_for(passages: int) -> None:
    sizes = [len(split) for _, split in made_documents(TOPICS, passages)]
    full, rest = divmod(passages, 50)
    assert sizes == [50] * full + [rest] * (rest > 0)


def test_the_same_seed_makes_the_same_documents_and_another_one_others() -> None:
    assert list(made_documents(TOPICS, 60, seed=3)) == list(made_documents(TOPICS, 60, seed=3))
    assert list(made_documents(TOPICS, 60, seed=3)) != list(made_documents(TOPICS, 60, seed=4))


def test_a_larger_size_begins_with_the_documents_of_a_smaller_one() -> None:
    small = list(made_documents(TOPICS, 100))
    assert list(islice(made_documents(TOPICS, 1000), 2)) == small


def test_every_sentence_is_one_of_the_topics_and_stands_where_its_span_says() -> None:
    known = {sentence for topic in TOPICS for sentence in topic.sentences}
    for document, passages in made_documents(TOPICS, 70):
        for passage in passages:
            sentences = [document.text[span.start : span.end] for span in passage.sentences]
            assert set(sentences) <= known
            assert passage.text == " ".join(sentences)
            assert 75 <= len(passage.text.split()) <= 82


def test_sources_are_never_the_same() -> None:
    sources = [document.source for document, _ in made_documents(TOPICS, 500)]
    assert sources == [f"made/{number}.txt" for number in range(1, 11)]


@pytest.mark.data
@pytest.mark.skipif(not DATA.is_dir(), reason="the evaluation sets are not beside the checkout")
def test_real_paragraphs_questions_and_topics_come_from_the_evaluation_sets() -> None:
    documents = real_documents(DATA, 2400)
    assert [len(passages) for _, passages in documents] == [1] * 2400
    assert len({document.source for document, _ in documents}) == 2400
    questions = real_questions(DATA, 300)
    assert len(set(questions)) == 300
    assert questions == real_questions(DATA, 300)
    assert sum(len(topic.sentences) for topic in topics_in(DATA)) > 10_000
