"""Small folders of documents, and everything that an index says about them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from index.encoding import Encoder, spanned_text
from index.library import Library
from index.neighbour import Neighbour
from index.records import unit_rows
from index.snapshot import Snapshot

QUESTIONS = ("the story of the rain", "On day 3", "garden", "everybody at the table", "bread king")

# (passage's source, its first character) and score, best first
Found = list[tuple[str, int, float]]
# source -> (checksum, title, text, passages, sentences of all passages)
Content = dict[str, tuple[str, str, str, tuple[str, ...], tuple[str, ...]]]


def paragraph(topic: str, day: int = 0) -> str:
    """A paragraph that stands as a passage of its own."""
    return (
        f"On day {day} the story of the {topic} was told to everybody at the table. "
        f"Nobody there had heard of a {topic} before, so they asked many questions about it."
    )


def text_of(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


def write(folder: Path, files: Mapping[str, str] | Mapping[str, str | bytes]) -> Path:
    """Write `files` into `folder`, by name."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def content_of(snapshot: Snapshot) -> Content:
    """All that an index holds, without the numbers that depend on its history."""
    content: Content = {}
    for record in snapshot.files():
        document = snapshot.document(record.source)
        rows = snapshot.rows(snapshot.passage_ids([record.source]))
        passages = [snapshot.passage(row) for row in rows]
        content[record.source] = (
            record.sha256,
            document.title,
            document.text,
            tuple(passage.text for passage in passages),
            tuple(
                document.text[span.start : span.end]
                for passage in passages
                for span in passage.sentences
            ),
        )
    return content


def results_of(snapshot: Snapshot, encoder: Encoder) -> dict[tuple[str, str], Found]:
    """What each cache finds for each question, without the numbers that depend on history."""
    results = {}
    for question in QUESTIONS:
        caches = snapshot.caches
        results["vectors", question] = caches.vectors.search(encoder.encode_question(question), 99)
        results["words", question] = caches.words.search(question, 999)
        results["sentence words", question] = caches.sentence_words.search(question, 999)
    found = {key: _found(snapshot, neighbours) for key, neighbours in results.items()}
    for word in ("rain", "bread", "tabl", "nowher"):
        found["rarity", word] = [("", 0, round(snapshot.caches.words.rarity(word), 4))]
    return found


def _found(snapshot: Snapshot, neighbours: Sequence[Neighbour]) -> Found:
    rows = snapshot.rows([neighbour.id for neighbour in neighbours])
    found = [
        (snapshot.passage(row).document.source, row.start, round(neighbour.score, 4))
        for row, neighbour in zip(rows, neighbours, strict=True)
    ]
    return sorted(found, key=lambda one: (-one[2], one[0], one[1]))


def assert_whole(snapshot: Snapshot, encoder: Encoder) -> None:
    """Every passage is cut from its document, has its own vectors, and is found by them."""
    question = encoder.encode_question("everything")
    expected = {}
    for record in snapshot.files():
        document = snapshot.document(record.source)
        assert record.characters == len(document.text)
        rows = snapshot.rows(snapshot.passage_ids([record.source]))
        assert record.passages == len(rows)
        for row in rows:
            passage = snapshot.passage(row)
            assert passage.document is document
            assert passage.text == document.text[row.start : row.end] == passage.text.strip() != ""
            (encoded,) = encoder.encode([spanned_text(passage)])
            (kept,) = unit_rows(row.vectors.passage)
            assert kept @ encoded.vector > 0.995
            sentences = unit_rows(row.vectors.sentences)
            assert np.sum(sentences * encoded.span_vectors, axis=1).min() > 0.99
            expected[row.id] = float(kept @ question)
    assert len(snapshot) == len(expected)
    everything = snapshot.caches.vectors.search(question, len(expected) + 9)
    found = {neighbour.id: neighbour.score for neighbour in everything}
    assert found.keys() == expected.keys()
    assert all(abs(found[number] - expected[number]) < 1e-5 for number in expected)


def searchable(snapshot: Snapshot, word: str) -> set[str]:
    """The sources in which a word is found, which has to be the same by passage and by sentence."""
    caches = snapshot.caches
    by_passage, by_sentence = (
        {snapshot.passage(row).document.source for row in snapshot.rows([n.id for n in found])}
        for found in (caches.words.search(word, 999), caches.sentence_words.search(word, 999))
    )
    assert by_passage == by_sentence
    return by_passage


@contextmanager
def snapshot_of(library: Library) -> Iterator[Snapshot]:
    """A snapshot that is closed at the end."""
    with closing(library.snapshot()) as snapshot:
        yield snapshot


def indexed(library: Library, *paths: Path) -> Content:
    """Bring an index up to date and give all that it holds then."""
    library.update(paths)
    with snapshot_of(library) as snapshot:
        return content_of(snapshot)
