"""What somebody thinks of an answer: liked or not, and a word about it, kept beside the index."""

from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from chat.conversation_panel import ConversationPanel, language_of
from chat.kept import turns_from_json
from qa.errors import ChapterverseError
from qa.feedback import record
from qa.uploads import Uploads


@dataclass(frozen=True, slots=True)
class FeedbackPanel:
    """The parts of the panel; `about` says which turn was liked or not, as JSON."""

    row: gr.Row
    word: gr.Textbox
    save: gr.Button
    about: gr.JSON


def feedback_panel(words: gr.I18n) -> FeedbackPanel:
    """Put the panel where the page is being built; it is seen once an answer is liked or not."""
    with gr.Row(visible=False, elem_id="cv-feedback") as row:
        word = gr.Textbox(
            label=words("why_like"),
            placeholder=words("why_like_here"),
            max_length=500,
            max_lines=1,
            scale=9,
            elem_id="cv-word",
        )
        save = gr.Button(words("save"), elem_id="cv-save-word", scale=1, min_width=90)
    return FeedbackPanel(row, word, save, gr.JSON(visible=False))


def keep_feedback(
    panel: FeedbackPanel, conversation: ConversationPanel, index: Path, uploads: Uploads
) -> None:
    """Keep what is thought of answers in the index folder, where it may be changed."""

    def keep(turns: object, liked: object, number: object, word: str) -> bool:
        kept = turns_from_json(turns)
        if not isinstance(number, int) or not 0 <= number < len(kept):
            return False
        try:
            uploads.check_writable()
            record(index, kept[number].saved, liked=bool(liked), word=word)
        except ChapterverseError as error:
            gr.Warning(f"{error.message}: {error.hint}")
            return False
        return True

    def like(turns: object, liked: gr.LikeData) -> tuple[object, ...]:
        at = liked.index[0] if isinstance(liked.index, (list, tuple)) else liked.index
        # Each turn is two messages: the question, and the answer, which is the one that is liked.
        about = {"number": int(at) // 2, "liked": bool(liked.liked)}
        kept = keep(turns, about["liked"], about["number"], "")
        return gr.Row(visible=kept), "", about

    def explain(
        turns: object, about: dict[str, object] | None, word: str, request: gr.Request
    ) -> object:
        about = about or {}
        words = language_of(request)
        if word.strip() and keep(turns, about.get("liked"), about.get("number"), word):
            gr.Info(words["thanks"])
        return gr.Row(visible=False)

    conversation.conversation.like(
        like,
        conversation.turns,
        [panel.row, panel.word, panel.about],
        api_visibility="private",
        show_progress="hidden",
    )
    gr.on(
        [panel.save.click, panel.word.submit],
        explain,
        [conversation.turns, panel.about, panel.word],
        panel.row,
        api_visibility="private",
        show_progress="hidden",
    )
