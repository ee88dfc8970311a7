"""A turn of the conversation: answer, refusal, the passages and why they were found."""

from dataclasses import replace
from datetime import date

import pytest

from chat.kept import KeptTurn, turn_of
from chat.turn_html import (
    answer_as_html,
    examples_as_html,
    first_reference,
    question_as_html,
    waiting_as_html,
)
from chat.words import WORDS as ALL_WORDS
from corpus import Citation, Document, Mark, Passage, Span
from qa import Answer, Seconds
from qa.follow_up import Understood
from qa.showing import Reference
from tests.qa.hits import hit_of
from tests.qa.page import page_of

WORDS = ALL_WORDS["en"]
LETTER = Document(
    source="letters/april.txt",
    sha256="cd" * 32,
    title="Schools open",
    date=date(2020, 4, 2),
    text="Dear parents,\n\nSchools open on Monday. Please wait <outside>.\n\nYours, Ada",
    marks=(Mark(0, "line 1"), Mark(15, "line 3"), Mark(63, "line 5")),
)
PASSAGE, QUOTE = Span(15, 61), Span(39, 61)

HIT = hit_of(Passage(LETTER, 15, 61, (Span(15, 38), QUOTE)), score=1.234)
OTHER = hit_of(Passage(replace(LETTER, source="b.txt", title=""), 0, 13, (Span(0, 13),)), score=0.5)
CITATION = Citation(
    "letters/april.txt", "cd" * 32, "Schools open", "line 3", 39, 61, "Please wait <outside>."
)
ANSWER = Answer(
    question="Where do I wait?",
    found=True,
    confidence=0.876,
    text="Please wait <outside>.",
    citations=(CITATION,),
    passages=(OTHER, HIT),
    seconds=Seconds(0.1, 0.1, 0.2),
)
REFUSAL = replace(ANSWER, found=False, confidence=0.123, text="", citations=())


def kept(answer: Answer, *, asked: str = "", unknown: tuple[str, ...] = ()) -> KeptTurn:
    understood = Understood(asked or answer.question, answer.question)
    return turn_of(answer, understood, unknown)


def links_of(turn: KeptTurn) -> list[Reference | None]:
    page = page_of(answer_as_html(turn, 0, WORDS))
    return [
        Reference.parse(dict(link.attributes)["href"] or "") for link in page.all("a", "cv-cite")
    ]


def test_what_exactly_was_asked_for_stands_in_strong_letters() -> None:
    answer = replace(ANSWER, exact=(replace(CITATION, start=51, end=60, quote="<outside>"),))
    page = page_of(answer_as_html(kept(answer), 0, WORDS))
    assert page.only("strong").text == "<outside>"
    assert page.only("blockquote", "cv-answer").text == "Please wait <outside>. [1]"


def test_an_answer_is_shown_with_its_number_its_place_and_its_confidence() -> None:
    page = page_of(answer_as_html(kept(ANSWER), 0, WORDS))
    assert page.only("blockquote", "cv-answer").text == "Please wait <outside>. [1]"
    assert page.only("ul", "cv-sources").text == "[1] Schools openletters/april.txt, line 3"
    assert page.only("p", "cv-confidence cv-high").text == "Confidence: high, 88%"
    assert page.only("summary").text == "Passages (2)"
    assert page.only("details").attributes == (("class", "cv-passages"),)


def test_a_citation_leads_to_its_quote_within_its_passage() -> None:
    quoted = Reference("letters/april.txt", "cd" * 32, PASSAGE, QUOTE)
    other = Reference("b.txt", "cd" * 32, Span(0, 13), None)
    assert links_of(kept(ANSWER)) == [quoted, quoted, other, quoted]


def test_a_citation_outside_the_passages_leads_to_the_quote_itself() -> None:
    answer = replace(ANSWER, passages=(OTHER,))
    quoted = Reference("letters/april.txt", "cd" * 32, QUOTE, QUOTE)
    assert links_of(kept(answer))[0] == quoted
    assert first_reference(kept(answer)) == quoted


