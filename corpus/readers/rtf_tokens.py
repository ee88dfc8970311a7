"""Tokens of rich text: braces, control words and signs, and stretches of bytes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

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


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `number` is None where a control word has none."""

    kind: TokenKind
    word: str = ""
    number: int | None = None
    data: bytes = b""


_OPEN = Token(TokenKind.OPEN)
_CLOSE = Token(TokenKind.CLOSE)


def tokens(data: bytes) -> Iterator[Token]:
    """The tokens of `data`, in order. Binary data within is passed over.

    >>> [token.word or token.data for token in tokens(b"\\\\b bold\\\\'e9\\\\~")]
    ['b', b'bold', b'\\xe9', '~']
    """
    position = 0
    while match := _TOKEN.match(data, position):
        position = match.end()
        kind = match.lastgroup
        if kind == "bytes":
            yield Token(TokenKind.BYTES, data=match[0])
        elif kind == "hex":
            yield Token(TokenKind.BYTES, data=bytes.fromhex(match[0].replace(b"\\'", b"").decode()))
        elif kind == "brace":
            yield _OPEN if match[0] == b"{" else _CLOSE
        elif kind == "sign":
            yield Token(TokenKind.SIGN, match["sign"].decode("latin-1"))
        elif match["word"]:
            number = int(match["number"]) if match["number"] else None
            if match["word"] == b"bin":
                position += max(0, number or 0)
            else:
                yield Token(TokenKind.WORD, match["word"].decode(), number)
