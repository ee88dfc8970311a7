"""The process that draws a page of a PDF file, and says where texts stand on it.

It is started by `corpus/page_picture.py` for one page, and reads the file from standard input.
"""

import json
import os
import signal
import struct
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from corpus.located import Sign, located
from corpus.page_box import Box, joined

# A page is drawn so wide, in pixels, unless it would be higher than this. Ours: sharp in a panel of
# half a screen, and some 200 KB for a page of text.
_WIDTH, _MOST_HEIGHT = 1100, 2200
_MOST_SIGNS = 30_000


def main(seconds: int, megabytes: int) -> None:
    """Draw the page that standard input asks for, and write it to standard output."""
    _limit(seconds, megabytes)
    request = json.loads(sys.stdin.buffer.readline())
    pdf = pdfium.PdfDocument(sys.stdin.buffer.read())
    if pdf.get_formtype() == pdfium_c.FORMTYPE_ACRO_FORM:
        pdf.init_forms()
    page = pdf.get_page(request["number"] - 1)
    width, height = page.get_size()
    bitmap = page.render(
        scale=min(_WIDTH / width, _MOST_HEIGHT / height),
        rev_byteorder=True,
        force_bitmap_format=pdfium_c.FPDFBitmap_BGR,
    )
    drawn = _Page(page.get_textpage(), bitmap.get_posconv(page), bitmap.width, bitmap.height)
    signs = tuple(drawn.signs())
    boxes = [list(drawn.boxes(located(signs, text))) for text in request["texts"]]
    head = {"width": bitmap.width, "height": bitmap.height, "pages": len(pdf), "boxes": boxes}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + _png(bitmap))
    sys.stdout.buffer.flush()
    os._exit(0)  # what PDFium does when it is put away is of no interest to anybody


@dataclass(frozen=True, slots=True)
class _Page:
    """A page's text as PDFium gives it, and how its places become those of the picture."""

    text: pdfium.PdfTextPage
    places: pdfium.PdfPosConv
    width: int
    height: int

    def signs(self) -> Iterator[Sign]:
        """The signs of the page, in the order in which they stand in the file."""
        for number in range(min(self.text.count_chars(), _MOST_SIGNS)):
            yield Sign(number, chr(pdfium_c.FPDFText_GetUnicode(self.text, number)))

    def boxes(self, numbers: Sequence[int]) -> Iterator[tuple[float, float, float, float]]:
        """The boxes around the signs of these numbers, line by line, in shares of the picture."""
        for box in joined(map(self._box, numbers)):
            yield (
                box.left / self.width,
                box.top / self.height,
                (box.right - box.left) / self.width,
                (box.bottom - box.top) / self.height,
            )

    def _box(self, number: int) -> Box:
        left, bottom, right, top = self.text.get_charbox(number, loose=True)
        first, last = self.places.to_bitmap(left, top), self.places.to_bitmap(right, bottom)
        across, down = sorted((first[0], last[0])), sorted((first[1], last[1]))
        return Box(across[0], down[0], across[1], down[1])


def _png(bitmap: pdfium.PdfBitmap) -> bytes:
    """The picture as a PNG file, eight bits for each of three colours."""
    data, row = bytes(bitmap.buffer), bitmap.width * 3
    starts = range(0, bitmap.height * bitmap.stride, bitmap.stride)
    rows = b"".join(b"\0" + data[start : start + row] for start in starts)
    head = struct.pack(">IIBBBBB", bitmap.width, bitmap.height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", _sum(kind + content))
        for kind, content in parts
    )


def _sum(data: bytes) -> int:
    return zlib.crc32(data) & 0xFFFFFFFF


def _limit(seconds: int, megabytes: int) -> None:
    """Limit time and memory, where the system does that, and let no crash be written."""
    import resource

    signal.alarm(seconds)
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, megabytes * 1024**2),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