def test_a_refusal_says_so_before_the_nearest_passages_which_are_folded() -> None:
    page = page_of(answer_as_html(kept(REFUSAL), 0, WORDS))
    refusal = page.only("div", "cv-refusal").text
    assert refusal.startswith("The documents do not answer this.\n")
    assert "a probability of 12%" in refusal
    assert page.all("blockquote") == []
    summary = "Nearest passages, which do not answer the question (2)"
    assert page.only("summary").text == summary
    assert page.only("details").attributes == (("class", "cv-passages"),)
    assert page.text.index(refusal) < page.text.index(summary)


def test_what_is_shown_beside_an_answer_is_the_place_of_its_first_citation() -> None:
    assert first_reference(kept(ANSWER)) == Reference(
        "letters/april.txt", "cd" * 32, PASSAGE, QUOTE
    )


def test_what_is_shown_beside_a_refusal_is_the_nearest_passage_if_any() -> None:
    assert first_reference(kept(REFUSAL)) == Reference("b.txt", "cd" * 32, Span(0, 13), None)
    assert first_reference(kept(replace(REFUSAL, passages=()))) is None


@pytest.mark.parametrize(
    ("confidence", "said"),
    [(0.75, "high, 75%"), (0.74, "fair, 74%"), (0.45, "fair, 45%"), (0.44, "low, 44%")],
)
def test_confidence_is_said_in_a_word_and_a_number(confidence: float, said: str) -> None:
    turn = kept(replace(ANSWER, confidence=confidence))
    assert f"Confidence: {said}" in page_of(answer_as_html(turn, 0, WORDS)).text


def test_each_passage_has_its_place_its_date_its_score_and_the_reasons_for_it() -> None:
    page = page_of(answer_as_html(kept(ANSWER), 0, WORDS))
    assert page.all("li")[2].text == (
        "passage 2 Schools open, letters/april.txt, 2020-04-02, line 3 score 1.23\n"
        "Schools open on Monday. Please wait <outside>.\n"
        "Why: it holds wait; its best sentence is alike to 0.00"
    )


def test_a_refusal_names_the_words_that_stand_nowhere_or_gives_advice() -> None:
    page = page_of(answer_as_html(kept(REFUSAL, unknown=("Atlantis", "mayor")), 0, WORDS))
    assert "In no document: Atlantis, mayor." in page.only("div", "cv-refusal").text
    assert "name a person" in page_of(answer_as_html(kept(REFUSAL), 0, WORDS)).text


def test_a_follow_up_says_what_it_was_understood_as_and_offers_to_ask_it_as_typed() -> None:
    page = page_of(answer_as_html(kept(ANSWER, asked="Where?"), 3, WORDS))
    said = "Understood as: Where do I wait? Ask as typed"
    assert page.only("p", "cv-understood").text == said
    actions = [dict(link.attributes)["href"] for link in page.all("a", "cv-action")]
    assert actions == ["#cv-typed-3", "#cv-copy-3", "#cv-link-3"]
    assert page_of(answer_as_html(kept(ANSWER), 0, WORDS)).all("p", "cv-understood") == []


def test_the_documents_that_alone_were_asked_are_named() -> None:
    turn = replace(kept(ANSWER), only=("a.txt", "b.txt"))
    page = page_of(answer_as_html(turn, 0, WORDS))
    assert page.only("p", "cv-understood").text == "Only in: a.txt, b.txt"


def test_while_an_answer_is_awaited_the_passages_are_there_already() -> None:
    assert page_of(waiting_as_html(None, WORDS)).text == "Searching the documents …"
    page = page_of(waiting_as_html(kept(ANSWER).passages, WORDS))
    assert page.only("p", "cv-waiting").text == "2 passages found, reading them …"
    assert len(page.all("li")) == 2


def test_a_question_can_be_changed_and_examples_be_chosen() -> None:
    page = page_of(question_as_html("Why?\nHow?", 2, WORDS))
    assert page.only("bdi", "cv-asked").text == "Why?\nHow?"
    assert dict(page.only("a").attributes)["href"] == "#cv-edit-2"
    examples = page_of(examples_as_html(("Who <b>?", "When?"), WORDS))
    assert [one.text for one in examples.all("a")] == ["Who <b>?", "When?"]
    assert "For example" not in page_of(examples_as_html((), WORDS)).text
