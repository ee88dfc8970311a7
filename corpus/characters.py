"""Characters that no extracted text may hold, though formats with escapes can write them."""

import re

# Control characters that are neither white space nor seen, half of a UTF-16 pair, and what is no
# character at all. Neither a database nor JSON in UTF-8 takes them.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_BROKEN = re.compile("[\ud800-\udfff\ufffe\uffff]")
_REPLACEMENT = "\ufffd"


def clean(text: str) -> str:
    """`text` with "\\n" as its only line break, and without what cannot be stored or shown.

    >>> clean("two\\r\\nvans\\x00 \\ud800")
    'two\\nvans �'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _BROKEN.sub(_REPLACEMENT, _UNSEEN.sub("", text))
