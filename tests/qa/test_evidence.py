"""Evidence: how much of what a question asks about a sentence and its passage hold."""

from dataclasses import replace

import numpy as np
import pytest

from corpus import Passage, Span, split
from corpus.letters import is_signature
from corpus.reading import read_file
from index.lexical import LexicalIndex
from qa.evidence import SentenceEvidence, announces, weigh_sentences
from qa.kinds import Kind
from qa.nearness import reach
from qa.reading import Judgement
from qa.terms import question_terms
from qa.wording import wordings_of
from tests.qa.hits import document_of, hit_of, passage_of, terms_of

QUESTION_VECTOR = np.array([1.0, 0.0], np.float32)


NAMES = frozenset({"lisbon", "ana", "maria", "1904"})


def test_the_evidence_for_two_sentences_is_worked_out_by_hand() -> None:
    passage = passage_of("Ana built it in 1903. They built harbour walls.", title="Lisbon notes")
    terms = terms_of(
        {"built": 3.0, "harbour": 1.0, "zebra": 4.0, **dict.fromkeys(NAMES, 0.0)},
        words=("ana", "built", "harbour"),
        names=NAMES,
        kind=Kind.NUMBER,
    )
    hits = [hit_of(passage, [[0.5, 0.75**0.5], [1.0, 0.0]], score=1.25)]
    assert weigh_sentences(QUESTION_VECTOR, terms, hits) == (
        SentenceEvidence(
            hit=0,
            sentence=0,
            span=passage.sentences[0],
            similarity=0.5,
            coverage=3 / 8,
            context=4 / 8,
            before=0.0,
            carried=0.0,
            refers=0,
            passage_coverage=4 / 8,
            names=2 / 4,
            nearness=1.0,
            farthest=1.0,
            pairs=1 / 2,
            fit=1,
            heading=False,
            passage_score=1.25,
            begins=0.0,
            presence=0.0,
        ),
        SentenceEvidence(
            hit=0,
            sentence=1,
            span=passage.sentences[1],
            similarity=1.0,
            coverage=4 / 8,
            context=4 / 8,
            before=3 / 8,
            carried=3 / 8,
            refers=1,
            passage_coverage=4 / 8,
            names=2 / 4,
            nearness=1.0,
            farthest=1.0,
            pairs=1 / 2,
            fit=-1,
            heading=False,
            passage_score=1.25,
            begins=0.0,
            presence=0.0,
        ),
    )


def test_how_near_a_passage_comes_is_worked_out_for_open_questions_only() -> None:
    passages = [passage_of("Ana built the harbour."), passage_of("Bo left.")]
    weights = {"harbour": 3.0, "zebra": 1.0}
    near = reach(weights, wordings_of(passages))
    assert near.farthest[0] < near.every[0] < 1
    for opened in (True, False):
        terms = terms_of(weights, opened=opened)
        evidence = weigh_sentences(QUESTION_VECTOR, terms, [hit_of(one) for one in passages])
        found = [(one.nearness, one.farthest) for one in evidence]
        expected = list(zip(near.every, near.farthest, strict=True)) if opened else [(1, 1), (1, 1)]
        assert found == expected


def test_every_sentence_of_every_hit_is_weighed_in_its_order() -> None:
    hits = [hit_of(passage_of("One. Two. Three.", "a.txt")), hit_of(passage_of("Four.", "b.txt"))]
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({"two": 1.0}), hits)
    found = [(one.hit, one.sentence, one.span.start, one.coverage) for one in evidence]
    assert found == [(0, 0, 0, 0), (0, 1, 5, 1), (0, 2, 10, 0), (1, 0, 0, 0)]


@pytest.mark.parametrize(
    ("text", "refers"),
    [
        ("It was opened in 2019.", 1),
        ("“They left,” she said.", 1),
        ("The latter was built of stone.", 1),
        ("Italy sent two ships.", 0),
        ("IT staff work from home.", 0),
        ("Such ships were sold.", 1),
        ("The site was opened in 2019.", 0),
        ("Then it rained.", 0),
    ],
)
def test_a_sentence_refers_that_begins_with_a_word_for_something_told_before(
    text: str, refers: int
) -> None:
    passage = passage_of(f"The harbour has a lamp. {text}")
    _, one = weigh_sentences(QUESTION_VECTOR, terms_of({"harbour": 1.0}), [hit_of(passage)])
    assert (one.before, one.carried, one.refers) == (1.0, float(refers), refers)


def test_nothing_stands_before_the_first_sentence_of_a_passage() -> None:
    hits = [hit_of(passage_of("A harbour.", "a.txt")), hit_of(passage_of("It shut.", "b.txt"))]
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({"harbour": 1.0}), hits)
    assert [(one.before, one.carried, one.refers) for one in evidence] == [(0, 0, 0), (0, 0, 1)]


def test_without_hits_there_is_no_evidence() -> None:
    assert weigh_sentences(QUESTION_VECTOR, terms_of({"two": 1.0}), []) == ()


def test_a_question_without_names_misses_none() -> None:
    (one,) = weigh_sentences(QUESTION_VECTOR, terms_of({"a": 1.0}), [hit_of(passage_of("No."))])
    assert one.names == 1


