"""Tokens of rich text: braces, control words and signs, and stretches of bytes."""

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

_TOKEN = re.compile(
    rb"(?P<bytes>[^\\{}\r\n]+)"
    rb"|(?P<hex>(?:\\'[0-9a-fA-F]{2})+)"
    rb"|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?[0-9]{1,10})? ?"
    rb"|\\(?P<sign>[^a-zA-Z])"
    rb"|(?P<brace>[{}])"
    rb"|[\r\n]+"
)


class TokenKind(Enum):
    """What a token is."""

    OPEN = auto()
    CLOSE = auto()
    WORD = auto()  # `word` with `number`, such as \fs24
    SIGN = auto()  # `word` is the sign, such as \~
    BYTES = auto()  # characters in the encoding that holds there


class Token(NamedTuple):
    """One token; `number` is None where a control word has none."""

    kind: TokenKind
    word: str = ""
    number: int | None = None
    data: bytes = b""


_ESCAPED = (b"\\", b"{", b"}")
_OPEN = Token(TokenKind.OPEN)
_CLOSE = Token(TokenKind.CLOSE)
_NONE = Token(TokenKind.BYTES)
# So many different tokens are kept at once. Ours.
_MOST_KNOWN = 10_000


def tokens(data: bytes) -> Iterator[Token]:
    """The tokens of `data`, in order. Binary data within is passed over.

    >>> [token.word or token.data for token in tokens(b"\\\\b bold\\\\'e9\\\\~")]
    ['b', b'bold', b'\\xe9', '~']
    """
    known: dict[bytes, Token] = {}  # the same words come again and again
    position = 0
    while match := _TOKEN.match(data, position):
        position = match.end()
        raw = match[0]
        token = known.get(raw)
        if token is None:
            token = _token(match)
            if len(known) < _MOST_KNOWN:
                known[raw] = token
        if token.word == "bin":
            position += max(0, token.number or 0)
        elif token is not _NONE:
            yield token


def _token(match: "re.Match[bytes]") -> Token:
    match match.lastgroup:
        case "bytes":
            return Token(TokenKind.BYTES, data=match[0])
        case "hex":
            data = bytes.fromhex(match[0].replace(b"\\'", b"").decode())
            return Token(TokenKind.BYTES, data=data)
        case "word" | "number":
            number = int(match["number"]) if match["number"] else None
            return Token(TokenKind.WORD, match["word"].decode(), number)
        case "sign":
            sign = match["sign"]
            escaped = Token(TokenKind.BYTES, data=sign)
            return escaped if sign in _ESCAPED else Token(TokenKind.SIGN, sign.decode("latin-1"))
        case "brace":
            return _OPEN if match[0] == b"{" else _CLOSE
    return _NONE
