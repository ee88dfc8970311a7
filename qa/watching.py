"""Watching folders: when files in them changed, after a burst of changes has settled.

A folder that is taken away ends what the system tells of it, and one that takes its place is not
told at all. So each is looked at now and then, and watched anew when it is another one.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event

from watchfiles import watch

# A burst has settled when nothing changed for so long, and is not waited for longer than the
# second; milliseconds. Ours: an editor's save by renaming takes less, a person's patience is more.
_SETTLED_MILLISECONDS = 400
_MOST_MILLISECONDS = 5_000
# So often it is seen to that the folders are still the same; ours.
_LOOK_MILLISECONDS = 1_000


def changes(
    paths: Sequence[Path], *, leave_out: Path, stop: Event | None = None
) -> Iterator[tuple[Path, ...]]:
    """The files that changed below `paths`, burst by burst, until `stop` is set.

    A path of `paths` is among them where it is gone, or is there again. Hidden files and what lies
    below `leave_out` are no documents, so their changes are passed over.
    """
    roots = tuple(path.resolve() for path in paths)
    outside = leave_out.resolve()

    def is_document(_: object, name: str) -> bool:
        path = Path(name)
        if path.is_relative_to(outside):
            return False
        inner = next((path.relative_to(root) for root in roots if path.is_relative_to(root)), None)
        return inner is not None and not any(part.startswith(".") for part in inner.parts)

    # A file is replaced by renaming another one over it, so its folder is what has to be watched.
    folders = {root: root if root.is_dir() else root.parent for root in roots}
    stop = stop or Event()
    seen = _identities(folders)
    changed: set[Path] = set()
    while not stop.is_set():
        now = _identities(folders)
        changed |= {root for root in roots if now[root] != seen.get(root)}
        seen = now
        there = {folders[root] for root in roots if now[root]}
        if not there:
            yield from _told(changed)
            changed = set()
            stop.wait(_LOOK_MILLISECONDS / 1_000)
            continue
        with suppress(FileNotFoundError):  # gone since; the next round sees to it
            for burst in watch(
                *there,
                watch_filter=is_document,
                debounce=_MOST_MILLISECONDS,
                step=_SETTLED_MILLISECONDS,
                stop_event=stop,
                rust_timeout=_LOOK_MILLISECONDS,
                yield_on_timeout=True,
                raise_interrupt=False,
                recursive=True,
            ):
                paths_now = {Path(name) for _, name in burst}
                other = paths_now & there  # the folder itself was taken away or replaced
                # What changed before is told only now, so that nothing is missed that comes after.
                yield from _told(changed | paths_now - other)
                changed = set()
                if other or _identities(folders) != seen:
                    seen = {root: one for root, one in seen.items() if folders[root] not in other}
                    break
            else:
                return


def _told(changed: set[Path]) -> Iterator[tuple[Path, ...]]:
    """The files that changed, if any."""
    if changed:
        yield tuple(sorted(changed))


def _identities(folders: Mapping[Path, Path]) -> dict[Path, tuple[int, ...]]:
    """What tells the folder of each path from another of its name; empty where there is none."""
    found: dict[Path, tuple[int, ...]] = {}
    for path, folder in folders.items():
        found[path] = ()
        with suppress(OSError):
            state = folder.stat()
            found[path] = state.st_dev, state.st_ino
    return found
