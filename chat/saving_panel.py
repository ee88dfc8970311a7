"""Saving a conversation as a file, which `qa verify` can check."""

from datetime import UTC, datetime

import gradio as gr

from chat.conversation_panel import ConversationPanel
from chat.kept import turns_from_json
from qa.errors import ExportError
from qa.export import Kind
from qa.transcript import export_transcript

_NAMES: dict[Kind, str] = {"md": "Markdown", "html": "HTML", "json": "JSON"}


def saving_panel(words: gr.I18n) -> dict[Kind, gr.Button]:
    """Put a button for each kind of file where the page is being built."""
    gr.Markdown(words("save_chat"), elem_id="cv-save-chat")
    with gr.Row():
        return {
            kind: gr.Button(name, size="sm", elem_id=f"cv-save-{kind}", min_width=60)
            for kind, name in _NAMES.items()
        }


def save_conversation(panel: dict[Kind, gr.Button], conversation: ConversationPanel) -> None:
    """Let the buttons give the conversation to the browser as a file."""
    file = gr.JSON(visible=False)
    for kind, button in panel.items():
        # The kind is given by a value that does not change, since one function serves all.
        button.click(
            file_of,
            [gr.State(kind), conversation.turns],
            file,
            api_visibility="private",
            show_progress="hidden",
        ).then(None, file, None, js="(file) => window.chapterverse.save(file)")


def file_of(kind: Kind, turns: object) -> dict[str, str]:
    """The name and the text of the file; of no conversation, nothing but what is wrong."""
    day = datetime.now(UTC).date().isoformat()
    try:
        text = export_transcript([turn.saved for turn in turns_from_json(turns)], kind)
    except ExportError as error:
        return {"problem": f"{error.message}: {error.hint}"}
    return {"name": f"chapterverse-{day}.{kind}", "text": text}
