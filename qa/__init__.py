"""Answers with chapter and verse from a folder of documents.

>>> from qa import ask, open_index
>>> answer = ask("Who signed the letter?")          # doctest: +SKIP
>>> assistant = open_index(".qa-index")             # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.answer import Answer, Seconds, answer_as_json
    from qa.assistant import Assistant
    from qa.errors import ChapterverseError
    from qa.opening import ask, open_index
    from qa.selection import Selection

__all__ = [
    "Answer",
    "Assistant",
    "ChapterverseError",
    "Seconds",
    "Selection",
    "answer_as_json",
    "ask",
    "open_index",
]

_HOMES = {
    "Answer": "qa.answer",
    "Assistant": "qa.assistant",
    "ChapterverseError": "qa.errors",
    "Seconds": "qa.answer",
    "Selection": "qa.selection",
    "answer_as_json": "qa.answer",
    "ask": "qa.opening",
    "open_index": "qa.opening",
}


def __getattr__(name: str) -> object:
    """One of the names above, imported when it is first used: a help text needs none of them."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)
