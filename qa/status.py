"""What `qa status` says: every file with what was read of it, and how much of the whole that is."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.coverage import Copies, Coverage, FileCoverage, State, coverage_of
from index.kept_precision import Precision
from index.records import FileRecord, LeftOut

if TYPE_CHECKING:
    from index.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Status:
    """What an index holds; `taken_out` are the files that were removed from it by hand."""

    encoder: str
    max_tokens: int
    unfinished: bool
    passages: int
    coverage: Coverage
    precision: Precision | None = None
    taken_out: tuple[str, ...] = ()


def status_of(
    catalog: "Catalog", precision: Precision | None = None, taken_out: Iterable[str] = ()
) -> Status:
    """The status of the index that a catalogue describes, without the files in `taken_out`.

    `precision` is what was kept beside it.
    """
    identity = catalog.identity()
    coverage = coverage_of(catalog.files(), catalog.readings(), catalog.left_out())
    return Status(
        identity.encoder,
        identity.max_tokens,
        catalog.unfinished(),
        catalog.count_passages(),
        coverage,
        precision,
        tuple(sorted(taken_out)),
    )


def status_as_json(status: Status) -> dict[str, object]:
    """All of it, as JSON."""
    coverage = status.coverage
    return {
        "encoder": status.encoder,
        "max_tokens": status.max_tokens,
        "precision": asdict(status.precision) if status.precision else None,
        "unfinished": status.unfinished,
        "passages": status.passages,
        "coverage": {
            "files": len(coverage.files),
            **{state.replace(" ", "_"): coverage.count(state) for state in State},
            "share_of_files": coverage.share_of_files,
            "share_of_bytes": coverage.share_of_bytes,
            "characters": coverage.characters,
            "repeated_characters": coverage.repeated_characters,
        },
        "files": [_file_as_json(file) for file in coverage.files],
        "documents": [_document_as_json(document) for document in coverage.documents],
        "copies": [
            {"sources": list(group.sources), "same_bytes": group.same_bytes}
            for group in coverage.copies
        ],
        "left_out": [_left_out_as_json(note) for note in coverage.left_out],
        "taken_out": list(status.taken_out),
    }


def status_as_text(status: Status, folder: Path) -> str:
    """A line for each document with its notes below, and the files that gave none, with reasons."""
    return "\n".join(_lines(status, folder))


def summary_of(coverage: Coverage) -> str:
    """How many files can be asked about, and how much text that is."""
    read, noted = coverage.count(State.READ), coverage.count(State.NOTED)
    files, share = len(coverage.files), coverage.share_of_files
    parts = [f"{read + noted} of {files} files can be asked about ({share:.0%})"]
    if noted:
        parts.append(f"{noted} of them with notes")
    parts.append(f"{coverage.characters:,} characters")
    if coverage.repeated_characters:
        parts.append(f"{coverage.repeated_characters:,} of them in copies")
    if coverage.share_of_bytes < 1:
        parts.append(f"{coverage.share_of_bytes:.1%} of the bytes that were opened")
    return ", ".join(parts)


def remarks_on(document: FileRecord, copies: Copies | None) -> tuple[str, ...]:
    """What there is to know about a document beside its text."""
    if copies is None:
        return document.notes
    others = [source for source in copies.sources if source != document.source]
    what = "the same bytes as" if copies.same_bytes else "nearly the same text as"
    more = f" and {len(others) - 3} others" if len(others) > 3 else ""  # noqa: PLR2004
    return (*document.notes, f"{what} {', '.join(others[:3])}{more}")


def _lines(status: Status, folder: Path) -> Iterator[str]:
    coverage = status.coverage
    left_out = coverage.left_out
    yield (
        f"{folder}: {len(coverage.documents)} documents, {status.passages} passages, "
        f"encoder {status.encoder}"
    )
    yield f"{summary_of(coverage)}."
    if status.precision:
        yield f"Passages are encoded in {status.precision}."
    if status.unfinished:
        yield (
            "It is unfinished: `qa index` still runs, or was stopped; then run it again. "
            "Files that it had not come to are not counted."
        )
    yield from _document_lines(coverage)
    if left_out:
        yield f"{len(left_out)} files are not in it:"
    for note in left_out:
        yield f"  {note.reason}"
        yield f"      {note.hint}"
    if status.taken_out:
        yield f"{len(status.taken_out)} files were removed by hand; `qa index` passes over them:"
        yield from (f"  {path}" for path in status.taken_out)


def _document_lines(coverage: Coverage) -> Iterator[str]:
    copies = coverage.copies_of()
    for file in coverage.files:
        for container in file.containers:
            yield f"  {container.source}  ({container.how})"
            yield from (f"      {note}" for note in container.notes)
        for one in file.documents:
            words = (one.title, f"by {one.issuer}" if one.issuer else "")
            stated = "  ".join(word for word in words if word)
            passages = "1 passage" if one.passages == 1 else f"{one.passages} passages"
            yield f"  {one.source}  {one.date or 'no date'}  {passages}  ({one.reader})  {stated}"
            yield from (f"      {remark}" for remark in remarks_on(one, copies.get(one.source)))


def _file_as_json(file: FileCoverage) -> dict[str, object]:
    return {
        "source": file.source,
        "path": file.path,
        "state": str(file.state),
        "bytes": file.bytes,
        "characters": file.characters,
        "documents": [document.source for document in file.documents],
        "containers": [
            {"source": one.source, "reader": one.how, "notes": list(one.notes)}
            for one in file.containers
        ],
        "left_out": [note.source for note in file.left_out],
    }


def _document_as_json(document: FileRecord) -> dict[str, object]:
    return {
        "source": document.source,
        "path": document.origin.path,
        "title": document.title,
        "date": document.date,
        "issuer": document.issuer,
        "sha256": document.sha256,
        "reader": document.reader,
        "notes": list(document.notes),
        "characters": document.characters,
        "passages": document.passages,
    }


def _left_out_as_json(note: LeftOut) -> dict[str, object]:
    return {
        "source": note.source,
        "path": note.path,
        "reason": note.reason,
        "hint": note.hint,
        "supported": note.supported,
    }
