"""Train the reader and write its weights.

    python -m training.train_reader TARGET SET[@PART/PARTS][*TIMES]... [--start FOLDER] [--seed N]

Each SET is a data set in BEIR's layout, with `answers`, `spans` and `answerable` as far as it has
them; of PARTS parts of its articles PART is left out (@1/2); TIMES is how often its questions are
gone through (*2), or what share of them (*0.5). The default encoder's upper four layers and fresh
heads learn three things at once: which of a group of passages the question is about (softmax, on
top of what the search alone says, so that the reader learns what the search misses), whether the
answer stands in a passage, and where. That it does not stand there is learned from questions that
people wrote so, and from ones made by rule (`training/unanswerable.py`). TARGET is the
folder for reader.safetensors and reader.json, `qa` for the one that comes with the package; with
--start, training goes on from the weights in FOLDER, at half the rate. After it comes
`training/train_telling.py`.
"""

import argparse
import json
import os
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from corpus.passage import Span
from index.sentence_encoder import SentenceEncoder
from qa.pairs import Pair, PairMaker
from qa.reader import ABOUT_WEIGHTS
from qa.reading_network import NetworkOutput, batch_of
from training.learning import Learning, training_dtype
from training.reader_network import (
    TrainableNetwork,
    learned_parts,
    new_network,
    save_reader,
    trained_network,
)
from training.reading_examples import Candidate, Chosen, Example, examples_of
from training.unanswerable import changed_question, without_answer

_WRONG_A_GROUP = 2
_PAIRS_A_STEP = 32
# Of the pairs that only seem to answer so many have the question as it was, and a passage without
# the sentence that answers; in the others the question is changed.
_SHARE_WITHOUT_ANSWER = 0.25
# What a wrong judgement of presence costs beside one of rank.
_PRESENCE_COST = 1.5
_PLACE_COST = 0.5
_ENCODER_RATE = 1e-4
_HEAD_RATE = 1e-3
_PRIOR_SCALE = 3.0
_REPORT_EVERY = 50
# Examples among which those of like length are put together.
_POOL = 256

_SET = re.compile(r"(?P<folder>.*?)(@(?P<part>[0-9]+)/(?P<parts>[0-9]+))?(\*(?P<times>[0-9.]+))?")

Log = Callable[[str], None]


def main() -> None:
    """Collect the examples, train, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("target", type=Path)
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--start", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    arguments.target.mkdir(parents=True, exist_ok=True)  # now, and not after an hour of training
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(os.cpu_count() or 1)
    encoder = SentenceEncoder()
    examples: list[Example] = []
    for one in arguments.sets:
        folder, chosen, often = _parsed(one)
        found = examples_of(folder, encoder, chosen)
        print(f"{one}: {len(found)} examples", flush=True)
        examples.extend(found * often)
    network, maker = trained_network(arguments.start) if arguments.start else new_network()
    rate = 0.5 if arguments.start else 1.0
    lines: list[str] = []

    def log(line: str) -> None:
        lines.append(line)
        print(line, flush=True)

    train(network, maker, examples, log, seed=arguments.seed, rate=rate)
    names = [one.replace(f"{_parsed(one)[0].parent}/", "", 1) for one in arguments.sets]
    start = f" --start {arguments.start.name}" if arguments.start else ""
    command = f"python -m training.train_reader {arguments.target.name} {' '.join(names)}{start}"
    about: dict[str, object] = {
        "made_by": f"{command} --seed {arguments.seed}",
        "examples": len(examples),
        "log": lines,
    }
    if arguments.start:
        before = (arguments.start / ABOUT_WEIGHTS).read_text(encoding="utf-8")
        about["start"] = json.loads(before)
    save_reader(network, arguments.target, about)


def _parsed(text: str) -> tuple[Path, Chosen, int]:
    """The folder, which of its questions, and how often each.

    >>> _parsed("squad2-dev@1/2*0.5")
    (PosixPath('squad2-dev'), Chosen(every=2, left_out=1, parts=2), 1)
    """
    parsed = _SET.fullmatch(text)
    assert parsed
    times = float(parsed["times"] or 1)
    chosen = Chosen(
        every=max(1, round(1 / times)),
        left_out=int(parsed["part"] or 1),
        parts=int(parsed["parts"] or 1),
    )
    return Path(parsed["folder"]), chosen, max(1, round(times))


@dataclass(frozen=True, slots=True)
class Group:
    """A question with its passages as pairs, and after them what only seems to be answered.

    Where there are `priors`, the pairs that have one are ranked, and the first is right. `present`
    is whether each pair's passage answers its question, or empty where that is not known.
    """

    pairs: tuple[Pair, ...]
    priors: tuple[float, ...]
    present: tuple[bool, ...]
    place: tuple[int, int] | None


def group_of(example: Example, maker: PairMaker, chance: random.Random) -> Group:
    """`example` with a few wrong passages by lot, nearer ones more often.

    Where its passage answers, one pair more is made by rule, in which nothing does.
    """
    first = example.first
    if example.answered is False:
        return Group(tuple(maker.pairs(example.question, [first.excerpt])), (), (False,), None)
    wrong = sorted(example.wrong, key=lambda one: -one.prior)
    drawn: list[Candidate] = []
    while wrong and len(drawn) < _WRONG_A_GROUP:
        drawn.append(wrong.pop(int(len(wrong) * chance.random() ** 2)))
    candidates = [first, *drawn]
    pairs = maker.pairs(example.question, [one.excerpt for one in candidates])
    if example.answered:
        pairs += _seeming(example, maker, chance)
    return Group(
        pairs=tuple(pairs),
        priors=tuple(one.prior for one in candidates),
        present=(True, *[False] * (len(pairs) - 1)) if example.answered else (),
        place=_place(pairs[0], first.answer),
    )


def _seeming(example: Example, maker: PairMaker, chance: random.Random) -> list[Pair]:
    """A pair that only looks as if the passage answered, or none where no rule makes one."""
    first = example.first
    if first.answer is not None and chance.random() < _SHARE_WITHOUT_ANSWER:
        rest = without_answer(first.excerpt, first.sentences, first.answer)
        if rest is not None:
            return maker.pairs(example.question, [rest])
    texts = [first.excerpt.text, *(one.excerpt.text for one in example.wrong)]
    changed = changed_question(example.question, texts, chance)
    return maker.pairs(changed, [first.excerpt]) if changed else []


def _pairs_of(example: Example) -> int:
    """About how many pairs `group_of` makes of `example`."""
    if example.answered is False:
        return 1
    return 1 + min(_WRONG_A_GROUP, len(example.wrong)) + int(example.answered is True)


def _place(pair: Pair, answer: Span | None) -> tuple[int, int] | None:
    """The positions of the answer's first and last token in `pair`."""
    if answer is None:
        return None
    within = [
        at
        for at, span in enumerate(pair.spans)
        if span.start < answer.end and span.end > answer.start
    ]
    if not within:
        return None
    return pair.excerpt_starts_at + within[0], pair.excerpt_starts_at + within[-1]


