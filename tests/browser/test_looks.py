"""The page for everybody: by keyboard, in the dark, on a phone, in Chinese, read out loud."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.asking import ASSISTANCE, ask, open_chats
from tests.browser.conftest import PATIENCE_MILLISECONDS

pytestmark = pytest.mark.browser


def opened(browser: Browser, **looks: object) -> Page:
    tab = browser.new_context(**looks).new_page()  # type: ignore[arg-type]
    tab.set_default_timeout(PATIENCE_MILLISECONDS)
    return tab


def serious_violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary'][:200]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_bars_people_who_see_or_hear_otherwise(
    browser: Browser, chat: str, scheme: str
) -> None:
    page = opened(browser, color_scheme=scheme, reduced_motion="reduce")
    page.goto(chat)
    expect(page.locator("#cv-chat a.cv-example").first).to_be_visible()
    assert serious_violations(page) == []
    ask(page, ASSISTANCE)
    ask(page, "Which team won the football world cup in 1998?")
    ask(page, "When was the lighthouse of Vellamo lit for the first time?")
    expect(page.locator("#cv-document .cv-page img")).to_be_visible()
    for summary in page.locator("#cv-chat .cv-passages summary").all():
        summary.click()
    open_chats(page)
    page.locator("#cv-library button").first.click()
    assert serious_violations(page) == []
    page.context.close()


def test_a_phone_shows_all_without_scrolling_to_the_side(browser: Browser, chat: str) -> None:
    page = opened(browser, viewport={"width": 375, "height": 700})
    page.goto(chat)
    ask(page, ASSISTANCE)
    page.wait_for_function("document.documentElement.scrollWidth === 375")
    link = page.locator("#cv-chat .cv-answer a.cv-cite").first
    expect(link).to_be_in_viewport()
    link.click()
    expect(page.locator("#cv-document mark.cv-quote")).to_be_in_viewport()
    page.context.close()


def test_the_page_speaks_chinese_to_who_reads_it(browser: Browser, chat: str) -> None:
    page = opened(browser, locale="zh-CN")
    page.goto(chat)
    expect(page.locator("#cv-ask")).to_have_text("提问")
    expect(page.locator("#cv-question textarea")).to_have_attribute(
        "placeholder", "就这些文档提一个问题"
    )
    ask(page, ASSISTANCE)
    expect(page.locator("#cv-chat .cv-confidence")).to_contain_text("可信度：")
    page.locator("#cv-chat .cv-answer a.cv-cite").first.click()
    expect(page.locator("#cv-document .cv-next")).to_have_attribute("aria-label", "下一个引用")
    page.context.close()


def test_no_key_leads_into_a_drawer_that_is_closed(page: Page, chat: str) -> None:
    page.goto(chat)
    expect(page.locator("#cv-question textarea")).to_be_focused()
    reached = set()
    for _ in range(20):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("document.activeElement.closest('.sidebar-content') ? 'in' : 'out'")
        )
    assert reached == {"out"}
    open_chats(page)
    page.locator("#cv-chats button.toggle-button").focus()
    page.keyboard.press("Tab")
    expect(page.locator("#cv-new-chat")).to_be_focused()


def test_the_keyboard_alone_is_enough(page: Page, chat: str) -> None:
    page.goto(chat)
    expect(page.locator("#cv-question textarea")).to_be_focused()
    page.keyboard.type(ASSISTANCE)
    page.keyboard.press("Enter")
    expect(page.locator("#cv-chat .cv-answer")).to_contain_text("89 countries")
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.cv-answer a.cv-cite')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("#cv-document mark.cv-quote")).to_contain_text("89 countries")