def test_a_number_counts_only_where_one_is_asked_for() -> None:
    hits = [hit_of(passage_of("It was 1903.")), hit_of(passage_of("It was spring."))]
    asked = weigh_sentences(QUESTION_VECTOR, terms_of({}, kind=Kind.NUMBER), hits)
    other = weigh_sentences(QUESTION_VECTOR, terms_of({}), hits)
    assert [one.fit for one in asked] == [1, -1]
    assert [one.fit for one in other] == [0, 0]


def test_the_context_of_a_sentence_is_what_stands_beside_it_in_its_passage() -> None:
    passage = passage_of("Ana came. It rained. The harbour shone. Men sang.")
    terms = terms_of({"ana": 1.0, "rain": 2.0, "harbour": 4.0, "sang": 8.0})
    evidence = weigh_sentences(QUESTION_VECTOR, terms, [hit_of(passage)])
    assert [one.context for one in evidence] == [3 / 15, 7 / 15, 14 / 15, 12 / 15]


def test_what_a_reader_says_is_shared_out_to_the_sentences() -> None:
    passage = passage_of("One. Two.")
    judged = Judgement(
        relevance=0.5,
        presence=1.5,
        tokens=tuple(passage.sentences),
        starts=np.array([0.25, 0.75], np.float32),
        ends=np.array([0.5, 0.5], np.float32),
    )
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({}), [hit_of(passage)], [judged])
    assert [(one.begins, one.presence) for one in evidence] == [(0.25, 1.5), (0.75, 1.5)]


def headings_in(text: str) -> list[bool]:
    """Whether each sentence of the first passage of `text` is a heading."""
    passage = split(document_of(text))[0]
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({}), [hit_of(passage)])
    return [one.heading for one in evidence]


def test_rows_beside_the_one_that_is_named_stand_aside() -> None:
    passage = passage_of("Soft | 40 ml | 2 crowns\nHard | 95 ml | 4 crowns", title="Doses")
    passage = replace(passage, sentences=(Span(0, 23), Span(24, 47)))
    terms = question_terms("What is the dose for hard water?", LexicalIndex())
    evidence = weigh_sentences(QUESTION_VECTOR, terms, [hit_of(passage)])
    assert [one.heading for one in evidence] == [True, False]


def test_a_line_that_states_something_is_no_heading() -> None:
    passage = replace(
        passage_of("Born: 17 June 1901\nNext of kin: Bo Lind"),
        sentences=(Span(0, 18), Span(19, 39)),
    )
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({}), [hit_of(passage)])
    assert [one.heading for one in evidence] == [False, False]


def test_a_heading_with_a_number_is_no_item_of_a_list() -> None:
    text = "# Minutes\n\n## 4. Dredging of the channel\n\n1. Put off.\n2. Paid."
    (document,) = read_file(text.encode(), "minutes.md").documents
    hits = [hit_of(passage) for passage in split(document)]
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({}), hits)
    said = [document.text[one.span.start : one.span.end] for one in evidence if one.heading]
    assert said == ["Minutes", "4. Dredging of the channel"]


def test_a_title_with_a_colon_is_a_heading() -> None:
    assert headings_in("Part 2: The harbour\n\nAna Ribeiro rebuilt it in 1903 with stones.") == [
        True,
        False,
    ]


def test_questions_that_nothing_answers_are_headings() -> None:
    assert headings_in("Who came? Why? Nobody knows. When?") == [True, False, False, True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The harbour\n\nAna Ribeiro rebuilt it in 1903 with stones from the hill.", [True, False]),
        (
            "The harbour\n\nAna built it. It is of stone and stands there today.",
            [True, False, False],
        ),
        ("The harbour of Lisbon", [False]),
        ("Object: Cup\nMaker: Bo\n\nObject: Urn\nMaker: Ana", [True, False, True, False]),
        (
            "Opening hours of the café by the harbour:\n\nOpens | Mon | Sun\nCafé | 9:00 | 10:30",
            [True, True, False],
        ),
        (
            "Ana rebuilt the harbour. It is of stone from the hill that is behind it.",
            [False, False],
        ),
        ("Year | Ships | Men\n1903 | 4 | 30\n1904 | 5 | 45", [True, False, False]),
    ],
)
def test_short_lines_above_a_paragraph_are_its_heading(text: str, expected: list[bool]) -> None:
    assert headings_in(text) == expected


def test_the_title_is_a_heading_wherever_it_stands() -> None:
    passage = passage_of("Home\nThe harbour of Lisbon", title="The harbour of Lisbon")
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({}), [hit_of(passage)])
    assert [one.heading for one in evidence] == [True]


def test_the_title_within_a_line_is_no_heading() -> None:
    passage = passage_of("The cup was made in Ulm", title="Ulm")
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({}), [hit_of(passage)])
    assert [one.heading for one in evidence] == [False]


def test_a_letterhead_that_is_the_title_is_no_heading() -> None:
    text = "Lund, 9 April 1887\n\nDear Ana,\n\nIt rained.\n\nYours,\nBo Lind"
    passage = replace(passage_of(text, title="Lund, 9 April 1887"), sentences=(Span(0, 18),))
    evidence = weigh_sentences(QUESTION_VECTOR, terms_of({}), [hit_of(passage)])
    assert [one.heading for one in evidence] == [False]


