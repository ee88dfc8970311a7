"""Example questions: a few that the documents themselves suggest, and answer."""

from typing import TYPE_CHECKING

import numpy as np

from corpus.passage import Passage
from qa.assistant import Assistant
from qa.repetition import PassageWords
from qa.silver import Group, SilverQuestion, silver_questions

if TYPE_CHECKING:
    from index.snapshot import Snapshot

# Ours: enough to choose from, and some seconds of work in a large folder.
_DOCUMENTS, _PASSAGES_OF_EACH, _QUESTIONS_TRIED = 12, 40, 24
_FEWEST_WORDS, _MOST_WORDS = 5, 14
# An example whose answer is less sure than this does not invite to ask. Ours.
_LEAST_CONFIDENCE = 0.5
_SEED = 7


def example_questions(assistant: Assistant, number: int = 4) -> tuple[str, ...]:
    """Up to `number` questions that the assistant answers from the sentence they were made of.

    They are about documents as different as possible; the same for the same index.
    """
    snapshot = assistant.snapshot
    passages = _some_passages(snapshot)
    asked = silver_questions(
        passages, PassageWords(passages), _QUESTIONS_TRIED, _SEED, Group.ANSWERABLE
    )
    good: dict[str, str] = {}
    for question in asked:
        if question.source not in good and _is_good(assistant, question):
            good[question.source] = question.text
        if len(good) == number:
            break
    return tuple(good.values())


def _some_passages(snapshot: "Snapshot") -> list[Passage]:
    """The first passages of some documents, which are chosen by chance."""
    files = snapshot.files()
    order = np.random.default_rng(_SEED).permutation(len(files))[:_DOCUMENTS]
    ids = [
        number
        for at in order
        for number in snapshot.passage_ids([files[at].source])[:_PASSAGES_OF_EACH]
    ]
    return [snapshot.passage(row) for row in snapshot.rows(ids)]


def _is_good(assistant: Assistant, question: SilverQuestion) -> bool:
    words = question.text.split()
    if not _FEWEST_WORDS <= len(words) <= _MOST_WORDS or not question.text.endswith("?"):
        return False
    answer = assistant.ask(question.text)
    if not answer.found or answer.confidence < _LEAST_CONFIDENCE:
        return False
    cited, made_of = answer.citations[0], question.span
    same = cited.source == question.source
    return same and cited.start < made_of.end and made_of.start < cited.end
