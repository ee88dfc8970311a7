"""Follow-up questions: what they are understood as, and what is left alone."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.datasets import read_questions
from qa.follow_up import Exchange, Understood, understand
from qa.question_words import words_in
from tests.qa.small_index import SAMPLE

LETTER = Exchange(
    "Who signed the letter from CIESC?",
    "Dai Houliang, who is President of the CIESC Council, signed the letter.",
    ("letter-from-ciesc.md",),
)
HELP = Exchange("How many countries in Asia got help from China?", "Asia | 28 countries")
PLATFORM = Exchange("How many journals does the Medical Journal platform have?", "120 journals.")
VISITOR = Exchange("Who is Walter Lipkin?", "Lipkin works in New York.")
REFUSED = Exchange("What did CSIRO propose to CAS?", "")


def text_of(question: str, *earlier: Exchange) -> str:
    return understand(question, earlier).text


@pytest.mark.parametrize(
    ("earlier", "question", "understood"),
    [
        (
            Exchange("Who signed it?", "Yours sincerely,\nAna Ribeiro\nHarbour Master"),
            "When did she sign it?",
            "When did Ana Ribeiro sign it?",
        ),
        (
            Exchange("What does the answer to Q say on the lease?", "It is long."),
            "When did it begin?",
            "When did it begin (answer, lease)?",
        ),
        (
            Exchange("When was Friedrich von der Heide born?", "In 1842."),
            "And Ana Ribeiro?",
            "When was Ana Ribeiro born?",
        ),
        (Exchange("Who wrote it?", "J. K. Rowan did."), "When did she?", "When did J. K. Rowan?"),
        # a fragment takes its place in the question before it
        (HELP, "and in Africa?", "How many countries in Africa got help from China?"),
        (HELP, "What about South Korea?", "How many countries in South Korea got help from China?"),
        (
            HELP,
            "and how many organizations?",
            "How many countries in Asia got help from China, how many organizations?",
        ),
        (
            PLATFORM,
            "And how many papers?",
            "How many papers does the Medical Journal platform have?",
        ),
        (
            PLATFORM,
            "From how many countries?",
            "How many journals does the Medical Journal platform have, from how many countries?",
        ),
        (REFUSED, "and the Leopoldina?", "What did the Leopoldina propose to CAS?"),
        # a person does not take a country's place
        (HELP, "and from Luo Zhaohui?", "and from Luo Zhaohui (Asia, countries)?"),
        # a person's name stands for "he"
        (LETTER, "What is his office?", "What is Dai Houliang's office?"),
        (LETTER, "When did he write it?", "When did Dai Houliang write it?"),
        (VISITOR, "Who met him?", "Who met Walter Lipkin?"),
        # else the subject comes in brackets
        (LETTER, "Who received it?", "Who received it (CIESC, signed)?"),
        (LETTER, "what about the date", "what about the date (CIESC, signed)?"),
        (PLATFORM, "Is it free?", "Is it free (Medical Journal, journals)?"),
        (PLATFORM, "Why?", "Why (Medical Journal, journals)?"),
        (
            PLATFORM,
            "Who reads the journals?",
            "Who reads the journals (Medical Journal, platform)?",
        ),
        (REFUSED, "What else?", "What did CSIRO propose to CAS, what else?"),
        (REFUSED, "How long does it last?", "How long does it last (CSIRO)?"),
    ],
)
def test_a_question_that_leans_gets_what_it_leans_on(
    earlier: Exchange, question: str, understood: str
) -> None:
    assert text_of(question, earlier) == understood


@pytest.mark.parametrize(
    "question",
    [
        "Who painted the Mona Lisa?",
        "What is m336?",
        "What is an atom?",
        "How long should an egg be boiled in hot water?",
        "Is it true that China gave USD 20 million to WHO?",
        "How long does it take to learn the violin at home?",
        "What did Bill Gates ask Xi Jinping in his letter?",
        "Which patients said that they felt better after the treatment?",
        "What did the province do to improve its hospitals?",
        "recipe sourdough bread without yeast",
        "And who built the Eiffel Tower?",
        "Luo Zhaohui position",
        "谁签署了这封信？",
        "?!",
        "",
    ],
)
@pytest.mark.parametrize("earlier", [LETTER, HELP, REFUSED])
def test_a_question_that_stands_on_its_own_is_left_as_it_is(
    question: str, earlier: Exchange
) -> None:
    assert understand(question, [earlier]) == Understood(question, question, ())


def test_without_a_conversation_nothing_is_carried_over() -> None:
    assert understand("Who signed it?", []) == Understood("Who signed it?", "Who signed it?", ())


def test_what_was_carried_is_told_apart_from_what_was_typed() -> None:
    assert understand("and in Africa?", [HELP]).carried == ("countries", "help", "China")
    assert understand("What is his office?", [LETTER]).carried == ("Dai Houliang",)


def test_the_sample_s_questions_about_other_things_are_not_changed() -> None:
    """Rare words are what each of them has; the index says so where there is one."""
    questions = read_questions(SAMPLE)
    changed = [
        one.question
        for last, one in pairwise(questions)
        if understand(one.question, [Exchange(last.question, last.answer)], lambda _: 1.0).carried
    ]
    assert changed == []


def test_a_rare_word_alone_says_what_a_question_is_about() -> None:
    def rarity(word: str) -> float:
        return 1.0 if word == "probate" else 0.1

    assert understand("probate?", [LETTER], rarity).carried == ()
    assert understand("costs?", [LETTER], rarity).text == "costs (CIESC, signed)?"


def test_the_rarest_phrase_is_carried_first() -> None:
    asked = Exchange("Which virus slept in the harbour?", "")
    rare = {"harbour": 0.9, "virus": 0.2, "slept": 0.1}
    assert understand("Why?", [asked], lambda word: rare[word]).carried[0] == "harbour"


def test_a_conversation_goes_on_from_what_was_understood() -> None:
    first = HELP
    second = understand("and in Africa?", [first])
    third = understand("what about Europe?", [first, Exchange(second.text, "Africa | 26")])
    assert third.text == "How many countries in Europe got help from China?"


def test_the_name_of_an_earlier_turn_is_still_known() -> None:
    between = Exchange("Why?", "")
    assert text_of("What else did she write?", VISITOR, between) == (
        "What else did Walter Lipkin write?"
    )


def test_a_text_too_long_for_a_follow_up_is_left_alone() -> None:
    long = "Who signed it, " + "and then " * 60 + "what?"
    assert text_of(long, LETTER) == long


TEXTS = st.text(alphabet=st.sampled_from("aIt heWhAsia'()[],.?!:-0é谁\n"), max_size=40)
SENTENCES = st.lists(
    st.sampled_from(
        "who what it he she his the letter Asia Africa Ana Ribeiro CIESC in of and about how many"
        " countries did sign (Oslo) 1903, else. this that".split()
    ),
    max_size=12,
).map(" ".join)
EXCHANGES = st.lists(
    st.builds(Exchange, st.one_of(TEXTS, SENTENCES), st.one_of(TEXTS, SENTENCES)), max_size=4
)


@given(st.one_of(TEXTS, SENTENCES), EXCHANGES)
def test_all_that_is_carried_comes_from_the_conversation(
    question: str, earlier: list[Exchange]
) -> None:
    understood = understand(question, earlier)
    said = "\n".join(f"{one.question}\n{one.answer}" for one in earlier)
    assert understood.asked == question
    assert [phrase for phrase in understood.carried if phrase not in said] == []
    assert [phrase for phrase in understood.carried if phrase not in understood.text] == []
    assert (understood.text == question) == (understood.carried == ())


@given(st.one_of(TEXTS, SENTENCES), EXCHANGES)
def test_no_word_is_asked_that_nobody_said(question: str, earlier: list[Exchange]) -> None:
    said = " ".join([question, *(f"{one.question} {one.answer}" for one in earlier)]).lower()
    understood = understand(question, earlier).text.replace("(", " ").replace(")", " ")
    bare = [word.text.lower().removesuffix("'s") for word in words_in(understood)]
    assert [word for word in bare if word not in said] == []


def test_an_exchange_can_be_kept_as_json() -> None:
    kept = json.loads(
        json.dumps(
            {"question": LETTER.question, "answer": LETTER.answer, "sources": LETTER.sources}
        )
    )
    again = Exchange(kept["question"], kept["answer"], tuple(kept["sources"]))
    assert again == LETTER
