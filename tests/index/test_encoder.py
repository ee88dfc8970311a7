"""What every `Encoder` has to do, asked of the real one and of the one that tests use."""

import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from corpus.passage import Span
from corpus.sentences import sentence_spans
from index.encoding import EncodedText, Encoder, SpannedText, Vectors

TEXTS = (
    "The committee met in Lisbon. It chose a new president.",
    "Bread is made of flour, water, salt and yeast.",
    "Wash your hands. Keep your distance. Open the windows.",
    "Rain",
    "In 1859 he published the book on which he had worked for twenty years, and it sold out.",
)
SIGNS = ("🌧️🌍🎉", "我们必须保持距离", "ビールを飲みます", "سلام دنیا", "?!", "\u200b")


def spanned(text: str) -> SpannedText:
    return SpannedText(text, sentence_spans(text, Span(0, len(text))))


def cosines(first: Vectors, second: Vectors) -> Vectors:
    result: Vectors = np.sum(first * second, axis=-1)
    return result


def lengths(vectors: Vectors) -> Vectors:
    result: Vectors = np.sqrt(np.sum(np.square(vectors, dtype=np.float64), axis=-1))
    return result


def assert_whole(encoded: EncodedText, text: SpannedText, dimension: int) -> None:
    """Right in shape and kind, and every vector of length 1."""
    assert encoded.vector.shape == (dimension,)
    assert encoded.span_vectors.shape == (len(text.spans), dimension)
    assert encoded.vector.dtype == encoded.span_vectors.dtype == np.float32
    assert lengths(encoded.vector) == pytest.approx(1, abs=1e-5)
    assert lengths(encoded.span_vectors) == pytest.approx(np.ones(len(text.spans)), abs=1e-5)


def test_vectors_are_rows_of_float32_of_length_1(encoder: Encoder) -> None:
    texts = [spanned(text) for text in TEXTS]
    encoded = encoder.encode(texts)
    assert [len(text.spans) for text in texts] == [2, 1, 3, 1, 1]
    for text, one in zip(texts, encoded, strict=True):
        assert_whole(one, text, encoder.dimension)


def test_nothing_to_encode_gives_nothing(encoder: Encoder) -> None:
    assert encoder.encode([]) == []


def test_an_empty_text_gets_a_vector_like_any_other(encoder: Encoder) -> None:
    (encoded,) = encoder.encode([SpannedText("")])
    assert_whole(encoded, SpannedText(""), encoder.dimension)


def test_texts_without_spans_beside_texts_with_spans_keep_their_own(encoder: Encoder) -> None:
    texts = [SpannedText(TEXTS[0]), spanned(TEXTS[0]), SpannedText(TEXTS[1]), spanned(TEXTS[2])]
    encoded = encoder.encode(texts)
    for text, one in zip(texts, encoded, strict=True):
        assert_whole(one, text, encoder.dimension)
    assert cosines(encoded[0].vector, encoded[1].vector) > 0.999


def test_a_text_has_the_same_vectors_alone_and_among_others(encoder: Encoder) -> None:
    texts = [spanned(text) for text in TEXTS]
    together = encoder.encode(texts)
    for text, among in zip(texts, together, strict=True):
        (alone,) = encoder.encode([text])
        assert cosines(alone.vector, among.vector) > 0.999
        assert cosines(alone.span_vectors, among.span_vectors).min() > 0.999


def test_vectors_come_in_the_order_of_the_texts(encoder: Encoder) -> None:
    shuffled = random.Random(3).sample([spanned(text) for text in TEXTS * 3], 15)
    expected = {text: encoder.encode([spanned(text)])[0].vector for text in TEXTS}
    for text, encoded in zip(shuffled, encoder.encode(shuffled), strict=True):
        nearest = max(TEXTS, key=lambda other: float(expected[other] @ encoded.vector))
        assert nearest == text.text


def test_each_row_is_the_vector_of_its_own_span(encoder: Encoder) -> None:
    text = spanned(TEXTS[2])
    (encoded,) = encoder.encode([text])
    for row, span in zip(encoded.span_vectors, text.spans, strict=True):
        (single,) = encoder.encode([SpannedText(text.text, (span,))])
        assert cosines(single.span_vectors[0], row) > 0.999
    between = encoded.span_vectors @ encoded.span_vectors.T
    assert np.all(between[~np.eye(3, dtype=bool)] < 0.99)


