"""Pairs of question and excerpt as the reader takes them, and the way back to the text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.passage import Span

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

# How many tokens of each part are read; what is longer is cut. Ours: longer excerpts cost more
# time than they bring.
QUESTION_TOKENS = 48
TITLE_TOKENS = 16
EXCERPT_TOKENS = 144


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A text to be read under its title, and the stretch of it that must not be cut off.

    `focus` has offsets of `text`.
    """

    title: str
    text: str
    focus: Span


@dataclass(frozen=True, slots=True)
class Pair:
    """The tokens of one question and one excerpt.

    `excerpt_starts_at` is the position of the excerpt's first token; `spans` are the offsets of
    its tokens in the excerpt's text.
    """

    tokens: tuple[int, ...]
    question_tokens: int
    excerpt_starts_at: int
    spans: tuple[Span, ...]


class PairMaker:
    """Makes pairs with one tokenizer, which must be BERT's kind."""

    def __init__(self, tokenizer: "Tokenizer") -> None:
        """Use `tokenizer`, without its own padding and truncation."""
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self._first = int(tokenizer.token_to_id("[CLS]") or 0)
        self._separator = int(tokenizer.token_to_id("[SEP]") or 0)

    def pairs(self, question: str, excerpts: Sequence[Excerpt]) -> list[Pair]:
        """`question` with each of `excerpts`."""
        titles = [excerpt.title for excerpt in excerpts]
        texts = [excerpt.text for excerpt in excerpts]
        # All at once, for the tokenizer shares them out to the cores.
        encoded = self._tokenizer.encode_batch(
            [question, *titles, *texts], add_special_tokens=False
        )
        asked = encoded[0].ids[:QUESTION_TOKENS]
        parts = zip(encoded[1 : 1 + len(excerpts)], encoded[1 + len(excerpts) :], strict=True)
        return [
            self._pair(asked, title.ids[:TITLE_TOKENS], text, excerpt.focus)
            for excerpt, (title, text) in zip(excerpts, parts, strict=True)
        ]

    def _pair(
        self, asked: Sequence[int], title: Sequence[int], text: "Encoding", focus: Span
    ) -> Pair:
        spans = [Span(start, end) for start, end in text.offsets]
        first = _window_start(spans, focus)
        window = slice(first, first + EXCERPT_TOKENS)
        before = [self._first, *asked, self._separator, *title]
        tokens = (*before, *text.ids[window], self._separator)
        return Pair(tokens, len(asked), len(before), tuple(spans[window]))


def _window_start(spans: Sequence[Span], focus: Span) -> int:
    """The first token of a window of `EXCERPT_TOKENS` with `focus` in its middle, as far as can be.

    >>> _window_start([Span(0, 1)], Span(0, 1))
    0
    """
    spare = len(spans) - EXCERPT_TOKENS
    if spare <= 0:
        return 0
    within = [at for at, span in enumerate(spans) if focus.start <= span.start < focus.end]
    if not within:
        return 0
    middle = (within[0] + within[-1] + 1 - EXCERPT_TOKENS) // 2
    # A focus that is longer than the window shows from its beginning.
    return max(0, min(spare, middle, within[0]))
