"""Questions that people's would be like, half of them near misses, about documents made for them.

Each folder in `questions/` has `docs/` and `questions.jsonl`, all invented for this. A line has

    question    as it is asked
    form        yesno, topic, wish, claim or part (who, when, why ...)
    kind        answered, or near: it is about what the documents tell, and no document answers it
    source      the document that it is about
    sentences   each sentence of any document that answers it
    missing     of a near miss, what is not told
"""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np

from index.encoding import Encoder
from index.library import Library
from qa.assistant import Assistant
from qa.reading import Reader
from qa.terms import question_terms
from training.rating import Numbers, Told

WRITTEN = Path(__file__).parent / "questions"
# Half a sentence that is cited counts where it has at least so many characters.
_LONG_ENOUGH = 20


@dataclass(frozen=True, slots=True)
class WrittenCase:
    """A written question, asked: what speaks for the answer, and whether it is one of those named.

    `set_name` is the folder's; `near` says that it is a near miss, `open` that it is open.
    """

    set_name: str
    near: bool
    open: bool
    signals: tuple[float, ...]
    right: bool


def ask_written(
    encoder: Encoder, reader: Reader | None, folder: Path = WRITTEN
) -> list[WrittenCase]:
    """Ask the questions of every set in `folder`, each of its own documents.

    Those for which no sentence is found at all are left out.
    """
    return [
        case
        for place in sorted(one for one in folder.iterdir() if one.is_dir())
        for case in _ask_set(place, encoder, reader)
    ]


def told_of(written: Sequence[WrittenCase], shares: Numbers) -> Told:
    """What written questions tell, each of which counts its share: (n,)."""
    signals = np.array([one.signals for one in written], float)
    return Told(signals, np.array([one.right for one in written]), shares)


def _ask_set(place: Path, encoder: Encoder, reader: Reader | None) -> Iterator[WrittenCase]:
    with tempfile.TemporaryDirectory() as index:
        library = Library(Path(index) / "index", encoder)
        library.update([place / "docs"])
        assistant = Assistant(library, encoder, reader=reader)
        for line in (place / "questions.jsonl").read_text(encoding="utf-8").splitlines():
            written = json.loads(line)
            found = assistant.search(written["question"])
            candidate = assistant.consider(found.snapshot, written["question"], found.hits)
            if candidate is None:
                continue
            reading = candidate.reading
            text = found.hits[reading.best.hit].passage.document.text
            shown, best = (
                text[span.start : span.end] for span in (reading.span, reading.best.span)
            )
            terms = question_terms(written["question"], found.snapshot.caches.words)
            yield WrittenCase(
                set_name=place.name,
                near=written["kind"] == "near",
                open=terms.open,
                signals=astuple(candidate.signals),
                right=_answers(written, shown, best),
            )


def _answers(written: Mapping[str, list[str]], shown: str, best: str) -> bool:
    """Whether what is shown holds a sentence that answers, or is part of one."""
    shown, best = _plain(shown), _plain(best)
    sentences = map(_plain, written["sentences"])
    return any(one in shown or (best in one and len(best) >= _LONG_ENOUGH) for one in sentences)


def _plain(text: str) -> str:
    return " ".join(text.split())
