"""The web chat: a question, the answer with its citations, and the cited document beside it.

Only Gradio's parts and how they are joined; what is said stands in `qa`. Nothing is fetched from
other hosts, and the page may not either.
"""

import socket
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import TYPE_CHECKING

from qa.assistant import Assistant
from qa.errors import ChapterverseError, ServeError, UnknownSource
from qa.opening import open_assistant
from qa.settings import Settings, keep_offline
from qa.showing import (
    REFERENCE_PREFIX,
    Reference,
    answer_as_html,
    document_as_html,
    error_as_html,
    first_reference,
    library_as_html,
    missing_as_html,
    question_as_html,
)

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

Message = dict[str, str]

# The page may load and send nothing but from and to its own server. Gradio's program needs inline
# scripts and evaluates its templates.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:;"
    " style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; frame-src 'self'; object-src 'none';"
    " base-uri 'self'; frame-ancestors 'self'"
)

# A citation is a link to a place in this page. A click on one, by mouse or keyboard, asks the
# server for the document and shows it with the place in sight.
_FOLLOW_CITATIONS = """
const show = () => {
  const mark = element.querySelector('.cv-quote') || element.querySelector('.cv-passage');
  const frame = element.querySelector('.cv-frame');
  if (!mark || !frame) return;
  const distance = mark.getBoundingClientRect().top - frame.getBoundingClientRect().top;
  frame.scrollTop += distance - frame.clientHeight / 3;
};
document.addEventListener('click', async (event) => {
  const link = event.target.closest && event.target.closest('a[href^="PREFIX"]');
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  props.value = await server.show_document(link.getAttribute('href'));
  requestAnimationFrame(() => requestAnimationFrame(show));
  if (window.innerWidth < 900) element.scrollIntoView({ behavior: 'smooth' });
}, true);
watch('value', () => requestAnimationFrame(show));
""".replace("PREFIX", REFERENCE_PREFIX)

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

# A question that was sent before Gradio's program listened for it is sent again until it is taken,
# which empties the field, or until somebody writes on.
_SEND_UNTIL_TAKEN = """<script>
addEventListener('keydown', (event) => {
  const field = event.target;
  const sent = field.matches && field.matches('#cv-question textarea') && field.value.trim();
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !sent) return;
  const seen = field.value;
  const again = setInterval(() => {
    const now = document.querySelector('#cv-question textarea');
    if (!now || now.value.trim() !== seen.trim()) return clearInterval(again);
    const button = document.querySelector('#cv-ask');
    if (button) button.click();
  }, 700);
}, true);
</script>"""

# Answered side by side; more than the machine's cores only makes each of them slower.
_QUESTIONS_AT_ONCE = 4
_EMPTY_PANEL = '<p class="cv-hint">The document that an answer cites is shown here.</p>'


def serve(settings: Settings) -> None:
    """Open the chat at `settings.host` and `settings.port` until it is stopped.

    Raises: ServeError: when the address cannot be listened on. What `open_assistant` raises.
    """
    import uvicorn

    keep_offline()
    assistant = open_assistant(settings)
    assistant.warm_up()
    listener = _listen(settings)
    app = create_app(assistant, settings)
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    print(f"Chapterverse is at http://{shown}:{port} (stop it with Ctrl-C)", flush=True)  # noqa: T201
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    server.run(sockets=[listener])


