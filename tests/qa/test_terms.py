"""Terms: what a question asks about, and what kind of answer it wants."""

import math
import unicodedata

import pytest

from index.lexical import LexicalIndex
from qa.terms import is_question, question_terms
from tests.fakes import fill
from tests.qa.hits import terms_of


def lexical_of(*texts: str) -> LexicalIndex:
    lexical = LexicalIndex()
    fill(lexical, enumerate(texts, start=1))
    return lexical


def test_accents_may_stand_apart_from_their_letters() -> None:
    question = "When did Jürgen Müller build the mill in Zürich?"
    apart = question_terms(unicodedata.normalize("NFD", question), LexicalIndex())
    assert apart == question_terms(question, LexicalIndex())
    assert apart.names == {"jurgen", "muller", "zurich"}


def test_signs_that_are_not_seen_part_no_word() -> None:
    typed = question_terms("When did the pla\u200bnning com\u00admittee meet?", LexicalIndex())
    assert typed == question_terms("When did the planning committee meet?", LexicalIndex())


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


def test_words_as_they_are_written_weigh_what_their_stems_do(lexical: LexicalIndex) -> None:
    terms = question_terms("Who built the HARBOURS of Lisbon, the harbours?", lexical)
    assert terms.written == pytest.approx(
        {"built": rarity(1), "harbours": rarity(2), "lisbon": rarity(1)}
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
    terms = terms_of({"built": 1.0}, words=("who", "built", "it"))
    assert terms.pairs == {("who", "built"), ("built", "it")}


def test_words_that_no_text_holds_are_unknown(lexical: LexicalIndex) -> None:
    terms = question_terms("Who built the zyxomma of Porto?", lexical)
    assert terms.unknown == {"zyxomma"}


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Who signed it?", True),
        ("who signed it", True),
        ("In what year was it built", True),
        ("谁签署了这封信？", True),
        ("من وقع الرسالة؟", True),
        ("The letter was signed by whom?", True),
        ("What laws hold for heated wings .", False),
        ("Vitamin D lowers the risk of falls.", False),
        ("vitamin D and falls", False),
        ("whoever signs", False),
        ("", False),
        ("?", True),
    ],
)
def test_a_question_is_told_from_a_claim_or_a_title(text: str, *, asks: bool) -> None:
    assert is_question(text) is asks


@pytest.mark.parametrize(
    ("question", "text", "fit"),
    [
        ("When was it built?", "It was built in 1903.", 1),
        ("When was it built?", "It was built in May.", 1),
        ("When was it built?", "Ana built 12 of them.", -1),
        ("When is it open?", "It opens at 7:00.", 1),
        ("When is it open?", "It opens on Tuesday.", 1),
        ("How many ships came?", "They saw 12 ships.", 1),
        ("How many ships came?", "They saw some ships.", -1),
        ("How many ships came?", "They saw forty ships.", 1),
        ("What was the price of milk?", "It was sold for two crowns.", 1),
        ("Who built it?", "It was built by Ana.", 1),
        ("Who built it?", "It was built by the men.", -1),
        ("Where is it?", "It lies in Lisbon.", 1),
        ("Where is it?", "It lies in Åbo.", 1),
        ("Who built it?", "The builder (Émile Zola) was old.", 1),
        ("Who was mayor when it was built?", "It was built in 1903.", -1),
        ("Why was it built?", "It was built in 1903 by Ana.", 0),
    ],
)
def test_a_text_fits_where_it_offers_what_is_asked_for(
    lexical: LexicalIndex, question: str, text: str, fit: int
) -> None:
    assert question_terms(question, lexical).fit(text) == fit


