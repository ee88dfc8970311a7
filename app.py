"""The web server: the chat's page, what it may load, and whether it runs.

The page itself stands in `chat`. Nothing is fetched from other hosts, and the page may not either.
"""

import socket
from collections.abc import Awaitable, Callable
from threading import Event, Thread
from typing import TYPE_CHECKING

from qa.assistant import Assistant
from qa.errors import ServeError
from qa.opening import assistant_with, make_encoder
from qa.settings import Settings, keep_offline

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

# The page may load and send nothing but from and to its own server. Gradio's program needs inline
# scripts and evaluates its templates.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:;"
    " style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; frame-src 'self'; object-src 'none';"
    " base-uri 'self'; frame-ancestors 'self'"
)

# Open pages hold connections that never end; a server that is stopped waits no longer for them.
_GRACE_SECONDS = 2

# Who starts the server may not open the page at once; the models are loaded all the same.
_SECONDS_TO_FIRST_PAGE = 2
# A question waits for the queue for half of that at the mean. Ours.
_SECONDS_BETWEEN_LOOKS = 0.02


def serve(settings: Settings) -> None:
    """Open the chat at `settings.host` and `settings.port` until it is stopped.

    Raises: ServeError: when the address cannot be listened on. What `open_index` raises.
    """
    import uvicorn

    keep_offline()
    # The page comes first: the models are loaded only when it has been sent, or after a while.
    assistant = assistant_with(settings, make_encoder(settings))
    listener = _listen(settings)
    sent = Event()
    app = create_app(assistant, settings, sent)
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    print(f"Chapterverse is at http://{shown}:{port} (stop it with Ctrl-C)", flush=True)  # noqa: T201
    Thread(target=_warm_up, args=(assistant, sent), daemon=True).start()
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=_GRACE_SECONDS)
    )
    server.run(sockets=[listener])


def _warm_up(assistant: Assistant, sent: Event) -> None:
    """Load the models, so that the first question waits for them as little as may be."""
    sent.wait(_SECONDS_TO_FIRST_PAGE)
    assistant.warm_up()


def create_app(assistant: Assistant, settings: Settings, sent: Event | None = None) -> "FastAPI":
    """The whole web application: the page, its data, and `/health`; `sent` is set by a response."""
    sent = sent or Event()
    keep_offline()
    from chat.gradio_import import import_gradio

    import_gradio()
    import gradio as gr
    from fastapi import FastAPI

    from chat.assets import program, style
    from chat.hosts import HostCheck
    from chat.mcp_server import answer_in_json, check_mcp
    from chat.page import build_page
    from chat.words import translations

    if settings.mcp == "on":
        check_mcp()
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(HostCheck, host=settings.host, allowed=settings.allowed_hosts)

    @app.middleware("http")
    async def send_policy(
        request: "Request", call_next: "Callable[[Request], Awaitable[Response]]"
    ) -> "Response":
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        sent.set()
        return response

    @app.get("/health")
    def health() -> dict[str, object]:
        return {"status": "ok", "passages": len(assistant.snapshot)}

    page = build_page(assistant, settings)
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        page,
        path="/",
        server_name=settings.host,
        server_port=settings.port,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        max_file_size=f"{settings.upload_megabytes}mb",
        mcp_server=settings.mcp == "on",
        theme=gr.themes.Soft(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
        head=program(),
        i18n=translations(),
        css=style(),
    )
    # Only of a page that counts as launched does Gradio check that files are what was uploaded; of
    # one that is mounted, any file of this computer could be had by naming its path.
    page.has_launched = True
    answer_in_json(page)
    # Gradio looks into its empty queue a thousand times a second, which takes a tenth of a core.
    page._queue.sleep_when_free = _SECONDS_BETWEEN_LOOKS  # noqa: SLF001 - there is no other way
    page._queue.progress_update_sleep_when_free = 1.0  # noqa: SLF001 - nothing of ours uses it
    return mounted


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
