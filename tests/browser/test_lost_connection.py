"""A server that goes away and comes back, a page that is loaded anew: no question is lost."""

import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.asking import ASSISTANCE, CALLS, action, answers, ask
from tests.browser.conftest import served
from tests.chat.conftest import serving

pytestmark = pytest.mark.browser

HARBOUR = "Who rebuilt the harbour of Lisbon?"
LETTER = "Who signed the letter of the academy?"


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


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_question_that_is_under_way_when_the_server_ends_goes_back_into_the_field(
    page: Page, tmp_path_factory: pytest.TempPathFactory, end: signal.Signals
) -> None:
    with serving(tmp_path_factory.mktemp("ending"), slow_answers="3") as chat:
        page.goto(chat.address)
        field = page.locator("#cv-question textarea")
        field.fill(HARBOUR)
        field.press("Enter")
        expect(page.locator("#cv-chat .cv-waiting")).to_be_visible()
        os.kill(chat.process, end)
        expect(page.locator("#cv-note-connection")).to_contain_text("is lost")
    expect(field).to_have_value(HARBOUR)
    expect(page.locator("#cv-chat .cv-waiting")).to_be_hidden()
    page.wait_for_timeout(1500)  # what Gradio says of it comes by now
    assert page.locator(".toast-body").evaluate_all(_SEEN) == 0
    # Asked again while there is nobody to answer, it stays.
    field.press("Enter")
    page.wait_for_timeout(1500)
    expect(field).to_have_value(HARBOUR)


_SEEN = "all => all.filter((one) => one.checkVisibility()).length"


def test_a_question_that_is_under_way_when_the_page_is_loaded_anew_is_there_again(
    page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with serving(tmp_path_factory.mktemp("reloading"), slow_answers="2") as chat:
        page.goto(chat.address)
        field, said = page.locator("#cv-question textarea"), page.locator("#cv-note-connection")
        field.fill(HARBOUR)
        field.press("Enter")
        expect(field).to_have_value("")
        field.fill("And when?")
        page.reload()
        expect(field).to_have_value(HARBOUR)
        expect(said).to_have_text("Your last question was not answered: ask it again.")
        page.reload()
        expect(field).to_have_value(HARBOUR)
        field.press("Enter")
        expect(field).to_have_value("And when?")
        expect(answers(page)).to_have_count(1)
        page.wait_for_timeout(500)
        page.reload()
        expect(answers(page)).to_have_count(1)
        expect(field).to_have_value("And when?")
        expect(said).to_be_hidden()


def test_a_changed_question_that_is_under_way_stays_a_change_when_the_page_is_loaded_anew(
    page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with serving(tmp_path_factory.mktemp("changing"), slow_answers="2") as chat:
        page.goto(chat.address)
        ask(page, HARBOUR)
        action(page, "edit", 0).click()
        field = page.locator("#cv-question textarea")
        field.fill(LETTER)
        field.press("Enter")
        expect(field).to_have_value("")
        page.reload()
        expect(field).to_have_value(LETTER)
        field.press("Enter")
        expect(page.locator("#cv-chat .cv-asked")).to_have_text(LETTER)
        expect(answers(page)).to_have_count(1)
