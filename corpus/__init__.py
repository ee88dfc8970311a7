"""Documents to passages: readers, splitting, citations."""

from corpus.citation import Citation, check_citation, cite
from corpus.document import Document, Mark
from corpus.errors import ChapterverseError
from corpus.passage import Passage, Span
from corpus.splitting import SplitOptions, split

__all__ = [
    "ChapterverseError",
    "Citation",
    "Document",
    "Mark",
    "Passage",
    "Span",
    "SplitOptions",
    "check_citation",
    "cite",
    "split",
]
