"""Showing: whatever a document or a person writes stays text, and is all there."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from corpus import Citation, Document, Mark, Passage, Span
from index.records import FileRecord, LeftOut, Origin
from qa import Answer, Seconds
from qa.errors import QuestionError
from qa.showing import (
    REFERENCE_PREFIX,
    Reference,
    answer_as_html,
    as_text,
    document_as_html,
    error_as_html,
    first_reference,
    library_as_html,
    missing_as_html,
    question_as_html,
)
from tests.qa.hits import hit_of
from tests.qa.page import Page, page_of

ATTACKS = [
    "<script>alert(1)</script>",
    "<script src=//evil.example/x.js>",
    "</bdi></blockquote><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=\"alert('1')\"",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<a href='javascript:alert(1)'>click</a>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<style>*{display:none}</style>",
    "<form action=//evil.example><input name=password>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<!-- <b> -->",
    "<!DOCTYPE html>",
    "<?php echo 1 ?>",
    "<![CDATA[<b>]]>",
    "<b><i><u>unclosed",
    "<<<>>><>",
    "a < b & c > d",
    '" onmouseover="alert(1)" x="',
    "' onfocus='alert(1)' autofocus='",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;b&amp;gt; &#60;b&#62; &#x3c;b&#x3e; &lt",
    "&nbsp;&copy;&notanentity;&#0;&#1114112;",
    "[click](javascript:alert(1))",
    "![picture](https://evil.example/x.png)",
    "[a]: https://evil.example\n\n[a]",
    "<https://evil.example> https://evil.example www.evil.example me@evil.example",
    "# heading\n## heading\n- item\n1. item\n> quote\n---\n***",
    "**bold** _em_ ~~gone~~ `code` ```\nfence\n```",
    "| a | b |\n|---|---|\n| c | d |",
    "    indented\n\n\n    code",
    "$x^2$ $$\\frac{1}{2}$$ \\(x\\) \\[y\\]",
    "${alert(1)} {{constructor.constructor('alert(1)')()}} #{7*7} <%= 7*7 %> {% raw %}",
    "`${document.title='owned'}`",
    "before\x00after \x1b[31mred\x1b[0m \x07",
    "\u202eevil\u202c \u2066isolate\u2069 \u200fmark",
    "😀 👩‍⚕️ e\u0301 新型 שלום",
    "line one\nline two\n\n\nline three\n",
    " \t leading and trailing \t ",
    "\u2028line separator\u2029\u0085\x0b\x0c",
    "#cite-a.txt:00:0:1:0:1",
    "%3Cscript%3E %00 %25 ../../etc/passwd",
    "<b>" * 20_000,
    "&" * 20_000,
    "x" * 100_000,
]
attacks = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: ascii(attack[:30]))
HARMLESS = "harmless"


def document_of(text: str, others: str = HARMLESS) -> Document:
    return Document(others, "ab" * 32, others, date(2020, 2, 19), text, (Mark(0, others),))


def answer_of(text: str, *, found: bool = True) -> Answer:
    """An answer in which `text` stands wherever text can stand."""
    document = document_of(text, text)
    hit = hit_of(Passage(document, 0, len(text), (Span(0, len(text)),)), score=1.5)
    citation = Citation(text, "ab" * 32, text, text, 0, len(text), text)
    return Answer(
        question=text,
        found=found,
        confidence=0.876,
        text=text if found else "",
        citations=(citation, citation) if found else (),
        passages=(hit, hit),
        seconds=Seconds(0.1, 0.1, 0.2),
    )


def whole(document: Document) -> Reference:
    return Reference(document.source, document.sha256, Span(0, len(document.text)), None)


FILE = FileRecord("a.txt", Origin("/", "/a.txt"), "00", "Title", "2020-02-19", "text", 9, 3)


def library_of(text: str) -> str:
    file = replace(FILE, source=text, title=text, reader=text)
    return library_as_html([file], [LeftOut(text, text, text, text, supported=True)], 3)


@attacks
def test_a_text_stays_the_text_that_it_is(attack: str) -> None:
    page = page_of(as_text(attack))
    assert page.text == attack
    assert page.skeleton() == []


@attacks
def test_an_answer_has_no_element_or_attribute_but_ours(attack: str) -> None:
    for found in (True, False):
        page = page_of(answer_as_html(answer_of(attack, found=found)))
        ours = page_of(answer_as_html(answer_of(HARMLESS, found=found)))
        assert page.skeleton() == ours.skeleton()


@attacks
def test_an_answer_shows_its_text_its_places_and_its_passages_as_they_are(attack: str) -> None:
    page = page_of(answer_as_html(answer_of(attack)))
    excerpt = attack[:400] + (" …" if len(attack) > 400 else "")
    assert [element.text for element in page.all("bdi")] == [attack, excerpt, excerpt]
    place = f"{attack}, {attack}, {attack}"
    assert [element.text for element in page.all("li")] == [
        f"[1] {place}",
        f"[2] {place}",
        f"passage 1 {place} score 1.50\n{excerpt}",
        f"passage 2 {place} score 1.50\n{excerpt}",
    ]


@attacks
def test_the_links_of_an_answer_lead_to_its_sources_and_nowhere_else(attack: str) -> None:
    page = page_of(answer_as_html(answer_of(attack)))
    expected = Reference(attack, "ab" * 32, Span(0, len(attack)), Span(0, len(attack)))
    links = [dict(element.attributes)["href"] or "" for element in page.all("a")]
    assert len(links) == 4
    for link in links:
        assert link.startswith(REFERENCE_PREFIX)
        assert Reference.parse(link) == expected


@attacks
def test_a_question_stays_the_text_that_it_is(attack: str) -> None:
    page = page_of(question_as_html(attack))
    assert page.skeleton() == [("bdi", ())]
    assert page.only("bdi").text == attack


@attacks
def test_a_document_has_no_element_but_ours_and_all_of_its_text(attack: str) -> None:
    document = document_of(attack, attack)
    page = page_of(document_as_html(document, whole(document)))
    ours = document_of(HARMLESS)
    assert page.skeleton() == page_of(document_as_html(ours, whole(ours))).skeleton()
    assert page.only("div", "cv-text").text == attack
    assert page.only("mark", "cv-passage").text == attack
    assert page.only("strong").text == attack
    assert page.only("span").text == f"{attack}, 2020-02-19, {attack}"


@attacks
def test_errors_and_notices_have_no_element_but_ours(attack: str) -> None:
    error = page_of(error_as_html(QuestionError(attack, hint=attack)))
    assert error.skeleton() == [("div", (("class", "cv-error"),)), ("strong", ())]
    assert error.text == f"{attack}\n{attack}"
    missing = page_of(missing_as_html(attack))
    assert missing.skeleton() == [("p", (("class", "cv-error"),))]
    assert missing.text == f"{attack} is no longer among the documents."


@attacks
def test_the_list_of_documents_has_no_element_but_ours(attack: str) -> None:
    page = page_of(library_of(attack))
    assert page.skeleton() == page_of(library_of(HARMLESS)).skeleton()
    cells = [element.text for element in page.all("td")]
    assert cells == [attack, attack, "2020-02-19", "3", attack]
    assert page.only("li").text == f"{attack}\n{attack}"


@attacks
def test_no_template_finds_a_sign_of_its_own(attack: str) -> None:
    document = document_of(attack, attack)
    for html in (
        answer_as_html(answer_of(attack)),
        document_as_html(document, whole(document)),
        question_as_html(attack),
        library_of(attack),
    ):
        assert [sign for sign in "${}`" if sign in html] == []


@attacks
def test_markdown_finds_nothing_to_do_in_an_answer(attack: str) -> None:
    # The chat renders its messages as Markdown, in which HTML is allowed.
    markdown = MarkdownIt("js-default", {"html": True, "linkify": False, "typographer": True})
    for html in (answer_as_html(answer_of(attack)), question_as_html(attack)):
        rendered = page_of(markdown.render(html))
        without = [one for one in rendered.skeleton() if one != ("p", ())]
        assert without == page_of(html).skeleton()


@settings(deadline=None)
@given(st.text(max_size=80))
@example("\r\n\r")
def test_any_text_at_all_stays_what_it_is(text: str) -> None:
    assert page_of(as_text(text)).text == text
    document = document_of("before " + text + " after")
    reference = Reference(HARMLESS, "ab" * 32, Span(7, 7 + len(text)), None)
    page = page_of(document_as_html(document, reference))
    assert page.only("div", "cv-text").text == document.text
    assert page.only("mark", "cv-passage").text == text


# -- references ------------------------------------------------------------------------------------

SPANS = st.tuples(st.integers(0, 10**12), st.integers(1, 10**6)).map(
    lambda pair: Span(pair[0], pair[0] + pair[1])
)


@settings(deadline=None)
@given(st.text(), st.text("0123456789abcdef", max_size=64), SPANS, st.none() | SPANS)
@example("a:b%20#c?d&e=f.txt", "ab", Span(0, 1), None)
@example("#cite-x:00:1:2:3:4", "ab", Span(0, 1), Span(0, 1))
@example("报告/ü n\u202e.md", "ab", Span(0, 1), None)
@example("", "", Span(0, 1), None)
def test_a_reference_is_read_back_from_its_link(
    source: str, sha256: str, passage: Span, quote: Span | None
) -> None:
    reference = Reference(source, sha256, passage, quote)
    link = reference.link()
    assert link.startswith(REFERENCE_PREFIX)
    assert link.isascii()
    assert not set(link.removeprefix(REFERENCE_PREFIX)) & set(" \"'<>&#\n")
    assert Reference.parse(link) == reference


@pytest.mark.parametrize(
    "link",
    [
        "",
        "#cite-",
        "#",
        "javascript:alert(1)",
        "#cite-a.txt",
        "#cite-a.txt:00",
        "#cite-a.txt:00:1:2:3",
        "#cite-a.txt:00:1:2:3:4:5",
        "#cite-a.txt:00:-1:2:3:4",
        "#cite-a.txt:00:1.5:2:3:4",
        "#cite-a.txt:00: 1:2:3:4",
        "#cite-a.txt:00::::",
        "#cite-a.txt:00:x:2:3:4",
        "#cite-a.txt:00:²:2:3:4",
        f"#cite-a.txt:00:{'9' * 5000}:2:3:4",
        "https://evil.example:00:1:2:3:4",
    ],
    ids=lambda link: link[:30],
)
def test_what_no_reference_makes_is_read_as_none(link: str) -> None:
    assert Reference.parse(link) is None


# -- documents -------------------------------------------------------------------------------------

LETTER = Document(
    source="letters/april.txt",
    sha256="cd" * 32,
    title="Schools open",
    date=date(2020, 4, 2),
    text="Dear parents,\n\nSchools open on Monday. Please wait <outside>.\n\nYours, Ada",
    marks=(Mark(0, "line 1"), Mark(15, "line 3"), Mark(63, "line 5")),
)
PASSAGE, QUOTE = Span(15, 61), Span(39, 61)


def shown(document: Document, passage: Span, quote: Span | None = None) -> Page:
    reference = Reference(document.source, document.sha256, passage, quote)
    return page_of(document_as_html(document, reference))


def test_exactly_the_passage_and_the_quote_are_marked() -> None:
    page = shown(LETTER, PASSAGE, QUOTE)
    assert page.only("div", "cv-text").text == LETTER.text
    assert page.only("mark", "cv-passage").text == "Schools open on Monday. Please wait <outside>."
    assert page.only("mark", "cv-quote").text == "Please wait <outside>."
    assert page.all("p", "cv-cut") == []


def test_the_head_names_the_document_and_the_place_of_the_quote() -> None:
    head = shown(LETTER, PASSAGE, QUOTE).only("header", "cv-head")
    assert head.text == "Schools open\nletters/april.txt, 2020-04-02, line 3"
    untitled = replace(LETTER, title="", date=None, marks=())
    assert shown(untitled, PASSAGE).only("header").text == "april\nletters/april.txt"


@pytest.mark.parametrize(
    "quote",
    [PASSAGE, Span(15, 16), Span(60, 61)],
    ids=["the whole passage", "its first character", "its last character"],
)
def test_a_quote_may_be_anywhere_in_its_passage(quote: Span) -> None:
    page = shown(LETTER, PASSAGE, quote)
    assert page.only("mark", "cv-quote").text == LETTER.text[quote.start : quote.end]
    assert page.only("mark", "cv-passage").text == LETTER.text[15:61]
    assert page.only("div", "cv-text").text == LETTER.text


@pytest.mark.parametrize("quote", [None, Span(0, 4), Span(14, 20), Span(60, 70)])
def test_without_a_quote_in_it_the_passage_alone_is_marked(quote: Span | None) -> None:
    page = shown(LETTER, PASSAGE, quote)
    assert page.all("mark", "cv-quote") == []
    assert page.only("mark", "cv-passage").text == LETTER.text[15:61]
    assert page.only("div", "cv-text").text == LETTER.text


def test_a_document_that_has_changed_says_so_and_shows_nothing_else() -> None:
    reference = Reference(LETTER.source, "ef" * 32, PASSAGE, QUOTE)
    page = page_of(document_as_html(LETTER, reference))
    assert page.only("p", "cv-error").text.startswith("This document has changed")
    assert page.all("mark") == page.all("div") == []
    assert "Monday" not in page.text


@pytest.mark.parametrize(
    ("length", "passage", "before", "after"),
    [
        (400_000, Span(200_000, 200_100), 125_000, 124_900),
        (400_000, Span(0, 100), 0, 324_900),
        (400_000, Span(399_900, 400_000), 324_900, 0),
        (150_000, Span(75_000, 75_000), 0, 0),
        (150_001, Span(75_001, 75_001), 1, 0),
        (150_001, Span(75_000, 75_000), 0, 1),
    ],
)
def test_a_long_document_is_cut_and_what_is_left_out_is_counted(
    length: int, passage: Span, before: int, after: int
) -> None:
    text = "".join(chr(ord("a") + number % 26) for number in range(length))
    document = replace(LETTER, text=text)
    page = shown(document, passage)
    counts = [f"[… {count:,} characters are not shown here]" for count in (before, after) if count]
    assert [element.text for element in page.all("p", "cv-cut")] == counts
    assert page.only("div", "cv-text").text == text[before : length - after]
    assert page.only("mark", "cv-passage").text == text[passage.start : passage.end]


@pytest.mark.parametrize(
    "passage", [Span(50, 20), Span(60, 999), Span(900, 999), Span(900_000, 900_001)]
)
def test_a_link_to_a_place_that_the_document_does_not_have_shows_nothing_twice(
    passage: Span,
) -> None:
    # Such a link can only be typed: no answer has one.
    link = (
        f"{REFERENCE_PREFIX}letters%2Fapril.txt:{LETTER.sha256}:{passage.start}:{passage.end}:0:0"
    )
    reference = Reference.parse(link)
    if reference is not None:
        page = page_of(document_as_html(LETTER, reference))
        boxes = page.all("div", "cv-text")
        assert [box.text for box in boxes] in ([], [LETTER.text])
        assert page.all("p", "cv-cut") == []


# -- answers ---------------------------------------------------------------------------------------

HIT = hit_of(Passage(LETTER, 15, 61, (Span(15, 38), QUOTE)), score=1.234)
OTHER = hit_of(Passage(replace(LETTER, source="b.txt", title=""), 0, 13, (Span(0, 13),)), score=0.5)
CITATION = Citation(
    "letters/april.txt", "cd" * 32, "Schools open", "line 3", 39, 61, "Please wait <outside>."
)
ANSWER = Answer(
    question="Where do I wait?",
    found=True,
    confidence=0.876,
    text="Please wait <outside>.",
    citations=(CITATION,),
    passages=(OTHER, HIT),
    seconds=Seconds(0.1, 0.1, 0.2),
)
REFUSAL = replace(ANSWER, found=False, confidence=0.123, text="", citations=())


def links_of(answer: Answer) -> list[Reference | None]:
    page = page_of(answer_as_html(answer))
    return [Reference.parse(dict(link.attributes)["href"] or "") for link in page.all("a")]


def test_an_answer_is_shown_with_its_number_its_place_and_its_confidence() -> None:
    page = page_of(answer_as_html(ANSWER))
    assert page.only("blockquote", "cv-answer").text == "Please wait <outside>. [1]"
    assert page.only("ul", "cv-sources").text == "[1] Schools open, letters/april.txt, line 3"
    assert page.only("p", "cv-confidence").text == "Confidence 88%"
    assert page.only("summary").text == "Passages (2)"
    assert page.only("details").attributes == (("class", "cv-passages"),)


def test_a_citation_leads_to_its_quote_within_its_passage() -> None:
    quoted = Reference("letters/april.txt", "cd" * 32, PASSAGE, QUOTE)
    other = Reference("b.txt", "cd" * 32, Span(0, 13), None)
    assert links_of(ANSWER) == [quoted, other, quoted]


def test_a_citation_outside_the_passages_leads_to_the_quote_itself() -> None:
    answer = replace(ANSWER, passages=(OTHER,))
    quoted = Reference("letters/april.txt", "cd" * 32, QUOTE, QUOTE)
    assert links_of(answer)[0] == quoted
    assert first_reference(answer) == quoted


def test_a_refusal_says_so_and_shows_the_nearest_passages_open() -> None:
    page = page_of(answer_as_html(REFUSAL))
    refusal = page.only("div", "cv-refusal").text
    assert refusal.startswith("The documents do not answer this.\n")
    assert "a probability of 12%" in refusal
    assert page.all("blockquote") == []
    summary = "Nearest passages, which do not answer the question (2)"
    assert page.only("summary").text == summary
    assert ("open", None) in page.only("details").attributes


def test_what_is_shown_beside_an_answer_is_the_place_of_its_first_citation() -> None:
    assert first_reference(ANSWER) == Reference("letters/april.txt", "cd" * 32, PASSAGE, QUOTE)


def test_what_is_shown_beside_a_refusal_is_the_nearest_passage_if_any() -> None:
    assert first_reference(REFUSAL) == Reference("b.txt", "cd" * 32, Span(0, 13), None)
    assert first_reference(replace(REFUSAL, passages=())) is None


def test_the_list_of_documents_counts_them_and_names_what_is_missing() -> None:
    left_out = LeftOut("b.pdf", "/", "b.pdf: no reader", "convert it", supported=False)
    page = page_of(library_as_html([FILE, replace(FILE, date=None)], [left_out], 6))
    count = "2 documents, 6 passages; 1 files are not among them."
    assert page.only("p", "cv-count").text == count
    assert [cell.text for cell in page.all("td")] == [
        *("a.txt", "Title", "2020-02-19", "3", "text"),
        *("a.txt", "Title", "", "3", "text"),
    ]
    assert page.only("li").text == "b.pdf: no reader\nconvert it"


def test_a_list_without_missing_files_says_nothing_of_them() -> None:
    page = page_of(library_as_html([FILE], [], 3))
    assert page.only("p", "cv-count").text == "1 documents, 3 passages."
    assert page.all("li") == []
