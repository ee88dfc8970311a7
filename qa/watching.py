"""Watching folders: when files in them changed, after a burst of changes has settled."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

from watchfiles import watch

# A burst has settled when nothing changed for so long, and is not waited for longer than the
# second; milliseconds. Ours: an editor's save by renaming takes less, a person's patience is more.
_SETTLED_MILLISECONDS = 400
_MOST_MILLISECONDS = 5_000


def changes(
    paths: Sequence[Path], *, leave_out: Path, stop: Event | None = None
) -> Iterator[tuple[Path, ...]]:
    """The files that changed below `paths`, burst by burst, until `stop` is set.

    Hidden files and what lies below `leave_out` are no documents, so their changes are passed over.
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
    folders = {root if root.is_dir() else root.parent for root in roots}
    for burst in watch(
        *folders,
        watch_filter=is_document,
        debounce=_MOST_MILLISECONDS,
        step=_SETTLED_MILLISECONDS,
        stop_event=stop,
        raise_interrupt=False,
        recursive=True,
    ):
        yield tuple(sorted(Path(name) for _, name in burst))
