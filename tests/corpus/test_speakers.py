"""Speakers: who says which sentence of an interview, and that other texts have none."""

import pytest

from corpus import Document, Mark, Span, split
from corpus.speakers import speaker_of

TALK = """Q: When did you first see the dam?

A: I came in the spring of 1931. There was no road then.

We walked from the station.

Q: Were you afraid?

A: No. I was too young for that.

Q: And your brother?

A: He was, but he would never say it to me.
"""


def talk(asking: str, answering: str, head: str = "", text: str = TALK) -> str:
    """The conversation with these labels, under a head that may say who they are."""
    labelled = text.replace("Q:", f"{asking}:").replace("A:", f"{answering}:")
    return f"{head}\n\n{labelled}"


def speakers(text: str, *marks: Mark, title: str = "") -> dict[str, list[str]]:
    """What is said by whom, sentence by sentence."""
    document = Document("a.txt", "", title, None, text, marks)
    said: dict[str, list[str]] = {}
    for passage in split(document):
        for span in passage.sentences:
            name = speaker_of(document, span)
            said.setdefault(name, []).append(text[span.start : span.end])
    return said


def who_walked(text: str, title: str = "") -> str:
    """Who says the sentence that stands without a label, in the midst of a turn."""
    said = speakers(text, title=title)
    (name,) = [name for name, all_of in said.items() if "We walked from the station." in all_of]
    return name


@pytest.mark.parametrize(
    ("answering", "head", "name"),
    [
        ("WT", "WT = William Tarr", "William Tarr"),
        ("WT", "WT: William Tarr\nAQ: Ada Quill", "William Tarr"),
        ("WT", "Interviewer: Ada Quill; William Tarr (WT), miller", "William Tarr"),
        ("W.T.", "An interview with Mr William Tarr, held on 4 May 1968", "William Tarr"),
        ("WT", "TEN MINUTES WITH WILLIAM TARR\n\nWilliam Tarr built it.", "William Tarr"),
        ("TARR", "Present: William Tarr, miller; Ada Quill, for the museum", "William Tarr"),
        ("Tarr", "The miller William J. Tarr spoke to our secretary.", "William J. Tarr"),
        ("Mr. Tarr", "William Tarr's memories of the dam", "William Tarr"),
        ("MR TARR", "Before: Mr William Tarr", "Mr William Tarr"),
        ("VAN DER BERG", "Present: Hanna van der Berg", "Hanna van der Berg"),
        ("DR VAN DER BERG", "I call Dr Hanna van der Berg.", "Dr Hanna van der Berg"),
        ("COMMISSIONER ABELSON", "Before: Commissioner Ruth Abelson", "Commissioner Ruth Abelson"),
        ("WITNESS", "Witness: William Tarr", "William Tarr"),
        ("A", "Interview with William Tarr by Ada Quill", "William Tarr"),
        ("A", "Deposition of William Tarr", "William Tarr"),
    ],
)
def test_a_turn_is_said_by_whom_its_label_stands_for(answering: str, head: str, name: str) -> None:
    assert who_walked(talk("Q", answering, head)) == name


def test_each_turn_has_its_own_speaker_and_the_head_has_none() -> None:
    said = speakers(talk("AQ", "WT", "AQ = Ada Quill\nWT = William Tarr\n\nIt was a cold day."))
    assert [text[:5] for text in said["Ada Quill"]] == ["AQ: W", "AQ: W", "AQ: A"]
    assert said["William Tarr"] == [
        "WT: I came in the spring of 1931.",
        "There was no road then.",
        "We walked from the station.",
        "WT: No.",
        "I was too young for that.",
        "WT: He was, but he would never say it to me.",
    ]
    assert "It was a cold day." in said[""]


@pytest.mark.parametrize(
    ("before", "after"),
    [("**", ":**"), ("**", "**:"), ("[00:12:03] ", ":"), ("12:03 - ", ":"), ("", " (laughing):")],
)
def test_a_label_may_be_bold_or_have_a_time_before_it(before: str, after: str) -> None:
    text = TALK.replace("Q:", f"{before}AQ{after}").replace("A:", f"{before}WT{after}")
    assert who_walked(f"WT = William Tarr\n\n{text}") == "William Tarr"


def test_a_name_may_be_told_by_the_title_or_by_who_bears_it() -> None:
    assert who_walked(talk("AQ", "WT"), title="Talking to William Tarr") == "William Tarr"
    told = talk("Q", "TARR").replace("I came in", "My name is William Tarr. I came in")
    assert who_walked(told) == "William Tarr"
    called = talk("Q", "DR TARR").replace("And your", "You are Dr William Tarr. And your")
    assert who_walked(called) == "Dr William Tarr"


