"""The form of an answer as JSON: what scripts rely on."""

import json
from dataclasses import replace

import pytest

from corpus import Citation, Document, Mark, Passage, Span
from index.hit import Hit
from qa import Answer, Assistant, Seconds, answer_as_json
from tests.qa.hits import hit_of

TEXT = "It rained. The harbour was built in 1903."
DOCUMENT = Document("b.md", "0b" * 32, "Harbours", None, TEXT, (Mark(0, "section Weather"),))
HIT = hit_of(Passage(DOCUMENT, 0, 41, (Span(0, 10), Span(11, 41))), score=1.23456)
CITATION = Citation(
    "b.md", "0b" * 32, "Harbours", "section Weather", 11, 41, "The harbour was built in 1903."
)
ANSWER = Answer(
    question="When was “it” built?\n",
    found=True,
    confidence=0.876543,
    text="The harbour was built in 1903.",
    citations=(CITATION, replace(CITATION, source="c.md", start=0, end=30)),
    passages=(HIT, replace(HIT, score=-0.5)),
    seconds=Seconds(0.0123456, 0.5, 0.5123456),
    exact=(replace(CITATION, start=36, end=40, quote="1903"),),
)


def test_an_answer_as_json_is_what_the_design_says() -> None:
    citation = {
        "number": 1,
        "source": "b.md",
        "title": "Harbours",
        "sha256": "0b" * 32,
        "label": "section Weather",
        "start": 11,
        "end": 41,
        "quote": "The harbour was built in 1903.",
        "prefix": "",
        "suffix": "",
        "occurrence": 1,
        "occurrences": 1,
    }
    passage = {
        "rank": 1,
        "score": 1.2346,
        "source": "b.md",
        "title": "Harbours",
        "label": "section Weather",
        "start": 0,
        "end": 41,
        "text": TEXT,
        "copies": [],
    }
    assert answer_as_json(ANSWER) == {
        "question": "When was “it” built?\n",
        "found": True,
        "confidence": 0.8765,
        "text": "The harbour was built in 1903.",
        "exact": [{"start": 36, "end": 40, "quote": "1903"}],
        "citations": [
            citation,
            {**citation, "number": 2, "source": "c.md", "start": 0, "end": 30},
        ],
        "passages": [passage, {**passage, "rank": 2, "score": -0.5}],
        "seconds": {"retrieve": 0.0123, "read": 0.5, "total": 0.5123},
    }


def test_a_refusal_as_json_keeps_every_key() -> None:
    refusal = replace(ANSWER, found=False, text="", citations=(), exact=())
    assert answer_as_json(refusal) == {
        **answer_as_json(ANSWER),
        "found": False,
        "text": "",
        "exact": [],
        "citations": [],
    }


def test_an_answer_as_json_can_be_written_and_read_back() -> None:
    as_json = answer_as_json(ANSWER)
    assert json.loads(json.dumps(as_json)) == as_json


def test_a_document_without_a_title_goes_by_its_file_name() -> None:
    untitled = replace(DOCUMENT, title="")
    hit = hit_of(Passage(untitled, 0, 41, (Span(0, 41),)))
    (passage,) = passages_of(replace(ANSWER, passages=(hit,)))
    assert passage["title"] == "b"


def passages_of(answer: Answer) -> list[dict[str, object]]:
    passages = json.loads(json.dumps(answer_as_json(answer)))["passages"]
    assert isinstance(passages, list)
    return passages


@pytest.mark.parametrize("question", ["Who signed the letter?", "Who painted the Mona Lisa?"])
def test_a_real_answer_has_values_of_the_types_that_the_design_names(
    sample_assistant: Assistant, question: str
) -> None:
    as_json = json.loads(json.dumps(answer_as_json(sample_assistant.ask(question))))
    assert kinds(as_json) == {
        "question": str,
        "found": bool,
        "confidence": float,
        "text": str,
        "exact": list,
        "citations": list,
        "passages": list,
        "seconds": dict,
    }
    for citation in as_json["citations"]:
        assert kinds(citation) == {
            "number": int,
            "source": str,
            "title": str,
            "sha256": str,
            "label": str,
            "start": int,
            "end": int,
            "quote": str,
            "prefix": str,
            "suffix": str,
            "occurrence": int,
            "occurrences": int,
        }
    for passage in as_json["passages"]:
        assert kinds(passage) == {
            "rank": int,
            "score": float,
            "source": str,
            "title": str,
            "label": str,
            "start": int,
            "end": int,
            "text": str,
            "copies": list,
        }
    assert kinds(as_json["seconds"]) == {"retrieve": float, "read": float, "total": float}


def kinds(values: dict[str, object]) -> dict[str, type]:
    return {key: type(value) for key, value in values.items()}


def test_answers_hold_hits_and_citations_in_tuples() -> None:
    assert isinstance(ANSWER.passages[0], Hit)
    with pytest.raises(AttributeError):
        ANSWER.text = "another"  # type: ignore[misc]
