"""Answering: which sentence is chosen, and which sentences elsewhere say much the same."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from corpus import Citation, Document, Mark, Passage, Span
from index.encoding import spanned_text
from index.hit import Hit
from index.lexical import LexicalIndex
from qa.answer_model import FEATURES, AnswerModel, answer_model
from qa.answering import Reading, choose, citations_for, judged_alone
from qa.evidence import SentenceEvidence, weigh_sentences
from qa.pairs import Excerpt
from qa.reading import Judgement
from qa.terms import question_terms
from tests.fakes import HashingEncoder, fill
from tests.qa.hits import NO_EVIDENCE, hit_of, passage_of

HARBOUR = (
    "The harbour lies at the mouth of the river. It was built in 1903 by Ana Ribeiro. "
    "Visitors like it."
)
GARDEN = "The garden was laid out in 1775. It has an old oak."

# A model that looks at nothing but the cosine of the sentence, ten times.
BY_SIMILARITY = AnswerModel(np.array([10.0 * (name == "similarity") for name in FEATURES]))


def read(question: str, texts: Sequence[str]) -> str:
    """The sentence that is chosen for `question` among those of `texts`."""
    encoder, lexical = HashingEncoder(), LexicalIndex()
    fill(lexical, enumerate(texts, start=1))
    passages = [passage_of(text, f"{number}.txt") for number, text in enumerate(texts)]
    hits = [
        hit_of(passage, encoder.encode([spanned_text(passage)])[0].span_vectors.tolist())
        for passage in passages
    ]
    vector = encoder.encode_question(question)
    evidence = weigh_sentences(vector, question_terms(question, lexical), hits)
    reading = choose(evidence, hits, answer_model(with_reader=False))
    assert reading is not None
    span = reading.best.span
    return passages[reading.best.hit].document.text[span.start : span.end]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When did Ana Ribeiro build it?", "It was built in 1903 by Ana Ribeiro."),
        ("Where does the harbour lie?", "The harbour lies at the mouth of the river."),
        ("When was the garden laid out?", "The garden was laid out in 1775."),
        ("Has it an old oak?", "It has an old oak."),
    ],
)
def test_the_sentence_that_answers_is_chosen(question: str, answer: str) -> None:
    assert read(question, [HARBOUR, GARDEN]) == answer


def evidence_for(hits: Sequence[Hit], similarities: Sequence[float]) -> list[SentenceEvidence]:
    """One piece of evidence for each sentence, of that similarity and nothing else."""
    places = [
        (at, number, span)
        for at, hit in enumerate(hits)
        for number, span in enumerate(hit.passage.sentences)
    ]
    return [
        replace(NO_EVIDENCE, hit=at, sentence=number, span=span, similarity=similarity)
        for (at, number, span), similarity in zip(places, similarities, strict=True)
    ]


def test_where_there_is_no_sentence_nothing_is_chosen() -> None:
    assert choose((), (), BY_SIMILARITY) is None


class Knowing:
    """A reader that knows of each sentence what it tells, and whether it answers.

    Notes what it was asked.
    """

    name = "knowing"
    tells_places = True

    def __init__(self, tells: dict[str, float], answers: dict[str, float]) -> None:
        self._tells, self._answers = tells, answers
        self.told: list[str] = []
        self.read_alone: list[str] = []

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[Judgement, ...]:
        del question
        texts = [one.text[one.focus.start :] for one in excerpts]
        self.read_alone += texts
        sure = np.ones(1, np.float32)
        return tuple(
            Judgement(0.0, self._answers[text], (one.focus,), sure, sure)
            for one, text in zip(excerpts, texts, strict=True)
        )

    def tells(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[float, ...]:
        del question
        texts = [one.text[one.focus.start :] for one in excerpts]
        self.told += texts
        return tuple(self._tells[text] for text in texts)


class Failing:
    """A reader that fails whenever it is given something to read."""

    name = "failing"
    tells_places = True

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[Judgement, ...]:
        assert not excerpts, question
        return ()

    def tells(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[float, ...]:
        assert not excerpts, question
        return ()


def test_of_the_likeliest_sentences_those_that_tell_are_read_alone() -> None:
    names = ("Ana", "Bo", "Cleo", "Dan", "Eva", "Finn")
    sentences = [f"{name} kept the harbour." for name in names]
    hits = [hit_of(passage_of(" ".join(sentences)))]
    evidence = evidence_for(hits, [0.70, 0.75, 0.65, 0.72, 0.74, 0.60])
    tells = dict(zip(sentences, (0.0, 0.0, 4.0, 3.0, 0.0, 9.0), strict=True))
    reader = Knowing(tells, {sentences[2]: -2.0, sentences[3]: 2.0})
    model = replace(BY_SIMILARITY, tells=1.0, alone=0.1)
    judged = judged_alone("Who was it?", reader, evidence, hits, model)
    # Nothing is asked of the least likely of six.
    assert reader.told == [sentences[at] for at in (1, 4, 3, 0, 2)]
    # 10.5 and 10.2, where the others have at most 7.5.
    assert reader.read_alone == [sentences[2], sentences[3]]
    reading = choose(judged, hits, model)
    assert reading is not None
    # 10.3 and 10.4.
    assert (reading.best.sentence, reading.best.tells, reading.best.alone) == (3, 3.0, 2.0)


def test_where_there_is_no_sentence_a_reader_reads_none() -> None:
    assert judged_alone("Who was it?", Failing(), (), (), BY_SIMILARITY) == ()


def test_lines_that_are_no_sentences_are_put_in_order_without_a_word_of_a_reader() -> None:
    hits = [hit_of(passage_of("Harbour Office")), hit_of(passage_of("North Quay"))]
    evidence = [replace(one, heading=True) for one in evidence_for(hits, [0.1, 0.2])]
    judged = judged_alone("Who was it?", Failing(), evidence, hits, BY_SIMILARITY)
    assert [(one.tells, one.alone) for one in judged] == [(0.0, 0.0), (0.0, 0.0)]
    assert BY_SIMILARITY.best(judged) == 1


def test_of_equal_sentences_the_first_is_chosen() -> None:
    hits = [hit_of(passage_of("One. Two.")), hit_of(passage_of("Three."))]
    evidence = evidence_for(hits, [0.2, 0.7, 0.7])
    reading = choose(evidence, hits, BY_SIMILARITY)
    assert reading is not None
    assert reading.best == evidence[1]


def turned(cosine: float) -> list[float]:
    """A vector of length 1 with that cosine to (1, 0)."""
    return [cosine, math.sqrt(1 - cosine * cosine)]


def supporting_sources(
    others: dict[str, list[float]], said: str = "The answer."
) -> list[tuple[str, int]]:
    """The sources cited beside an answer in best.txt, and the sentences' numbers in them.

    `others` gives the cosines to the answer of the sentences of each passage, by its source; each
    of them is `said`.
    """
    hits = [hit_of(passage_of("The answer.", "best.txt"), [[1.0, 0.0]])]
    for source, cosines in others.items():
        text = " ".join([said] * len(cosines))
        vectors = [turned(cosine) for cosine in cosines]
        hits.append(hit_of(passage_of(text, source.removesuffix("+")), vectors))
    count = sum(len(hit.passage.sentences) for hit in hits)
    reading = choose(evidence_for(hits, [1.0] + [0.5] * (count - 1)), hits, BY_SIMILARITY)
    assert reading is not None
    return [(hits[one.hit].passage.document.source, one.sentence) for one in reading.supporting]


def test_a_sentence_elsewhere_that_says_the_same_is_cited_with_the_answer() -> None:
    assert supporting_sources({"b.txt": [0.1, 0.95, 0.3]}) == [("b.txt", 1)]


def test_a_sentence_that_only_shares_the_topic_is_not_cited() -> None:
    assert supporting_sources({"b.txt": [0.75], "c.txt": [-1.0]}) == []


def test_a_sentence_that_is_only_worded_alike_is_not_cited() -> None:
    assert supporting_sources({"b.txt": [0.99]}, "The 2nd answer.") == []


def test_a_sentence_of_the_same_document_is_not_cited_beside_the_answer() -> None:
    assert supporting_sources({"best.txt": [0.99], "b.txt": [0.9]}) == [("b.txt", 0)]


def test_each_other_document_is_cited_once_by_its_nearest_sentence() -> None:
    others = {"b.txt": [0.85, 0.9], "c.txt": [0.82], "b.txt+": [0.81, 0.86, 0.97]}
    assert supporting_sources(others) == [("b.txt", 2), ("c.txt", 0)]
    others = {"b.txt": [0.85, 0.82, 0.97], "c.txt": [0.82], "b.txt+": [0.9]}
    assert supporting_sources(others) == [("b.txt", 2), ("c.txt", 0)]


def test_two_other_documents_are_cited_at_most_and_the_nearest_first() -> None:
    others = {"b.txt": [0.85], "c.txt": [0.9], "d.txt": [0.81], "e.txt": [0.99]}
    assert supporting_sources(others) == [("e.txt", 0), ("c.txt", 0)]


def test_the_answers_own_citation_comes_first() -> None:
    text = "It rained. The harbour was built in 1903."
    document = Document("b.md", "0b" * 32, "", None, text, (Mark(0, "section Weather"),))
    best = Passage(document, 0, len(text), (Span(0, 10), Span(11, 41)))
    hits = [hit_of(best), hit_of(passage_of("Built in 1903.", "a.txt", "Harbours"))]
    evidence = evidence_for(hits, [0.0, 1.0, 0.5])
    reading = Reading(
        evidence[1], evidence[1].span, (evidence[2],), chance=0.9, lead=1.0, presence=0.0
    )
    assert citations_for(reading, hits) == (
        Citation(
            source="b.md",
            sha256="0b" * 32,
            title="b",
            label="section Weather",
            start=11,
            end=41,
            quote="The harbour was built in 1903.",
            prefix="It rained. ",
        ),
        Citation("a.txt", hits[1].passage.document.sha256, "Harbours", "", 0, 14, "Built in 1903."),
    )


def grown(
    chances: Sequence[float],
    *,
    headings: Sequence[int] = (),
    tells: Sequence[float | None] | None = None,
) -> str:
    """The answer out of a passage of short sentences that are right with these chances.

    `tells` is what a reader says that they tell, where there is one.
    """
    text = " ".join(f"S{number}." for number in range(len(chances)))
    hits = [hit_of(passage_of(text))]
    similarities = [math.log(chance) / 10 for chance in chances]
    evidence = [
        replace(one, heading=number in headings, tells=tells[number] if tells else None)
        for number, one in enumerate(evidence_for(hits, similarities))
    ]
    reading = choose(evidence, hits, replace(BY_SIMILARITY, tells=1.0))
    assert reading is not None
    return text[reading.span.start : reading.span.end]


def grown_rows(text: str, chances: Sequence[float]) -> str:
    """The answer out of rows that are right with these chances."""
    starts = [0, *(at + 1 for at, sign in enumerate(text) if sign == "\n")]
    ends = [*(start - 1 for start in starts[1:]), len(text)]
    spans = tuple(Span(start, end) for start, end in zip(starts, ends, strict=True))
    hits = [hit_of(replace(passage_of(text), sentences=spans))]
    similarities = [math.log(chance) / 10 for chance in chances]
    reading = choose(evidence_for(hits, similarities), hits, BY_SIMILARITY)
    assert reading is not None
    return text[reading.span.start : reading.span.end]


@pytest.mark.parametrize(
    "text",
    [
        "Ida | 12 | 90\nAna | 9 | 30",
        "Ida | 12\nAna | 9",
        "Born: 1903\nDied: 1987",
        "Name | Ships | Men\nAna | 9 | 30",
    ],
)
def test_a_row_whose_cells_have_names_needs_fewer_beside_it(text: str) -> None:
    second = text.split("\n")[1]
    named = not text.startswith("Ida | 12 | 90")
    assert grown_rows(text, [0.38, 0.62]) == (second if named else text)
    assert grown_rows(text, [0.42, 0.58]) == text


def test_a_sentence_that_is_surely_right_stands_alone() -> None:
    assert grown([0.05, 0.9, 0.05]) == "S1."


def test_the_likelier_neighbour_is_added_until_the_answer_is_sure_enough() -> None:
    assert grown([0.35, 0.6, 0.03, 0.02]) == "S0. S1."
    assert grown([0.04, 0.5, 0.42, 0.04]) == "S1. S2."
    assert grown([0.25, 0.4, 0.3, 0.05]) == "S0. S1. S2."


def test_what_a_neighbour_tells_counts_for_adding_it() -> None:
    chances = [0.35, 0.6, 0.03, 0.02]
    assert grown(chances, tells=[0.0, 0.0, 0.0, 0.0]) == "S0. S1. S2."
    # 0.0174, where three hundredths of the best one's are 0.018.
    assert grown(chances, tells=[-3.0, 0.0, None, None]) == "S1."
    assert grown(chances, tells=[-2.9, 0.0, None, None]) == "S0. S1."
    assert grown([0.02, 0.9, 0.08], tells=[0.0, 0.0, 0.0]) == "S1. S2."


def test_an_answer_has_three_sentences_at_most() -> None:
    assert grown([0.2] * 5) == "S0. S1. S2."


def test_a_neighbour_that_is_far_less_likely_is_not_added() -> None:
    assert grown([0.3, 0.02, 0.4, 0.02, 0.26]) == "S2."


def test_a_heading_is_not_added_to_an_answer() -> None:
    assert grown([0.3, 0.4, 0.3], headings=[0]) == "S1. S2."


def test_the_lead_is_over_other_passages_only() -> None:
    hits = [hit_of(passage_of("One. Two.")), hit_of(passage_of("Three."))]
    reading = choose(evidence_for(hits, [0.7, 0.65, 0.5]), hits, BY_SIMILARITY)
    assert reading is not None
    assert reading.lead == pytest.approx(2.0)
    odds = [math.exp(10 * cosine) for cosine in (0.7, 0.65, 0.5)]
    assert reading.chance == pytest.approx(odds[0] / sum(odds))


def test_the_presence_is_the_highest_of_any_passage() -> None:
    hits = [hit_of(passage_of("One. Two.")), hit_of(passage_of("Three."))]
    evidence = evidence_for(hits, [0.7, 0.65, 0.5])
    presences = (-0.5, -0.5, 1.25)
    judged = [replace(one, presence=p) for one, p in zip(evidence, presences, strict=True)]
    reading = choose(judged, hits, BY_SIMILARITY)
    assert reading is not None
    assert (reading.best.hit, reading.presence) == (0, 1.25)


def version(text: str, year: int, score: float) -> Hit:
    """A passage of one version of the price list, from a document of that year."""
    passage = passage_of(text, f"{year}.md", "Prices")
    document = replace(passage.document, date=date(year, 1, 1))
    return hit_of(replace(passage, document=document), [[1.0, 0.0], [0.0, 1.0]], score=score)


def test_what_the_newer_version_says_instead_is_the_answer() -> None:
    new = version("A night in the old harbour house costs 450 kroner. It rains.", 2023, 1.5)
    old = version("A night in the old harbour house costs 300 kroner. It rains.", 2020, 1.5)
    evidence = evidence_for([new, old], [0.90, 0.1, 0.91, 0.1])
    reading = choose(evidence, [new, old], BY_SIMILARITY)
    assert reading is not None
    assert (reading.best.hit, reading.best.sentence) == (0, 0)
    assert reading.supporting == ()


def test_what_was_said_of_an_older_sentence_alone_holds_for_the_newer() -> None:
    new = version("A night in the old harbour house costs 450 kroner. It rains.", 2023, 1.5)
    old = version("A night in the old harbour house costs 300 kroner. It rains.", 2020, 1.5)
    evidence = list(evidence_for([new, old], [0.90, 0.1, 0.91, 0.1]))
    evidence[2] = replace(evidence[2], alone=2.5, tells=1.5)
    reading = choose(evidence, [new, old], BY_SIMILARITY)
    assert reading is not None
    assert (reading.best.hit, reading.best.alone, reading.best.tells) == (0, 2.5, 1.5)
    # What the newer tells is known, but it was not read alone.
    evidence[0] = replace(evidence[0], tells=-0.5)
    reading = choose(evidence, [new, old], BY_SIMILARITY)
    assert reading is not None
    assert (reading.best.hit, reading.best.alone, reading.best.tells) == (0, 2.5, -0.5)
    evidence[0] = replace(evidence[0], alone=0.5)
    reading = choose(evidence, [new, old], BY_SIMILARITY)
    assert reading is not None
    assert (reading.best.hit, reading.best.alone, reading.best.tells) == (0, 0.5, -0.5)


def test_what_the_newer_version_no_longer_says_is_answered_from_the_older() -> None:
    new = version("A night in the old harbour house costs 450 kroner. It rains.", 2023, 1.5)
    old = version("A night in the old harbour house costs 450 kroner. Pay ahead.", 2020, 1.5)
    new = replace(new, sentence_vectors=np.array([[0.0, 1.0], [0.6, -0.8]], np.float32))
    evidence = evidence_for([new, old], [0.1, 0.1, 0.9, 0.1])
    reading = choose(evidence, [new, old], BY_SIMILARITY)
    assert reading is not None
    assert (reading.best.hit, reading.best.sentence) == (1, 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "It rains. May I take pictures? Yes, but no flash.",
            "May I take pictures? Yes, but no flash.",
        ),
        ("It rains. The pictures are old. They fade.", "The pictures are old."),
    ],
)
def test_a_question_in_the_text_comes_with_what_follows(text: str, expected: str) -> None:
    hit = hit_of(passage_of(text), [[0.0, 1.0], [0.9, 0.43], [0.0, 1.0]])
    reading = choose(evidence_for([hit], [0.0, 0.9, 0.0]), [hit], BY_SIMILARITY)
    assert reading is not None
    assert text[reading.span.start : reading.span.end] == expected


def followed_by(after: str) -> str:
    """The answer where `after` stands behind the sentence that is likeliest."""
    text = f"The count was given as 241. {after}"
    hit = hit_of(passage_of(text))
    similarities = [0.9, *[0.0] * (len(hit.passage.sentences) - 1)]
    reading = choose(evidence_for([hit], similarities), [hit], BY_SIMILARITY)
    assert reading is not None
    return text[reading.span.start : reading.span.end]


@pytest.mark.parametrize(
    "after",
    [
        "The correct number is 214.",
        "The sum of NOK 38 is replaced by NOK 52.",
        "It should have read 214.",
        "That figure was wrong.",
        "Correction: 214 bats.",
        "For 241 read 214.",
        "That was wrong, I had counted some twice. The correct figure is 214.",
    ],
)
def test_what_takes_the_answer_back_comes_with_it(after: str) -> None:
    assert followed_by(after).endswith(after)


@pytest.mark.parametrize("after", ["It was replaced in 1950.", "The number of owls is 12."])
def test_what_takes_nothing_back_does_not_come_with_it(after: str) -> None:
    assert followed_by(after) == "The count was given as 241."


def test_what_is_added_comes_with_what_follows_it_too() -> None:
    text = "The dinner is on Saturday. Where is the dinner? The hall is booked."
    hit = hit_of(passage_of(text), [[1.0, 0.0]] * 3)
    reading = choose(evidence_for([hit], [0.9, 0.9, 0.1]), [hit], BY_SIMILARITY)
    assert reading is not None
    assert text[reading.span.start : reading.span.end] == text
