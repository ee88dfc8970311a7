"""Any cross-encoder of sentence-transformers as a reader."""

import threading
from collections.abc import Sequence
from pathlib import Path

from qa.errors import ReaderError
from qa.pairs import Excerpt
from qa.reading import Judgement


class CrossEncoderReader:
    """A cross-encoder by the name of a model in the local cache, or by its folder.

    It says how relevant an excerpt is, which counts for the answer's presence, too; where in the
    excerpt the answer stands it does not say. Safe for several threads.
    """

    tells_places = False

    def __init__(self, name: str) -> None:
        """Load the model called `name`.

        Raises: ReaderError: when it is not on this computer, or gives more than one number.
        """
        from sentence_transformers import CrossEncoder

        self.name = name
        self._lock = threading.Lock()
        try:
            self._model = CrossEncoder(name, local_files_only=True)
        except Exception as error:  # each library raises in its own way
            reason = str(error).strip().partition("\n")[0] or type(error).__name__
            told = f"the reader {name} cannot be loaded: {reason}"
            if isinstance(error, OSError) and not Path(name).is_dir():
                told = f"there is no reader {name} on this computer: no folder, nor in the cache"
            raise ReaderError(
                told,
                hint="give own, off, or a cross-encoder of sentence-transformers by its folder, or "
                "download the model first; nothing is fetched while Chapterverse runs",
            ) from error
        if self._model.num_labels != 1:
            raise ReaderError(
                f"the reader {name} gives {self._model.num_labels} numbers for a passage, not one",
                hint="give a cross-encoder that was made for ranking",
            )

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[Judgement, ...]:
        """A judgement of each of `excerpts`, in their order."""
        pairs = [(question, f"{one.title} {one.text}".strip()) for one in excerpts]
        if not pairs:
            return ()
        with self._lock:
            scores = self._model.predict(pairs, show_progress_bar=False)
        return tuple(Judgement(float(score), float(score)) for score in scores)

    def tells(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[float, ...]:
        """Zeros: a reader that tells no places is not asked about single sentences."""
        del question
        return (0.0,) * len(excerpts)
