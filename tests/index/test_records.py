"""Vectors as they are kept: what of them is lost."""

import numpy as np
import pytest

from index.encoding import EncodedText, Vectors
from index.records import stored, unit_rows


def unit_vectors(count: int, dimension: int, seed: int) -> Vectors:
    drawn = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    result: Vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return result


@pytest.mark.parametrize("dimension", [64, 384, 1024])
def test_a_cosine_of_kept_passage_vectors_is_off_by_less_than_0_0005(dimension: int) -> None:
    vectors, queries = unit_vectors(500, dimension, 1), unit_vectors(100, dimension, 2)
    # Near and far: a query beside each vector, too, so that cosines near 1 are among them.
    near = vectors[:100] + 0.3 * queries
    queries = np.vstack([queries, near / np.linalg.norm(near, axis=1, keepdims=True)])
    none = np.zeros((0, dimension), np.float32)
    kept = np.vstack([unit_rows(stored(EncodedText(row, none)).passage) for row in vectors])
    assert kept.dtype == np.float32
    assert np.linalg.norm(kept, axis=1) == pytest.approx(np.ones(500), abs=1e-6)
    error = np.abs(kept @ queries.T - vectors @ queries.T).max()
    assert 0 < error < 0.0005


@pytest.mark.parametrize("dimension", [64, 384, 1024])
def test_a_cosine_of_kept_sentence_vectors_is_off_by_less_than_0_01(dimension: int) -> None:
    vectors, queries = unit_vectors(500, dimension, 3), unit_vectors(100, dimension, 4)
    near = vectors[:100] + 0.3 * queries
    queries = np.vstack([queries, near / np.linalg.norm(near, axis=1, keepdims=True)])
    kept = unit_rows(stored(EncodedText(vectors[0], vectors)).sentences)
    assert kept.dtype == np.float32
    assert np.linalg.norm(kept, axis=1) == pytest.approx(np.ones(500), abs=1e-6)
    error = np.abs(kept @ queries.T - vectors @ queries.T).max()
    assert 0 < error < 0.01


def test_the_best_sentence_keeps_its_cosine_within_0_01() -> None:
    sentences, questions = unit_vectors(40, 384, 5), unit_vectors(200, 384, 6)
    kept = unit_rows(stored(EncodedText(sentences[0], sentences)).sentences)
    best, best_kept = (sentences @ questions.T).max(axis=0), (kept @ questions.T).max(axis=0)
    assert np.abs(best - best_kept).max() < 0.01


def test_a_passage_without_sentences_keeps_none() -> None:
    (vector,) = unit_vectors(1, 8, 7)
    kept = stored(EncodedText(vector, np.zeros((0, 8), np.float32)))
    assert kept.sentences.shape == (0, 8)
    assert unit_rows(kept.sentences).shape == (0, 8)


def test_a_sentence_without_a_vector_stays_a_row_of_zeros() -> None:
    rows = np.vstack([unit_vectors(1, 8, 8), np.zeros((1, 8), np.float32)])
    kept = unit_rows(stored(EncodedText(rows[0], rows)).sentences)
    assert kept[1].tolist() == [0.0] * 8
    assert kept[0] @ rows[0] == pytest.approx(1, abs=1e-3)


def test_the_largest_number_of_a_row_is_kept_as_127() -> None:
    row = np.array([[0.6, -0.8, 0.0, 0.0]], np.float32)
    kept = stored(EncodedText(row[0], row))
    assert kept.sentences.tolist() == [[95, -127, 0, 0]]  # 0.6 / 0.8 * 127 = 95.25
    assert kept.passage.tolist() == np.array([0.6, -0.8, 0.0, 0.0], np.float16).tolist()
