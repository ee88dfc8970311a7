"""The cited document beside the conversation, with the place marked."""

import threading
from collections import OrderedDict

import gradio as gr

from chat.assets import document_program
from chat.document_html import PageView, document_as_html, is_of, missing_as_html, nothing_as_html
from chat.words import Words, words_for
from corpus.document import Document, label_at
from corpus.page_picture import PagePicture, picture_of
from qa.assistant import Assistant
from qa.errors import UnknownSource
from qa.originals import State, original_of
from qa.showing import Reference

# Pictures of pages are kept for going back and forth between citations. Ours: some 10 MB.
_PICTURES_KEPT = 32
# Pages drawn side by side; each takes a process.
_DRAWN_AT_ONCE = 2
_WHY_NOT = {
    State.CHANGED: "file_changed",
    State.GONE: "file_gone",
    State.INSIDE: "page_inside",
}


class DocumentView:
    """Shows the document that a citation's link leads to. Safe to use from several threads."""

    def __init__(self, assistant: Assistant) -> None:
        """Show the documents of `assistant`; nothing is opened yet."""
        self._assistant = assistant
        self._pictures: OrderedDict[tuple[object, ...], PagePicture] = OrderedDict()
        self._lock = threading.Lock()
        self._drawing = threading.Semaphore(_DRAWN_AT_ONCE)

    def show(self, link: str, words: Words, page: int = 0) -> str:
        """The document with the place marked; what is wrong where it cannot be shown.

        `page` is the number of the page to show of a file that has pages; 0 for the one cited.
        """
        reference = Reference.parse(link)
        if reference is None:
            return nothing_as_html(words)
        try:
            document = self._assistant.document(reference.source)
        except UnknownSource:
            return missing_as_html(reference.source, words)
        if not is_of(document, reference) or not document.reader.startswith("PDF"):
            return document_as_html(document, reference, words)
        view = self._page(document, reference, page)
        return document_as_html(document, reference, words, view)

    def _page(self, document: Document, reference: Reference, page: int) -> PageView:
        place = reference.quote or reference.passage
        label = label_at(document.marks, place.start)
        cited = int(label.rpartition(" ")[2]) if label[-1:].isdigit() else 1
        number = page or cited
        original = original_of(self._assistant.snapshot, document)
        if original.state is not State.SAME:
            return PageView(number, None, why_not=_WHY_NOT[original.state])
        spans = (reference.passage, place if reference.quote else None)
        texts = tuple(document.text[span.start : span.end] if span else "" for span in spans)
        # A place that runs on over the end of its page is marked on the next one, too.
        picture = self._picture(original.data, document.sha256, number, texts)
        why_not = "" if picture else "page_fails"
        return PageView(number, picture, cited=number == cited, why_not=why_not)

    def _picture(
        self, data: bytes, sha256: str, number: int, texts: tuple[str, ...]
    ) -> PagePicture | None:
        key = (sha256, number, texts)
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
                return self._pictures[key]
        with self._drawing:
            picture = picture_of(data, number, texts)
        if picture is not None:
            with self._lock:
                self._pictures[key] = picture
                while len(self._pictures) > _PICTURES_KEPT:
                    self._pictures.popitem(last=False)
        return picture


def document_panel(view: DocumentView) -> gr.HTML:
    """Put the panel where the page is being built."""

    def show_document(asked: dict[str, object]) -> str:
        """What the browser asks for: a link, its language, and a page or 0."""
        words = words_for(str(asked.get("language", "")))
        page = asked.get("page")
        return view.show(str(asked.get("link", "")), words, page if isinstance(page, int) else 0)

    return gr.HTML(
        nothing_as_html(words_for("")),
        html_template='<div class="cv-frame" tabindex="0" role="region">${value}</div>',
        elem_id="cv-document",
        js_on_load=document_program(),
        server_functions=[show_document],
    )
