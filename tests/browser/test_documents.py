"""The documents' panel in a real browser: adding, choosing and removing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.chat.conftest import HARBOUR, Served, serving

pytestmark = pytest.mark.browser

GARDEN = "The botanical garden keeps an oak of four hundred years for its visitors."
HOSTILE = "<img src=x onerror=document.title='owned'>.txt"


@pytest.fixture(scope="module")
def changing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A chat whose documents these tests change."""
    with serving(tmp_path_factory.mktemp("changing")) as chat:
        yield chat


@pytest.fixture
def panel(page: Page, changing: Served) -> Page:
    """The page with the documents' panel open and filled."""
    page.goto(changing.address)
    page.get_by_role("button", name="Documents").click()
    expect(page.locator("#cv-list tbody tr")).not_to_have_count(0)
    return page


def add(panel: Page, *files: tuple[str, bytes]) -> None:
    """Give the page these files, as a person drops them."""
    given = [FilePayload(name=name, mimeType="text/plain", buffer=data) for name, data in files]
    panel.locator("#cv-add input[type=file]").set_input_files(given)


def pick(panel: Page, field: str, option: str) -> None:
    """Choose an option of a list by typing it."""
    box = panel.locator(f"#{field} input")
    box.click()
    panel.get_by_role("option", name=option, exact=True).click()


def test_a_file_is_added_asked_and_removed(panel: Page, changing: Served) -> None:
    add(panel, ("garden.txt", GARDEN.encode()), ("broken.pdf", b"%PDF-1.7"))
    progress = panel.locator("#cv-progress")
    expect(progress).to_contain_text("garden.txt: added")
    expect(progress).to_contain_text("broken.pdf")
    row = panel.locator("#cv-list tbody tr").filter(has_text="garden.txt")
    expect(row).to_contain_text("added here")
    expect(panel.locator("#cv-choice")).to_have_text("All 3 documents are asked.")
    pick(panel, "cv-removable", "garden.txt")
    panel.locator("#cv-remove").click()
    expect(panel.locator("#cv-warning")).to_contain_text("garden.txt will be deleted")
    panel.locator("#cv-really").click()
    expect(progress).to_contain_text("garden.txt is removed")
    expect(row).to_have_count(0)
    assert list((changing.index / "uploads").iterdir()) == []


def test_the_documents_that_are_asked_are_chosen(panel: Page) -> None:
    choice = panel.locator("#cv-choice")
    expect(choice).to_have_text("All 2 documents are asked.")
    expect(panel.get_by_role("heading", name="Ask only these documents")).to_be_visible()
    pick(panel, "cv-issuer", "The Academy of Bridges")
    expect(choice).to_have_text("1 of 2 documents are asked.")
    panel.locator("#cv-since textarea, #cv-since input").fill("2021")
    panel.keyboard.press("Enter")
    expect(choice).to_contain_text("no document is by The Academy of Bridges")
    panel.locator("#cv-everything").click()
    expect(choice).to_have_text("All 2 documents are asked.")


