"""What the browser is given beside the page: its style and its program, from files beside this."""

from importlib.resources import files


def style() -> str:
    """The style of the page."""
    return _text("chat.css")


def program() -> str:
    """What goes into the page's head: it runs before Gradio's own program does."""
    return f"<script>{_text('chat.js')}</script>"


def document_program() -> str:
    """What runs in the panel of the cited document."""
    return _text("document.js")


def _text(name: str) -> str:
    return files("chat").joinpath(name).read_text(encoding="utf-8")
