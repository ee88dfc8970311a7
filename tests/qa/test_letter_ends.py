"""Letter ends: which letter a question means by who sent it and who received it."""

import pytest

from corpus.letters import Letter
from qa.letter_ends import LetterEnds, letter_ends

FROM_HASK = Letter("Mr. Josiah Marrow, Marrow", "Whitby, 3 March 1887", "Edwin Hask")
FROM_MARROW = Letter("Mr. Edwin Hask, Hask", "Malton, 19 March 1887", "Josiah Marrow")


def are_not_of(ends: LetterEnds, letter: Letter, *more: str) -> bool:
    """Whether the letter, in whose text these stand beside its ends, is another one."""
    text = "\n".join((letter.addressee, letter.dated, letter.signer, *more))
    return ends.are_not_of(letter, text)


@pytest.mark.parametrize(
    "question",
    [
        "When was the letter from Hask to Marrow written?",
        "When did Hask write to Marrow?",
        "When did Mr. Hask last write?",
        "When was Hask's letter sent?",
        "When was Edwin Hask’s first letter to Josiah Marrow sent?",
        "Who wrote to Marrow?",
        "What did Hask send to Marrow?",
        "To whom did E. Hask write?",
        "Who is the receiver of the note by Hask?",
        "When was the letter received by Marrow?",
        "When did Marrow receive the letter?",
        "When did Marrow receive it?",
        "When did Mr. Hask answer Mr. Marrow?",
        "When was it that Hask answered?",
        "Where did Hask reply to Mr Marrow from?",
        "In what year was the letter that Edwin Hask sent to Marrow signed?",
        "When did Dr. Hask write?",
        "To Marrow, who wrote when?",
        "Did Hask write to Marrow before April?",
        "Letter from Hask",
    ],
)
def test_a_letter_that_goes_the_other_way_is_told_from_the_one_that_is_meant(question: str) -> None:
    ends = letter_ends(question)
    assert ends is not None
    assert are_not_of(ends, FROM_MARROW)
    assert not are_not_of(ends, FROM_HASK)


@pytest.mark.parametrize(
    "question",
    [
        "When was the letter written?",
        "Who wrote the letter?",
        "Who sold the mare to Marrow?",
        "When did Hask go to Marrow?",
        "To whom was it sent?",
        "",
    ],
)
def test_a_question_that_names_no_end_of_a_letter_has_none(question: str) -> None:
    assert letter_ends(question) is None


@pytest.mark.parametrize(
    ("question", "letter"),
    [
        (
            "When was the letter from London sent?",
            Letter("The Mayor, London", "London, 1 May", "Bo"),
        ),
        ("When did Ana Lind write to Bo Lind?", Letter("Mr. Bo Lind", "1 May 1903", "Ana Lind")),
        ("Who wrote to Bo Lind?", Letter("Mr. Bo Lind", "1 May 1903", "Ana Lind")),
        ("Who wrote to Lind?", Letter("Mrs. Ana Lind", "1 May 1903", "Bo Lind")),
        ("When did the Lund Society write?", Letter("The Chester Society", "1 May 1903", "Bo")),
        ("Who wrote to the Lund Society?", Letter("Ana", "1 May 1903", "The Chester Society")),
        ("When was the letter from Smith to Jones written?", FROM_HASK),
        ("When did Hask write to Marrow?", Letter("", "", "")),
        ("When did J. write to E.?", FROM_MARROW),
    ],
)
def test_what_both_ends_share_or_neither_has_tells_nothing(question: str, letter: Letter) -> None:
    ends = letter_ends(question)
    assert ends is None or not are_not_of(ends, letter)


@pytest.mark.parametrize("name", ["Jürgen Müller", "Jurgen Muller", "Ju\u0308rgen Mu\u0308ller"])
def test_who_signs_for_an_office_may_have_an_accent(name: str) -> None:
    ends = letter_ends("When did Jürgen Müller write to the mayor?")
    letter = Letter("the mayor", "", "Harbour Office Clerk")
    assert ends is not None
    assert not ends.are_not_of(letter, f"Harbour office of {name}.")
    assert ends.are_not_of(letter, "Harbour office of Anna Berg.")


def test_where_nobody_is_known_to_sign_a_whole_name_is_enough() -> None:
    unsigned = Letter("Mr. Josiah Marrow", "", "")
    whole, part = (
        letter_ends("When did Josiah Marrow write?"),
        letter_ends("When did Marrow write?"),
    )
    assert whole is not None
    assert part is not None
    assert are_not_of(whole, unsigned)
    assert not are_not_of(part, unsigned)