def test_an_earlier_choice_that_took_longer_does_not_replace_a_later_one(
    page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with serving(tmp_path_factory.mktemp("slow"), slow_days="1") as chat:
        page.goto(chat.address)
        page.get_by_role("button", name="Documents").click()
        choice = page.locator("#cv-choice")
        expect(choice).to_have_text("All 2 documents are asked.")
        page.locator("#cv-since textarea, #cv-since input").fill("2021")
        # The field is left, which asks for the day, and the button pressed, which asks for nothing.
        page.locator("#cv-everything").click()
        page.wait_for_timeout(3000)
        expect(choice).to_have_text("All 2 documents are asked.")


def test_a_question_is_asked_of_what_is_chosen_at_that_moment(
    page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with serving(tmp_path_factory.mktemp("slow"), slow_days="2") as chat:
        page.goto(chat.address)
        page.get_by_role("button", name="Documents").click()
        expect(page.locator("#cv-choice")).to_have_text("All 2 documents are asked.")
        page.locator("#cv-since textarea, #cv-since input").fill("2020")
        # Asked before it is said how many documents that is.
        page.locator("#cv-question textarea").fill("Who rebuilt the harbour of Lisbon?")
        page.locator("#cv-ask").click()
        expect(page.locator("#cv-choice")).to_contain_text("All 2 documents are asked.")
        answered = page.locator("#cv-chat .cv-answer, #cv-chat .cv-refusal")
        expect(answered).to_have_count(1)
        expect(page.locator("#cv-chat")).not_to_contain_text("rebuilt in 1903")
        expect(page.locator("#cv-choice")).to_have_text("1 of 2 documents are asked.")


def test_a_question_is_asked_of_the_chosen_documents_only(panel: Page) -> None:
    pick(panel, "cv-folder", "letters")
    expect(panel.locator("#cv-choice")).to_have_text("1 of 2 documents are asked.")
    panel.locator("#cv-question textarea").fill("Who rebuilt the harbour of Lisbon?")
    panel.locator("#cv-ask").click()
    answered = panel.locator("#cv-chat .cv-answer, #cv-chat .cv-refusal")
    expect(answered).to_have_count(1)
    expect(panel.locator("#cv-chat")).not_to_contain_text("rebuilt in 1903")


def test_what_cannot_be_read_stands_in_the_list_with_its_reason(panel: Page) -> None:
    row = panel.locator("#cv-list tbody tr").filter(has_text="empty.txt")
    expect(row).to_contain_text("not read")
    expect(row).to_contain_text("empty.txt is empty")


def test_a_hostile_name_is_shown_as_text_and_runs_nowhere(panel: Page, changing: Served) -> None:
    add(panel, (HOSTILE, HARBOUR.encode() + b" Twice."))
    expect(panel.locator("#cv-progress")).to_contain_text("added")
    shown = panel.locator("#cv-list tbody tr").filter(has_text="added here")
    expect(shown).to_have_count(1)
    assert panel.locator("#cv-list img, #cv-progress img").count() == 0
    assert panel.title() != "owned"
    (kept,) = [path.name for path in (changing.index / "uploads").iterdir()]
    pick(panel, "cv-removable", kept)
    panel.locator("#cv-remove").click()
    panel.locator("#cv-keep").click()
    expect(panel.locator("#cv-warning")).to_be_hidden()
    assert (changing.index / "uploads" / kept).exists()


# How many lines each cell with a state, a date or a number of passages takes, and each head.
_LINES = """() => {
  const short = 'thead th, td:nth-child(2), td:nth-child(3), td:nth-child(5)';
  return [...document.querySelectorAll(short)].filter((cell) => cell.innerText).map((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return new Set([...range.getClientRects()].map((line) => line.top)).size;
  });
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_beside_a_long_name_dates_and_states_stay_whole(
    page: Page, tmp_path_factory: pytest.TempPathFactory, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    with serving(tmp_path_factory.mktemp("long")) as chat:
        page.goto(chat.address)
        page.get_by_role("button", name="Documents").click()
        add(page, (f"{'x' * 196}.txt", b"---\ndate: 2020-03-05\n---\nThe oak is old."))
        expect(page.locator("#cv-list tbody tr")).to_have_count(4)
        lines = page.evaluate(_LINES)
        assert lines == [1] * len(lines)
        assert len(lines) == 6 + 4 + 2 + 3
        page.wait_for_function(f"document.documentElement.scrollWidth === {width}")


def test_a_page_that_is_read_only_offers_no_change(
    page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with serving(tmp_path_factory.mktemp("read-only"), read_only="on") as chat:
        page.goto(chat.address)
        page.get_by_role("button", name="Documents").click()
        expect(page.locator("#cv-progress")).to_contain_text("cannot be added or removed here")
        expect(page.locator("#cv-add")).to_have_count(0)
        expect(page.locator("#cv-remove")).to_have_count(0)
        assert Path(chat.documents / "harbour.txt").exists()
