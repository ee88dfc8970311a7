"""Teaching a network whether a sentence tells what is asked for."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load, save

from corpus.passage import Span
from qa.pairs import Excerpt
from qa.reader import ABOUT_WEIGHTS, WEIGHTS
from qa.reader_weights import load_reader, read_weights
from training.reader_network import TrainableTelling, add_telling, trained_network
from training.telling_sentences import Sentence
from training.train_telling import areas, collected, logits_of, shares_of, train
from training.written import Among, SentenceAlone, WrittenCase, keep_cases

NAMES = ("Ana", "Ben", "Cleo", "Dora", "Egon", "Fay", "Gil", "Hugo", "Ida", "Jan")


def made(count: int) -> list[Sentence]:
    """Sentences of which those tell who did something that hold a name."""
    sentences = []
    for at in range(count):
        tells, name = at % 2 == 0, NAMES[at // 2 % len(NAMES)]
        text = f"The gate was painted by {name}." if tells else "The gate was painted in May."
        kind = (
            ("whole" if at % 4 else "right") if tells else ("wrong" if at % 4 > 1 else "answer cut")
        )
        excerpt = Excerpt("", text, Span(0, len(text)))
        sentences.append(Sentence(f"Who painted gate {at}?", excerpt, kind, f"{at % 10}"))
    return sentences


def leave_a_weight_of_old(folder: Path) -> None:
    """Put a weight into the file that no network of today has."""
    data = save({**load((folder / WEIGHTS).read_bytes()), "tells.wide.bias": torch.ones(2)})
    (folder / WEIGHTS).write_bytes(data)
    about = json.loads((folder / ABOUT_WEIGHTS).read_text(encoding="utf-8"))
    about["sha256"] = hashlib.sha256(data).hexdigest()
    (folder / ABOUT_WEIGHTS).write_text(json.dumps(about), encoding="utf-8")


def test_the_network_learns_what_tells_and_leaves_the_reader_as_it_is(tmp_path: Path) -> None:
    for name in (WEIGHTS, ABOUT_WEIGHTS):
        shutil.copy(Path("qa") / name, tmp_path / name)
    before = read_weights(tmp_path)
    leave_a_weight_of_old(tmp_path)
    reading, maker = trained_network(tmp_path)
    network = TrainableTelling(reading)
    sentences = made(240)
    train(network, maker, sentences, seed=1)
    found = areas(sentences, logits_of(network, maker, sentences))
    assert found["right, wrong"] > 0.9
    add_telling(network, tmp_path, {"made_by": "a test"})
    after = read_weights(tmp_path)
    own = {name for name in before if not name.startswith("telling.")}
    assert {name for name in after if not name.startswith("telling.")} == own
    assert all(torch.equal(after[name], before[name]) for name in own)
    about = json.loads((tmp_path / ABOUT_WEIGHTS).read_text(encoding="utf-8"))
    assert about["tells"] == {"made_by": "a test"}
    assert about["made_by"].startswith("python -m training.train_reader")
    telling = load_reader(tmp_path).telling
    assert telling
    loaded = logits_of(telling, maker, sentences)
    assert areas(sentences, loaded)["right, wrong"] > 0.9


def test_written_ones_and_others_weigh_alike_and_what_tells_as_much_as_what_does_not() -> None:
    sentences = [one for one in made(40) if one.kind != "right"] + made(3)[:1]
    shares = shares_of(sentences)
    assert shares.mean().item() == pytest.approx(1)
    kinds = [(one.written, one.tells) for one in sentences]
    sums = {
        kind: sum(share for share, of in zip(shares.tolist(), kinds, strict=True) if of == kind)
        for kind in set(kinds)
    }
    assert len(sums) == 4
    assert list(sums.values()) == pytest.approx([len(sentences) / 4] * 4)


def test_the_areas_compare_what_tells_with_what_does_not() -> None:
    sentences = made(8)
    logits = [float(one.tells) for one in sentences]
    assert areas(sentences, logits) == {"whole, answer cut": 1.0, "right, wrong": 1.0}
    assert areas(sentences, [-one for one in logits])["right, wrong"] == 0.0
    assert areas(sentences[:1], [1.0]) == {}


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """Two written sets, each with a question."""
    excerpt = Excerpt("", "It was Ana.", Span(0, 11))
    asked = [
        WrittenCase(
            name,
            Among.OWN,
            f"Who was of {name}?",
            near=False,
            open=False,
            row=False,
            signals=(),
            right=True,
            alone=(SentenceAlone(excerpt, right=True, chosen=True),),
        )
        for name in ("ferries", "gates")
    ]
    keep_cases(tmp_path / "with_reader.jsonl", asked)
    return tmp_path


def test_a_part_of_the_articles_and_of_the_written_sets_is_left_out(cases: Path) -> None:
    folder = cases / "small"
    folder.mkdir()
    lines = [
        {"_id": f"{name}-1", "title": name, "text": f"{name} was built by Ana Ruiz in the year."}
        for name in ("Pier", "Quay")
    ]
    queries = [
        {"_id": f"q{at}", "text": "Who built it?", "answers": ["Ana Ruiz"]} for at in range(2)
    ]
    qrels = "query-id\tcorpus-id\tscore\nq0\tPier-1\t1\nq1\tQuay-1\t1\n"
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)), encoding="utf-8")
    (folder / "qrels.tsv").write_text(qrels, encoding="utf-8")
    seen, left_out = collected(cases, [f"{folder}@1/2"], "2/2", seed=1)
    assert {one.article for one in seen} == {"Quay", "ferries"}
    assert {one.article for one in left_out} == {"Pier", "gates"}
    seen, left_out = collected(cases, [str(folder)], None, seed=1)
    assert {one.article for one in seen} == {"Pier", "Quay", "ferries", "gates"}
    assert left_out == []
