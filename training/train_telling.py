"""Teach the reader whether a sentence tells what is asked for, or only repeats the question.

    python -m training.train_telling FOLDER SET... [--seed N]

FOLDER is the reader's, `qa` for the one that comes with the package; all but this head of it stays
as it is. Each SET is in BEIR's layout, with `answers`. Of each question that has one the sentence
with the answer tells it. So it does without as many other words; without the answer it does not,
though it may repeat all of the question. First the head is taught on four fifths of the articles
and its area under the ROC curve is measured on the others, then it is taught on all.
"""

import argparse
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from sklearn.metrics import roc_auc_score
from torch import nn

from corpus.passage import Span
from corpus.sentences import sentence_spans
from index.question_model import DIMENSION
from qa.datasets import read_beir
from qa.pairs import Excerpt, PairMaker
from qa.reading_network import ReadingNetwork, TellingHead, batch_of, load_reader, telling_signs
from training.articles import article_of
from training.figures import keep
from training.reader_network import add_to_reader

# Sentences of fewer words are not cut.
_LEAST_WORDS = 5
_PAIRS_A_BATCH = 24
_EXAMPLES_A_STEP = 256
_EPOCHS = 8
_RATE = 1e-3
_DECAY = 1e-3
_DROPPED = (0.2, 0.3)
_LEAST_DEVIATION = 1e-6
_HELD_OUT = 5
_TRIES = 5
_HEAD = "tells."


@dataclass(frozen=True, slots=True)
class Sentence:
    """A question and a sentence under a title; `kind` says how it came to tell the answer or not.

    It is `whole`, `other cut` or `answer cut`, of which the last does not tell.
    """

    question: str
    title: str
    text: str
    kind: str
    article: str

    @property
    def tells(self) -> bool:
        """Whether it tells what is asked for."""
        return self.kind != "answer cut"


