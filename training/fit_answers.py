"""Fit the answer model and the confidence model; write qa/answers.json and qa/confidence.json.

    python -m training.fit_answers SQUAD2 COVIDQA READER_FOR_SQUAD2 READER_FOR_COVIDQA

SQUAD2 and COVIDQA are data sets in BEIR's layout whose queries.jsonl also has, for each question,
`answers` (any of which the right sentence contains) or `spans` (one of which it overlaps), and for
those without an answer `answerable: false`. The readers are folders as `training/train_reader.py`
writes them, of readers that have not seen the set. People's folders are of all sizes, so the
questions are asked of each whole set and of small indexes of four articles each. There are four
kinds:

    answerable     the right answer is in the index
    adversarial    the article is in the index, the answer is not (SQuAD 2.0)
    withheld       the article is not in the index, others of the same set are
    foreign        the question is about another set

They are weighed as `_SHARES` says. An answer is right if its sentence is the judged one. Both
models are checked on articles that they have not seen, in five folds; what is written is fitted on
all. The reliability diagram of the check is written to docs/reliability.svg.
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
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import GroupKFold

from corpus.passage import Span
from index.encoding import Encoder
from index.hit import Hit
from index.sentence_encoder import SentenceEncoder
from index.snapshot import Snapshot
from qa.answer_model import FEATURES, AnswerModel, features_of
from qa.answering import choose
from qa.assistant import PASSAGES_READ
from qa.confidence import Signals, signals_for
from qa.datasets import CorpusLine, Dataset, read_beir
from qa.evaluation import temporary_assistant
from qa.evidence import SentenceEvidence, weigh_sentences
from qa.plots import Series, reliability_plot
from qa.reader import OwnReader
from qa.reading import Reader, excerpt_of
from qa.retrieval import FusedRetriever
from qa.terms import QuestionTerms, question_terms
from training.figures import DOCS, keep

Numbers = npt.NDArray[np.float64]

# What people ask is not known; half of it unanswerable is what SQuAD 2.0 chose, too.
_SHARES = {"answerable": 0.5, "adversarial": 0.2, "withheld": 0.2, "foreign": 0.1}
_SMALL_INDEX = 4
# More questions about the same articles add little but time.
_MOST_QUESTIONS = 260
# A right answer gains 1, a wrong one costs this, a refusal nothing. Ours: a wrong sentence comes
# with its confidence, its place and the other passages, so it misleads less than a right one that
# is withheld; a higher cost refuses more.
_COST_OF_WRONG = 0.25
_FOLDS = 5
_BINS = 15
_DRAWN = 20_000
_HOLD = 1e-3
_PACKAGE = Path(__file__).parent.parent / "qa"


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One question asked: its kind, its article (for folds), and what was found for it.

    `right` says of each sentence whether it is the judged one; `judged` are the passages that
    answer, `references` the answers known.
    """

    kind: str
    group: str
    terms: QuestionTerms
    hits: tuple[Hit, ...]
    evidence: tuple[SentenceEvidence, ...]
    right: npt.NDArray[np.bool_]
    passages: int
    set_name: str
    judged: frozenset[str]
    references: tuple[str, ...]


