"""Characters that no extracted text may hold, though formats with escapes can write them.

And those that have two forms in Unicode: a text holds one of them.
"""

import re
import unicodedata

# Control characters that are neither white space nor seen, half of a UTF-16 pair, and what is no
# character at all. Neither a database nor JSON in UTF-8 takes them.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_BROKEN = re.compile("[\ud800-\udfff\ufffe\uffff]")
_REPLACEMENT = "\ufffd"
# They say where a word may be parted, or may not, and are not seen: soft hyphens, joiners, spaces
# of no width. Thai and its neighbours part words by such spaces, and joiners shape the letters of
# other scripts.
_LETTER = "[A-Za-z\u00c0-\u052f]"
_INVISIBLE = re.compile(
    rf"(?<={_LETTER})[\u00ad\u200b-\u200d\u2060\ufeff]+(?={_LETTER})|[\u00ad\u2060\ufeff]"
    "|(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u1aaf])\u200b"
)
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
# A letter bears a few marks; to put a long run of them in order takes quadratic time. Ours.
_MANY_MARKS = re.compile(r"([^\w\s\x00-\x7f]{32,})")


def clean(text: str) -> str:
    """`text` with "\\n" as its only line break, and without what cannot be stored or shown.

    >>> clean("two\\r\\nvans\\x00 \\ud800")
    'two\\nvans �'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _UNSEEN.sub("", text)
    return text if text.isascii() else _BROKEN.sub(_REPLACEMENT, _INVISIBLE.sub("", text))


def composed(text: str) -> str:
    """`text` with each accented letter as one sign; macOS, for one, writes it as two.

    The letters are the same by Unicode (canonical equivalence); long runs of marks stay as they
    are.

    >>> len("Zu\\u0308rich"), len(composed("Zu\\u0308rich"))
    (7, 6)

    Source: Unicode Standard Annex 15, Normalization Form C.
    """
    if text.isascii():
        return text
    pieces = _MANY_MARKS.split(text)
    pieces[::2] = [unicodedata.normalize("NFC", piece) for piece in pieces[::2]]
    return "".join(pieces)


def one_line(text: str) -> str:
    """`text` as a title or a name stands: clean, composed, and without line breaks and controls.

    >>> one_line("Two\\nvans\\ttoday\\n")
    'Two vans today'
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    lines = [_CONTROLS.sub(" ", line).strip() for line in clean(text).splitlines()]
    return composed(" ".join(filter(None, lines)))
