"""A deadline: readers that can stop are told how much of their time is gone."""

import time

from corpus.deadline import share_used, within


def test_without_a_limit_nothing_is_used() -> None:
    assert share_used() == 0


def test_the_share_grows_with_the_time_and_ends_with_the_block() -> None:
    with within(0.05):
        assert share_used() < 1
        time.sleep(0.06)
        assert share_used() > 1
        with within(1000):
            assert share_used() < 0.5
        assert share_used() > 1
    assert share_used() == 0
