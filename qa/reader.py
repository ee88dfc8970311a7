"""The project's own reader: a small network whose weights come with the package."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
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
        self._loading = threading.Lock()
        self._loaded: tuple[ReadingNetwork, PairMaker] | None = None
        self._kept: OrderedDict[tuple[str, Excerpt], Judgement] = OrderedDict()

    def load_soon(self) -> None:
        """Load the network in a thread of its own, while this one goes on.

        What fails there fails again, and is told, where the network is needed.
        """

        def load() -> None:
            with suppress(Exception):
                self._network()

        threading.Thread(target=load, name="reader").start()

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[Judgement, ...]:
        """A judgement of each of `excerpts`, in their order.

        Raises: ReaderError: when the weights are not there or not the published ones.
        """
        wanted = dict.fromkeys(excerpts)
        with self._lock:
            found = {
                one: self._kept[question, one] for one in wanted if (question, one) in self._kept
            }
        missing = [one for one in wanted if one not in found]
        if missing:
            found |= zip(missing, self._judge(question, missing), strict=True)
        with self._lock:
            self._kept.update(((question, one), found[one]) for one in missing)
            while len(self._kept) > _JUDGEMENTS_KEPT:
                self._kept.popitem(last=False)
        return tuple(found[one] for one in excerpts)

    def _judge(self, question: str, excerpts: Sequence[Excerpt]) -> list[Judgement]:
        from qa.reading_network import judge

        network, maker = self._network()
        return judge(network, maker.pairs(question, excerpts))

    def _network(self) -> "tuple[ReadingNetwork, PairMaker]":
        from qa.reading_network import load_reader

        with self._loading:
            if self._loaded is None:
                self._loaded = load_reader(self._folder)
            return self._loaded
