"""Vectors without an encoder: real ones first, then mixtures that lean on them."""

from pathlib import Path

import numpy as np

from benchmarks.made_vectors import MadeEncoder, RealVectors
from corpus.passage import Span
from index.encoding import SpannedText
from index.records import unit_rows
from tests.fakes import HashingEncoder

TEXTS = [
    SpannedText("The harbour was rebuilt. Ships wait.", (Span(0, 24), Span(25, 36))),
    SpannedText("Nobody may walk on the lawn.", (Span(0, 28),)),
]
REAL = RealVectors.of(HashingEncoder().encode(TEXTS))


def test_the_first_texts_get_the_real_vectors() -> None:
    expected = HashingEncoder().encode(TEXTS)
    for made, real in zip(MadeEncoder(HashingEncoder(), REAL).encode(TEXTS), expected, strict=True):
        assert float(made.vector @ real.vector) > 0.9999
        assert np.einsum("ij,ij->i", made.span_vectors, real.span_vectors).min() > 0.99


def test_later_texts_get_mixtures_with_a_vector_for_each_span() -> None:
    encoder = MadeEncoder(HashingEncoder(), REAL)
    encoder.encode(TEXTS)
    three = SpannedText("a b c", (Span(0, 1), Span(2, 3), Span(4, 5)))
    made = encoder.encode([three] * 20)
    assert {one.span_vectors.shape for one in made} == {(3, 64)}
    for one in made:
        assert np.isclose(np.linalg.norm(one.vector), 1)
        assert np.allclose(np.linalg.norm(one.span_vectors, axis=1), 1)
        assert float(np.max(unit_rows(REAL.passages) @ one.vector)) > 0.7
    assert len({one.vector.tobytes() for one in made}) == 20


def test_the_same_seed_gives_the_same_vectors() -> None:
    one, other = (MadeEncoder(HashingEncoder(), REAL, seed=5).encode(TEXTS * 3) for _ in range(2))
    assert all(np.array_equal(a.vector, b.vector) for a, b in zip(one, other, strict=True))


def test_real_vectors_are_the_same_after_they_were_kept(tmp_path: Path) -> None:
    REAL.save(tmp_path / "real.npz")
    again = RealVectors.load(tmp_path / "real.npz")
    assert np.array_equal(again.passages, REAL.passages)
    assert np.array_equal(again.sentences, REAL.sentences)
    assert again.starts.tolist() == [0, 2, 3]


def test_an_index_of_made_vectors_can_be_opened_with_the_real_encoder() -> None:
    made, real = MadeEncoder(HashingEncoder(), REAL), HashingEncoder()
    assert (made.name, made.fingerprint, made.dimension) == ("hashing", real.fingerprint, 64)
    assert np.array_equal(made.encode_question("harbour"), real.encode_question("harbour"))
