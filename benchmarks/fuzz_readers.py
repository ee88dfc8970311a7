"""Feeds one reader with mutated files, guided by what they reach in its code (atheris, libFuzzer).

    pip install atheris
    python -m benchmarks.fuzz_readers .docx FOLDER [--seconds N]

FOLDER holds files to begin with; those of the suffix are taken. A finding is anything that is
raised, and any text that breaks the contract of `corpus/extract.py`; the input is then written
beside, as crash-*.
"""

import argparse
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["corpus"]):
    from corpus.document import Document
    from corpus.reading import READERS, ReadingLimits, read_file, reader_for

_LONGEST = 200_000
_INNER = ReadingLimits(depth=1, members=50, total_bytes=5_000_000)


def main() -> None:
    """Fuzz the reader for the time given."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("suffix", choices=sorted(READERS))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=int, default=60)
    arguments = parser.parse_args()
    name = f"fuzzed{arguments.suffix}"
    with atheris.instrument_imports(include=["corpus"]):
        reader_for(name)

    def feed(data: bytes) -> None:
        for document in read_file(data, name, limits=_INNER).documents:
            check(document)

    with tempfile.TemporaryDirectory(prefix="chapterverse-") as place:
        for number, path in enumerate(sorted(arguments.folder.rglob(f"*{arguments.suffix}"))):
            if path.is_file() and path.stat().st_size <= _LONGEST:
                (Path(place) / str(number)).write_bytes(path.read_bytes())
        options = [f"-max_total_time={arguments.seconds}", f"-max_len={_LONGEST}", "-timeout=20"]
        atheris.Setup([sys.argv[0], *options, "-rss_limit_mb=4096", place], feed)
        atheris.Fuzz()


def check(document: Document) -> None:
    """Hold a document to what every reader promises.

    Raises: ValueError: when it breaks a promise.
    """
    text, marks = document.text, document.marks
    if "\r" in text or "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError("the text holds signs that no text may hold")
    if not text.strip():
        raise ValueError("the text is blank")
    if any(not 0 <= mark.offset <= len(text) for mark in marks):
        raise ValueError("a mark lies outside the text")
    if any(one.offset > other.offset for one, other in pairwise(marks)):
        raise ValueError("the marks are out of order")


if __name__ == "__main__":
    main()
