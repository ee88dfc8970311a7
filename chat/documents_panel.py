"""The documents that can be asked about: their list, with what could not be read."""

from dataclasses import dataclass

import gradio as gr

from qa.assistant import Assistant
from qa.settings import Settings
from qa.showing import library_as_html


@dataclass(frozen=True, slots=True)
class DocumentsPanel:
    """The parts of the panel that others use.

    `sources` holds the documents that alone are asked, as a list of their sources, or None for all.
    `show` makes the list anew, for `library`.
    """

    library: gr.HTML
    sources: gr.JSON
    show: "ShowLibrary"


@dataclass(frozen=True, slots=True)
class ShowLibrary:
    """Shows the list of the documents, and of the files that could not be read."""

    assistant: Assistant

    def __call__(self) -> str:
        """The list as it is now."""
        snapshot = self.assistant.snapshot
        coverage, passages = snapshot.coverage(), len(snapshot)
        return library_as_html(coverage, passages, unfinished=snapshot.unfinished)


def documents_panel(assistant: Assistant, settings: Settings) -> DocumentsPanel:  # noqa: ARG001
    """Put the panel where the page is being built."""
    with gr.Accordion("Documents", open=False, elem_id="cv-library"):
        library = gr.HTML()
        sources = gr.JSON(value=None, visible="hidden", elem_id="cv-chosen")
    return DocumentsPanel(library, sources, ShowLibrary(assistant))