def test_rows_follow_the_order_in_which_the_spans_are_given(encoder: Encoder) -> None:
    first, second, third = spanned(TEXTS[2]).spans
    (straight,) = encoder.encode([SpannedText(TEXTS[2], (first, second, third))])
    (turned,) = encoder.encode([SpannedText(TEXTS[2], (third, first, second))])
    assert cosines(straight.span_vectors[[2, 0, 1]], turned.span_vectors).min() > 0.999


def test_a_question_is_nearest_to_the_text_that_shares_its_words(encoder: Encoder) -> None:
    question = encoder.encode_question("Of what is bread made: flour, water, salt?")
    vectors = np.stack([encoded.vector for encoded in encoder.encode([spanned(t) for t in TEXTS])])
    assert int(np.argmax(vectors @ question)) == 1


@pytest.mark.parametrize(
    "question",
    ["Who?", "", "🌧️", "Who was chosen, and why? " * 100, "x" * 10_000],
    ids=["short", "empty", "emoji", "long", "one long word"],
)
def test_the_vector_of_a_question_has_length_1(encoder: Encoder, question: str) -> None:
    vector = encoder.encode_question(question)
    assert vector.shape == (encoder.dimension,)
    assert vector.dtype == np.float32
    assert lengths(vector) == pytest.approx(1, abs=1e-5)


def test_a_short_text_fits_and_a_very_long_one_does_not(encoder: Encoder) -> None:
    assert encoder.fits("")
    assert encoder.fits(TEXTS[0])
    assert not encoder.fits("word " * 5000)


def test_five_thousand_words_are_encoded_with_all_their_sentences(encoder: Encoder) -> None:
    draw = random.Random(5)
    words = "rain bread king river stone paper virus garden winter letter".split()
    sentences = (" ".join(draw.choices(words, k=20)).capitalize() + "." for _ in range(250))
    text = spanned(" ".join(sentences))
    assert len(text.spans) == 250
    (encoded,) = encoder.encode([text])
    assert_whole(encoded, text, encoder.dimension)


def test_one_word_of_ten_thousand_letters_is_encoded(encoder: Encoder) -> None:
    text = SpannedText("x" * 10_000, (Span(0, 10_000),))
    (encoded,) = encoder.encode([text])
    assert_whole(encoded, text, encoder.dimension)


@pytest.mark.parametrize("text", SIGNS, ids=ascii)
def test_signs_of_any_script_are_encoded(encoder: Encoder, text: str) -> None:
    (encoded,) = encoder.encode([SpannedText(text)])
    assert_whole(encoded, SpannedText(text), encoder.dimension)


@pytest.mark.parametrize("text", SIGNS[:-1], ids=ascii)
def test_a_sentence_of_any_script_has_a_vector_of_length_1(encoder: Encoder, text: str) -> None:
    whole = SpannedText(f"Rain. {text}", (Span(0, 5), Span(6, 6 + len(text))))
    (encoded,) = encoder.encode([whole])
    assert_whole(encoded, whole, encoder.dimension)


def test_how_far_encoding_is_rises_to_the_number_of_texts(encoder: Encoder) -> None:
    told: list[int] = []
    texts = [SpannedText("rain " * 230) for _ in range(20)] + [SpannedText("bread " * 600)]
    encoder.encode(texts, told.append)
    assert told == sorted(told)
    assert len(told) > 1
    assert told[-1] == 21


def test_eight_threads_get_what_one_gets(encoder: Encoder) -> None:
    def vectors_from(number: int) -> tuple[Vectors, Vectors, Vectors, bool]:
        (encoded,) = encoder.encode([spanned(TEXTS[number % 5])])
        asked = encoder.encode_question(TEXTS[number % 5])
        return encoded.vector, encoded.span_vectors, asked, encoder.fits("word " * number * 20)

    alone = [vectors_from(number) for number in range(5)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(vectors_from, range(16)))
    for number, got in enumerate(together):
        for mine, theirs in zip(alone[number % 5][:3], got[:3], strict=True):
            assert mine == pytest.approx(theirs, abs=1e-6)
        assert got[3] is (number < 13)
