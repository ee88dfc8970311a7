"""Splitting, by worked examples: what stands together and what stands apart."""

import textwrap

import pytest

from corpus import Document, Passage, SplitOptions, split
from corpus.tokens import count_tokens
from tests.corpus.texts import document, quotes

HEAD = """14 May 2021

Ms Clara Oduya
Head of the School Meals Office
Harbour District Council"""
THANKS = (
    "I write on behalf of the parents of Quay Street School to thank the council for the hot meals "
    "that were brought to our doors during the long winter closure. Not one family went without."
)
REQUEST = (
    "We ask the council to keep the two vans and their drivers until the end of June, because "
    "some of the children will not be back in school before that."
)
SIGNATURE = """Yours sincerely,

Tomas Berg
Chair of the Parents' Association"""
LETTER = f"{HEAD}\n\nDear Ms Oduya,\n\n{THANKS}\n\n{REQUEST}\n\n{SIGNATURE}\n"


def passages_of(text: str, max_tokens: int = 200) -> list[str]:
    return [passage.text for passage in split(document(text), SplitOptions(max_tokens=max_tokens))]


def passage_with(text: str, words: str) -> Passage:
    (found,) = [passage for passage in split(document(text)) if words in passage.text]
    return found


def test_a_letter_is_its_letterhead_its_paragraphs_and_its_signature() -> None:
    assert passages_of(LETTER) == [HEAD, f"Dear Ms Oduya,\n\n{THANKS}", REQUEST, SIGNATURE]


def test_the_letterhead_holds_date_addressee_and_office_in_one_quote() -> None:
    assert quotes(passage_with(LETTER, "14 May 2021")) == [HEAD]


def test_a_signature_is_quoted_with_the_office_under_the_name() -> None:
    assert quotes(passage_with(LETTER, "Tomas Berg")) == [SIGNATURE]


@pytest.mark.parametrize(
    "signature",
    [
        "Tomas Berg\nChair of the Parents' Association",
        "Tomas Berg\n\nChair of the Parents' Association",
        "Yours sincerely,\nTomas Berg\nChair",
        "With thanks,\n\nTomas Berg\n\nChair of the Parents' Association\n\nQuay Street School",
    ],
)
def test_name_and_office_stand_together_however_the_signature_is_set(signature: str) -> None:
    last = split(document(LETTER.replace(SIGNATURE, signature)))[-1]
    assert quotes(last) == [signature]


def test_a_lonely_last_line_stands_with_the_paragraph_before_it() -> None:
    text = LETTER.replace(SIGNATURE, "Tomas Berg, Chair of the Parents' Association")
    assert passages_of(text)[-1] == f"{REQUEST}\n\nTomas Berg, Chair of the Parents' Association"


def test_a_paragraph_is_quoted_sentence_by_sentence_and_its_salutation_by_itself() -> None:
    last = "Not one family went without."
    assert quotes(passage_with(LETTER, last)) == [
        "Dear Ms Oduya,",
        THANKS.removesuffix(f" {last}"),
        last,
    ]


def test_a_letter_in_wrapped_lines_is_split_as_the_letter_is() -> None:
    wrapped = LETTER
    for paragraph in (THANKS, REQUEST):
        wrapped = wrapped.replace(paragraph, textwrap.fill(paragraph, 72))
    assert wrapped != LETTER
    assert [" ".join(text.split()) for text in passages_of(wrapped)] == [
        " ".join(text.split()) for text in passages_of(LETTER)
    ]


def test_a_heading_stands_with_the_paragraph_under_it() -> None:
    text = f"Thanks\n\n{THANKS}\n\nA request\n\n{REQUEST}"
    assert passages_of(text) == [f"Thanks\n\n{THANKS}", f"A request\n\n{REQUEST}"]
    assert quotes(passage_with(text, "A request")) == ["A request", REQUEST]


def test_a_title_and_its_subtitle_stand_with_the_paragraph_under_them() -> None:
    text = f"The winter meals\nWhat parents say\n\n{THANKS}"
    assert passages_of(text) == [text]


