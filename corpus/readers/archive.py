"""Zip archives: their files as members, under clean names, each with its bytes or a refusal."""

from collections.abc import Sequence

from corpus.decoding import decode
from corpus.errors import (
    DamagedFile,
    LimitReached,
    NeedsPassword,
    NotText,
    UnreadableDocument,
)
from corpus.extract import Extract, Member, TextBuilder
from corpus.member_names import UniqueNames, clean_path
from corpus.zipped import ZippedFile

# Names that are in UTF-8 say so, or are in what the first zip program used.
_NAMES_BY_DEFAULT = "cp437"
# What macOS adds to the archives that it makes.
_FOR_MACOS = "__MACOSX"
_WIDE = "\u2e80"
# Names are in a Chinese, Japanese or Korean encoding where it makes so many of their letters, which
# are not in ASCII, letters of such scripts. Ours.
_LEAST_WIDE_SHARE = 0.9


def read_archive(data: bytes, source: str) -> Extract:
    """Read a zip archive: it has no text of its own, and its files are the members.

    Hidden files are passed over, and counted in a note. An archive within is a member like others.

    Raises: DamagedFile: when it is no zip file. LimitReached: when it holds too many files.
    """
    zipped = ZippedFile(data, source)
    packed = zipped.names()
    names = UniqueNames()
    members: list[Member] = []
    hidden = 0
    for name, shown in zip(packed, map(clean_path, _decoded(packed)), strict=True):
        if _is_hidden(shown):
            hidden += 1
        else:
            members.append(_member(zipped, name, names.unique(shown)))
    files = "1 file" if len(members) == 1 else f"{len(members):,} files"
    passed_over = "1 hidden file was" if hidden == 1 else f"{hidden:,} hidden files were"
    builder = TextBuilder()
    return Extract(
        text=builder.text,
        marks=builder.marks,
        title="",
        date=None,
        how=f"zip archive, {files}",
        notes=(f"{passed_over} passed over",) if hidden else (),
        members=tuple(members),
    )


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") or part == _FOR_MACOS for part in path.split("/"))


def _member(zipped: ZippedFile, name: str, shown: str) -> Member:
    """The member `name`, called `shown`, with the reason where its bytes cannot be had."""
    try:
        return Member(shown, zipped.read(name))
    except UnreadableDocument as error:
        return Member(shown, b"", _refusal(f"{zipped.source}/{shown}", error))


def _refusal(source: str, error: UnreadableDocument) -> UnreadableDocument:
    """The same refusal in the name of the member."""
    if isinstance(error, NeedsPassword):
        return NeedsPassword(
            f"{source} needs a password: it is encrypted in its archive",
            hint="unpack the archive with its password, and index the files",
        )
    if isinstance(error, LimitReached):
        return LimitReached(
            f"{source} is too large to be unpacked, or the archive is as a whole",
            hint="if you trust the archive, unpack it and index what you need",
        )
    return DamagedFile(
        f"{source} is broken in its archive: {error.message}",
        hint="get the archive again from where it came",
    )


def _decoded(names: Sequence[str]) -> list[str]:
    """The names, decoded anew where they were taken for what they are not in."""
    decoded = [_by_encoding(name, "utf-8") for name in names]
    foreign = [name for name, now in zip(names, decoded, strict=True) if name == now]
    encoding = _eastern_encoding([name for name in foreign if not name.isascii()])
    if not encoding:
        return decoded
    return [
        now if now != name else _by_encoding(name, encoding)
        for name, now in zip(names, decoded, strict=True)
    ]


def _by_encoding(name: str, encoding: str) -> str:
    try:
        return name.encode(_NAMES_BY_DEFAULT).decode(encoding)
    except UnicodeError:
        return name


def _eastern_encoding(names: Sequence[str]) -> str:
    """The Chinese, Japanese or Korean encoding that all of the names are in, or ""."""
    try:
        guess = decode("\n".join(names).encode(_NAMES_BY_DEFAULT), "")
    except (UnicodeError, NotText):
        return ""
    letters = [sign for sign in guess.text if sign.isalpha() and not sign.isascii()]
    wide = sum(1 for sign in letters if sign >= _WIDE)
    return guess.encoding if letters and wide >= _LEAST_WIDE_SHARE * len(letters) else ""
