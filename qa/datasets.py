"""Evaluation sets: BEIR's layout, and questions about a folder of documents."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from corpus.folder import QUESTIONS_FILE
from qa.errors import DatasetError

_BEIR_FILES = ("corpus.jsonl", "queries.jsonl", "qrels.tsv")


@dataclass(frozen=True, slots=True)
class CorpusLine:
    """One line of a corpus: a passage as it stands."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question and the grade of each passage that was judged relevant to it."""

    id: str
    text: str
    relevant: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A corpus, and the questions that have at least one relevant passage."""

    name: str
    corpus: tuple[CorpusLine, ...]
    queries: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question about a folder: the expected source and a stretch of the expected answer.

    `source` and `answer` are empty where the documents do not answer. `near` says that they come
    close to the topic all the same.
    """

    id: str
    question: str
    source: str
    answer: str
    near: bool

    @property
    def answerable(self) -> bool:
        """Whether the documents answer the question."""
        return bool(self.source)


def is_beir(folder: Path) -> bool:
    """Whether `folder` is a data set in BEIR's layout."""
    return (folder / _BEIR_FILES[0]).is_file()


def read_beir(folder: Path) -> Dataset:
    """Read a data set in BEIR's layout: corpus.jsonl, queries.jsonl, qrels.tsv.

    Raises: DatasetError: when a file is missing or a line is not what it should be.
    """
    corpus_file, queries_file, qrels_file = (_existing(folder / name) for name in _BEIR_FILES)
    corpus = tuple(
        CorpusLine(
            _text(line, "_id", corpus_file),
            str(line.get("title") or ""),
            str(line.get("text") or ""),
        )
        for line in _json_lines(corpus_file)
    )
    judged = _judgements(qrels_file)
    queries = tuple(
        Query(number, _text(line, "text", queries_file), judged[number])
        for line in _json_lines(queries_file)
        if (number := _text(line, "_id", queries_file)) in judged
    )
    if not corpus or not queries:
        raise DatasetError(
            f"{folder} has {len(corpus)} passages and {len(queries)} judged questions",
            hint="it needs at least one of each; check the ids in qrels.tsv",
        )
    return Dataset(folder.name, corpus, queries)


def read_questions(folder: Path) -> tuple[LabelledQuestion, ...]:
    """Read the questions.jsonl of a folder of documents.

    Raises: DatasetError: when it is missing or a line is not what it should be.
    """
    file = _existing(folder / QUESTIONS_FILE)
    questions = tuple(
        LabelledQuestion(
            _text(line, "_id", file),
            _text(line, "question", file),
            str(line.get("source") or ""),
            str(line.get("answer") or ""),
            near=line.get("near") is True,
        )
        for line in _json_lines(file)
    )
    if not questions:
        raise DatasetError(f"{file} holds no question", hint="write one JSON object a line")
    return questions


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise DatasetError(
            f"{path} does not exist",
            hint="give a folder in BEIR's layout (corpus.jsonl, queries.jsonl, qrels.tsv), "
            f"or a folder of documents with a {QUESTIONS_FILE}",
        )
    return path


def _json_lines(path: Path) -> Iterator[dict[str, object]]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path} cannot be read: {error}", hint="it must be UTF-8") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError as error:
            raise DatasetError(
                f"{path}, line {number} is not JSON: {error}", hint="mend or delete the line"
            ) from error
        if not isinstance(value, dict):
            raise DatasetError(
                f"{path}, line {number} is not a JSON object", hint="mend or delete the line"
            )
        yield cast("dict[str, object]", value)


def _text(line: Mapping[str, object], key: str, path: Path) -> str:
    value = line.get(key)
    if not isinstance(value, str | int) or value == "":
        raise DatasetError(
            f"{path}: a line has no {key}: {json.dumps(line, ensure_ascii=False)[:100]}",
            hint=f"give every line a {key}",
        )
    return str(value)


def _judgements(path: Path) -> dict[str, dict[str, int]]:
    """The grades above zero, by question and passage."""
    judged: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows, None)
        for row in rows:
            try:
                question, passage, grade = row[0], row[1], int(row[2])
            except (IndexError, ValueError) as error:
                raise DatasetError(
                    f"{path}, line {rows.line_num} is not query-id, corpus-id, score",
                    hint="separate the three by tabs; the score is a whole number",
                ) from error
            if grade > 0:
                judged.setdefault(question, {})[passage] = grade
    return judged