def loss_of(groups: Sequence[Group], output: NetworkOutput, scale: torch.Tensor) -> torch.Tensor:
    """The sum of what the network gets wrong: rank, presence and place, each a mean."""
    ranks, present, truth, places = [], [], [], []
    at = 0
    for group in groups:
        if group.priors:
            relevance = output.relevance[at : at + len(group.priors)]
            logits = relevance + scale * torch.tensor(group.priors)
            ranks.append(-logits.log_softmax(0)[0])
        if group.present:
            present.append(output.presence[at : at + len(group.pairs)])
            truth.append(torch.tensor(group.present).float())
        if group.place is not None:
            starts, ends = output.starts[at].log_softmax(0), output.ends[at].log_softmax(0)
            places.append(-(starts[group.place[0]] + ends[group.place[1]]) / 2)
        at += len(group.pairs)
    total = torch.zeros(())
    if ranks:
        total = total + torch.stack(ranks).mean()
    if present:
        total = total + _PRESENCE_COST * nn.functional.binary_cross_entropy_with_logits(
            torch.cat(present), torch.cat(truth)
        )
    if places:
        total = total + _PLACE_COST * torch.stack(places).mean()
    return total


def steps_of(
    examples: Sequence[Example], maker: PairMaker, chance: random.Random
) -> Iterator[list[Group]]:
    """`examples` in random order, in steps of at most `_PAIRS_A_STEP` pairs of like length."""
    order = list(examples)
    chance.shuffle(order)
    for first in range(0, len(order), _POOL):
        pool = [group_of(one, maker, chance) for one in order[first : first + _POOL]]
        pool.sort(key=lambda group: max(len(pair.tokens) for pair in group.pairs))
        steps: list[list[Group]] = [[]]
        for group in pool:
            if sum(len(one.pairs) for one in steps[-1]) + len(group.pairs) > _PAIRS_A_STEP:
                steps.append([])
            steps[-1].append(group)
        chance.shuffle(steps)
        yield from steps


def train(
    network: TrainableNetwork,
    maker: PairMaker,
    examples: Sequence[Example],
    log: Log,
    *,
    seed: int,
    rate: float,
) -> None:
    """Go once through `examples`; `log` gets a line now and then.

    How it is computed is told in `training/learning.py`.
    """
    chance = random.Random(seed)  # noqa: S311
    pairs = sum(_pairs_of(one) for one in examples)
    expected = pairs // (_PAIRS_A_STEP - 1) + 1
    network.to(training_dtype()).eval()  # without dropout, which takes half of the time on a CPU
    network.requires_grad_(requires_grad=False)
    body, heads = learned_parts(network)
    scale = nn.Parameter(torch.tensor(_PRIOR_SCALE))
    learning = Learning(
        [(rate * _ENCODER_RATE, body), (rate * _HEAD_RATE, heads)], beside=[scale], steps=expected
    )
    began, mean = time.time(), 0.0
    for number, step in enumerate(steps_of(examples, maker, chance), start=1):
        output = network.judge(batch_of([pair for group in step for pair in group.pairs]))
        loss = loss_of(step, output, scale)
        learning.step(loss)
        mean += (loss.item() - mean) * max(0.02, 1 / number)
        if number % _REPORT_EVERY == 0:
            seconds = time.time() - began
            log(f"step {number} of about {expected}, loss {mean:.4f}, {seconds:.0f} s")
    learning.finish(network)


if __name__ == "__main__":
    main()
