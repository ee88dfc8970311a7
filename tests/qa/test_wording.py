"""Wording: the words of a passage, by sentence, in the form in which the index compares them."""

from corpus import Passage, split
from index.word_pieces import NO_PIECE, pieces_of
from qa.wording import sentence_text, wording_of
from tests.qa.hits import document_of, passage_of

LETTER = """Dear friends,

We thank you for the seventy crates of medicine that reached our harbour on Monday morning.

Maria Oliveira
Head of the Harbour Office
Port of Lisbon
"""


def test_words_are_in_order_and_know_their_sentence() -> None:
    wording = wording_of(passage_of("Ships came. They left.", title="The harbours"))
    assert wording.words == ("the", "harbour", "ship", "came", "they", "left")
    assert wording.sentence_at == (-1, -1, 0, 0, 1, 1)
    assert wording.sentences == 2


def test_places_are_counted_in_words_from_the_title_on() -> None:
    wording = wording_of(passage_of("The ship came. A ship left.", title="Ship news"))
    assert wording.places["ship"] == (0, 3, 6)
    assert wording.places["left"] == (7,)


def test_passages_that_differ_in_one_respect_have_their_own_words() -> None:
    text = "One ship. Two ships."
    whole = passage_of(text)
    second = Passage(whole.document, 10, 20, whole.sentences[1:])
    titled = passage_of(text, title="News")
    words = [wording_of(passage).words for passage in (whole, second, titled, whole)]
    assert words == [
        ("one", "ship", "two", "ship"),
        ("two", "ship"),
        ("news", "one", "ship", "two", "ship"),
        ("one", "ship", "two", "ship"),
    ]


def test_pieces_are_of_the_words_that_say_something_text_by_text() -> None:
    wording = wording_of(passage_of("It was there. Ships left the Harbour.", title="News"))
    pieces = [pieces_of(word) for word in ("News", "Ships", "left", "Harbour")]
    assert all(len(one) == 1 for one in pieces)
    news, *said = [one for (one,) in pieces]
    assert wording.pieces.tolist() == [news, NO_PIECE, *said]
    assert wording.piece_starts.tolist() == [0, 1, 2]


def test_a_signature_says_that_it_is_one() -> None:
    passage = split(document_of(LETTER))[-1]
    number = len(passage.sentences) - 1
    assert sentence_text(passage, number).startswith("Letter signed by: Maria Oliveira")
    wording = wording_of(passage)
    signed = {wording.sentence_at[place] for place in wording.places["sign"]}
    assert signed == {number} == {wording.sentence_at[at] for at in wording.places["maria"]}
