"""A small compound file built in code, as documents hold them for files embedded in them."""

import struct

_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SECTOR, _SMALL = 512, 64


def compound(data: bytes, path: str = "C:\\files\\a.zip") -> bytes:
    """A compound file that wraps `data` under `path`: in small sectors where it is small."""
    stream = _native(data, path.encode())
    small = len(stream) < 4096
    small_count = -(-len(stream) // _SMALL) if small else 0
    body = _padded(stream, _SECTOR)
    chain = list(range(3, 3 + len(body) // _SECTOR))
    table = [_TABLE, _END, _END, *(number + 1 for number in chain[:-1]), _END]
    small_table = [*range(1, small_count), _END] if small else []
    root = _entry("Root Entry", 5, 3 if small else _END, len(stream) if small else 0)
    entry = _entry("\x01Ole10Native", 2, 0 if small else 3, len(stream))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(62, 3, 0xFFFE, 9, 6),
        *(0, 1, 1, 0, 4096, 2, 1, _END, 0, 0),
    )
    return b"".join(
        (
            header + struct.pack("<108I", *[_FREE] * 108),
            _words(table),
            _padded(root + entry, _SECTOR),
            _words(small_table),
            body,
        )
    )


def _native(data: bytes, path: bytes) -> bytes:
    inner = b"\2\0a.zip\0" + path + b"\0\0\0\3\0" + struct.pack("<I", 4) + b"tmp\0"
    inner += struct.pack("<I", len(data)) + data
    return struct.pack("<I", len(inner)) + inner


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    wide = name.encode("utf-16-le").ljust(64, b"\0")
    return wide + struct.pack("<HBB48xIQ", len(name) * 2 + 2, kind, 1, start, size)


def _words(numbers: list[int]) -> bytes:
    return struct.pack("<128I", *(numbers + [_FREE] * (128 - len(numbers))))


def _padded(data: bytes, size: int) -> bytes:
    return data + b"\0" * (-len(data) % size)
