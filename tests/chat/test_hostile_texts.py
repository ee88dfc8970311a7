"""The chat: whatever a document or a person writes stays text, and is all there."""

import re
import string
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from chat.document_html import document_as_html, missing_as_html
from chat.kept import KeptPassage, KeptTurn, turn_of
from chat.turn_html import (
    answer_as_html,
    error_as_html,
    examples_as_html,
    question_as_html,
)
from chat.words import WORDS as ALL_WORDS
from corpus import Citation, Document, Mark, Passage, Span
from qa import Answer, Seconds
from qa.errors import QuestionError
from qa.follow_up import Understood
from qa.showing import REFERENCE_PREFIX, Reference, as_text
from tests.qa.hits import hit_of
from tests.qa.page import page_of

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
    "<b>" * 3_000,
    "&" * 3_000,
    "x" * 100_000,
]
attacks = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: ascii(attack[:30]))
HARMLESS = "harmless"
WORDS = ALL_WORDS["en"]


def document_of(text: str, others: str = HARMLESS) -> Document:
    return Document(others, "ab" * 32, others, date(2020, 2, 19), text, (Mark(0, others),))


def answer_of(text: str, *, found: bool = True) -> KeptTurn:
    """An answer in which `text` stands wherever text can stand."""
    document = document_of(text, text)
    hit = hit_of(Passage(document, 0, len(text), (Span(0, len(text)),)), score=1.5)
    citation = Citation(text, "ab" * 32, text, text, 0, len(text), text)
    answer = Answer(
        question=text,
        found=found,
        confidence=0.876,
        text=text if found else "",
        citations=(citation, citation) if found else (),
        passages=(hit, hit),
        seconds=Seconds(0.1, 0.1, 0.2),
    )
    turn = turn_of(answer, Understood(f"{text}?", text), only=(text,))
    return replace(turn, unknown=(text,), passages=tuple(map(with_reasons, turn.passages)))


def with_reasons(passage: KeptPassage) -> KeptPassage:
    """The passage with as many reasons for every text, though a text may hold no word."""
    return replace(passage, words=("harmless",))


def whole(document: Document) -> Reference:
    return Reference(document.source, document.sha256, Span(0, len(document.text)), None)


@attacks
def test_a_text_stays_the_text_that_it_is(attack: str) -> None:
    page = page_of(as_text(attack))
    assert page.text == attack
    assert page.skeleton() == []


@attacks
def test_no_sign_that_a_markup_could_know_is_left_in_a_text(attack: str) -> None:
    rest = re.sub("&#[0-9]+;|<br>", "", as_text(attack))
    assert set(rest) & set(string.punctuation) <= set("%,;?")


@attacks
def test_an_answer_has_no_element_or_attribute_but_ours(attack: str) -> None:
    for found in (True, False):
        page = page_of(answer_as_html(answer_of(attack, found=found), 0, WORDS))
        ours = page_of(answer_as_html(answer_of(HARMLESS, found=found), 0, WORDS))
        assert page.skeleton() == ours.skeleton()


@attacks
def test_an_answer_shows_its_text_its_places_and_its_passages_as_they_are(attack: str) -> None:
    page = page_of(answer_as_html(answer_of(attack), 0, WORDS))
    excerpt = attack[:400] + (" …" if len(attack) > 400 else "")
    assert page.only("blockquote", "cv-answer").text == f"{attack} [1] [2]"
    place = f"{attack}, {attack}, 2020-02-19, {attack}"
    why = "Why: it holds harmless; its best sentence is alike to 0.00"
    assert [element.text for element in page.all("li")] == [
        f"[1] {attack}{attack}, {attack}",
        f"[2] {attack}{attack}, {attack}",
        f"passage 1 {place} score 1.50\n{excerpt}\n{why}",
        f"passage 2 {place} score 1.50\n{excerpt}\n{why}",
    ]


@attacks
def test_the_links_of_an_answer_lead_to_its_sources_and_nowhere_else(attack: str) -> None:
    page = page_of(answer_as_html(answer_of(attack), 0, WORDS))
    expected = Reference(attack, "ab" * 32, Span(0, len(attack)), Span(0, len(attack)))
    links = [dict(element.attributes)["href"] or "" for element in page.all("a", "cv-cite")]
    assert len(links) == 6
    for link in links:
        assert link.startswith(REFERENCE_PREFIX)
        assert Reference.parse(link) == expected


@attacks
def test_a_question_stays_the_text_that_it_is(attack: str) -> None:
    page = page_of(question_as_html(attack, 0, WORDS))
    ours = page_of(question_as_html(HARMLESS, 0, WORDS))
    assert page.skeleton() == ours.skeleton()
    assert page.only("bdi", "cv-asked").text == attack
    examples = page_of(examples_as_html((attack,), WORDS))
    assert examples.only("a", "cv-example").text == attack


@attacks
def test_a_document_has_no_element_but_ours_and_all_of_its_text(attack: str) -> None:
    document = document_of(attack, attack)
    page = page_of(document_as_html(document, whole(document), WORDS))
    ours = document_of(HARMLESS)
    assert page.skeleton() == page_of(document_as_html(ours, whole(ours), WORDS)).skeleton()
    assert page.only("div", "cv-text").text == attack
    assert page.only("mark", "cv-passage").text == attack
    assert page.only("strong").text == attack
    assert page.only("span").text == f"{attack}, 2020-02-19, {attack}"


@attacks
def test_errors_and_notices_have_no_element_but_ours(attack: str) -> None:
    error = page_of(error_as_html(QuestionError(attack, hint=attack)))
    assert error.skeleton() == [("div", (("class", "cv-error"),)), ("strong", ())]
    assert error.text == f"{attack}\n{attack}"
    missing = page_of(missing_as_html(attack, WORDS))
    assert missing.skeleton() == [("p", (("class", "cv-error"),)), ("bdi", ())]
    assert missing.text == f"{attack} is no longer among the documents."


@attacks
def test_no_template_finds_a_sign_of_its_own(attack: str) -> None:
    document = document_of(attack, attack)
    for html in (
        answer_as_html(answer_of(attack), 0, WORDS),
        document_as_html(document, whole(document), WORDS),
        question_as_html(attack, 0, WORDS),
    ):
        assert [sign for sign in "${}`" if sign in html] == []


@attacks
def test_markdown_finds_nothing_to_do_in_an_answer(attack: str) -> None:
    # The chat renders its messages as Markdown, in which HTML is allowed.
    markdown = MarkdownIt("js-default", {"html": True, "linkify": False, "typographer": True})
    for html in (answer_as_html(answer_of(attack), 0, WORDS), question_as_html(attack, 0, WORDS)):
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
    page = page_of(document_as_html(document, reference, WORDS))
    assert page.only("div", "cv-text").text == document.text
    assert page.only("mark", "cv-passage").text == text
