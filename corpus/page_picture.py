"""The picture of a page of a PDF file, drawn in a process of its own.

A file may come from anywhere, and PDFium is a large library in C++ which one thread at a time may
use. So a page is drawn by a child process with limits of time and memory; whatever happens to it,
there is a picture or there is none.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

# Ours: a page takes a fraction of a second; one that takes longer is not waited for, and its text
# is shown instead.
_SECONDS = 10
_MEGABYTES = 1024
_MOST_BYTES = 200_000_000
_START = (
    "import sys; sys.path[:] = sys.argv[3:]; from corpus.page_drawing import main; "
    "main(int(sys.argv[1]), int(sys.argv[2]))"
)


@dataclass(frozen=True, slots=True)
class BoxOnPage:
    """A rectangle on a page; each number is a share of the page's width or height, 0 to 1."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as a PNG file, `width` and `height` in pixels; `pages` are how many the file has.

    `boxes` are for each text that was looked for the rectangles in which it stands.
    """

    png: bytes
    width: int
    height: int
    pages: int
    boxes: tuple[tuple[BoxOnPage, ...], ...]


def picture_of(data: bytes, number: int, texts: Sequence[str] = ()) -> PagePicture | None:
    """The page of that `number`, from 1, of the PDF file `data`, with the places of `texts`.

    None where it cannot be drawn: it is broken, too large, or takes too long.
    """
    if len(data) > _MOST_BYTES:
        return None
    request = json.dumps({"number": number, "texts": list(texts)}).encode() + b"\n"
    limits = (str(_SECONDS), str(_MEGABYTES))
    try:
        run = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-P", "-c", _START, *limits, *sys.path],
            input=request + data,
            capture_output=True,
            timeout=_SECONDS + 1,
            start_new_session=True,  # a Ctrl-C at the terminal is for us
            check=True,
        )
        head, _, png = run.stdout.partition(b"\n")
        drawn = json.loads(head)
        boxes = tuple(tuple(BoxOnPage(*box) for box in found) for found in drawn["boxes"])
        return PagePicture(png, drawn["width"], drawn["height"], drawn["pages"], boxes)
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError):
        return None
