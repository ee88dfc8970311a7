"""The cited document beside the conversation, with the place marked."""

from dataclasses import dataclass

import gradio as gr

from chat.assets import document_program
from qa.assistant import Assistant
from qa.errors import UnknownSource
from qa.showing import Reference, document_as_html, missing_as_html

EMPTY_PANEL = '<p class="cv-hint">The document that an answer cites is shown here.</p>'


@dataclass(frozen=True, slots=True)
class ShowDocument:
    """Shows the document that a citation's link leads to."""

    assistant: Assistant

    def __call__(self, link: str) -> str:
        """The document with the place marked; what is wrong where it cannot be shown."""
        reference = Reference.parse(link)
        if reference is None:
            return EMPTY_PANEL
        try:
            document = self.assistant.document(reference.source)
        except UnknownSource:
            return missing_as_html(reference.source)
        return document_as_html(document, reference)


def document_panel(assistant: Assistant) -> gr.HTML:
    """Put the panel where the page is being built."""
    show = ShowDocument(assistant)

    def show_document(link: str) -> str:
        """A plain function, because Gradio marks what it calls from the browser."""
        return show(link)

    return gr.HTML(
        EMPTY_PANEL,
        html_template='<div class="cv-frame" tabindex="0">${value}</div>',
        elem_id="cv-document",
        js_on_load=document_program(),
        server_functions=[show_document],
    )
