"""Probes: what is held out is gone from the index's documents and from nowhere else."""

from hypothesis import given
from hypothesis import strategies as st

from corpus import Passage, Span
from corpus.splitting import split
from qa.probes import hold_out, other_topics, without
from qa.repetition import PassageWords
from qa.silver import Group
from tests.qa.hits import document_of, passage_of
from tests.qa.small_folder import DOCUMENTS


def passages_of(documents: int) -> list[Passage]:
    """Five documents of the small folder, or so many copies of one under other names."""
    files = (
        DOCUMENTS
        if documents == len(DOCUMENTS)
        else {f"{number}.txt": DOCUMENTS["mill.txt"] for number in range(documents)}
    )
    return [
        passage for source, text in files.items() for passage in split(document_of(text, source))
    ]


def test_of_few_documents_a_tenth_of_the_passages_is_held_out() -> None:
    passages = passages_of(5)
    held = hold_out(passages, seed=0)
    assert (len(passages), held.whole_documents) == (10, False)
    assert sum(held.holds(passage) for passage in passages) == 1
    assert [len(spans) for spans in held.spans.values()] == [1]


def test_of_many_documents_a_tenth_is_held_out_whole() -> None:
    passages = passages_of(20)
    held = hold_out(passages, seed=0)
    gone = {passage.document.source for passage in passages if held.holds(passage)}
    kept = {passage.document.source for passage in passages if not held.holds(passage)}
    assert held.whole_documents
    assert (len(gone), len(kept), gone & kept) == (2, 18, set())
    assert hold_out(passages, seed=0) == held
    assert any(hold_out(passages, seed=seed) != held for seed in range(1, 5))


def test_of_one_passage_nothing_can_be_held_out() -> None:
    assert hold_out([passage_of("The oak is old.")], 0).spans == {}


@given(st.text(max_size=60), st.data())
def test_what_is_taken_out_moves_nothing_else(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    left = without(document_of(text), [span]).text
    assert len(left) == len(text)
    assert (left[:start], left[span.end :]) == (text[:start], text[span.end :])
    assert left[start : span.end].strip() == ""


def test_questions_of_other_topics_leave_out_what_the_folder_may_answer() -> None:
    everything = other_topics(PassageWords([]))
    assert len(everything) == 40
    assert {question.group for question in everything} == {Group.OTHER_TOPIC}
    assert all(question.text.endswith("?") and not question.source for question in everything)
    painter = passage_of("Michelangelo painted the ceiling of the Sistine Chapel in four years.")
    fewer = other_topics(PassageWords([painter]))
    assert {one.text for one in everything} - {one.text for one in fewer} == {
        "Who painted the ceiling of the Sistine Chapel?"
    }
