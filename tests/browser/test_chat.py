"""The chat as a person sees it: question, answer, citation, the place in the document."""

import json
import re
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from tests.browser.asking import ask

pytestmark = pytest.mark.browser


def test_a_question_gets_an_answer_a_citation_and_the_marked_document(
    page: Page, chat: str
) -> None:
    page.goto(chat)
    ask(page, "How many countries had received Chinese assistance by 26 March 2020?")
    answer = page.locator("#cv-chat .cv-answer")
    expect(answer).to_contain_text("89 countries")
    expect(answer.locator("a.cv-cite").first).to_have_text("[1]")
    expect(page.locator("#cv-chat .cv-sources")).to_contain_text("assistance-to-89-countries.html")
    expect(page.locator("#cv-chat .cv-confidence")).to_have_text(
        re.compile(r"Confidence: (high|fair|low), \d+%")
    )
    quote = page.locator("#cv-document mark.cv-quote")
    expect(quote).to_contain_text("89 countries")
    assert page.locator("#cv-document mark.cv-passage mark.cv-quote").count() == 1
    shown = answer.inner_text().removesuffix("[1]").strip()
    assert quote.inner_text() == shown.rsplit("[", maxsplit=1)[0].strip()


def test_a_question_typed_before_the_page_had_its_program_is_not_lost(
    page: Page, chat: str
) -> None:
    page.goto(chat)
    field = page.locator("#cv-question textarea")
    field.focus()
    # As if the text had come in before Gradio listened for it.
    field.evaluate("(field, text) => { field.value = text }", "How many phone calls did Xi make?")
    page.keyboard.press("Enter")
    expect(page.locator("#cv-chat .cv-answer")).to_contain_text("26 phone calls")
    expect(field).to_have_value("")


def test_a_question_sent_before_anything_listened_is_not_lost(page: Page, chat: str) -> None:
    page.goto(chat)
    field = page.locator("#cv-question textarea")
    field.fill("How many phone calls did Xi make?")
    # As if Gradio's program did not listen to the field yet.
    page.evaluate(
        "document.addEventListener('keydown', (event) => event.stopPropagation(),"
        " { once: true, capture: true })"
    )
    page.keyboard.press("Enter")
    expect(page.locator("#cv-chat .cv-answer")).to_contain_text("26 phone calls")
    expect(field).to_have_value("")
    assert page.locator("#cv-chat .cv-answer").count() == 1


def test_the_marked_sentence_is_in_sight(page: Page, chat: str) -> None:
    page.goto(chat)
    ask(page, "How many phone calls did Xi Jinping make within two months?")
    quote = page.locator("#cv-document mark.cv-quote")
    expect(quote).to_contain_text("26 phone calls")
    expect(quote).to_be_in_viewport()


def test_a_passage_is_shown_when_its_link_is_followed_by_keyboard(page: Page, chat: str) -> None:
    page.goto(chat)
    ask(page, "How much money did China give to the World Health Organization?")
    page.locator("#cv-chat .cv-passages summary").click()
    link = page.locator("#cv-chat .cv-passages a.cv-cite").nth(2)
    item = page.locator("#cv-chat .cv-passages li").nth(2)
    expect(item).to_contain_text("score")
    link.focus()
    page.keyboard.press("Enter")
    marked = page.locator("#cv-document mark.cv-passage")
    start = item.locator("bdi.cv-excerpt").inner_text().split("\n")[0][:30]
    expect(marked).to_contain_text(start)


def test_a_question_that_the_documents_do_not_answer_is_refused(page: Page, chat: str) -> None:
    page.goto(chat)
    ask(page, "Which team won the football world cup in 1998?")
    expect(page.locator("#cv-chat .cv-refusal")).to_contain_text("do not answer")
    assert page.locator("#cv-chat .cv-answer").count() == 0
    expect(page.locator("#cv-chat .cv-passages summary")).to_contain_text("Nearest passages")


def test_a_question_that_cannot_be_asked_says_why(page: Page, chat: str) -> None:
    page.goto(chat)
    ask(page, "why " * 2000)
    expect(page.locator("#cv-chat .cv-error")).to_contain_text("2,000 words")


def test_documents_and_questions_are_text_and_nothing_more(page: Page, chat: str) -> None:
    page.goto(chat)
    ask(page, "<img src=x onerror=\"document.title='owned'\"> How many divers made the zyxomma?")
    panel = page.locator("#cv-document .cv-text")
    expect(panel).to_contain_text("<script>document.title='owned'</script>")
    expect(page.locator("#cv-chat .user").first).to_contain_text("<img src=x onerror=")
    ask(page, "What is the quokka index **not**, ${document.title='owned'}?")
    expect(panel).to_contain_text("${document.title='owned'} {{title}} and $x^2$")
    for element in ("script", "form", "img", "b"):
        assert page.locator(f"#cv-document {element}, #cv-chat .message {element}").count() == 0
    expect(page).to_have_title("Chapterverse")


def test_nothing_is_loaded_from_another_host(page: Page, chat: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(chat)
    ask(page, "Who signed the letter to the chemical engineers of Japan?")
    page.wait_for_timeout(1500)  # what comes late, comes by now
    assert asked
    strangers = [url for url in asked if not url.startswith((chat, "data:", "blob:"))]
    assert strangers == []


def test_the_documents_are_listed(page: Page, chat: str) -> None:
    page.goto(chat)
    page.locator("#cv-library button").click()
    expect(page.locator("#cv-library .cv-count")).to_contain_text("28 documents")
    expect(page.locator("#cv-library")).to_contain_text("letter-from-ciesc.md")


def test_the_server_says_that_it_is_well_and_sends_its_policy(chat: str) -> None:
    with urllib.request.urlopen(f"{chat}/health") as response:
        policy = response.headers["Content-Security-Policy"]
        health = json.load(response)
    assert health["status"] == "ok"
    assert health["passages"] > 50
    assert "default-src 'self'" in policy
