"""Feedback: which answers people liked, kept beside the index, and as questions for `qa eval`.

It stays on this computer: lines of JSON in one file of the index folder, each added whole.
"""

import json
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from index.whole_file import write_whole
from qa.errors import FeedbackError, StorageError
from qa.export import Said

if TYPE_CHECKING:
    from index.catalog import Catalog

FEEDBACK_FILE = "feedback.jsonl"
_VERSION = 1
_DATASET = ("corpus.jsonl", "queries.jsonl", "qrels.tsv")
# A word about an answer, not a letter; what is longer is cut.
_WORD_CHARACTERS = 500
_WRITING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody thought of an answer, with the answer and the place that it was cited from.

    `when` is in UTC. Where nothing was found, `text` and `quote` are empty.
    """

    when: str
    liked: bool
    word: str
    question: str
    found: bool
    text: str
    source: str = ""
    sha256: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote: passages, and questions by what was thought of their answers.

    `lost` are liked answers whose sentence stands nowhere in the index any more.
    """

    passages: int
    liked: int
    disliked: int
    lost: int


def record(index: Path, said: Said, *, liked: bool, word: str = "") -> Feedback:
    """Keep what somebody thought of an answer, in the index folder.

    Raises: StorageError: when the folder cannot be written.
    """
    place = said.citations[0] if said.citations else None
    feedback = Feedback(
        when=datetime.now(UTC).isoformat(timespec="seconds"),
        liked=liked,
        word=" ".join(word.split())[:_WORD_CHARACTERS],
        question=said.question,
        found=said.found,
        text=said.text,
        source=place.source if place else "",
        sha256=place.sha256 if place else "",
        start=place.start if place else 0,
        end=place.end if place else 0,
    )
    line = json.dumps({"version": _VERSION, **asdict(feedback)}) + "\n"
    path = index / FEEDBACK_FILE
    try:
        with _WRITING, path.open("ab") as stream:
            if stream.tell() and not _ends_with_a_line(path):
                line = f"\n{line}"  # another process was killed while it wrote
            stream.write(line.encode())
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written: {error.strerror or error}",
            hint="feedback is kept in the index folder; let it be one that may be written",
        ) from error
    return feedback


def read_feedback(index: Path) -> tuple[Feedback, ...]:
    """All that was kept, oldest first; a line that was not written whole is passed over.

    Raises: FeedbackError: when the file cannot be read, or a whole line is not what was written.
    """
    path = index / FEEDBACK_FILE
    try:
        lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise FeedbackError(f"{path} cannot be read: {error}", hint="mend or remove it") from error
    return tuple(
        one for number, line in enumerate(lines, start=1) for one in _read(path, number, line)
    )


def last_words(feedback: Sequence[Feedback]) -> tuple[Feedback, ...]:
    """The last that was said about each question, since people think again."""
    return tuple({one.question: one for one in feedback}.values())


def export_feedback(feedback: Sequence[Feedback], catalog: "Catalog", folder: Path) -> Exported:
    """Write a data set in BEIR's layout that `qa eval` reads: the index's passages, and questions.

    The passage that a liked answer stands in is relevant to its question; that of a disliked one
    is graded 0. A liked refusal is a question without an answer (`answerable` is false).

    Raises: FeedbackError: when there is no liked answer to export. StorageError: when the folder
        cannot be written. IndexCorrupt.
    """
    passages = _passages(catalog)
    queries: list[dict[str, object]] = []
    judgements: list[tuple[str, str, int]] = []
    lost = 0
    for number, one in enumerate(last_words(feedback), start=1):
        name, passage = f"q{number}", _passage_of(one, passages)
        if passage is not None:
            judgements.append((name, passage.id, int(one.liked)))
        elif one.found:
            lost += one.liked
            continue
        refused = {"answerable": False} if one.liked and not one.found else {}
        queries.append({"_id": name, "text": one.question, "word": one.word, **refused})
    liked = sum(grade for _, _, grade in judgements)
    if not liked:
        raise FeedbackError(
            "no answer that stands in the index was liked, so there is nothing to measure by",
            hint="like an answer in the chat first",
        )
    _write(folder, passages, queries, judgements)
    return Exported(len(passages), liked, len(judgements) - liked, lost)


@dataclass(frozen=True, slots=True)
class _Passage:
    """A passage of the index as a line of a corpus; the id says where it stands."""

    source: str
    sha256: str
    title: str
    start: int
    end: int
    text: str

    @property
    def id(self) -> str:
        """Its name in the data set."""
        return f"{self.source}#{self.start}-{self.end}"


def _passages(catalog: "Catalog") -> tuple[_Passage, ...]:
    passages = []
    for file in catalog.files():
        number = catalog.document_id(file.source)
        document = catalog.document(number)
        passages += [
            _Passage(
                document.source,
                document.sha256,
                document.name,
                row.start,
                row.end,
                document.text[row.start : row.end],
            )
            for row in catalog.rows(catalog.passage_ids(number))
        ]
    return tuple(passages)


def _passage_of(one: Feedback, passages: Sequence[_Passage]) -> _Passage | None:
    """The passage that the answer stands in: where it was cited, else where its words are now."""
    if not one.found:
        return None
    for passage in passages:
        same = (passage.source, passage.sha256) == (one.source, one.sha256)
        if same and passage.start <= one.start < one.end <= passage.end:
            return passage
    holding = [passage for passage in passages if one.text in passage.text]
    holding.sort(key=lambda passage: passage.source != one.source)
    return holding[0] if holding else None


def _write(
    folder: Path,
    passages: Sequence[_Passage],
    queries: Sequence[Mapping[str, object]],
    judgements: Sequence[tuple[str, str, int]],
) -> None:
    lines = [{"_id": one.id, "title": one.title, "text": one.text} for one in passages]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        strange = next((path for path in folder.iterdir() if path.name not in _DATASET), None)
    except OSError as error:
        raise FeedbackError(
            f"{folder} cannot be written: {error.strerror or error}",
            hint="name a folder that you may write to",
        ) from error
    if strange:
        raise FeedbackError(
            f"{folder} holds {strange.name}, which is no part of a data set",
            hint="name a folder that is new or empty",
        )
    rows = ["query-id\tcorpus-id\tscore", *("\t".join(map(str, one)) for one in judgements)]
    for name, content in zip(_DATASET, (_jsonl(lines), _jsonl(queries), rows), strict=True):
        write_whole(folder / name, "".join(f"{line}\n" for line in content).encode())


def _jsonl(values: Sequence[Mapping[str, object]]) -> list[str]:
    return [json.dumps(value) for value in values]


def _read(path: Path, number: int, line: str) -> Iterator[Feedback]:
    """The feedback in one line; nothing where the line was cut off as it was written."""
    try:
        values = json.loads(line)
    except ValueError:
        return
    try:
        if values.pop("version") == _VERSION:
            yield Feedback(**values)
            return
    except (TypeError, AttributeError, KeyError):
        pass
    raise FeedbackError(
        f"{path}, line {number} is not what this version of Chapterverse writes",
        hint="delete the line, or update Chapterverse",
    )


def _ends_with_a_line(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read() == b"\n"
