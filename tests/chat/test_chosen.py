"""What the browser says about the documents that are chosen."""

from pathlib import Path

import pytest

from chat.chosen import Chosen, chosen_from_browser
from index.errors import UnknownSource
from qa.assistant import Assistant
from qa.errors import SelectionError
from tests.fakes import HashingEncoder
from tests.qa.small_index import library_of

FILES = {
    "letter.md": "---\ndate: 2020-02-20\n---\nThe letter was signed by Dai Houliang.",
    "towers/tower.txt": "The tower of Vellamo is forty metres high.",
}


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    encoder = HashingEncoder()
    return Assistant(library_of(tmp_path, FILES, encoder), encoder)


def test_nothing_chosen_is_everything(assistant: Assistant) -> None:
    assert chosen_from_browser([], [], [], "", " ").sources(assistant) is None
    assert chosen_from_browser(None, None, None, None, None).sources(assistant) is None


def test_every_field_counts(assistant: Assistant) -> None:
    tower = ("towers/tower.txt",)
    assert chosen_from_browser(["towers/tower.txt"], [], [], "", "").sources(assistant) == tower
    assert chosen_from_browser([], ["towers"], [], "", "").sources(assistant) == tower
    assert chosen_from_browser([], [], [], "2020-02", "").sources(assistant) == ("letter.md",)
    assert chosen_from_browser([], [], [], "", "2020-02").sources(assistant) == ("letter.md",)
    assert chosen_from_browser([], [], ["A."], "", "") == Chosen(issuers=("A.",))
    with pytest.raises(SelectionError, match="A\\."):
        chosen_from_browser([], [], ["A."], "", "").sources(assistant)


def test_what_is_no_choice_is_refused(assistant: Assistant) -> None:
    with pytest.raises(SelectionError, match="'May' is no date"):
        Chosen(since="May").sources(assistant)
    with pytest.raises(SelectionError, match="2019"):
        Chosen(until="2019").sources(assistant)
    with pytest.raises(UnknownSource, match="gone"):
        Chosen(names=("gone.txt",)).sources(assistant)


def test_what_no_page_sends_counts_as_nothing() -> None:
    sent = chosen_from_browser({"a": 1}, [1, "letters"], "A.", ["2020"], 2020)
    assert sent == Chosen(folders=("letters",))
