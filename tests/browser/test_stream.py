"""What is done while Gradio's stream of answers is being closed: its answer comes all the same."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_documents import pick
from tests.chat.conftest import serving

pytestmark = pytest.mark.browser

# A network on which, from a moment on, the closing of a stream stays under way until it is let go.
_SLOW_TO_CLOSE = """
const fetched = window.fetch.bind(window);
const slow = () => new TransformStream({
  transform: async (chunk, out) => {
    const text = new TextDecoder().decode(chunk);
    const at = text.indexOf('data: {"msg":"close_stream"');
    if (at < 0 || !window.slowFromNow) return out.enqueue(chunk);
    out.enqueue(new TextEncoder().encode(text.slice(0, at)));
    await new Promise((come) => (window.letGo = come));
    window.slowFromNow = false;
    out.enqueue(new TextEncoder().encode(text.slice(at)));
  },
});
window.fetch = async (...request) => {
  const answer = await fetched(...request);
  if (!answer.url.includes('/queue/data')) return answer;
  return new Response(answer.body.pipeThrough(slow()), answer);
};
"""


def test_what_is_done_while_the_stream_of_answers_is_closed_is_answered(
    page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    page.add_init_script(_SLOW_TO_CLOSE)
    with serving(tmp_path_factory.mktemp("closing")) as chat:
        page.goto(chat.address)
        page.get_by_role("button", name="Documents").click()
        choice = page.locator("#cv-choice")
        expect(choice).to_have_text("All 2 documents are asked.")
        page.evaluate("slowFromNow = true")
        pick(page, "cv-issuer", "The Academy of Bridges")
        expect(choice).to_have_text("1 of 2 documents are asked.")
        click_meanwhile(page, "cv-everything")
        expect(choice).to_have_text("All 2 documents are asked.")
        page.evaluate("[letGo, slowFromNow] = [undefined, true]")
        pick(page, "cv-folder", "letters")
        expect(choice).to_have_text("1 of 2 documents are asked.")
        page.locator("#cv-question textarea").fill("Who signed the letter?")
        click_meanwhile(page, "cv-ask")
        expect(page.locator("#cv-chat .cv-answer, #cv-chat .cv-refusal")).to_have_count(1)


def click_meanwhile(page: Page, button: str) -> None:
    """Click while the closing is under way, which ends when the server has the click."""
    page.wait_for_function("window.letGo !== undefined")
    with page.expect_response("**/queue/join*") as sent:
        page.locator(f"#{button}").click()
    sent.value.finished()
    page.evaluate("letGo()")
