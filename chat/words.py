"""The words of the page, in English and Chinese."""

import gradio as gr

_WORDS = {
    "en": {"documents": "Documents"},
    "zh": {"documents": "文档"},
}


def translations() -> gr.I18n:
    """The words in the form in which the browser chooses among them by its language."""
    return gr.I18n(**_WORDS)
