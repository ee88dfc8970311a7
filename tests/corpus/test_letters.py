"""Signatures: which block of a letter says who signed it."""

import pytest

from corpus import Passage, Span, split
from corpus.letters import Letter, ends_letter, is_letter_head, is_signature, letter_of
from tests.corpus.texts import document

PARAGRAPH = (
    "I write on behalf of the parents of Quay Street School to thank the council for the hot meals "
    "that were brought to our doors during the long winter closure."
)
NAME = "Tomas Berg\nChair of the Parents' Association"


def signatures(text: str) -> list[str]:
    passages: tuple[Passage, ...] = split(document(text))
    return [
        text[span.start : span.end]
        for passage in passages
        for span in passage.sentences
        if is_signature(passage, span)
    ]


@pytest.mark.parametrize(
    "closing",
    [
        "Yours sincerely,",
        "Sincerely yours,",
        "With kind regards,",
        "With my very best wishes",
        "Respectfully,",
        "Signed:",
    ],
)
def test_a_block_with_a_closing_formula_is_a_signature(closing: str) -> None:
    assert signatures(f"{PARAGRAPH}\n\n{closing}\n\n{NAME}") == [f"{closing}\n\n{NAME}"]


def test_the_last_block_of_a_letter_is_a_signature_without_any_formula() -> None:
    text = f"Dear Ms Oduya,\n\n{PARAGRAPH}\n\n{NAME}"
    assert signatures(text) == [NAME]


def test_the_head_of_a_letter_is_no_signature() -> None:
    head = "14 May 2021\n\nMs Clara Oduya\nHead of the School Meals Office"
    assert signatures(f"{head}\n\nDear Ms Oduya,\n\n{PARAGRAPH}") == []


def test_the_last_short_lines_of_a_text_that_greets_nobody_are_no_signature() -> None:
    assert signatures(f"How the meals came\n\n{PARAGRAPH}\n\nFigure 1 Vans\nFigure 2 Meals") == []


def test_a_block_that_a_paragraph_follows_is_no_signature() -> None:
    text = f"Dear Ms Oduya,\n\n{PARAGRAPH}\n\n{NAME}\nQuay Street School\n\n{PARAGRAPH}"
    assert signatures(text) == []


def test_a_menu_under_a_letter_is_no_signature() -> None:
    text = f"Dear Ms Oduya,\n\n{PARAGRAPH}\n\nHome\nNews\nSchool meals\nContact"
    assert signatures(text) == []


def test_one_line_is_no_signature() -> None:
    assert signatures(f"Dear Ms Oduya,\n\n{PARAGRAPH}\n\nYours sincerely, Tomas Berg") == []


def test_a_block_with_a_whole_sentence_in_it_is_no_signature() -> None:
    text = "Yours sincerely,\nTomas Berg wrote this for all of us."
    span = Span(0, len(text))
    assert not is_signature(Passage(document(text), span.start, span.end, (span,)), span)


def test_a_sentence_that_speaks_of_regards_is_no_signature() -> None:
    assert signatures(f"Dear Ms Oduya,\n\n{PARAGRAPH} He sends his kind regards.") == []


def addressee(head: str) -> str:
    text = f"{head}{PARAGRAPH}\n\nYours sincerely,\n{NAME}"
    passage = split(document(text))[-1]
    assert is_signature(passage, passage.sentences[-1])
    return letter_of(passage, passage.sentences[-1]).addressee


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", ""),
        ("To whom it may concern:\n\n", ""),
        ("Dear Ms Oduya,\n\n", "Ms Oduya"),
        ("Dear Ms Oduya!\n\n", "Ms Oduya"),
        ("Dear 李先生，\n\n", "李先生"),
        (f"Dear Ms Oduya, {PARAGRAPH}\n\n", ""),
        (f"Dear Ms Berg,\n\nDear Ms Oduya wrote to us, and so I write. {PARAGRAPH}\n\n", "Ms Berg"),
        (f"Dear Ms Berg,\n\n{PARAGRAPH} I met your\nDear mother.\n\n", "Ms Berg"),
        (
            "14 May 2021\n\nMs Clara Oduya\nSchool Meals Office\n\nDear Clara,\n\n",
            "Ms Clara Oduya, School Meals Office, Clara",
        ),
        ("Ash\nBay\nCo\nDell\nElm\nFen\n\nDear all,\n\n", "Bay, Co, Dell, Elm, Fen, all"),
        (f"{PARAGRAPH}\n\nThe council\n\nDear council,\n\n", "The council, council"),
        (f"Dear Ms Berg,\n\n{PARAGRAPH}\n\nDear Ms Oduya,\n\n", "Ms Oduya"),
        (
            "We met on the quay when it rained, and I said that I would write.\n\nDear all,\n\n",
            "all",
        ),
        (
            "".join(f"Line {n} of the address of the house\n" for n in range(9))
            + "\nDear all,\n\n",
            ", ".join([f"Line {n} of the address of the house" for n in range(5, 9)] + ["all"]),
        ),
    ],
)
def test_the_addressee_stands_above_the_greeting_and_in_it(head: str, expected: str) -> None:
    assert addressee(head) == expected


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_of_several_letters_each_goes_to_its_own(gap: str) -> None:
    letters = [
        f"Mr {one} Carter\nRail Office\n\nDear {one},\n\n{PARAGRAPH}\n\nYours sincerely,{gap}{NAME}"
        for one in ("Ben", "Dora", "Eli")
    ]
    text = "\n\n".join(letters)
    for one in ("Ben", "Dora", "Eli"):
        start = text.index("Yours", text.index(f"Dear {one}"))
        signature = Span(start, start + len(f"Yours sincerely,{gap}{NAME}"))
        passage = Passage(document(text), start, signature.end, (signature,))
        assert is_signature(passage, signature)
        assert letter_of(passage, signature).addressee == f"Mr {one} Carter, Rail Office, {one}"


