"""A server that goes away and comes back: it is said, and the page goes on."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.asking import ASSISTANCE, CALLS, ask
from tests.browser.conftest import served

pytestmark = pytest.mark.browser


def test_a_server_that_was_started_again_is_found_and_the_question_is_not_lost(
    page: Page, index: Path
) -> None:
    with served(index) as address:
        page.goto(address)
        ask(page, ASSISTANCE)
    page.locator("#cv-question textarea").fill(CALLS)
    page.keyboard.press("Enter")
    said = page.locator("#cv-note-connection")
    expect(said).to_contain_text("The connection to Chapterverse is lost")
    with served(index, address.rpartition(":")[2]):
        expect(said).to_contain_text("Connected again")
        expect(page.locator("#cv-chat .cv-answer")).to_contain_text("89 countries")
        field = page.locator("#cv-question textarea")
        expect(field).to_have_value(CALLS)
        field.press("Enter")
        expect(page.locator("#cv-chat .cv-answer").last).to_contain_text("26 phone calls")
