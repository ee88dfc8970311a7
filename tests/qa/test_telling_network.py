"""The telling network: what it makes of a question and one sentence."""

import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from corpus.passage import Span
from index.eight_bit import computes_in_eight_bits
from index.eight_bit_rows import descendant_in_eight_bits
from index.question_model import DIMENSION, WEIGHTS
from index.sentence_encoder import default_model_folder
from qa.pairs import Excerpt, Pair
from qa.reader import ABOUT_WEIGHTS, OwnReader
from qa.reader import WEIGHTS as READER_WEIGHTS
from qa.reader_weights import load_reader, network_of, read_weights, telling_of
from qa.reading_network import ReadingHeads, batch_of
from qa.telling_network import TellingHead, telling_logits, telling_signs
from training.reader_network import TrainableTelling, trained_network

READS = (
    ("Who painted the gate?", "The gate was painted by Ana Ruiz in May."),
    ("When was it?", "She was paid at once, and left the town for good."),
    ("What rained?", "It rained."),
)


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    maker = load_reader().maker
    return [
        pair
        for question, text in READS
        for pair in maker.pairs(question, [Excerpt("", text, Span(0, len(text)))])
    ]


def test_a_head_that_was_not_taught_says_nothing(pairs: list[Pair]) -> None:
    batch = batch_of(pairs)
    draw = torch.Generator().manual_seed(3)
    vectors = torch.randn(*batch.tokens.shape, DIMENSION, generator=draw)
    with torch.inference_mode():
        heads = ReadingHeads(DIMENSION).eval()
        logits = telling_logits(vectors, batch, heads, TellingHead(DIMENSION))
    assert logits.tolist() == [0.0] * len(pairs)


def test_what_is_told_is_judged_by_each_pair_whatever_the_others_are(pairs: list[Pair]) -> None:
    batch = batch_of(pairs)
    draw = torch.Generator().manual_seed(3)
    vectors = torch.randn(*batch.tokens.shape, DIMENSION, generator=draw)
    with torch.inference_mode():
        found = ReadingHeads(DIMENSION).eval().judge_vectors(vectors, batch)
        signs = telling_signs(vectors, batch, found)
    for row, pair in enumerate(pairs):
        begins = int(found.starts[row].argmax())
        expected = [
            vectors[row, 0],
            vectors[row, 1],
            vectors[row, 1 : 1 + pair.question_tokens].mean(dim=0),
            vectors[row, begins],
            torch.stack([found.presence[row], found.relevance[row]]),
            torch.stack([found.starts[row].max(), found.ends[row].max()]),
            found.starts[row].softmax(0).max()[None],
        ]
        torch.testing.assert_close(signs[row], torch.cat(expected), atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize(
    ("question", "tells", "repeats"),
    [
        (
            "Why was the ferry stopped?",
            "The ferry was stopped because its engine had caught fire.",
            "The ferry was stopped in May.",
        ),
        (
            "Who painted the gate?",
            "The gate was painted by Ana Ruiz in May.",
            "The gate was painted in May.",
        ),
        (
            "How many guests came to the opening?",
            "In the end 214 guests came to the opening.",
            "In the end guests came to the opening.",
        ),
        (
            "Where is the spare key kept?",
            "The spare key is kept in the tea caddy.",
            "The spare key is kept as it was.",
        ),
    ],
)
def test_the_reader_knows_a_sentence_that_tells_from_one_that_repeats(
    question: str, tells: str, repeats: str
) -> None:
    networks = load_reader()
    assert networks.telling
    excerpts = [Excerpt("", text, Span(0, len(text))) for text in (tells, repeats)]
    asked = networks.maker.pairs(question, excerpts)
    told, repeated = networks.telling.judge(asked)
    assert told > repeated


def test_batches_say_of_a_sentence_what_is_said_of_it_by_itself(pairs: list[Pair]) -> None:
    telling = load_reader().telling
    assert telling
    together = telling.judge(pairs)
    apart = [logit for pair in pairs for logit in telling.judge([pair])]
    assert together == pytest.approx(apart, abs=0.15)
    assert len(set(together)) == len(pairs)


def test_what_is_told_is_what_the_network_as_it_was_trained_says(pairs: list[Pair]) -> None:
    weights = read_weights()
    encoder_weights = load_file(default_model_folder() / WEIGHTS)
    reading = network_of(weights, encoder_weights, torch.float32)
    telling = telling_of(weights, reading, torch.float32)
    assert telling
    trained = TrainableTelling(trained_network()[0])
    own = {
        name.removeprefix("telling."): one
        for name, one in weights.items()
        if name.startswith("telling.")
    }
    of_encoder = {f"reading.{name}": one for name, one in own.items() if "encoder" in name}
    of_head = {f"head.{name}": one for name, one in own.items() if "encoder" not in name}
    left = trained.load_state_dict({**of_encoder, **of_head}, strict=False)
    assert not left.unexpected_keys
    with torch.inference_mode():
        expected = trained.logits(batch_of(pairs))
        found = telling.logits(batch_of(pairs))
        before = trained_network()[0].judge(batch_of(pairs)).presence
        after = reading.judge(batch_of(pairs)).presence
    torch.testing.assert_close(found, expected, atol=1e-3, rtol=0)
    # The reader is as it was, though the other goes on from it.
    torch.testing.assert_close(after, before, atol=1e-3, rtol=0)


@pytest.mark.skipif(not computes_in_eight_bits(), reason="torch does not compute in eight bits")
def test_in_eight_bits_nearly_the_same_is_told(pairs: list[Pair]) -> None:
    weights, encoder_weights = read_weights(), load_file(default_model_folder() / WEIGHTS)
    logits = []
    for layers in (None, descendant_in_eight_bits()):
        reading = network_of(weights, encoder_weights, torch.float32, layers)
        telling = telling_of(weights, reading, torch.float32, layers)
        assert telling
        with torch.inference_mode():
            logits.append(telling.logits(batch_of(pairs)))
    assert not torch.equal(*logits)
    torch.testing.assert_close(*logits, atol=0.6, rtol=0)


def test_a_reader_that_was_not_taught_what_tells_says_nothing_of_it(tmp_path: Path) -> None:
    from training.reader_network import save_reader

    save_reader(trained_network()[0], tmp_path, {})
    sentence = Excerpt("", "Ana.", Span(0, 4))
    assert OwnReader(tmp_path).tells("Who?", [sentence, sentence]) == (0.0, 0.0)
    for name in (READER_WEIGHTS, ABOUT_WEIGHTS):
        shutil.copy(Path("qa") / name, tmp_path / name)
    assert 0.0 not in OwnReader(tmp_path).tells("Who?", [sentence])
