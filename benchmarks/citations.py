"""Whether every citation and passage is cut from the files again, sign for sign.

    python -m benchmarks.citations FOLDER [--questions N] [--seed N] [--threads N] [--json FILE]

The questions are sentences drawn from all documents by a seed, each in words of its own document,
so that every format is cited. The files are read again afterwards, as `qa verify` does it.
"""

import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from benchmarks.measuring import finish, parsed, parser_for
from corpus.document import Document
from corpus.folder import list_files
from corpus.isolation import ReadingProcess
from corpus.reading import read_bytes
from corpus.splitting import split
from index.library import Library
from index.sentence_encoder import SentenceEncoder
from qa.answer import Answer
from qa.assistant import Assistant
from qa.bench_report import Record

_QUESTION_CHARACTERS = 200
_LEAST_WORDS = 4


def main() -> None:
    """Ask, read again, compare, and print the counts."""
    parser = parser_for(__doc__, runs=0)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parsed(parser)
    documents = _documents(arguments.folder)
    questions = _questions(list(documents.values()), arguments.questions, arguments.seed)
    counts: Counter[str] = Counter()
    formats: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="chapterverse-") as place:
        encoder = SentenceEncoder()
        library = Library(Path(place) / "index", encoder)
        library.update([arguments.folder])
        assistant = Assistant(library, encoder)
        for question in questions:
            answer = assistant.ask(question)
            counts["questions"] += 1
            counts["answers"] += answer.found
            for kind, source, exact in _checked(answer, documents):
                counts[kind] += 1
                counts[f"{kind} that differ"] += not exact
                if kind == "citations":
                    formats[PurePosixPath(source).suffix.lower() or "no suffix"] += 1
    record = Record(
        benchmark="citations",
        settings={"seed": arguments.seed, "threads": arguments.threads},
        rows=(),
        details={
            "documents": len(documents),
            **counts,
            "citations by format": dict(formats.most_common()),
        },
    )
    finish(record, arguments.json)


def _documents(folder: Path) -> dict[str, Document]:
    found: dict[str, Document] = {}
    with ReadingProcess() as process:
        for file in list_files([folder]).files:
            reading = process.read(read_bytes(file.path, file.source), file.source)
            found.update((document.source, document) for document in reading.documents)
    return found


def _questions(documents: list[Document], most: int, seed: int) -> list[str]:
    """Sentences of all documents in turn, each without every third word."""
    drawn = random.Random(seed)  # noqa: S311 - repeatable, not secret
    sentences: list[list[str]] = []
    for document in documents:
        own = [
            document.text[span.start : span.end].split()
            for passage in split(document)
            for span in passage.sentences
        ]
        own = [words for words in own if len(words) >= _LEAST_WORDS]
        drawn.shuffle(own)
        sentences.append(
            [
                " ".join(word for at, word in enumerate(words) if at % 3)[:_QUESTION_CHARACTERS]
                for words in own
            ]
        )
    turns = max(map(len, sentences), default=0)
    in_turn = [own[turn] for turn in range(turns) for own in sentences if turn < len(own)]
    return [question for question in in_turn if question.strip()][:most]


def _checked(answer: Answer, documents: dict[str, Document]) -> Iterator[tuple[str, str, bool]]:
    for citation in (*answer.citations, *answer.exact):
        text = documents[citation.source].text
        yield "citations", citation.source, text[citation.start : citation.end] == citation.quote
    for hit in answer.passages:
        for passage in hit.places:
            source = passage.document.source
            text = documents[source].text
            yield "passages", source, text[passage.start : passage.end] == passage.text


if __name__ == "__main__":
    main()
