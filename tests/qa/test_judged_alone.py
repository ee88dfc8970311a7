"""Sentences that a reader judges by themselves, and what is read before them."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from corpus import Span, split
from corpus.letters import is_signature
from qa.evidence import read_alone, told, weigh_sentences
from qa.pairs import Excerpt
from qa.reading import Judgement
from tests.qa.hits import document_of, hit_of, passage_of, terms_of
from tests.qa.test_evidence import HEAD, QUESTION_VECTOR, SIGNATURE


class LettersReader:
    """Says of each excerpt how many letters its text has; notes what it was asked.

    The answer begins in the focus with a probability of `share`.
    """

    name = "letters"
    tells_places = True

    def __init__(self, share: float = 1.0) -> None:
        self.asked: list[tuple[str, Excerpt]] = []
        self._share = np.array([share], np.float32)

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[Judgement, ...]:
        self.asked.extend((question, one) for one in excerpts)
        return tuple(
            Judgement(0.0, float(len(one.text)), (one.focus,), self._share, self._share)
            for one in excerpts
        )

    def tells(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[float, ...]:
        self.asked.extend((question, one) for one in excerpts)
        return tuple(len(one.text) / 2 for one in excerpts)


class FirstNameReader:
    """Says that the answer begins with the first "Ana" of each excerpt."""

    name = "first name"
    tells_places = True

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[Judgement, ...]:  # noqa: ARG002
        sure = np.array([1.0], np.float32)
        places = [Span(one.text.index("Ana"), one.text.index("Ana") + 3) for one in excerpts]
        return tuple(Judgement(0.0, 0.0, (place,), sure, sure) for place in places)

    def tells(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[float, ...]:
        raise NotImplementedError


def test_a_sentence_is_read_alone_under_its_title() -> None:
    hits = [
        hit_of(passage_of("One. Two or three.", "a.txt", "Numbers")),
        hit_of(passage_of("Numbers are four.", "b.txt", "Numbers")),
    ]
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({}), hits)
    reader = LettersReader()
    judged = told("How many?", reader, evidence, hits, (2, 1))
    assert [one.tells for one in judged] == [None, 13.5, 8.5]
    assert [replace(one, tells=None) for one in judged] == list(evidence)
    asked = [
        ("How many?", Excerpt("", "Numbers are four.", Span(0, 17))),
        ("How many?", Excerpt("", "Numbers. One. Two or three.", Span(14, 27))),
    ]
    assert reader.asked == asked
    read = read_alone("How many?", reader, judged, hits, (1,))
    assert [one.alone for one in read] == [None, 27.0, None]
    assert [replace(one, alone=None) for one in read] == list(judged)
    assert reader.asked == [*asked, asked[1]]


@pytest.mark.parametrize(
    ("second", "title", "read"),
    [
        ("It came late.", "Numbers", "Numbers. One van came. It came late."),
        ("4. They came.", "Numbers", "Numbers. One van came. 4. They came."),
        ("It came late.", "", "One van came. It came late."),
        ("It came late.", "One van", "One van came. It came late."),
        ("The van is late.", "Numbers", "Numbers. One van came. The van is late."),
    ],
)
def test_a_sentence_is_read_behind_the_one_before_it(second: str, title: str, read: str) -> None:
    text = f"One van came. {second}"
    passage = replace(
        passage_of(text, "a.txt", title), sentences=(Span(0, 13), Span(14, len(text)))
    )
    hits = [hit_of(passage)]
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({}), hits)
    reader = LettersReader()
    told("When?", reader, evidence, hits, (1,))
    ((_, excerpt),) = reader.asked
    assert (excerpt.text, excerpt.text[excerpt.focus.start :]) == (read, second)


@pytest.mark.parametrize(("share", "less"), [(1.0, 0.0), (0.5, math.log(2)), (0.0, math.log(100))])
def test_what_begins_in_the_title_says_little_for_the_sentence(share: float, less: float) -> None:
    hits = [hit_of(passage_of("Two or three.", "a.txt", "Numbers"))]
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({}), hits)
    (judged,) = read_alone("How many?", LettersReader(share), evidence, hits, (0,))
    assert judged.alone == pytest.approx(22.0 - less)


def test_a_row_is_read_alone_with_the_names_of_its_columns() -> None:
    passage = passage_of("Region | Ships | Men\nAsia | 28 ships | 90", title="Harbours")
    passage = replace(passage, sentences=(Span(0, 20), Span(21, 41)))
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({}), [hit_of(passage)])
    reader = LettersReader()
    judged = told("How many?", reader, evidence, [hit_of(passage)], (1,))
    text = "Harbours. Region: Asia | Ships: 28 ships | Men: 90"
    assert judged[1].tells == len(text) / 2
    assert reader.asked == [("How many?", Excerpt("", text, Span(10, len(text))))]


def test_a_line_is_not_read_alone_and_its_passage_counts() -> None:
    passage = passage_of("Harbour Office\nNorth Quay", title="Ships")
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({}), [hit_of(passage)])
    known = [replace(one, presence=-1.5) for one in evidence]
    reader = LettersReader()
    judged = told("How many?", reader, known, [hit_of(passage)], (0,))
    assert [one.tells for one in judged] == [0.0, *[None] * (len(known) - 1)]
    read = read_alone("How many?", reader, judged, [hit_of(passage)], (0,))
    assert [one.alone for one in read] == [-1.5, *[None] * (len(known) - 1)]
    assert reader.asked == []


def test_a_line_tells_as_much_as_the_sentences_beside_it_on_the_mean() -> None:
    hits = [
        hit_of(passage_of("Harbour Office\nNorth Quay")),
        hit_of(passage_of("One. Two or three.")),
    ]
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({}), hits)
    line, *_, first, second = range(len(evidence))
    judged = told("How many?", LettersReader(), evidence, hits, (line, first, second))
    assert judged[line].tells == ((judged[first].tells or 0) + (judged[second].tells or 0)) / 2 > 0


def test_the_names_under_a_letter_are_read_with_its_addressee() -> None:
    letter = "Dear Dr Lind,\n\nThe harbour needs a new wall.\n\nSincerely yours,\nAna Ribeiro\n"
    passages = split(document_of(letter))
    hits = [hit_of(one) for one in passages]
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({}), hits)
    (at,) = [
        number
        for number, one in enumerate(evidence)
        if is_signature(hits[one.hit].passage, one.span)
    ]
    reader = LettersReader()
    told("Who?", reader, evidence, hits, (at,))
    ((_, excerpt),) = reader.asked
    assert "Dr Lind" in excerpt.text
    assert "Ana Ribeiro" in excerpt.text


def test_what_is_no_sentence_counts_as_its_passage_does() -> None:
    passage = passage_of("Ana Ribeiro\nLisbon")
    judged = [Judgement(0.0, 4.5)]
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({}), [hit_of(passage)], judged)
    read = read_alone("How many?", LettersReader(), evidence, [hit_of(passage)], (0,))
    assert read[0].alone == 4.5


def test_of_two_columns_the_first_row_is_read_with_each_other() -> None:
    text = "Town | People\nUlm | 126,000"
    passage = replace(passage_of(text), sentences=(Span(0, 13), Span(14, len(text))))
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({}), [hit_of(passage)])
    reader = LettersReader()
    told("How many?", reader, evidence, [hit_of(passage)], (0, 1))
    assert [one.text for _, one in reader.asked] == [
        "a. Town: People",
        "Town | People. a. Ulm: 126,000",
    ]


@pytest.mark.parametrize(
    ("question", "counts"), [("To whom was it sent?", True), ("When was it sent?", False)]
)
def test_whom_a_letter_goes_to_may_be_found_in_what_is_said_before_its_head(
    question: str, *, counts: bool
) -> None:
    text = f"{HEAD}\n\nIt rained.\n\n{SIGNATURE}"
    passage = replace(passage_of(text), sentences=(Span(0, len(HEAD)),))
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({}), [hit_of(passage)])
    (one,) = read_alone(question, FirstNameReader(), evidence, [hit_of(passage)], (0,))
    assert one.alone == pytest.approx(0.0 if counts else math.log(0.01))


def test_the_head_of_a_letter_is_read_alone_with_who_wrote_to_whom() -> None:
    text = f"{HEAD}\n\nIt rained.\n\n{SIGNATURE}"
    passage = replace(passage_of(text), sentences=(Span(0, len(HEAD)),))
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({}), [hit_of(passage)])
    reader = LettersReader()
    told("When?", reader, evidence, [hit_of(passage)], (0,))
    ((_, excerpt),) = reader.asked
    assert excerpt.text == f"Letter from Bo Lind to Ana written and sent: {HEAD}"
    assert excerpt.text[excerpt.focus.start : excerpt.focus.end] == HEAD


@pytest.mark.parametrize(
    ("sentence", "less"), [("I signed it at noon.", 0.0), ("It was signed at noon.", math.log(100))]
)
def test_who_speaks_is_told_by_who_says_that_he_did_it(sentence: str, less: float) -> None:
    turns = f"Q: Who was there?\n\nAR: You know. {sentence}\n\nQ: And you?\n\nAR: Yes.\n\n"
    passages = split(document_of("AR = Ana Ribeiro\n\n" + 2 * turns))
    hits = [hit_of(one) for one in passages]
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({}), hits)
    texts = [passages[one.hit].document.text[one.span.start : one.span.end] for one in evidence]
    at = texts.index(sentence)
    read = read_alone("Who signed it?", FirstNameReader(), evidence, hits, (at,))
    assert read[at].alone == pytest.approx(-less)
