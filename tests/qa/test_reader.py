"""The readers: the project's own with its real weights, and cross-encoders in its place."""

import json
import shutil
import subprocess
import sys
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import pytest

from corpus.passage import Span
from qa.errors import ReaderError
from qa.pairs import Excerpt
from qa.reader import OwnReader
from qa.reading import Judgement

ROOT = Path(__file__).parent.parent.parent
QUESTION = "How many samples did the society send?"
TEXTS = (
    "The society sent 1,090 samples to Geneva. The ship left on Monday.",
    "The gardeners open the glass house to children every spring.",
    "",
    "的" * 30,
)


def excerpt(text: str, title: str = "") -> Excerpt:
    return Excerpt(title, text, Span(0, len(text)))


@pytest.fixture(scope="module")
def own() -> OwnReader:
    return OwnReader()


@pytest.fixture(scope="module")
def judged(own: OwnReader) -> tuple[Judgement, ...]:
    return own.read(QUESTION, [excerpt(text) for text in TEXTS])


def test_the_passage_that_answers_is_more_relevant(judged: tuple[Judgement, ...]) -> None:
    assert judged[0].relevance > judged[1].relevance
    assert judged[0].presence > judged[1].presence


def test_the_place_of_the_answer_is_pointed_at(judged: tuple[Judgement, ...]) -> None:
    found = judged[0].best_in(Span(0, len(TEXTS[0])), 8)
    assert found is not None
    assert "1,090" in TEXTS[0][found[0].start : found[0].end]
    assert judged[0].begins_in(Span(0, 41)) > 0.9


def test_places_are_probabilities_over_the_tokens_of_the_text(
    judged: tuple[Judgement, ...],
) -> None:
    for text, one in zip(TEXTS, judged, strict=True):
        assert len(one.tokens) == len(one.starts) == len(one.ends)
        assert all(0 <= span.start < span.end <= len(text) for span in one.tokens)
        if one.tokens:
            assert float(one.starts.sum()) == pytest.approx(1, abs=1e-2)
            assert float(one.ends.sum()) == pytest.approx(1, abs=1e-2)


def test_what_was_read_is_kept() -> None:
    reader = OwnReader()
    (passage,) = reader.read(QUESTION, [excerpt(TEXTS[1])])
    assert reader.read(QUESTION, [excerpt(TEXTS[1])])[0] is passage


def test_of_no_sentence_nothing_is_told_nor_is_the_network_loaded(tmp_path: Path) -> None:
    assert OwnReader(tmp_path / "not there").tells(QUESTION, []) == ()


def test_a_judgement_does_not_depend_on_what_else_is_read(
    judged: tuple[Judgement, ...],
) -> None:
    (alone,) = OwnReader().read(QUESTION, [excerpt(TEXTS[1])])
    assert alone.relevance == pytest.approx(judged[1].relevance, abs=0.15)
    assert alone.presence == pytest.approx(judged[1].presence, abs=0.15)


def test_a_judgement_is_what_the_network_as_it_was_trained_gives() -> None:
    import torch
    from safetensors.torch import load_file

    from index.sentence_encoder import default_model_folder
    from qa.reader_weights import network_of, read_weights
    from qa.reading_network import batch_of, judge
    from training.reader_network import trained_network

    trained, maker = trained_network()
    encoder_weights = load_file(default_model_folder() / "model.safetensors")
    network = network_of(read_weights(), encoder_weights, torch.float32)
    texts = [*TEXTS, *(" ".join(TEXTS[:2] * count) for count in range(2, 14))]
    pairs = maker.pairs(
        QUESTION, [excerpt(text, title="News from the glass house") for text in texts]
    )
    with torch.inference_mode():
        expected = trained.judge(batch_of(pairs))
    starts, ends = (one.softmax(dim=1).numpy() for one in (expected.starts, expected.ends))
    for row, (pair, one) in enumerate(zip(pairs, judge(network, pairs), strict=True)):
        own = slice(pair.excerpt_starts_at, pair.excerpt_starts_at + len(pair.spans))
        assert one.relevance == pytest.approx(float(expected.relevance[row]), abs=1e-3)
        assert one.presence == pytest.approx(float(expected.presence[row]), abs=1e-3)
        assert one.tokens == pair.spans
        np.testing.assert_allclose(one.starts, starts[row, own], atol=1e-4)
        np.testing.assert_allclose(one.ends, ends[row, own], atol=1e-4)


