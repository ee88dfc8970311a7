"""A conversation: follow-ups, second thoughts, what the browser keeps, what it gives away."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.asking import ASSISTANCE, CALLS, action, answers, ask, open_chats
from tests.browser.conftest import ROOT
from tests.chat.conftest import serving

pytestmark = pytest.mark.browser


def test_a_follow_up_says_how_it_was_understood_and_is_asked_as_typed_by_a_click(
    page: Page, chat: str
) -> None:
    page.goto(chat)
    ask(page, "Who signed the letter to the chemical engineers of Japan?")
    ask(page, "When did he sign it?")
    understood = page.locator("#cv-chat .cv-understood")
    expect(understood).to_contain_text("Understood as:")
    assert understood.locator("bdi").inner_text() != "When did he sign it?"
    action(page, "typed", 1).click()
    expect(understood).to_have_count(0)
    expect(answers(page)).to_have_count(2)
    expect(page.locator("#cv-chat .cv-asked").last).to_have_text("When did he sign it?")


def test_a_question_can_be_changed_and_asked_again(page: Page, chat: str) -> None:
    page.goto(chat)
    ask(page, ASSISTANCE)
    ask(page, CALLS)
    action(page, "edit", 0).click()
    field = page.locator("#cv-question textarea")
    expect(field).to_have_value(ASSISTANCE)
    expect(field).to_be_focused()
    field.press("Escape")
    expect(field).to_have_value("")
    action(page, "edit", 0).click()
    field.fill("Who is the president of the CIESC Council?")
    field.press("Enter")
    expect(answers(page)).to_have_count(1)
    expect(page.locator("#cv-chat .cv-answer")).to_contain_text("Dai Houliang")


# A press and a release of the mouse at one place, with what comes between; by themselves, since the
# page moves after an answer, and a real mouse may press what has just come there.
_PRESSED = """(link, between) => {
  const { x, y } = link.getBoundingClientRect();
  const at = { bubbles: true, pointerType: 'mouse', button: 0, clientX: x, clientY: y };
  link.dispatchEvent(new PointerEvent('pointerdown', at));
  let under = document.querySelector('#cv-chat');
  if (between === 'drawn anew') {
    under = link.cloneNode(true);
    link.replaceWith(under);
  }
  if (between === 'moved') at.clientX += 50;
  under.dispatchEvent(new PointerEvent('pointerup', at));
}"""


@pytest.mark.parametrize("between", ["drawn anew", "scrolled away"])
def test_a_link_that_goes_while_it_is_clicked_does_what_it_says(
    page: Page, chat: str, between: str
) -> None:
    page.goto(chat)
    ask(page, ASSISTANCE)
    action(page, "edit", 0).evaluate(_PRESSED, between)
    expect(page.locator("#cv-question textarea")).to_have_value(ASSISTANCE)


def test_a_link_that_the_mouse_leaves_before_it_is_let_go_does_nothing(
    page: Page, chat: str
) -> None:
    page.goto(chat)
    ask(page, ASSISTANCE)
    action(page, "edit", 0).evaluate(_PRESSED, "moved")
    page.wait_for_timeout(500)
    expect(page.locator("#cv-question textarea")).to_have_value("")


def test_what_is_written_before_the_answer_comes_stays(page: Page, chat: str) -> None:
    page.goto(chat)
    ask(page, ASSISTANCE)
    field = page.locator("#cv-question textarea")
    field.fill(CALLS)
    field.press("Enter")
    expect(field).to_have_value("")
    field.fill("And in Africa")
    expect(answers(page)).to_have_count(2)
    page.wait_for_timeout(500)
    expect(field).to_have_value("And in Africa")


def test_a_question_that_is_written_again_right_after_it_was_sent_is_not_sent(
    page: Page, chat: str
) -> None:
    page.goto(chat)
    field = page.locator("#cv-question textarea")
    field.fill(ASSISTANCE)
    field.press("Enter")
    expect(field).to_have_value("")
    field.fill(ASSISTANCE)
    expect(answers(page)).to_have_count(1)
    page.wait_for_timeout(1500)
    expect(field).to_have_value(ASSISTANCE)
    expect(answers(page)).to_have_count(1)


def test_a_question_that_is_sent_before_the_answer_has_come_waits_for_it(
    page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first, second = "Who rebuilt the harbour of Lisbon?", "When was it rebuilt?"
    with serving(tmp_path_factory.mktemp("slow"), slow_answers="3") as served:
        page.goto(served.address)
        field = page.locator("#cv-question textarea")
        field.fill(first)
        field.press("Enter")
        expect(field).to_have_value("")
        page.locator("#cv-ask").click()  # asks nothing, and ends no waiting
        page.wait_for_timeout(700)
        field.fill(second)
        field.press("Enter")
        expect(answers(page)).to_have_count(2)
        assert page.locator("#cv-chat .cv-asked").all_inner_texts() == [first, second]


def test_an_answer_is_copied_with_its_citations(page: Page, chat: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(chat)
    ask(page, ASSISTANCE)
    action(page, "copy", 0).click()
    expect(action(page, "copy", 0)).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("By 26 March 2020 Chinese assistance had gone to 89 countries")
    assert "[1] Where China's COVID-19 assistance went" in copied
    assert "<" not in copied
    action(page, "link", 0).click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.includes('?q='))")


def test_the_browser_keeps_the_conversation(page: Page, chat: str) -> None:
    page.goto(chat)
    ask(page, ASSISTANCE)
    page.reload()
    expect(page.locator("#cv-chat .cv-answer")).to_contain_text("89 countries")
    page.locator("#cv-chat .cv-answer a.cv-cite").first.click()
    expect(page.locator("#cv-document mark.cv-quote")).to_contain_text("89 countries")
    page.goto(f"{chat}/?q=Who+is+it")
    expect(page.locator("#cv-chat .cv-asked")).to_have_text(ASSISTANCE)


def test_chats_are_left_gone_back_to_and_forgotten(page: Page, chat: str) -> None:
    page.goto(chat)
    ask(page, ASSISTANCE)
    open_chats(page)
    page.locator("#cv-new-chat").click()
    expect(answers(page)).to_have_count(0)
    ask(page, CALLS)
    title = page.locator("#cv-titles").get_by_text(ASSISTANCE[:60])
    title.click()
    expect(page.locator("#cv-chat .cv-asked")).to_have_text(ASSISTANCE)
    expect(page.locator("#cv-titles")).to_contain_text(CALLS)
    page.reload()
    open_chats(page)
    expect(page.locator("#cv-titles")).to_contain_text(CALLS)
    page.locator("#cv-forget").click()
    expect(answers(page)).to_have_count(0)
    expect(page.locator("#cv-titles")).not_to_contain_text(CALLS)


def test_a_link_asks_its_question_of_its_document(page: Page, chat: str) -> None:
    page.goto(f"{chat}/?q=Who+signed+the+letter%3F&source=letter-from-ciesc.md")
    expect(answers(page)).to_have_count(1)
    expect(page.locator("#cv-chat .cv-asked")).to_have_text("Who signed the letter?")
    expect(page.locator("#cv-chat .cv-understood")).to_have_text("Only in: letter-from-ciesc.md")
    expect(page.locator("#cv-chat .cv-answer")).to_contain_text("Dai Houliang")


def test_an_example_is_asked_when_it_is_chosen(page: Page, chat: str) -> None:
    page.goto(chat)
    example = page.locator("#cv-chat a.cv-example").first
    expect(example).to_contain_text("What is said about")
    question = example.inner_text().strip()
    example.click()
    expect(answers(page)).to_have_count(1)
    expect(page.locator("#cv-chat .cv-asked")).to_have_text(question)
    expect(page.locator("#cv-chat .cv-answer")).to_be_visible()


def test_what_is_thought_of_an_answer_is_kept_with_a_word(
    page: Page, chat: str, index: Path
) -> None:
    page.goto(chat)
    ask(page, ASSISTANCE)
    page.get_by_label("dislike", exact=False).first.click()
    page.locator("#cv-word input, #cv-word textarea").fill("wrong place")
    page.locator("#cv-save-word").click()
    expect(page.locator("#cv-feedback")).to_be_hidden()
    lines = (index / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    kept = json.loads(lines[-1])
    assert (kept["question"], kept["liked"], kept["word"]) == (ASSISTANCE, False, "wrong place")
    assert kept["source"] == "assistance-to-89-countries.html"


def test_a_saved_conversation_is_verified(
    page: Page, chat: str, documents: Path, tmp_path: Path
) -> None:
    page.goto(chat)
    ask(page, ASSISTANCE)
    open_chats(page)
    with page.expect_download() as download:
        page.locator("#cv-save-json").click()
    file = tmp_path / "saved.json"
    download.value.save_as(file)
    assert download.value.suggested_filename.endswith(".json")
    command = [sys.executable, "-m", "qa", "verify", str(file), "--root", str(documents)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
