"""Fonts and code pages of rich text: in which encoding the bytes of a stretch of text are."""

import codecs
from dataclasses import dataclass, field

from corpus.symbols import symbol

WESTERN = "cp1252"
_SYMBOLS = "symbol"
_DEFAULT_CHARSETS = (0, 1)
# Numbers of Windows' character sets (RTF Specification 1.9.1, "Font Table").
_CHARSETS = {
    2: _SYMBOLS,
    77: "mac_roman",
    78: "shift_jis",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gbk",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
_CODE_PAGES = {42: _SYMBOLS, 936: "gbk", 10000: "mac_roman", 65001: "utf-8"}
# Where symbol fonts lie in Unicode's area for private use.
_PRIVATE = range(0xF000, 0xF100)


def code_page(number: int) -> str:
    """The encoding that a number of a code page stands for; Western where it is not known."""
    name = _CODE_PAGES.get(number, f"cp{number}")
    try:
        return name if name == _SYMBOLS else codecs.lookup(name).name
    except LookupError:
        return WESTERN


@dataclass(slots=True)
class _Font:
    name: str = ""
    encoding: str = ""  # "" is the document's own


@dataclass(slots=True)
class Fonts:
    """The font table, as far as it says what bytes mean."""

    document: str = WESTERN
    _fonts: dict[int, _Font] = field(default_factory=dict)
    _open: _Font = field(default_factory=_Font)

    def define(self, number: int) -> None:
        """The table goes on to the font of this number."""
        self._open = self._fonts[number] = _Font()

    def set_charset(self, number: int) -> None:
        """The font that is being defined is for this character set."""
        if number not in _DEFAULT_CHARSETS:
            self._open.encoding = _CHARSETS.get(number, "")

    def set_code_page(self, number: int) -> None:
        """The font that is being defined is for this code page."""
        self._open.encoding = code_page(number)

    def add_name(self, name: str) -> None:
        """The font that is being defined is called so."""
        self._open.name += name.partition(";")[0]

    def decode(self, data: bytes, font: int) -> str:
        """The text that `data` is in `font`; U+FFFD stands for bytes that are none."""
        found = self._fonts.get(font) or _Font()
        encoding = found.encoding or self.document
        if encoding == _SYMBOLS:
            return "".join(symbol(code, found.name) for code in data)
        return data.decode(encoding, "replace")

    def sign(self, code: int, font: int) -> str:
        """The character at `code` in Unicode; one of a symbol font is the sign that it shows."""
        if code in _PRIVATE:
            found = self._fonts.get(font) or _Font()
            return symbol(code, found.name)
        return chr(code)
