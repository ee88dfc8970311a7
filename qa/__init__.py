"""Answers with chapter and verse from a folder of documents.

>>> from qa import ask, open_index
>>> answer = ask("Who signed the letter?")          # doctest: +SKIP
>>> assistant = open_index(".qa-index")             # doctest: +SKIP
"""

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
