"""The conversation: questions, and the answers with their citations."""

from collections.abc import Iterator
from dataclasses import dataclass

import gradio as gr

from chat.asking import Asking, messages_of, wish_from_json
from chat.chosen import chosen_from_browser
from chat.document_panel import DocumentView
from chat.documents_panel import DocumentsPanel
from chat.kept import KEPT_WITH, turns_as_json, turns_from_json
from chat.turn_html import first_reference
from chat.words import Words, words_for

# Answered side by side; more than the machine's cores only makes each of them slower.
_QUESTIONS_AT_ONCE = 4
_HANDED_ON = "(...values) => window.chapterverse.taken(values)"


@dataclass(frozen=True, slots=True)
class ConversationPanel:
    """The parts of the panel that others use; `turns` are those of the conversation, as JSON."""

    conversation: gr.Chatbot
    question: gr.Textbox
    send: gr.Button
    turns: gr.BrowserState


def conversation_panel(words: gr.I18n) -> ConversationPanel:
    """Put the panel where the page is being built."""
    conversation = gr.Chatbot(
        label=words("conversation"),
        show_label=False,
        elem_id="cv-chat",
        height="100%",
        buttons=[],
        latex_delimiters=[],
        feedback_options=("Like", "Dislike"),
        layout="bubble",
        placeholder=str(words("ask_what")),
    )
    with gr.Row(elem_id="cv-asking"):
        question = gr.Textbox(
            show_label=False,
            label=words("question"),
            placeholder=words("ask_here"),
            elem_id="cv-question",
            autofocus=True,
            max_lines=4,
            scale=9,
        )
        send = gr.Button(words("ask"), variant="primary", elem_id="cv-ask", scale=1, min_width=90)
    turns = gr.BrowserState([], storage_key="chapterverse-chat", secret=KEPT_WITH)
    return ConversationPanel(conversation, question, send, turns)


def answer_questions(
    panel: ConversationPanel,
    document: gr.HTML,
    view: DocumentView,
    documents: DocumentsPanel,
    asking: Asking,
) -> None:
    """Let the panel answer: in itself, and with the cited document in `document`."""
    # What the browser wishes beside the question; its program gives the value.
    wish = gr.JSON(visible=False)

    def ask(  # noqa: PLR0917 - one for each part
        question: object,
        turns: object,
        wish: object,
        names: object,
        folders: object,
        issuers: object,
        since: object,
        until: object,
        request: gr.Request,
    ) -> Iterator[tuple[object, ...]]:
        if not isinstance(question, str) or not question.strip():
            yield gr.skip(), gr.skip()
            return
        kept, wished = turns_from_json(turns), wish_from_json(wish)
        # From the fields as they stand, and not from what a choice that is still being worked on
        # will have made of them.
        chosen = chosen_from_browser(names, folders, issuers, since, until)
        for step in asking.steps(question, kept, wished, chosen, language_of(request)):
            answered = gr.skip() if step.turns is None else turns_as_json(step.turns)
            yield step.messages, answered

    def show_cited(turns: object, request: gr.Request) -> object:
        kept = turns_from_json(turns)
        reference = first_reference(kept[-1]) if kept else None
        return view.show(reference.link(), language_of(request)) if reference else gr.skip()

    gr.on(
        [panel.question.submit, panel.send.click],
        ask,
        [panel.question, panel.turns, wish, *documents.choice],
        [panel.conversation, panel.turns],
        js=_HANDED_ON,
        # The names that are chosen may be of documents that came after the page was made.
        preprocess=False,
        trigger_mode="multiple",
        api_visibility="private",
        show_progress="hidden",
        concurrency_limit=_QUESTIONS_AT_ONCE,
    ).then(
        show_cited,
        panel.turns,
        document,
        js="(turns) => (window.chapterverse.answered(), [turns])",
        api_visibility="private",
        show_progress="hidden",
        concurrency_limit=_QUESTIONS_AT_ONCE,
    )


def restore_conversation(blocks: gr.Blocks, panel: ConversationPanel) -> None:
    """Show what the browser kept when the page is opened, or ask what its address asks."""

    def restore(turns: object, request: gr.Request) -> object:
        kept = turns_from_json(turns)
        # Who asks at once must not lose sight of the question when nothing is brought back.
        return messages_of(kept, language_of(request)) if kept else gr.skip()

    blocks.load(
        restore,
        panel.turns,
        panel.conversation,
        api_visibility="private",
        show_progress="hidden",
    ).then(None, panel.turns, None, js="(turns) => window.chapterverse.opened(turns)")


def language_of(request: gr.Request) -> Words:
    """The words in the language that the browser asks for first."""
    return words_for(str(request.headers.get("accept-language", "")))
