"""Steps side by side: their results, their errors, and that they run at once."""

from functools import partial
from threading import Barrier

import pytest

from qa.side_by_side import SideBySide


@pytest.mark.parametrize("long", [False, True])
def test_every_step_gives_its_result_as_often_as_it_is_asked(
    long: bool,  # noqa: FBT001 - pytest gives it
) -> None:
    taken: list[int] = []

    def double(number: int) -> int:
        taken.append(number)
        return 2 * number

    with SideBySide(long=long) as steps:
        results = [steps.begin(partial(double, number)) for number in range(5)]
        assert [result() for result in results] == [0, 2, 4, 6, 8]
        assert results[3]() == 6
    assert sorted(taken) == [0, 1, 2, 3, 4]


def test_long_steps_run_at_the_same_time() -> None:
    meeting = Barrier(3)  # each waits for the other two
    with SideBySide(long=True) as steps:
        results = [steps.begin(lambda: meeting.wait(timeout=60)) for _ in range(3)]
        assert sorted(result() for result in results) == [0, 1, 2]


def test_an_error_comes_where_the_result_is_asked_for() -> None:
    with SideBySide(long=True) as steps:
        result = steps.begin(lambda: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            result()
