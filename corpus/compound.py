"""Compound files (OLE): the file that a program wrapped into one to embed it in a document."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream that holds an embedded file (MS-OLEDS, section 2.3.6).
_NATIVE = "\x01Ole10Native"
_ENTRY = 128
_STREAM = 2
_LAST_SECTOR = 0xFFFFFFFA  # numbers from here on mark ends and free room
_IN_HEADER = 109  # sectors of the table that the header itself names
_SHIFTS = range(7, 13)  # sectors of 128 to 4,096 bytes


@dataclass(frozen=True, slots=True)
class PackagedFile:
    """A file as it was before it was embedded; `name` has no folders."""

    name: str
    data: bytes


def packaged_file(data: bytes) -> PackagedFile | None:
    """The file that the compound file `data` wraps; None where it is broken or wraps none."""
    if not data.startswith(SIGNATURE):
        return None
    try:
        stream = _Compound(data).stream(_NATIVE)
        packaged = _unwrapped(stream) if stream else None
    except (struct.error, ValueError, IndexError):
        return None
    return packaged if packaged and packaged.data else None


def _unwrapped(stream: bytes) -> PackagedFile:
    """The name and the bytes in a stream: lengths, names ended by zeros, and the file itself."""
    label_end = stream.index(b"\0", 6)
    path_end = stream.index(b"\0", label_end + 1)
    (temporary,) = struct.unpack_from("<I", stream, path_end + 5)
    start = path_end + 9 + temporary
    (length,) = struct.unpack_from("<I", stream, start)
    name = stream[label_end + 1 : path_end].decode("cp1252", "replace")
    label = stream[6:label_end].decode("cp1252", "replace")
    return PackagedFile(
        name=_without_folders(name) or _without_folders(label),
        data=stream[start + 4 : start + 4 + length],
    )


def _without_folders(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


class _Compound:
    """Sectors in chains, as MS-CFB lays them out; every chain is followed once round at most."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._shift, self._small_shift = struct.unpack_from("<HH", data, 30)
        if self._shift not in _SHIFTS or not 0 < self._small_shift < self._shift:
            raise ValueError
        directory, _, self._cutoff, small_table = struct.unpack_from("<4I", data, 48)
        self._table = _numbers(b"".join(map(self._sector, self._table_sectors())))
        self._entries = self._chain(directory)
        self._small_table = _numbers(self._chain(small_table))
        (root,) = struct.unpack_from("<I", self._entries, 116)
        self._small = self._chain(root)

    def stream(self, name: str) -> bytes:
        """The contents of the first stream of a name; nothing where there is none."""
        wanted = f"{name}\0".encode("utf-16-le")
        for at in range(0, len(self._entries) - _ENTRY + 1, _ENTRY):
            if self._entries.startswith(wanted, at) and self._entries[at + 66] == _STREAM:
                start, size = struct.unpack_from("<II", self._entries, at + 116)
                chain = self._small_chain if size < self._cutoff else self._chain
                return chain(start)[:size]
        return b""

    def _table_sectors(self) -> Sequence[int]:
        named = struct.unpack_from(f"<{_IN_HEADER}I", self._data, 76)
        sectors = [number for number in named if number < _LAST_SECTOR]
        (more,) = struct.unpack_from("<I", self._data, 68)
        seen: set[int] = set()
        while more < _LAST_SECTOR and more not in seen:
            seen.add(more)
            *numbers, more = _numbers(self._sector(more))
            sectors.extend(number for number in numbers if number < _LAST_SECTOR)
        return list(dict.fromkeys(sectors))

    def _sector(self, number: int) -> bytes:
        size = 1 << self._shift
        start = (number + 1) * size
        return self._data[start : start + size]

    def _chain(self, first: int) -> bytes:
        return b"".join(map(self._sector, _followed(first, self._table)))

    def _small_chain(self, first: int) -> bytes:
        size = 1 << self._small_shift
        numbers = _followed(first, self._small_table)
        return b"".join(self._small[number * size : (number + 1) * size] for number in numbers)


def _followed(first: int, table: Sequence[int]) -> Iterator[int]:
    seen: set[int] = set()
    while first < len(table) and first not in seen:
        seen.add(first)
        yield first
        first = table[first]


def _numbers(data: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])
