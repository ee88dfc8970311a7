"""What a test does on the page, as a person does it."""

import re

from playwright.sync_api import Locator, Page, expect

ASSISTANCE = "How many countries had received Chinese assistance by 26 March 2020?"
CALLS = "How many phone calls did Xi Jinping make within two months?"


# Nobody does anything sooner than this after an answer, or after the page has come.
_THINKING_MILLISECONDS = 300


def answers(page: Page) -> Locator:
    """The end of each answer, whatever it is: it is there once the answer is."""
    return page.locator("#cv-chat p.cv-actions, #cv-chat .cv-error")


def ask(page: Page, question: str) -> None:
    """Type a question, press Enter, and wait for its answer."""
    page.wait_for_timeout(_THINKING_MILLISECONDS)
    before = answers(page).count()
    page.locator("#cv-question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(answers(page)).to_have_count(before + 1)
    page.wait_for_timeout(_THINKING_MILLISECONDS)


def action(page: Page, name: str, number: int = 0) -> Locator:
    """The link below a turn that does `name`; turns are numbered from 0."""
    return page.locator(f'#cv-chat a[href="#cv-{name}-{number}"]')


def open_chats(page: Page) -> None:
    """Open the drawer with the chats."""
    page.locator("#cv-chats button.toggle-button").click()
    expect(page.locator("#cv-new-chat")).to_be_in_viewport()


def current(page: Page) -> Locator:
    """The citation that the panel shows."""
    return page.locator("#cv-chat a.cv-cite.cv-current")


PERCENT = re.compile(r"\d+%")
