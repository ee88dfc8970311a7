"""The status: every file with its notes, in words and as JSON."""

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.isolation import ReadingOptions
from index.kept_precision import Compared, Precision
from index.library import Library
from qa.status import Status, status_as_json, status_as_text, status_of
from tests.fake_readers import box
from tests.fakes import HashingEncoder
from tests.qa.small_index import write_files

RAIN = "---\ntitle: Rain\nauthor: The Society\n---\nIt rained in March and nobody left the house."


@pytest.fixture
def status(tmp_path: Path) -> Status:
    letter = box({"rain.md": RAIN, "x.raw": ""}, "The letter.", notes=["1 picture was not read"])
    folder = write_files(
        tmp_path / "documents",
        {"a.box": box({"b.box": letter}, notes=["1 link"]), "copy.md": RAIN, "empty.txt": ""},
    )
    options = ReadingOptions(readers="tests.fake_readers")
    library = Library(tmp_path / "index", HashingEncoder(), reading=options)
    library.update([folder])
    with closing(library.catalog()) as catalog:
        return status_of(catalog)


def test_every_document_has_a_line_with_its_notes_below(status: Status) -> None:
    lines = [line.rstrip() for line in status_as_text(status, Path(".qa-index")).splitlines()]
    files = "2 of 3 files can be asked about (67%)"
    assert lines == [
        ".qa-index: 3 documents, 3 passages, encoder hashing",
        f"{files}, 1 of them with notes, 101 characters, 45 of them in copies.",
        "  a.box  (box)",
        "      1 link",
        "  a.box/b.box  no date  1 passage  (box)",
        "      1 picture was not read",
        "  a.box/b.box/rain.md  no date  1 passage  (markdown, utf-8)  Rain  by The Society",
        "      the same bytes as copy.md",
        "  copy.md  no date  1 passage  (markdown, utf-8)  Rain  by The Society",
        "      the same bytes as a.box/b.box/rain.md",
        "2 files are not in it:",
        "  a.box/b.box/x.raw: no reader for files ending in .raw",
        lines[-3],
        "  empty.txt is empty",
        "      take it out of the folder, or put text into it",
    ]


def test_the_json_holds_all_of_it(status: Status) -> None:
    found = json.loads(json.dumps(status_as_json(status)))
    assert found["coverage"]["files"] == 3
    assert [found["coverage"][state] for state in ("read", "read_with_notes", "not_read")] == [
        1,
        1,
        1,
    ]
    first, second, third = found["files"]
    assert first["source"] == "a.box"
    assert first["documents"] == ["a.box/b.box", "a.box/b.box/rain.md"]
    assert first["containers"] == [{"source": "a.box", "reader": "box", "notes": ["1 link"]}]
    assert (first["state"], first["left_out"]) == ("read with notes", ["a.box/b.box/x.raw"])
    assert (second["state"], third["state"]) == ("read", "not read")
    letter = found["documents"][0]
    assert (letter["notes"], letter["issuer"]) == (["1 picture was not read"], "")
    assert found["copies"] == [{"sources": ["a.box/b.box/rain.md", "copy.md"], "same_bytes": True}]
    assert [one["source"] for one in found["left_out"]] == ["a.box/b.box/x.raw", "empty.txt"]


def test_the_precision_that_was_measured_is_said(status: Status) -> None:
    compared = (Compared("bfloat16", 4.56, 0.99981), Compared("int8", 0.31, 0.99912))
    measured = Precision("bfloat16", compared, "A processor", "hashing")
    told = replace(status, precision=measured)
    line = status_as_text(told, Path(".qa-index")).splitlines()[2]
    assert line == (
        "Passages are encoded in bfloat16 (on A processor, beside float32: bfloat16 4.6 times as "
        "fast, cosine at least 0.9998; int8 0.3 times as fast, cosine at least 0.9991)."
    )
    assert status_as_json(told)["precision"] == {
        "chosen": "bfloat16",
        "compared": (
            {"precision": "bfloat16", "speedup": 4.56, "cosine": 0.99981},
            {"precision": "int8", "speedup": 0.31, "cosine": 0.99912},
        ),
        "processor": "A processor",
        "encoder": "hashing",
    }
    assert status_as_json(status)["precision"] is None