@pytest.mark.parametrize(
    "question", ["When did Mr. Tann write to Edith?", "When did Mr. Tann write to Mrs. Tann?"]
)
def test_a_family_name_tells_nothing_where_a_first_name_signs(question: str) -> None:
    ends = letter_ends(question)
    assert ends is not None
    assert not are_not_of(ends, Letter("Mrs. Edith Tann, Edith", "5 May 1922", "George"))


def test_a_place_in_the_address_is_no_sender() -> None:
    ends = letter_ends("Who wrote to Mrs. Hobb from Brakeport?")
    assert ends is not None
    letter = Letter("Mrs. Agnes Hobb, Station Road, Brakeport", "1 February 1927", "Thomas Webb")
    assert not are_not_of(ends, letter)


@pytest.mark.parametrize(
    "question",
    [
        "When did Marrow reply to Hask's letter?",
        "When did Marrow reply to the letter from Hask?",
        "Who replied to Hask's letter of 3 March?",
        "When did Marrow write about the letter from Hask?",
        "When was Mr. Hask sent an answer?",
        "When was Edwin Hask sent a letter?",
    ],
)
def test_whose_letter_is_answered_is_not_who_sends_the_one_that_is_meant(question: str) -> None:
    ends = letter_ends(question)
    assert ends is None or not are_not_of(ends, FROM_MARROW)


def test_who_is_sent_a_letter_receives_it() -> None:
    ends = letter_ends("When was Edwin Hask sent a letter?")
    assert ends is not None
    assert are_not_of(ends, FROM_HASK)


@pytest.mark.parametrize(
    "question",
    ["When did Ana Lind write to Bo Lind?", "Who wrote to Bo Lind?", "When did Ana Lind write?"],
)
def test_a_family_name_at_both_ends_does_not_hide_the_first_names(question: str) -> None:
    ends = letter_ends(question)
    assert ends is not None
    assert are_not_of(ends, Letter("Mrs. Ana Lind", "1 May 1903", "Bo Lind"))
    assert not are_not_of(ends, Letter("Mr. Bo Lind", "1 May 1903", "Ana Lind"))


def test_a_name_goes_on_behind_the_small_words_in_it() -> None:
    ends = letter_ends("When did the Ulm and Lech Bank write to the Institute of the North?")
    assert ends is not None
    assert ends.sender == {"ulm", "lech", "bank"}
    assert ends.receiver == {"institut", "north"}


def test_an_institution_is_a_name_behind_its_article() -> None:
    ends = letter_ends("When did the Lund Society write?")
    assert ends is not None
    assert are_not_of(ends, Letter("The Lund Society, Lund", "1 May 1903", "Bo Ek"))


def test_a_row_of_words_that_is_longer_than_any_name_is_none() -> None:
    assert letter_ends("Did " + "Hask " * 6 + "write?") is not None
    assert letter_ends("Did " + "Hask " * 100 + "write?") is None


def test_a_text_that_is_longer_than_any_question_is_not_looked_at() -> None:
    assert letter_ends("When did Hask write to Marrow? " + "A" * 900) is not None
    assert letter_ends("When did Hask write to Marrow? " + "A." * 10_000) is None


@pytest.mark.parametrize(
    "question",
    [
        "When did Ana Lind write to Josiah Marrow?",
        "When did Edwin Hask write to Bo Lind?",
        "When did Ana Lind write?",
        "Who wrote to Bo Lind?",
        "When was the letter from Ana Lind to Bo Lind sent?",
    ],
)
def test_a_letter_between_others_is_not_the_one_that_is_meant(question: str) -> None:
    ends = letter_ends(question)
    assert ends is not None
    assert are_not_of(ends, FROM_HASK)


@pytest.mark.parametrize(
    ("question", "more"),
    [
        ("When did Ned Hask write to Joe Marrow?", ""),
        ("When did Edw. Husk write to Mr. Marrow?", ""),
        ("When did Hask write to Lind?", ""),
        ("When did the Whaling Office write to Marrow?", "THE WHALING OFFICE, Whitby"),
        ("Who wrote to the Society of Farriers?", "The Society\nof Farriers"),
        ("What did Hask write about the voyage to New Zealand?", "I sail for New Zealand."),
        ("Who wrote to Marrow from New York?", "Hotel Astor, New York"),
    ],
)
def test_who_is_named_otherwise_or_elsewhere_may_still_be_at_an_end(
    question: str, more: str
) -> None:
    ends = letter_ends(question)
    assert ends is None or not are_not_of(ends, FROM_HASK, more)
