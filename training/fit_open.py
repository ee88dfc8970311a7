"""Fit the confidence of open questions, and write it into training/held_confidence.json.

    python -m training.fit_open PUBMEDQA

Open is what leaves out no part that an answer would have to hold: yes or no, topics, wishes and
claims (`qa.terms.QuestionTerms.open`). PUBMEDQA is in BEIR's layout. Every other of its questions
is asked, as it is and as a topic, of halves of its abstracts or of twenty at a time:

    answerable     the right abstract is in the index
    near           it is, but one word of the question was exchanged (`training/near_misses.py`)
    withheld       the right abstract is not in the index

They are weighed as `_SHARES` says. An answer is right if it is of the right abstract. The package's
own reader judges them, which was trained on the others of PubMedQA's questions. What is fitted is
held at the model of other questions, which `training/fit_answers.py` writes, and checked on
abstracts that it has not seen, in five folds. `training/fit_written.py` comes after it.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from index.encoding import Encoder
from index.sentence_encoder import SentenceEncoder
from qa.answer_model import answer_model
from qa.datasets import Dataset, read_beir
from qa.evaluation import temporary_assistant
from qa.reader import OwnReader
from qa.reading import Reader
from training.answer_cases import Asker, Case, groups_of
from training.articles import article_of
from training.figures import keep
from training.near_misses import NearMisses, as_topic
from training.rating import (
    HELD,
    Numbers,
    Told,
    calibration_error,
    chances,
    fit_open,
    keep_model,
    kept_model,
    printed,
    threshold,
    told_by,
    weights_of,
)

_SHARES = {"answerable": 0.5, "near": 0.25, "withheld": 0.25}
_SMALL_INDEX = 20
_FOLDS = 5
_SEED = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the set, and its near miss, if one was made: each as it is and as a topic.

    `relevant` are the passages that are right, of the abstract `article`.
    """

    texts: tuple[str, ...]
    near: tuple[str, ...]
    relevant: frozenset[str]
    article: str

    def as_line(self, text: str) -> dict[str, object]:
        """What an `Asker` asks."""
        return {
            "text": text,
            "source_paragraph": min(self.relevant),
            "relevant": self.relevant,
            "answers": (),
        }


def main() -> None:
    """Collect the cases, fit, print what was measured, write the models."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("pubmedqa", type=Path)
    dataset, encoder = read_beir(parser.parse_args().pubmedqa), SentenceEncoder()
    figures: dict[str, dict[str, float]] = {}
    readers: dict[str, Reader | None] = {"without_reader": None, "with_reader": OwnReader()}
    for name, reader in readers.items():
        cases, part = collect(dataset, encoder, reader), kept_model(HELD, name, "part")
        print(f"{name}: {len(cases)} cases")
        kinds = [case.kind for case in cases]
        model = answer_model(with_reader=reader is not None)
        told = told_by(cases, model, weights_of(kinds, _SHARES))
        checked = _checked(part, told, [case.group for case in cases])
        figures[name] = printed(report(checked, told, kinds))
        keep_model(HELD, name, "open", fit_open(part, told), cases=len(cases))
    keep("open", figures)


def questions_of(dataset: Dataset) -> list[Asked]:
    """Every other question of the set, from the second on, in all forms."""
    texts = {line.id: f"{line.title} {line.text}" for line in dataset.corpus}
    misses = NearMisses([query.text for query in dataset.queries], _SEED)
    found: list[Asked] = []
    for query in dataset.queries[1::2]:
        told = " ".join(texts[one] for one in sorted(query.relevant))
        near = misses.of(query.text, told)
        found.append(
            Asked(
                texts=_forms(query.text),
                near=_forms(near) if near else (),
                relevant=frozenset(query.relevant),
                article=article_of(min(query.relevant)),
            )
        )
    return found


def _forms(question: str) -> tuple[str, ...]:
    topic = as_topic(question)
    return (question, topic) if topic else (question,)


def collect(dataset: Dataset, encoder: Encoder, reader: Reader | None) -> list[Case]:
    """Ask every question, half of them of halves of the abstracts, the others of a few.

    What is withheld are questions about the abstracts before those that are there; before the
    first ones come the last.
    """
    questions = questions_of(dataset)
    articles = frozenset(article_of(line.id) for line in dataset.corpus)
    cases: list[Case] = []
    for half, size in enumerate((-(-len(articles) // 2), _SMALL_INDEX)):
        some = questions[half::2]
        groups = list(groups_of(dataset, size))
        present = [{article_of(line.id) for line in lines} for lines in groups]
        for number, lines in enumerate(groups):
            with temporary_assistant(lines, encoder, lambda *_: None) as assistant:
                judges = ((reader, articles),) if reader else ()
                asker = Asker("pubmedqa", assistant.snapshot, encoder, judges)
                inside = [one for one in some if one.article in present[number]]
                others = present[number - 1] - present[number]
                before = [one for one in some if one.article in others]
                cases.extend(_cases(asker, inside, before))
    return [case for case in cases if case.terms.open and case.evidence]


def _cases(asker: Asker, inside: Sequence[Asked], before: Sequence[Asked]) -> Iterator[Case]:
    for one in inside:
        yield from (asker.case("answerable", one.as_line(text)) for text in one.texts)
        yield from (asker.case("near", one.as_line(text)) for text in one.near)
    for one in before:
        yield from (asker.case("withheld", one.as_line(text)) for text in one.texts)


def _checked(part: Numbers, told: Told, groups: Sequence[str]) -> Numbers:
    """What models say that have not seen a case's abstract: (n,)."""
    chance = np.zeros(len(groups))
    for seen, unseen in GroupKFold(_FOLDS).split(told.signals, groups=groups):
        some = Told(told.signals[seen], told.right[seen], told.shares[seen])
        chance[unseen] = chances(fit_open(part, some), told.signals[unseen])
    return chance


def report(chance: Numbers, told: Told, kinds: Sequence[str]) -> dict[str, float]:
    """Give how well probabilities do for open questions about what they were not fitted on."""
    named = np.array(kinds)
    there = named == "answerable"
    given = chance >= threshold()
    figures = {
        f"AUROC {name}": roc_auc_score(there[among], chance[among])
        for name, among in ((kind, there | (named == kind)) for kind in ("near", "withheld"))
    }
    figures["calibration error"] = calibration_error(chance, told.right, told.shares)
    for kind in ("answerable", "near", "withheld"):
        figures[f"{kind} answered"] = given[named == kind].mean()
    return figures


if __name__ == "__main__":
    main()
