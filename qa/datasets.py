"""Evaluation sets: BEIR's layout, and questions about a folder of documents."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.folder import QUESTIONS_FILE
from qa.errors import DatasetError

_CORPUS, _QUERIES, _QRELS = "corpus.jsonl", "queries.jsonl", "qrels.tsv"
# Where BEIR's own sets have their judgements: a table for each split, of which `test` is measured.
_SPLITS, _MEASURED = "qrels", "test.tsv"


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
    """A corpus, and the questions that have at least one relevant passage.

    `judgements` is the file within the folder that says which passages are relevant.
    """

    name: str
    corpus: tuple[CorpusLine, ...]
    queries: tuple[Query, ...]
    judgements: str = _QRELS

    @property
    def relevant(self) -> frozenset[str]:
        """The ids of the passages that were judged relevant to a question, in the corpus or not."""
        return frozenset(passage for query in self.queries for passage in query.relevant)

    @property
    def missing(self) -> frozenset[str]:
        """Those of the relevant passages that are not in the corpus: they count as not found."""
        return self.relevant - {line.id for line in self.corpus}


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


def name_of(folder: Path) -> str:
    """The name of a folder, also of one that is given as `.` or `..`."""
    name = folder.name if folder.name != ".." else ""
    return name or folder.resolve().name or str(folder)


def is_beir(folder: Path) -> bool:
    """Whether `folder` is a data set in BEIR's layout."""
    return (folder / _CORPUS).is_file()


def read_beir(folder: Path) -> Dataset:
    """Read a data set in BEIR's layout: corpus.jsonl, queries.jsonl, and its judgements.

    These are in qrels.tsv or, without one, in qrels/test.tsv or the only table in qrels.

    Raises: DatasetError: when a file is missing, a line is not what it should be, or no passage
        that was judged is in the corpus.
    """
    corpus_file, queries_file = (_existing(folder / name) for name in (_CORPUS, _QUERIES))
    qrels_file = _qrels_file(folder)
    corpus = tuple(
        CorpusLine(number, line.optional("title"), line.optional("text"))
        for number, line in _lines_with_ids(corpus_file)
    )
    judged = _judgements(qrels_file)
    asked = [(number, line.text("text")) for number, line in _lines_with_ids(queries_file)]
    queries = tuple(
        Query(number, text, judged[number]) for number, text in asked if number in judged
    )
    judgements = qrels_file.relative_to(folder).as_posix()
    if not corpus or not queries:
        raise DatasetError(
            f"{folder} has {len(corpus)} passages and {len(queries)} judged questions",
            hint=f"it needs at least one of each; check the ids in {judgements}",
        )
    dataset = Dataset(name_of(folder), corpus, queries, judgements)
    if dataset.missing == dataset.relevant:
        raise DatasetError(
            f"none of the {len(dataset.relevant)} judged passages of {folder} is in {_CORPUS}",
            hint=f"check that the ids in {judgements} are those of the passages",
        )
    return dataset


def _qrels_file(folder: Path) -> Path:
    """The table of judgements: qrels.tsv, else that of the test split, else the only one."""
    tables = sorted((folder / _SPLITS).glob("*.tsv"))
    candidates = (folder / _QRELS, folder / _SPLITS / _MEASURED, *tables[:1])
    found = next((path for path in candidates if path.is_file()), None)
    if found is None:
        return _existing(folder / _QRELS)
    if found in tables and found.name != _MEASURED and len(tables) > 1:
        names = ", ".join(path.name for path in tables)
        raise DatasetError(
            f"{folder / _SPLITS} holds {names}, and no {_MEASURED}",
            hint=f"copy the one to measure by to {folder / _QRELS}",
        )
    return found


def read_questions(folder: Path) -> tuple[LabelledQuestion, ...]:
    """Read the questions.jsonl of a folder of documents.

    Raises: DatasetError: when it is missing or a line is not what it should be.
    """
    file = _existing(folder / QUESTIONS_FILE)
    questions = tuple(_labelled(number, line) for number, line in _lines_with_ids(file))
    if not questions:
        raise DatasetError(f"{file} holds no question", hint="write one JSON object a line")
    return questions


@dataclass(frozen=True, slots=True)
class _Line:
    """One JSON object of a file, and where it stands."""

    path: Path
    number: int
    values: Mapping[str, object]

    def text(self, key: str) -> str:
        """The value of `key`, which has to be there and say something."""
        value = self.values.get(key)
        if not isinstance(value, str | int) or not str(value).strip():
            raise self.wrong(f"has no {key}", hint=f"give every line a {key}")
        return self._sound(str(value))

    def optional(self, key: str) -> str:
        """The value of `key`, or "" where there is none."""
        return self._sound(str(self.values.get(key) or ""))

    def wrong(self, what: str, *, hint: str) -> DatasetError:
        """An error that names the file and the line."""
        return DatasetError(f"{self.path}, line {self.number} {what}", hint=hint)

    def _sound(self, text: str) -> str:
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise self.wrong("holds half of a character", hint="mend or delete it") from error
        return text


def _lines_with_ids(path: Path) -> Iterator[tuple[str, _Line]]:
    """The lines of a file by their ids, of which none may come twice."""
    seen: set[str] = set()
    for line in _json_lines(path):
        number = line.text("_id")
        if number in seen:
            raise line.wrong(f"has the _id {number} again", hint="give every line its own _id")
        seen.add(number)
        yield number, line


def _labelled(number: str, line: _Line) -> LabelledQuestion:
    source, answer = line.optional("source"), line.optional("answer")
    if bool(source) != bool(answer):
        raise line.wrong(
            "has a source without an answer, or an answer without a source",
            hint="give both, or neither where the documents do not answer",
        )
    near = line.values.get("near") is True
    return LabelledQuestion(number, line.text("question"), source, answer, near=near)


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise DatasetError(
            f"{path} does not exist",
            hint=f"give a folder in BEIR's layout ({_CORPUS}, {_QUERIES}, {_QRELS}), or one of "
            f"documents with a {QUESTIONS_FILE}; documents of which one is called {_CORPUS} are "
            "measured with `--silver`",
        )
    return path


def _text_lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path} cannot be read: {error}", hint="it must be UTF-8") from error


def _json_lines(path: Path) -> Iterator[_Line]:
    for number, line in enumerate(_text_lines(path), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise DatasetError(
                f"{path}, line {number} is not JSON: {error}", hint="mend or delete the line"
            ) from error
        if not isinstance(value, dict):
            raise DatasetError(
                f"{path}, line {number} is not a JSON object", hint="mend or delete the line"
            )
        yield _Line(path, number, value)


def _judgements(path: Path) -> dict[str, dict[str, int]]:
    """The grades above zero, by question and passage. The first line may be a header."""
    judged: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_text_lines(path), start=1):
        if not line.strip() or (number == 1 and line.split("\t")[2:] == ["score"]):
            continue
        try:
            question, passage, grade = line.split("\t")
            value = _whole(grade)
        except ValueError as error:
            raise DatasetError(
                f"{path}, line {number} is not query-id, corpus-id, score",
                hint="separate the three by tabs; the score is a whole number",
            ) from error
        if value > 0:
            judged.setdefault(question, {})[passage] = value
    return judged


def _whole(grade: str) -> int:
    """The whole number that a grade is, also where it is written as 1.0."""
    value = float(grade)
    if not value.is_integer():
        raise ValueError(grade)
    return int(value)
