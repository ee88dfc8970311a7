"""Sizes in tokens, against tiktoken's own table and against figures worked by hand."""

import pytest
import tiktoken
from hypothesis import given, settings

from corpus.tokens import ENCODING_NAME, count_tokens
from tests.corpus.texts import UNTIDY_TEXTS


def test_a_sentence_has_as_many_tokens_as_it_has_common_words_and_stops() -> None:
    # Each of these is one entry of the table; a word in the sentence has its space before it.
    pieces = ["The", " committee", " met", " in", " Lisbon", "."]
    assert [count_tokens(piece) for piece in pieces] == [1, 1, 1, 1, 1, 1]
    assert count_tokens("The committee met in Lisbon.") == 6


def test_a_rare_word_has_more_than_one_token() -> None:
    assert count_tokens("Virus") == count_tokens("V") + count_tokens("irus") == 2


def test_no_text_has_no_tokens() -> None:
    assert count_tokens("") == 0


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        # The examples of OpenAI's cookbook for cl100k_base, "How to count tokens with tiktoken".
        ("antidisestablishmentarianism", 6),
        ("2 + 2 = 4", 7),
        ("お誕生日おめでとう", 9),
        ("tiktoken is great!", 6),
    ],
)
def test_the_published_examples_of_the_table_hold(text: str, tokens: int) -> None:
    assert count_tokens(text) == tokens


def test_the_name_of_a_special_token_is_plain_text() -> None:
    assert tiktoken.get_encoding(ENCODING_NAME).encode("<|endoftext|>", allowed_special="all") == [
        100257
    ]
    assert count_tokens("<|endoftext|>") == 7


@settings(max_examples=60, deadline=None)
@given(UNTIDY_TEXTS)
def test_the_tokens_counted_are_the_tokens_that_give_the_text_back(text: str) -> None:
    table = tiktoken.get_encoding(ENCODING_NAME)
    tokens = table.encode(text, disallowed_special=())
    assert table.decode(tokens) == text
    assert count_tokens(text) == len(tokens)
