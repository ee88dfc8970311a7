"""What holds of the passages of any text whatever, under any size limit."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus import Document, Passage, Span, SplitOptions, check_citation, cite, split
from corpus.tokens import count_tokens
from tests.corpus.texts import UNTIDY_TEXTS, document, in_order, parts, times_covered

LIMITS = st.integers(1, 60)


def spans(passages: tuple[Passage, ...]) -> list[Span]:
    return [Span(passage.start, passage.end) for passage in passages]


def sentence_spans(passages: tuple[Passage, ...]) -> list[Span]:
    return [span for passage in passages for span in passage.sentences]


@settings(max_examples=150, deadline=None)
@given(UNTIDY_TEXTS, LIMITS)
def test_passages_are_in_order_disjoint_and_cut_from_the_document(text: str, limit: int) -> None:
    passages = split(document(text), SplitOptions(max_tokens=limit))
    assert in_order(spans(passages))
    assert [passage.text for passage in passages] == parts(text, spans(passages))
    assert [passage.text.strip() for passage in passages] == [passage.text for passage in passages]


@settings(max_examples=150, deadline=None)
@given(UNTIDY_TEXTS, LIMITS)
def test_passages_and_sentences_hold_every_character_that_is_not_white_space_once(
    text: str, limit: int
) -> None:
    passages = split(document(text), SplitOptions(max_tokens=limit))
    assert times_covered(text, spans(passages)) <= {1}
    assert times_covered(text, sentence_spans(passages)) <= {1}


@settings(max_examples=150, deadline=None)
@given(UNTIDY_TEXTS, LIMITS)
def test_sentences_are_in_order_and_reach_from_end_to_end_of_their_passage(
    text: str, limit: int
) -> None:
    for passage in split(document(text), SplitOptions(max_tokens=limit)):
        assert in_order(passage.sentences)
        assert passage.sentences[0].start == passage.start
        assert passage.sentences[-1].end == passage.end


@settings(max_examples=150, deadline=None)
@given(UNTIDY_TEXTS, LIMITS)
@example("字" * 400, 7)
@example("👩‍⚕️" * 30, 1)
@example("no-space-" * 200, 5)
def test_no_passage_is_larger_than_the_limit_unless_it_is_a_single_character(
    text: str, limit: int
) -> None:
    passages = split(document(text), SplitOptions(max_tokens=limit))
    too_large = [p.text for p in passages if count_tokens(p.text) > limit and len(p.text) > 1]
    assert too_large == []


@settings(max_examples=150, deadline=None)
@given(UNTIDY_TEXTS, st.integers(1, 80))
def test_no_passage_is_longer_than_what_the_encoder_can_read(text: str, most: int) -> None:
    passages = split(document(text), fits=lambda stretch: len(stretch) <= most)
    assert [passage.text for passage in passages if len(passage.text) > most] == []
    assert times_covered(text, spans(passages)) <= {1}


@settings(max_examples=60, deadline=None)
@given(UNTIDY_TEXTS)
def test_an_encoder_that_reads_nothing_gets_single_characters(text: str) -> None:
    passages = split(document(text), fits=lambda _: False)
    assert [passage.text for passage in passages] == list("".join(text.split()))


@settings(max_examples=80, deadline=None)
@given(UNTIDY_TEXTS, LIMITS)
def test_the_same_text_is_split_the_same_way_again(text: str, limit: int) -> None:
    options = SplitOptions(max_tokens=limit)
    again = Document("other.md", "ff", "Other", None, text)
    first, second = split(document(text), options), split(again, options)
    assert spans(first) == spans(second)
    assert sentence_spans(first) == sentence_spans(second)


@settings(max_examples=80, deadline=None)
@given(UNTIDY_TEXTS, LIMITS)
def test_every_passage_and_sentence_can_be_cited_and_checked(text: str, limit: int) -> None:
    held = document(text)
    passages = split(held, SplitOptions(max_tokens=limit))
    for span in (*spans(passages), *sentence_spans(passages)):
        citation = cite(held, span)
        check_citation(citation, held)
        assert citation.quote == text[span.start : span.end]


@settings(max_examples=60, deadline=None)
@given(st.text(" \n\t\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u2003\u2028\u2029\u3000", max_size=30))
def test_white_space_of_any_kind_has_no_passages(text: str) -> None:
    assert split(document(text)) == ()