@pytest.mark.parametrize("heading", ["II. What was done", "2. What was done", "b) What was done"])
def test_a_numbered_heading_stands_with_what_follows(heading: str) -> None:
    assert passages_of(f"{THANKS}\n\n{heading}\n\n{REQUEST}") == [THANKS, f"{heading}\n\n{REQUEST}"]


ITEMS = "- two vans\n- four drivers\n- the school kitchen"


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_list_items_stand_with_the_paragraph_that_announces_them(gap: str) -> None:
    announcement = f"{REQUEST[:-1]}, and therefore ask for these three things:"
    text = f"{announcement}{gap}{ITEMS}\n\n{THANKS}"
    assert passages_of(text) == [f"{announcement}{gap}{ITEMS}", THANKS]
    assert quotes(passage_with(text, "two vans")) == [
        announcement,
        "- two vans",
        "- four drivers",
        "- the school kitchen",
    ]


def test_list_items_that_nothing_announces_stand_with_the_paragraph_before_them() -> None:
    assert passages_of(f"{THANKS}\n\n{ITEMS}\n\n{REQUEST}") == [f"{THANKS}\n\n{ITEMS}", REQUEST]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_lines_after_a_colon_stand_with_it_without_any_mark(gap: str) -> None:
    announcement = f"{THANKS} The meals came from the kitchens of these two places:"
    places = "Quay Street School\nSt Mary's Hall\nNorth Harbour Church"
    text = f"{announcement}{gap}{places}\n\nA request\n\n{REQUEST}"
    assert passages_of(text) == [f"{announcement}{gap}{places}", f"A request\n\n{REQUEST}"]


def test_a_single_announced_item_stands_with_its_announcement() -> None:
    announcement = f"{THANKS} We ask for one thing:"
    assert passages_of(f"{announcement}\n\n- two vans\n\n{REQUEST}") == [
        f"{announcement}\n\n- two vans",
        REQUEST,
    ]


MENU = "Home\nNews\nSchool meals\nAbout us\nContact"


def test_a_menu_is_not_joined_to_the_text_under_it() -> None:
    assert passages_of(f"{MENU}\n\n{THANKS}") == [MENU, THANKS]


def test_a_menu_is_not_joined_to_a_heading_or_a_paragraph_beside_it() -> None:
    text = f"{THANKS}\n\n{MENU}\n\nA request\n\n{REQUEST}\n\n{MENU}"
    assert passages_of(text) == [THANKS, MENU, f"A request\n\n{REQUEST}", MENU]


def test_a_lonely_last_line_is_not_joined_to_a_menu_before_it() -> None:
    assert passages_of(f"{THANKS}\n\n{MENU}\n\nAll rights reserved") == [
        THANKS,
        MENU,
        "All rights reserved",
    ]


def test_an_address_with_a_number_in_it_is_no_menu() -> None:
    address = "Clara Oduya\nSchool Meals Office\n4 Long Quay\nNorth Harbour"
    text = f"{THANKS}\n\n{address}\nHarbour District"
    assert passages_of(text) == [THANKS, f"{address}\nHarbour District"]
    assert quotes(passage_with(text, "4 Long Quay")) == [f"{address}\nHarbour District"]


def test_a_paragraph_on_each_line_is_a_passage_on_each_line() -> None:
    assert passages_of(f"{THANKS}\n{REQUEST}\n{THANKS}\n") == [THANKS, REQUEST, THANKS]


def test_captions_stand_together_and_apart_from_the_paragraphs() -> None:
    captions = "Figure 1 Meals by week\nFigure 2 Vans by week\nFigure 3 Drivers by week"
    assert passages_of(f"{THANKS}\n\n{captions}\n\n{REQUEST}") == [THANKS, captions, REQUEST]


VANS = [f"Van number {number}, driver and kitchen" for number in range(1, 13)]


def test_short_lines_of_up_to_sixty_tokens_are_one_quote() -> None:
    text = "\n\n".join(VANS[:6])
    assert count_tokens(text) <= 60
    assert quotes(split(document(text))[0]) == [text]


