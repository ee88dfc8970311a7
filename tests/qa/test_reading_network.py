"""The reader's network: what it makes of pairs laid end to end, beside the one that pads them."""

import pytest
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer

from corpus.passage import Span
from index.bert import Bert
from index.eight_bit import computes_in_eight_bits
from index.eight_bit_rows import descendant_in_eight_bits
from index.linear import LayerMaker
from index.question_model import DIMENSION, TOKENIZER, WEIGHTS
from index.sentence_encoder import default_model_folder
from qa import reader_weights
from qa.pairs import Excerpt, Pair, PairMaker
from qa.reader_weights import network_of, read_weights
from qa.reading_network import NetworkOutput, PairBatch, ReadingHeads, batch_of

SENTENCES = (
    "The society sent 1,090 samples to Geneva.",
    "The ship left on Monday.",
    "The gardeners open the glass house to children every spring.",
)
QUESTIONS = ("How many samples did the society send?", "Who came?")


@pytest.fixture(scope="module")
def encoder_weights() -> dict[str, torch.Tensor]:
    """The default encoder's weights, in float32."""
    return load_file(default_model_folder() / WEIGHTS)


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    """Short pairs and long ones, two of one length, for questions of unequal length."""
    maker = PairMaker(Tokenizer.from_file(str(default_model_folder() / TOKENIZER)))
    texts = ["", *(" ".join(SENTENCES * count) for count in (1, 1, 2, 9))]
    excerpts = [Excerpt("News", text, Span(0, len(text))) for text in texts]
    return [pair for question in QUESTIONS for pair in maker.pairs(question, excerpts)]


def padded_judgements(
    encoder_weights: dict[str, torch.Tensor], batch: PairBatch, dtype: torch.dtype
) -> NetworkOutput:
    """What the same weights give over padded pairs."""
    weights = read_weights()
    changed = {
        name.removeprefix("encoder."): weight
        for name, weight in weights.items()
        if name.startswith("encoder.")
    }
    bert = Bert({**encoder_weights, **changed}, dtype, torch.device("cpu"))
    heads = network_of(weights, encoder_weights, dtype).heads
    return heads.judge_vectors(
        bert.token_vectors(batch.tokens, batch.attention, batch.kinds), batch
    )


@pytest.mark.parametrize(
    ("dtype", "logits", "chances"),
    [(torch.float32, 1e-3, 1e-4), (torch.bfloat16, 0.3, 0.05)],
    ids=str,
)
def test_pairs_are_judged_as_they_are_where_they_are_padded(
    encoder_weights: dict[str, torch.Tensor],
    pairs: list[Pair],
    dtype: torch.dtype,
    logits: float,
    chances: float,
) -> None:
    batch = batch_of(pairs)
    network = network_of(read_weights(), encoder_weights, dtype)
    with torch.inference_mode():
        expected = padded_judgements(encoder_weights, batch, dtype)
        found = network.judge(batch)
    torch.testing.assert_close(found.relevance, expected.relevance, atol=logits, rtol=0)
    torch.testing.assert_close(found.presence, expected.presence, atol=logits, rtol=0)
    for one, other in ((found.starts, expected.starts), (found.ends, expected.ends)):
        told = batch.excerpt.any(dim=1)
        torch.testing.assert_close(
            one[told].softmax(1), other[told].softmax(1), atol=chances, rtol=0
        )


@pytest.mark.skipif(not computes_in_eight_bits(), reason="torch does not compute in eight bits")
def test_in_eight_bits_pairs_are_judged_nearly_as_they_are(
    encoder_weights: dict[str, torch.Tensor], pairs: list[Pair]
) -> None:
    batch = batch_of(pairs)
    exact = network_of(read_weights(), encoder_weights, torch.float32)
    rounded = network_of(read_weights(), encoder_weights, torch.float32, descendant_in_eight_bits())
    with torch.inference_mode():
        expected, found = exact.judge(batch), rounded.judge(batch)
    assert not torch.equal(found.presence, expected.presence)
    torch.testing.assert_close(found.relevance, expected.relevance, atol=0.3, rtol=0)
    torch.testing.assert_close(found.presence, expected.presence, atol=0.3, rtol=0)
    told = batch.excerpt.any(dim=1)
    torch.testing.assert_close(
        found.starts[told].softmax(1), expected.starts[told].softmax(1), atol=0.15, rtol=0
    )


@pytest.mark.parametrize(
    ("machine", "bfloat16", "eight_bits", "expected"),
    [
        ("x86_64", True, True, (torch.bfloat16, False)),
        ("x86_64", False, True, (torch.float32, True)),
        ("AMD64", False, True, (torch.float32, True)),
        ("x86_64", False, False, (torch.float32, False)),
        ("arm64", False, True, (torch.float32, False)),
    ],
)
def test_the_reader_computes_in_what_the_processor_is_made_for(
    monkeypatch: pytest.MonkeyPatch,
    machine: str,
    *,
    bfloat16: bool,
    eight_bits: bool,
    expected: tuple[torch.dtype, bool],
) -> None:
    taken: list[tuple[torch.dtype, bool]] = []

    def network(_: object, __: object, dtype: torch.dtype, make: LayerMaker | None) -> str:
        taken.append((dtype, make is not None))
        return "network"

    monkeypatch.setattr("platform.machine", lambda: machine)
    monkeypatch.setattr(reader_weights, "computes_in_bfloat16", lambda: bfloat16)
    monkeypatch.setattr(reader_weights, "computes_in_eight_bits", lambda: eight_bits)
    monkeypatch.setattr(reader_weights, "network_of", network)
    monkeypatch.setattr(reader_weights, "telling_of", network)
    reader_weights.load_reader()
    assert taken == [expected] * 2


def test_the_words_of_each_question_are_matched_with_all_of_its_excerpt(
    pairs: list[Pair],
) -> None:
    draw = torch.Generator().manual_seed(9)
    batch = batch_of(pairs)
    vectors = torch.randn(*batch.tokens.shape, DIMENSION, generator=draw)
    heads = ReadingHeads(DIMENSION).eval()
    with torch.inference_mode():
        # So little that every word of a question counts.
        heads.importance.weight.normal_(std=0.02, generator=draw)
        heads.judgement.weight.normal_(generator=draw)
        found = heads.judge_vectors(vectors, batch)
    for row, pair in enumerate(pairs):
        asked = vectors[row, 1 : 1 + pair.question_tokens]
        begins = pair.excerpt_starts_at
        words = vectors[row, begins : begins + len(pair.spans)]
        best = torch.full((len(asked),), -1.0)
        if len(words):
            best = torch.cosine_similarity(asked[:, None], words[None], dim=2).amax(dim=1)
        with torch.inference_mode():
            weights = heads.importance(asked)[:, 0].softmax(0)
            lacking = ((1 - best) * weights / weights.max()).max()
            matched = torch.stack([(best * weights).sum(), lacking])
            seen = torch.cat([torch.tanh(heads.pair(vectors[row, 0])), matched])
            expected = heads.judgement(seen)
        torch.testing.assert_close(found.relevance[row], expected[0], atol=1e-4, rtol=1e-4)
        torch.testing.assert_close(found.presence[row], expected[1], atol=1e-4, rtol=1e-4)
