"""Markdown: the text without its markup, the places at its headings, title and date."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Mark
from corpus.errors import NotText
from corpus.extract import Extract
from corpus.readers.markdown import read_markdown


def read(text: str) -> Extract:
    return read_markdown(text.encode(), "a.md")


def test_a_page_is_its_words_in_blocks() -> None:
    extract = read(
        "# Winter *meals*\n\nTwo **vans**,\nfour drivers.\n\n## Who paid\n\nThe `council`.\n"
    )
    assert extract == Extract(
        text="Winter meals\n\nTwo vans, four drivers.\n\nWho paid\n\nThe council.",
        marks=(Mark(0, "section Winter meals"), Mark(39, "section Who paid")),
        title="Winter meals",
        date=None,
        how="markdown, utf-8",
    )


def test_a_heading_is_named_behind_those_that_it_stands_under() -> None:
    extract = read(
        "# Minutes\n\n## Meeting of 12 April 2022\n\n### 22/042 Police report\n\nOne van.\n\n"
        "Meeting of 10 May 2022\n---\n\n#### 22/051 Police report\n\nNo van.\n"
    )
    assert [mark.label for mark in extract.marks] == [
        "section Minutes",
        "section Meeting of 12 April 2022",
        "section Meeting of 12 April 2022 > 22/042 Police report",
        "section Meeting of 10 May 2022",
        "section Meeting of 10 May 2022 > 22/051 Police report",
    ]


def test_what_stands_before_the_first_heading_is_the_beginning() -> None:
    extract = read("A note.\n\nVans\n====\n\nTwo.\n")
    assert extract.marks == (Mark(0, "beginning"), Mark(9, "section Vans"))
    assert extract.text == "A note.\n\nVans\n\nTwo."


def test_a_page_without_headings_has_no_title() -> None:
    extract = read("Two vans.")
    assert (extract.title, extract.marks) == ("", (Mark(0, "beginning"),))


def test_the_front_matter_states_title_and_date_and_is_not_text() -> None:
    extract = read(
        '---\nTitle: "Meals: a report"\nDate: 2021-05-14\ntags: [a, b]\n---\n# Vans\n\nTwo.\n'
    )
    assert (extract.title, extract.date) == ("Meals: a report", date(2021, 5, 14))
    assert extract.text == "Vans\n\nTwo."


@pytest.mark.parametrize(
    "stated",
    [
        "14 May 2021",
        '"2021-05-14"',
        "2021-05-14 10:00:00",
        "2021-05-14T10:00:00Z",
        "May 14th, 2021",
    ],
)
def test_the_date_of_the_front_matter_may_have_any_usual_form(stated: str) -> None:
    assert read(f"---\ndate: {stated}\n---\nTwo vans.").date == date(2021, 5, 14)


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("|\n  Meals in\n  winter", "Meals in winter"),
        ("[Meals, Vans]", "Meals, Vans"),
        ("{name: Meals}", "Meals"),
        ("[]", "Winter"),
        ("{}", "Winter"),
    ],
)
def test_a_title_of_lines_or_of_several_parts_is_one_line(stated: str, title: str) -> None:
    assert read(f"---\ntitle: {stated}\n---\n# Winter\n").title == title


def test_a_title_that_is_a_number_is_its_digits() -> None:
    assert read("---\ntitle: 2021\n---\nTwo vans.").title == "2021"


@pytest.mark.parametrize(
    "content",
    [
        "title: [unclosed",
        "title: a: b: c",
        "\ttitle: tabs",
        "- a list",
        "just words",
        "",
        "date: 2021-13-45",
        "date: 2021-02-30 25:61:00",
        "title: !!python/object/apply:os.getcwd []",
        "{[1, 2]: 3}",
        "x: &a [*a]",
        "x: !!timestamp soon",
        "x: !!bool maybe",
        'x: !!int ""',
        "x: " + "[" * 3000,
        "number: " + "9" * 5000,
    ],
    ids=lambda content: content[:20],
)
def test_front_matter_that_is_broken_costs_only_itself(content: str) -> None:
    extract = read(f"---\n{content}\n---\n# Vans\n\nTwo.\n")
    assert (extract.text, extract.title, extract.date) == ("Vans\n\nTwo.", "Vans", None)


def test_front_matter_without_an_end_is_text() -> None:
    assert "Two vans." in read("---\ntitle: Meals\n\nTwo vans.\n").text


def test_a_date_line_near_the_head_is_the_date() -> None:
    assert read("# Meals\n\n14 May 2021\n\nTwo vans.").date == date(2021, 5, 14)
    assert read("# Meals\n\n- Date: 14 May 2021\n- Issuer: the council\n").date == date(2021, 5, 14)


def test_a_date_line_further_in_is_not_the_date() -> None:
    assert read("\n\n".join(["Two vans."] * 6 + ["14 May 2021"])).date is None


def test_the_front_matter_date_comes_before_a_date_line() -> None:
    assert read("---\ndate: 2021-05-14\n---\n15 May 2021\n").date == date(2021, 5, 14)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Driver:** Tomas\n*Kitchen*: Quay Street", "Driver: Tomas\nKitchen: Quay Street"),
        ("Driver: Tomas\nand others", "Driver: Tomas and others"),
        ("Driver:\nTomas", "Driver: Tomas"),
        ("- Driver: Tomas\n  Kitchen: Quay", "- Driver: Tomas\nKitchen: Quay"),
    ],
)
def test_lines_that_all_name_what_they_say_stay_lines(text: str, expected: str) -> None:
    assert read(text).text == expected


def test_a_list_is_one_block_with_its_marks() -> None:
    assert (
        read("Needed:\n\n* two vans\n+ four\n  drivers\n").text
        == "Needed:\n\n- two vans\n\n- four drivers"
    )
    assert read("- two vans\n- four drivers\n").text == "- two vans\n- four drivers"


def test_an_ordered_list_counts_on_from_its_first_number() -> None:
    assert read("7. two vans\n7. four drivers\n").text == "7. two vans\n8. four drivers"


def test_an_ordered_list_may_count_from_nought() -> None:
    assert read("0. two vans\n1. four drivers\n").text == "0. two vans\n1. four drivers"


def test_nested_lists_are_indented_and_counted_by_themselves() -> None:
    text = "1. vans\n   - red\n   - blue\n     1. old\n2. drivers\n"
    assert read(text).text == "1. vans\n  - red\n  - blue\n    1. old\n2. drivers"


def test_a_list_item_of_several_paragraphs_keeps_them_on_lines() -> None:
    assert read("- two vans\n\n  both red\n\n- drivers\n").text == "- two vans\nboth red\n- drivers"


def test_a_tables_cells_are_divided_by_bars_and_its_rows_by_lines() -> None:
    text = "Cost:\n\n| Van | *Price* |\n|:---|---:|\n| red | 5 |\n| blue | `6` |\n\nEnd.\n"
    assert read(text).text == "Cost:\n\nVan | Price\nred | 5\nblue | 6\n\nEnd."


@pytest.mark.parametrize("fence", ["```python\n{}\n```", "~~~\n{}\n~~~", "    {}"])
def test_code_is_kept_as_it_stands(fence: str) -> None:
    code = "vans = *two*" if fence.startswith(" ") else "vans = *two*\n\n  <b>"
    assert read(f"Text.\n\n{fence.format(code)}\n\nEnd.").text == f"Text.\n\n{code}\n\nEnd."


def test_links_give_their_words_and_pictures_their_description() -> None:
    text = "See [the *report*](https://a.example/x) and [it][1] ![a red van](van.png).\n\n[1]: /y\n"
    assert read(text).text == "See the report and it a red van."


def test_a_pictures_description_loses_its_markup_too() -> None:
    assert read("![a **red** van](van.png)").text == "a red van"


def test_addresses_in_angle_brackets_are_text() -> None:
    assert read("Write to <https://a.example>.").text == "Write to https://a.example."


def test_html_tags_are_dropped_and_their_text_is_kept() -> None:
    extract = read(
        'Two <b class="x">vans</b>.<br>Four drivers.\n\n<div>\n<p>A note.</p>\n</div>\n\nEnd.'
    )
    assert extract.text == "Two vans.\nFour drivers.\n\nA note.\n\nEnd."


def test_html_comments_are_dropped_whole() -> None:
    assert read("<!-- vans > 2 -->\n\nText <!-- not\nthis --> here.").text == "Text  here."


@pytest.mark.parametrize("text", ["R&amp;D &eacute;t&eacute;", "<p>R&amp;D &eacute;t&eacute;</p>"])
def test_entities_are_the_characters_they_stand_for(text: str) -> None:
    assert read(text).text == "R&D été"


def test_scripts_and_styles_are_no_text() -> None:
    text = "<style>\np { color: red }\n</style>\n\n<script>\nrun()\n</script>\n\nTwo vans."
    assert read(text).text == "Two vans."


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<SCRIPT>a < b</script >c<style>d</STYLE>e", "ce"),
        ("<script>a > b", "a > b"),
        ("<scripted>a</scripted>b", "ab"),
        ("<!-- a > b", "b"),
        ("a <!-- b", "a <!-- b"),
        ("a <b", "a <b"),
        ("<a <b>c", "c"),
        ("<!-->a-->b", "b"),
        ("<style>a</script>b", "ab"),
        ("a<!-- <script> -->b</script>c", "abc"),
    ],
)
def test_markup_ends_where_it_closes(html: str, text: str) -> None:
    assert read(f"<div>{html}").text == text


def test_escaped_signs_lose_their_backslash() -> None:
    assert read(r"Two \*vans\* &lt;red&gt;").text == "Two *vans* <red>"


def test_a_hard_break_is_a_line_break_and_a_soft_one_a_space() -> None:
    assert read("one\ntwo  \nthree\\\nfour").text == "one two\nthree\nfour"


def test_a_quotation_is_a_block_of_its_lines() -> None:
    assert (
        read("> Two vans.\n>\n> Four drivers.\n\nEnd.").text == "Two vans.\nFour drivers.\n\nEnd."
    )


def test_a_heading_within_a_quotation_is_not_run_into_the_text_before_it() -> None:
    assert read("> Two vans.\n>\n> ## Drivers\n>\n> Four.\n").text == "Two vans.\nDrivers\nFour."


def test_a_heading_of_markup_alone_leaves_no_place() -> None:
    extract = read("#\n\nTwo vans.\n\n## <a name='x'></a>\n\nEnd.\n")
    assert (extract.text, extract.marks) == ("Two vans.\n\nEnd.", (Mark(0, "beginning"),))


def test_a_rule_between_paragraphs_leaves_no_text() -> None:
    assert read("One.\n\n* * *\n\nTwo.").text == "One.\n\nTwo."


def test_markdown_in_another_encoding_is_read() -> None:
    extract = read_markdown("# Café\r\n\r\nTwo vans.\r\n".encode("utf-16"), "a.md")
    assert (extract.text, extract.how) == ("Café\n\nTwo vans.", "markdown, utf-16-le")


def test_binary_data_is_refused() -> None:
    with pytest.raises(NotText, match=r"a\.md"):
        read_markdown(bytes(range(256)), "a.md")


_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SIGNS = (
    "# ",
    "- ",
    "1. ",
    "> ",
    "*",
    "_",
    "`",
    "```",
    "|",
    "[",
    "](",
    ")",
    "<b>",
    "</b>",
    "\n",
    "\n\n",
)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from((*_SIGNS, "  ", "---\n")) | st.text(_LETTERS, max_size=5)))
def test_any_mixture_of_markup_keeps_its_marks_in_order_and_at_their_headings(
    pieces: list[str],
) -> None:
    extract = read("".join(pieces))
    offsets = [mark.offset for mark in extract.marks]
    assert offsets == sorted(set(offsets))
    assert offsets[0] == 0
    for mark in extract.marks:
        if mark.label != "beginning":
            heading = extract.text[mark.offset :].partition("\n\n")[0]
            assert mark.label.endswith((f"section {heading}", f" > {heading}"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(_LETTERS, min_size=1, max_size=9), min_size=1, max_size=8))
def test_plain_words_are_the_same_words_in_any_plain_markup(words: list[str]) -> None:
    plain = " ".join(words)
    forms = [plain, f"# {plain}", f"**{plain}**", f"[{plain}](/a)", f"> {plain}", f"<i>{plain}</i>"]
    assert [read(form).text for form in forms] == [plain] * len(forms)
    assert read(f"- {plain}\n").text == f"- {plain}"


@pytest.mark.parametrize(
    ("front", "issuer"),
    [
        ("issuer: Port of Lisbon", "Port of Lisbon"),
        ("author: Ana Ribeiro\npublisher: Port", "Ana Ribeiro"),
        ("authors: [Ana Ribeiro, Rui Costa]", "Ana Ribeiro, Rui Costa"),
        ("author: {name: Ana Ribeiro, mail: a@b}", "Ana Ribeiro"),
        ("authors: [{name: Ana}, [Rui], {mail: a@b}]", "Ana"),
        ("publisher: []", ""),
        ("title: Vans", ""),
    ],
)
def test_the_issuer_is_who_is_named_in_the_front_matter(front: str, issuer: str) -> None:
    assert read(f"---\n{front}\n---\n\nTwo vans.\n").issuer == issuer
