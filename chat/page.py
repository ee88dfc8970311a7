"""The page: the conversation on the left, the cited document on the right, the documents below."""

import gradio as gr

from chat.api import offer_endpoints
from chat.asking import Asking
from chat.chats_panel import change_chats, chats_panel
from chat.conversation_panel import answer_questions, conversation_panel, restore_conversation
from chat.document_panel import DocumentView, document_panel
from chat.documents_events import manage_documents
from chat.documents_panel import documents_panel
from chat.example_questions import Examples, offer_examples
from chat.feedback_panel import feedback_panel, keep_feedback
from chat.saving_panel import save_conversation, saving_panel
from chat.words import translations
from qa.assistant import Assistant
from qa.settings import Settings
from qa.uploads import UploadOptions, Uploads

# What browsers sent is deleted from the server's temporary folder after a day, looked for hourly.
_DELETED_AFTER = (3600, 86_400)


def build_page(assistant: Assistant, settings: Settings) -> gr.Blocks:
    """The page's parts, each of which is made by its panel, and how they are joined."""
    words = translations()
    view = DocumentView(assistant)
    options = UploadOptions(settings.upload_megabytes, read_only=settings.read_only == "on")
    uploads = Uploads(assistant.library, options)
    blocks: gr.Blocks
    with gr.Blocks(
        title="Chapterverse",
        analytics_enabled=False,
        delete_cache=_DELETED_AFTER,
        fill_height=True,
        fill_width=True,
    ) as blocks:
        offer_endpoints(assistant, uploads)  # first, since names are given to whoever comes first
        with gr.Sidebar(open=False, width=300, elem_id="cv-chats"):
            chats = chats_panel(words)
            saving = saving_panel(words)
        gr.Markdown("# Chapterverse", elem_id="cv-title")
        with gr.Row(elem_id="cv-main"):
            with gr.Column(scale=6, min_width=360, elem_id="cv-left"):
                conversation = conversation_panel(words)
                feedback = feedback_panel(words)
            with gr.Column(scale=5, min_width=320, elem_id="cv-right"):
                document = document_panel(view)
        documents = documents_panel(words)
        asking = Asking(assistant, settings.k)
        answer_questions(conversation, document, view, documents, asking)
        change_chats(blocks, chats, conversation, document)
        save_conversation(saving, conversation)
        keep_feedback(feedback, conversation, settings.index, uploads)
        restore_conversation(blocks, conversation)
        offer_examples(blocks, conversation, Examples(assistant))
        manage_documents(blocks, documents, assistant, uploads)
    return blocks
