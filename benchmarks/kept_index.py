"""Indexes that a benchmark keeps from one run to the next, since building them takes long."""

import json
from collections.abc import Iterable
from pathlib import Path

import faiss
import numpy as np

from benchmarks.measuring import say
from benchmarks.passages import Split
from index.library import Library
from index.records import unit_rows
from index.sentence_encoder import SentenceEncoder

_DOCUMENTS_AT_ONCE = 2000


def kept_index(work: Path, passages: int, documents: Iterable[Split]) -> Path:
    """The index folder of these documents in `work`; built only where it is not there yet."""
    folder = work / f"index-{passages}"
    encoder = SentenceEncoder()
    library = Library(folder, encoder)
    done = folder / "whole"
    if done.exists():
        return folder
    say(f"building an index of {passages} passages in {folder}")
    waiting: list[Split] = []
    for document in documents:
        waiting.append(document)
        if len(waiting) == _DOCUMENTS_AT_ONCE:
            library.add(waiting)
            waiting = []
    if waiting:
        library.add(waiting)
    done.touch()
    return folder


def plain_copy(folder: Path, work: Path) -> None:
    """Write what the plain program would have on the disk: the same vectors, and the texts."""
    catalog = Library(folder, SentenceEncoder()).catalog()
    rows = list(catalog.all_rows())
    vectors = unit_rows(np.stack([row.vectors.passage for row in rows]))
    texts = [catalog.document(row.document_id).text[row.start : row.end] for row in rows]
    catalog.close()
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    faiss.write_index(index, str(work / "plain.faiss"))
    (work / "plain.json").write_text(json.dumps(texts), encoding="utf-8")
