"""The assistant: what it refuses, how it follows its index, and that it never quotes falsely."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from index.encoding import Vectors
from index.errors import IndexCorrupt, IndexEmpty, IndexNotFound, UnknownSource
from index.hit import Hit
from index.library import Library
from index.snapshot import Snapshot
from qa import Answer, Assistant
from qa.assistant import AssistantOptions
from qa.confidence import confidence_model
from qa.errors import CitationMismatch, QuestionError
from qa.retrieval import Retriever
from tests.fakes import HashingEncoder
from tests.qa.small_index import change_catalog, library_of, write_files

FILES = {
    "harbour.txt": (
        "The harbour of Lisbon was rebuilt in 1903 by the engineer Ana Ribeiro and her men.\n\n"
        "Ships from Brazil brought coffee, cotton and timber to the harbour in every month."
    ),
    "garden.txt": (
        "The botanical garden keeps orchids, ferns and an oak that is four hundred years old.\n\n"
        "Every spring the gardeners open the glass house to the children of the neighbourhood."
    ),
}
QUESTION = "Who rebuilt the harbour of Lisbon in 1903?"
ANSWER = "The harbour of Lisbon was rebuilt in 1903 by the engineer Ana Ribeiro and her men."
# The hashing encoder has no fitted confidence, so that every best sentence is given.
ANY = AssistantOptions(minimum_confidence=0.0)


@pytest.fixture(scope="module")
def encoder() -> HashingEncoder:
    return HashingEncoder()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, encoder: HashingEncoder) -> Library:
    """A library that no test changes."""
    return library_of(tmp_path_factory.mktemp("unchanged"), FILES, encoder)


@pytest.fixture(scope="module")
def assistant(library: Library, encoder: HashingEncoder) -> Assistant:
    return Assistant(library, encoder, ANY)


@pytest.fixture
def changing(tmp_path: Path, encoder: HashingEncoder) -> Library:
    """A library of one test's own."""
    return library_of(tmp_path, FILES, encoder)


@pytest.fixture
def following(changing: Library, encoder: HashingEncoder) -> Assistant:
    return Assistant(changing, encoder, ANY)


def test_the_answer_is_the_sentence_with_its_place_and_the_passages(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTION)
    assert (answer.question, answer.found, answer.text) == (QUESTION, True, ANSWER)
    first = answer.citations[0]
    assert (first.source, first.start, first.end, first.quote) == ("harbour.txt", 0, 82, ANSWER)
    assert first.label == "line 1"
    assert answer.passages[0].passage.text == ANSWER
    assert {hit.passage.document.source for hit in answer.passages} == set(FILES)
    assert 0 < answer.confidence < 1


def test_the_seconds_add_up(assistant: Assistant) -> None:
    seconds = assistant.ask(QUESTION).seconds
    assert 0 < seconds.retrieve < seconds.total
    assert 0 < seconds.read < seconds.total
    assert seconds.retrieve + seconds.read == pytest.approx(seconds.total)


@pytest.mark.parametrize(("k", "count"), [(1, 1), (2, 2), (4, 4), (5, 4), (100, 4)])
def test_as_many_passages_come_as_asked_for_and_as_there_are(
    assistant: Assistant, k: int, count: int
) -> None:
    answer = assistant.ask(QUESTION, k)
    assert len(answer.passages) == count
    assert answer.passages[0].passage.text == ANSWER


@pytest.mark.parametrize("k", [0, -1, 101, 10**9])
def test_a_number_of_passages_out_of_range_is_refused(assistant: Assistant, k: int) -> None:
    with pytest.raises(QuestionError) as caught:
        assistant.ask(QUESTION, k)
    assert caught.value.message == f"k is {k}"
    assert "1 to 100" in caught.value.hint


@pytest.mark.parametrize("question", ["", "   ", "\n\t \u3000\u2003"])
def test_a_blank_question_is_refused(assistant: Assistant, question: str) -> None:
    with pytest.raises(QuestionError) as caught:
        assistant.ask(question)
    assert caught.value.message == "the question is blank"
    assert caught.value.hint == "ask in a few words or a sentence"


