"""Damage done to files: what readers must survive, saying so or reading what is left."""

from collections.abc import Callable

from hypothesis import strategies as st

from corpus.errors import UnreadableDocument
from corpus.extract import Extract

Reader = Callable[[bytes, str], Extract]

_CHANGES = st.lists(
    st.tuples(st.integers(0, 1 << 20), st.sampled_from(("flip", "cut", "drop", "double"))),
    min_size=1,
    max_size=5,
)
_DROPPED = 9


def damaged(data: bytes) -> st.SearchStrategy[bytes]:
    """`data` with some bytes changed, dropped or doubled, or its end cut off."""
    return _CHANGES.map(lambda changes: _changed(data, changes))


def _changed(data: bytes, changes: list[tuple[int, str]]) -> bytes:
    for number, change in changes:
        place = number % (len(data) or 1)
        match change:
            case "flip":
                data = data[:place] + bytes([number % 256]) + data[place + 1 :]
            case "cut":
                data = data[: max(place, len(data) // 2)]
            case "drop":
                data = data[:place] + data[place + _DROPPED :]
            case "double":
                data = data[:place] + data[max(0, place - _DROPPED) :]
    return data


def survives(read: Reader, data: bytes) -> None:
    """Read `data`, and check what comes out; that it cannot be read is an answer, too."""
    try:
        extract = read(data, "a")
    except UnreadableDocument:
        return
    offsets = [mark.offset for mark in extract.marks]
    assert offsets[0] == 0
    assert offsets == sorted(set(offsets))
    assert offsets[-1] <= len(extract.text)
    assert not set("\0\r\x01\x0b\x0c\x85\u2028\u2029") & set(extract.text)
    extract.text.encode()
