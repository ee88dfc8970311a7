"""Wording: the words of a passage, by sentence, in the form in which the index compares them."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Mark, Passage, Span, split
from index.lexical import words_of
from index.word_pieces import NO_PIECE, pieces_of
from qa.wording import offered_text, sentence_text, wordings_of
from tests.qa.hits import document_of, passage_of

LETTER = """Dear friends,

We thank you for the seventy crates of medicine that reached our harbour on Monday morning.

Maria Oliveira
Head of the Harbour Office
Port of Lisbon
"""


def test_words_are_in_order_and_it_is_known_where_each_text_begins() -> None:
    wordings = wordings_of([passage_of("Ships came. They left.", title="The harbours")])
    assert wordings.words(0) == ["the", "harbour", "ship", "came", "they", "left"]
    assert wordings.texts.tolist() == [0, 0, 1, 1, 2, 2]


def test_words_are_found_in_passages_that_stand_one_after_the_other() -> None:
    wordings = wordings_of(
        [
            passage_of("The ship came. A ship left.", title="Ship news"),
            passage_of(""),
            passage_of("No harbour. A ship.", title="News"),
        ]
    )
    assert wordings.titles.tolist() == [0, 3, 4]
    found = wordings.find(["left", "came", "ship", "zebra"])
    assert found.places.tolist() == [0, 3, 4, 6, 7, 12]
    assert found.words.tolist() == [2, 2, 1, 2, 0, 2]
    assert wordings.texts[found.places].tolist() == [0, 1, 1, 2, 2, 6]
    assert wordings.passages(found.places).tolist() == [0, 0, 0, 0, 0, 2]
    assert wordings.find([]).places.tolist() == []


def test_a_sentence_of_an_interview_says_who_speaks() -> None:
    turns = 3 * "Q: Were you there?\n\nWT: I was. It rained.\n\n"
    document = document_of(f"Interview with William Tarr (WT)\n\n{turns}")
    worded = [
        sentence_text(passage, number)
        for passage in split(document)
        for number in range(len(passage.sentences))
    ]
    assert worded.count("William Tarr said: It rained.") == 3
    assert worded.count("William Tarr said: WT: I was.") == 3
    assert worded.count("Q: Were you there?") == 3


@given(st.lists(st.lists(st.sampled_from("ab cd ef gh".split())), min_size=1))
def test_words_are_found_where_they_stand(passages: list[list[str]]) -> None:
    wordings = wordings_of([passage_of(" ".join(words)) for words in passages])
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
    wordings = wordings_of([whole, second, titled, whole])
    assert list(map(wordings.words, range(4))) == [
        ["one", "ship", "two", "ship"],
        ["two", "ship"],
        ["news", "one", "ship", "two", "ship"],
        ["one", "ship", "two", "ship"],
    ]


def test_pieces_are_of_the_words_that_say_something_text_by_text() -> None:
    wordings = wordings_of([passage_of("It was there. Ships left the Harbour.", title="News")])
    pieces = [pieces_of(word) for word in ("News", "Ships", "left", "Harbour")]
    assert all(len(one) == 1 for one in pieces)
    news, *said = [one for (one,) in pieces]
    assert wordings.pieces.tolist() == [news, NO_PIECE, *said]
    assert wordings.piece_starts.tolist() == [0, 1, 2]


def test_a_signature_says_that_it_is_one() -> None:
    passage = split(document_of(LETTER))[-1]
    number = len(passage.sentences) - 1
    assert sentence_text(passage, number).startswith(
        "Letter to friends signed by who wrote it: Maria Oliveira"
    )
    assert offered_text(passage, number).startswith("signed by who wrote it: Maria Oliveira")
    wordings = wordings_of([passage])
    found = dict(zip(wordings.words(0), wordings.texts, strict=True))
    assert found["sign"] == found["maria"] == 1 + number


@pytest.mark.parametrize(
    ("title", "label", "text", "expected"),
    [
        ("Mills", "section North", "Opened | 1874\nOwner | Ana", "Mills. North. Owner: Ana"),
        ("Mills", "page 2, section North", "Ana | 1 | 4\nBo | 2 | 5", "Bo | 2 | 5"),
        ("North", "section North", "Opened: 1874\nOwner: Ana", "North. Owner: Ana"),
        ("", "line 1", "Opened: 1874\nOwner: Ana", "a. Owner: Ana"),  # by its file, a.txt
        (
            "Mills",
            "line 1",
            "Mill: North\nOwner: Bo\n\nMill: South\nOwner: Ana",
            "Mills. Mill: South. Owner: Ana",
        ),
        ("", "line 1", "Name: Ana Lind\nBorn: 1903\nDied: 1987", "a. Ana Lind. Died: 1987"),
        ("Mills", "line 1", "Ana owns it.\nIt is old.", "It is old."),
        ("", "line 1", "Mill North:\nOpened: 1874\nOwner: Ana", "Mill North. Owner: Ana"),
        (
            "Mills",
            "line 1",
            "Mill\nNorth\n\nOpened | 1874\nOwner | Ana",
            "Mills. Mill, North. Owner: Ana",
        ),
        ("Mills", "line 1", "It is old.\nOpened: 1874\nOwner: Ana", "Mills. Owner: Ana"),
        ("", "line 1", "m" * 101 + "\n\nOpened: 1874\nOwner: Ana", "a. Owner: Ana"),
    ],
)
def test_before_a_row_stands_what_it_is_about(
    title: str, label: str, text: str, expected: str
) -> None:
    document = replace(document_of(text, title=title), marks=(Mark(0, label),))
    whole = [passage for passage in split(document) if passage.end == len(text)]
    number = len(whole[0].sentences) - 1
    assert sentence_text(whole[0], number) == expected


def test_the_words_of_a_row_are_those_of_its_own_heading() -> None:
    document = document_of("Opened: 1874\nOwner: Ana", title="Mills")
    words = []
    for heading in ("North", "South"):
        marked = replace(document, marks=(Mark(0, f"section {heading}"),))
        passage = Passage(marked, 13, 23, (Span(13, 23),))
        words.append(wordings_of([passage]).words(0))
    assert words == [
        ["mill", "north", "mill", "north", "owner", "ana"],
        ["mill", "south", "mill", "south", "owner", "ana"],
    ]


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
    wordings = wordings_of([passage_of(text)])
    assert wordings.words(0) == list(words_of(text))
    said = [word for word in re.findall(r"\w+", text) if not set(words_of(word)) <= {"a"}]
    pieces = [piece for word in said for piece in pieces_of(word)]
    assert wordings.pieces.tolist() == [NO_PIECE, *pieces]


def test_a_vocabulary_that_has_grown_large_makes_room_for_a_new_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("qa.wording._MOST_KEPT", 1)
    first = wordings_of([passage_of("The ship left.")])
    second = wordings_of([passage_of("A harbour froze.")])
    assert first.vocabulary is not second.vocabulary
    assert (first.words(0), second.words(0)) == (["the", "ship", "left"], ["a", "harbour", "froze"])
    assert first.find(["ship"]).places.tolist() == [1]
    assert second.find(["ship"]).places.tolist() == []


def test_threads_that_word_passages_at_once_get_each_their_own() -> None:
    texts = [f"ship{number} harbour{number % 7}" for number in range(400)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda text: wordings_of([passage_of(text)]).words(0), texts))
    assert found == [list(words_of(text)) for text in texts]