def test_a_greeting_far_above_is_that_of_another_letter() -> None:
    text = f"Dear Ms Oduya,\n\n{(PARAGRAPH + ' ') * 200}\n\nYours sincerely,\n{NAME}"
    start = text.index("Yours sincerely")
    passage = Passage(document(text), start, len(text), (Span(start, len(text)),))
    assert letter_of(passage, passage.sentences[0]).addressee == ""


def head_of(text: str) -> list[str]:
    """What is said of the letter of each head in `text`: its addressee, date line and signer."""
    letters = [
        letter_of(passage, span)
        for passage in split(document(text))
        for span in passage.sentences
        if is_letter_head(passage, span)
    ]
    return [part for one in letters for part in (one.addressee, one.dated, one.signer)]


@pytest.mark.parametrize(
    ("head", "closing", "expected"),
    [
        (
            "Lisbon, 14 May 2021\n\nDear Ms Oduya,",
            "Yours sincerely,\nTomas Berg",
            ["Ms Oduya", "Lisbon, 14 May 2021", "Tomas Berg"],
        ),
        (
            "14 May 2021\n\nMs Clara Oduya\nSchool Meals Office\n\nDear Clara,",
            "With kind regards,\n\nTomas Berg\nChair",
            ["Ms Clara Oduya, School Meals Office, Clara", "14 May 2021", "Tomas Berg"],
        ),
        (
            "Castle Ash, 9th of July 1805\n\nMy dear Sophia,",
            "Ever yours,\nHenrietta",
            ["Sophia", "Castle Ash, 9th of July 1805", "Henrietta"],
        ),
        (
            "3 April 1895\n\nDear Mr. Haddington,",
            "Your obedient servant,\nClara M. Pemberton",
            ["Mr. Haddington", "3 April 1895", "Clara M. Pemberton"],
        ),
        ("3 April 1895\n\nTo whom it may concern", "Ana", ["", "3 April 1895", ""]),
        (
            "3 April 1895\n\nDear Bo,",
            "Yours,\nall of us who have worked here for ten years",
            ["Bo", "3 April 1895", ""],
        ),
        # above the date stands who sends it
        (
            (
                "Institute of Tides\nDock Road 4\nHarwick\n\n22 October 1998\n\nDr. Lena Ostrova\n"
                "Department of Geology\nUniversity of Ash\n\nDear Dr. Ostrova,"
            ),
            "Yours sincerely,\nMagnus Thorley\nCurator",
            [
                "Dr. Lena Ostrova, Department of Geology, University of Ash, Dr. Ostrova",
                "22 October 1998",
                "Magnus Thorley",
            ],
        ),
        (
            "Bath, 3 April 1845\n\nMadam,",
            "Your affectionate brother,\nEd",
            ["", "Bath, 3 April 1845", "Ed"],
        ),
        # without a date, or a greeting, it tells nothing
        ("Lisbon\n\nDear Ms Oduya,", "Yours sincerely,\nTomas Berg", []),
        ("Lisbon, 14 May 2021", "Yours sincerely,\nTomas Berg", []),
        (f"14 May 2021\n\n{PARAGRAPH}\n\nDear Ms Oduya,", "Yours,\nTomas Berg", []),
    ],
)
def test_the_head_of_a_letter_says_when_it_was_written_to_whom(
    head: str, closing: str, expected: list[str]
) -> None:
    assert head_of(f"{head}\n\n{PARAGRAPH}\n\n{closing}\n") == expected


def test_many_dates_above_a_greeting_are_no_trouble() -> None:
    years = "\n".join(str(1500 + year % 500) for year in range(3000))
    assert head_of(f"{years}\n\nDear Ben,\n\n{PARAGRAPH}\n\nYours,\nIda")[:1] in ([], ["Ben"])
    text = f"{years}\n\nDear Ben,\n\n{PARAGRAPH}\n\nYours,\nIda"
    passage = split(document(text))[-1]
    assert letter_of(passage, passage.sentences[-1]) == Letter("Ben", "1999", "Ida")


