"""Headers of e-mails as people read them: encoded words decoded, whatever was done wrong mended.

The structured headers of Python's newer e-mail policy fail on some malformed ones and take
quadratic time on long ones; here each header is taken as it stands and read in one pass.
"""

import binascii
import re
from email.message import Message

from corpus.characters import clean
from corpus.decoding import DecodedText, decode
from corpus.errors import NotText

# Longer headers are cut. Ours, in characters: a long list of addresses fits.
LONGEST_HEADER = 20_000
# RFC 2047, section 2; a language may follow the name of the encoding (RFC 2231, section 5).
_ENCODED_WORD = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?]*)?\?([bBqQ])\?([^?]*)\?=")
# Encodings that Python knows and that no mail is in, or that take quadratic time.
_NO_ENCODINGS = frozenset(
    "idna punycode undefined unicodeescape rawunicodeescape utf7 mbcs oem".split()
)


def raw_header(mail: Message, name: str) -> str:
    """The first header of this name as it stands in the file, cut to the limit, or ""."""
    for key, value in mail.raw_items():
        if key.lower() == name.lower():
            return str(value)[:LONGEST_HEADER]
    return ""


def readable(raw: str) -> str:
    """A header as people read it, on one line.

    >>> readable("=?utf-8?q?Caf=C3=A9?= =?utf-8?b?IMO8?= open")
    'Café ü open'
    """
    pieces: list[tuple[bytes, str]] = []  # with the name of the encoding
    end = 0
    for match in _ENCODED_WORD.finditer(raw):
        between = raw[end : match.start()]
        if between.strip() or not pieces:
            pieces.append((_bytes_of(between), ""))
        content = _word(match[2], match[3])
        encoding = match[1].lower()
        if pieces[-1][1] == encoding:  # a character may be divided between two words
            pieces[-1] = (pieces[-1][0] + content, encoding)
        else:
            pieces.append((content, encoding))
        end = match.end()
    pieces.append((_bytes_of(raw[end:]), ""))
    text = "".join(decoded(content, encoding).text for content, encoding in pieces)
    return " ".join(clean(text).split())


def mended(raw: str) -> str:
    """A header as it stands in the file, with what is not in ASCII as text."""
    return raw if raw.isascii() else decoded(_bytes_of(raw), "").text


def decoded(content: bytes, encoding: str) -> DecodedText:
    """The text in `content`: in the encoding it is said to be in, else in one that is found out."""
    if re.sub(r"[^a-z0-9]", "", encoding.lower()) not in _NO_ENCODINGS | {""}:
        try:
            return DecodedText(content.decode(encoding), encoding)
        except (LookupError, ValueError):
            pass
    try:
        return decode(content, "")
    except NotText:
        note = "some of its bytes are no text"
        return DecodedText(content.decode("utf-8", "replace"), "utf-8", (note,))


def _bytes_of(raw: str) -> bytes:
    """What stood in the file; Python's parser keeps bytes over 127 as halves of pairs."""
    try:
        return raw.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a parameter in an encoding that can write such halves itself
        return clean(raw).encode()


def _word(kind: str, content: str) -> bytes:
    signs = content.encode("ascii", "ignore")
    if kind in "qQ":
        return binascii.a2b_qp(signs, header=True)
    signs = re.sub(rb"[^A-Za-z0-9+/]", b"", signs)
    signs = signs[:-1] if len(signs) % 4 == 1 else signs
    return binascii.a2b_base64(signs + b"=" * (-len(signs) % 4))
