"""Teaching the reader whether a sentence tells what is asked for."""

import json
import random
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score

from index.question_model import DIMENSION
from qa.reader import ABOUT_WEIGHTS, WEIGHTS
from qa.reading_network import TellingHead, load_reader, read_weights
from training.reader_network import add_to_reader
from training.train_telling import sentences_of, signs_of, taught

TEXT = "It rained in the north. The old gate was painted by Ana Ruiz in May. She was paid at once."
QUESTIONS: tuple[tuple[str, list[str]], ...] = (
    ("Who painted the old gate?", ["Ana Ruiz"]),
    ("Was it dry?", []),
    ("When was it?", ["at noon"]),
    ("What rained?", ["rained in the north"]),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A set of one passage, in BEIR's layout."""
    line = {"_id": "a-000", "title": "The gate", "text": TEXT}
    (tmp_path / "corpus.jsonl").write_text(json.dumps(line), encoding="utf-8")
    asked = [
        {"_id": f"q{at}", "text": text, "answers": answers}
        for at, (text, answers) in enumerate(QUESTIONS)
    ]
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    judged = [f"q{at}\ta-000\t1" for at in range(len(QUESTIONS))]
    text = "\n".join(["query-id\tcorpus-id\tscore", *judged])
    (tmp_path / "qrels.tsv").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_sentence_tells_unless_its_answer_is_cut(folder: Path) -> None:
    found = list(sentences_of(folder, random.Random(1)))
    by_kind = {one.kind: one for one in found if one.question == QUESTIONS[0][0]}
    assert by_kind["whole"].text == "The old gate was painted by Ana Ruiz in May."
    assert by_kind["answer cut"].text == "The old gate was painted by in May."
    other = by_kind["other cut"].text
    assert "Ana Ruiz" in other
    assert len(other.split()) == len(by_kind["whole"].text.split()) - 2
    assert [one.kind for one in by_kind.values() if one.tells] == ["whole", "other cut"]
    assert {(one.title, one.article) for one in found} == {("The gate", "a")}
    # What would be left of the short sentence is too little.
    assert [one.kind for one in found if one.question == QUESTIONS[3][0]] == ["whole"]
    assert {one.question for one in found} == {QUESTIONS[0][0], QUESTIONS[3][0]}


def test_the_head_looks_at_each_sentence_in_its_own_row(folder: Path) -> None:
    sentences = list(sentences_of(folder, random.Random(1)))
    network, maker = load_reader()
    together = signs_of(network, maker, sentences)
    single = torch.cat([signs_of(network, maker, [one]) for one in sentences])
    assert together.shape == (len(sentences), network.heads.tells.wide.in_features)
    torch.testing.assert_close(together, single, atol=0.4, rtol=0.1)


def test_a_head_learns_what_tells_and_takes_signs_as_they_come() -> None:
    draw = torch.Generator().manual_seed(2)
    size = TellingHead(DIMENSION).wide.in_features
    tells = np.arange(600) % 3 > 0
    signs = torch.randn(600, size, generator=draw)
    signs[:, :400] += 0.5 * torch.from_numpy(tells)[:, None]
    signs = 7 * signs + 30
    head = taught(signs[:400], tells[:400], 1)
    with torch.inference_mode():
        logits = head(signs[400:]).numpy()
    assert roc_auc_score(tells[400:], logits) > 0.9
    # Of one that tells and one that does not neither is likelier beforehand.
    assert logits[tells[400:]].mean() > 0.5 > -0.5 > logits[~tells[400:]].mean()
    again = taught(signs[:400], tells[:400], 1)
    assert torch.equal(again.wide.weight, head.wide.weight)


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
