"""The quick model for questions, beside the encoder that torch runs."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentence_transformers import SentenceTransformer

from index.question_model import MAX_TOKENS, QuestionModel
from index.sentence_encoder import SentenceEncoder

ROOT = Path(__file__).parent.parent.parent
TEXTS = (
    "Who signed the letter?",
    "?",
    "",
    "Übermäßig große Gefäße! 我们必须保持距离。",
    "mask " * 250,
    "How many of the 1,250 masks that were sent to Île-de-France on 3 April 2020 arrived?",
)


@pytest.fixture(scope="module")
def plain(real_encoder: SentenceEncoder) -> SentenceTransformer:
    """The same weights as sentence-transformers runs them by itself: in float32."""
    return SentenceTransformer(str(real_encoder.folder), local_files_only=True, device="cpu")


@pytest.fixture(scope="module")
def quick(real_encoder: SentenceEncoder) -> QuestionModel:
    return QuestionModel(real_encoder.folder)


def test_vectors_are_those_of_the_model_itself(
    quick: QuestionModel, plain: SentenceTransformer
) -> None:
    for text in TEXTS:
        expected = plain.encode(text, show_progress_bar=False)
        vector = quick.encode(text)
        assert vector.shape == (384,)
        assert vector.dtype == np.float32
        assert float(vector @ expected) > 0.99999


def test_a_model_that_was_loaded_beside_the_rest_gives_the_same_vectors(
    real_encoder: SentenceEncoder, quick: QuestionModel
) -> None:
    soon = QuestionModel(real_encoder.folder)
    soon.load_soon()
    assert np.array_equal(soon.encode(TEXTS[0]), quick.encode(TEXTS[0]))


def test_threads_that_want_the_model_at_once_share_one(real_encoder: SentenceEncoder) -> None:
    model = QuestionModel(real_encoder.folder)
    with ThreadPoolExecutor(4) as threads:
        sessions = list(threads.map(lambda _: model._session(), range(4)))
    assert len({id(session) for session in sessions}) == 1


def test_what_fails_while_it_loads_soon_is_told_where_it_is_needed(tmp_path: Path) -> None:
    broken = QuestionModel(tmp_path)
    broken.load_soon()
    with pytest.raises(Exception, match="No such file"):
        broken.encode("Who?")


def test_what_fits_is_what_the_model_reads_at_once(
    quick: QuestionModel, plain: SentenceTransformer
) -> None:
    assert plain.max_seq_length == MAX_TOKENS
    for words in (253, 254, 255, 300):
        text = "mask " * words
        tokens = plain.tokenizer(text, truncation=False, verbose=False)["input_ids"]
        assert quick.fits(text) == (len(tokens) <= MAX_TOKENS)


def test_a_question_is_encoded_without_torch() -> None:
    program = (
        "import sys\n"
        "from index.sentence_encoder import SentenceEncoder\n"
        "encoder = SentenceEncoder()\n"
        "print(encoder.fits('Who?'), encoder.dimension, encoder.encode_question('Who?').shape)\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.split("\n")[:2] == ["True 384 (384,)", "[]"]


@given(
    st.text(max_size=80) | st.text("ab \t\n\x0b\x0c\x1c\x85\u00a0\u2028é[SEP]中.,-", max_size=80)
)
def test_tokens_are_counted_as_the_tokenizer_counts_them(quick: QuestionModel, text: str) -> None:
    assert quick.count_tokens(text) == len(quick._ids(text))