def main() -> None:
    """Collect the sentences, teach, measure, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311
    sentences = [one for folder in options.sets for one in sentences_of(folder, chance)]
    print(f"{len(sentences)} sentences", flush=True)
    network, maker = load_reader(options.folder)
    signs = signs_of(network, maker, sentences)
    figures = checked(signs, sentences, options.seed)
    print(figures)
    keep("telling", figures)
    names = " ".join(folder.name for folder in options.sets)
    about = {
        "made_by": f"python -m training.train_telling {options.folder.name} {names}"
        f" --seed {options.seed}",
        "sentences": len(sentences),
    }
    head = taught(signs, np.array([one.tells for one in sentences]), options.seed)
    weights = {f"{_HEAD}{name}": weight for name, weight in head.state_dict().items()}
    add_to_reader(options.folder, weights, {"tells": about})


def sentences_of(folder: Path, chance: random.Random) -> Iterator[Sentence]:
    """The sentences with the answers of one set, whole and cut."""
    dataset = read_beir(folder)
    lines = {line.id: line for line in dataset.corpus}
    asked = (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    answers = {one["_id"]: one.get("answers", ()) for one in map(json.loads, asked)}
    for query in dataset.queries:
        line = lines.get(min(query.relevant, default=""))
        found = line and _with_answer(line.text, [one for one in answers[query.id] if one])
        if not line or not found:
            continue
        text, answer = found
        cuts = {"whole": text, "answer cut": _cut(text, answer), **_other_cut(text, answer, chance)}
        for kind, left in cuts.items():
            if left:
                yield Sentence(query.text, line.title, left, kind, article_of(line.id))


def _with_answer(text: str, answers: Sequence[str]) -> tuple[str, str] | None:
    """The first sentence that holds one of the answers whole, and the answer."""
    sentences = [text[span.start : span.end] for span in sentence_spans(text, Span(0, len(text)))]
    found = ((one, answer) for answer in answers for one in sentences if answer in one)
    return next(found, None)


def _cut(text: str, answer: str) -> str:
    """`text` without `answer`; empty where too little is left, or the answer is there again."""
    left = " ".join(text.replace(answer, " ", 1).split())
    return "" if answer in left or len(left.split()) < _LEAST_WORDS else left


def _other_cut(text: str, answer: str, chance: random.Random) -> Mapping[str, str]:
    """`text` without as many words as the answer has, which stays; nothing where it cannot be."""
    words, count = text.split(), len(answer.split())
    for _ in range(_TRIES):
        if len(words) < count + _LEAST_WORDS:
            break
        first = chance.randrange(len(words) - count)
        left = " ".join([*words[:first], *words[first + count :]])
        if answer in left:
            return {"other cut": left}
    return {}


def signs_of(
    network: ReadingNetwork, maker: PairMaker, sentences: Sequence[Sentence]
) -> torch.Tensor:
    """What the head looks at of each of `sentences`, (n, signs) float32."""
    order = sorted(range(len(sentences)), key=lambda at: len(sentences[at].text))
    rows: dict[int, torch.Tensor] = {}
    with torch.inference_mode():
        for first in range(0, len(order), _PAIRS_A_BATCH):
            some = order[first : first + _PAIRS_A_BATCH]
            pairs = [
                pair
                for at in some
                for pair in maker.pairs(sentences[at].question, [_excerpt(sentences[at])])
            ]
            batch = batch_of(pairs)
            vectors = network.vectors(batch)
            found = network.heads.judge_vectors(vectors, batch)
            rows.update(zip(some, telling_signs(vectors, batch, found), strict=True))
    return torch.stack([rows[at] for at in range(len(sentences))])


def _excerpt(one: Sentence) -> Excerpt:
    """The sentence behind its title, as it is read alone."""
    before = "" if one.text.startswith(one.title) else f"{one.title}. "
    return Excerpt("", before + one.text, Span(len(before), len(before) + len(one.text)))


def checked(signs: torch.Tensor, sentences: Sequence[Sentence], seed: int) -> dict[str, float]:
    """The areas between whole sentences and cut ones, of articles that were not taught."""
    articles = sorted({one.article for one in sentences})
    unseen = set(random.Random(seed).sample(articles, len(articles) // _HELD_OUT))  # noqa: S311
    seen = np.array([one.article not in unseen for one in sentences])
    tells = np.array([one.tells for one in sentences])
    head = taught(signs[torch.from_numpy(seen)], tells[seen], seed)
    with torch.inference_mode():
        logits = head(signs).numpy()
    kinds = np.array([one.kind for one in sentences])
    areas: dict[str, float] = {}
    for kind in ("whole", "other cut"):
        among = ~seen & np.isin(kinds, (kind, "answer cut"))
        areas[f"{kind}, answer cut"] = round(float(roc_auc_score(tells[among], logits[among])), 3)
    return areas


def taught(signs: torch.Tensor, tells: npt.NDArray[np.bool_], seed: int) -> TellingHead:
    """A head that tells by `signs`, which it takes as they come; both kinds weigh alike."""
    torch.manual_seed(seed)
    mean, deviation = signs.mean(dim=0), signs.std(dim=0) + _LEAST_DEVIATION
    rows, truth = (signs - mean) / deviation, torch.from_numpy(tells).float()
    head = TellingHead(DIMENSION)
    nn.init.kaiming_uniform_(head.narrow.weight)
    first, second = (nn.Dropout(share) for share in _DROPPED)
    optimizer = torch.optim.AdamW(head.parameters(), lr=_RATE, weight_decay=_DECAY)
    cost = nn.BCEWithLogitsLoss(pos_weight=(1 - truth).sum() / truth.sum())
    for _ in range(_EPOCHS):
        order = torch.randperm(len(rows))
        for at in range(0, len(rows), _EXAMPLES_A_STEP):
            some = order[at : at + _EXAMPLES_A_STEP]
            wide = nn.functional.gelu(head.wide(first(rows[some])))
            loss = cost(head.narrow(second(wide))[:, 0], truth[some])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        # So that it takes what it is given as it is.
        head.wide.weight.div_(deviation)
        head.wide.bias.sub_(head.wide.weight @ mean)
    return head.eval()


if __name__ == "__main__":
    main()
