"""The assistant never quotes falsely: not from a damaged index, not from a misled retriever."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import IndexCorrupt
from index.hit import Hit
from index.library import Library
from index.snapshot import Snapshot
from qa import Assistant
from qa.assistant import AssistantOptions
from qa.errors import CitationMismatch
from qa.retrieval import Retriever
from tests.fakes import HashingEncoder
from tests.qa.small_index import change_catalog, library_of

ANSWER = "The harbour of Lisbon was rebuilt in 1903 by the engineer Ana Ribeiro and her men."
FILES = {
    "harbour.txt": (
        f"{ANSWER}\n\n"
        "Ships from Brazil brought coffee, cotton and timber to the harbour in every month."
    ),
    "garden.txt": (
        "The botanical garden keeps orchids, ferns and an oak that is four hundred years old."
    ),
}
QUESTION = "Who rebuilt the harbour of Lisbon in 1903?"
ANY = AssistantOptions(minimum_confidence=0.0)


@pytest.fixture(scope="module")
def encoder() -> HashingEncoder:
    return HashingEncoder()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, encoder: HashingEncoder) -> Library:
    """A library that no test changes."""
    return library_of(tmp_path_factory.mktemp("unchanged"), FILES, encoder)


@pytest.fixture
def changing(tmp_path: Path, encoder: HashingEncoder) -> Library:
    """A library of one test's own."""
    return library_of(tmp_path, FILES, encoder)


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE texts SET text = replace(text, '1903', '1904')", "the text of"),
        ("UPDATE texts SET text = ' ' || text", "the text of"),
        ("UPDATE documents SET sha256 = 'ff' || substr(sha256, 3)", "document"),
        ("UPDATE texts SET marks = '[[0, \"page 7\"]]'", "the text of"),
        ("UPDATE passages SET start = start + 1, end = end + 1", "passage"),
        ("UPDATE passages SET sentences = zeroblob(16)", "passage"),
    ],
)
def test_a_damaged_catalogue_raises_rather_than_giving_a_wrong_quote(
    changing: Library, encoder: HashingEncoder, statement: str, what: str
) -> None:
    change_catalog(changing.folder, statement)
    with pytest.raises(IndexCorrupt) as caught:
        Assistant(changing, encoder, ANY).ask(QUESTION)
    assert f"is damaged: {what}" in caught.value.message
    assert "qa index" in caught.value.hint


class Misled(Assistant):
    """An assistant whose retriever hands out passages of a document that is not in the index."""

    def __init__(self, library: Library, encoder: HashingEncoder, mislead: "Mislead") -> None:
        super().__init__(library, encoder, ANY)
        self._mislead = mislead

    def retriever(self, snapshot: Snapshot) -> Retriever:
        return MisleadingRetriever(super().retriever(snapshot), self._mislead)


class MisleadingRetriever:
    """Changes every hit of another retriever."""

    def __init__(self, within: Retriever, mislead: "Mislead") -> None:
        self._within = within
        self._mislead = mislead

    def search(
        self, question: str, k: int, sources: Sequence[str] | None = None
    ) -> tuple[Hit, ...]:
        return tuple(map(self._mislead, self._within.search(question, k, sources)))


Mislead = Callable[[Hit], Hit]


def with_text(hit: Hit, before: str, after: str) -> Hit:
    document = hit.passage.document
    altered = replace(document, text=document.text.replace(before, after))
    return replace(hit, passage=replace(hit.passage, document=altered))


@pytest.mark.parametrize(
    "mislead",
    [
        lambda hit: with_text(hit, "1903", "1904"),
        lambda hit: with_text(hit, "The", " The"),
        lambda hit: with_text(hit, "by the engineer", "not by the engineer"),
        lambda hit: replace(
            hit,
            passage=replace(hit.passage, document=replace(hit.passage.document, sha256="ab" * 32)),
        ),
    ],
    ids=["a digit", "a shift", "a word", "another version"],
)
def test_a_quote_that_the_index_does_not_hold_raises(
    library: Library, encoder: HashingEncoder, mislead: Mislead
) -> None:
    assert Misled(library, encoder, lambda hit: hit).ask(QUESTION).text == ANSWER
    with pytest.raises(CitationMismatch) as caught:
        Misled(library, encoder, mislead).ask(QUESTION)
    assert "harbour.txt" in caught.value.message
    assert "qa index" in caught.value.hint


def test_a_passage_that_reaches_outside_its_document_raises(
    library: Library, encoder: HashingEncoder
) -> None:
    def beyond(hit: Hit) -> Hit:
        passage = hit.passage
        cut = replace(passage.document, text=passage.document.text[:-1])
        return replace(hit, passage=replace(passage, document=cut))

    question = "What did ships from Brazil bring to the harbour?"
    with pytest.raises(CitationMismatch, match=r"harbour\.txt has 165 characters"):
        Misled(library, encoder, beyond).ask(question)


def test_the_quote_of_a_supporting_citation_is_checked_too(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    files = {"one.txt": ANSWER, "two.txt": f"Long ago. {ANSWER}"}
    library = library_of(tmp_path, files, encoder)
    answer = Misled(library, encoder, lambda hit: hit).ask(QUESTION)
    assert sorted((citation.source, citation.quote) for citation in answer.citations) == [
        ("one.txt", ANSWER),
        ("two.txt", ANSWER),
    ]

    def only_the_second(hit: Hit) -> Hit:
        second = hit.passage.document.source == "two.txt"
        return with_text(hit, "men.", "men!") if second else hit

    with pytest.raises(CitationMismatch, match=r"two\.txt"):
        Misled(library, encoder, only_the_second).ask(QUESTION)
