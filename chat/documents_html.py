"""The documents as HTML: their list, how far an upload is, and what became of it."""

from collections.abc import Callable, Mapping, Sequence

from chat.words import Words
from index.coverage import Copies, FileCoverage, State
from index.snapshot import Snapshot
from qa.errors import ChapterverseError
from qa.pace import in_words
from qa.showing import as_text
from qa.status import remarks_on
from qa.uploads import Outcome, Progress, Taken, UploadReport

# So many files are listed, those with something to say first: a browser shows them at once. Ours.
_MOST_FILES = 300
_ORDER = (State.NOT_READ, State.NOTED, State.READ)
_OUTCOMES: Mapping[Outcome, str] = {
    Outcome.ADDED: "upload_added",
    Outcome.REPLACED: "upload_replaced",
    Outcome.THERE_ALREADY: "upload_there",
}


def list_as_html(snapshot: Snapshot, words: Words, is_upload: Callable[[str], bool]) -> str:
    """Every file with its state: what can be asked about, what cannot, and why."""
    coverage = snapshot.coverage()
    if not coverage.files:
        return f'<p class="cv-hint">{words["no_documents"]}</p>'
    counts = words["count_line"].format(
        documents=f"{len(coverage.documents):,}",
        passages=f"{len(snapshot):,}",
        files=f"{len(coverage.files):,}",
        read=f"{len(coverage.files) - coverage.count(State.NOT_READ):,}",
    )
    unfinished = f" <strong>{words['unfinished']}</strong>" if snapshot.unfinished else ""
    files = sorted(coverage.files, key=lambda file: _ORDER.index(file.state))[:_MOST_FILES]
    copies = coverage.copies_of()
    rows = "".join(_rows(file, copies, words, uploaded=is_upload(file.path)) for file in files)
    hidden = len(coverage.files) - len(files)
    more = f"<p>{words['more_files'].format(count=f'{hidden:,}')}</p>" if hidden else ""
    heads = "".join(
        f'<th scope="col">{words[f"head_{name}"]}</th>'
        for name in ("document", "state", "date", "issuer", "passages", "remarks")
    )
    return (
        f'<p class="cv-count">{counts}{unfinished}</p>'
        f'<div class="cv-scroll" tabindex="0" role="region" aria-label="{words["list"]}">'
        f'<table class="cv-files"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        f"</div>{more}"
    )


def progress_as_html(progress: Progress, words: Words) -> str:
    """What is being read or prepared, a bar, and about how long the rest takes."""
    left = in_words(progress.seconds_left)
    if progress.name:
        said = words["upload_reading"].format(
            name=as_text(progress.name), number=progress.number, files=progress.files, left=left
        )
    else:
        said = words["upload_preparing"].format(left=left)
    share = round(100 * progress.share)
    return (
        f'<div class="cv-upload" role="status"><label>{said}'
        f'<progress max="100" value="{share}">{share}%</progress></label></div>'
    )


def report_as_html(report: UploadReport, given: Sequence[str], words: Words) -> str:
    """What became of each file; `given` are the names under which they came, in that order."""
    refused_names = {one.name for one in report.refused}
    names = [name for name in given if name not in refused_names]
    # Of two files of one name it cannot be told which was refused.
    if len(names) != len(report.taken):
        names = [one.name for one in report.taken]
    taken = "".join(
        f"<li>{_outcome(one, name, words)}</li>"
        for one, name in zip(report.taken, names, strict=True)
    )
    refused = "".join(
        f'<li class="cv-refused">{as_text(one.error.message)}<br>'
        f"<em>{as_text(one.error.hint)}</em></li>"
        for one in report.refused
    )
    done = f"<p>{words['upload_done']}</p>" if report.taken else ""
    return f'<div class="cv-upload" role="status">{done}<ul>{taken}{refused}</ul></div>'


def _outcome(taken: Taken, given: str, words: Words) -> str:
    """What became of a file that came under the name `given`."""
    name = as_text(taken.name)
    if taken.outcome is Outcome.THERE_ALREADY and taken.name != given:
        return words["upload_there_as"].format(given=as_text(given), name=name)
    return words[_OUTCOMES[taken.outcome]].format(name=name)


def problem_as_html(error: ChapterverseError) -> str:
    """What is wrong, and what to do."""
    return (
        f'<p class="cv-error" role="alert">{as_text(error.message)}<br>'
        f"<em>{as_text(error.hint)}</em></p>"
    )


def said_as_html(text: str) -> str:
    """A short message; `text` may hold anything."""
    return f'<p class="cv-said" role="status">{as_text(text)}</p>'


def _rows(file: FileCoverage, copies: Mapping[str, Copies], words: Words, *, uploaded: bool) -> str:
    """A row for each document of the file, and for what in it gave none."""
    mark = f' <span class="cv-uploaded">{words["uploaded"]}</span>' if uploaded else ""
    state = words[f"state_{file.state}"]
    rows = [
        _row(
            as_text(one.title or one.source) + f"<br><small>{as_text(one.source)}</small>{mark}",
            state if one.notes or file.state is not State.NOTED else words["state_read"],
            one.date or "",
            one.issuer,
            f"{one.passages:,}",
            "\n".join(remarks_on(one, copies.get(one.source))),
        )
        for one in file.documents
    ]
    rows += [
        _row(
            f"<small>{as_text(note.source)}</small>{mark}",
            words["state_not read"],
            "",
            "",
            "",
            f"{note.reason}\n{note.hint}",
        )
        for note in file.left_out
    ]
    return "".join(rows)


def _row(name: str, state: str, *cells: str) -> str:
    plain = "".join(f"<td>{as_text(cell)}</td>" for cell in cells)
    return f'<tr><th scope="row">{name}</th><td>{state}</td>{plain}</tr>'
