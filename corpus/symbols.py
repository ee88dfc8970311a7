"""Signs of symbol fonts: what a code in Symbol or Wingdings looks like, as a character."""

# Adobe's Symbol encoding, from 0x20 and from 0xA0 on.
_LOW = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"
    "‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪"
_END = "〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
_SYMBOL = {
    **dict(enumerate(_LOW, start=0x20)),
    **dict(enumerate(_HIGH, start=0xA0)),
    **dict(enumerate(_END, start=0xF1)),
}
# Bullets, arrows and ticks: the signs of Wingdings that stand in texts.
_WINGDINGS = {
    0x20: " ",
    0x4A: "☺",
    0x4C: "☹",
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0x71: "❑",
    0x75: "◆",
    0x76: "❖",
    0x9F: "•",
    0xA7: "▪",
    0xA8: "◻",
    0xD8: "➢",
    0xDF: "←",
    0xE0: "→",
    0xE1: "↑",
    0xE2: "↓",
    0xE8: "➔",
    0xF0: "⇨",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
}
# Symbol fonts lie here in Unicode's area for private use.
_PRIVATE = 0xF000
UNKNOWN = "\ufffd"


def symbol(code: int, font: str) -> str:
    """The sign at `code`, with or without 0xF000, in `font`; U+FFFD where it is not known.

    >>> symbol(0xF061, "Symbol"), symbol(0xFC, "Wingdings")
    ('α', '✓')
    """
    table = _WINGDINGS if font.strip().lower().startswith("wingdings") else _SYMBOL
    return table.get(code - _PRIVATE if code >= _PRIVATE else code, UNKNOWN)
