"""Collecting what the confidence of open questions is fitted on."""

import pytest

from index.sentence_encoder import SentenceEncoder
from qa.datasets import CorpusLine, Dataset, Query
from tests.training.readers import Listening
from training import fit_open
from training.fit_open import collect, questions_of

TEXTS = (
    "Zinc shortened colds in 40 children of two schools.",
    "Garlic lowered the pressure of blood in adults.",
    "Dancing helped patients to walk after surgery.",
    "Honey soothed the cough of infants at night.",
)
QUESTIONS = (
    "Does zinc shorten colds in children?",
    "Does garlic lower blood pressure in adults?",
    "Does dancing help patients after surgery?",
    "Does honey soothe coughing in infants?",
)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    corpus = tuple(
        CorpusLine(f"a{at}-00{part}", f"Study {at}", text if part == 0 else "Nothing more.")
        for at, text in enumerate(TEXTS)
        for part in range(2)
    )
    queries = tuple(
        Query(f"q{at}", text, {f"a{at}-000": 1, f"a{at}-001": 1})
        for at, text in enumerate(QUESTIONS)
    )
    return Dataset("made", corpus, queries)


def test_every_other_question_is_asked_as_it_is_and_as_a_topic(dataset: Dataset) -> None:
    asked = questions_of(dataset)
    assert [one.texts for one in asked] == [
        (QUESTIONS[1], "garlic lower blood pressure in adults"),
        (QUESTIONS[3], "honey soothe coughing in infants"),
    ]
    assert [one.article for one in asked] == ["a1", "a3"]
    for one in asked:
        assert not set(one.near) & set(one.texts)


def test_cases_are_of_three_kinds_and_only_what_is_there_is_right(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit_open, "_SMALL_INDEX", 2)
    cases = collect(dataset, SentenceEncoder(), None)
    by_kind = {
        kind: [case for case in cases if case.kind == kind]
        for kind in ("answerable", "near", "withheld")
    }
    texts = {case.terms.text for case in by_kind["answerable"]}
    assert texts == {text for one in questions_of(dataset) for text in one.texts}
    for case in by_kind["answerable"]:
        sources = [case.hits[one.hit].passage.document.source for one in case.evidence]
        assert case.right.tolist() == [source.startswith(case.group) for source in sources]
        assert case.right.any()
    for case in (*by_kind["near"], *by_kind["withheld"]):
        assert not case.right.any()
    for case in by_kind["withheld"]:
        assert all(not hit.passage.document.source.startswith(case.group) for hit in case.hits)
    assert {case.group for case in by_kind["withheld"]} == {"a1", "a3"}


def test_where_all_abstracts_are_there_nothing_is_withheld(dataset: Dataset) -> None:
    cases = collect(dataset, SentenceEncoder(), None)
    present = {case.group for case in cases if case.kind != "withheld" and case.passages == 8}
    assert present
    assert not [case for case in cases if case.kind == "withheld" and case.passages == 8]


def test_a_reader_is_asked_about_topics_as_it_is_in_use(dataset: Dataset) -> None:
    reader = Listening()
    cases = collect(dataset, SentenceEncoder(), reader)
    assert reader.asked == {case.terms.put for case in cases}
    assert "What about honey soothe coughing in infants?" in reader.asked
