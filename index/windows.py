"""Windows: texts cut into stretches that a model can read in one pass; most texts are one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.passage import Span
from index.encoding import SpannedText


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The numbers of a text's tokens, (n,) int64, and where they begin and end in the text.

    The model's own special tokens are empty: they begin where they end. Those of a prompt that
    stands before the text begin below 0.
    """

    ids: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]

    def __len__(self) -> int:
        """How many tokens there are."""
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A stretch of one text that the model reads in one pass.

    `spans` are offsets of `text`; `span_numbers` say which of the whole text's spans they are.
    `length` is how many tokens of the whole text it stands for.
    """

    text_number: int
    text: str
    tokens: Tokens
    length: int
    span_numbers: tuple[int, ...]
    spans: tuple[Span, ...]


def windows_of(
    texts: Sequence[SpannedText],
    max_tokens: int,
    tokenize: Callable[[Sequence[str]], list[Tokens]],
) -> Iterator[Window]:
    """All windows of `texts`, none of more than `max_tokens` tokens; nothing is left out."""
    tokenized = tokenize([text.text for text in texts])
    for number, (text, tokens) in enumerate(zip(texts, tokenized, strict=True)):
        if len(tokens) <= max_tokens:
            numbers = tuple(range(len(text.spans)))
            yield Window(number, text.text, tokens, len(tokens), numbers, text.spans)
        else:
            yield from _cut(number, text, tokens, max_tokens, tokenize)


def _cut(
    number: int,
    text: SpannedText,
    tokens: Tokens,
    max_tokens: int,
    tokenize: Callable[[Sequence[str]], list[Tokens]],
) -> Iterator[Window]:
    content = np.flatnonzero((tokens.starts < tokens.ends) & (tokens.starts >= 0))
    starts = tokens.starts[content].tolist()
    room = max_tokens - (len(tokens) - len(starts))
    beginnings = {span.start for span in text.spans}
    first = 0
    while first < len(starts):
        last = _cut_before(text.text, starts, first, first + room, beginnings)
        start = starts[first]
        end = starts[last] if last < len(starts) else len(text.text)
        inside = [
            (index, Span(max(span.start, start) - start, min(span.end, end) - start))
            for index, span in enumerate(text.spans)
            if span.start < end and span.end > start
        ]
        stretch = text.text[start:end]
        yield Window(
            text_number=number,
            text=stretch,
            tokens=_at_most(tokenize([stretch])[0], max_tokens),
            length=last - first,
            span_numbers=tuple(index for index, _ in inside),
            spans=tuple(span for _, span in inside),
        )
        first = last


def _cut_before(
    text: str, starts: Sequence[int], first: int, limit: int, beginnings: set[int]
) -> int:
    """The token before which to cut: the last at or before `limit` that begins a span, or a word.

    A word that is cut may be read as more tokens than it was, and would push others out.
    """
    if limit >= len(starts):
        return len(starts)
    before = range(limit, first, -1)
    at_span = next((at for at in before if starts[at] in beginnings), None)
    if at_span is not None:
        return at_span
    at_word = (at for at in before if text[starts[at] - 1].isspace())
    # Half of the room leaves a giant word all the tokens that its parts may need.
    return next(at_word, first + max(1, (limit - first) // 2))


def _at_most(tokens: Tokens, limit: int) -> Tokens:
    """`tokens` without those that a cut word has more than it had before; the last one stays."""
    if len(tokens) <= limit:
        return tokens
    kept = np.r_[0 : limit - 1, len(tokens) - 1]
    return Tokens(tokens.ids[kept], tokens.starts[kept], tokens.ends[kept])
