"""Fit the model that chooses the sentence that answers, and write it into qa/answers.json.

    python -m training.fit_choosing SQUAD2 COVIDQA --readers READER...

SQUAD2 and COVIDQA are as in `training/fit_answers.py`; some of their questions are asked of all
their passages. Those of the written sets (`training/written_sets.py`) that have an answer are asked
of their own documents. They are weighed as `_SHARES` says. Of n readers the first has not seen the
first of n parts of SQUAD2's articles and of the written sets, and judges these, and so on; none has
seen COVIDQA.

The model is checked on articles and written sets that it has not seen, in five folds; what is
written is fitted on all.
"""

import argparse
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.model_selection import GroupKFold

from index.encoding import Encoder
from index.sentence_encoder import SentenceEncoder
from qa.datasets import read_beir
from qa.evaluation import temporary_assistant
from qa.reading import Reader
from training.answer_cases import Asker, Case
from training.articles import article_of, readers_in, unseen_by
from training.choosing import Numbers, fit_choosing, named
from training.figures import keep
from training.rating import printed, weights_of
from training.written_sets import WRITTEN, asking, places_in, questions_in

_ANSWERS = Path(__file__).parent.parent / "qa" / "answers.json"
# With more on the written ones, SQuAD's questions lost more than the written ones gained; with less
# it was the other way (docs/retrieval.md).
_SHARES = {"answerable": 0.6, "written": 0.4}
_QUESTIONS_OF_A_SET = 400
_SEED = 5
_FOLDS = 5


def main() -> None:
    """Ask, fit, print what was measured, write the models."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    for name in ("squad2", "covidqa"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--readers", type=Path, nargs="+", required=True)
    given = parser.parse_args()
    encoder = SentenceEncoder()
    answers: dict[str, object] = {"made_by": "python -m training.fit_choosing"}
    figures: dict[str, dict[str, float]] = {}
    judges = readers_in(given.readers)
    readers: dict[str, Sequence[Reader]] = {"without_reader": (), "with_reader": judges}
    for name, of_kind in readers.items():
        sets = {given.squad2: of_kind, given.covidqa: of_kind[:1]}
        cases = list(collect(sets, encoder, of_kind))
        print(f"{name}: {len(cases)} cases")
        shares = weights_of([case.kind for case in cases], _SHARES)
        figures[name] = printed(checked(cases, shares))
        answers[name] = named(fit_choosing(cases, shares))
    _ANSWERS.write_text(json.dumps(answers, indent=1) + "\n", encoding="utf-8")
    keep("choosing", figures)


def collect(
    sets: Mapping[Path, Sequence[Reader]],
    encoder: Encoder,
    readers: Sequence[Reader],
    written: Path = WRITTEN,
) -> Iterator[Case]:
    """What is found for questions that have an answer, of data sets and of the `written` sets.

    Of each set's readers, and of `readers` for the written ones, each has not seen its part.
    """
    for folder, of_set in sets.items():
        dataset = read_beir(folder)
        lines = (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
        questions = [one for one in map(json.loads, lines) if one.get("answerable", True)]
        chance = random.Random(_SEED)  # noqa: S311
        some = chance.sample(questions, min(_QUESTIONS_OF_A_SET, len(questions)))
        with temporary_assistant(dataset.corpus, encoder, lambda *_: None) as assistant:
            judges = unseen_by(of_set, (article_of(line.id) for line in dataset.corpus))
            asker = Asker(dataset.name, assistant.snapshot, encoder, judges)
            yield from _cases(asker, "answerable", some)
        print(f"{dataset.name}: asked", flush=True)
    places = places_in(written)
    judges = unseen_by(readers, (place.name for place in places))
    for place in places:
        with asking([place], encoder, None) as assistant:
            asker = Asker(place.name, assistant.snapshot, encoder, judges)
            questions = [
                {
                    "text": one["question"],
                    "sentences": one["sentences"],
                    "source_paragraph": f"{place.name}-0",
                    "answers": (),
                }
                for one in questions_in(place)
                if one["kind"] == "answered"
            ]
            yield from _cases(asker, "written", questions)
        print(f"{place.name}: asked", flush=True)


def _cases(asker: Asker, kind: str, questions: Sequence[dict[str, Any]]) -> Iterator[Case]:
    for question in questions:
        case = asker.case(kind, question)
        if case.evidence:
            yield case


def checked(cases: Sequence[Case], shares: Numbers) -> dict[str, float]:
    """The share of questions that get a right sentence from models that have not seen them."""
    right = np.zeros(len(cases), bool)
    for seen, unseen in GroupKFold(_FOLDS).split(cases, groups=[case.group for case in cases]):
        model = fit_choosing([cases[at] for at in seen], shares[seen])
        for at in unseen:
            right[at] = cases[at].right[model.best(cases[at].evidence_for(model))]
    kinds = np.array([_named(case) for case in cases])
    return {kind: float(right[kinds == kind].mean()) for kind in dict.fromkeys(kinds.tolist())}


def _named(case: Case) -> str:
    if case.kind != "written":
        return case.set_name
    return "written, open" if case.terms.open else "written, a part"


if __name__ == "__main__":
    main()