def create_app(assistant: Assistant, settings: Settings) -> "FastAPI":
    """The whole web application: the page, its data, and `/health`."""
    keep_offline()
    import gradio as gr
    from fastapi import FastAPI

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.middleware("http")
    async def send_policy(
        request: "Request", call_next: "Callable[[Request], Awaitable[Response]]"
    ) -> "Response":
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    @app.get("/health")
    def health() -> dict[str, object]:
        return {"status": "ok", "passages": len(assistant.snapshot)}

    mounted: FastAPI = gr.mount_gradio_app(
        app,
        build_page(assistant, settings),
        path="/",
        server_name=settings.host,
        server_port=settings.port,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        theme=gr.themes.Soft(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
        head=_SEND_UNTIL_TAKEN,
        css=files("qa").joinpath("chat.css").read_text(encoding="utf-8"),
    )
    return mounted


class Page:
    """What happens on the page: each method takes values of its parts and gives new ones."""

    def __init__(self, assistant: Assistant, k: int) -> None:
        """Answer from `assistant` with `k` passages each."""
        self._assistant = assistant
        self._k = k

    def take_question(
        self, question: str, history: list[Message]
    ) -> tuple[str, list[Message], str]:
        """Show the question at once and empty its field; it is answered in a second step."""
        if not question.strip():
            return question, history, ""
        shown: Message = {"role": "user", "content": question_as_html(question)}
        return "", [*history, shown], question

    def answer(
        self, question: str, history: list[Message], panel: str
    ) -> tuple[list[Message], str]:
        """Add the answer to the conversation, and show the document that it cites."""
        if not question:
            return history, panel
        try:
            found = self._assistant.ask(question, self._k)
        except ChapterverseError as error:
            return [*history, {"role": "assistant", "content": error_as_html(error)}], panel
        reference = first_reference(found)
        shown = self.show_document(reference.link()) if reference else _EMPTY_PANEL
        return [*history, {"role": "assistant", "content": answer_as_html(found)}], shown

    def show_document(self, link: str) -> str:
        """The document that a citation's link leads to, with the place marked."""
        reference = Reference.parse(link)
        if reference is None:
            return _EMPTY_PANEL
        try:
            document = self._assistant.document(reference.source)
        except UnknownSource:
            return missing_as_html(reference.source)
        return document_as_html(document, reference)

    def show_library(self) -> str:
        """The list of the documents, and of the files that could not be read."""
        snapshot = self._assistant.snapshot
        coverage, passages = snapshot.coverage(), len(snapshot)
        return library_as_html(coverage, passages, unfinished=snapshot.unfinished)


def build_page(assistant: Assistant, settings: Settings) -> "gr.Blocks":
    """The page: the conversation on the left, the cited document on the right."""
    import gradio as gr

    page = Page(assistant, settings.k)

    def show_document(link: str) -> str:
        """A plain function, because Gradio marks what it calls from the browser."""
        return page.show_document(link)

    blocks: gr.Blocks
    with gr.Blocks(
        title="Chapterverse", analytics_enabled=False, fill_height=True, fill_width=True
    ) as blocks:
        gr.Markdown("# Chapterverse", elem_id="cv-title")
        with gr.Row(elem_id="cv-main"):
            with gr.Column(scale=6, min_width=360):
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
            with gr.Column(scale=5, min_width=320):
                document = gr.HTML(
                    _EMPTY_PANEL,
                    html_template='<div class="cv-frame" tabindex="0">${value}</div>',
                    elem_id="cv-document",
                    js_on_load=_FOLLOW_CITATIONS,
                    server_functions=[show_document],
                )
        with gr.Accordion("Documents", open=False, elem_id="cv-library"):
            library = gr.HTML()
        asked = gr.State("")
        gr.on(
            [question.submit, send.click],
            page.take_question,
            [question, conversation],
            [question, conversation, asked],
            js=_TAKE_WHAT_IS_SEEN,
            api_visibility="private",
            show_progress="hidden",
        ).then(
            page.answer,
            [asked, conversation, document],
            [conversation, document],
            api_visibility="private",
            show_progress="hidden",
            concurrency_limit=_QUESTIONS_AT_ONCE,
        ).then(page.show_library, None, library, api_visibility="private")
        blocks.load(page.show_library, None, library, api_visibility="private")
    return blocks


def _listen(settings: Settings) -> socket.socket:
    """A listening socket, so that a port in use is an error of ours and not a traceback."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise ServeError(
            f"the chat cannot listen at {settings.host}:{settings.port}: {error.strerror or error}",
            hint="stop what listens there, or choose another port with `--port`",
        ) from error
    return listener
