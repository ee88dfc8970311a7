"""Sentences that tell what is asked for, and sentences that only repeat it."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.passage import Span
from qa.pairs import Excerpt
from training.telling_sentences import Sentence, sentences_of, written_sentences
from training.written import Among, SentenceAlone, WrittenCase

TEXT = "It rained in the north. The old gate was painted by Ana Ruiz in May. She was paid at once."
QUESTIONS: tuple[tuple[str, list[str] | None], ...] = (
    ("Who painted the old gate?", ["Ana Ruiz"]),
    ("Was it dry?", []),
    ("When was it?", ["at noon"]),
    ("What rained?", ["rained in the north"]),
    ("Who painted the new gate?", None),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A set of one passage, in BEIR's layout."""
    line = {"_id": "a-000", "title": "The gate", "text": TEXT}
    (tmp_path / "corpus.jsonl").write_text(json.dumps(line), encoding="utf-8")
    asked = [
        {"_id": f"q{at}", "text": text}
        | (
            {"answerable": False, "source_paragraph": "a-000"}
            if answers is None
            else {"answers": answers}
        )
        for at, (text, answers) in enumerate(QUESTIONS)
    ]
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    judged = [
        f"q{at}\ta-000\t1" for at, (_, answers) in enumerate(QUESTIONS) if answers is not None
    ]
    text = "\n".join(["query-id\tcorpus-id\tscore", *judged])
    (tmp_path / "qrels.tsv").write_text(text, encoding="utf-8")
    return tmp_path


def own(one: Sentence) -> str:
    focus = one.excerpt.focus
    return one.excerpt.text[focus.start : focus.end]


def test_a_sentence_tells_unless_its_answer_is_cut(folder: Path) -> None:
    found = list(sentences_of(folder, random.Random(1)))
    by_kind = {one.kind: one for one in found if one.question == QUESTIONS[0][0]}
    assert own(by_kind["whole"]) == "The old gate was painted by Ana Ruiz in May."
    assert own(by_kind["answer cut"]) == "The old gate was painted by in May."
    other = own(by_kind["other cut"])
    assert "Ana Ruiz" in other
    assert len(other.split()) == len(own(by_kind["whole"]).split()) - 2
    assert [one.kind for one in by_kind.values() if one.tells] == ["whole", "other cut"]
    assert by_kind["whole"].excerpt.text.startswith("The gate. The old gate")
    assert {one.article for one in found} == {"a"}
    # What would be left of the short sentence is too little.
    kinds = [one.kind for one in found if one.question == QUESTIONS[3][0]]
    assert kinds == ["whole", "beside"]
    assert not {one.question for one in found} & {QUESTIONS[1][0], QUESTIONS[2][0]}
    assert not any(one.written for one in found)


def test_what_only_seems_to_answer_does_not_tell(folder: Path) -> None:
    found = list(sentences_of(folder, random.Random(1)))
    asked = {one.kind: one for one in found if not one.tells and "gate" in one.question}
    # Of two sentences without the answer that have one word of the question each, the first.
    assert own(asked["beside"]) == "It rained in the north."
    assert asked["changed"].question == "Who painted the new gate?"
    assert own(asked["changed"]) == "The old gate was painted by Ana Ruiz in May."
    assert asked["adversarial"].question == QUESTIONS[4][0]
    assert own(asked["adversarial"]) == "The old gate was painted by Ana Ruiz in May."


def test_of_written_questions_what_answers_tells_and_what_else_was_chosen_does_not() -> None:
    right, wrong = (Excerpt("", text, Span(0, len(text))) for text in ("It is red.", "It is old."))
    alone = (
        SentenceAlone(right, right=True, chosen=False),
        SentenceAlone(wrong, right=False, chosen=True),
    )
    cases = [
        WrittenCase(
            "a",
            among,
            "Which?",
            near=False,
            open=False,
            row=False,
            signals=(),
            right=False,
            alone=alone,
        )
        for among in (Among.OWN, Among.MANY)
    ]
    other = SentenceAlone(Excerpt("", "It rains.", Span(0, 9)), right=False, chosen=True)
    cases.append(replace(cases[0], among=Among.OTHERS, alone=(other,)))
    cases[1] = replace(cases[1], set_name="among many")
    found = list(written_sentences(cases))
    assert [(one.excerpt, one.tells, one.article) for one in found] == [
        (right, True, "a"),
        (wrong, False, "a"),
        (other.excerpt, False, "a"),
    ]
    assert all(one.written for one in found)
