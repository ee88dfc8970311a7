"""Teaching the reader whether a sentence tells what is asked for."""

import json
import shutil
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score

from corpus.passage import Span
from index.question_model import DIMENSION
from qa.confidence import Signals
from qa.pairs import Excerpt
from qa.reader import ABOUT_WEIGHTS, WEIGHTS
from qa.reading_network import TellingHead, load_reader, read_weights
from training.articles import parts_of
from training.reader_network import add_to_reader
from training.telling_sentences import Sentence
from training.train_telling import areas, signs_of, taught, unseen_logits, with_tells
from training.written import Among, SentenceAlone, WrittenCase

READS = (
    ("Who painted the gate?", "The gate was painted by Ana Ruiz in May."),
    ("When was it?", "She was paid at once, and left the town for good."),
    ("What rained?", "It rained."),
)


def test_the_head_looks_at_each_sentence_by_itself() -> None:
    reads = [(question, Excerpt("", text, Span(0, len(text)))) for question, text in READS]
    network, maker = load_reader()
    together = signs_of(network, maker, reads)
    assert together.keys() == set(reads)
    for read in reads:
        single = signs_of(network, maker, [read])[read]
        assert single.shape == (network.heads.tells.wide.in_features,)
        torch.testing.assert_close(together[read], single, atol=0.4, rtol=0.1)


def made(count: int, seed: int) -> tuple[list[Sentence], torch.Tensor]:
    """Sentences of ten articles and sets, and signs that show which of them tell."""
    draw = torch.Generator().manual_seed(seed)
    size = TellingHead(DIMENSION).wide.in_features
    kinds = ("whole", "answer cut", "right", "wrong", "wrong")
    sentences = [
        Sentence(f"Who {at}?", Excerpt("", "A.", Span(0, 2)), kinds[at % 5], f"{at % 10}")
        for at in range(count)
    ]
    signs = torch.randn(count, size, generator=draw)
    tells = torch.tensor([one.tells for one in sentences]).float()
    signs[:, :400] += 0.5 * tells[:, None]
    return sentences, 7 * signs + 30


def test_a_head_learns_what_tells_and_takes_signs_as_they_come() -> None:
    sentences, signs = made(600, 2)
    head = taught(signs[:400], sentences[:400], 1)
    with torch.inference_mode():
        logits = head(signs[400:]).numpy()
    tells = np.array([one.tells for one in sentences[400:]])
    assert roc_auc_score(tells, logits) > 0.9
    # Of one that tells and one that does not neither is likelier beforehand.
    assert logits[tells].mean() > 0.5 > -0.5 > logits[~tells].mean()
    again = taught(signs[:400], sentences[:400], 1)
    assert torch.equal(again.wide.weight, head.wide.weight)


def test_heads_judge_what_they_were_not_taught() -> None:
    sentences, rows = made(200, 3)
    asked = Excerpt("", "B.", Span(0, 2))
    case = WrittenCase(
        "4",
        Among.MANY,
        "What?",
        near=True,
        open=False,
        row=False,
        signals=(0.0,) * len(fields(Signals)),
        right=False,
        alone=(SentenceAlone(asked, right=False, chosen=True),),
    )
    signs = {(one.question, one.excerpt): row for one, row in zip(sentences, rows, strict=True)}
    signs["What?", asked] = rows[0]
    logits = unseen_logits(signs, sentences, [case], 1)
    assert logits.keys() == signs.keys()
    # The head that judged it was taught on no sentence of its part, and so for all of a part.
    [part] = [one for one in parts_of((one.article for one in sentences), 5) if "4" in one]
    others = [at for at, one in enumerate(sentences) if one.article not in part]
    head = taught(rows[others], [sentences[at] for at in others], 1)
    with torch.inference_mode():
        assert logits["What?", asked] == pytest.approx(float(head(rows[:1])), abs=1e-4)
    assert areas(sentences, logits)["right, wrong"] > 0.9
    signals = with_tells(case, logits).signals
    at = [field.name for field in fields(Signals)].index("tells")
    assert signals[at] == logits["What?", asked]
    assert set(np.delete(signals, at)) == {0.0}


def test_only_what_is_given_is_changed_in_the_file(tmp_path: Path) -> None:
    for name in (WEIGHTS, ABOUT_WEIGHTS):
        shutil.copy(Path("qa") / name, tmp_path / name)
    before = read_weights(tmp_path)
    weight = torch.linspace(-2, 2, before["tells.wide.weight"].numel())
    given = {"tells.wide.weight": weight.reshape(before["tells.wide.weight"].shape)}
    add_to_reader(tmp_path, given, {"tells": {"made_by": "a test"}})
    after = read_weights(tmp_path)
    assert before.keys() == after.keys()
    for name, one in after.items():
        expected = given.get(name, before[name])
        torch.testing.assert_close(one, expected, atol=0.01 if name in given else 0, rtol=0)
    about = json.loads((tmp_path / ABOUT_WEIGHTS).read_text(encoding="utf-8"))
    assert about["tells"] == {"made_by": "a test"}
    assert about["made_by"].startswith("python -m training.train_reader")
