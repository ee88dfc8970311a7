"""The assistant: what it refuses, how it follows its index, and that it never quotes falsely."""

import math
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.passage import Span
from index.caches import take_description_away
from index.encoding import Vectors
from index.errors import IndexEmpty, IndexNotFound, UnknownSource
from index.library import Library
from index.records import FileRecord
from index.snapshot import Snapshot
from qa import Answer, Assistant
from qa.assistant import AssistantOptions
from qa.confidence import confidence_model
from qa.errors import QuestionError, SelectionError
from qa.pairs import Excerpt
from qa.reading import Judgement
from qa.selection import Selection
from tests.fakes import HashingEncoder
from tests.qa.small_index import library_of, write_files

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


@pytest.mark.parametrize("sources", [5, b"x", [1], [None], ["garden.txt", b"x"], 1.5, object()])
def test_sources_of_another_type_are_an_error_that_shows_how_to_give_them(
    assistant: Assistant, sources: object
) -> None:
    given: Any = sources
    with pytest.raises(SelectionError, match="`sources` is ") as caught:
        assistant.ask(QUESTION, sources=given)
    assert caught.value.hint == "give a list, also of one: sources=['NAME']"


@pytest.mark.parametrize("sources", ["garden.txt", Path("garden.txt"), [Path("garden.txt")]])
def test_a_document_may_be_named_by_itself_and_as_a_path(
    assistant: Assistant, sources: object
) -> None:
    given: Any = sources
    answer = assistant.ask(QUESTION, sources=given)
    assert {hit.passage.document.source for hit in answer.passages} == {"garden.txt"}


