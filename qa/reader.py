"""The project's own reader: a small network whose weights come with the package."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qa.pairs import Excerpt, PairMaker
from qa.reading import Judgement

if TYPE_CHECKING:
    from qa.reading_network import ReadingNetwork

WEIGHTS = "reader.safetensors"
ABOUT_WEIGHTS = "reader.json"
# Passages are judged when they are ranked, and asked for again when the answer is looked for.
_JUDGEMENTS_KEPT = 500


def holds_reader(folder: Path) -> bool:
    """Whether `folder` holds the weights of a reader of this kind."""
    return (folder / WEIGHTS).is_file()


class OwnReader:
    """Judges excerpts by one pass over question and excerpt together. Safe for several threads.

    Making one loads nothing; the network is loaded when it is first needed.
    """

    name = "own"
    tells_places = True

    def __init__(self, folder: Path | None = None) -> None:
        """Use the weights in `folder`, or those that come with the package."""
        self._folder = folder
        self._lock = threading.Lock()
        self._loaded: tuple[ReadingNetwork, PairMaker] | None = None
        self._kept: OrderedDict[tuple[str, Excerpt], Judgement] = OrderedDict()

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[Judgement, ...]:
        """A judgement of each of `excerpts`, in their order.

        Raises: ReaderError: when the weights are not there or not the published ones.
        """
        with self._lock:
            missing = [one for one in dict.fromkeys(excerpts) if (question, one) not in self._kept]
            if missing:
                judged = self._judge(question, missing)
                self._kept.update(
                    ((question, one), judgement)
                    for one, judgement in zip(missing, judged, strict=True)
                )
            found = tuple(self._kept[question, one] for one in excerpts)
            while len(self._kept) > _JUDGEMENTS_KEPT:
                self._kept.popitem(last=False)
            return found

    def _judge(self, question: str, excerpts: Sequence[Excerpt]) -> list[Judgement]:
        from qa.reading_network import judge, load_reader

        if self._loaded is None:
            self._loaded = load_reader(self._folder)
        network, maker = self._loaded
        return judge(network, maker.pairs(question, excerpts))
