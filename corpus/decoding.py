"""From bytes to text: which encoding they are in is found out, not assumed."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

from charset_normalizer import from_bytes
from resiliparse.parse.encoding import detect_encoding

from corpus.errors import NotText

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The web's encoding for Western text that names none (WHATWG Encoding Standard, section 4.2).
_WESTERN = "windows-1252"
# A guess of a Chinese, Japanese or Korean encoding counts where so large a share of the letters is
# of such scripts: a few accented letters read as one are no such text. Ours.
_LEAST_WIDE_SHARE = 0.3
# More control characters than one in so many characters is a binary file. Ours.
_CONTROL_SHARE = 200
_ALLOWED_CONTROLS = frozenset("\t\n\r\f\v\x1a\x1b\x85")
# A prefix of this many bytes is enough to guess an encoding from, and bounds the time it takes.
_GUESS_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A text with "\\n" as its only line break, and the encoding its bytes were in."""

    text: str
    encoding: str


def decode(data: bytes, source: str) -> DecodedText:
    """The text that `data` encodes.

    UTF-8 and byte order marks are taken at their word; any other encoding is guessed.

    Raises: NotText: when the bytes are no text in any encoding.
    """
    decoded = _by_mark(data) or _as_utf8(data) or _by_guess(data)
    if decoded is None or _looks_binary(decoded.text):
        raise NotText(
            f"{source} is not text: its bytes look like binary data",
            hint="give the file the suffix of its real format, or take it out of the folder",
        )
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    return DecodedText(text, decoded.encoding)


def _by_mark(data: bytes) -> DecodedText | None:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return DecodedText(data.removeprefix(mark).decode(encoding), encoding)
            except UnicodeDecodeError:
                return None
    return None


def _as_utf8(data: bytes) -> DecodedText | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    # UTF-16 of Western text is valid UTF-8 too, with a zero in every second byte.
    return None if "\0" in text else DecodedText(text, "utf-8")


def _by_guess(data: bytes) -> DecodedText | None:
    for encoding in _guesses(_sample(data)):
        try:
            return DecodedText(data.decode(encoding), codecs.lookup(encoding).name)
        except (LookupError, UnicodeDecodeError):
            continue
    return None


def _sample(data: bytes) -> bytes:
    """The start of `data`, not cut within a character."""
    sample = data[:_GUESS_BYTES]
    if len(sample) == len(data) or b"\0" in sample:  # _GUESS_BYTES is divisible by 4, as UTF-32 is
        return sample
    return sample[: sample.rfind(b"\n") + 1] or sample


def _guesses(sample: bytes) -> Iterator[str]:
    """Encodings that `sample` may be in, the likeliest first."""
    guess = from_bytes(sample).best()
    if b"\0" in sample:
        if guess is not None:
            yield guess.encoding
        return
    detected = detect_encoding(sample)
    if detected and detected != "utf-8":
        yield detected
    if guess is not None and _wide_share(str(guess)) >= _LEAST_WIDE_SHARE:
        yield guess.encoding
    yield _WESTERN


def _wide_share(text: str) -> float:
    letters = [sign for sign in text if sign.isalpha()]
    return sum(1 for sign in letters if sign >= "\u2e80") / max(1, len(letters))


def _looks_binary(text: str) -> bool:
    controls = sum(
        1 for sign in text if (sign < " " or sign == "\x7f") and sign not in _ALLOWED_CONTROLS
    )
    return "\0" in text or controls * _CONTROL_SHARE > len(text)