def test_more_short_lines_than_that_are_quoted_block_by_block() -> None:
    blocks = ["\n".join(VANS[:4]), "\n".join(VANS[4:8]), "\n".join(VANS[8:])]
    text = "\n\n".join(blocks)
    assert count_tokens(text) > 60
    assert quotes(split(document(text))[0]) == blocks


def test_a_lone_line_is_quoted_with_the_block_before_it() -> None:
    first, second = "\n".join(VANS[:5]), "\n".join(VANS[6:9])
    text = f"{first}\n\n{VANS[5]}\n\n{second}"
    assert quotes(split(document(text))[0]) == [f"{first}\n\n{VANS[5]}", second]


def test_a_block_of_more_than_sixty_tokens_is_quoted_line_by_line() -> None:
    text = "\n".join(VANS)
    assert quotes(split(document(text))[0]) == VANS


def test_the_rows_of_a_table_stand_together_and_are_quoted_one_by_one() -> None:
    rows = ["Van | Driver | Kitchen", "red | Berg | Quay Street", "blue | Okafor | St Mary's"]
    table = "\n".join(rows)
    text = f"{THANKS}\n\n{table}\n\n{REQUEST}"
    assert passages_of(text) == [THANKS, table, REQUEST]
    assert quotes(passage_with(text, "Okafor")) == rows


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_lines_that_name_what_they_say_are_quoted_one_by_one(gap: str) -> None:
    facts = ["Driver: Tomas Berg", "Kitchen: Quay Street", "First drive: 14 May 2021"]
    assert quotes(split(document(f"The red van{gap}{gap.join(facts)}"))[0]) == [
        "The red van",
        *facts,
    ]


def test_a_long_line_that_names_what_it_says_is_not_joined_with_the_next() -> None:
    facts = [
        "Driver: Tomas Berg",
        "Bought: 14 May 2021 from Ms Clara Oduya of the Harbour District",
        "Kitchen: Quay Street",
    ]
    assert quotes(split(document("\n".join(facts)))[0]) == facts


def test_what_names_nothing_belongs_to_the_line_before_it() -> None:
    facts = [
        "Visit: The red van\nQuay Street 14\nOld Town",
        "Post: PO Box 77\nTallmoor",
        "Fee: none",
    ]
    assert quotes(split(document("\n".join(facts)))[0]) == facts


def test_a_value_that_ends_in_an_abbreviation_is_no_sentence() -> None:
    facts = ["Builder: Hale & Co.", "Launched: 3 June 1926", "Engine: Sulzer Bros.", "Length: 88 m"]
    assert quotes(split(document("\n".join(facts)))[0]) == facts


@pytest.mark.parametrize(
    "card",
    [
        # the turns of a conversation
        "Ana: I did not see it\nBo: Nor I\nAna: Who did then",
        # verse
        (
            "The wind is in the west\nAnd hear me: violets too\nAre late this year\n"
            "The rain is here\nSo late: so late"
        ),
        # the heads of a message and of a letter, and what stands under one
        "From: Ana Lind\nTo: Bo Berg\nRef: 14",
        "Our ref: KL/88\nDate: 6 July 2004\n\nDear Ms Vane,",
        "Yours sincerely,\nTel: 1234\nMobile: 555",
        "10:30 Opening\n12:00 Lunch",
    ],
)
def test_what_says_something_only_together_stays_on_a_card(card: str) -> None:
    assert quotes(split(document(card))[0]) == [card]


def test_a_single_such_line_stands_on_its_card() -> None:
    card = "The red van\nDriver: Tomas Berg\nQuay Street"
    assert quotes(split(document(card))[0]) == [card]


SENTENCES = [
    f"The van of week {number} came to the school on time again." for number in range(10, 16)
]


def test_a_paragraph_over_the_limit_is_cut_at_sentence_ends_into_equal_parts() -> None:
    size = count_tokens(SENTENCES[0])
    # Four sentences would fit, but four and two are worse than three and three.
    assert passages_of(" ".join(SENTENCES), max_tokens=4 * size) == [
        " ".join(SENTENCES[:3]),
        " ".join(SENTENCES[3:]),
    ]


