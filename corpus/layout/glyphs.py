"""From the glyphs of a page to pieces of lines: accents to their letters, signs made readable."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpus.layout.pages import Glyph, Piece

# In multiples of the size. A wider gap ends a piece: words in justified text stand nearer, columns
# seldom do. Pieces of one line are put together again later, so too small costs time only.
_PIECE_GAP = 0.7
# Signs of one line share its baseline; those of a superscript do not.
_BASELINE_SHIFT = 0.15
# An accent drawn by itself is looked for in so many glyphs before and behind its letter.
_ACCENT_REACH = 12
# Accents that old typesetting draws beside a letter, and the combining form of each.
_ACCENTS = {
    "`": "\u0300",
    "´": "\u0301",
    "ˆ": "\u0302",
    "˜": "\u0303",
    "¯": "\u0304",
    "˘": "\u0306",
    "˙": "\u0307",
    "¨": "\u0308",
    "˚": "\u030a",
    "˝": "\u030b",
    "ˇ": "\u030c",
    "¸": "\u0327",
    "˛": "\u0328",
}
# Presentation forms: ligatures, and letters as they look at a place in a word.
_LIGATURES = re.compile("[\ufb00-\ufb06\ufb13-\ufb17\ufb1d-\ufb4f\ufb50-\ufdff\ufe70-\ufefc]")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_BROKEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Bullets of the Symbol and Wingdings fonts, which have no place in Unicode of their own.
_BULLETS = re.compile("[\uf0b7\uf0a7\uf0d8\uf06f\uf06e\uf0a8\uf0b6]")
_RTL = frozenset(("R", "AL"))
_SOFT_HYPHEN = "\u00ad"


def pieces_of(glyphs: Sequence[Glyph], *, first_order: int = 0) -> tuple[Piece, ...]:
    """The pieces that `glyphs`, in the file's order, make up, numbered from `first_order` on.

    >>> word = [Glyph(sign, 5.0 * n, 5.0 * n + 5, 20, 10, False) for n, sign in enumerate("of fiﬁ")]
    >>> [(piece.text, piece.left, piece.right) for piece in pieces_of(word)]
    [('of fifi', 0.0, 30.0)]
    """
    pieces: list[Piece] = []
    growing: _Growing | None = None
    space = False
    for glyph in _accents_placed(glyphs):
        if glyph.text.isspace():
            space = True
            if glyph.text != "\n":
                continue
        if growing and (glyph.text == "\n" or not growing.goes_on_with(glyph)):
            pieces.extend(growing.piece(first_order + len(pieces)))
            growing = None
        if glyph.text != "\n":
            growing = growing or _Growing(glyph)
            growing.add(glyph, space=space)
            space = False
    if growing:
        pieces.extend(growing.piece(first_order + len(pieces)))
    return tuple(pieces)


def readable(text: str) -> str:
    """`text` with ligatures as letters, and without signs that say nothing or break the text.

    What cannot be told is U+FFFD. White space becomes single spaces.

    >>> readable("e\\ufb03cient\\x00  co\\u00adoperation")
    'efficient\ufffd cooperation'
    """
    text = _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = _BULLETS.sub("•", _BROKEN.sub("\ufffd", _INVISIBLE.sub("", text)))
    if _SOFT_HYPHEN in text:
        text = _without_soft_hyphens(text)
    return " ".join(text.split())


def unreadable_share(texts: Iterable[str]) -> float:
    """Which share of the signs has no meaning: replacement signs and private ones."""
    signs = [sign for text in texts for sign in text if not sign.isspace()]
    broken = sum(sign == "\ufffd" or unicodedata.category(sign) == "Co" for sign in signs)
    return broken / len(signs) if signs else 0.0


def is_right_to_left(text: str) -> bool:
    """Whether most letters of `text` run from right to left."""
    directions = [unicodedata.bidirectional(sign) for sign in text]
    return sum(kind in _RTL for kind in directions) > directions.count("L")


@dataclass(slots=True)
class _Growing:
    """A piece to which glyphs are still added."""

    first: Glyph
    texts: list[str] = field(default_factory=list)
    left: float = 0.0
    right: float = 0.0
    bold: int = 0
    sizes: Counter[float] = field(default_factory=Counter)
    last: Glyph | None = None
    cluster: int = 0

    def goes_on_with(self, glyph: Glyph) -> bool:
        """Whether `glyph` stands on this piece's line, without a wide gap."""
        size = max(self.first.size, glyph.size)
        if abs(glyph.baseline - self.first.baseline) > _BASELINE_SHIFT * size:
            return False
        if max(glyph.left - self.right, self.left - glyph.right) > _PIECE_GAP * size:
            return False
        backwards = self.last is not None and glyph.left < self.last.left - 0.5 * size
        return not backwards or _runs_left(glyph.text) or _runs_left("".join(self.texts[-3:]))

    def add(self, glyph: Glyph, *, space: bool) -> None:
        """Put one glyph, and a space before it, on the piece."""
        if not self.texts:
            self.left, self.right = glyph.left, glyph.right
        elif space:
            self.texts.append(" ")
        # The letters of one ligature share their place. In right-to-left text they come reversed.
        same_place = self.last is not None and self.last[1:4] == glyph[1:4] and not space
        self.cluster = self.cluster + 1 if same_place and _runs_left(glyph.text) else 0
        self.texts.insert(len(self.texts) - self.cluster, glyph.text)
        self.left, self.right = min(self.left, glyph.left), max(self.right, glyph.right)
        self.bold += glyph.bold
        self.sizes[glyph.size] += 1
        self.last = glyph

    def piece(self, order: int) -> Iterable[Piece]:
        """The piece, unless there is nothing to read on it."""
        text = readable("".join(self.texts))
        if text:
            size = max(self.sizes, key=lambda size: self.sizes[size])
            bold = 2 * self.bold > len(self.texts)
            yield Piece(text, self.left, self.right, self.first.baseline, size, bold, order)


