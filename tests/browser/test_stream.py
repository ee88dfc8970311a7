"""What is done while Gradio's stream of answers is being closed: its answer comes all the same."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT
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


# A network of which the test is the server: its streams are given as lists, and then break.
_OWN_NETWORK = """
window.streams = [];
window.fetch = async (address) => {
  if (!address.endsWith('/queue/data')) return Response.json({ event_id: address.at(-12) });
  const messages = streams.shift();
  return new Response(new ReadableStream({
    pull(out) {
      const next = messages.shift();
      if (next) out.enqueue(new TextEncoder().encode(next));
      else setTimeout(() => out.error(new TypeError('network error')), 50);
    },
  }));
};
"""


@pytest.mark.parametrize(
    ("streams", "given"),
    [
        # Nothing is due: what is sent next opens another stream.
        ([[": a comment\n\n"]], [": a comment", "close_stream"]),
        # The event that was sent is due, and does not come.
        ([[]], ["broken_connection", "close_stream"]),
        # The server says that it stops.
        (
            [['data: {"msg":"unexpected_error","message":"Server stopped unexpectedly."}\n\n']],
            ["broken_connection", "close_stream"],
        ),
        # It comes in the stream that is opened again.
        (
            [
                ['data: {"msg":"close_stream"}\n\n'],
                ['data: {"msg":"process_completed","event_id":"A"}\n\n'],
            ],
            ["process_completed", "close_stream"],
        ),
        # A message may come in parts.
        (
            [['data: {"msg":"process_comp', 'leted","event_id":"A"}\n\ndata: {"msg":"clo']],
            ["process_completed", "close_stream"],
        ),
    ],
)
def test_a_stream_ends_by_being_closed_whatever_happens(
    page: Page, streams: list[list[str]], given: list[str]
) -> None:
    page.add_init_script(_OWN_NETWORK)
    page.goto("about:blank")
    page.add_script_tag(path=ROOT / "chat" / "stream.js")
    sent = given[0] != ": a comment"
    read = page.evaluate(
        """async ([scripted, sent]) => {
          streams.push(...scripted);
          if (sent) await fetch('http://a.example/A/queue/join');
          return (await fetch('http://a.example/queue/data')).text();
        }""",
        [streams, sent],
    )
    parts = read.strip().split("\n\n")
    assert [
        json.loads(part.removeprefix("data:"))["msg"] if part.startswith("data:") else part
        for part in parts
    ] == given


def click_meanwhile(page: Page, button: str) -> None:
    """Click while the closing is under way, which ends when the server has the click."""
    page.wait_for_function("window.letGo !== undefined")
    with page.expect_response("**/queue/join*") as sent:
        page.locator(f"#{button}").click()
    sent.value.finished()
    page.evaluate("letGo()")
