"""What is measured: an index, questions that its own sentences answer, and paragraphs of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.passage import Passage
from index.snapshot import Snapshot
from qa.repetition import PassageWords
from qa.silver import Group, silver_questions

# Documents that are looked at for questions, and for paragraphs to build with: enough for both.
_DOCUMENTS = 200
# A document of more passages gives its first ones: one book should not be all that is measured.
_PASSAGES_A_DOCUMENT = 200
# Of a text longer than this a plain program encodes the beginning only; then it would do less.
_READ_BY_ALL = 1000


@dataclass(frozen=True, slots=True)
class Subject:
    """Questions about an index, and texts of its paragraphs with their documents' names.

    `documents` are (name, text) pairs to write as files and build an index of; `paragraphs` the
    texts that a program without our splitting is given instead.
    """

    questions: tuple[str, ...]
    documents: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]


def subject_of(snapshot: Snapshot, questions: int, paragraphs: int, seed: int = 0) -> Subject:
    """Up to so many questions and paragraphs, from documents that the seed chooses."""
    passages = list(_some_passages(snapshot, seed))
    asked = silver_questions(passages, PassageWords(passages), questions, seed, Group.ANSWERABLE)
    documents: dict[str, list[str]] = {}
    taken: list[str] = []
    for passage in passages:
        if len(taken) < paragraphs and len(passage.text) <= _READ_BY_ALL:
            documents.setdefault(passage.document.source, []).append(passage.text)
            taken.append(passage.text)
    texts = (
        (f"{number}.txt", "\n\n".join(own)) for number, own in enumerate(documents.values(), 1)
    )
    return Subject(tuple(one.text for one in asked), tuple(texts), tuple(taken))


def write_documents(documents: Iterable[tuple[str, str]], folder: Path) -> None:
    """Write (name, text) pairs as text files into `folder`, which is made."""
    folder.mkdir(parents=True)
    for name, text in documents:
        (folder / name).write_text(text + "\n", encoding="utf-8", errors="replace")


def _some_passages(snapshot: Snapshot, seed: int) -> Iterator[Passage]:
    files = snapshot.files()
    order = np.random.default_rng(seed).permutation(len(files))[:_DOCUMENTS]
    for at in order.tolist():
        numbers = snapshot.passage_ids([files[at].source])[:_PASSAGES_A_DOCUMENT]
        for row in snapshot.rows(numbers):
            yield snapshot.passage(row)