def test_a_question_of_ten_thousand_words_is_refused(assistant: Assistant) -> None:
    with pytest.raises(QuestionError) as caught:
        assistant.ask("harbour " * 10_000)
    assert "10000 words" in caught.value.message
    assert "one or two sentences" in caught.value.hint


@pytest.mark.parametrize(
    "question", ["?", "😀", "的", "\x00", "e\u0301" * 40, "\u202e?", "a\ufffeb"]
)
def test_an_odd_question_gets_an_answer_of_some_kind(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.question == question
    assert len(answer.passages) == 4


def test_a_question_that_is_not_text_is_refused(assistant: Assistant) -> None:
    # A byte that is not UTF-8 comes from a terminal as half of a character.
    with pytest.raises(QuestionError) as caught:
        assistant.ask("Who rebuilt the harbour\udcff?")
    assert caught.value.hint


def test_only_the_sources_asked_for_are_quoted_and_shown(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTION, 5, ["garden.txt"])
    assert {hit.passage.document.source for hit in answer.passages} == {"garden.txt"}
    assert {citation.source for citation in answer.citations} == {"garden.txt"}


def test_an_unknown_source_is_named(assistant: Assistant) -> None:
    with pytest.raises(UnknownSource, match=r"cellar\.txt"):
        assistant.ask(QUESTION, 5, ["garden.txt", "cellar.txt"])


def test_an_empty_list_of_sources_is_refused(assistant: Assistant) -> None:
    with pytest.raises(QuestionError) as caught:
        assistant.ask(QUESTION, 5, [])
    assert caught.value.message == "the list of sources is empty"


def test_below_the_least_confidence_nothing_is_quoted(
    library: Library, encoder: HashingEncoder
) -> None:
    sure = Assistant(library, encoder, AssistantOptions(minimum_confidence=1.0)).ask(QUESTION)
    unsure = Assistant(library, encoder, ANY).ask(QUESTION)
    assert (sure.found, sure.text, sure.citations) == (False, "", ())
    assert sure.confidence == unsure.confidence
    assert [hit.passage for hit in sure.passages] == [hit.passage for hit in unsure.passages]


def test_the_fitted_threshold_counts_where_none_is_set(
    library: Library, encoder: HashingEncoder
) -> None:
    for question in (QUESTION, "zyxomma?"):
        answer = Assistant(library, encoder).ask(question)
        assert answer.found == (answer.confidence >= confidence_model().threshold)


def test_an_index_without_documents_cannot_be_asked(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    library = library_of(tmp_path, {"a.txt": ""}, encoder)
    with pytest.raises(IndexEmpty) as caught:
        Assistant(library, encoder).ask(QUESTION)
    assert str(library.folder) in caught.value.message
    assert caught.value.hint == "put documents into it with `qa index FOLDER`"


def test_without_an_index_there_is_no_assistant(tmp_path: Path, encoder: HashingEncoder) -> None:
    with pytest.raises(IndexNotFound):
        Assistant(Library(tmp_path / "nowhere", encoder), encoder)


def test_a_document_can_be_had_with_the_text_that_citations_point_into(
    assistant: Assistant,
) -> None:
    assert assistant.document("harbour.txt").text == FILES["harbour.txt"]
    with pytest.raises(UnknownSource, match=r"cellar\.txt"):
        assistant.document("cellar.txt")


def test_a_changed_file_is_answered_from_its_new_state(
    tmp_path: Path, changing: Library, following: Assistant
) -> None:
    assert following.ask(QUESTION).text == ANSWER
    changed = FILES["harbour.txt"].replace("Ana Ribeiro", "Rui Tavares")
    write_files(tmp_path / "documents", {"harbour.txt": changed})
    changing.update([tmp_path / "documents"])
    answer = following.ask(QUESTION)
    assert answer.text == ANSWER.replace("Ana Ribeiro", "Rui Tavares")
    assert following.document("harbour.txt").text == changed


def test_a_removed_file_is_quoted_no_more(
    tmp_path: Path, changing: Library, following: Assistant
) -> None:
    assert following.ask(QUESTION).citations[0].source == "harbour.txt"
    (tmp_path / "documents" / "harbour.txt").unlink()
    changing.update([tmp_path / "documents"])
    answer = following.ask(QUESTION)
    assert {hit.passage.document.source for hit in answer.passages} == {"garden.txt"}


def test_an_index_that_was_built_anew_is_answered_from(
    tmp_path: Path, changing: Library, following: Assistant
) -> None:
    other = write_files(tmp_path / "other", {"only.txt": "Eva Sol rebuilt the harbour of Lisbon."})
    changing.rebuild([other])
    assert following.ask(QUESTION).text == "Eva Sol rebuilt the harbour of Lisbon."


def test_another_process_may_change_the_index(
    tmp_path: Path, changing: Library, following: Assistant
) -> None:
    write_files(tmp_path / "documents", {"eva.txt": QUESTION.replace("Who", "Eva Sol")})
    # Another library knows nothing of the first, as in another process.
    Library(changing.folder, HashingEncoder()).update([tmp_path / "documents"])
    assert following.ask(QUESTION).text == "Eva Sol rebuilt the harbour of Lisbon in 1903?"


def test_answers_are_of_one_state_while_the_index_changes(
    tmp_path: Path, changing: Library, following: Assistant
) -> None:
    states = [ANSWER, ANSWER.replace("Ana Ribeiro", "Rui Tavares de Almeida")]
    stop = threading.Event()

    def keep_asking() -> list[str]:
        texts = []
        while not stop.is_set():
            texts.append(following.ask(QUESTION).text)
        return texts

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(keep_asking) for _ in range(4)]
        try:
            for change in range(4):
                changed = FILES["harbour.txt"].replace(states[0], states[(change + 1) % 2])
                write_files(tmp_path / "documents", {"harbour.txt": changed})
                changing.update([tmp_path / "documents"])
        finally:
            stop.set()
        texts = [text for future in asking for text in future.result(60)]
    assert set(texts) == set(states)
    assert following.ask(QUESTION).text == states[0]


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE documents SET text = replace(text, '1903', '1904')", "the text of"),
        ("UPDATE documents SET text = ' ' || text", "the text of"),
        ("UPDATE documents SET sha256 = 'ff' || substr(sha256, 3)", "the text of"),
        ("UPDATE documents SET marks = '[[0, \"page 7\"]]'", "the text of"),
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
    assert [(citation.source, citation.quote) for citation in answer.citations] == [
        ("one.txt", ANSWER),
        ("two.txt", ANSWER),
    ]

    def only_the_second(hit: Hit) -> Hit:
        second = hit.passage.document.source == "two.txt"
        return with_text(hit, "men.", "men!") if second else hit

    with pytest.raises(CitationMismatch, match=r"two\.txt"):
        Misled(library, encoder, only_the_second).ask(QUESTION)


def test_eight_threads_get_the_answers_that_one_gets(assistant: Assistant) -> None:
    questions = [f"{QUESTION} {word}" for word in "spring coffee oak orchids children".split()] * 8

    def shown(answer: Answer) -> tuple[object, ...]:
        places = [(hit.passage_id, hit.score) for hit in answer.passages]
        return (answer.question, answer.text, answer.confidence, answer.citations, places)

    alone = [shown(assistant.ask(question)) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        together = [shown(answer) for answer in pool.map(assistant.ask, questions)]
    assert together == alone


def test_warming_up_encodes_something(library: Library) -> None:
    class Counting(HashingEncoder):
        questions = 0

        def encode_question(self, question: str) -> Vectors:
            self.questions += 1
            return super().encode_question(question)

    encoder = Counting()
    assistant = Assistant(library, encoder)
    assert encoder.questions == 0
    assistant.warm_up()
    assert encoder.questions == 1
