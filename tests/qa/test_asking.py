"""Asking: questions that can be foretold, and what holds of every question."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer_spans import found_answers
from qa.asking import Kind, Wording, word_question
from qa.question_words import FUNCTION_WORDS, is_content, is_english, words_in

HARBOUR = "The old harbour of Lisbon was rebuilt in 1903 by the engineer Ana Ribeiro."
SENTENCES = (
    HARBOUR,
    "The association has 210 member societies and 32 provincial branches in Norway.",
    "In a long study of healthy adults, 12% of the elderly participants were severely ill.",
    "Viral replication increases in the airways of mice because the early response is weak.",
    "The heart of the old town is the market square with its fountain and four lime trees.",
    "The committee of engineers can recommend new rules for bridges after every heavy flood.",
    "On 3 May 1921 the first post office of the island was opened near the lighthouse.",
    "The new bridge cost $12 million and was paid for by the Ministry of Public Works.",
)
WORDS = st.sampled_from(
    "The the old Harbour of Lisbon was is rebuilt in 1903 12 three % 34% $5 million by engineer"
    " Ana Ribeiro because due to (ILI) and , ; May 3 at Norway for which — “quoted” COVID-19 İz"
    " committee bridges can recommend market flood lighthouse".split()
)


def asked(sentence: str, kind: Kind) -> set[Wording]:
    """The questions of one kind that a hundred seeds give."""
    worded = (word_question(sentence, np.random.default_rng(seed)) for seed in range(100))
    return {one for one in worded if one is not None and one.kind is kind}


@pytest.mark.parametrize(
    ("sentence", "kind", "begins", "answer"),
    [
        (SENTENCES[0], Kind.DATE, "When was the ", "1903"),
        (SENTENCES[0], Kind.NAME, "Which engineer was the ", "Ana Ribeiro"),
        (SENTENCES[1], Kind.NUMBER, "How many member societies has the association", "210"),
        (SENTENCES[1], Kind.NUMBER, "How many provincial branches has the association", "32"),
        (SENTENCES[1], Kind.PLACE, "Where has the association ", "Norway"),
        (SENTENCES[2], Kind.NUMBER, "What percentage of the ", "12%"),
        (SENTENCES[3], Kind.REASON, "Why ", "the early response is weak"),
        (SENTENCES[4], Kind.SUBJECT, "What is the ", "heart of the old town"),
        (SENTENCES[5], Kind.TERMS, "What can the committee", "after every heavy flood"),
        (SENTENCES[6], Kind.DATE, "When was the ", "3 May 1921"),
        (SENTENCES[7], Kind.NUMBER, "How much ", "$12 million"),
        (SENTENCES[7], Kind.NAME, "Who ", "Ministry of Public Works"),
    ],
)
def test_the_kind_of_answer_gives_the_question_word(
    sentence: str, kind: Kind, begins: str, answer: str
) -> None:
    worded = asked(sentence, kind)
    assert answer in {one.answer for one in worded}
    assert [
        one.text for one in worded if one.answer == answer and not one.text.startswith(begins)
    ] == []


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("seed", range(20))
def test_a_question_leaves_words_out_and_does_not_give_its_answer_away(
    sentence: str, seed: int
) -> None:
    worded = word_question(sentence, np.random.default_rng(seed))
    assert worded is not None
    assert worded.answer in sentence
    assert worded.answer.casefold() not in worded.text.casefold()
    assert worded.text.endswith("?")
    rest = sentence.replace(worded.answer, " ")
    wanted = {word.text.lower() for word in words_in(rest) if is_content(word.text)}
    taken = {word.text.lower() for word in words_in(worded.text) if is_content(word.text)}
    assert wanted - taken
    assert len(taken & wanted) >= 3


@given(st.lists(WORDS, max_size=40), st.integers(0, 5), st.sampled_from([True, False]))
def test_whatever_stands_in_a_sentence_a_question_never_holds_its_answer(
    words: list[str],
    seed: int,
    english: bool,  # noqa: FBT001
) -> None:
    sentence = " ".join(words)
    worded = word_question(sentence, np.random.default_rng(seed), english=english)
    if worded is not None:
        assert worded.answer.strip()
        assert worded.answer in sentence
        assert worded.answer.casefold() not in worded.text.casefold()


@given(st.text(max_size=200), st.booleans())
def test_no_text_makes_the_rules_stumble(
    text: str,
    english: bool,  # noqa: FBT001
) -> None:
    word_question(text, np.random.default_rng(0), english=english)


def test_the_same_seed_gives_the_same_question() -> None:
    first = [word_question(HARBOUR, np.random.default_rng(seed)) for seed in range(9)]
    assert first == [word_question(HARBOUR, np.random.default_rng(seed)) for seed in range(9)]
    assert len(set(first)) > 1


def test_a_sentence_of_another_language_is_asked_for_by_its_key_terms() -> None:
    sentence = "Das Museum zeigt seit dem Frühling viele Gemälde aus verschiedenen Jahrhunderten."
    worded = word_question(sentence, np.random.default_rng(0), english=False)
    assert worded is not None
    terms = worded.text.rstrip("?").split()
    assert (worded.kind, worded.answer) == (Kind.TERMS, sentence)
    assert len(terms) == 5
    assert [sentence.index(term) for term in terms] == sorted(map(sentence.index, terms))


def test_a_script_without_spaces_gives_pieces() -> None:
    sentence = "中国科学院的科学家们在广东省的研究中发现了新的冠状病毒，并且在武汉进行了研究。"
    worded = word_question(sentence, np.random.default_rng(0), english=False)
    assert worded is not None
    pieces = worded.text.rstrip("?").split()
    assert len(pieces) == 6
    assert all(piece in sentence and len(piece) <= 4 for piece in pieces)


def test_too_little_is_not_asked_about() -> None:
    assert word_question("It was in 1903.", np.random.default_rng(0)) is None
    assert word_question("", np.random.default_rng(0)) is None
    assert word_question("", np.random.default_rng(0), english=False) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "As Figure 2 shows, the level 3 of the class 4 rises.",
        "The disease COVID-19 and the virus HIV-1 differ in much.",
        "The year is known to all.",
        "They met in March and in May, and may meet again.",
    ],
)
def test_numbers_of_names_and_vague_dates_are_no_answers(sentence: str) -> None:
    kinds = {found.kind for found in found_answers(words_in(sentence))}
    assert kinds & {"number", "date"} == set()


def test_a_document_is_english_by_its_small_words() -> None:
    assert is_english(" ".join(SENTENCES))
    assert not is_english("Die Eiche im Garten ist vierhundert Jahre alt, und der Hafen war neu.")
    assert not is_english("Le port de Lisbonne a été reconstruit en 1903 par un ingénieur.")
    assert not is_english("")


def test_function_words_are_small_letters() -> None:
    assert {word for word in FUNCTION_WORDS if word != word.lower()} == set()
    assert is_content("harbour")
    assert not is_content("The")
    assert not is_content("--")
