"""Citations: why a passage was found, the way through them by key, and pages as pages."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.asking import ASSISTANCE, CALLS, ask, current
from tests.browser.conftest import harbour

pytestmark = pytest.mark.browser

LIGHTHOUSE = "When was the lighthouse of Vellamo lit for the first time?"


def test_each_passage_says_where_it_stands_and_why_it_was_found(page: Page, chat: str) -> None:
    page.goto(chat)
    ask(page, ASSISTANCE)
    passages = page.locator("#cv-chat .cv-passages")
    expect(passages.locator("ol")).to_be_hidden()
    passages.locator("summary").click()
    first = passages.locator("li").first
    expect(first).to_contain_text("assistance-to-89-countries.html, 2020-03-26, section Recipients")
    expect(first).to_contain_text(re.compile(r"score \d+\.\d\d"))
    why = first.locator(".cv-why")
    expect(why).to_contain_text("it holds countries, received, Chinese, assistance")
    expect(why).to_contain_text(re.compile(r"its best sentence is alike to 0\.\d\d"))


def test_keys_lead_through_the_citations_but_not_while_somebody_writes(
    page: Page, chat: str
) -> None:
    page.goto(chat)
    ask(page, ASSISTANCE)
    ask(page, CALLS)
    quote = page.locator("#cv-document mark.cv-quote")
    expect(quote).to_contain_text("26 phone calls")
    page.keyboard.type("[")
    expect(page.locator("#cv-question textarea")).to_have_value("[")
    expect(quote).to_contain_text("26 phone calls")
    page.locator("#cv-document .cv-frame").focus()
    page.keyboard.press("[")
    expect(quote).to_contain_text("89 countries")
    page.keyboard.press("Alt+ArrowRight")
    expect(quote).to_contain_text("26 phone calls")
    expect(current(page)).to_have_count(1)
    page.locator("#cv-document .cv-previous").click()
    expect(quote).to_contain_text("89 countries")


def test_a_citation_of_a_pdf_file_is_shown_on_the_picture_of_its_page(
    page: Page, chat: str
) -> None:
    page.goto(chat)
    ask(page, LIGHTHOUSE)
    picture = page.locator("#cv-document .cv-page img")
    expect(picture).to_have_attribute("alt", "Page 2 as it is in the file")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.complete && image.naturalWidth") == 1100
    box = page.locator("#cv-document .cv-box-quote").first
    expect(box).to_be_in_viewport()
    # The text begins 72 points from the left of 595, and 342 points from the top of 842.
    place = box.evaluate("box => [box.style.left, box.style.top].map(parseFloat)")
    assert place[0] == pytest.approx(100 * 72 / 595, abs=1)
    assert place[1] == pytest.approx(100 * 331 / 842, abs=1.5)


def test_the_text_of_a_pdf_file_is_there_beside_its_pages(page: Page, chat: str) -> None:
    page.goto(chat)
    ask(page, LIGHTHOUSE)
    quote = page.locator("#cv-document mark.cv-quote")
    expect(quote).to_be_hidden()
    page.locator("#cv-document .cv-show-text").click()
    expect(quote).to_contain_text("4 May 1886")
    expect(quote).to_be_in_viewport()
    expect(page.locator("#cv-document .cv-page img")).to_be_hidden()
    page.locator("#cv-document .cv-show-page").click()
    page.locator('#cv-document [data-page="1"]').click()
    picture = page.locator("#cv-document .cv-page img")
    expect(picture).to_have_attribute("alt", "Page 1 as it is in the file")


def test_a_file_that_changed_or_is_gone_is_shown_as_the_text_that_was_read(
    page: Page, chat: str, documents: Path
) -> None:
    file = documents / "changing.pdf"
    page.goto(chat)
    file.write_bytes(harbour("changing.pdf") + b"\n% changed")
    ask(page, "Who was the icehouse of Vellamo sold to in 1911?")
    note = page.locator("#cv-document .cv-note")
    expect(note).to_contain_text("The file has changed since it was indexed")
    expect(page.locator("#cv-document mark.cv-quote")).to_contain_text("brewer in 1911")
    file.unlink()
    page.locator("#cv-chat .cv-answer a.cv-cite").first.click()
    expect(note).to_contain_text("The file is no longer there")
    file.write_bytes(harbour("changing.pdf"))
    page.locator("#cv-chat .cv-answer a.cv-cite").first.click()
    expect(page.locator("#cv-document .cv-page img")).to_be_visible()


def test_a_refusal_names_the_words_that_no_document_holds(page: Page, chat: str) -> None:
    page.goto(chat)
    ask(page, "Which team won the football world cup in 1998?")
    refusal = page.locator("#cv-chat .cv-refusal")
    expect(refusal).to_contain_text("In no document: won, football, cup, 1998")
    expect(refusal).to_contain_text(re.compile(r"probability of \d+%"))
