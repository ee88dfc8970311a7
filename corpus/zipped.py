"""Zip files, as archives and as what office documents are made of, opened with limits."""

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from posixpath import splitext
from typing import IO

from corpus.errors import DamagedFile, LimitReached, NeedsPassword, UnreadableDocument

# The general purpose bit of an encrypted member (APPNOTE.TXT, 4.4.4).
_ENCRYPTED = 0x1
# Members are unpacked so many bytes at a time.
_PIECE = 1 << 16
# What Python's own zip code raises over a broken file.
ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """How much may come out of one zip file.

    Ours: far above what documents need, and far below what fills a memory. `ratio` is of a
    member's size to its size in the file, and counts from a member of `ratio_bytes` on.
    """

    members: int = 10_000
    member_bytes: int = 200_000_000
    total_bytes: int = 500_000_000
    ratio: int = 200
    ratio_bytes: int = 5_000_000


class ZippedFile:
    """An open zip file. What comes out of it is counted, and never trusted to be what it says."""

    def __init__(self, data: bytes, source: str, limits: ZipLimits | None = None) -> None:
        """Open `data`, the bytes of the zip file `source`.

        Raises: DamagedFile: when it is no zip file. LimitReached: when it has too many members.
        """
        self.source = source
        self._limits = limits or ZipLimits()
        self._taken = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._members = _by_name(self._zip.infolist())
        except ZIP_FAULTS as error:
            raise DamagedFile(
                f"{source} is not a zip file, or is cut off: {error}",
                hint="get the file again from where it came",
            ) from error
        if len(self._zip.infolist()) > self._limits.members:
            raise LimitReached(
                f"{source} holds {len(self._zip.infolist())} files, "
                f"more than the {self._limits.members} that are read",
                hint="unpack it, and index the folder",
            )

    def names(self) -> tuple[str, ...]:
        """The paths of the members that are files, in the file's order.

        Of several with one path, all but the first have a number behind it: "a.txt (2)".
        """
        return tuple(self._members)

    def read(self, name: str) -> bytes:
        """The bytes of one member.

        Raises: DamagedFile: when there is none of that name, or it is broken. NeedsPassword: when
        it is encrypted. LimitReached: when it is too large.
        """
        info = self._members.get(name)
        if info is None:
            raise self._damaged(f"has no {name} inside")
        if info.flag_bits & _ENCRYPTED:
            raise NeedsPassword(
                f"{self.source} needs a password: {name} in it is encrypted",
                hint="save a copy without a password, and index that",
            )
        try:
            with self._zip.open(info) as member:
                return self._read(name, info, member)
        except UnreadableDocument:
            raise
        except (*ZIP_FAULTS, RuntimeError) as error:
            raise self._damaged(f"is broken at {name}: {error}") from error

    def _read(self, name: str, info: zipfile.ZipInfo, member: IO[bytes]) -> bytes:
        """Take the member piece by piece, so that one that lies about its size is noticed."""
        limits = self._limits
        allowed = min(limits.member_bytes, limits.total_bytes - self._taken)
        by_ratio = max(limits.ratio_bytes, info.compress_size * limits.ratio)
        parts: list[bytes] = []
        length = 0
        while part := member.read(_PIECE):
            length += len(part)
            self._taken += len(part)  # also of what is given up: a thousand bombs take their time
            if length > min(allowed, by_ratio):
                what = "is far larger than its packed size" if length > by_ratio else "is too large"
                raise LimitReached(
                    f"{self.source}: {name} in it {what} to be unpacked",
                    hint="if you trust the file, unpack it yourself and index what you need",
                )
            parts.append(part)
        return b"".join(parts)

    def _damaged(self, what: str) -> DamagedFile:
        return DamagedFile(
            f"{self.source} {what}", hint="get the file again, or save it anew from its program"
        )


def _by_name(infos: Iterable[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    members: dict[str, zipfile.ZipInfo] = {}
    times: Counter[str] = Counter()
    for info in infos:
        if info.filename.endswith("/"):  # zipfile's own test fails on a name of no signs
            continue
        name = info.filename
        while name in members:
            times[info.filename] += 1
            stem, suffix = splitext(info.filename)
            name = f"{stem} ({times[info.filename] + 1}){suffix}"
        members[name] = info
    return members
