"""Cutting what is too long for one passage: between sentences, else between cells or words."""

import math
from collections.abc import Callable, Sequence

from corpus.lines import CELL_SEPARATOR
from corpus.passage import Span
from corpus.sentences import stripped

# Whether a text may be one passage.
Fits = Callable[[str], bool]


def cut(text: str, sentences: Sequence[Span], fits: Fits) -> list[list[Span]]:
    """The sentences in as few stretches as fit the limits, of about equal size."""
    if fits(text[sentences[0].start : sentences[-1].end]):
        return [list(sentences)]
    pieces = [piece for span in sentences for piece in _small_pieces(text, span, fits)]
    stretches = _filled(text, pieces, fits, target=math.inf)
    if len(stretches) > 1:
        total = sum(len(piece) for piece in pieces)
        even = _filled(text, pieces, fits, target=total / len(stretches))
        if len(even) == len(stretches):
            return even
    return stretches


def _filled(text: str, pieces: Sequence[Span], fits: Fits, *, target: float) -> list[list[Span]]:
    """Fill stretch after stretch until one has `target` characters or the next would not fit."""
    stretches: list[list[Span]] = []
    for piece in pieces:
        current = stretches[-1] if stretches else []
        full = bool(current) and current[-1].end - current[0].start >= target
        if not current or full or not fits(text[current[0].start : piece.end]):
            stretches.append([piece])
        else:
            current.append(piece)
    return stretches


def _small_pieces(text: str, span: Span, fits: Fits) -> list[Span]:
    """`span` itself where it fits, else halves of it, cut between cells or between words."""
    if len(span) <= 1 or fits(text[span.start : span.end]):
        return [span]
    middle = span.start + len(span) // 2
    space = max(text.rfind(blank, span.start + 1, middle) for blank in (" ", "\n", "\t"))
    cell = text.rfind(CELL_SEPARATOR, span.start + 1, middle)
    if cell > span.start + len(span) // 4:
        cut = cell + len(CELL_SEPARATOR)
    else:
        cut = space if space > span.start + len(span) // 4 else middle
    first = stripped(text, Span(span.start, cut))
    second = stripped(text, Span(cut, span.end))
    return [
        piece for half in (first, second) if len(half) for piece in _small_pieces(text, half, fits)
    ]
