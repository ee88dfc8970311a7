"""Asking what the model that chooses is fitted on, and checking it."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.sentence_encoder import SentenceEncoder
from tests.qa.hits import NO_EVIDENCE, terms_of
from tests.training.readers import Listening
from training.answer_cases import Case
from training.fit_choosing import checked, collect

HARBOUR = "The harbour opens at seven in the morning."
PIER = "Dogs are not allowed on the pier."


def put_lines(file: Path, lines: list[dict[str, object]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")


def put_data_set(folder: Path) -> None:
    put_lines(
        folder / "corpus.jsonl", [{"_id": "port-0", "title": "", "text": f"{HARBOUR} {PIER}"}]
    )
    asked = {"_id": "q1", "text": "When does the harbour open?", "answers": ["seven"]}
    spans = [{"id": "port-0", "start": 0, "end": len(HARBOUR)}]
    lost = {"_id": "q2", "text": "Who opens the harbour?", "answers": [], "answerable": False}
    put_lines(
        folder / "queries.jsonl",
        [asked | {"spans": spans}, lost | {"source_paragraph": "port-0"}],
    )
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tport-0\t1\n")


def test_questions_that_have_an_answer_are_asked_and_judged(tmp_path: Path) -> None:
    put_data_set(tmp_path / "port")
    place = tmp_path / "written" / "pier"
    (place / "docs").mkdir(parents=True)
    (place / "docs" / "notice.txt").write_text(f"{HARBOUR}\n\n{PIER}\n", encoding="utf-8")
    put_lines(
        place / "questions.jsonl",
        [
            {"question": "Are dogs allowed on the pier?", "kind": "answered", "sentences": [PIER]},
            {"question": "Why are dogs not allowed?", "kind": "near", "sentences": []},
        ],
    )
    readers = (Listening(), Listening())
    of_set = Listening()
    cases = list(
        collect({tmp_path / "port": [of_set]}, SentenceEncoder(), readers, tmp_path / "written")
    )
    assert [(one.kind, one.group, one.terms.open) for one in cases] == [
        ("answerable", "port", False),
        ("written", "pier", True),
    ]
    said = [
        [
            one.hits[of.hit].passage.document.text[of.span.start : of.span.end]
            for of, right in zip(one.evidence, one.right, strict=True)
            if right
        ]
        for one in cases
    ]
    assert said == [[HARBOUR], [PIER]]
    # There is one written set: the first has not seen it.
    asked = [reader.asked for reader in (of_set, *readers)]
    assert asked == [{cases[0].terms.put}, {cases[1].terms.put}, set()]


def case_of(group: str, kind: str, *, opened: bool, high_is_right: bool) -> Case:
    low, high = (replace(NO_EVIDENCE, coverage=value) for value in (0.2, 0.8))
    return Case(
        kind=kind,
        group=group,
        terms=terms_of({"harbour": 1.0}, opened=opened),
        hits=(),
        evidence=(low, high),
        right=np.array([not high_is_right, high_is_right]),
        passages=1,
        set_name="port" if kind == "answerable" else group,
        judged=frozenset(),
        references=(),
        reader=None,
    )


def test_what_is_right_is_measured_on_groups_that_the_model_has_not_seen() -> None:
    cases = [
        case_of(group, kind, opened=opened, high_is_right=right)
        for group, kind, opened, right in (
            ("a", "answerable", False, True),
            ("b", "answerable", False, True),
            ("c", "answerable", False, False),
            ("d", "written", False, True),
            ("e", "written", True, True),
        )
        for _ in range(4)
    ]
    figures = checked(cases, np.ones(len(cases)))
    assert figures == {"port": 2 / 3, "written, a part": 1.0, "written, open": 1.0}