def test_where_nothing_is_selected_no_document_is_looked_at(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(_: Snapshot) -> tuple[FileRecord, ...]:
        raise AssertionError

    assert assistant.select(Selection(sources=("garden.txt",))) == ("garden.txt",)
    monkeypatch.setattr(Snapshot, "files", look)
    assert assistant.select(Selection()) is None


def test_below_the_least_confidence_nothing_is_quoted(
    library: Library, encoder: HashingEncoder
) -> None:
    sure = Assistant(library, encoder, AssistantOptions(minimum_confidence=1.0)).ask(QUESTION)
    unsure = Assistant(library, encoder, ANY).ask(QUESTION)
    assert (sure.found, sure.text, sure.citations) == (False, "", ())
    assert sure.confidence == unsure.confidence
    assert [hit.passage for hit in sure.passages] == [hit.passage for hit in unsure.passages]


@pytest.mark.parametrize("question", ["What is a surrogate?", "Who?", "日本化学工程师学会", "!!!"])
def test_a_question_about_nothing_that_stands_there_is_refused_by_one_passage_too(
    tmp_path: Path, encoder: HashingEncoder, question: str
) -> None:
    library = library_of(tmp_path, {"harbour.txt": ANSWER}, encoder)
    answer = Assistant(library, encoder, ANY).ask(question)
    assert (answer.found, answer.confidence, answer.text) == (False, 0.0, "")
    assert [hit.passage.text for hit in answer.passages] == [ANSWER]


def test_a_question_whose_only_word_is_misspelt_is_about_what_was_meant(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    library = library_of(tmp_path, {"harbour.txt": ANSWER}, encoder)
    assert Assistant(library, encoder, ANY).ask("Where is Lisbonn?").text == ANSWER


def test_the_fitted_threshold_counts_where_none_is_set(
    library: Library, encoder: HashingEncoder
) -> None:
    for question in (QUESTION, "zyxomma?"):
        answer = Assistant(library, encoder).ask(question)
        assert answer.found == (
            answer.confidence >= confidence_model(with_reader=False, opened=False).threshold
        )


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


def test_while_its_caches_are_replaced_an_index_is_answered_from_as_before(
    changing: Library, following: Assistant
) -> None:
    before = following.snapshot
    take_description_away(changing.folder)
    assert following.snapshot is before
    assert following.ask(QUESTION).text == ANSWER


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
    said = "Eva Sol rebuilt the harbour of Lisbon in 1903."
    write_files(tmp_path / "documents", {"eva.txt": said})
    # Another library knows nothing of the first, as in another process.
    Library(changing.folder, HashingEncoder()).update([tmp_path / "documents"])
    assert following.ask(QUESTION).text == said


def test_answers_are_of_one_state_while_the_index_changes(
    tmp_path: Path, changing: Library, following: Assistant
) -> None:
    states = [ANSWER, ANSWER.replace("Ana Ribeiro", "Rui Tavares de Almeida")]
    seen: list[str] = []
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
                seen.append(following.ask(QUESTION).text)
        finally:
            stop.set()
        texts = [text for future in asking for text in future.result(60)]
    assert seen == [states[1], states[0]] * 2
    assert set(texts) <= set(states)
    assert following.ask(QUESTION).text == states[0]


def test_eight_threads_get_the_answers_that_one_gets(assistant: Assistant) -> None:
    questions = [f"{QUESTION} {word}" for word in "spring coffee oak orchids children".split()] * 8

    def shown(answer: Answer) -> tuple[object, ...]:
        places = [(hit.passage_id, hit.score) for hit in answer.passages]
        return (answer.question, answer.text, answer.confidence, answer.citations, places)

    alone = [shown(assistant.ask(question)) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        together = [shown(answer) for answer in pool.map(assistant.ask, questions)]
    assert together == alone


def test_words_are_weighed_by_the_passages_that_hold_them(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    # Two passages: "oak" stands in both of them, "elm" in one.
    files = {
        "a.txt": "The oak is old and tall. The oak is green in spring and yellow in the autumn.",
        "b.txt": "The oak is far away from all of the houses here. An elm grows on the hill.",
    }
    library = library_of(tmp_path, files, encoder)
    assistant, snapshot = Assistant(library, encoder, ANY), library.snapshot()
    assert len(snapshot) == 2
    question = "elm oak"
    hits = assistant.retriever(snapshot).search(question, 2)
    found = assistant.consider(snapshot, question, hits)
    assert found is not None
    oak, elm = math.log(1 + 0.5 / 2.5), math.log(1 + 1.5 / 1.5)
    assert found.signals.coverage == pytest.approx(elm / (oak + elm))


class Pointing:
    """A reader that finds everything relevant, and the answer at the first word."""

    name = "pointing"
    tells_places = True

    def __init__(self) -> None:
        self.asked: list[str] = []

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[Judgement, ...]:
        self.asked.append(question)
        sure = np.ones(1, np.float32)
        return tuple(Judgement(1.0, 2.0, (Span(0, 1),), sure, sure) for _ in excerpts)

    def tells(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[float, ...]:
        self.asked.append(question)
        return (1.0,) * len(excerpts)


@pytest.mark.parametrize(
    ("question", "opened"),
    [("Was the harbour of Lisbon rebuilt?", True), ("Who rebuilt the harbour of Lisbon?", False)],
)
@pytest.mark.parametrize("with_reader", [False, True])
def test_the_confidence_is_that_of_the_model_for_such_a_question(
    library: Library, encoder: HashingEncoder, question: str, *, opened: bool, with_reader: bool
) -> None:
    assistant = Assistant(library, encoder, ANY, Pointing() if with_reader else None)
    answer = assistant.ask(question)
    found = assistant.consider(assistant.snapshot, question, answer.passages)
    assert found is not None
    said = {
        one: confidence_model(with_reader=with_reader, opened=one).probability(found.signals)
        for one in (False, True)
    }
    assert said[True] != said[False]
    assert answer.confidence == said[opened]


@pytest.mark.parametrize(
    ("typed", "put"),
    [
        (QUESTION, QUESTION),
        ("Tell me about the harbour of Lisbon.", "What about the harbour of Lisbon?"),
    ],
)
def test_a_reader_is_asked_a_question_whatever_was_typed(
    library: Library, encoder: HashingEncoder, typed: str, put: str
) -> None:
    reader = Pointing()
    assistant = Assistant(library, encoder, ANY, reader)
    snapshot = assistant.snapshot
    hits = assistant.retriever(snapshot).search(typed, 5)
    # What a reader says of a topic does not rank the passages.
    assert bool(reader.asked) is (typed == QUESTION)
    found = assistant.consider(snapshot, typed, hits)
    assert found is not None
    assert found.signals.presence == 2
    assert set(reader.asked) == {put}


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
