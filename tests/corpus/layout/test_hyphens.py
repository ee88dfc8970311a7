"""Joining lines: which hyphens go, and where no space comes between."""

import pytest

from corpus.layout.hyphens import Vocabulary, join

NOTHING = Vocabulary(())


def joined(before: str, after: str, *document: str) -> str:
    kept, between = join(before, after, Vocabulary(document))
    return kept + between + after


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("the har-", "bour was", "the harbour was"),
        ("the “har-", "bour” was", "the “harbour” was"),
        ("rank—la-", "ment that", "rank—lament that"),
        ("they over-", "came it", "they overcame it"),
        ("it is un-", "known here", "it is unknown here"),
        ("an open-", "ing in", "an opening in"),
        ("a high-", "light of", "a highlight of"),
        ("IMPROVE-", "MENT OF", "IMPROVEMENT OF"),
        ("the great-", "ness of", "the greatness of"),
        ("the great-", "coat of", "the greatcoat of"),
        ("the vice-", "roy of", "the viceroy of"),
        ("his brother-", "hood of", "his brotherhood of"),
        ("an ex-", "ample of", "an example of"),
    ],
)
def test_the_hyphen_of_a_broken_word_goes(before: str, after: str, whole: str) -> None:
    assert joined(before, after) == whole


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("of COVID-", "19 in", "of COVID-19 in"),
        ("a strong Lucene-", "BM25 system", "a strong Lucene-BM25 system"),
        ("the SARS-", "COV virus", "the SARS-COV virus"),
        ("is well-", "known to", "is well-known to"),
        ("of a high-", "quality kind", "of a high-quality kind"),
        ("an evidence-", "based plan", "an evidence-based plan"),
        ("a state-of-the-", "art plan", "a state-of-the-art plan"),
        ("a d-", "dimensional space", "a d-dimensional space"),
        ("in 1914-", "1918 they", "in 1914-1918 they"),
        ("the great-", "grandson of", "the great-grandson of"),
        ("their vice-", "chair, and", "their vice-chair, and"),
        ("an ill-", "advised plan", "an ill-advised plan"),
        ("a twenty-", "five mile walk", "a twenty-five mile walk"),
        ("his mother-", "in-law was", "his mother-in-law was"),
        ("his son-", "in-law was", "his son-in-law was"),
        ("his ex-", "wife was", "his ex-wife was"),
        ("a first-", "class cabin", "a first-class cabin"),
        ("the so-", "called plan", "the so-called plan"),
        ("pre-", "and post-war", "pre- and post-war"),
        ("vans -", "two of them", "vans - two of them"),
    ],
)
def test_the_hyphen_of_a_compound_stays(before: str, after: str, whole: str) -> None:
    assert joined(before, after) == whole


def test_what_the_document_writes_elsewhere_decides() -> None:
    assert joined("the open-", "domain task", "this open-domain task is") == "the open-domain task"
    assert joined("the co-", "operation of", "our co-operation with it") == "the co-operation of"
    assert joined("is well-", "known to", "it was wellknown to them") == "is wellknown to"
    assert joined("a fine-", "grained kind", "after fine-tuning it is") == "a fine-grained kind"


def test_a_word_at_the_edge_of_a_line_says_nothing() -> None:
    vocabulary = Vocabulary(["operation began in the har-", "bour of the town"])
    assert [vocabulary.count(word) for word in ("operation", "began", "har", "bour", "of")] == [
        0,
        1,
        0,
        0,
        1,
    ]


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("in the", "winter", "in the winter"),
        ("大家都在", "图书馆", "大家都在图书馆"),
        ("冬天，", "他们", "冬天，他们"),
        ("ภาษา", "ไทย", "ภาษาไทย"),
        ("한국어를", "배우고", "한국어를 배우고"),
        ("see https://example.org/", "winter", "see https://example.org/winter"),
        ("see https://www.", "example.org", "see https://www.example.org"),
        ("see https://example.org.", "The vans", "see https://example.org. The vans"),
        ("see https://example.org/hot-", "meals", "see https://example.org/hot-meals"),
        ("of vans and/", "or", "of vans and/ or"),
        ("the vans—", "two", "the vans—two"),
        ("the vans —", "two", "the vans — two"),
        ("", "two", "two"),
    ],
)
def test_a_space_comes_between_words_where_the_script_has_one(
    before: str, after: str, whole: str
) -> None:
    assert joined(before, after) == whole
