"""The text by which a passage is encoded, and its key."""

import pytest

from corpus.document import Document, Mark
from corpus.passage import Passage, Span
from index.encoding import SpannedText, encoding_key, heading_of, longest_heading, spanned_text


def passage_of(text: str, title: str, *sentences: str) -> Passage:
    document = Document("a.txt", "00", title, None, text)
    spans = tuple(
        Span(text.index(sentence), text.index(sentence) + len(sentence)) for sentence in sentences
    )
    return Passage(document, spans[0].start, spans[-1].end, spans)


def test_a_passage_is_encoded_under_its_documents_title() -> None:
    passage = passage_of("Before. It rained. We left.", "A wet day", "It rained.", "We left.")
    spanned = spanned_text(passage)
    assert spanned.text == "A wet day. It rained. We left."
    assert [spanned.text[s.start : s.end] for s in spanned.spans] == ["It rained.", "We left."]


def test_a_passage_that_opens_with_the_title_is_encoded_as_it_stands() -> None:
    passage = passage_of("A wet day. It rained.", "A wet day", "A wet day.", "It rained.")
    assert spanned_text(passage) == SpannedText(
        "A wet day. It rained.", (Span(0, 10), Span(11, 21))
    )


def test_without_a_title_nothing_stands_before_a_passage() -> None:
    passage = passage_of("Before. It rained.", "", "It rained.")
    assert heading_of(passage) == ""
    assert spanned_text(passage) == SpannedText("It rained.", (Span(0, 10),))


def test_of_a_long_title_160_characters_stand_before_a_passage() -> None:
    passage = passage_of("It rained.", "x" * 500, "It rained.")
    assert spanned_text(passage).text == "x" * 160 + ". It rained."


def under_headings(start: int, *marks: Mark) -> str:
    """What stands before the passage of the text from `start` on."""
    text = "Fees\n\nA berth costs 14 crowns.\n\nDogs are free."
    document = Document("a.md", "00", "Harbour", None, text, marks)
    passage = Passage(document, start, len(text), (Span(start, len(text)),))
    return heading_of(passage)


def test_a_passage_stands_under_the_heading_of_its_section_too() -> None:
    fees = Mark(0, "section Fees")
    assert under_headings(32, fees) == "Harbour. Fees. "
    assert under_headings(0, fees) == "Harbour. "  # it opens with that heading
    assert under_headings(32, Mark(0, "page 2")) == "Harbour. "
    assert under_headings(32, Mark(0, "page 2, section Fees")) == "Harbour. Fees. "
    assert under_headings(32, Mark(0, "section Harbour")) == "Harbour. "
    meals = Mark(0, "section Quay > Meals")
    assert under_headings(32, meals) == "Harbour. Quay. Meals. "
    assert under_headings(0, Mark(0, "section Quay > Fees")) == "Harbour. Quay. "
    assert under_headings(32, Mark(0, f"section {'x' * 500}")) == f"Harbour. {'x' * 100}. "


def test_a_passage_that_opens_with_the_title_stands_under_its_headings_still() -> None:
    document = Document("a.md", "00", "Fees", None, "Fees are paid.", (Mark(0, "section Quay"),))
    passage = Passage(document, 0, 14, (Span(0, 14),))
    assert spanned_text(passage) == SpannedText("Quay. Fees are paid.", (Span(6, 20),))


def test_the_longest_heading_leaves_room_for_any() -> None:
    marks = (Mark(0, "section Fees"), Mark(32, "section Dogs > Cats"), Mark(40, "page 2"))
    document = Document("a.md", "00", "Harbour", None, "x" * 50, marks)
    assert longest_heading(document) == "Harbour. Dogs. Cats. "
    assert longest_heading(Document("a.md", "00", "Harbour", None, "x" * 50)) == "Harbour. "


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("", "Letter signed by who wrote it: "),
        ("To whom it may concern\n\n", "Letter signed by who wrote it: "),
        ("Dear Mr Babbage,\n\n", "Letter to Mr Babbage signed by who wrote it: "),
        (
            "4 May 1843\n\nThe Royal Society\n\nDear friends,\n\n",
            "Letter to The Royal Society, friends of 4 May 1843 signed by who wrote it: ",
        ),
    ],
)
def test_the_block_under_a_letter_says_that_it_is_a_signature(head: str, said: str) -> None:
    block = "Yours sincerely,\nAda Lovelace\nPresident of the Society"
    passage = passage_of(head + block, "", block)
    spanned = spanned_text(passage)
    assert spanned.text == said + block
    assert [spanned.text[s.start : s.end] for s in spanned.spans] == [block]


def test_the_head_of_a_letter_says_that_it_is_one() -> None:
    head = "London, 4 May 1843\n\nDear Mr Babbage,"
    text = f"{head}\n\nIt works.\n\nYours sincerely,\nAda Lovelace"
    spanned = spanned_text(passage_of(text, "", head))
    assert spanned.text == f"Letter from Ada Lovelace to Mr Babbage written and sent: {head}"
    assert [spanned.text[s.start : s.end] for s in spanned.spans] == [head]


INTERVIEW = "WT = William Tarr\n\n" + 3 * "Q: Were you there?\n\nWT: I was. It rained.\n\n"


def test_a_passage_of_an_interview_says_who_speaks() -> None:
    passage = passage_of(INTERVIEW, "", "WT: I was.", "It rained.")
    spanned = spanned_text(passage)
    assert spanned.text == "William Tarr said: WT: I was. It rained."
    assert [spanned.text[s.start : s.end] for s in spanned.spans] == ["WT: I was.", "It rained."]


def test_a_passage_in_which_several_speak_names_each_once() -> None:
    text = INTERVIEW.replace("Q:", "AQ:") + "AQ = Ada Quill"
    spanned = spanned_text(passage_of(text, "", "AQ: Were you there?", "WT: I was.", "It rained."))
    assert spanned.text.startswith("Ada Quill and William Tarr said: AQ: Were you there?")


def test_keys_are_equal_where_text_and_spans_are() -> None:
    text = SpannedText("It rained. We left.", (Span(0, 10), Span(11, 19)))
    same = SpannedText("It rained. We left.", (Span(0, 10), Span(11, 19)))
    assert encoding_key(text) == encoding_key(same)
    assert len(encoding_key(text)) == 16


def test_keys_differ_where_a_span_or_a_letter_does() -> None:
    texts = (
        SpannedText("It rained. We left.", (Span(0, 10), Span(11, 19))),
        SpannedText("It rained. We left.", (Span(0, 19),)),
        SpannedText("It rained. We left."),
        SpannedText("It rained. We leFt.", (Span(0, 10), Span(11, 19))),
        SpannedText("\ud800"),
    )
    assert len({encoding_key(text) for text in texts}) == 5


def test_a_key_is_the_same_in_every_process() -> None:
    text = SpannedText("It rained.", (Span(0, 10),))
    assert encoding_key(text).hex() == "005099387e644f5e47fe0eecc61e761a"
