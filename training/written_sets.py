"""Questions that people's would be like, some of them near misses, about documents made for them.

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
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.encoding import Encoder
from index.library import Library
from qa.assistant import Assistant
from qa.reading import Reader

WRITTEN = Path(__file__).parent / "questions"
# Half a sentence that is cited counts where it has at least so many characters.
_LONG_ENOUGH = 20

Question = Mapping[str, Any]


def places_in(folder: Path = WRITTEN) -> list[Path]:
    """The folders of the sets in `folder`, by their names."""
    return sorted(one for one in folder.iterdir() if one.is_dir())


def questions_in(place: Path) -> list[Question]:
    """The questions of the set in `place`."""
    lines = (place / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@contextmanager
def asking(places: Sequence[Path], encoder: Encoder, reader: Reader | None) -> Iterator[Assistant]:
    """An assistant over the documents of the sets in `places`."""
    with tempfile.TemporaryDirectory() as index:
        library = Library(Path(index) / "index", encoder)
        library.update([place / "docs" for place in places])
        yield Assistant(library, encoder, reader=reader)


def judge_of(sentences: Sequence[str]) -> Callable[[str, str], bool]:
    """What says whether what is shown holds one of `sentences`, or the best is one, or its end.

    >>> answers = judge_of(["No.", "The quay was closed in May, and the ferry ran no more."])
    >>> answers("No. It was not.", "It was not."), answers("Letter No. 3", "Letter No. 3")
    (True, False)
    >>> answers("The quay was closed in May,", "The quay was closed in May,")
    True
    >>> answers("It rained. No.", "No.")
    True
    """
    named = [_plain(one) for one in sentences]

    def answers(shown: str, best: str) -> bool:
        shown, best = _plain(shown), _plain(best)
        return any(_holds(shown, one) or _holds(best, one) or _is_part(best, one) for one in named)

    return answers


def _holds(shown: str, named: str) -> bool:
    """Whether `shown` holds the sentence `named`; one as short as "No." must begin it."""
    if len(named) < _LONG_ENOUGH:
        return f"{shown} ".startswith(f"{named} ")
    return named in shown


def _is_part(best: str, named: str) -> bool:
    return len(best) >= _LONG_ENOUGH and (named.startswith(best) or named.endswith(best))


def _plain(text: str) -> str:
    return " ".join(text.split())
