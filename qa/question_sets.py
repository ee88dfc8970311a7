"""Question sets: the documents to index and the questions to ask, silver ones or labelled ones."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.document import Document
from corpus.errors import UnreadableDocument
from corpus.folder import list_files
from corpus.isolation import ReadingOptions, ReadingProcess
from corpus.passage import Span
from corpus.reading import check_readable, read_bytes
from corpus.splitting import split
from qa.datasets import LabelledQuestion, name_of
from qa.errors import DatasetError
from qa.probes import hold_out, other_topics, without
from qa.repetition import PassageWords
from qa.silver import Group, SilverQuestion, silver_questions

# With fewer questions every interval is as wide as the scale.
_LEAST_QUESTIONS = 5
# Ours: questions that the folder does not answer are fewer than those it does, as in use.
_PROBES_TO_QUESTIONS = 4


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """What to index, what to ask of it, and how it came about.

    `documents` are without what was held out; `held_out` are the sources it was taken from.
    `left_out` are the sources of files that could not be read. `labelled` questions were given
    with their answers, others were made by rule.
    """

    name: str
    documents: tuple[Document, ...]
    questions: tuple[SilverQuestion, ...]
    held_out: tuple[str, ...] = ()
    whole_documents: bool = False
    left_out: tuple[str, ...] = ()
    labelled: bool = False


def silver_set(
    folder: Path, most: int, seed: int, reading: ReadingOptions | None = None
) -> QuestionSet:
    """Silver questions about the documents of `folder`, and probes of what it does not answer.

    Up to `most` answerable questions, a quarter as many about what is held out of the index, and
    general questions of other topics. The same for the same folder and seed.

    Raises: DatasetError: when it is no folder or gives too few questions. NoDocuments: when it
        holds no file.
    """
    _check_folder(folder)
    documents, left_out = _read(folder, reading)
    passages = [passage for document in documents for passage in split(document)]
    held = hold_out(passages, seed)
    indexed = [passage for passage in passages if not held.holds(passage)]
    words = PassageWords(indexed)
    asked = silver_questions(indexed, words, most, seed, Group.ANSWERABLE)
    if len(asked) < _LEAST_QUESTIONS:
        raise DatasetError(
            f"{folder} gives {len(asked)} questions, from {len(documents)} documents that can be "
            f"read with {len(passages)} passages",
            hint=f"at least {_LEAST_QUESTIONS} are needed: measure a folder with more running text",
        )
    outside = [passage for passage in passages if held.holds(passage)]
    number = max(1, most // _PROBES_TO_QUESTIONS)
    probes = silver_questions(outside, words, number, seed, Group.HELD_OUT)
    kept = (without(document, held.spans.get(document.source, ())) for document in documents)
    return QuestionSet(
        name=name_of(folder),
        documents=tuple(document for document in kept if document.text.strip()),
        questions=(*asked, *probes, *other_topics(words)),
        held_out=tuple(sorted(held.spans)),
        whole_documents=held.whole_documents,
        left_out=left_out,
    )


def labelled_set(
    folder: Path, questions: Sequence[LabelledQuestion], reading: ReadingOptions | None = None
) -> QuestionSet:
    """The labelled questions of `folder` in the same form; every place of an answer counts.

    Raises: PathNotFound, NoDocuments: about the folder. DatasetError: when a question expects a
        source or an answer that is not there.
    """
    documents, left_out = _read(folder, reading)
    texts = {document.source: document.text for document in documents}
    asked = tuple(_from_label(question, texts) for question in questions)
    return QuestionSet(name_of(folder), documents, asked, left_out=left_out, labelled=True)


def _from_label(question: LabelledQuestion, texts: Mapping[str, str]) -> SilverQuestion:
    if not question.answerable:
        kind = "near" if question.near else "far"
        return SilverQuestion(question.id, question.question, Group.NOT_ANSWERED, kind)
    if question.source not in texts:
        raise DatasetError(
            f"question {question.id} expects the source {question.source}, which is not there",
            hint="name a document of the folder that can be read, or leave source and answer "
            "empty for no answer",
        )
    text = texts[question.source]
    first, *others = _places(question, text)
    return SilverQuestion(
        id=question.id,
        text=question.question,
        group=Group.ANSWERABLE,
        kind="labelled",
        source=question.source,
        span=first,
        sentence=text[first.start : first.end],
        answer=question.answer,
        further=tuple(others),
    )


def _places(question: LabelledQuestion, text: str) -> Sequence[Span]:
    """Where the words of the answer stand, white space and case aside; at least one place."""
    words = r"\s+".join(re.escape(word) for word in question.answer.split())
    places = [Span(*found.span()) for found in re.finditer(words, text, re.IGNORECASE)]
    if not places:
        raise DatasetError(
            f"question {question.id} expects “{question.answer}”, "
            f"which {question.source} does not say",
            hint="give words that stand in the document",
        )
    return places


def _check_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    if folder.exists():
        raise DatasetError(
            f"{folder} is a file, and no folder",
            hint="give the folder that holds it; all its documents are measured together",
        )
    raise DatasetError(
        f"there is no folder {folder}",
        hint="give a folder of documents, or one in BEIR's layout (corpus.jsonl, "
        "queries.jsonl, qrels.tsv)",
    )


def _read(
    folder: Path, options: ReadingOptions | None
) -> tuple[tuple[Document, ...], tuple[str, ...]]:
    """The documents of the folder, and the sources of the files that gave none."""
    documents: list[Document] = []
    left_out: list[str] = []
    with ReadingProcess(options) as process:
        for file in list_files([folder]).files:
            try:
                check_readable(file.source, process.options.table)
                data = read_bytes(file.path, file.source)
            except UnreadableDocument:
                left_out.append(file.source)
                continue
            reading = process.read(data, file.source)
            documents.extend(reading.documents)
            left_out.extend(unread.source for unread in reading.left_out)
    return tuple(documents), tuple(left_out)
