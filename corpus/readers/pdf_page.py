"""One page of a PDF file as PDFium gives it: its text in upright frames, and its pictures."""

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, isfinite, radians, sin
from sys import maxunicode

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from corpus.layout.glyphs import pieces_of
from corpus.layout.pages import Glyph, PageText, Piece

# No page of a document has more signs or objects; what goes beyond is noted, or not counted.
MOST_SIGNS = 300_000
_MOST_OBJECTS = 20_000
# Text that leans so little, in degrees, stands upright, or runs straight up, down or back.
_LEANING = 9.0
# PDFium's sign for a hyphen at the end of a line, and its line breaks.
_HYPHEN = 0x02
_BREAKS = frozenset((0x0A, 0x0D))
_TAB, _FIRST_SIGN = 0x09, 0x20
_HIGH_SURROGATES = range(0xD800, 0xDC00)
_LOW_SURROGATES = range(0xDC00, 0xE000)
_BOLD = re.compile(rb"bold|black|heavy|-medi|cmbx|sfbx", re.IGNORECASE)
_NAME_BYTES = 128
# A font whose size says nothing about its glyphs: so many times smaller or larger than they are.
_SIZE_RANGE = 3.0
# Text that runs in another direction than the page is shown in is the main text only if there is
# so many times more of it.
_MOSTLY = 3
# Boxes of one font differ by so little; another height tells of another font or size.
_SAME_HEIGHT = 0.02
_BREAK = Glyph("\n", 0.0, 0.0, 0.0, 0.0, bold=False)
_HIDDEN = 3  # the text render mode of what is not painted
# A picture of at least this share of the page is the page.
_WHOLE_PAGE = 0.6


@dataclass(frozen=True, slots=True)
class PageContents:
    """What is on a page. `pictures` covers as much of the page as `covered` says, from 0 to 1.

    `drawn` tells that there is anything to see, `hidden` that the text itself is not, as in the
    text layer of a scan. `cut` tells that only the first signs were taken.
    """

    text: PageText
    pictures: int = 0
    covered: float = 0.0
    drawn: bool = False
    hidden: bool = False
    cut: bool = False

    @property
    def is_picture(self) -> bool:
        """Whether the page as a whole is a picture."""
        return self.covered >= _WHOLE_PAGE


