"""A catalogue in which bytes of the file are wrong: it gives what was stored, or says so."""

import random
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import date
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from corpus.document import Document, Mark
from corpus.errors import ChapterverseError
from corpus.passage import Passage, Span
from corpus.reading import Container
from index.catalog import Catalog
from index.catalog_file import CATALOG_FILE
from index.records import FileReading, Identity, LeftOut, NewPassage, Origin, StoredVectors

Reading = Callable[[Catalog], object]


def fill(folder: Path) -> None:
    """Make a catalogue of five documents, one of them with a text of several pages."""
    draw = np.random.default_rng(1)
    with closing(Catalog.create(folder, Identity("hashing", "hashing 8", 8, 200))) as catalog:
        for number in range(5):
            text = f"Document {number}. " * (600 if number == 3 else 5)
            document = Document(
                f"{number}.txt",
                draw.bytes(32).hex(),
                f"Title {number}",
                date(2020, 1, number + 1),
                text,
                (Mark(0, "line 1"), Mark(5, "line 2")),
                "text, utf-8",
            )
            new = [
                NewPassage(
                    Passage(document, start, start + 12, (Span(start, start + 12),)),
                    draw.bytes(16),
                    StoredVectors(
                        draw.normal(size=8).astype(np.float16),
                        draw.integers(-127, 128, (1, 8), dtype=np.int8),
                    ),
                )
                for start in range(0, 60, 12)
            ]
            catalog.replace(document, Origin("/documents", f"/documents/{number}.txt"), new)
        catalog.complete(
            FileReading(
                "/documents/0.txt", "/documents", "0.txt", "00", 1, 9, (Container("0.txt", "x"),)
            )
        )
        catalog.leave_out(LeftOut("6.bin", "/documents", "no reader", "convert", supported=False))


def rows_of(catalog: Catalog) -> object:
    return [
        (
            row.id,
            row.document_id,
            row.start,
            row.end,
            row.sentences,
            row.vectors.passage.tolist(),
            row.vectors.sentences.tolist(),
        )
        for row in islice(
            catalog.all_rows(), 100
        )  # a loop in the file must not be followed for ever
    ]


READINGS: dict[str, Reading] = {
    "identity": lambda catalog: catalog.identity(),
    "generation": lambda catalog: catalog.generation(),
    "files": lambda catalog: catalog.files(),
    "notes": lambda catalog: catalog.left_out(),
    "readings": lambda catalog: catalog.readings(),
    "count": lambda catalog: catalog.count_passages(),
    "documents": lambda catalog: [catalog.document(number) for number in range(1, 6)],
    "numbers": lambda catalog: [
        (catalog.document_id(f"{number}.txt"), catalog.passage_ids(number + 1))
        for number in range(5)
    ],
    "rows": rows_of,
}


def wrong_readings(folder: Path, expected: dict[str, object]) -> list[str]:
    """What the catalogue gives that was never stored, and errors that are not ours."""
    wrong = []
    try:
        catalog = Catalog.open_to_read(folder)
    except ChapterverseError:
        return []
    except Exception as error:  # noqa: BLE001 - whatever comes is what is asked about
        return [f"opening raises {type(error).__name__}"]
    with closing(catalog):
        for name, read in READINGS.items():
            try:
                if read(catalog) != expected[name]:
                    wrong.append(f"{name} are others")
            except ChapterverseError:
                continue
            except Exception as error:  # noqa: BLE001 - as above
                wrong.append(f"{name} raise {type(error).__name__}")
    return wrong


@pytest.mark.parametrize(
    "offsets",
    [400, pytest.param(1500, marks=pytest.mark.slow)],
    ids=["a few places", "many places"],
)
def test_a_wrong_byte_gives_what_was_stored_or_an_error_of_ours(
    tmp_path: Path, offsets: int
) -> None:
    fill(tmp_path)
    path = tmp_path / CATALOG_FILE
    data = path.read_bytes()
    with closing(Catalog.open_to_read(tmp_path)) as catalog:
        expected = {name: read(catalog) for name, read in READINGS.items()}
    draw = random.Random(offsets)
    # Most of a small database is unused, and holds zeros; a flip there is harmless.
    used = [offset for offset, byte in enumerate(data) if byte]
    wrong: Counter[str] = Counter()
    for offset in [*range(100), *draw.sample(used, min(offsets, len(used)))]:
        damaged = bytearray(data)
        damaged[offset] ^= 1 << draw.randrange(8)
        path.write_bytes(damaged)
        wrong.update(wrong_readings(tmp_path, expected))
    assert wrong == {}


def test_a_file_that_was_cut_short_gives_what_was_stored_or_an_error_of_ours(
    tmp_path: Path,
) -> None:
    fill(tmp_path)
    path = tmp_path / CATALOG_FILE
    data = path.read_bytes()
    with closing(Catalog.open_to_read(tmp_path)) as catalog:
        expected = {name: read(catalog) for name, read in READINGS.items()}
    wrong: Counter[str] = Counter()
    for length in range(0, len(data), 509):
        path.write_bytes(data[:length])
        wrong.update(wrong_readings(tmp_path, expected))
    assert wrong == {}


def test_a_page_of_zeros_gives_what_was_stored_or_an_error_of_ours(tmp_path: Path) -> None:
    fill(tmp_path)
    path = tmp_path / CATALOG_FILE
    data = path.read_bytes()
    with closing(Catalog.open_to_read(tmp_path)) as catalog:
        expected = {name: read(catalog) for name, read in READINGS.items()}
    wrong: Counter[str] = Counter()
    for start in range(0, len(data), 4096):
        path.write_bytes(data[:start] + bytes(4096) + data[start + 4096 :])
        wrong.update(wrong_readings(tmp_path, expected))
    assert wrong == {}