def test_asking_with_the_own_reader_loads_no_library_of_models(sample_index: Path) -> None:
    program = (
        "import sys, qa\n"
        f"answer = qa.ask('What did the ministers adopt?', {str(sample_index)!r})\n"
        "libraries = {'torch', 'transformers', 'sentence_transformers'}\n"
        "print(len(answer.passages), sorted(libraries & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "5 ['torch']"


def test_what_fails_while_it_loads_soon_is_told_where_it_is_needed(copied: Path) -> None:
    (copied / "reader.json").unlink()
    reader = OwnReader(copied)
    reader.load_soon()
    with pytest.raises(ReaderError, match=r"reader\.json"):
        reader.read(QUESTION, [excerpt("One.")])


def test_the_same_excerpt_is_judged_once(own: OwnReader, judged: tuple[Judgement, ...]) -> None:
    again = own.read(QUESTION, [excerpt(TEXTS[0]), excerpt(TEXTS[0])])
    assert again[0] is again[1] is judged[0]
    assert own.read("Another question?", [excerpt(TEXTS[0])])[0] is not judged[0]


def test_nothing_to_read_gives_nothing(own: OwnReader) -> None:
    assert own.read(QUESTION, []) == ()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for name in ("reader.safetensors", "reader.json"):
        with as_file(files("qa").joinpath(name)) as path:
            shutil.copy(path, tmp_path / name)
    return tmp_path


def test_weights_that_were_changed_are_refused(copied: Path) -> None:
    path = copied / "reader.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(ReaderError) as caught:
        OwnReader(copied).read(QUESTION, [excerpt("One.")])
    published = json.loads((copied / "reader.json").read_text(encoding="utf-8"))["sha256"]
    assert published in caught.value.message
    assert "as they were trained" in caught.value.hint


@pytest.mark.parametrize("name", ["reader.safetensors", "reader.json"])
def test_a_file_that_is_missing_is_named(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(ReaderError, match=name.replace(".", r"\.")):
        OwnReader(copied).read(QUESTION, [excerpt("One.")])


@pytest.mark.parametrize("content", ["", "[]", "{}", "{"])
def test_a_broken_account_of_the_weights_is_an_error_of_ours(copied: Path, content: str) -> None:
    (copied / "reader.json").write_text(content)
    with pytest.raises(ReaderError):
        OwnReader(copied).read(QUESTION, [excerpt("One.")])


def test_weights_come_back_as_they_were_saved(tmp_path: Path, copied: Path) -> None:
    from training.reader_network import learned, save_reader, trained_network

    network, _ = trained_network(copied)
    weights = {name: weight.detach().float().numpy() for name, weight in learned(network).items()}
    target = tmp_path / "again"
    target.mkdir()
    save_reader(network, target, {"made_by": "a test"})
    again, _ = trained_network(target)
    for name, weight in learned(again).items():
        largest = np.abs(weights[name]).max()
        assert np.abs(weight.detach().float().numpy() - weights[name]).max() <= largest / 60
    assert json.loads((target / "reader.json").read_text(encoding="utf-8"))["made_by"] == "a test"


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny cross-encoder with random weights."""
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    folder = tmp_path_factory.mktemp("cross-encoder")
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nship\nmen")
    config = BertConfig(
        vocab_size=7,
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
    )
    config.num_labels = 1
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizer(str(vocabulary)).save_pretrained(folder)
    assert CrossEncoder(str(folder)).num_labels == 1
    return folder


def test_a_cross_encoder_can_take_the_readers_place(cross_encoder: Path) -> None:
    from sentence_transformers import CrossEncoder

    from qa.cross_encoder import CrossEncoderReader

    reader = CrossEncoderReader(str(cross_encoder))
    judged = reader.read("ship", [excerpt("men", "ship"), excerpt("ship")])
    expected = CrossEncoder(str(cross_encoder)).predict([("ship", "ship men"), ("ship", "ship")])
    assert [one.relevance for one in judged] == pytest.approx(list(map(float, expected)), abs=1e-5)
    assert [one.presence for one in judged] == [one.relevance for one in judged]
    assert reader.read("ship", []) == ()
    assert not reader.tells_places


def test_a_reader_that_is_not_there_is_named(tmp_path: Path) -> None:
    from qa.cross_encoder import CrossEncoderReader

    with pytest.raises(ReaderError) as caught:
        CrossEncoderReader(str(tmp_path / "nothing"))
    assert caught.value.message == (
        f"there is no reader {tmp_path / 'nothing'} on this computer: no folder, nor in the cache"
    )
    assert "cross-encoder" in caught.value.hint


def test_a_folder_that_holds_no_reader_is_named_in_one_line(tmp_path: Path) -> None:
    from qa.cross_encoder import CrossEncoderReader

    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(ReaderError, match="cannot be loaded: ") as caught:
        CrossEncoderReader(str(tmp_path))
    assert "\n" not in caught.value.message


def test_encoding_takes_all_cores_after_something_was_read() -> None:
    """A file that is added in the chat is encoded in a thread that began after a question."""
    program = (
        "import threading, torch\n"
        "from corpus.passage import Span\n"
        "from qa.pairs import Excerpt\n"
        "from qa.reader import OwnReader\n"
        "cores = torch.get_num_threads()\n"
        "OwnReader().read('Who came?', [Excerpt('', 'Ada came.', Span(0, 9))] * 3)\n"
        "from index import token_model\n"
        "pools = []\n"
        "real = token_model.ThreadPoolExecutor\n"
        "def pool(threads, **rest):\n"
        "    pools.append(threads)\n"
        "    return real(threads, **rest)\n"
        "token_model.ThreadPoolExecutor = pool\n"
        "from index.encoding import SpannedText\n"
        "from index.sentence_encoder import SentenceEncoder\n"
        "adding = threading.Thread(\n"
        "    target=lambda: SentenceEncoder().encode([SpannedText('It rained.')]))\n"
        "adding.start(); adding.join()\n"
        "print(set(pools) == {cores}, len(pools) > 0)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert run.stdout.split() == ["True", "True"]


def test_weights_of_another_version_are_told(copied: Path) -> None:
    import hashlib

    from safetensors.torch import load, save

    weights = load((copied / "reader.safetensors").read_bytes())
    data = save({**weights, "other.weight": weights["place.bias"].clone()})
    (copied / "reader.safetensors").write_bytes(data)
    about = json.loads((copied / "reader.json").read_text(encoding="utf-8"))
    about["sha256"] = hashlib.sha256(data).hexdigest()
    (copied / "reader.json").write_text(json.dumps(about), encoding="utf-8")
    with pytest.raises(ReaderError, match=r"another version.*other\.weight"):
        OwnReader(copied).read(QUESTION, [excerpt("One.")])
