"""Pairs: the tokens that the reader's network gets, and where they stand in the text."""

from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from corpus.passage import Span
from qa.pairs import EXCERPT_TOKENS, QUESTION_TOKENS, TITLE_TOKENS, Excerpt, PairMaker

WORDS = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "who", "built", "it", "harbour", "ana", "news"]
CLS, SEP, UNK = 1, 2, 3


def maker() -> PairMaker:
    tokenizer = Tokenizer(
        models.WordLevel({word: at for at, word in enumerate(WORDS)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return PairMaker(tokenizer)


def whole(text: str, title: str = "") -> Excerpt:
    return Excerpt(title, text, Span(0, len(text)))


def test_a_pair_is_the_question_then_the_title_and_the_excerpt() -> None:
    (pair,) = maker().pairs("Who built it", [whole("Ana built harbour", "News")])
    assert pair.tokens == (CLS, 4, 5, 6, SEP, 9, 8, 5, 7, SEP)
    assert pair.question_tokens == 3
    assert pair.excerpt_starts_at == 6
    assert pair.spans == (Span(0, 3), Span(4, 9), Span(10, 17))


def test_what_is_too_long_is_cut_to_its_room() -> None:
    long = "x " * 500
    (pair,) = maker().pairs(long, [Excerpt(long, long, Span(0, 1))])
    assert len(pair.tokens) == 3 + QUESTION_TOKENS + TITLE_TOKENS + EXCERPT_TOKENS
    assert len(pair.spans) == EXCERPT_TOKENS


@given(st.integers(1, 400), st.data())
def test_the_focus_is_always_read_and_tokens_stand_where_they_say(
    words: int, data: st.DataObject
) -> None:
    text = " ".join(["ana"] * words)
    first = data.draw(st.integers(0, words - 1))
    last = data.draw(st.integers(first, min(words - 1, first + EXCERPT_TOKENS - 1)))
    focus = Span(4 * first, 4 * last + 3)
    (pair,) = maker().pairs("who", [Excerpt("", text, focus)])
    assert len(pair.spans) == min(words, EXCERPT_TOKENS)
    assert pair.spans[0].start <= focus.start
    assert focus.end <= pair.spans[-1].end
    assert {text[span.start : span.end] for span in pair.spans} == {"ana"}
    assert len(pair.tokens) == pair.excerpt_starts_at + len(pair.spans) + 1


def test_a_long_excerpt_is_read_around_its_focus() -> None:
    text = " ".join(["ana"] * 400)
    (pair,) = maker().pairs("who", [Excerpt("", text, Span(800, 803))])
    before = (800 - pair.spans[0].start) // 4
    after = (pair.spans[-1].end - 803) // 4
    assert abs(before - after) <= 1