def test_a_paragraph_is_not_cut_into_more_parts_than_the_limit_asks_for() -> None:
    size = count_tokens(SENTENCES[0])
    assert passages_of(" ".join(SENTENCES), max_tokens=2 * size) == [
        " ".join(SENTENCES[:2]),
        " ".join(SENTENCES[2:4]),
        " ".join(SENTENCES[4:]),
    ]


def test_a_paragraph_within_the_limit_is_not_cut() -> None:
    text = " ".join(SENTENCES)
    assert passages_of(text, max_tokens=count_tokens(text)) == [text]
    assert passages_of(text, max_tokens=count_tokens(text) - 1) != [text]


def test_a_sentence_over_the_limit_is_cut_between_words() -> None:
    words = [f"word{number}" for number in range(40)]
    passages = passages_of(" ".join(words) + ".", max_tokens=20)
    assert " ".join(passages).removesuffix(".").split() == words
    assert [passage for passage in passages if count_tokens(passage) > 20] == []


def test_a_heading_that_does_not_fit_above_its_paragraph_stands_by_itself() -> None:
    # Not with the first sentence of the paragraph, which then would have to be cut.
    text = f"Our thanks\n\n{THANKS}"
    assert passages_of(text, max_tokens=count_tokens(THANKS)) == ["Our thanks", THANKS]


def test_a_heading_over_a_paragraph_that_is_cut_stands_with_its_first_part() -> None:
    first, second = passages_of(
        f"Our vans\n\n{' '.join(SENTENCES)}", max_tokens=4 * count_tokens(SENTENCES[0])
    )
    assert first.startswith(f"Our vans\n\n{SENTENCES[0]}")
    assert second.endswith(SENTENCES[-1])


def test_the_title_stands_apart_from_the_lines_under_it() -> None:
    text = f"Report on the meals\nPresented on 9 June 2021\nQuay Street\n\n{THANKS}"
    held = Document("a.txt", "00", "Report on the meals", None, text)
    assert quotes(split(held)[0])[:2] == [
        "Report on the meals",
        "Presented on 9 June 2021\nQuay Street",
    ]


def test_the_head_of_a_letter_is_whole_though_its_first_line_is_the_title() -> None:
    held = Document("a.txt", "00", "14 May 2021", None, LETTER)
    assert quotes(split(held)[0]) == [HEAD]


def test_a_row_is_one_sentence_whatever_stands_in_its_cells() -> None:
    rows = ["Costs (in crowns) | approx. 3,100 | approx. 2,900", "Vans | Two. | One. Old."]
    (passage,) = split(document("\n".join(rows)))
    assert quotes(passage) == rows


def test_a_long_row_is_quoted_sentence_by_sentence() -> None:
    row = f"Quay Street | {THANKS} {REQUEST} {THANKS}"
    assert len(quotes(split(document(row))[0])) > 1


def test_what_the_encoder_can_read_limits_a_passage_beside_the_tokens() -> None:
    text = " ".join(SENTENCES)
    longest = len(" ".join(SENTENCES[:2]))
    passages = split(document(text), fits=lambda stretch: len(stretch) <= longest)
    assert [passage.text for passage in passages] == [
        " ".join(SENTENCES[:2]),
        " ".join(SENTENCES[2:4]),
        " ".join(SENTENCES[4:]),
    ]


def test_a_passage_is_by_default_at_most_two_hundred_tokens() -> None:
    text = " ".join(SENTENCES * 10)
    assert SplitOptions() == SplitOptions(max_tokens=200)
    assert [p.text for p in split(document(text))] == passages_of(text, max_tokens=200)
    assert 100 < max(count_tokens(passage) for passage in passages_of(text)) <= 200


def test_a_chinese_paragraph_is_cut_at_its_full_width_stops() -> None:
    sentence = "学校的午餐由市政府的两辆车每天送到每一个学生的家门口。"
    assert passages_of(sentence * 4, max_tokens=2 * count_tokens(sentence)) == [sentence * 2] * 2


def test_every_passage_keeps_the_document_it_was_cut_from() -> None:
    held = document(LETTER)
    assert [passage.document for passage in split(held)] == [held] * 4
