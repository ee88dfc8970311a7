"""Splitting at headings: what ends a section stays in it, and what begins one stays above it."""

from corpus import Mark, split
from tests.corpus.test_splitting import REQUEST, THANKS
from tests.corpus.texts import document


def test_a_short_last_sentence_does_not_pass_over_to_the_next_section() -> None:
    text = f"{THANKS}\n\nThe meeting closed at nine.\n\nSecond meeting\n\n{REQUEST}"
    marks = (Mark(0, "section First meeting"), Mark(text.index("Second"), "section Second meeting"))
    assert [passage.text for passage in split(document(text, *marks))] == [
        f"{THANKS}\n\nThe meeting closed at nine.",
        f"Second meeting\n\n{REQUEST}",
    ]


def test_short_sections_are_passages_each_under_its_own_heading() -> None:
    text = "Rules\n\nDogs\n\nDogs are free.\n\nCats\n\nCats cost three crowns."
    marks = tuple(Mark(text.index(one), f"section {one}") for one in ("Rules", "Dogs", "Cats"))
    assert [passage.text for passage in split(document(text, *marks))] == [
        "Rules\n\nDogs\n\nDogs are free.",
        "Cats\n\nCats cost three crowns.",
    ]


def test_a_name_under_a_section_does_not_pass_over_to_a_long_heading() -> None:
    heading = (
        "What was asked of the council in spring " + "and in summer " * 9 + "of that long year"
    )
    text = f"{THANKS}\n\nClara Oduya\n\n{heading}\n\n{REQUEST}"
    marks = (Mark(0, "section Thanks"), Mark(text.index(heading), f"section {heading}"))
    first, *_ = split(document(text, *marks))
    assert first.text == f"{THANKS}\n\nClara Oduya"


def test_a_chapters_heading_stands_above_that_of_its_first_section() -> None:
    text = f"{THANKS}\n\nPart two\n\nRequests\n\n{REQUEST}"
    marks = (Mark(text.index("Part"), "section Part two"), Mark(text.index("Req"), "section Req"))
    passages = [passage.text for passage in split(document(text, *marks))]
    assert passages == [THANKS, f"Part two\n\nRequests\n\n{REQUEST}"]


def test_a_heading_is_no_item_of_what_the_section_before_it_announces() -> None:
    items = "\n- Quay Street\n- Mill Street"
    for announced in (f"{THANKS} The vans go to:{items}", f"{THANKS} The vans go to:"):
        text = f"{announced}\n\nRequests\n\n{REQUEST}"
        marks = (Mark(0, "section Thanks"), Mark(text.index("Requests"), "section Requests"))
        passages = [passage.text for passage in split(document(text, *marks))]
        assert passages == [announced, f"Requests\n\n{REQUEST}"]
