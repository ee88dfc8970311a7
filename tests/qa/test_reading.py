"""Reading: what a judgement says about stretches of an excerpt, and what is read of a hit."""

import numpy as np

from corpus.passage import Passage, Span
from qa.reading import Judgement, excerpt_of
from tests.qa.hits import document_of, hit_of, passage_of

QUESTION = np.array([1.0, 0.0], np.float32)
TEXT = "one two three four"
TOKENS = (Span(0, 3), Span(4, 7), Span(8, 13), Span(14, 18))


def judgement(starts: list[float], ends: list[float]) -> Judgement:
    return Judgement(0, 0, TOKENS, np.array(starts, np.float32), np.array(ends, np.float32))


def best(judged: Judgement, most_tokens: int) -> tuple[Span, float]:
    """The likeliest answer in all of the text, its probability rounded."""
    found = judged.best_in(Span(0, len(TEXT)), most_tokens)
    assert found is not None
    return found[0], round(found[1], 5)


def test_the_probability_to_begin_in_a_stretch_is_that_of_its_tokens() -> None:
    judged = judgement([0.5, 0.25, 0.125, 0.125], [0.25] * 4)
    assert judged.begins_in(Span(0, 7)) == 0.75
    assert judged.begins_in(Span(1, 7)) == 0.25
    assert judged.begins_in(Span(0, len(TEXT))) == 1
    assert judged.begins_in(Span(3, 4)) == 0


def test_the_likeliest_answer_is_the_best_pair_of_first_and_last_token() -> None:
    judged = judgement([0.1, 0.6, 0.2, 0.1], [0.7, 0.1, 0.15, 0.05])
    assert best(judged, 4) == (Span(4, 13), 0.09)


def test_an_answer_does_not_end_before_it_begins_nor_is_it_longer_than_allowed() -> None:
    judged = judgement([0.0, 1.0, 0.0, 0.0], [0.5, 0.1, 0.0, 0.4])
    assert best(judged, 4) == (Span(4, 18), 0.4)
    assert best(judged, 2) == (Span(4, 7), 0.1)


def test_a_reader_that_tells_no_place_points_nowhere() -> None:
    judged = Judgement(1.0, 1.0)
    assert judged.begins_in(Span(0, 18)) == 0
    assert judged.best_in(Span(0, 18), 4) is None


def test_a_hit_is_read_around_its_nearest_sentence_under_its_title() -> None:
    text = "Intro. One ship. Two men."
    passage = Passage(document_of(text, title="News"), 7, 25, (Span(7, 16), Span(17, 25)))
    excerpt = excerpt_of(hit_of(passage, [[0.0, 1.0], [1.0, 0.0]]), QUESTION)
    assert (excerpt.title, excerpt.text, excerpt.focus) == (
        "News",
        "One ship. Two men.",
        Span(10, 18),
    )


def test_a_title_that_opens_the_passage_is_not_read_twice() -> None:
    excerpt = excerpt_of(hit_of(passage_of("News. One ship.", title="News")), QUESTION)
    assert excerpt.title == ""