def main() -> None:
    """Collect the cases, fit, print what was measured, write the models."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    for name in ("squad2", "covidqa", "reader_for_squad2", "reader_for_covidqa"):
        parser.add_argument(name, type=Path)
    given = parser.parse_args()
    folders = (given.squad2, given.covidqa)
    readers = (given.reader_for_squad2, given.reader_for_covidqa)
    answers: dict[str, object] = {}
    confidence: dict[str, object] = {}
    figures: dict[str, object] = {}
    plotted: list[Series] = []
    for name, with_reader in (("without_reader", False), ("with_reader", True)):
        cases = collect(folders, [OwnReader(one) if with_reader else None for one in readers])
        print(f"{name}: {len(cases)} cases")
        check = checked(cases)
        figures[name] = report(check)
        plotted.append(_series(name.replace("_", " "), check))
        answers[name], confidence[name] = fitted(cases)
    made_by = {"made_by": "python -m training.fit_answers"}
    threshold = round(_COST_OF_WRONG / (1 + _COST_OF_WRONG), 4)
    _write("answers.json", {**made_by, **answers})
    _write("confidence.json", {**made_by, **confidence, "threshold": threshold})
    keep("answers", figures)
    (DOCS / "reliability.svg").write_text(reliability_plot(plotted), encoding="utf-8")


def collect(folders: Sequence[Path], readers: Sequence[Reader | None]) -> list[Case]:
    """Ask the questions of each set of indexes with its whole corpus and with parts of it."""
    encoder = SentenceEncoder()
    asked = {folder: _questions(folder) for folder in folders}
    cases: list[Case] = []
    for folder, other, reader in zip(folders, reversed(folders), readers, strict=True):
        for lines in _indexes(read_beir(folder)):
            with temporary_assistant(lines, encoder, lambda *_: None) as assistant:
                asker = Asker(folder.name, assistant.snapshot, encoder, reader)
                present = {_article_of(line.id) for line in lines}
                cases.extend(_ask_all(asker, asked[folder], asked[other], present))
        print(f"{folder.name}: {len(cases)} cases so far", flush=True)
    return cases


@dataclass(frozen=True, slots=True)
class Asker:
    """What finds and weighs sentences in one index."""

    set_name: str
    snapshot: Snapshot
    encoder: Encoder
    reader: Reader | None

    def case(self, kind: str, question: Mapping[str, Any]) -> Case:
        """What is found for one question, and which of it is right."""
        text = question["text"]
        retriever = FusedRetriever(self.snapshot, self.encoder, reader=self.reader)
        hits = retriever.search(text, PASSAGES_READ)
        terms = question_terms(text, self.snapshot.caches.words)
        vector = self.encoder.encode_question(text)
        judged = (
            self.reader.read(text, [excerpt_of(hit, vector) for hit in hits]) if self.reader else ()
        )
        evidence = weigh_sentences(vector, terms, hits, judged)
        right = [
            kind == "answerable" and _is_right(question, hits[one.hit], one.span)
            for one in evidence
        ]
        return Case(
            kind=kind,
            group=_article(question),
            terms=terms,
            hits=hits,
            evidence=evidence,
            right=np.array(right),
            passages=len(self.snapshot),
            set_name=self.set_name,
            judged=_judged(question),
            references=tuple(one for one in question["answers"] if one),
        )


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
    asker: Asker,
    own: Sequence[dict[str, Any]],
    other: Sequence[dict[str, Any]],
    present: AbstractSet[str],
) -> Iterator[Case]:
    inside = [question for question in own if _article(question) in present]
    outside = [question for question in own if _article(question) not in present]
    every = max(1, len(outside) // max(1, len(inside) // 3))
    for question in inside:
        yield asker.case(
            "answerable" if question.get("answerable", True) else "adversarial", question
        )
    for question in outside[::every]:
        yield asker.case("withheld", question)
    for question in other[:: max(1, len(other) * 6 // max(1, len(inside)))]:
        yield asker.case("foreign", question)


def _judged(question: Mapping[str, Any]) -> frozenset[str]:
    if question.get("spans"):
        return frozenset(str(span["id"]) for span in question["spans"])
    return frozenset({str(question["source_paragraph"])})


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


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """What models say about cases that they have not seen: columns of one entry a case, (n,).

    `held` is whether the answer as it would be shown holds a reference answer, in `first` cases:
    answerable ones whose right passage came first.
    """

    kinds: npt.NDArray[np.str_]
    chance: Numbers
    right: npt.NDArray[np.bool_]
    shares: Numbers
    first: npt.NDArray[np.bool_]
    held: npt.NDArray[np.bool_]
    sets: npt.NDArray[np.str_]


def checked(cases: Sequence[Case]) -> Check:
    """Answer and rate every case by models that were fitted on other articles."""
    chance = np.zeros(len(cases))
    right, first, held = (np.zeros(len(cases), bool) for _ in range(3))
    shares = _weights_of(cases)
    groups = [case.group for case in cases]
    for seen, unseen in GroupKFold(_FOLDS).split(cases, groups=groups):
        answer = fit_answers([cases[at] for at in seen])
        signals, was_right = _chosen([cases[at] for at in seen], answer)
        model = _logistic(signals, was_right, shares[seen])
        signals, right[unseen] = _chosen([cases[at] for at in unseen], answer)
        chance[unseen] = model.predict_proba(signals)[:, 1]
        for at in unseen:
            first[at], held[at] = _holds_reference(cases[at], answer)
    kinds = np.array([case.kind for case in cases])
    sets = np.array([case.set_name for case in cases])
    return Check(kinds, chance, right, shares, first, held, sets)


def _holds_reference(case: Case, model: AnswerModel) -> tuple[bool, bool]:
    """Whether the first passage is the right one, and then whether the answer holds a reference."""
    if case.kind != "answerable" or case.hits[0].passage.document.source not in case.judged:
        return False, False
    reading = choose(case.evidence, case.hits, model)
    assert reading is not None
    document = case.hits[reading.best.hit].passage.document
    answer = _plain(document.text[reading.span.start : reading.span.end])
    held = document.source in case.judged and any(_plain(one) in answer for one in case.references)
    return True, held


def fitted(cases: Sequence[Case]) -> tuple[dict[str, float], dict[str, object]]:
    """The answer model's weights and the confidence model's, fitted on all cases."""
    answer = fit_answers(cases)
    model = _logistic(*_chosen(cases, answer), _weights_of(cases))
    names = [field.name for field in fields(Signals)]
    return (
        dict(zip(FEATURES, (round(float(one), 4) for one in answer.weights), strict=True)),
        {
            "cases": len(cases),
            "intercept": round(float(model.intercept_[0]), 4),
            "weights": {
                name: round(float(one), 4) for name, one in zip(names, model.coef_[0], strict=True)
            },
        },
    )


def fit_answers(cases: Sequence[Case]) -> AnswerModel:
    """The weights that give the judged sentences the highest share of a softmax over all."""
    useful = [case for case in cases if case.right.any()]
    rows = np.concatenate([features_of(case.evidence) for case in useful])
    deviation = rows.std(axis=0)
    # A signal that is not there, for want of a reader, gets no weight.
    scale = np.where(deviation > 0, deviation, np.inf)
    rows = rows / scale
    right = np.concatenate([case.right for case in useful])
    counts = np.array([len(case.right) for case in useful])
    starts = np.r_[0, np.cumsum(counts)[:-1]]
    of_row = np.repeat(np.arange(len(useful)), counts)

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        scores = rows @ weights
        raised = np.exp(scores - np.maximum.reduceat(scores, starts)[of_row])
        chances = raised / np.add.reduceat(raised, starts)[of_row]
        of_right = np.add.reduceat(chances * right, starts)
        gradient = rows.T @ (chances - chances * right / of_right[of_row]) / len(useful)
        held = _HOLD * (weights @ weights) / 2
        return float(-np.log(of_right).mean() + held), gradient + _HOLD * weights

    start = np.zeros(rows.shape[1])
    return AnswerModel(minimize(loss, start, jac=True, method="L-BFGS-B").x / scale)


def _chosen(cases: Sequence[Case], model: AnswerModel) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """The signals of the sentence that `model` chooses for each case, and whether it is right."""
    signals, right = [], []
    for case in cases:
        reading = choose(case.evidence, case.hits, model)
        assert reading is not None
        at = case.evidence.index(reading.best)
        signals.append(astuple(signals_for(reading, case.terms, case.hits, case.passages)))
        right.append(bool(case.right[at]))
    return np.array(signals, float), np.array(right)


def _logistic(
    signals: Numbers, right: npt.NDArray[np.bool_], shares: Numbers
) -> LogisticRegression:
    model = LogisticRegression(C=10.0, max_iter=5000)
    return model.fit(signals, right, sample_weight=shares)


def _weights_of(cases: Sequence[Case]) -> Numbers:
    """What each case counts, so that the kinds have the shares that they should."""
    kinds = [case.kind for case in cases]
    return np.array([_SHARES[kind] * len(kinds) / kinds.count(kind) for kind in kinds])


def report(check: Check) -> dict[str, float]:
    """Print and give how well answers and probabilities do on unseen articles."""
    chance, right, shares, kinds = check.chance, check.right, check.shares, check.kinds
    figures = {
        "AUROC": roc_auc_score(right, chance, sample_weight=shares),
        "Brier score": brier_score_loss(right, chance, sample_weight=shares),
        "calibration error": sum(
            abs(said - was) * share for said, was, share in _reliability(chance, right, shares)
        ),
    }
    answerable = kinds == "answerable"
    for other in ("adversarial", "withheld", "foreign"):
        # Adversarial questions are of one set only, and are compared with that one's.
        among = answerable & np.isin(check.sets, check.sets[kinds == other]) | (kinds == other)
        figures[f"AUROC {other}"] = roc_auc_score(answerable[among], chance[among])
    for name in np.unique(check.sets):
        of_set = check.first & (check.sets == name)
        figures[f"holds reference, {name}"] = check.held[of_set].mean()
    threshold = _COST_OF_WRONG / (1 + _COST_OF_WRONG)
    for kind in _SHARES:
        given = (kinds == kind) & (chance >= threshold)
        figures[f"{kind} answered"] = given.sum() / (kinds == kind).sum()
        figures[f"{kind} right of answered"] = right[given].mean() if given.any() else 0.0
    rounded = {name: round(float(value), 4) for name, value in figures.items()}
    for name, value in rounded.items():
        print(f"  {name.ljust(36)} {value:.4f}")
    return rounded


def _series(name: str, check: Check) -> Series:
    """What the plot needs, with cases drawn by their weight."""
    drawn = np.random.default_rng(1).choice(
        len(check.chance), _DRAWN, p=check.shares / check.shares.sum()
    )
    chance, right = check.chance[drawn], check.right[drawn].astype(float)
    return Series(name, chance, right, chance, right)


def _reliability(
    chance: Numbers, right: npt.NDArray[np.bool_], shares: Numbers
) -> list[tuple[float, float, float]]:
    """For bins of equal weight: what was said on average, what was right, the bin's share."""
    order = np.argsort(chance, kind="stable")
    ends = np.cumsum(shares[order]) / shares.sum()
    bins = np.minimum(_BINS - 1, (ends * _BINS - 1e-9).astype(int))
    rows = []
    for number in range(_BINS):
        within = order[bins == number]
        if len(within):
            weight = shares[within]
            rows.append(
                (
                    float(np.average(chance[within], weights=weight)),
                    float(np.average(right[within], weights=weight)),
                    float(weight.sum() / shares.sum()),
                )
            )
    return rows


def _write(name: str, content: Mapping[str, object]) -> None:
    (_PACKAGE / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