def test_a_closing_formula_may_be_indented() -> None:
    text = "  Yours sincerely,\n  Ana"
    assert ends_letter(text, Span(2, len(text)))
    assert not ends_letter(text, Span(19, len(text)))


def test_a_signature_knows_the_date_at_the_head() -> None:
    text = f"Lisbon, 14 May 2021\n\nDear Ms Oduya,\n\n{PARAGRAPH}\n\nYours sincerely,\n{NAME}"
    passage = split(document(text))[-1]
    assert letter_of(passage, passage.sentences[-1]).dated == "Lisbon, 14 May 2021"


def test_the_name_under_the_next_letter_is_not_that_of_this_one() -> None:
    first = f"3 May 1841\n\nDear Ben,\n\n{PARAGRAPH}\n\nThine, Ida"
    second = f"4 May 1841\n\nDear Dora,\n\n{PARAGRAPH}\n\nYours,\nHenry"
    assert head_of(f"{first}\n\n{second}")[:3] == ["Ben", "3 May 1841", ""]


@pytest.mark.parametrize(
    ("closing", "signer"),
    [
        ("Yours truly,\nWith kind regards,\n\nAda Lovelace", "Ada Lovelace"),
        ("Yours sincerely, Ada Lovelace", "Ada Lovelace"),
        ("Your obedient servant, Sir Edmund Crake, Keeper of the Mint", "Sir Edmund Crake"),
        (
            "I have the honour to be, Sir, your obedient servant, Ada van der Berg",
            "Ada van der Berg",
        ),
        ("Your loving husband, George", "George"),
        ("It rains. With much love, George", "George"),
        ("It rains. With love, George", "George"),
        ("Yours, Žofia Šebková", "Žofia Šebková"),
        ("Yours sincerely, J. Hask", "J. Hask"),
        ("Yours truly,\nGeorge\n\nIt rained. Your brother, Karl", "George"),
        ("I met your brother, Karl Huber.", ""),
        ("Yours, with love and respect,\nGeorge", "George"),
        ("Yours truly, for the committee\nGeorge", "George"),
        ("With kind regards,", ""),
        ("Yours truly,\nWith kind regards,", ""),
    ],
)
def test_the_signer_stands_below_the_formulas_or_behind_them(closing: str, signer: str) -> None:
    assert head_of(f"3 May 1841\n\nDear Ben,\n\n{PARAGRAPH}\n\n{closing}")[2] == signer


@pytest.mark.parametrize(
    "said",
    [
        "He sends his love, Ben, and I send mine.",
        "He sends his love, Ben\nand I send mine.",
        "On Sunday I met your brother, Karl Huber.",
        "On Sunday I met your brother, Karl Huber",
        "Please give my love to your wife, Marie Falk.",
        "I saw our old friend, Ida Grau",
        "It was sold. With love, Ida Grau says.",
        "Your brother, Karl Huber, Keeper of the Mint",
    ],
)
def test_a_name_in_the_letter_itself_is_no_signer(said: str) -> None:
    text = f"3 May 1841\n\nDear Ben,\n\n{said}\n\n{PARAGRAPH}\n\nYours truly,\nGeorge"
    assert head_of(text)[2] == "George"


def test_the_name_in_the_closing_formula_belongs_to_no_head() -> None:
    first = f"3 May 1841\n\nDear Ben,\n\n{PARAGRAPH}\n\nAs ever, your Ida"
    second = f"4 May 1841\n\nDear Dora,\n\n{PARAGRAPH}\n\nYours,\nHenry"
    assert head_of(f"{first}\n\n{second}") == [
        *("Ben", "3 May 1841", ""),
        *("Dora", "4 May 1841", "Henry"),
    ]


def test_the_head_of_the_next_letter_stands_apart_from_a_signature() -> None:
    letters = [
        f"{day} March 1842\n\nDear {one},\n\n{PARAGRAPH}\n\nYour affectionate brother,\nHenry"
        for day, one in ((3, "Ida"), (4, "Ann"))
    ]
    text = "\n\n".join(letters)
    assert signatures(text) == ["Your affectionate brother,\nHenry"] * 2
    assert head_of(text) == [
        *("Ida", "3 March 1842", "Henry"),
        *("Ann", "4 March 1842", "Henry"),
    ]


def test_of_several_letters_each_has_its_own_head() -> None:
    letters = [
        f"{day} May 2021\n\nDear {one},\n\n{PARAGRAPH}\n\nYours sincerely,\n{one} Senior"
        for day, one in ((3, "Ben"), (4, "Dora"))
    ]
    assert head_of("\n\n".join(letters)) == [
        *("Ben", "3 May 2021", "Ben Senior"),
        *("Dora", "4 May 2021", "Dora Senior"),
    ]
