"""Pace: shares and estimates, worked by hand with a clock that is set."""

import pytest

from qa.pace import Pace, in_words


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_before_anything_was_seen_rates_are_assumed() -> None:
    pace = Pace(4_000_000, Clock())
    # 4 MB at 2 MB a second; 2,000,000 characters are 3,333 passages at 40 a second
    assert pace.seconds_left() == pytest.approx(2 + 2_000_000 / 600 / 40)
    assert pace.share() == 0


def test_what_was_read_says_how_long_the_rest_takes_to_read() -> None:
    clock = Clock()
    pace = Pace(3_000, clock)
    clock.seconds += 10
    pace.has_read(1_000, 6_000)
    # 2,000 bytes at 100 a second; 18,000 characters in all are 30 passages at 40 a second
    assert pace.seconds_left() == pytest.approx(20 + 30 / 40)
    assert pace.share() == pytest.approx(10 / 30.75)


def test_what_was_encoded_says_how_long_the_rest_takes_to_encode() -> None:
    clock = Clock()
    pace = Pace(1_000, clock)
    pace.has_read(1_000, 6_000)
    pace.has_encoded(0, 50)
    clock.seconds += 2
    pace.has_encoded(20, 50)
    assert pace.seconds_left() == pytest.approx(3)
    assert pace.share() == pytest.approx(0.4)
    clock.seconds += 3
    pace.has_encoded(50, 50)
    assert pace.seconds_left() == 0
    assert pace.share() == 1


def test_the_share_never_goes_back() -> None:
    clock = Clock()
    pace = Pace(1_000, clock)
    pace.has_read(1_000, 600)
    clock.seconds += 1
    before = pace.share()
    pace.has_encoded(0, 1_000)
    assert pace.seconds_left() == 25
    assert pace.share() == before


def test_nothing_to_do_is_done() -> None:
    pace = Pace(0, Clock())
    assert (pace.seconds_left(), pace.share()) == (0, 1)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1 second"),
        (1.2, "2 seconds"),
        (60, "1 minute"),
        (61, "2 minutes"),
        (3600, "1 hour"),
        (7260, "2 hours 1 minute"),
    ],
)
def test_a_time_is_said_as_people_say_it(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
