"""Text recognition (OCR): the text of pages that are pictures, read by the models of RapidOCR.

The models lie inside the library's own package, and are named to it one by one: told which files
to take, it never looks for others, so nothing is fetched.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import pypdfium2 as pdfium

from corpus.errors import MissingExtra
from corpus.layout.glyphs import readable
from corpus.layout.pages import PageText, Piece

_TASKS = ("Det", "Cls", "Rec")
# Small print is legible to the models from about this resolution on; twice as much takes twice
# the time. Ours, from two scans.
_DOTS_PER_INCH = 150
_MOST_DOTS = 3_000
_POINTS_PER_INCH = 72
# The box that is found around a line is a little larger than the line: in shares of its height,
# the size of the letters, and how far the baseline is above the foot. Ours.
_SIZE = 0.75
_BELOW = 0.25
# A size is guessed from a box: those near the usual one are the usual one.
_GUESSED = 0.25


@dataclass(frozen=True, slots=True)
class SeenText:
    """A line of text in a picture: its text, and its box in dots from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class RapidRecogniser:
    """Reads pictures of pages; the models are loaded when the first one comes."""

    def __init__(self, threads: int = 1) -> None:
        """Prepare to read with so many threads.

        Raises: MissingExtra: when the library, or one of its models, is not installed.
        """
        self._threads = threads
        self._models = _models()
        self._engine: object = None

    def read(self, page: pdfium.PdfPage, number: int) -> PageText:
        """The text that is to be seen on `page`."""
        width, height = page.get_size()
        scale = _DOTS_PER_INCH / _POINTS_PER_INCH
        scale = min(scale, _MOST_DOTS / max(width, height, 1.0))
        picture = page.render(scale=scale).to_numpy()
        return seen_page(number, (width, height), self._seen(picture), scale)

    def _seen(self, picture: object) -> list[SeenText]:
        engine = self._loaded()
        assert callable(engine)
        found = engine(picture)
        if found.boxes is None:
            return []
        seen: list[SeenText] = []
        for box, text in zip(found.boxes, found.txts, strict=True):
            across, down = [float(x) for x, _ in box], [float(y) for _, y in box]
            seen.append(SeenText(str(text), min(across), min(down), max(across), max(down)))
        return seen

    def _loaded(self) -> object:
        if self._engine is None:
            from rapidocr import RapidOCR

            paths = {f"{task}.model_path": str(path) for task, path in self._models.items()}
            threads = {"EngineConfig.onnxruntime.intra_op_num_threads": self._threads}
            self._engine = RapidOCR(params={"Global.log_level": "error", **threads, **paths})
        return self._engine


def seen_page(
    number: int, size: tuple[float, float], seen: Sequence[SeenText], scale: float
) -> PageText:
    """A page of `size` points on which `seen` stands, `scale` dots to the point."""
    sizes = [_SIZE * (line.bottom - line.top) / scale for line in seen]
    usual = median(sizes) if sizes else 0.0
    pieces: list[Piece] = []
    for line, guessed in zip(seen, sizes, strict=True):
        text = readable(line.text)
        if not text or guessed <= 0:
            continue
        pieces.append(
            Piece(
                text=text,
                left=line.left / scale,
                right=line.right / scale,
                baseline=(line.bottom - _BELOW * (line.bottom - line.top)) / scale,
                size=usual if abs(guessed - usual) <= _GUESSED * usual else guessed,
                bold=False,
                order=len(pieces),
            )
        )
    return PageText(number, *size, tuple(pieces))


def _models() -> dict[str, Path]:
    """The file of the model for each task."""
    spec = find_spec("rapidocr")
    folder = Path(spec.origin).parent / "models" if spec and spec.origin else Path("models")
    found = {task: sorted(folder.glob(f"*_{task.lower()}_*.onnx")) for task in _TASKS}
    if not spec or not find_spec("onnxruntime") or not all(found.values()):
        raise MissingExtra(
            "text recognition is not installed",
            hint="pip install 'chapterverse[ocr]'",
        )
    return {task: paths[-1] for task, paths in found.items()}
