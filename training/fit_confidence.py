"""Fit the confidence model and write qa/confidence.json.

    python -m training.fit_confidence SQUAD2 COVIDQA

SQUAD2 and COVIDQA are data sets in BEIR's layout whose queries.jsonl also has, for each question,
`answers` (any of which the right sentence contains) or `spans` (one of which it overlaps), and for
those without an answer `answerable: false`. People's folders are of all sizes, so the questions are
asked of each whole set and of small indexes of four articles each. There are four kinds:

    answerable     the right answer is in the index
    adversarial    the article is in the index, the answer is not (SQuAD 2.0)
    withheld       the article is not in the index, others of the same set are
    foreign        the question is about another set

They are weighed as `_SHARES` says. An answer is right if its sentence is the judged one. The fit is
checked on articles that it has not seen, in five folds; the model written is fitted on all.
"""

import argparse
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import GroupKFold

from corpus.passage import Span
from index.hit import Hit
from index.sentence_encoder import SentenceEncoder
from qa.assistant import PASSAGES_READ, Assistant
from qa.confidence import Signals
from qa.datasets import CorpusLine, Dataset, read_beir
from qa.evaluation import temporary_assistant

# What people ask is not known; half of it unanswerable is what SQuAD 2.0 chose, too.
_SHARES = {"answerable": 0.5, "adversarial": 0.2, "withheld": 0.2, "foreign": 0.1}
_SMALL_INDEX = 4
# More questions about the same articles add little but time.
_MOST_QUESTIONS = 1500
# A right answer gains 1, a wrong one costs this, a refusal nothing. Ours: a wrong sentence comes
# with its confidence, its place and the other passages, so it misleads less than a right one that
# is withheld; a higher cost refuses more.
_COST_OF_WRONG = 0.25
_TARGET = Path(__file__).parent.parent / "qa" / "confidence.json"


@dataclass(frozen=True, slots=True)
class Case:
    """One question asked: its kind, its article (for folds), its signals, and if it was right."""

    kind: str
    group: str
    signals: Signals
    right: bool


def main() -> None:
    """Collect the cases, fit, print what was measured, write the model."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("squad2", type=Path)
    parser.add_argument("covidqa", type=Path)
    arguments = parser.parse_args()
    encoder = SentenceEncoder()
    folders = (arguments.squad2, arguments.covidqa)
    asked = {folder: _questions(folder) for folder in folders}
    cases: list[Case] = []
    for folder, other in zip(folders, reversed(folders), strict=True):
        for lines in _indexes(read_beir(folder)):
            with temporary_assistant(lines, encoder, lambda *_: None) as assistant:
                present = {_article_of(line.id) for line in lines}
                cases.extend(_ask_all(assistant, asked[folder], asked[other], present))
            print(f"{folder.name}, {len(lines)} passages: {len(cases)} cases so far", flush=True)
    _fit(cases)


def _indexes(dataset: Dataset) -> Iterator[tuple[CorpusLine, ...]]:
    """The whole corpus, and then its articles in groups of a few."""
    yield dataset.corpus
    articles = list(dict.fromkeys(_article_of(line.id) for line in dataset.corpus))
    for first in range(0, len(articles), _SMALL_INDEX):
        group = set(articles[first : first + _SMALL_INDEX])
        yield tuple(line for line in dataset.corpus if _article_of(line.id) in group)


def _questions(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines[:: max(1, len(lines) // _MOST_QUESTIONS)]]


def _ask_all(
    assistant: Assistant,
    own: Sequence[dict[str, Any]],
    other: Sequence[dict[str, Any]],
    present: AbstractSet[str],
) -> Iterator[Case]:
    inside = [question for question in own if _article(question) in present]
    outside = [question for question in own if _article(question) not in present]
    every = max(1, len(outside) // max(1, len(inside) // 3))
    for question in inside:
        kind = "answerable" if question.get("answerable", True) else "adversarial"
        yield from _case(assistant, kind, question)
    for question in outside[::every]:
        yield from _case(assistant, "withheld", question)
    for question in other[:: max(1, len(other) * 6 // max(1, len(inside)))]:
        yield from _case(assistant, "foreign", question)


def _case(assistant: Assistant, kind: str, question: Mapping[str, Any]) -> Iterator[Case]:
    snapshot = assistant.snapshot
    hits = assistant.retriever(snapshot).search(question["text"], PASSAGES_READ)
    candidate = assistant.consider(snapshot, question["text"], hits)
    if candidate is not None:
        best = candidate.reading.best
        right = kind == "answerable" and _is_right(question, hits[best.hit], best.span)
        yield Case(kind, _article(question), candidate.signals, right)


def _article(question: Mapping[str, Any]) -> str:
    judged = question["spans"][0]["id"] if question.get("spans") else question["source_paragraph"]
    return _article_of(str(judged))


def _article_of(passage: str) -> str:
    """The article's part of a passage's id, which ends in the passage's number."""
    return passage.rsplit("-", 1)[0]


