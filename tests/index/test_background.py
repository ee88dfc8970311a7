"""Encoding in the background: the same vectors, told how far it is, and given up when left."""

import threading
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from index.background import BackgroundEncoder
from index.encoding import EncodedText, SpannedText
from index.records import stored
from tests.fakes import HashingEncoder

TEXTS = {bytes([number]): SpannedText(f"text {number}") for number in range(5)}


def test_it_gives_the_vectors_that_the_encoder_gives() -> None:
    encoder = HashingEncoder()
    with BackgroundEncoder(encoder) as background:
        background.start(TEXTS)
        found = background.take(lambda _: None)
    expected = [stored(one) for one in encoder.encode(list(TEXTS.values()))]
    assert list(found) == list(TEXTS)
    for one, other in zip(found.values(), expected, strict=True):
        assert np.array_equal(one.passage, other.passage)


def test_without_texts_nothing_is_encoded() -> None:
    encoder = HashingEncoder()
    with BackgroundEncoder(encoder) as background:
        assert background.take(lambda _: None) == {}
        background.start({})
        assert background.take(lambda _: None) == {}
    assert encoder.encoded == []


class WaitingEncoder(HashingEncoder):
    """Says that one text is done, and goes on when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()
        self.finished = False

    def encode(
        self, texts: Sequence[SpannedText], on_encoded: Callable[[int], None] | None = None
    ) -> list[EncodedText]:
        assert on_encoded is not None
        on_encoded(1)
        self.go_on.wait(timeout=60)
        on_encoded(2)
        self.finished = True
        return super().encode(texts)


def test_who_waits_is_told_how_far_it_is() -> None:
    encoder = WaitingEncoder()
    told: list[int] = []

    def on_progress(done: int) -> None:
        told.append(done)
        encoder.go_on.set()

    with BackgroundEncoder(encoder) as background:
        background.start(TEXTS)
        background.take(on_progress)
    assert told[0] == 1


def test_who_leaves_does_not_wait_for_the_rest() -> None:
    encoder = WaitingEncoder()

    def leave() -> None:
        with BackgroundEncoder(encoder) as background:
            background.start(TEXTS)
            threading.Timer(0.2, encoder.go_on.set).start()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        leave()
    assert not encoder.finished


class BrokenEncoder(HashingEncoder):
    """Cannot encode."""

    def encode(
        self,
        texts: Sequence[SpannedText],  # noqa: ARG002 - as the protocol says
        on_encoded: Callable[[int], None] | None = None,  # noqa: ARG002 - as the protocol says
    ) -> list[EncodedText]:
        message = "no memory"
        raise MemoryError(message)


def test_what_the_encoder_raises_reaches_who_waits() -> None:
    with BackgroundEncoder(BrokenEncoder()) as background:
        background.start(TEXTS)
        with pytest.raises(MemoryError, match="no memory"):
            background.take(lambda _: None)
