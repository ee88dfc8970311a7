"""The caches of an index: what makes it fast, and can be made again from the catalogue.

`caches.json` is written last and describes them: the catalogue's generation, and the size and
checksum of every file. Caches that do not match it, or that are of another generation, are rebuilt.
"""

import json
import shutil
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from corpus.document import Document
from corpus.passage import Passage
from index.catalog import Catalog
from index.encoding import spanned_text
from index.errors import StorageError
from index.faiss_store import EXACT_UP_TO, SAMPLE, FaissStore
from index.lexical import LexicalIndex, content_files
from index.neighbour import VectorStore
from index.records import PassageRow, unit_rows
from index.whole_file import write_whole

_MANIFEST = "caches.json"
_MANIFEST_FORMAT = 1
_VECTORS = "vectors.faiss"
_WORDS = "words"
_SENTENCE_WORDS = "sentence-words"
_ROWS_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Caches:
    """The vector store, and the lexical indexes of passages with their titles and of sentences."""

    vectors: VectorStore
    words: LexicalIndex
    sentence_words: LexicalIndex


@dataclass(frozen=True, slots=True)
class CacheState:
    """Whether the caches on disk can be used, and if not, why."""

    usable: bool
    reason: str = ""


def state_of_caches(folder: Path, generation: int) -> CacheState:
    """Compare the caches in `folder` with what describes them and with the catalogue."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        described = {str(name): tuple(value) for name, value in manifest["files"].items()}
        same = manifest["format"] == _MANIFEST_FORMAT and manifest["generation"] == generation
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return CacheState(usable=False, reason="they are missing or not described")
    if not same:
        return CacheState(usable=False, reason="they are of an earlier state of the index")
    try:
        found = _described_files(folder)
    except OSError as error:
        return CacheState(usable=False, reason=f"they cannot be read: {error.strerror or error}")
    for name in sorted(described.keys() | found.keys()):
        if described.get(name) != found.get(name):
            return CacheState(usable=False, reason=f"{name} is damaged or missing")
    return CacheState(usable=True)


def load_caches(folder: Path, dimension: int) -> Caches | None:
    """Open the caches in `folder`, or None where the vector store cannot be read."""
    vectors = FaissStore.load(folder / _VECTORS, dimension)
    if vectors is None:
        return None
    words, sentence_words = folder / _WORDS, folder / _SENTENCE_WORDS
    return Caches(vectors, LexicalIndex(words), LexicalIndex(sentence_words))


def build_caches(catalog: Catalog, folder: Path | None) -> Caches:
    """Make the caches from the catalogue, all of them; in memory where there is no folder.

    Raises: StorageError: when the disk does not take them.
    """
    if folder is not None:
        drop_caches(folder)
    caches = Caches(
        vectors=_store_for(catalog),
        words=LexicalIndex(folder / _WORDS if folder else None),
        sentence_words=LexicalIndex(folder / _SENTENCE_WORDS if folder else None),
    )
    with _filling(catalog, caches, anew=False) as add_words:
        for rows in _in_parts(catalog.all_rows()):
            _add_vectors(caches.vectors, rows)
            add_words(rows)
    if folder is not None:
        save_caches(folder, caches, catalog.generation())
    return caches


def change_caches(
    catalog: Catalog, caches: Caches, *, removed: Iterable[int], added: Sequence[int]
) -> Caches:
    """Loaded caches, brought up to date with passages that went and came.

    tantivy goes on counting texts that were deleted, which would make BM25 depend on what an index
    once held. So where something went, the lexical indexes are filled anew. So is a vector store
    that is made for fewer vectors, or for more.
    """
    gone, vectors = list(removed), caches.vectors
    with _filling(catalog, caches, anew=bool(gone)) as add_words:
        for rows in _in_parts(catalog.all_rows() if gone else catalog.rows_in_turn(added)):
            add_words(rows)
    anew = not vectors.suits(catalog.count_passages())
    if anew:
        vectors = _store_for(catalog)
    else:
        vectors.remove(gone)
    for rows in _in_parts(catalog.all_rows() if anew else catalog.rows_in_turn(added)):
        _add_vectors(vectors, rows)
    return replace(caches, vectors=vectors)


def save_caches(folder: Path, caches: Caches, generation: int) -> None:
    """Write the vector store, and last of all the description of all caches.

    Raises: StorageError: when the disk does not take them.
    """
    if isinstance(caches.vectors, FaissStore):
        caches.vectors.save(folder / _VECTORS)
    manifest = {
        "format": _MANIFEST_FORMAT,
        "generation": generation,
        "files": _described_files(folder),
    }
    write_whole(folder / _MANIFEST, json.dumps(manifest, indent=1).encode())


def described_generation(folder: Path) -> int | None:
    """The generation that the caches in `folder` are described as, or None without description."""
    try:
        return int(json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))["generation"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def state_of_description(folder: Path) -> tuple[int, int]:
    """Two numbers that change whenever the caches are saved; zeros without description."""
    try:
        found = (folder / _MANIFEST).stat()
    except OSError:
        return (0, 0)
    return (found.st_ino, found.st_mtime_ns)


def take_description_away(folder: Path) -> None:
    """Make the caches in `folder` count as unusable until they are saved again."""
    (folder / _MANIFEST).unlink(missing_ok=True)


def drop_caches(folder: Path) -> None:
    """Delete the caches in `folder`; what describes them goes first.

    Raises: StorageError: when the disk refuses.
    """
    try:
        take_description_away(folder)
        (folder / _VECTORS).unlink(missing_ok=True)
        for name in (_WORDS, _SENTENCE_WORDS):
            if (folder / name).exists():
                shutil.rmtree(folder / name)
    except OSError as error:
        raise StorageError(
            f"the caches in {folder} cannot be replaced: {error.strerror or error}",
            hint="check that you may write there",
        ) from error


def _store_for(catalog: Catalog) -> FaissStore:
    """An empty store that suits what the catalogue holds."""
    dimension = catalog.identity().dimension
    if catalog.count_passages() <= EXACT_UP_TO:
        return FaissStore(dimension)
    sample = [row.vectors.passage for row in catalog.sample(SAMPLE)]
    return FaissStore(dimension, unit_rows(np.stack(sample)))


def _in_parts(rows: Iterable[PassageRow]) -> Iterator[list[PassageRow]]:
    """The rows a few thousand at a time."""
    remaining = iter(rows)
    while some := list(islice(remaining, _ROWS_AT_ONCE)):
        yield some


def _add_vectors(vectors: VectorStore, rows: Sequence[PassageRow]) -> None:
    ids = [row.id for row in rows]
    vectors.add(ids, np.concatenate([unit_rows(row.vectors.passage) for row in rows]))


@contextmanager
def _filling(
    catalog: Catalog, caches: Caches, *, anew: bool
) -> Iterator[Callable[[Sequence[PassageRow]], None]]:
    """Gives a function that adds passages to the lexical indexes, which are emptied if `anew`."""
    if anew:
        caches.words.clear()
        caches.sentence_words.clear()
    with (
        caches.words.filling() as add_passage,
        caches.sentence_words.filling() as add_sentence,
    ):

        def add(rows: Sequence[PassageRow]) -> None:
            for row, passage in zip(rows, _passages(catalog, rows), strict=True):
                add_passage(row.id, spanned_text(passage).text)
                for span in passage.sentences:
                    add_sentence(row.id, passage.document.text[span.start : span.end])

        yield add


def _passages(catalog: Catalog, rows: Iterable[PassageRow]) -> Iterator[Passage]:
    """The rows as passages; each document is read once as long as its passages come together."""
    document_id, document = 0, Document("", "", "", None, "")
    for row in rows:
        if row.document_id != document_id:
            document_id, document = row.document_id, catalog.document(row.document_id)
        yield Passage(document, row.start, row.end, row.sentences)


def _described_files(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and CRC-32 of every file of the caches."""
    files = [folder / _VECTORS]
    for name in (_WORDS, _SENTENCE_WORDS):
        files.extend(content_files(folder / name))
    # Checksums are made without Python's lock, so that two cores make them in half the time.
    with ThreadPoolExecutor() as pool:
        checksums = pool.map(_crc32, files)
        return {
            path.relative_to(folder).as_posix(): (path.stat().st_size, checksum)
            for path, checksum in zip(files, checksums, strict=True)
        }


def _crc32(path: Path) -> int:
    value = 0
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            value = zlib.crc32(block, value)
    return value
