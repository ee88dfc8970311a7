"""Selection: the documents that are asked, by name, folder, date and issuer."""

import difflib
import os
import re
import unicodedata
from calendar import monthrange
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath, PurePosixPath

from index.errors import UnknownSource
from index.records import FileRecord
from qa.errors import SelectionError

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Selection:
    """What a document has to be to be asked; a part that is left out does not restrict.

    `sources` are names as `qa status` lists them; that of an archive or an e-mail stands for all
    that is inside it. `folders` are folders in these names, or indexed folders by their own name.
    `since` and `until` are the first and the last day that counts; a document without a date lies
    between no two days. `issuers` are names, or parts of them.

    Raises: SelectionError: when a part is of another type. Lists of names are taken, too, and paths
        for names.
    """

    sources: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    issuers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check the types, which nobody may have done before."""
        for part in ("sources", "folders", "issuers"):
            object.__setattr__(self, part, names_in(part, getattr(self, part)))
        _check_day("since", self.since)
        _check_day("until", self.until)

    @property
    def everything(self) -> bool:
        """Whether nothing is restricted."""
        return self == Selection()


def selected(documents: Sequence[FileRecord], selection: Selection) -> tuple[str, ...]:
    """The sources of the documents that are selected, as `Assistant.ask` takes them.

    Raises: UnknownSource: when there is no document of a name. SelectionError: when there is no
        such folder or issuer, the days are the wrong way round, or no document is all of it.
    """
    if selection.since and selection.until and selection.since > selection.until:
        raise SelectionError(
            f"nothing lies between {selection.since} and {selection.until}",
            hint="give the earlier day as `since`, the later one as `until`",
        )
    wanted = {document.source for document in documents}
    if selection.sources:
        wanted &= _named(documents, selection.sources)
    if selection.folders:
        wanted &= _in_folders(documents, selection.folders)
    if selection.issuers:
        wanted &= _issued_by(documents, selection.issuers)
    first, last = selection.since or date.min, selection.until or date.max
    if selection.since or selection.until:
        dated = {one.source: date.fromisoformat(one.date) for one in documents if one.date}
        wanted &= {source for source, stated in dated.items() if first <= stated <= last}
    if not wanted:
        raise SelectionError(
            f"no document is {_described(selection)}",
            hint="leave a condition out; `qa status` lists the documents with date and issuer",
        )
    return tuple(sorted(wanted))


def first_day(text: str) -> date:
    """The day, or the first day of the month or year, that `text` names: 2020, 2020-05, 2020-05-31.

    Raises: SelectionError: when it names none.
    """
    year, month, day = _numbers(text)
    return _date(text, year, 1 if month is None else month, 1 if day is None else day)


def last_day(text: str) -> date:
    """The day, or the last day of the month or year, that `text` names.

    Raises: SelectionError: when it names none.
    """
    year, month, day = _numbers(text)
    month = _DECEMBER if month is None else month
    if day is None and year and 1 <= month <= _DECEMBER:
        day = monthrange(year, month)[1]
    return _date(text, year, month, day or 0)


def folders_of(documents: Iterable[FileRecord]) -> tuple[str, ...]:
    """Every folder that a selection may name: those in the sources, and the indexed ones by name.

    A file that has others inside it is no folder.
    """
    folders: set[str] = set()
    for document in documents:
        file = document.origin.source or document.source
        folders.update(str(parent) for parent in PurePosixPath(file).parents if parent.name)
        root = PurePosixPath(document.origin.root)
        if document.origin.root != document.origin.path and root.name:
            folders.add(root.name)
    return tuple(sorted(folders))


def issuers_of(documents: Iterable[FileRecord]) -> tuple[str, ...]:
    """Everybody who is known to have issued a document."""
    return tuple(sorted({document.issuer for document in documents if document.issuer}))


def names_in(part: str, names: object) -> tuple[str, ...]:
    """`names` as a tuple, if they are several texts or paths; a path is named with forward slashes.

    Raises: SelectionError: when they are not; it says that `part` is wrong.
    """
    if isinstance(names, Collection) and not isinstance(names, str | bytes):
        found = tuple(name for name in map(_name, names) if isinstance(name, str))
        if len(found) == len(names):
            return found
    example = names if isinstance(names, str) else "NAME"
    raise SelectionError(
        f"`{part}` is {names!r}, which is no list of names",
        hint=f"give a list, also of one: {part}=[{example!r}]",
    )


def _name(given: object) -> object:
    """The name that a path is; what is none stays as it was."""
    if isinstance(given, PurePath):
        return given.as_posix()
    return os.fspath(given) if isinstance(given, os.PathLike) else given


def _check_day(part: str, day: object) -> None:
    if day is None or type(day) is date:  # a datetime cannot be compared with a date
        return
    make, example = ("first_day", "2020-02-01") if part == "since" else ("last_day", "2020-02-29")
    raise SelectionError(
        f"`{part}` is {day!r}, which is no date",
        hint=f'give a datetime.date, or {part}={make}("{example}"), which is in qa.selection',
    )


def _named(documents: Sequence[FileRecord], names: Iterable[str]) -> set[str]:
    sources = [document.source for document in documents]
    found: set[str] = set()
    for name in names:
        inside = {one.source for one in documents if _is_in(one, _composed(name))}
        if not inside:
            raise UnknownSource(
                f"there is no document {name}",
                hint=f"{_nearest(name, sources)} `qa status` lists the documents by name".lstrip(),
            )
        found |= inside
    return found


def _is_in(document: FileRecord, name: str) -> bool:
    """Whether `name` is the document's own, or that of a file that the document stands in."""
    source, file = _composed(document.source), _composed(document.origin.source or document.source)
    if name != source and not source.startswith(f"{name}/"):
        return False
    return name in {source, file} or name.startswith(f"{file}/")


