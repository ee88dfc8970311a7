"""Overlap: which of a question's words stand where, beside sets of words made by hand."""

from itertools import chain, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.overlap import Overlap, overlap_of
from qa.terms import QuestionTerms
from qa.wording import wordings_of
from tests.qa.hits import passage_of, terms_of

WEIGHTS = {"ship": 4.0, "harbour": 2.0, "built": 1.0, "zebra": 1.0}
WORDS = st.sampled_from("ab cd ef gh".split())
SENTENCES = st.lists(WORDS, min_size=1, max_size=5)
# A title, and sentences.
PASSAGES = st.lists(st.tuples(st.lists(WORDS, max_size=3), st.lists(SENTENCES)), min_size=1)


def overlap(terms: QuestionTerms, *texts: str, title: str = "") -> Overlap:
    return overlap_of(terms, wordings_of([passage_of(text, title=title) for text in texts]))


def test_the_words_of_the_title_and_of_each_sentence_are_told_apart() -> None:
    found = overlap(
        terms_of(WEIGHTS), "Ships came. They built it. The ship left.", title="The harbours"
    )
    assert found.titles.tolist() == [0]
    assert found.coverage.tolist() == [2 / 8, 4 / 8, 1 / 8, 4 / 8]
    assert found.passage_coverage.tolist() == [7 / 8]


def test_a_sentence_is_seen_with_the_two_beside_it_of_its_own_passage() -> None:
    found = overlap(
        terms_of(WEIGHTS), "One ship. Built here. A harbour.", "A zebra.", title="Ships"
    )
    assert found.context.tolist() == [0, 5 / 8, 7 / 8, 3 / 8, 0, 1 / 8]


def test_the_best_sentence_of_each_passage_counts_and_no_title() -> None:
    found = overlap(terms_of(WEIGHTS), "One harbour. Built here.", "", "A ship.", title="Ships")
    assert found.best_of_sentences(found.coverage).tolist() == [2 / 8, 0, 4 / 8]


def test_neighbouring_words_count_where_they_stand_together_in_one_sentence() -> None:
    terms = terms_of({"ship": 1.0}, words=("who", "built", "ship", "now"))
    found = overlap(
        terms, "Who built? Ship now. The man who built ships who built.", title="Who built"
    )
    assert found.pairs.tolist() == [0, 1 / 3, 1 / 3, 2 / 3]


def test_a_question_of_one_word_has_no_neighbours() -> None:
    assert overlap(terms_of({"ship": 1.0}), "Ship ship.").pairs.tolist() == [0, 0]


def test_the_share_of_the_names_is_whole_where_there_are_none() -> None:
    terms = terms_of({"ana": 1.0, "maria": 1.0}, names=frozenset({"ana", "maria"}))
    assert overlap(terms, "Ana left.").names.tolist() == [0.5]
    assert overlap(terms_of({"ana": 1.0}), "She left.").names.tolist() == [1]


def test_a_question_without_weight_covers_nothing() -> None:
    found = overlap(terms_of({}, words=("who", "is", "it")), "Who is it?")
    assert found.coverage.tolist() == [0, 0]
    assert found.pairs.tolist() == [0, 1]


@given(PASSAGES, st.lists(WORDS, min_size=1))
def test_what_is_held_is_what_sets_of_the_words_hold(
    passages: list[tuple[list[str], list[list[str]]]], question: list[str]
) -> None:
    weights = {word: 2.0**at for at, word in enumerate(dict.fromkeys(question)) if word != "gh"}
    terms = terms_of(weights, words=question)
    made = [
        passage_of(
            " ".join(" ".join(words).capitalize() + " went." for words in sentences),
            title=" ".join(title),
        )
        for title, sentences in passages
    ]
    found = overlap_of(terms, wordings_of(made))
    expected: list[tuple[float, float, float]] = []
    for title, sentences in passages:
        expected.append((_share(title, weights), 0, 0))
        for at, words in enumerate(sentences):
            beside = [word for one in sentences[max(0, at - 1) : at + 2] for word in one]
            pairs = set(pairwise(question))
            together = len(pairs & set(pairwise(words))) / max(1, len(pairs))
            expected.append((_share(words, weights), _share(beside, weights), together))
    columns = np.stack([found.coverage, found.context, found.pairs], axis=1)
    assert columns == pytest.approx(np.array(expected))
    whole = [_share([*title, *chain(*sentences)], weights) for title, sentences in passages]
    assert found.passage_coverage.tolist() == pytest.approx(whole)


def _share(words: list[str], weights: dict[str, float]) -> float:
    held = sum(weight for word, weight in weights.items() if word in words)
    return held / (sum(weights.values()) or 1)
