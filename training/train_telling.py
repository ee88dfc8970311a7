"""Teach the reader whether a sentence tells what is asked for, or only repeats the question.

    python -m training.train_telling FOLDER CASES SET... [--seed N]

FOLDER is the reader's, `qa` for the one that comes with the package; all but this head of it stays
as it is. CASES is the folder of `training/ask_written.py`; each SET is in BEIR's layout, with
`answers`. `training/telling_sentences.py` says what of both tells.

First heads are taught on four fifths of the articles and sets and measured on the others, then one
on all. What the heads say of the answers to written questions that they had not seen is put into
CASES, so that what is fitted on these knows how far to trust it.
"""

import argparse
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from itertools import chain
from pathlib import Path

import torch
from sklearn.metrics import roc_auc_score
from torch import nn

from index.question_model import DIMENSION
from qa.confidence import Signals
from qa.pairs import Excerpt, PairMaker
from qa.reading_network import ReadingNetwork, TellingHead, batch_of, load_reader, telling_signs
from training.articles import parts_of
from training.figures import keep
from training.reader_network import add_to_reader
from training.telling_sentences import Sentence, sentences_of, written_sentences
from training.written import WrittenCase, keep_cases, kept_cases

_PAIRS_A_BATCH = 24
_EXAMPLES_A_STEP = 256
_EPOCHS = 8
_RATE = 1e-3
_DECAY = 1e-3
_DROPPED = (0.2, 0.3)
_LEAST_DEVIATION = 1e-6
_PARTS = 5
_HEAD = "tells."
_TELLS = [field.name for field in fields(Signals)].index("tells")

Read = tuple[str, Excerpt]
"""A question and what is read for it."""


