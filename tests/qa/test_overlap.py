"""Overlap: where a question's words stand in a passage, beside sets of words made by hand."""

from hypothesis import given
from hypothesis import strategies as st

from qa.overlap import Overlaps
from qa.wording import wording_of
from tests.qa.hits import passage_of, terms_of

WEIGHTS = {"ship": 4.0, "harbour": 2.0, "built": 1.0, "zebra": 1.0}


def test_the_words_of_the_title_and_of_each_sentence_are_told_apart() -> None:
    overlaps = Overlaps(terms_of(WEIGHTS))
    passage = passage_of("Ships came. They built it. The ship left.", title="The harbours")
    overlap = overlaps.overlap(wording_of(passage))
    assert overlaps.coverage(overlap.title) == 2 / 8
    assert [overlaps.coverage(words) for words in overlap.sentences] == [4 / 8, 1 / 8, 4 / 8]
    assert overlaps.coverage(overlap.every) == 7 / 8
    assert overlap.places == {"ship": (2, 8), "harbour": (1,), "built": (5,)}


def test_a_window_holds_the_words_of_its_sentences() -> None:
    overlaps = Overlaps(terms_of(WEIGHTS))
    overlap = overlaps.overlap(wording_of(passage_of("One ship. Built here. A harbour.")))
    assert overlaps.coverage(overlap.window(0, 2)) == 5 / 8
    assert overlaps.coverage(overlap.window(1, 9)) == 3 / 8


def test_neighbouring_words_count_where_they_stand_together_in_one_sentence() -> None:
    terms = terms_of({"ship": 1.0}, words=("who", "built", "ship", "now"))
    overlaps = Overlaps(terms)
    overlap = overlaps.overlap(
        wording_of(passage_of("Who built? Ship now. The man who built ships.", title="Who built"))
    )
    assert overlap.pairs == (1 / 3, 1 / 3, 2 / 3)


def test_a_question_of_one_word_has_no_neighbours() -> None:
    overlaps = Overlaps(terms_of({"ship": 1.0}))
    assert overlaps.overlap(wording_of(passage_of("Ship ship."))).pairs == (0.0,)


def test_the_share_of_the_names_is_whole_where_there_are_none() -> None:
    overlaps = Overlaps(terms_of({"ana": 1.0, "maria": 1.0}, names=frozenset({"ana", "maria"})))
    overlap = overlaps.overlap(wording_of(passage_of("Ana left.")))
    assert overlaps.share_of_names(overlap.every) == 0.5
    assert Overlaps(terms_of({"ana": 1.0})).share_of_names(0) == 1


def test_a_question_without_weight_covers_nothing() -> None:
    overlaps = Overlaps(terms_of({}, words=("who", "is", "it")))
    assert overlaps.coverage(overlaps.overlap(wording_of(passage_of("Who is it?"))).every) == 0


@given(st.lists(st.lists(st.sampled_from("ab cd ef gh".split()), min_size=1), min_size=1))
def test_the_words_held_are_those_that_stand_there(sentences: list[list[str]]) -> None:
    weights = {"ab": 1.0, "cd": 2.0, "ef": 4.0}
    overlaps = Overlaps(terms_of(weights))
    passage = passage_of(" ".join(" ".join(words).capitalize() + " went." for words in sentences))
    overlap = overlaps.overlap(wording_of(passage))
    spans = passage.sentences
    texts = [passage.text[span.start : span.end].lower() for span in spans]
    expected = [sum(weights[word] for word in weights if word in text) / 7 for text in texts]
    assert [overlaps.coverage(words) for words in overlap.sentences] == expected
