"""Copies and versions: one hit for one paragraph, and the newer version before the older one."""

from dataclasses import replace
from datetime import date

import numpy as np

from corpus import Document, Passage, Span
from corpus.citation import cite
from corpus.sentences import sentence_spans
from index.hit import Hit
from qa.copies import copy_of, united
from tests.qa.hits import hit_of, passage_of

QUESTION = np.array([1.0, 0.0], np.float32)
RAIN = "Rain fell on the harbour for twelve days. Nobody came."


def hit(
    number: int, text: str, source: str, day: date | None, score: float, *, title: str = "News"
) -> Hit:
    passage = passage_of(text, source, title)
    dated = replace(passage, document=replace(passage.document, date=day))
    return replace(hit_of(dated, score=score), passage_id=number)


def sources(hits: tuple[Hit, ...]) -> list[list[str]]:
    return [[place.document.source for place in one.places] for one in hits]


def test_the_same_paragraph_in_several_documents_is_one_hit() -> None:
    hits = (
        hit(1, RAIN, "a.txt", None, 1.5),
        hit(2, "Fog.", "b.txt", None, 1.4),
        hit(3, RAIN.replace(". ", ".\n"), "c.txt", None, 1.0),
    )
    found = united(QUESTION, hits)
    assert sources(found) == [["a.txt", "c.txt"], ["b.txt"]]
    assert [one.score for one in found] == [1.5, 1.4]


def test_a_short_paragraph_is_a_copy_only_of_the_whole_same_text() -> None:
    hits = (
        hit(1, "Fog came.", "a.txt", None, 1.5),
        hit(2, "Fog came. It left.", "b.txt", None, 1.4),
        hit(3, "Fog  came.\nIt left.", "c.txt", None, 1.3),
        hit(4, "Fog\ncame.", "d.txt", None, 1.2),
    )
    assert sources(united(QUESTION, hits)) == [["a.txt", "d.txt"], ["b.txt", "c.txt"]]


def test_the_newest_copy_leads_where_dates_tell() -> None:
    old, new = date(2020, 3, 1), date(2020, 4, 1)
    first, second, third = (
        hit(number, RAIN, source, day, 2.0 - number)
        for number, source, day in ((1, "a.txt", old), (2, "b.txt", new), (3, "c.txt", None))
    )
    (found,) = united(QUESTION, (first, second, third))
    assert sources((found,)) == [["b.txt", "a.txt", "c.txt"]]
    assert (found.passage_id, found.score) == (2, 1.0)
    # An undated one that is the best says nothing about which is newer.
    assert sources(united(QUESTION, (third, first, second))) == [["c.txt", "a.txt", "b.txt"]]


def test_others_add_copies_and_do_not_change_the_order() -> None:
    first = (hit(1, RAIN, "a.txt", date(2020, 3, 1), 1.5),)
    others = (
        hit(2, "Fog.", "b.txt", None, 0.4),
        hit(3, RAIN, "c.txt", date(2020, 4, 1), 0.3),
    )
    assert sources(united(QUESTION, first, others)) == [["a.txt", "c.txt"], ["b.txt"]]


def test_a_newer_version_comes_before_an_older_one() -> None:
    old = hit(1, "Twelve ships lay in the harbour.", "a.txt", date(2020, 3, 1), 1.50)
    new = hit(2, "Fifteen ships lay in the harbour.", "b.txt", date(2020, 4, 1), 1.45)
    fog = hit(3, "Fog.", "c.txt", date(2021, 1, 1), 1.47)
    found = united(QUESTION, (old, fog, new))
    assert [one.passage_id for one in found] == [2, 1, 3]
    assert [one.score for one in found] == [1.50, 1.50, 1.47]


def test_a_version_that_the_question_means_stays_first() -> None:
    old = hit(1, "Twelve ships lay in the harbour.", "a.txt", date(2020, 3, 1), 1.5)
    for new in (
        hit(2, "Fifteen ships lay in the harbour.", "b.txt", date(2020, 4, 1), 1.3),
        hit(2, "Fifteen ships lay in the harbour.", "b.txt", None, 1.5),
        hit(2, "Fifteen ships lay in the harbour.", "b.txt", date(2020, 4, 1), 1.5, title="Other"),
        hit(2, "Fifteen men left the harbour at noon.", "b.txt", date(2020, 4, 1), 1.5),
    ):
        assert [one.passage_id for one in united(QUESTION, (old, new))] == [1, 2]


def test_three_versions_come_newest_first() -> None:
    hits = tuple(
        hit(number, f"{count} ships lay in the harbour.", f"{number}.txt", day, 1.5)
        for number, (count, day) in enumerate(
            [
                ("Nine", date(2020, 1, 1)),
                ("Two", date(2020, 2, 1)),
                ("Six", date(2020, 3, 1)),
            ]
        )
    )
    assert [one.passage_id for one in united(QUESTION, hits)] == [2, 1, 0]


