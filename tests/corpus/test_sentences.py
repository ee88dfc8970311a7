"""Sentences: where they end, where they only seem to, and that their spans are exact."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Span
from corpus.sentences import sentence_spans, stripped
from tests.corpus.texts import UNTIDY_TEXTS, in_order, parts, times_covered


def sentences(text: str) -> list[str]:
    return parts(text, sentence_spans(text, Span(0, len(text))))


def test_sentences_are_told_apart() -> None:
    assert sentences("The school is closed. When will it open? Nobody knows!") == [
        "The school is closed.",
        "When will it open?",
        "Nobody knows!",
    ]


@pytest.mark.parametrize(
    "first",
    [
        "He came on Jan. 5th.",
        "She left on Sept. 14 by boat.",
        "The curve in Fig. 3 is flat.",
        "The rest is in Vol. 2 and pp. 4 to 9.",
        "We asked Dr. Okafor.",
        "Mrs. Lund and Prof. Abe agreed.",
        "It was found by Berg et al. (2020) and by others.",
        "Masks, i.e. cloth ones, are enough.",
        "It takes approx. 3 days.",
        "It grew by 1.5 per cent.",
        "The rule is No. 7 of the list.",
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(first: str) -> None:
    assert sentences(f"{first} The school is closed.") == [first, "The school is closed."]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The gust was measured at 9.20 p.m.", "I am very sorry to say so."),
        ("Doors open at 9 A.M.", "We are closed on Mondays."),
        ("The city fell in 44 B.C.", "He fled to the hills."),
        ("The bridge is of 71 A.D.", "After that the road was paved."),
        ("They bought it from Wilson & Co.", "I enclose the bill."),
        ("They bought it from Wilson Ltd.", "They've paid for it."),
        ("The yard belongs to Crane Inc.", "But Mary left it."),
        ("They sold bread, milk, etc.", "Here, nobody went hungry."),
        ("(They came from the U.S.)", "You know them."),
        ("“I came at 6 p.m.”", "“You came too late.”"),
    ],
)
def test_an_abbreviation_ends_a_sentence_before_a_word_that_begins_one(
    first: str, second: str
) -> None:
    assert sentences(f"{first} {second}") == [first, second]


@pytest.mark.parametrize(
    "text",
    [
        "We asked Mr. I. Smith about it.",
        "He served in Co. I of the guard.",
        "The shop is open from 9 a.m. Monday to Friday.",
        "It was sold to Wilson & Co. Limited of Tromness.",
        "Wilson Inc. We Build Ships is a company.",
        "It opens at 9 a.m. I. Smith has the key.",
        "In 44 B.C. Rome was no empire.",
    ],
)
def test_an_abbreviation_before_a_name_ends_no_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "MR. HAHN: We fill them at our plant.",
        "DR. BIRX: It is true.",
        "SEN. O'NEILL: No.",
        "Sgt. Pepper and Rep. Ryan came.",
        "Gov. Ngata signed it.",
        "Rt. Hon. Ana Ribeiro spoke.",
        "Hr. Hansen kom.",
        "Messrs. Black and White left.",
    ],
)
def test_a_title_before_a_name_ends_no_sentence(text: str) -> None:
    assert sentences(f"{text} Then they voted.") == [text, "Then they voted."]


@pytest.mark.parametrize(
    "first", ["He has MS.", "It took 5 sec.", "It took 12 Sec.", "Ask the DR."]
)
def test_what_only_looks_like_a_title_ends_one(first: str) -> None:
    assert sentences(f"{first} Then they voted.") == [first, "Then they voted."]


@pytest.mark.parametrize(
    "text",
    [
        "Die Probe beginnt am 28. Juni im Saal.",
        "Am Montag, 16. Mai, wird das Wasser abgestellt.",
        "Mødet er den 3. oktober i salen.",
    ],
)
def test_the_day_of_a_month_ends_no_sentence(text: str) -> None:
    assert sentences(f"{text} Bring tea.") == [text, "Bring tea."]


def test_a_number_that_is_no_day_ends_a_sentence() -> None:
    text = "Es kamen 128. Juni war es kalt. Es waren 28. Mais gab es auch."
    assert len(sentences(text)) == 4


def test_a_citation_in_brackets_after_et_al_does_not_end_a_sentence() -> None:
    text = "Berg et al. (2020) counted boats. They counted twice."
    assert sentences(text) == ["Berg et al. (2020) counted boats.", "They counted twice."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "学校は休みです。いつ開きますか？誰も知りません！",
            ["学校は休みです。", "いつ開きますか？", "誰も知りません！"],
        ),
        ("他说：“学校关了。”我们回家了。", ["他说：“学校关了。”", "我们回家了。"]),
        ("「休みです。」と言った。", ["「休みです。」", "と言った。"]),
        ("本当？！はい。", ["本当？！", "はい。"]),
    ],
)
def test_a_full_width_stop_ends_a_sentence_without_a_space(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_text_that_was_tokenised_before_ends_at_a_stop_between_spaces() -> None:
    text = "the school is closed . when will it open ? nobody knows ."
    assert sentences(text) == ["the school is closed .", "when will it open ?", "nobody knows ."]


def test_a_line_break_counts_as_a_space() -> None:
    text = "The school\nis closed. Nobody\nknows."
    assert sentences(text) == ["The school\nis closed.", "Nobody\nknows."]
    assert sentences("The school\n\nis closed.") == ["The school\n\nis closed."]


def test_offsets_are_of_the_whole_text_and_nothing_outside_the_span_is_cut() -> None:
    text = "Before. The school is closed.  Nobody knows. After."
    spans = sentence_spans(text, Span(8, 44))
    assert spans == (Span(8, 29), Span(31, 44))
    assert parts(text, spans) == ["The school is closed.", "Nobody knows."]


@pytest.mark.parametrize("text", ["", "   ", "\n\t\f"])
def test_white_space_holds_no_sentence(text: str) -> None:
    assert sentences(text) == []


def test_text_without_any_stop_is_one_sentence() -> None:
    assert sentences("  Chair of the Parents' Association ") == [
        "Chair of the Parents' Association"
    ]


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("  ab  ", Span(0, 6), Span(2, 4)),
        ("  ab  ", Span(2, 4), Span(2, 4)),
        ("x \u3000y", Span(1, 3), Span(3, 3)),
        ("ab", Span(1, 1), Span(1, 1)),
    ],
)
def test_a_span_is_stripped_of_the_white_space_at_its_ends(
    text: str, span: Span, expected: Span
) -> None:
    assert stripped(text, span) == expected


@settings(max_examples=200, deadline=None)
@given(UNTIDY_TEXTS, st.data())
def test_the_sentences_of_any_stretch_cover_it_once_in_order_without_white_space_around(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    spans = sentence_spans(text, Span(start, end))
    assert in_order(spans)
    assert [part for part in parts(text, spans) if part != part.strip()] == []
    assert "".join("".join(parts(text, spans)).split()) == "".join(text[start:end].split())
    assert times_covered(
        text[start:end], [Span(s.start - start, s.end - start) for s in spans]
    ) <= {1}
    assert sentence_spans(text, Span(start, end)) == spans


@pytest.mark.parametrize(
    "sentences",
    [
        ["It was seen (Fig. 4D ), and it rose (cf. Smith et al. 2010 ).", "It fell."],
        ["The haplotypes ( Figure 1 ).", "Of these, two came."],
        ["Ships came [13] [14] [15] .", "Then it rained."],
        ["It has declined since 2013 [13] [14] .", "In our harbour it rose."],
        ["The doctor, Dr. A. P. Quill, came."],
        ["It rained.", "(He left.)", "She stayed."],
        ["It is high (71.5 %) and wide (15 /18 [83.3 %]) there."],
    ],
)
def test_a_bracket_inside_a_sentence_does_not_end_it(sentences: list[str]) -> None:
    text = " ".join(sentences)
    spans = sentence_spans(text, Span(0, len(text)))
    assert [text[span.start : span.end] for span in spans] == sentences


@pytest.mark.parametrize("number", ["9.", "10.", "119.", "(a)", "12)", "iv.", "B."])
def test_the_number_of_a_paragraph_stands_with_it(number: str) -> None:
    text = f"{number} The bridge was closed. Nobody was hurt."
    assert sentences(text) == [f"{number} The bridge was closed.", "Nobody was hurt."]
