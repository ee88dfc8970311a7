"""Evidence: what a question asks about, and how much of it a sentence and its passage hold."""

import math
from dataclasses import replace

import numpy as np
import pytest

from corpus import Passage, split
from corpus.signature import is_signature
from index.lexical import LexicalIndex
from qa.evidence import QuestionTerms, SentenceEvidence, question_terms, weigh_sentences
from tests.qa.hits import NO_EVIDENCE, document_of, hit_of, passage_of

QUESTION_VECTOR = np.array([1.0, 0.0], np.float32)


def lexical_of(*texts: str) -> LexicalIndex:
    lexical = LexicalIndex()
    lexical.change((), enumerate(texts, start=1))
    return lexical


@pytest.fixture(scope="module")
def lexical() -> LexicalIndex:
    return lexical_of(
        "The harbour of Lisbon", "The garden of Porto", "Ana built the harbour", "It was 1903"
    )


def rarity(having: int, texts: int = 4) -> float:
    return math.log(1 + (texts - having + 0.5) / (having + 0.5))


def test_a_word_weighs_more_the_rarer_it_is_and_function_words_weigh_nothing(
    lexical: LexicalIndex,
) -> None:
    terms = question_terms("Who built the harbour of Lisbon, and why was it so?", lexical)
    assert terms.weights == pytest.approx(
        {"built": rarity(1), "harbour": rarity(2), "lisbon": rarity(1)}
    )


def test_a_word_that_stands_nowhere_weighs_most(lexical: LexicalIndex) -> None:
    terms = question_terms("Which zyxomma?", lexical)
    assert terms.weights == pytest.approx({"zyxomma": rarity(0)})


def test_words_are_compared_in_their_stems(lexical: LexicalIndex) -> None:
    terms = question_terms("harbours, GARDENS", lexical)
    assert terms.words == ("harbour", "garden")
    assert terms.weights == pytest.approx({"harbour": rarity(2), "garden": rarity(1)})


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Who built the harbour of Lisbon?", {"lisbon"}),
        ("What did Ana Ribeiro build in 1903?", {"ana", "ribeiro", "1903"}),
        ("Is COVID-19 named here?", {"covid", "19"}),
        ("What does “Hamlet” say?", {"hamlet"}),
        ("Where is Dr. O’Neill?", {"dr", "o", "neill"}),
        ("When was it built?", set()),
        ("who lives here?", set()),
        ("", set()),
    ],
)
def test_names_and_numbers_are_found(lexical: LexicalIndex, question: str, names: set[str]) -> None:
    assert question_terms(question, lexical).names == names


def test_the_first_word_is_not_a_name_for_its_capital(lexical: LexicalIndex) -> None:
    assert question_terms("Gardens of Porto", lexical).names == {"porto"}


@pytest.mark.parametrize("space", ["  ", "\n", " \n ", "\t", "\u00a0"])
def test_the_kind_of_white_space_says_nothing(lexical: LexicalIndex, space: str) -> None:
    question = "Who lives in Lisbon now?"
    typed = question.replace(" ", space)
    assert question_terms(typed, lexical) == question_terms(question, lexical)


@pytest.mark.parametrize(
    "question",
    [
        "How many ships came?",
        "how much did it cost",
        "How long is it?",
        "How old is the oak?",
        "When was the harbour built?",
        "In what year was it built?",
        "What percentage of the men stayed?",
        "On which day did they leave?",
        "At what daily rate?",
        "HOW OFTEN does it ring?",
    ],
)
def test_a_question_can_ask_for_a_number(lexical: LexicalIndex, question: str) -> None:
    assert question_terms(question, lexical).asks_number


@pytest.mark.parametrize(
    "question",
    [
        "Who built the harbour?",
        "How does a bill become a law?",
        "Why 1903?",
        "Where is it?",
        "What is the show many people saw?",
        "Is the whenever clause valid?",
        "",
    ],
)
def test_other_questions_ask_for_no_number(lexical: LexicalIndex, question: str) -> None:
    assert not question_terms(question, lexical).asks_number


def terms_of(
    weights: dict[str, float], *, names: frozenset[str] = frozenset(), asks_number: bool = False
) -> QuestionTerms:
    return QuestionTerms(tuple(weights), weights, names, asks_number)


def test_coverage_is_the_share_of_the_weight_and_not_of_the_words() -> None:
    terms = terms_of({"harbour": 1.0, "built": 3.0, "lisbon": 4.0})
    assert terms.coverage(frozenset({"built", "other"})) == 0.375
    assert terms.coverage(frozenset({"harbour", "built", "lisbon"})) == 1
    assert terms.coverage(frozenset()) == 0


@pytest.mark.parametrize("question", ["?", "who is it and what was that", ""])
def test_a_question_without_words_of_weight_is_covered_by_nothing(
    lexical: LexicalIndex, question: str
) -> None:
    terms = question_terms(question, lexical)
    assert terms.weights == {}
    assert terms.coverage(frozenset({"who", "is", "it"})) == 0


def test_the_neighbouring_words_of_a_question_are_its_pairs() -> None:
    terms = QuestionTerms(("who", "built", "it"), {"built": 1.0}, frozenset(), asks_number=False)
    assert terms.pairs == {("who", "built"), ("built", "it")}