@pytest.mark.parametrize(
    ("question", "opened"),
    [
        ("Is the bridge safe for lorries?", True),
        ("is the bridge safe", True),
        ("Early discharge: is it safe?", True),
        ("And is the bridge safe?", True),
        ("Am I allowed on the bridge?", True),
        ("Won't the bridge be closed?", True),
        ("The ferry to Harwick - does it run on Sundays?", True),
        ("I have a bicycle. Can I take it along?", True),
        ("Did all who know him come?", True),
        ("Was it dry when the dam broke?", True),
        ("The harbour of Lisbon", True),
        ("I want to see the harbour, please.", True),
        ("Tell me about the harbour.", True),
        ("Who rebuilt the harbour?", False),
        ("How is the bridge kept safe?", False),
        ("The ferry: when does it run?", False),
        ("I have a bicycle. Where can I take it?", False),
        ("Do you know who came?", False),
        ("Can you tell me the price of the tent?", False),
        ("Could you show me the price of the tent?", False),
        ("Can you list who came?", True),
        ("Tell me about when the dam broke", False),
        ("Can you tell me if dogs are allowed?", True),
        ("Tell me whether people who slept were well.", True),
        ("I'd like to know if it was dry when the dam broke", True),
        ("Those who slept were well.", True),
        ("The bridge was open when the dam broke.", True),
        ("places where the dam broke", False),
        ("Hello, is the bridge safe?", True),
        ("I would like to know the name of the captain", False),
        ("Could you tell me about the captain?", True),
        ("I want to know about the price of the tent", True),
        ("I want to see the town", True),
        ("Can you tell me when the dam broke?", False),
        ("Tell me who rebuilt the harbour.", False),
        ("What laws hold for heated wings.", False),
        ("Early discharge without risk?", False),
        ("Ist die Brücke für Lastwagen sicher?", False),
        ("这座桥安全吗？", False),
    ],
)
def test_an_open_question_leaves_out_no_part(
    lexical: LexicalIndex, question: str, *, opened: bool
) -> None:
    assert question_terms(question, lexical).open is opened


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("Why was the bridge closed?", True),
        ("Tell me why the bridge was closed.", True),
        ("What were the reasons for closing the bridge?", True),
        ("What caused the flood?", True),
        ("How come the bridge is closed?", True),
        ("When was the bridge closed?", False),
        ("What was on the ground?", False),
    ],
)
def test_a_reason_is_asked_for(lexical: LexicalIndex, question: str, *, why: bool) -> None:
    assert question_terms(question, lexical).why is why


@pytest.mark.parametrize(
    ("text", "put"),
    [
        ("Is the  bridge safe?", "Is the bridge safe?"),
        ("who built it", "who built it"),
        ("the harbour of Lisbon", "What about the harbour of Lisbon?"),
        ("Vitamin D lowers the risk of falls.", "What about Vitamin D lowers the risk of falls?"),
        ("Tell me about the harbour!", "What about the harbour?"),
        ("Tell me who rebuilt the harbour.", "who rebuilt the harbour?"),
        ("Could you tell me about the harbour?", "What about the harbour?"),
        ("Can you tell me the price of the tent?", "What is the price of the tent?"),
        ("I'd like to know the price of the tent", "What is the price of the tent?"),
        ("I want to know when the fair opens", "when the fair opens?"),
        ("Would you like the harbour?", "Would you like the harbour?"),
        ("The bridge is safe.", "What about The bridge is safe?"),
        ("Hello, is smoking forbidden?", "is smoking forbidden?"),
        ("Can you tell me if dogs are allowed?", "are dogs allowed?"),
        ("I wonder whether the shop opens on Sundays", "What about the shop opens on Sundays?"),
        ("Could you give us the names of the rooms?", "What are the names of the rooms?"),
        ("Tell me the author of the book", "Who is the author of the book?"),
        ("Can you show me who signed the letter?", "who signed the letter?"),
        ("What laws hold for heated wings .", "What laws hold for heated wings?"),
    ],
)
def test_a_reader_is_asked_a_question_whatever_was_typed(
    lexical: LexicalIndex, text: str, put: str
) -> None:
    assert question_terms(text, lexical).put == put


def test_the_words_of_a_wish_are_those_of_what_is_wished_for(lexical: LexicalIndex) -> None:
    wish = question_terms("I would like to see the harbour of Lisbon.", lexical)
    topic = question_terms("the harbour of Lisbon", lexical)
    assert wish.weights == topic.weights
    assert wish.written == topic.written
    assert wish.words == topic.words
    assert wish.names == topic.names
    asked = question_terms("Would I like to see the harbour?", lexical)
    assert "see" in asked.weights
