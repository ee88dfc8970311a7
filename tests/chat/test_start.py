"""The start of the server: the page first, and then the models."""

from threading import Event, Thread

import pytest

import app
from qa.assistant import Assistant


class Warmed(Assistant):
    """Notes that its models were to be loaded."""

    def __init__(self) -> None:
        self.warmed = Event()

    def warm_up(self) -> None:
        """Load nothing."""
        self.warmed.set()


def test_the_models_are_loaded_when_a_page_has_been_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "_SECONDS_TO_FIRST_PAGE", 60)
    assistant, sent = Warmed(), Event()
    thread = Thread(target=app._warm_up, args=(assistant, sent))
    thread.start()
    assert not assistant.warmed.wait(0.2)
    sent.set()
    assert assistant.warmed.wait(30)
    thread.join()


def test_the_models_are_loaded_though_no_page_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "_SECONDS_TO_FIRST_PAGE", 0.01)
    assistant = Warmed()
    app._warm_up(assistant, Event())
    assert assistant.warmed.is_set()
