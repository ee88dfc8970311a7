"""Wording: the words of a passage, by sentence, in the form in which the index compares them."""

from corpus import split
from qa.wording import sentence_text, wording_of
from tests.qa.hits import document_of, passage_of

LETTER = """Dear friends,

We thank you for the seventy crates of medicine that reached our harbour on Monday morning.

Maria Oliveira
Head of the Harbour Office
Port of Lisbon
"""


def test_title_and_sentences_are_kept_apart() -> None:
    wording = wording_of(passage_of("Ships came. They left.", title="The harbours"))
    assert wording.title == ("the", "harbour")
    assert wording.sentences == (("ship", "came"), ("they", "left"))
    assert wording.every == {"the", "harbour", "ship", "came", "they", "left"}


def test_a_window_holds_the_words_of_its_sentences() -> None:
    wording = wording_of(passage_of("One ship. Two men. Three dogs."))
    assert wording.window(1, 3) == {"two", "men", "three", "dog"}
    assert wording.window(2, 9) == {"three", "dog"}


def test_pairs_are_of_one_sentence() -> None:
    wording = wording_of(passage_of("Two ships came. Men sang."))
    assert wording.pairs(0) == {("two", "ship"), ("ship", "came")}


def test_places_are_counted_in_words_from_the_title_on() -> None:
    wording = wording_of(passage_of("The ship came. A ship left.", title="Ship news"))
    assert wording.places({"ship", "left"}) == {"ship": [0, 3, 6], "left": [7]}


def test_a_signature_says_that_it_is_one() -> None:
    passage = split(document_of(LETTER))[-1]
    number = len(passage.sentences) - 1
    assert sentence_text(passage, number).startswith("Letter signed by: Maria Oliveira")
    assert {"letter", "sign", "maria"} <= set(wording_of(passage).sentences[number])