HEAD = "Lisbon, 4 May 1903\n\nDear Ana,"
SIGNATURE = "Yours,\nBo Lind"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who wrote the letter?", ["-1 heading", "1"]),
        ("Who sent it?", ["-1 heading", "1"]),
        ("Who is the head of the office?", ["1", "1"]),
        ("To whom was it sent?", ["1", "-1 heading"]),
        ("Who received it?", ["1", "-1 heading"]),
        ("Whom did he write to?", ["1", "-1 heading"]),
        ("By whom was it signed?", ["-1 heading", "1"]),
        ("Who is the letter from?", ["-1 heading", "1"]),
        ("Whose signature is it?", ["-1 heading", "1"]),
        ("When was it written?", ["1", "-1 heading"]),
        ("Why was it written?", ["0", "0"]),
    ],
)
def test_each_end_of_a_letter_tells_only_some_of_it(question: str, expected: list[str]) -> None:
    text = f"{HEAD}\n\nIt rained.\n\n{SIGNATURE}"
    spans = (Span(0, len(HEAD)), Span(len(text) - len(SIGNATURE), len(text)))
    passage = replace(passage_of(text), sentences=spans)
    terms = question_terms(question, LexicalIndex())
    evidence = weigh_sentences(QUESTION_VECTOR, terms, [hit_of(passage)])
    assert [f"{one.fit}{' heading' * one.heading}" for one in evidence] == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When did Bo write to Ana?", [False, True]),
        ("When did Ana write to Bo?", [True, True]),
        ("What did Ana write to Bo?", [True, True]),
        ("What did Bo write to Ana?", [False, False]),
        ("What did Bo Lind write to Ana?", [False, False]),
        ("What did Eva Berg write to Ana?", [True, True]),
        ("What did the Harbour Office write to Ana?", [False, False]),
    ],
)
def test_the_ends_of_a_letter_that_goes_the_other_way_or_between_others_tell_nothing(
    question: str, expected: list[bool]
) -> None:
    text = f"{HEAD}\n\nIt rained at the harbour office.\n\n{SIGNATURE}"
    spans = (Span(0, len(HEAD)), Span(len(text) - len(SIGNATURE), len(text)))
    passage = replace(passage_of(text), sentences=spans)
    terms = question_terms(question, LexicalIndex())
    evidence = weigh_sentences(QUESTION_VECTOR, terms, [hit_of(passage)])
    assert [one.heading for one in evidence] == expected


LETTER = """Dear friends,

We thank you for the seventy crates of medicine that reached our harbour on Monday morning.

Maria Oliveira
Head of the Harbour Office
Port of Lisbon
"""


def last_passage(text: str) -> Passage:
    return split(document_of(text))[-1]


def test_the_block_under_a_letter_counts_as_signed() -> None:
    passage = last_passage(LETTER)
    block = passage.sentences[-1]
    assert LETTER[block.start : block.end].startswith("Maria Oliveira")
    assert is_signature(passage, block)
    terms = terms_of({"sign": 2.0, "letter": 1.0, "swan": 1.0})
    evidence = weigh_sentences(QUESTION_VECTOR, terms, [hit_of(passage)])
    assert (evidence[-1].coverage, evidence[-1].passage_coverage) == (0.75, 0.75)


def test_the_same_block_in_a_text_that_greets_nobody_is_not_signed() -> None:
    passage = last_passage(LETTER.removeprefix("Dear friends,"))
    terms = terms_of({"sign": 3.0, "letter": 1.0})
    evidence = weigh_sentences(QUESTION_VECTOR, terms, [hit_of(passage)])
    assert (evidence[-1].coverage, evidence[-1].passage_coverage) == (0, 0)


def announced(first: str, second: str) -> bool:
    text = f"{first}\n{second}"
    sentences = (Span(0, len(first)), Span(len(first) + 1, len(text)))
    return announces(replace(passage_of(text), sentences=sentences), 0)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Can I bring my dog?", "No."),
        ('He asked: "Who goes there?"', "Nobody answered."),
        ("6. Date of next meeting", "Tuesday 10 November at noon."),
        ("The board has chosen as its chair:", "Ana Ribeiro of Lisbon."),
        ("Mrs. Lind asked to whom the piano was sold.", "It went to Ana Ribeiro."),
    ],
)
def test_what_announces_an_answer_is_no_answer(first: str, second: str) -> None:
    assert announced(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The harbour was built in 1903.", "It is deep."),
        ("- Apples from the north", "- Pears from the south"),
        ("6. It is on Tuesday.", "Come in time."),
        ("Yours truly,", "Ana Ribeiro"),
    ],
)
def test_what_says_something_announces_nothing(first: str, second: str) -> None:
    assert not announced(first, second)


def test_the_last_sentence_announces_nothing_that_is_there() -> None:
    passage = passage_of("It is deep. How deep is it?")
    assert [announces(passage, number) for number in (0, 1)] == [False, False]
