"""The conversation: questions, and the answers with their citations."""

from dataclasses import dataclass

import gradio as gr

from chat.document_panel import EMPTY_PANEL, ShowDocument
from chat.documents_panel import DocumentsPanel
from qa.assistant import Assistant
from qa.errors import ChapterverseError
from qa.settings import Settings
from qa.showing import answer_as_html, error_as_html, first_reference, question_as_html

Message = dict[str, str]

# Answered side by side; more than the machine's cores only makes each of them slower.
_QUESTIONS_AT_ONCE = 4

# What stands in the field is what is asked. Gradio's own account of it misses what was typed before
# its program had taken hold of the page, and such a question would be lost.
_TAKE_WHAT_IS_SEEN = """
(question, history) => {
  const field = document.querySelector('#cv-question textarea');
  const seen = field ? field.value : question;
  if (field && seen.trim()) field.value = '';
  return [seen, history];
}
"""


@dataclass(frozen=True, slots=True)
class ConversationPanel:
    """The parts of the panel that others use."""

    conversation: gr.Chatbot
    question: gr.Textbox
    send: gr.Button


@dataclass(frozen=True, slots=True)
class Asking:
    """What happens when a question is sent; each method takes values of parts and gives new ones.

    Answers come with `k` passages each.
    """

    assistant: Assistant
    k: int

    def take_question(
        self, question: str, history: list[Message]
    ) -> tuple[str, list[Message], str]:
        """Show the question at once and empty its field; it is answered in a second step."""
        if not question.strip():
            return question, history, ""
        shown: Message = {"role": "user", "content": question_as_html(question)}
        return "", [*history, shown], question

    def answer(
        self, question: str, history: list[Message], panel: str, sources: list[str] | None
    ) -> tuple[list[Message], str]:
        """Add the answer to the conversation, and show the document that it cites."""
        if not question:
            return history, panel
        try:
            found = self.assistant.ask(question, self.k, sources)
        except ChapterverseError as error:
            return [*history, {"role": "assistant", "content": error_as_html(error)}], panel
        reference = first_reference(found)
        show = ShowDocument(self.assistant)
        shown = show(reference.link()) if reference else EMPTY_PANEL
        return [*history, {"role": "assistant", "content": answer_as_html(found)}], shown


def conversation_panel() -> ConversationPanel:
    """Put the panel where the page is being built."""
    conversation = gr.Chatbot(
        label="Conversation",
        show_label=False,
        elem_id="cv-chat",
        height="68vh",
        buttons=["copy", "copy_all"],
        latex_delimiters=[],
        feedback_options=None,
        placeholder="Ask what your documents say.",
    )
    with gr.Row():
        question = gr.Textbox(
            show_label=False,
            label="Question",
            placeholder="Ask a question about the documents",
            elem_id="cv-question",
            autofocus=True,
            max_lines=4,
            scale=9,
        )
        send = gr.Button("Ask", variant="primary", elem_id="cv-ask", scale=1)
    return ConversationPanel(conversation, question, send)


def answer_questions(
    panel: ConversationPanel,
    document: gr.HTML,
    documents: DocumentsPanel,
    assistant: Assistant,
    settings: Settings,
) -> None:
    """Let the panel answer: in itself, and with the cited document in `document`."""
    asking = Asking(assistant, settings.k)
    asked = gr.State("")
    gr.on(
        [panel.question.submit, panel.send.click],
        asking.take_question,
        [panel.question, panel.conversation],
        [panel.question, panel.conversation, asked],
        js=_TAKE_WHAT_IS_SEEN,
        api_visibility="private",
        show_progress="hidden",
    ).then(
        asking.answer,
        [asked, panel.conversation, document, documents.sources],
        [panel.conversation, document],
        api_visibility="private",
        show_progress="hidden",
        concurrency_limit=_QUESTIONS_AT_ONCE,
    ).then(documents.show, None, documents.library, api_visibility="private")