def test_the_evidence_for_two_sentences_is_worked_out_by_hand() -> None:
    passage = passage_of("Ana built it in 1903. They built harbour walls.", title="Lisbon notes")
    terms = QuestionTerms(
        words=("ana", "built", "harbour"),
        weights={"built": 3.0, "harbour": 1.0, "zebra": 4.0},
        names=frozenset({"lisbon", "ana", "maria", "1904"}),
        asks_number=True,
    )
    hits = [hit_of(passage, [[0.5, 0.75**0.5], [1.0, 0.0]], score=1.25)]
    assert weigh_sentences(QUESTION_VECTOR, terms, hits) == (
        SentenceEvidence(
            hit=0,
            sentence=0,
            span=passage.sentences[0],
            similarity=0.5,
            coverage=3 / 8,
            passage_coverage=4 / 8,
            names=2 / 4,
            pairs=1 / 2,
            number=1,
            heading=False,
            passage_score=1.25,
        ),
        SentenceEvidence(
            hit=0,
            sentence=1,
            span=passage.sentences[1],
            similarity=1.0,
            coverage=4 / 8,
            passage_coverage=4 / 8,
            names=2 / 4,
            pairs=1 / 2,
            number=-1,
            heading=False,
            passage_score=1.25,
        ),
    )


def test_every_sentence_of_every_hit_is_weighed_in_its_order() -> None:
    hits = [hit_of(passage_of("One. Two. Three.", "a.txt")), hit_of(passage_of("Four.", "b.txt"))]
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({"two": 1.0}), hits)
    found = [(one.hit, one.sentence, one.span.start, one.coverage) for one in evidence]
    assert found == [(0, 0, 0, 0), (0, 1, 5, 1), (0, 2, 10, 0), (1, 0, 0, 0)]


def test_without_hits_there_is_no_evidence() -> None:
    assert weigh_sentences(QUESTION_VECTOR, terms_of({"two": 1.0}), []) == ()


def test_a_question_without_names_misses_none() -> None:
    (one,) = weigh_sentences(QUESTION_VECTOR, terms_of({"a": 1.0}), [hit_of(passage_of("No."))])
    assert one.names == 1


def test_a_number_counts_only_where_one_is_asked_for() -> None:
    hits = [hit_of(passage_of("It was 1903.")), hit_of(passage_of("It was spring."))]
    asked = weigh_sentences(QUESTION_VECTOR, terms_of({}, asks_number=True), hits)
    other = weigh_sentences(QUESTION_VECTOR, terms_of({}), hits)
    assert [one.number for one in asked] == [1, -1]
    assert [one.number for one in other] == [0, 0]


@pytest.mark.parametrize(
    "more",
    [
        replace(NO_EVIDENCE, similarity=0.1),
        replace(NO_EVIDENCE, coverage=0.1),
        replace(NO_EVIDENCE, passage_coverage=0.1),
        replace(NO_EVIDENCE, pairs=0.1),
        replace(NO_EVIDENCE, number=1),
        replace(NO_EVIDENCE, passage_score=0.1),
    ],
)
def test_a_sentence_scores_higher_for_more_of_any_evidence(more: SentenceEvidence) -> None:
    assert more.score > NO_EVIDENCE.score


def test_a_heading_scores_lower_than_what_it_stands_above() -> None:
    assert replace(NO_EVIDENCE, heading=True).score < NO_EVIDENCE.score


def headings_in(text: str) -> list[bool]:
    """Whether each sentence of the first passage of `text` is a heading."""
    passage = split(document_of(text))[0]
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({}), [hit_of(passage)])
    return [one.heading for one in evidence]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The harbour\n\nAna Ribeiro rebuilt it in 1903 with stones from the hill.", [True, False]),
        (
            "The harbour\n\nAna built it. It is of stone and stands there today.",
            [True, False, False],
        ),
        ("The harbour of Lisbon", [False]),
        (
            "Ana rebuilt the harbour. It is of stone from the hill that is behind it.",
            [False, False],
        ),
        ("Ships | Men\nOne | 30\nTwo | 45", [False, False, False]),
    ],
)
def test_short_lines_above_a_paragraph_are_its_heading(text: str, expected: list[bool]) -> None:
    assert headings_in(text) == expected


LETTER = """Dear friends,

We thank you for the seventy crates of medicine that reached our harbour on Monday morning.

Maria Oliveira
Head of the Harbour Office
Port of Lisbon
"""


def last_passage(text: str) -> Passage:
    return split(document_of(text))[-1]


def test_the_block_under_a_letter_counts_as_signed() -> None:
    passage = last_passage(LETTER)
    block = passage.sentences[-1]
    assert LETTER[block.start : block.end].startswith("Maria Oliveira")
    assert is_signature(passage, block)
    terms = terms_of({"sign": 2.0, "letter": 1.0, "swan": 1.0})
    evidence = weigh_sentences(QUESTION_VECTOR, terms, [hit_of(passage)])
    assert (evidence[-1].coverage, evidence[-1].passage_coverage) == (0.75, 0.75)


def test_the_same_block_in_a_text_that_greets_nobody_is_not_signed() -> None:
    passage = last_passage(LETTER.removeprefix("Dear friends,"))
    terms = terms_of({"sign": 3.0, "letter": 1.0})
    evidence = weigh_sentences(QUESTION_VECTOR, terms, [hit_of(passage)])
    assert (evidence[-1].coverage, evidence[-1].passage_coverage) == (0, 0)