@pytest.mark.parametrize(
    ("answering", "head"),
    [
        ("WT", ""),
        ("WT", "An interview at the Water Tower"),
        ("WT", "William Tarr and Walter Toms were there."),
        ("TARR", "William Tarr and Karl Tarr were there."),
        ("TARR", "Mr Tarr was there."),
        ("TARR", "Mr Tarr and his tarr boat, and William Tarr"),
        ("A", "Questions about the dam"),
        ("A", "Interview with Radio Sorrel"),
        ("WT", "William Tarr (WT)\n\nWT = Walter Toms\n\nAn interview with William Tarr"),
        ("A", "Interview with William Tarr\n\nInterview with Karl Toms"),
        ("DR TARR", "Dr Karl Toms was there."),
    ],
)
def test_where_no_name_or_more_than_one_is_told_nobody_is_named(answering: str, head: str) -> None:
    assert who_walked(talk("Q", answering, head)) == ""


def test_a_brother_who_is_spoken_of_does_not_speak() -> None:
    text = talk("Q", "TARR").replace("your brother", "your brother, Karl Tarr")
    assert set(speakers(text)) == {""}


def test_what_two_say_is_said_by_neither() -> None:
    text = talk("Q", "WT", "WT = William Tarr\n\nQ = Ada Quill")
    document = Document("a.txt", "", "", None, text)
    whole = Span(text.index("WT: I came"), text.index("And your"))
    assert speaker_of(document, whole) == ""


BRIEFING = """MODERATOR (Vera Holt): Welcome. With us are Dr. Ilse Brandt and Mr. Karl Ohm.

MINISTER BRANDT: Thank you. I signed it in Bergen.

QUESTION (Ana Reis, Radio Nord): Mr. Ohm, will you sign?

MR. OHM: We will. I have the pen with me.

MODERATOR: Your question, please.

QUESTION (Tim Falk): Why do you wait?

MR. OHM: I do not know.

MODERATOR: We have no more time.

QUESTION: May I ask one thing?

MR. OHM: You may.
"""


def test_of_a_briefing_those_are_known_who_are_welcomed_or_named_in_brackets() -> None:
    said = speakers(BRIEFING)
    assert [
        list(map(str.strip, said[name])) for name in ("Ilse Brandt", "Ana Reis", "Tim Falk")
    ] == [
        ["MINISTER BRANDT: Thank you.", "I signed it in Bergen."],
        ["QUESTION (Ana Reis, Radio Nord): Mr. Ohm, will you sign?"],
        ["QUESTION (Tim Falk): Why do you wait?"],
    ]
    assert "I have the pen with me." in said["Mr. Karl Ohm"]
    assert "MODERATOR: We have no more time." in said["Vera Holt"]
    # Two have asked before.
    assert said[""] == ["QUESTION: May I ask one thing?"]


def test_who_is_only_spoken_of_in_the_first_turn_does_not_speak() -> None:
    text = BRIEFING.replace("Welcome. With us are", "We waited for")
    assert "Ilse Brandt" not in speakers(text)


def test_behind_the_last_turn_and_under_another_heading_nobody_speaks() -> None:
    text = talk("Q", "WT", "WT = William Tarr") + "\nThe dam was closed in 1970.\n"
    assert "The dam was closed in 1970." in speakers(text)[""]
    walked = Mark(text.index("We walked"), "section The road")
    assert "We walked from the station." in speakers(text, walked)[""]


def test_a_label_of_another_ends_a_turn() -> None:
    text = talk("Q", "WT", "WT = William Tarr").replace("We walked", "VOICE: We walked")
    assert "VOICE: We walked from the station." in speakers(text)[""]


RECORDS = "Site Manager: William Tarr\n\n" + "\n".join(
    f"Opened: 19{year}\nTel: 55{year}\nManager: you may call us\nNote: The gate of {year} is shut."
    for year in range(60, 66)
)
MANUAL = "Safety Warning\n\nLast Note\n\n" + "\n\n".join(
    f"Note: You must close valve {number}.\n\nWarning: Do not open it when you are alone."
    for number in range(5)
)
REPORTS = "Executive Summary\n\nRoot Cause and Main Remedy\n\n" + "\n\n".join(
    f"Summary: Pump {number} stopped.\n\nCause: A seal was hard.\n\nRemedy: We changed it."
    for number in range(5)
)
MAIL = "\n\n".join(
    f"From: Ada Quill\n\nDate: {day} May\n\nI thank you, and we shall come." for day in range(5)
)
FAQ = "Vitamin Complex (A)\n\nFor guests of the Grand Hotel\n\n" + TALK
FIGURES = "British Broadcasting Corporation (BBC), Independent Television (ITV)\n\n" + "\n".join(
    f"BBC: {number} programmes\nITV: {number + 1} programmes" for number in range(5)
)
FEW = "WT = William Tarr\n\n" + 2 * "Q: Do you like it?\n\nWT: I do.\n\n"
ALONE = "WT = William Tarr\n\n" + "\n\n".join(
    f"{other}: Did you see it?\n\nWT: I did." for other in ("Ana", "Berg", "Cole", "Dora")
)


@pytest.mark.parametrize(
    "text",
    [RECORDS, MANUAL, REPORTS, MAIL, FAQ, FIGURES, FEW, ALONE, "", "Q:", ":\n" * 20],
)
def test_lists_records_manuals_and_mails_have_no_speakers(text: str) -> None:
    assert set(speakers(text)) <= {""}
