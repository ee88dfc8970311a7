"""What becomes of each file of a folder: read or not, how long it took, how much memory it needed.

    python -m benchmarks.readers FOLDER [--threads N] [--json FILE]

Each file is read in a process of its own, so that the peak of memory is its own, with Python and
the reader's libraries. A `manifest.tsv` with the columns `file` and `expect` adds what it should
give.
"""

import csv
import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.measuring import finish, parsed, parser_for
from qa.bench_report import Record

_PROGRAM = """
import json, resource, sys, time
from pathlib import Path
from corpus.isolation import ReadingProcess
path = Path(sys.argv[1])
began = time.perf_counter()
with ReadingProcess() as process:
    reading = process.read(path.read_bytes(), path.name)
seconds = time.perf_counter() - began
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
documents = [
    {"source": one.source, "characters": len(one.text), "how": one.reader, "notes": one.notes}
    for one in reading.documents
]
reasons = [str(one.error.message) for one in reading.left_out]
print(json.dumps({"documents": documents, "reasons": reasons, "seconds": seconds, "peak": peak}))
"""
_KILOBYTES_A_MEGABYTE = 1024 if sys.platform != "darwin" else 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One file: what was expected, what came of it, seconds with the child's start, and memory."""

    file: str
    expected: str
    got: str
    seconds: float
    peak_megabytes: int


def main() -> None:
    """Read every file of the folder and print the table."""
    parser = parser_for(__doc__, runs=0)
    parser.add_argument("folder", type=Path)
    arguments = parsed(parser)
    expected = _expected(arguments.folder)
    rows = []
    for path in sorted(arguments.folder.rglob("*")):
        name = path.relative_to(arguments.folder).as_posix()
        if path.is_file() and name != "manifest.tsv":
            rows.append(_measured(path, name, expected.get(name, "")))
            print("\t".join(str(value) for value in asdict(rows[-1]).values()), flush=True)
    record = Record(
        benchmark="readers",
        settings={"threads": arguments.threads},
        rows=(),
        details={
            "files": len(rows),
            "seconds": round(sum(row.seconds for row in rows), 2),
            "most memory, MB": max((row.peak_megabytes for row in rows), default=0),
        },
    )
    finish(record, arguments.json, {"files": [asdict(row) for row in rows]})


def _expected(folder: Path) -> dict[str, str]:
    manifest = folder / "manifest.tsv"
    if not manifest.is_file():
        return {}
    with manifest.open(encoding="utf-8", newline="") as lines:
        return {row["file"]: row["expect"] for row in csv.DictReader(lines, delimiter="\t")}


def _measured(path: Path, name: str, expected: str) -> Row:
    run = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(path)], capture_output=True, text=True, check=True
    )
    found = json.loads(run.stdout)
    parts = [
        f"{one['source']}: {one['characters']} characters, {one['how']}"
        + "".join(f"; {note}" for note in one["notes"])
        for one in found["documents"]
    ]
    peak = round(found["peak"] / _KILOBYTES_A_MEGABYTE)
    got = " / ".join([*parts, *found["reasons"]])
    return Row(name, expected, got, round(found["seconds"], 2), peak)


if __name__ == "__main__":
    main()
