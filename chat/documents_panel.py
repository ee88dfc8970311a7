"""The parts of the documents' panel: the list, and what is added, chosen and removed with."""

from dataclasses import dataclass

import gradio as gr


@dataclass(frozen=True, slots=True)
class DocumentsPanel:
    """The parts of the panel that others use."""

    library: gr.HTML
    chosen: gr.HTML
    names: gr.Dropdown
    folders: gr.Dropdown
    issuers: gr.Dropdown
    since: gr.Textbox
    until: gr.Textbox
    everything: gr.Button
    files: gr.File
    replace: gr.Checkbox
    progress: gr.HTML
    removable: gr.Dropdown
    remove: gr.Button
    confirmation: gr.Group
    warning: gr.HTML
    really: gr.Button
    keep: gr.Button

    @property
    def choice(self) -> list[gr.components.Component]:
        """The parts that say which documents are asked."""
        return [self.names, self.folders, self.issuers, self.since, self.until]

    @property
    def lists(self) -> list[gr.components.Component]:
        """The parts that show what there is."""
        return [self.library, self.names, self.folders, self.issuers, self.removable]


def documents_panel(words: gr.I18n) -> DocumentsPanel:
    """Put the panel where the page is being built."""
    with gr.Accordion(words("documents"), open=False, elem_id="cv-library"):
        with gr.Row():
            with gr.Column(min_width=280):
                files = gr.File(
                    label=words("add_files"), file_count="multiple", height=140, elem_id="cv-add"
                )
                replace = gr.Checkbox(
                    label=words("replace"), info=words("add_files_here"), elem_id="cv-replace"
                )
                progress = gr.HTML(elem_id="cv-progress")
            with gr.Column(min_width=280):
                gr.Markdown(f"## {words('which')}", elem_id="cv-which")
                names, folders, issuers = (
                    gr.Dropdown(
                        [], multiselect=True, label=words(f"by_{what}"), elem_id=f"cv-{what}"
                    )
                    for what in ("name", "folder", "issuer")
                )
                with gr.Row():
                    since, until = (
                        gr.Textbox(
                            label=words(what),
                            placeholder=words("date_form"),
                            elem_id=f"cv-{what}",
                            max_lines=1,
                            min_width=120,
                        )
                        for what in ("since", "until")
                    )
                everything = gr.Button(words("everything"), size="sm", elem_id="cv-everything")
                chosen = gr.HTML(elem_id="cv-choice")
        library = gr.HTML(elem_id="cv-list")
        with gr.Row(equal_height=True):
            removable = gr.Dropdown(
                [], value=None, label=words("remove_which"), elem_id="cv-removable", scale=4
            )
            remove = gr.Button(words("remove"), size="sm", elem_id="cv-remove", scale=1)
        with gr.Group(visible=False, elem_classes="cv-confirmation") as confirmation:
            warning = gr.HTML(elem_id="cv-warning")
            with gr.Row():
                really = gr.Button(words("really"), variant="stop", elem_id="cv-really")
                keep = gr.Button(words("keep"), elem_id="cv-keep")
    return DocumentsPanel(
        library=library,
        chosen=chosen,
        names=names,
        folders=folders,
        issuers=issuers,
        since=since,
        until=until,
        everything=everything,
        files=files,
        replace=replace,
        progress=progress,
        removable=removable,
        remove=remove,
        confirmation=confirmation,
        warning=warning,
        really=really,
        keep=keep,
    )
