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

_EMPTY_PANEL = '<p class="cv-hint">The document that an answer cites is shown here.</p>'
