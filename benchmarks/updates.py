"""What an update costs beside a full build: one file changed, and nothing changed.

    python -m benchmarks.updates [FILES] [--runs N] [--threads N] [--json FILE]

The files are made of sentences drawn by a fixed seed, with the real encoder, in a temporary folder.
"""

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.measuring import finish, parsed, parser_for
from index.library import Library
from index.sentence_encoder import SentenceEncoder
from qa.bench_report import Record, of_ours

_WORDS = (
    "harbour letter council mask hospital journal data virus country team ship report province"
    " laboratory doctor meeting price bridge garden winter river school engine theatre market"
).split()
_VERBS = "sent built found told closed opened counted moved wrote lost".split()
_SENTENCES = 4


def main() -> None:
    """Build, change, update; print and keep the seconds."""
    parser = parser_for(__doc__)
    parser.add_argument("files", type=int, nargs="?", default=10_000)
    arguments = parsed(parser)
    drawn = random.Random(7)  # noqa: S311 - repeatable, not secret
    with tempfile.TemporaryDirectory(prefix="chapterverse-") as place:
        folder = Path(place) / "documents"
        folder.mkdir()
        for number in range(arguments.files):
            (folder / f"{number}.txt").write_text(_text(drawn, number), encoding="utf-8")
        library = Library(Path(place) / "index", SentenceEncoder())
        build = _seconds(lambda: library.update([folder]))
        changed, unchanged = [], []
        for number in range(arguments.runs):
            unchanged.append(_seconds(lambda: library.update([folder])))
            (folder / f"{number}.txt").write_text(_text(drawn, -number), encoding="utf-8")
            changed.append(_seconds(lambda: library.update([folder])))
    record = Record(
        benchmark=f"updates of {arguments.files} files",
        settings={"runs": arguments.runs, "threads": arguments.threads},
        rows=(
            of_ours("full build", "s", [build]),
            of_ours("one file changed", "s", changed),
            of_ours("nothing changed", "s", unchanged),
        ),
    )
    finish(record, arguments.json)


def _text(drawn: random.Random, number: int) -> str:
    sentences = [
        f"The {drawn.choice(_WORDS)} {drawn.choice(_VERBS)} {drawn.randrange(10_000)} times "
        f"for the {drawn.choice(_WORDS)} of the {drawn.choice(_WORDS)}."
        for _ in range(_SENTENCES)
    ]
    return f"Note {number}. " + " ".join(sentences) + "\n"


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