def test_a_sentence_is_found_in_a_copy() -> None:
    passage = passage_of(RAIN)
    text = "Heading.\n\n" + RAIN.replace(" on the", "\non the")
    document = Document("b.txt", "", "", None, text)
    copy = Passage(document, 10, len(text), sentence_spans(text, Span(10, len(text))))
    span = copy_of(passage.sentences[0], passage, copy)
    assert span is not None
    assert cite(document, span).quote == "Rain fell\non the harbour for twelve days."
    assert copy_of(Span(0, 5), passage, copy) is None
    # Cut at other places, what stands there is another quote.
    cut_otherwise = replace(copy, sentences=(Span(10, 14), Span(15, copy.end)))
    assert copy_of(passage.sentences[0], passage, cut_otherwise) is None


def test_a_sentence_is_found_in_a_copy_with_more_sentences_or_fewer() -> None:
    passage, longer = passage_of(RAIN), passage_of("Yes. " + RAIN + " No. Nobody came.")
    assert copy_of(passage.sentences[1], passage, longer) == longer.sentences[2]
    assert copy_of(Span(0, len(RAIN)), passage, longer) == Span(5, 5 + len(RAIN))
    assert copy_of(longer.sentences[2], longer, passage) == passage.sentences[1]
    assert copy_of(longer.sentences[3], longer, passage) is None
    assert copy_of(Span(0, 9), longer, passage_of("Yes.")) is None


BELL = (
    "The bell of the chapel was cast in the town by two brothers, weighs as much as "
    "eight mules could carry, and came over the pass in spring."
)
ABOUT_THE_BELL, ABOUT_THE_REST = (1.0, 0.0), (0.0, 1.0)


def memo(number: int, rest: str, asked: tuple[float, float], day: date | None = None) -> Hit:
    """A hit that says of the bell what others say, and has a `rest` of its own.

    The question is about the bell, or about what else it says.
    """
    passage = passage_of(f"{BELL}\n\n{rest}", f"{number}.txt", f"Memo {number}")
    assert len(passage.sentences) == 2
    dated = replace(passage, document=replace(passage.document, date=day))
    vectors = (asked, (0.5, 0.5))
    return replace(hit_of(dated, vectors, score=2.0 - number / 10), passage_id=number)


def test_the_same_paragraph_with_a_short_line_of_its_own_in_each_document_is_one_hit() -> None:
    memos = tuple(memo(n, f"Written by person {n}.", ABOUT_THE_BELL) for n in range(1, 6))
    found = united(QUESTION, memos)
    assert sources(found) == [["1.txt", "2.txt", "3.txt", "4.txt", "5.txt"]]
    (one,) = found
    quotes = {
        cite(copy.document, span).quote
        for copy in one.copies
        if (span := copy_of(one.passage.sentences[0], one.passage, copy))
    }
    assert quotes == {BELL}
    assert copy_of(one.passage.sentences[1], one.passage, one.copies[0]) is None


def test_a_question_about_that_line_tells_the_paragraphs_apart() -> None:
    memos = tuple(memo(n, f"Written by person {n}.", ABOUT_THE_REST) for n in range(1, 6))
    assert len(united(QUESTION, memos)) == 5


def test_a_paragraph_that_says_much_besides_is_no_copy() -> None:
    rest = "It was paid for by the people of the valley, who had sold their harvest of two years."
    found = united(QUESTION, (memo(1, "Written.", ABOUT_THE_BELL), memo(2, rest, ABOUT_THE_BELL)))
    assert sources(found) == [["1.txt"], ["2.txt"]]


def test_a_few_words_in_common_make_no_copy() -> None:
    # Six of seven words, which is nearly all, and not enough to say anything.
    passages = [passage_of(f"Nobody came to us all day. {end}.", end) for end in ("No", "Yes")]
    assert len(united(QUESTION, [hit_of(one, [[1, 0], [0, 1]]) for one in passages])) == 2


def test_the_newest_paragraph_with_a_line_of_its_own_leads_and_later_ones_do_not() -> None:
    old = memo(1, "Written by Ann.", ABOUT_THE_BELL, date(2020, 3, 1))
    new = memo(2, "Written by Bob.", ABOUT_THE_BELL, date(2020, 4, 1))
    newest = memo(3, "Written by Eve.", ABOUT_THE_BELL, date(2020, 5, 1))
    assert sources(united(QUESTION, (old, new), (newest,))) == [["2.txt", "1.txt", "3.txt"]]