def _composed(name: str) -> str:
    """`name` with each accent in its letter: some systems keep the two apart in names of files."""
    return unicodedata.normalize("NFC", name)


def _in_folders(documents: Sequence[FileRecord], names: Iterable[str]) -> set[str]:
    folders = folders_of(documents)
    found: set[str] = set()
    for given in names:
        name = given.rstrip("/")
        if name not in folders:
            raise SelectionError(
                f"no document lies in the folder {given}",
                hint=_nearest(name, folders) or "the documents lie in no folders; leave it out",
            )
        found |= {one.source for one in documents if name in folders_of([one])}
    return found


def _issued_by(documents: Sequence[FileRecord], names: Iterable[str]) -> set[str]:
    issuers = issuers_of(documents)
    found: set[str] = set()
    for name in names:
        plain = name.casefold().strip()
        same = {issuer for issuer in issuers if issuer.casefold() == plain}
        like = same or {issuer for issuer in issuers if plain and plain in issuer.casefold()}
        if not like:
            raise SelectionError(
                f"no document is known to be issued by {name or 'nobody'}",
                hint=_nearest(name, issuers) or "of no document the issuer is known; leave it out",
            )
        found |= {one.source for one in documents if one.issuer in like}
    return found


def _nearest(name: str, names: Sequence[str]) -> str:
    """A hint with the nearest of `names`; empty where there is none at all."""
    by_plain = {known.casefold(): known for known in names}
    near = difflib.get_close_matches(name.casefold(), list(by_plain), n=1, cutoff=0)
    return f"did you mean {by_plain[near[0]]}?" if near else ""


def _described(selection: Selection) -> str:
    parts = [
        " or ".join(selection.sources),
        "in " + " or ".join(selection.folders) if selection.folders else "",
        "by " + " or ".join(selection.issuers) if selection.issuers else "",
        f"from {selection.since} or later" if selection.since else "",
        f"from {selection.until} or earlier" if selection.until else "",
    ]
    return ", and ".join(part for part in parts if part)


def _numbers(text: object) -> tuple[int, int | None, int | None]:
    """Year, month and day, the last two None where they are not said."""
    found = _DAY.fullmatch(text.strip()) if isinstance(text, str) else None
    if not found:
        raise _no_date(text)
    year, month, day = (None if part is None else int(part) for part in found.groups())
    assert year is not None
    return year, month, day


def _date(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise _no_date(text) from error


def _no_date(text: object) -> SelectionError:
    return SelectionError(f"{text!r} is no date", hint="write it as 2020, 2020-05 or 2020-05-31")
