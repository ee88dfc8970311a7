"""Teach a network whether a sentence tells what is asked for, or only repeats the question.

    python -m training.train_telling FOLDER CASES SET[@PART/PARTS]... [--written PART/PARTS]
        [--seed N]

It goes on from the reader in FOLDER, `qa` for the one that comes with the package, and is put
beside it into the same file; the reader itself stays as it is. CASES is the folder of
`training/ask_written.py`; each SET is in BEIR's layout, with `answers`.
`training/telling_sentences.py` says what of both tells. Of PARTS parts of a set's articles, or of
the written sets, PART is left out; with one part left out, how well sentences of it are told apart
is measured.
"""

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import torch
from sklearn.metrics import roc_auc_score
from torch import nn

from qa.datasets import read_beir
from qa.pairs import Pair, PairMaker
from qa.reader_weights import load_reader
from qa.reading_network import batch_of
from qa.telling_network import TellingNetwork
from training.articles import article_of, parts_of
from training.figures import keep, kept
from training.learning import Learning, training_dtype
from training.reader_network import TrainableTelling, add_telling, learned_parts, trained_network
from training.telling_sentences import Sentence, sentences_of, written_sentences
from training.written import kept_cases

_PAIRS_A_STEP = 48
# Examples among which those of like length are put together, in steps.
_POOL = 16
_ENCODER_RATE = 1e-4
_HEAD_RATE = 1e-3
_REPORT_EVERY = 100
_COMPARED = (
    ("whole", "answer cut"),
    ("whole", "beside"),
    ("whole", "adversarial"),
    ("right", "wrong"),
)
_SET = re.compile(r"(?P<folder>.*?)(@(?P<part>[0-9]+/[0-9]+))?")


