"""Example questions, thought of in the background, for a chat in which nothing is asked yet."""

import logging
import threading

import gradio as gr

from chat.conversation_panel import ConversationPanel, language_of
from chat.turn_html import examples_as_html
from qa.assistant import Assistant
from qa.examples import example_questions

# A page that is opened while they are thought of waits for them so long; it is whole without them.
_WAIT_SECONDS = 20


class Examples:
    """Thinks of the questions in a thread of its own, once for each state of the index."""

    def __init__(self, assistant: Assistant) -> None:
        """Begin at once."""
        self._assistant = assistant
        self._lock = threading.Lock()
        self._begin()

    def questions(self) -> tuple[str, ...]:
        """The questions for the index as it is; none while they are not there."""
        with self._lock:
            if self._generation != self._assistant.snapshot.generation:
                self._begin()
            ready = self._ready
        ready.wait(_WAIT_SECONDS)
        return self._questions

    def _begin(self) -> None:
        self._questions: tuple[str, ...] = ()
        self._generation = self._assistant.snapshot.generation
        self._ready = threading.Event()
        threading.Thread(target=self._think, args=(self._ready,), daemon=True).start()

    def _think(self, ready: threading.Event) -> None:
        try:
            self._questions = example_questions(self._assistant)
        except Exception:
            logging.getLogger(__name__).exception("no example questions could be made")
        finally:
            ready.set()


def offer_examples(blocks: gr.Blocks, panel: ConversationPanel, examples: Examples) -> None:
    """Let an empty conversation offer questions, which are asked when they are chosen."""

    def offer(request: gr.Request) -> gr.Chatbot:
        words = language_of(request)
        return gr.Chatbot(placeholder=examples_as_html(examples.questions(), words))

    blocks.load(
        offer,
        None,
        panel.conversation,
        api_visibility="private",
        show_progress="hidden",
        concurrency_limit=None,
    )
