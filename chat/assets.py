"""What the browser is given beside the page: its style and its program, from files beside this."""

import json
from importlib.resources import files

from chat.words import WORDS

# What the browser's own program says; the server writes the rest.
_SAID_THERE = ("back", "copied", "editing", "lost", "unanswered")


def style() -> str:
    """The style of the page."""
    return _text("chat.css") + _text("documents.css")


def program() -> str:
    """What goes into the page's head: it runs before Gradio's own program does."""
    words = {
        language: {name: said[name] for name in _SAID_THERE} for language, said in WORDS.items()
    }
    ours = _text("chat.js").replace("WORDS", json.dumps(words), 1)
    return f"<script>{ours}{_text('stream.js')}</script>"


def document_program() -> str:
    """What runs in the panel of the cited document."""
    return _text("document.js")


def _text(name: str) -> str:
    return files("chat").joinpath(name).read_text(encoding="utf-8")