def main() -> None:
    """Collect the sentences, teach, measure, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("cases", type=Path)
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--written")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sentences, left_out = collected(options.cases, options.sets, options.written, options.seed)
    print(f"{len(sentences)} sentences, {len(left_out)} left out", flush=True)
    reading, maker = trained_network(options.folder)
    torch.manual_seed(options.seed)
    network = TrainableTelling(reading)
    train(network, maker, sentences, options.seed)
    names = " ".join(one.replace(f"{_parsed(one)[0].parent}/", "", 1) for one in options.sets)
    written = f" --written {options.written}" if options.written else ""
    about = {
        "made_by": f"python -m training.train_telling {options.folder.name} CASES {names}{written}"
        f" --seed {options.seed}",
        "sentences": len(sentences),
    }
    add_telling(network, options.folder, about)
    telling = load_reader(options.folder).telling
    if left_out and telling:
        found = areas(left_out, logits_of(telling, maker, left_out))
        print(found)
        keep("telling", {**kept("telling"), f"without {options.written}": found})


def collected(
    cases: Path, sets: Sequence[str], written: str | None, seed: int
) -> tuple[list[Sentence], list[Sentence]]:
    """The sentences to learn from, and those of the parts that are left out."""
    chance = random.Random(seed)  # noqa: S311
    sentences: list[Sentence] = []
    unseen: set[str] = set()
    for one in sets:
        folder, part = _parsed(one)
        sentences += sentences_of(folder, chance)
        unseen |= _part((article_of(line.id) for line in read_beir(folder).corpus), part)
    asked = kept_cases(cases / "with_reader.jsonl")
    sentences += written_sentences(asked)
    unseen |= _part((one.set_name for one in asked), written)
    seen = [one for one in sentences if one.article not in unseen]
    return seen, [one for one in sentences if one.article in unseen]


def _parsed(text: str) -> tuple[Path, str | None]:
    """The folder, and which part of it is left out.

    >>> _parsed("sets/squad2-dev@1/2"), _parsed("pubmedqa")
    ((PosixPath('sets/squad2-dev'), '1/2'), (PosixPath('pubmedqa'), None))
    """
    parsed = _SET.fullmatch(text)
    assert parsed
    return Path(parsed["folder"]), parsed["part"]


def _part(names: Iterable[str], part: str | None) -> frozenset[str]:
    """The names in one of several parts, as "1/3" has it; none without one."""
    if part is None:
        return frozenset()
    number, count = map(int, part.split("/"))
    if not 1 <= number <= count:
        raise SystemExit(f"there is no part {part}; the parts are 1/{count} to {count}/{count}")
    return parts_of(names, count)[number - 1]


def train(
    network: TrainableTelling, maker: PairMaker, sentences: Sequence[Sentence], seed: int
) -> None:
    """Go once through `sentences`. How it is computed is told in `training/learning.py`."""
    nn.init.kaiming_uniform_(network.head.narrow.weight)
    network.to(training_dtype()).eval()
    network.requires_grad_(requires_grad=False)
    body, _ = learned_parts(network.reading)
    groups = [(_ENCODER_RATE, body), (_HEAD_RATE, list(network.head.parameters()))]
    learning = Learning(groups, steps=-(-len(sentences) // _PAIRS_A_STEP))
    pairs = _pairs(maker, sentences)
    truth = torch.tensor([one.tells for one in sentences]).float()
    weights = shares_of(sentences)
    cost = nn.BCEWithLogitsLoss(reduction="none")
    began, mean = time.time(), 0.0
    lengths = [len(pair.tokens) for pair in pairs]
    for number, some in enumerate(_steps(lengths, random.Random(seed)), start=1):  # noqa: S311
        logits = network.logits(batch_of([pairs[at] for at in some]))
        loss = (cost(logits, truth[some]) * weights[some]).mean()
        learning.step(loss)
        mean += (loss.item() - mean) * max(0.01, 1 / number)
        if number % _REPORT_EVERY == 0:
            print(f"step {number}, loss {mean:.4f}, {time.time() - began:.0f} s", flush=True)
    learning.finish(network)


def _steps(lengths: Sequence[int], chance: random.Random) -> Iterator[list[int]]:
    """The positions of `lengths` in random order, in steps of pairs of like length."""
    order = list(range(len(lengths)))
    chance.shuffle(order)
    for first in range(0, len(order), _POOL * _PAIRS_A_STEP):
        pool = sorted(order[first : first + _POOL * _PAIRS_A_STEP], key=lengths.__getitem__)
        steps = [pool[at : at + _PAIRS_A_STEP] for at in range(0, len(pool), _PAIRS_A_STEP)]
        chance.shuffle(steps)
        yield from steps


def shares_of(sentences: Sequence[Sentence]) -> torch.Tensor:
    """What each counts, (n,), one on the mean.

    Written ones and others weigh alike, and in each those that tell and those that do not.
    """
    kinds = [(one.written, one.tells) for one in sentences]
    counts = Counter(kinds)
    return torch.tensor([len(kinds) / (len(counts) * counts[kind]) for kind in kinds])


def logits_of(
    network: TellingNetwork | TrainableTelling, maker: PairMaker, sentences: Sequence[Sentence]
) -> list[float]:
    """What the network says of each of `sentences`."""
    pairs = _pairs(maker, sentences)
    order = sorted(range(len(pairs)), key=lambda at: len(pairs[at].tokens))
    logits = torch.zeros(len(pairs))
    with torch.inference_mode():
        for first in range(0, len(order), _PAIRS_A_STEP):
            some = order[first : first + _PAIRS_A_STEP]
            logits[some] = network.logits(batch_of([pairs[at] for at in some]))
    found: list[float] = logits.tolist()
    return found


def _pairs(maker: PairMaker, sentences: Sequence[Sentence]) -> list[Pair]:
    return [pair for one in sentences for pair in maker.pairs(one.question, [one.excerpt])]


def areas(sentences: Sequence[Sentence], logits: Sequence[float]) -> dict[str, float]:
    """The areas under the ROC curve between sentences of two kinds, by their logits."""
    by_kind: dict[str, list[float]] = {}
    for one, logit in zip(sentences, logits, strict=True):
        by_kind.setdefault(one.kind, []).append(logit)
    found: dict[str, float] = {}
    for telling, other in _COMPARED:
        tells, not_ = by_kind.get(telling, []), by_kind.get(other, [])
        if tells and not_:
            truth = [True] * len(tells) + [False] * len(not_)
            found[f"{telling}, {other}"] = round(float(roc_auc_score(truth, tells + not_)), 3)
    return found


if __name__ == "__main__":
    main()