def _runs_left(text: str) -> bool:
    return any(unicodedata.bidirectional(sign) in _RTL for sign in text)


def _accents_placed(glyphs: Sequence[Glyph]) -> Sequence[Glyph]:
    """`glyphs` with each accent that was drawn by itself put on the letter that it stands over."""
    lone = [
        index
        for index, glyph in enumerate(glyphs)
        if not glyph.text.isascii() or glyph.text == "`"
        if _combining(glyph.text)
    ]
    if not lone:
        return glyphs
    placed: list[Glyph | None] = list(glyphs)
    for index in lone:
        letter = _letter_under(placed, index)
        base = placed[letter] if letter >= 0 else None
        if base is None:
            continue
        text = unicodedata.normalize("NFC", base.text + _combining(glyphs[index].text))
        placed[letter] = base._replace(text=text)
        placed[index] = None
        if index and glyphs[index - 1].text == " " and letter != index - 2:
            placed[index - 1] = None
    return [glyph for glyph in placed if glyph is not None]


def _combining(sign: str) -> str:
    """The combining form of an accent; "" for other signs."""
    return _ACCENTS.get(sign) or (sign if unicodedata.category(sign[:1] or " ") == "Mn" else "")


def _letter_under(glyphs: Sequence[Glyph | None], index: int) -> int:
    """The nearest letter whose box holds the middle of the accent at `index`; -1 for none."""
    accent = glyphs[index]
    if accent is None:
        return -1
    middle = (accent.left + accent.right) / 2
    near = range(max(0, index - _ACCENT_REACH), min(len(glyphs), index + _ACCENT_REACH + 1))
    for other in sorted(near, key=lambda number: abs(number - index)):
        letter = glyphs[other]
        if letter is None or _combining(letter.text) or not letter.text[-1:].isalpha():
            continue
        if letter.left <= middle <= letter.right:
            apart = abs(letter.baseline - accent.baseline)
            return other if apart < 0.5 * letter.size else -1
    return -1


def _without_soft_hyphens(text: str) -> str:
    """Soft hyphens inside words vanish; some fonts draw one where a hyphen is meant.

    One at the end stays, as a hyphen: whether it goes is known when the next line is.
    """
    text = re.sub(f"(?<=[a-z]){_SOFT_HYPHEN}(?=[a-z])", "", text)
    return text.replace(_SOFT_HYPHEN, "-")