def page_contents(page: pdfium.PdfPage, number: int, most_signs: int) -> PageContents:
    """What is on `page`, with at most `most_signs` signs of text.

    Raises: pdfium.PdfiumError: when PDFium cannot read the page.
    """
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        taken = min(count, most_signs, MOST_SIGNS)
        bounds = page.get_bbox()
        glyphs = _Glyphs(textpage.raw, bounds).read(taken)
        text = _upright(glyphs, number, bounds, page.get_rotation())
        hidden = count > 0 and _is_hidden(textpage.raw, (0, count // 2, count - 1))
    finally:
        textpage.close()
    pictures, covered, drawn = _pictures(page)
    return PageContents(text, pictures, covered, drawn, hidden, cut=taken < count)


_Bounds = tuple[float, float, float, float]


@dataclass(slots=True)
class _Style:
    """What a stretch of glyphs has in common: where it runs to, its size, and its weight.

    `x` and `y` are where the page begins in the frame of that direction.
    """

    angle: int = 0
    size: float = 0.0
    bold: bool = False
    x: float = 0.0
    y: float = 0.0


class _Glyphs:
    """Reads the glyphs of a page one by one, and groups them by the direction that they run in."""

    def __init__(self, textpage: object, bounds: _Bounds) -> None:
        self._textpage = textpage
        self._bounds = bounds
        self._box = pdfium_c.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._matrix = pdfium_c.FS_MATRIX()
        self._name = ctypes.create_string_buffer(_NAME_BYTES)
        self._flags = ctypes.c_int()
        self._style = _Style()

    def read(self, count: int) -> dict[int, list[Glyph]]:
        """The first `count` glyphs, by angle in degrees."""
        groups: dict[int, list[Glyph]] = {}
        height = 0.0
        for index, text in self._signs(count):
            if text == "\n":
                height = 0.0
                for group in groups.values():
                    group.append(_BREAK)
                continue
            pdfium_c.FPDFText_GetLooseCharBox(self._textpage, index, self._box)
            box = self._box
            edges = box.left, box.bottom, box.right, box.top
            other = abs(edges[3] - edges[1] - height) > _SAME_HEIGHT * height
            if (other or not height) and not text.isspace():
                height = edges[3] - edges[1]
                self._style = self._style_at(index, edges)
            groups.setdefault(self._style.angle, []).append(self._glyph(index, text, edges))
        return groups

    def _signs(self, count: int) -> Iterator[tuple[int, str]]:
        """The index and the sign of each glyph, "\\n" for a line break."""
        high = 0
        for index in range(count):
            code = pdfium_c.FPDFText_GetUnicode(self._textpage, index)
            if high and code in _LOW_SURROGATES:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
            high = code if code in _HIGH_SURROGATES else 0
            if code in _BREAKS:
                yield index, "\n"
            elif code == _TAB:
                yield index, " "
            elif code == _HYPHEN and pdfium_c.FPDFText_IsHyphen(self._textpage, index) == 1:
                yield index, "-"
            elif not high:
                yield index, chr(code) if _FIRST_SIGN <= code <= maxunicode else "\ufffd"

    def _style_at(self, index: int, edges: _Bounds) -> _Style:
        matrix = self._matrix
        if not pdfium_c.FPDFText_GetMatrix(self._textpage, index, matrix):
            return self._style
        angle = _angle(matrix.a, matrix.b)
        size = pdfium_c.FPDFText_GetFontSize(self._textpage, index) * hypot(matrix.c, matrix.d)
        height = edges[2] - edges[0] if angle in {90, 270} else edges[3] - edges[1]
        if not isfinite(size) or not height / _SIZE_RANGE < size < height * _SIZE_RANGE:
            size = height
        length = pdfium_c.FPDFText_GetFontInfo(
            self._textpage, index, self._name, _NAME_BYTES, self._flags
        )
        bold = bool(length and _BOLD.search(self._name.value))
        x, y, _, _ = _frame(angle, self._bounds)
        return _Style(angle, max(_finite(size), 0.1), bold, x, y)

    def _glyph(self, index: int, text: str, edges: _Bounds) -> Glyph:
        pdfium_c.FPDFText_GetCharOrigin(self._textpage, index, self._x, self._y)
        style = self._style
        x, y = self._x.value, self._y.value
        if not isfinite(x + y + sum(edges)):
            x, y, edges = 0.0, 0.0, (0.0, 0.0, 0.0, 0.0)
        left, right, baseline = _turned((x, y), edges, style)
        return Glyph(
            text, left - style.x, right - style.x, baseline - style.y, style.size, style.bold
        )


def _angle(a: float, b: float) -> int:
    """The direction of a text in whole degrees; one that leans little counts as straight."""
    if not (isfinite(a) and isfinite(b)):
        return 0
    angle = degrees(atan2(b, a)) % 360
    straight = 90 * round(angle / 90)
    return (straight if abs(angle - straight) <= _LEANING else round(angle)) % 360


def _finite(value: float) -> float:
    return float(value) if isfinite(value) else 0.0


def _turned(origin: tuple[float, float], box: _Bounds, style: _Style) -> tuple[float, float, float]:
    """Left, right and baseline of a glyph in the frame in which its text stands upright."""
    (x, y), (left, bottom, right, top) = origin, box
    match style.angle:
        case 0:
            return left, right, -y
        case 90:
            return bottom, top, x
        case 180:
            return -right, -left, y
        case 270:
            return -top, -bottom, -x
    turn = radians(style.angle)
    along = x * cos(turn) + y * sin(turn)
    return along, along + 0.5 * style.size, x * sin(turn) - y * cos(turn)


def _frame(angle: int, bounds: _Bounds) -> tuple[float, float, float, float]:
    """Where the page begins in the frame of a direction (x and y), its width and its height."""
    left, bottom, right, top = map(_finite, bounds)
    match angle:
        case 90:
            return bottom, left, top - bottom, right - left
        case 180:
            return -right, bottom, right - left, top - bottom
        case 270:
            return -top, -right, top - bottom, right - left
    return left, -top, right - left, top - bottom


def _upright(
    groups: dict[int, list[Glyph]], number: int, bounds: _Bounds, rotation: int
) -> PageText:
    """The page as it is shown, or turned so that most of its text is upright."""
    most = max(groups, key=lambda angle: len(groups[angle]), default=0)
    shown = len(groups.get(rotation, ()))
    main = rotation if shown * _MOSTLY >= len(groups.get(most, ())) and shown else most
    pieces = pieces_of(groups.get(main, ()))
    aside: list[tuple[Piece, ...]] = []
    order = len(pieces)
    for angle, glyphs in groups.items():
        if angle != main:
            aside.append(pieces_of(glyphs, first_order=order))
            order += len(aside[-1])
    _, _, width, height = _frame(main, bounds)
    return PageText(number, width, height, pieces, tuple(group for group in aside if group))


def _is_hidden(textpage: object, indexes: Sequence[int]) -> bool:
    """Whether the text at all these places is there without being painted."""
    for index in indexes:
        shown = pdfium_c.FPDFText_GetTextObject(textpage, index)
        if shown and pdfium_c.FPDFTextObj_GetTextRenderMode(shown) != _HIDDEN:
            return False
    return True


def _pictures(page: pdfium.PdfPage) -> tuple[int, float, bool]:
    """How many pictures there are, the share of the page under them, and if anything is drawn."""
    width, height = page.get_size()
    area = max(width * height, 1.0)
    pictures, covered = 0, 0.0
    objects = list(_objects(page.raw))
    for item in objects:
        if pdfium_c.FPDFPageObj_GetType(item) == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            pictures += 1
            covered += _area(item) / area
    return pictures, min(covered, 1.0), bool(objects)


def _objects(page: object) -> Iterator[object]:
    """The objects that the page is drawn of, those inside forms, too."""
    waiting: list[object] = []
    count = min(pdfium_c.FPDFPage_CountObjects(page), _MOST_OBJECTS)
    waiting.extend(pdfium_c.FPDFPage_GetObject(page, index) for index in range(count))
    left = _MOST_OBJECTS
    while waiting and left:
        item = waiting.pop()
        left -= 1
        yield item
        if pdfium_c.FPDFPageObj_GetType(item) == pdfium_c.FPDF_PAGEOBJ_FORM:
            inside = min(pdfium_c.FPDFFormObj_CountObjects(item), left)
            waiting.extend(pdfium_c.FPDFFormObj_GetObject(item, n) for n in range(inside))


def _area(item: object) -> float:
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium_c.FPDFPageObj_GetBounds(item, *edges):
        return 0.0
    left, bottom, right, top = (_finite(edge.value) for edge in edges)
    return abs(right - left) * abs(top - bottom)
