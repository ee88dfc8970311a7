"""The chats of this browser: a new one, and those that went before, which it keeps."""

from dataclasses import asdict, dataclass

import gradio as gr
from pydantic import TypeAdapter, ValidationError

from chat.asking import messages_of
from chat.conversation_panel import ConversationPanel, language_of
from chat.document_html import nothing_as_html
from chat.kept import KEPT_WITH, KeptTurn, turns_as_json, turns_from_json

# Ours: what fits into the room that a browser gives a page, beside the chat that goes on.
_MOST_CHATS = 20
_MOST_CHARACTERS = 1_000_000
_TITLE_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class KeptChat:
    """A conversation that was left."""

    turns: tuple[KeptTurn, ...]

    @property
    def title(self) -> str:
        """The beginning of its first question."""
        asked = " ".join(self.turns[0].understood.asked.split()) if self.turns else ""
        cut = asked[:_TITLE_CHARACTERS]
        return cut + " …" if len(cut) < len(asked) else cut


_CHATS = TypeAdapter(tuple[KeptChat, ...])


def chats_from_json(value: object) -> tuple[KeptChat, ...]:
    """The chats that `chats_as_json` made `value` of; none where it is anything else."""
    try:
        return _CHATS.validate_python(value)
    except ValidationError:
        return ()


def chats_as_json(chats: tuple[KeptChat, ...]) -> list[dict[str, object]]:
    """The chats as plain values, newest first, as many as there is room for."""
    kept: list[dict[str, object]] = []
    room = _MOST_CHARACTERS
    for chat in chats[:_MOST_CHATS]:
        room -= len(repr(chat))
        if room < 0:
            break
        kept.append(asdict(chat))
    return kept


@dataclass(frozen=True, slots=True)
class ChatsPanel:
    """The parts of the panel; `chats` are those that were left, as JSON."""

    new: gr.Button
    forget: gr.Button
    titles: gr.Dataset
    chats: gr.BrowserState


def chats_panel(words: gr.I18n) -> ChatsPanel:
    """Put the panel where the page is being built."""
    new = gr.Button(words("new_chat"), elem_id="cv-new-chat", size="md")
    titles = gr.Dataset(
        components=[gr.Textbox(visible=False)],
        samples=[],
        label=words("earlier_chats"),
        layout="table",
        type="index",
        headers=None,
        elem_id="cv-titles",
        samples_per_page=_MOST_CHATS,
    )
    forget = gr.Button(words("forget"), elem_id="cv-forget", size="sm", variant="secondary")
    chats = gr.BrowserState([], storage_key="chapterverse-chats", secret=KEPT_WITH)
    return ChatsPanel(new, forget, titles, chats)


def change_chats(
    blocks: gr.Blocks, panel: ChatsPanel, conversation: ConversationPanel, document: gr.HTML
) -> None:
    """Let the panel leave a conversation, go back to one, and forget all."""
    shown = [conversation.conversation, document, conversation.turns, panel.chats, panel.titles]

    def leave(turns: object, chats: object, request: gr.Request) -> tuple[object, ...]:
        left = _with(turns_from_json(turns), chats_from_json(chats))
        return _shown((), left, request)

    def go_back(
        number: int, turns: object, chats: object, request: gr.Request
    ) -> tuple[object, ...]:
        before = chats_from_json(chats)
        if not 0 <= number < len(before):
            return tuple(gr.skip() for _ in shown)
        others = (*before[:number], *before[number + 1 :])
        left = _with(turns_from_json(turns), others)
        return _shown(before[number].turns, left, request)

    def forget(request: gr.Request) -> tuple[object, ...]:
        return _shown((), (), request)

    def list_chats(chats: object) -> gr.Dataset:
        return _titles(chats_from_json(chats))

    kept = [conversation.turns, panel.chats]
    for event, handler, given in (
        (panel.new.click, leave, kept),
        (conversation.conversation.clear, leave, kept),
        (panel.titles.click, go_back, [panel.titles, *kept]),
        (panel.forget.click, forget, []),
    ):
        event(handler, given, shown, api_visibility="private", show_progress="hidden")
    blocks.load(
        list_chats,
        panel.chats,
        panel.titles,
        api_visibility="private",
        show_progress="hidden",
    )


def _with(turns: tuple[KeptTurn, ...], chats: tuple[KeptChat, ...]) -> tuple[KeptChat, ...]:
    return (KeptChat(turns), *chats) if turns else chats


def _shown(
    turns: tuple[KeptTurn, ...], chats: tuple[KeptChat, ...], request: gr.Request
) -> tuple[object, ...]:
    words = language_of(request)
    return (
        messages_of(turns, words),
        nothing_as_html(words),
        turns_as_json(turns),
        chats_as_json(chats),
        _titles(chats),
    )


def _titles(chats: tuple[KeptChat, ...]) -> gr.Dataset:
    return gr.Dataset(samples=[[chat.title] for chat in chats])
