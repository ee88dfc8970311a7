"""Word pieces: what is near to what."""

import numpy as np
import pytest

from index.sentence_encoder import SentenceEncoder
from index.word_pieces import NO_PIECE, UNKNOWN_PIECE, pieces_of, vectors_of
from training.piece_vectors import shortened


def cosine(one: str, other: str) -> float:
    (first,), (second,) = pieces_of(one), pieces_of(other)
    vectors = vectors_of(np.array([first, second], np.int64))
    return float(vectors[0] @ vectors[1])


def test_pieces_are_those_of_the_encoders_tokenizer(real_encoder: SentenceEncoder) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(real_encoder.folder / "tokenizer.json"))
    tokenizer.no_padding()
    words = ("harbour", "Seroprevalence", "1,250", "Île", "保持", "x" * 300, "PAD", "a_b", "##s")
    for word in words:
        assert pieces_of(word) == tuple(tokenizer.encode(word, add_special_tokens=False).ids)


def test_what_has_no_piece_has_the_one_that_is_near_to_none() -> None:
    assert pieces_of("\u200b") == (NO_PIECE,)
    assert pieces_of("x" * 300) == pieces_of("\U0001f9ff") == (UNKNOWN_PIECE,)
    assert not vectors_of(np.array([NO_PIECE, UNKNOWN_PIECE], np.int64)).any()


def test_a_piece_is_nearest_to_itself_and_nearer_to_what_means_the_same() -> None:
    assert cosine("harbour", "harbour") == pytest.approx(1, abs=1e-6)
    assert cosine("harbour", "port") > 0.3 > cosine("harbour", "violin")
    assert cosine("infected", "infection") > 0.4 > cosine("infected", "senator")


def test_a_large_part_of_the_vectors_is_kept(real_encoder: SentenceEncoder) -> None:
    from safetensors.numpy import load_file

    weights = load_file(real_encoder.folder / "model.safetensors")
    whole = weights["embeddings.word_embeddings.weight"].astype(np.float64)
    kept = vectors_of(np.arange(len(whole), dtype=np.int64))
    centred = whole - whole.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    some = np.arange(1000, len(whole), 97)
    exact = (centred[some] @ centred[some].T)[np.triu_indices(len(some), 1)]
    short = (kept[some] @ kept[some].T)[np.triu_indices(len(some), 1)]
    assert np.corrcoef(exact, short)[0, 1] > 0.7
    assert np.array_equal(vectors_of(np.array([5000], np.int64))[0], kept[5000])


def test_rows_are_shortened_to_their_principal_axes() -> None:
    chance = np.random.default_rng(1)
    # What varies lies in 64 of 80 numbers, so that nothing but rounding is lost.
    rows = np.pad(chance.normal(size=(300, 64)), ((0, 0), (0, 16)))
    short = shortened(rows).astype(float)
    assert not short[[NO_PIECE, UNKNOWN_PIECE]].any()
    some = np.setdiff1d(np.arange(300), [NO_PIECE, UNKNOWN_PIECE])
    assert (np.abs(short[some]).max(axis=1) == 127).all()
    centred = rows - rows.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    short[some] /= np.linalg.norm(short[some], axis=1, keepdims=True)
    assert np.abs(short[some] @ short[some].T - centred[some] @ centred[some].T).max() < 0.03
