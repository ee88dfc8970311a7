"""The project's own reader: a small network whose weights come with the package."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from qa.pairs import Excerpt
from qa.reading import Judgement

if TYPE_CHECKING:
    from qa.reader_weights import ReaderNetworks

WEIGHTS = "reader.safetensors"
ABOUT_WEIGHTS = "reader.json"
# Passages are judged when they are ranked, and asked for again when the answer is looked for.
_JUDGEMENTS_KEPT = 500


def holds_reader(folder: Path) -> bool:
    """Whether `folder` holds the weights of a reader of this kind, or what is said of them."""
    return any((folder / name).is_file() for name in (WEIGHTS, ABOUT_WEIGHTS))


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
        self._loaded: ReaderNetworks | None = None
        self._kept: OrderedDict[tuple[str, Excerpt], Judgement] = OrderedDict()

    def load_soon(self) -> None:
        """Load the network in a thread of its own, while this one goes on.

        What fails there fails again, and is told, where the network is needed.
        """

        def load() -> None:
            with suppress(Exception):
                self._networks()

        threading.Thread(target=load, name="reader").start()

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[Judgement, ...]:
        """A judgement of each of `excerpts`, in their order.

        Raises: ReaderError: when the weights are not there or not the published ones.
        """
        keys = [(question, one) for one in excerpts]
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        if missing:
            judged = self._judge(question, [one for _, one in missing])
            found |= zip(missing, judged, strict=True)
        with self._lock:
            self._kept.update((key, found[key]) for key in missing)
            while len(self._kept) > _JUDGEMENTS_KEPT:
                self._kept.popitem(last=False)
        return tuple(found[key] for key in keys)

    def tells(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[float, ...]:
        """Whether the sentence in the focus of each of `excerpts` tells what is asked for: logits.

        Zeros where the weights are of a reader that was not taught it.

        Raises: ReaderError: when the weights are not there or not the published ones.
        """
        if not excerpts:
            return ()
        networks = self._networks()
        if networks.telling is None:
            return (0.0,) * len(excerpts)
        return tuple(networks.telling.judge(networks.maker.pairs(question, excerpts)))

    def _judge(self, question: str, excerpts: Sequence[Excerpt]) -> list[Judgement]:
        from qa.reading_network import judge

        networks = self._networks()
        return judge(networks.reading, networks.maker.pairs(question, excerpts))

    def _networks(self) -> "ReaderNetworks":
        from qa.reader_weights import load_reader

        with self._loading:
            if self._loaded is None:
                self._loaded = load_reader(self._folder)
            return self._loaded
