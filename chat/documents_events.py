"""How the parts of the documents' panel work together.

Values are taken as the browser sends them, since a server that was started anew does not know which
names it offered before; they are checked where they are used.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import gradio as gr
from gradio.blocks import Block
from gradio.events import Dependency
from gradio.utils import get_upload_folder

from chat.chosen import chosen_from_browser
from chat.documents_panel import DocumentsPanel
from chat.documents_work import DocumentsWork
from chat.words import Words, words_for
from qa.assistant import Assistant
from qa.uploads import Uploads

_Parts = Sequence[Block]
_Handler = Callable[..., object]

_FOR_THIS_PAGE = {"preprocess": False, "api_visibility": "private", "show_progress": "hidden"}


def manage_documents(
    blocks: gr.Blocks, panel: DocumentsPanel, assistant: Assistant, uploads: Uploads
) -> None:
    """Let the panel show what there is, when the page is opened and after each change."""
    work = DocumentsWork(assistant, uploads, Path(get_upload_folder()))
    changing: list[Block] = [panel.files, panel.replace, panel.removable, panel.remove]

    def open_page(request: gr.Request) -> list[object]:
        words, writable = _words(request), work.writable()
        note = "" if writable else f'<p class="cv-note">{words["read_only"]}</p>'
        return [note, *[gr.update(visible=writable)] * len(changing)]

    opened = _listen(blocks.load, open_page, [], [panel.progress, *changing])
    _show_again(opened, panel, work)
    _choose(panel, work)
    _add(panel, work)
    _remove(panel, work)


def _choose(panel: DocumentsPanel, work: DocumentsWork) -> None:
    """What is chosen is told in words; the next question takes it from the fields."""

    def tell(  # noqa: PLR0917 - one for each part
        names: object,
        folders: object,
        issuers: object,
        since: object,
        until: object,
        request: gr.Request,
    ) -> str:
        chosen = chosen_from_browser(names, folders, issuers, since, until)
        return work.said(chosen, _words(request))

    for part in (panel.names, panel.folders, panel.issuers):
        _listen_in_order(part.input, tell, panel.choice, [panel.chosen])
    for day in (panel.since, panel.until):
        _listen_in_order(day.blur, tell, panel.choice, [panel.chosen])
        _listen_in_order(day.submit, tell, panel.choice, [panel.chosen])
    cleared = _listen(panel.everything.click, lambda: [[], [], [], "", ""], [], panel.choice)
    _listen_in_order(cleared.then, tell, panel.choice, [panel.chosen])


def _add(panel: DocumentsPanel, work: DocumentsWork) -> None:
    """Files that are given go into the index; what is happening is said meanwhile."""

    def add(files: object, replacing: object, request: gr.Request) -> Iterator[str]:
        yield from work.add(files, _words(request), replacing=replacing is True)

    added = _listen(panel.files.upload, add, [panel.files, panel.replace], [panel.progress])
    emptied = _listen(added.then, lambda: None, [], [panel.files])
    _show_again(emptied, panel, work)


def _remove(panel: DocumentsPanel, work: DocumentsWork) -> None:
    """A file that is chosen is removed once that is confirmed."""
    hidden = gr.update(visible=False)

    def ask(source: object, request: gr.Request) -> list[object]:
        name = _text(source)
        if not name:
            return [hidden, ""]
        return [gr.update(visible=True), work.warning(name, _words(request))]

    def remove(source: object, request: gr.Request) -> list[object]:
        return [work.remove(_text(source), _words(request)), hidden, None]

    removable = [panel.removable]
    _listen(panel.remove.click, ask, removable, [panel.confirmation, panel.warning])
    _listen(panel.keep.click, lambda: hidden, [], [panel.confirmation])
    done = [panel.progress, panel.confirmation, panel.removable]
    removed = _listen(panel.really.click, remove, removable, done)
    _show_again(removed, panel, work)


def _show_again(after: Dependency, panel: DocumentsPanel, work: DocumentsWork) -> None:
    """Show what there is now; what was chosen stays chosen where it is still there."""

    def show(  # noqa: PLR0917 - one for each part
        names: object,
        folders: object,
        issuers: object,
        since: object,
        until: object,
        request: gr.Request,
    ) -> list[object]:
        words = _words(request)
        lists = work.lists(words)
        chosen = chosen_from_browser(names, folders, issuers, since, until)
        there = replace(
            chosen,
            names=_among(chosen.names, lists.names),
            folders=_among(chosen.folders, lists.folders),
            issuers=_among(chosen.issuers, lists.issuers),
        )
        offered = (
            (lists.names, there.names),
            (lists.folders, there.folders),
            (lists.issuers, there.issuers),
        )
        return [
            lists.library,
            *(gr.update(choices=list(names), value=list(value)) for names, value in offered),
            gr.update(choices=list(lists.files), value=None),
            work.said(there, words),
        ]

    _listen_in_order(after.then, show, panel.choice, [*panel.lists, panel.chosen])


def _listen(
    event: Callable[..., Dependency], handler: _Handler, given: _Parts, changed: _Parts
) -> Dependency:
    """Let `handler` take the values of `given` and make those of `changed`, for this page only."""
    return event(handler, list(given), list(changed), concurrency_limit=4, **_FOR_THIS_PAGE)


def _listen_in_order(
    event: Callable[..., Dependency], handler: _Handler, given: _Parts, changed: _Parts
) -> Dependency:
    """The same for what tells which documents are asked: what is told last is what was chosen last.

    One click can be two events (a field is left, a button pressed), and an earlier choice that took
    longer would replace a later one. So they are worked on one after the other, and one that comes
    while its like is under way is not dropped.
    """
    return event(
        handler,
        list(given),
        list(changed),
        trigger_mode="always_last",
        concurrency_id="choice",
        concurrency_limit=1,
        **_FOR_THIS_PAGE,
    )


def _among(names: Sequence[str], there: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in there)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _words(request: gr.Request) -> Words:
    return words_for(str(request.headers.get("accept-language", "")))
