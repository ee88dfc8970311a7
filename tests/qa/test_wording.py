"""Wording: the words of a passage, by sentence, in the form in which the index compares them."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Passage, split
from index.lexical import words_of
from index.word_pieces import NO_PIECE, pieces_of
from qa.wording import joined, sentence_text, wording_of
from tests.qa.hits import document_of, passage_of

LETTER = """Dear friends,

We thank you for the seventy crates of medicine that reached our harbour on Monday morning.

Maria Oliveira
Head of the Harbour Office
Port of Lisbon
"""


def test_words_are_in_order_and_it_is_known_where_each_text_begins() -> None:
    wording = wording_of(passage_of("Ships came. They left.", title="The harbours"))
    assert wording.words == ("the", "harbour", "ship", "came", "they", "left")
    assert wording.word_starts.tolist() == [0, 2, 4]


def test_words_are_found_in_passages_that_stand_one_after_the_other() -> None:
    wordings = joined(
        [
            wording_of(passage_of("The ship came. A ship left.", title="Ship news")),
            wording_of(passage_of("")),
            wording_of(passage_of("No harbour. A ship.", title="News")),
        ]
    )
    assert wordings.titles.tolist() == [0, 3, 4]
    found = wordings.find(["left", "came", "ship", "zebra"])
    assert found.places.tolist() == [0, 3, 4, 6, 7, 12]
    assert found.words.tolist() == [2, 2, 1, 2, 0, 2]
    assert wordings.texts[found.places].tolist() == [0, 1, 1, 2, 2, 6]
    assert wordings.passages(found.places).tolist() == [0, 0, 0, 0, 0, 2]
    assert wordings.find([]).places.tolist() == []


@given(st.lists(st.lists(st.sampled_from("ab cd ef gh".split())), min_size=1))
def test_words_are_found_where_they_stand(passages: list[list[str]]) -> None:
    wordings = joined([wording_of(passage_of(" ".join(words))) for words in passages])
    wanted = ["gh", "ab", "zebra"]
    every = [word for words in passages for word in words]
    found = wordings.find(wanted)
    expected = [(at, wanted.index(word)) for at, word in enumerate(every) if word in wanted]
    assert list(zip(found.places, found.words, strict=True)) == expected


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
    texts = np.searchsorted(wording.word_starts, range(len(wording.words)), side="right") - 1
    found = dict(zip(wording.words, texts, strict=True))
    assert found["sign"] == found["maria"] == 1 + number


@pytest.mark.parametrize(
    "text",
    [
        "naïve_ship’s rôle≮5",
        "武汉はship",
        "x" * 60,
        "A-b_c d",
        "e\u0301te\u0301 \u212b",
        "“Quay”–1903",
    ],
)
def test_words_and_pieces_are_those_of_the_whole_text(text: str) -> None:
    wording = wording_of(passage_of(text))
    assert wording.words == words_of(text)
    said = [word for word in re.findall(r"\w+", text) if not set(words_of(word)) <= {"a"}]
    pieces = [piece for word in said for piece in pieces_of(word)]
    assert wording.pieces.tolist() == [NO_PIECE, *pieces]
