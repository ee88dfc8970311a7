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
# Control characters are slips of a text up to one in so many characters, or in a short text up to
# so few, one in so many; more of them is a binary file. Ours.
_CONTROL_SHARE = 200
_FEW_CONTROLS, _FEW_CONTROLS_SHARE = 3, 10
# All but white space, an old end of file, and the escapes that colour the output of a program.
_CONTROLS = dict.fromkeys((*range(9), *range(14, 26), *range(28, 32), 127), " ")
# Bytes that are not UTF-8 are slips of a text that is where it has so many times as many signs of
# several bytes: in any other encoding these would be rare accidents, and the rule breaks. Ours.
_SIGNS_FOR_A_SLIP = 2
_LONGEST_CUT = 3  # bytes of a sign of UTF-8 that the file's end cuts
# In a text with NUL bytes, so large a share of letters of ASCII and spaces tells that it is not in
# UTF-16, where every second byte of such a text is a NUL. Ours.
_LETTERS_SHARE = 0.6
_LETTERS = bytes((*range(0x41, 0x5B), *range(0x61, 0x7B), 0x20))
# A prefix of this many bytes is enough to guess an encoding from, and bounds the time it takes.
_GUESS_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A text with "\\n" as its only line break, and the encoding its bytes were in.

    `notes` say what in the bytes is no text and stands as another sign.
    """

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, source: str) -> DecodedText:
    """The text that `data` encodes.

    UTF-8 and byte order marks are taken at their word, also where a few bytes are damaged; any
    other encoding is guessed. A few control characters stand as spaces.

    Raises: NotText: when the bytes are no text in any encoding.
    """
    decoded = _by_mark(data) or as_utf8(data) or _by_guess(data)
    controls = _controls(decoded.text) if decoded else 0
    if decoded is None or not _are_slips(controls, len(decoded.text)):
        raise NotText(
            f"{source} is not text: its bytes look like binary data",
            hint="give the file the suffix of its real format, or take it out of the folder",
        )
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if not controls:
        return DecodedText(text, decoded.encoding, decoded.notes)
    what = "1 control character was" if controls == 1 else f"{controls:,} control characters were"
    note = f"{what} read as a space" if controls == 1 else f"{what} read as spaces"
    return DecodedText(text.translate(_CONTROLS), decoded.encoding, (*decoded.notes, note))


def _by_mark(data: bytes) -> DecodedText | None:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _forgiving(data.removeprefix(mark), encoding)
    return None


def as_utf8(data: bytes) -> DecodedText | None:
    """The text of bytes that are UTF-8, or are but for slips; line breaks stay as they are."""
    data = _without_padding(data)
    if b"\0" in data and not _are_slips(data.count(0), len(data)):
        return None  # UTF-16 of Western text is valid UTF-8 too, with a zero in every second byte
    return _forgiving(data, "utf-8")


def _forgiving(data: bytes, encoding: str) -> DecodedText | None:
    """The text, if all of `data` but slips is in that encoding; the slips as replacement signs."""
    try:
        return DecodedText(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
    own = "\ufffd".encode(encoding)
    broken = text.count("\ufffd") - data.count(own)
    cut = min(_LONGEST_CUT, broken, len(text) - len(text.rstrip("\ufffd")))
    signs = len(text) - len(text.encode("ascii", "ignore")) - text.count("\ufffd")
    if not signs or signs < _SIGNS_FOR_A_SLIP * (broken - cut):
        return None
    lost = len(data) - (len(text.encode(encoding)) - broken * len(own))
    what = "1 byte was not read: it is" if lost == 1 else f"{lost:,} bytes were not read: they are"
    return DecodedText(text, encoding, (f"{what} no {encoding}",))


def _by_guess(data: bytes) -> DecodedText | None:
    padless = _without_padding(data)
    if b"\0" in padless and _is_of_letters(padless):
        sample = _sample(padless.replace(b"\0", b" "))
        data = padless
    else:
        sample = _sample(data)
    for encoding in _guesses(sample):
        try:
            return DecodedText(data.decode(encoding), codecs.lookup(encoding).name)
        except (LookupError, UnicodeDecodeError):
            continue
    return None


def _without_padding(data: bytes) -> bytes:
    """`data` without what fills a file up that was made longer than its text, but one NUL."""
    return data.rstrip(b"\0") + data[-1:] if data.endswith(b"\0") else data


def _is_of_letters(data: bytes) -> bool:
    rest = len(data.translate(None, _LETTERS))
    return len(data) - rest >= _LETTERS_SHARE * len(data)


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


def _controls(text: str) -> int:
    return len(text) - len(text.translate(dict.fromkeys(_CONTROLS)))


def _are_slips(controls: int, length: int) -> bool:
    """Whether so many control characters are few in a text of that length."""
    few = controls <= _FEW_CONTROLS and controls * _FEW_CONTROLS_SHARE <= length
    return few or controls * _CONTROL_SHARE <= length
