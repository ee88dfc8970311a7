"""Which files a folder holds, in a fixed order, and what was passed over."""

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import NoDocuments, PathNotFound

# Beside the documents, a folder may hold the questions that it is measured with.
QUESTIONS_FILE = "questions.jsonl"
_FIRST_PRINTABLE = 0xA0


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file to be read: where it lies, and its `source` relative to `root`."""

    root: Path
    path: Path
    source: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of some paths, ordered; the links that lead out of their folder; what is left out.

    `taken_out` are files of these paths that were to be passed over, by their storable paths.
    `questions` are the files of questions that folders are measured with.
    """

    roots: tuple[Path, ...]
    files: tuple[SourceFile, ...]
    outside_links: tuple[SourceFile, ...]
    taken_out: tuple[SourceFile, ...] = ()
    questions: tuple[SourceFile, ...] = ()


def list_files(
    paths: Iterable[Path],
    *,
    leave_out: Path | None = None,
    taken_out: Collection[str] = (),
    may_be_empty: bool = False,
) -> Listing:
    """The files at `paths`, each a file or a folder, without those below `leave_out`.

    Hidden files and folders (".name") are not documents, nor is a folder's question file unless it
    is named itself. A link that leads out of its folder is not followed. Files whose storable paths
    are in `taken_out` are passed over, unless they are named themselves.

    Raises: PathNotFound: when a path does not exist. NoDocuments: when there is no file at all, and
        there has to be one.
    """
    roots = tuple(dict.fromkeys(_existing(path) for path in paths))
    files: list[SourceFile] = []
    outside: list[SourceFile] = []
    questions: list[SourceFile] = []
    for root in roots:
        for file in _below(root, leave_out.resolve() if leave_out else None):
            if _leads_out(file.path, root):
                outside.append(file)
            elif file.path.name == QUESTIONS_FILE and file.path != root:
                questions.append(file)
            else:
                files.append(file)
    named = {root for root in roots if root.is_file()}
    passed_over = {
        file.path
        for file in files
        if taken_out and file.path not in named and storable(file.path) in taken_out
    }
    names = ", ".join(str(root) for root in roots) or "no path"
    if passed_over and not may_be_empty and all(file.path in passed_over for file in files):
        raise NoDocuments(
            f"all documents in {names} were removed by hand",
            hint="name one of the files itself to have it again",
        )
    if not files and not may_be_empty:
        raise NoDocuments(
            f"there is no document in {names}",
            hint="name a folder that holds documents, such as .txt, .html or .pdf files",
        )
    return Listing(
        roots,
        tuple(file for file in files if file.path not in passed_over),
        tuple(outside),
        tuple(file for file in files if file.path in passed_over),
        tuple(questions),
    )


def joined(listings: Sequence[Listing]) -> Listing:
    """What all of these listings hold, in their order."""
    return Listing(
        tuple(dict.fromkeys(root for one in listings for root in one.roots)),
        tuple(file for one in listings for file in one.files),
        tuple(file for one in listings for file in one.outside_links),
        tuple(file for one in listings for file in one.taken_out),
        tuple(file for one in listings for file in one.questions),
    )


def _existing(path: Path) -> Path:
    try:
        there = path.exists()
    except OSError:  # a name that is too long
        there = False
    if not there:
        raise PathNotFound(
            f"{path} does not exist",
            hint="check the path; to take the documents of a folder that is gone out of an index, "
            "build it anew from the others: `qa index FOLDER --rebuild`",
        )
    return path.resolve()


def _below(root: Path, leave_out: Path | None) -> Iterator[SourceFile]:
    if root.is_file():
        yield SourceFile(root, root, storable(Path(root.name)))
        return
    # A folder that cannot be listed is given like a file: reading it fails, and says why.
    unlisted: list[SourceFile] = []

    def note(error: OSError) -> None:
        path = Path(error.filename)
        unlisted.append(SourceFile(root, path, storable(path.relative_to(root))))

    for folder, folders, names in os.walk(root, onerror=note):
        here = Path(folder)
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and here / name != leave_out
        )
        links = [name for name in folders if _leads_out(here / name, root)]
        for name in sorted((*names, *links)):
            path = here / name
            listed = name in links or not path.is_dir()
            if not name.startswith(".") and listed:
                yield SourceFile(root, path, storable(path.relative_to(root)))
    yield from unlisted


def _leads_out(path: Path, root: Path) -> bool:
    """Whether what stands at `path` lies outside `root`, by a link.

    Only links can: no folder that is one was walked into.
    """
    try:
        return path.is_symlink() and path != root and not path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # a link to itself; reading it will say so
        return False


def storable(path: Path) -> str:
    """`path` with forward slashes; what is no text in it is written as `\\xff`.

    Linux allows any bytes in a name, but neither a database nor JSON does; and a line break in a
    name would make two lines of one wherever names are listed.
    """
    return printable(os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace"))


def printable(name: str) -> str:
    """`name` with every sign that cannot be shown or stored written as `\\xff` or `\\uffff`."""
    if name.isprintable():
        return name
    return "".join(sign if sign.isprintable() else _written_out(sign) for sign in name)


def _written_out(sign: str) -> str:
    no_text = ord(sign) < _FIRST_PRINTABLE or "\ud800" <= sign <= "\udfff"
    return sign.encode("unicode_escape").decode() if no_text else sign