def main() -> None:
    """Collect the sentences, teach, measure, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("cases", type=Path)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311
    file = options.cases / "with_reader.jsonl"
    cases = kept_cases(file)
    of_sets = (one for folder in options.sets for one in sentences_of(folder, chance))
    sentences = [*of_sets, *written_sentences(cases)]
    print(f"{len(sentences)} sentences", flush=True)
    reads = dict.fromkeys(chain(map(_read, sentences), *map(_chosen, cases)))
    signs = signs_of(*load_reader(options.folder), list(reads))
    unseen = unseen_logits(signs, sentences, cases, options.seed)
    figures = areas(sentences, unseen)
    print(figures)
    keep("telling", figures)
    keep_cases(file, [with_tells(one, unseen) for one in cases])
    names = " ".join(folder.name for folder in options.sets)
    about = {
        "made_by": f"python -m training.train_telling {options.folder.name} CASES {names}"
        f" --seed {options.seed}",
        "sentences": len(sentences),
    }
    head = taught(_stacked(signs, map(_read, sentences)), sentences, options.seed)
    weights = {f"{_HEAD}{name}": weight for name, weight in head.state_dict().items()}
    add_to_reader(options.folder, weights, {"tells": about})


def signs_of(
    network: ReadingNetwork, maker: PairMaker, reads: Sequence[Read]
) -> dict[Read, torch.Tensor]:
    """What the head looks at of each of `reads`, (signs,) float32."""
    order = sorted(reads, key=lambda one: len(one[1].text))
    found: dict[Read, torch.Tensor] = {}
    with torch.inference_mode():
        for first in range(0, len(order), _PAIRS_A_BATCH):
            some = order[first : first + _PAIRS_A_BATCH]
            pairs = [pair for question, one in some for pair in maker.pairs(question, [one])]
            batch = batch_of(pairs)
            vectors = network.vectors(batch)
            judged = network.heads.judge_vectors(vectors, batch)
            found.update(zip(some, telling_signs(vectors, batch, judged), strict=True))
    return found


def unseen_logits(
    signs: Mapping[Read, torch.Tensor],
    sentences: Sequence[Sentence],
    cases: Sequence[WrittenCase],
    seed: int,
) -> dict[Read, float]:
    """What heads say of `sentences`, and of the answers in `cases`, of whose part they saw none."""
    logits: dict[Read, float] = {}
    for part in parts_of((one.article for one in sentences), _PARTS):
        seen = [one for one in sentences if one.article not in part]
        head = taught(_stacked(signs, map(_read, seen)), seen, seed)
        own = [_read(one) for one in sentences if one.article in part]
        chosen = chain.from_iterable(_chosen(one) for one in cases if one.set_name in part)
        asked = list(dict.fromkeys([*own, *chosen]))
        with torch.inference_mode():
            logits.update(zip(asked, head(_stacked(signs, asked)).tolist(), strict=True))
    return logits


def areas(sentences: Sequence[Sentence], logits: Mapping[Read, float]) -> dict[str, float]:
    """The areas under the ROC curve between sentences of two kinds, by their logits."""
    by_kind: dict[str, list[float]] = {}
    for one in sentences:
        by_kind.setdefault(one.kind, []).append(logits[_read(one)])
    found: dict[str, float] = {}
    for telling, other in (
        ("whole", "answer cut"),
        ("other cut", "answer cut"),
        ("right", "wrong"),
    ):
        tells, not_ = by_kind.get(telling, []), by_kind.get(other, [])
        if tells and not_:
            truth = [True] * len(tells) + [False] * len(not_)
            found[f"{telling}, {other}"] = round(float(roc_auc_score(truth, tells + not_)), 3)
    return found


def with_tells(case: WrittenCase, logits: Mapping[Read, float]) -> WrittenCase:
    """`case` with what `logits` say of its answer, if it was read alone."""
    for read in _chosen(case):
        signals = list(case.signals)
        signals[_TELLS] = logits[read]
        return replace(case, signals=tuple(signals))
    return case


def taught(signs: torch.Tensor, sentences: Sequence[Sentence], seed: int) -> TellingHead:
    """A head that tells by `signs`, (n, signs), which it takes as they come.

    Written ones and others weigh alike, and in each those that tell and those that do not.
    """
    torch.manual_seed(seed)
    mean, deviation = signs.mean(dim=0), signs.std(dim=0) + _LEAST_DEVIATION
    rows, truth = (signs - mean) / deviation, torch.tensor([one.tells for one in sentences]).float()
    weights = _weights(sentences)
    head = TellingHead(DIMENSION)
    nn.init.kaiming_uniform_(head.narrow.weight)
    first, second = (nn.Dropout(share) for share in _DROPPED)
    cost = nn.BCEWithLogitsLoss(reduction="none")
    optimizer = torch.optim.AdamW(head.parameters(), lr=_RATE, weight_decay=_DECAY)
    for _ in range(_EPOCHS):
        order = torch.randperm(len(rows))
        for at in range(0, len(rows), _EXAMPLES_A_STEP):
            some = order[at : at + _EXAMPLES_A_STEP]
            wide = nn.functional.gelu(head.wide(first(rows[some])))
            logits = head.narrow(second(wide))[:, 0]
            loss = (cost(logits, truth[some]) * weights[some]).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        # So that it takes what it is given as it is.
        head.wide.weight.div_(deviation)
        head.wide.bias.sub_(head.wide.weight @ mean)
    return head.eval()


def _weights(sentences: Sequence[Sentence]) -> torch.Tensor:
    """What each counts, (n,), one on the mean."""
    kinds = [(one.written, one.tells) for one in sentences]
    counts = {kind: kinds.count(kind) for kind in set(kinds)}
    return torch.tensor([len(kinds) / (len(counts) * counts[kind]) for kind in kinds])


def _read(one: Sentence) -> Read:
    return one.question, one.excerpt


def _chosen(case: WrittenCase) -> list[Read]:
    """What was read alone of the answer: one, or none."""
    return [(case.question, one.excerpt) for one in case.alone if one.chosen]


def _stacked(signs: Mapping[Read, torch.Tensor], reads: Iterable[Read]) -> torch.Tensor:
    return torch.stack([signs[one] for one in reads])


if __name__ == "__main__":
    main()