def _is_right(question: Mapping[str, Any], hit: Hit, span: Span) -> bool:
    source = hit.passage.document.source
    if question.get("spans"):
        return any(
            source == judged["id"] and span.start < judged["end"] and span.end > judged["start"]
            for judged in question["spans"]
        )
    sentence = _plain(hit.passage.document.text[span.start : span.end])
    return source == question["source_paragraph"] and any(
        _plain(answer) in sentence for answer in question["answers"]
    )


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def _fit(cases: Sequence[Case]) -> None:
    values = np.array([astuple(case.signals) for case in cases])
    right = np.array([case.right for case in cases])
    kinds = np.array([case.kind for case in cases])
    shares = {kind: _SHARES[kind] * len(cases) / np.sum(kinds == kind) for kind in _SHARES}
    weights = np.array([shares[kind] for kind in kinds])
    unseen = np.zeros(len(cases))
    groups = [case.group for case in cases]
    for train, test in GroupKFold(5).split(values, right, groups):
        model = LogisticRegression(C=10.0, max_iter=2000)
        model.fit(values[train], right[train], sample_weight=weights[train])
        unseen[test] = model.predict_proba(values[test])[:, 1]
    final = LogisticRegression(C=10.0, max_iter=2000)
    final.fit(values, right, sample_weight=weights)
    threshold = _COST_OF_WRONG / (1 + _COST_OF_WRONG)
    _report(unseen, right, kinds, weights, threshold)
    _write(final, threshold, len(cases))


def _report(
    chance: npt.NDArray[np.float64],
    right: npt.NDArray[np.bool_],
    kinds: npt.NDArray[np.str_],
    weights: npt.NDArray[np.float64],
    threshold: float,
) -> None:
    print("on unseen articles:")
    print(f"  AUROC {roc_auc_score(right, chance, sample_weight=weights):.3f}")
    print(f"  Brier score {brier_score_loss(right, chance, sample_weight=weights):.3f}")
    error = 0.0
    for low in np.arange(0, 1, 0.1):
        within = (chance >= low) & (chance < low + 0.1)
        if within.any():
            said = np.average(chance[within], weights=weights[within])
            was = np.average(right[within], weights=weights[within])
            error += abs(said - was) * weights[within].sum() / weights.sum()
            print(f"  said {said:.2f}  right {was:.2f}  cases {within.sum()}")
    print(f"  calibration error {error:.3f}")
    for kind in _SHARES:
        of_kind = kinds == kind
        given = of_kind & (chance >= threshold)
        print(
            f"  {kind}: {of_kind.sum()} asked, {given.sum() / of_kind.sum():.3f} answered, "
            f"{right[given].mean() if given.any() else 0:.3f} of the answers right"
        )


def _write(model: LogisticRegression, threshold: float, cases: int) -> None:
    names = [field.name for field in fields(Signals)]
    numbers = zip(names, model.coef_[0], strict=True)
    content = {
        "made_by": "python -m training.fit_confidence",
        "cases": cases,
        "intercept": round(float(model.intercept_[0]), 4),
        "weights": {name: round(float(number), 4) for name, number in numbers},
        "threshold": round(threshold, 4),
    }
    _TARGET.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(content, indent=1))


if __name__ == "__main__":
    main()
