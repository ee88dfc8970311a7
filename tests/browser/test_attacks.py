"""Attacks in documents, their titles and names, and in questions: shown as text, run nowhere."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.asking import ask
from tests.browser.attacks import IN_NAMES, IN_TEXTS

pytestmark = pytest.mark.browser

# Elements and attributes that nothing on the page makes where texts are shown.
_FOREIGN = (
    "script, style, iframe, form, input, object, embed, link, base, meta, video, svg, math, table,"
    " h1, h2, h3, code, [onerror], [onload], [onclick], [onfocus], [onmouseover], [style]"
)
_PLACES = ("#cv-document .cv-text", "#cv-document .cv-head > *", "#cv-chat .cv-asked")
_IN_ANSWERS = "#cv-chat .cv-answer, #cv-chat .cv-sources, #cv-chat .cv-passages, #cv-library table"


def watch(page: Page, chat: str) -> list[str]:
    """The requests that leave the chat from now on."""
    strangers: list[str] = []

    def note(url: str) -> None:
        if not url.startswith((chat, "data:", "blob:")):
            strangers.append(url)

    page.on("request", lambda request: note(request.url))
    page.on("dialog", lambda dialog: strangers.append(dialog.message))
    return strangers


def assert_nothing_ran(page: Page, strangers: list[str]) -> None:
    expect(page).to_have_title("Chapterverse")
    assert strangers == []
    for place in (*_PLACES, _IN_ANSWERS):
        inside = ", ".join(
            f"{one.strip()} {foreign.strip()}"
            for one in place.split(",")
            for foreign in _FOREIGN.split(",")
            if not (foreign.strip() == "table" or "library" in one)
        )
        assert page.locator(inside or "no-such-element").count() == 0, place


def shown(page: Page, selector: str) -> str:
    return str(page.locator(selector).first.evaluate("element => element.textContent"))


def test_attacks_in_a_document_are_its_text(page: Page, chat: str) -> None:
    assert len(IN_TEXTS) >= 30
    strangers = watch(page, chat)
    page.goto(chat)
    ask(page, "What did the numbat of burrow 12 say at dusk?")
    page.locator("#cv-chat .cv-passages summary").click()
    page.locator('#cv-chat .cv-passages a.cv-cite:not([href*="burrow"])').first.click()
    ask(page, "What did the numbat of burrow 20 say at dusk?")
    expect(page.locator("#cv-document .cv-head")).to_contain_text("attacks.txt")
    text = shown(page, "#cv-document .cv-text")
    missing = [attack for attack in IN_TEXTS if attack not in text]
    assert missing == []
    assert_nothing_ran(page, strangers)


def test_attacks_in_names_and_titles_are_text(page: Page, chat: str) -> None:
    strangers = watch(page, chat)
    page.goto(chat)
    page.locator("#cv-library button").click()
    expect(page.locator("#cv-library table")).to_contain_text("attacks.txt")
    listed = shown(page, "#cv-library table")
    assert [name for name in IN_NAMES if name not in listed] == []
    for number in range(0, len(IN_NAMES), 3):
        ask(page, f"How many grams did the wobbegong of basin {number} weigh?")
        assert IN_NAMES[number] in shown(page, "#cv-chat .cv-passages >> nth=-1")
        expect(page.locator("#cv-document .cv-head")).to_contain_text(IN_NAMES[number])
        assert_nothing_ran(page, strangers)


def test_attacks_in_questions_are_text(page: Page, chat: str) -> None:
    strangers = watch(page, chat)
    page.goto(chat)
    for attack in IN_TEXTS[::8]:
        ask(page, f"{attack} wobbegong?")
        last = page.locator("#cv-chat .cv-asked").last
        assert last.evaluate("element => element.textContent") == f"{attack} wobbegong?"
    assert_nothing_ran(page, strangers)


def test_attacks_in_the_address_are_text(page: Page, chat: str) -> None:
    strangers = watch(page, chat)
    page.goto(f"{chat}/?q=%3Cimg%20src%3Dx%20onerror%3Ddocument.title%3D1%3E&source=%3Cb%3E")
    expect(page.locator("#cv-chat .cv-error")).to_contain_text("<b>")
    expect(page.locator("#cv-chat .cv-asked")).to_have_text("<img src=x onerror=document.title=1>")
    assert_nothing_ran(page, strangers)
